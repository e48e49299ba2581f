"""Page whoever is on duty in a network about what waits for a person there: one open page stands for all of a kind."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from services.dispatch.escalation.held_too_long import Waiting
from services.dispatch.escalation.paging import CALM, begun_again, page_without_incident
from services.dispatch.escalation.rounds import PAGE
from services.dispatch.escalation.whom_to_page import hardly_asks
from services.dispatch.model.incident import CallerOf, Page, PageReason
from services.dispatch.model.pending_changes import PendingTimer
from services.dispatch.unit_of_work import IncidentUnitOfWork

PACED: Final = frozenset({PageReason.QUOTA, PageReason.UNSERVED})
"""Comes in floods: after somebody took one, half an hour passes before they are asked about what came since."""


@dataclass(frozen=True, slots=True)
class PagesToRaise:
    """Which kinds have no open page, and when somebody is asked first about each; turns were taken."""

    asked_at: Mapping[Waiting, datetime]
    standing: Mapping[Waiting, Page]
    """The open page of every other kind."""

    @property
    def codes(self) -> Counter[str]:
        """How many each network needs."""
        return Counter(kind.network_id for kind in self.asked_at)


async def page_networks(work: IncidentUnitOfWork, waiting: Mapping[Waiting, datetime]) -> None:
    """Where a page of the kind is open it goes on; one about which nobody is asked any more begins again.

    The duties of these networks were loaded; a network that is not known has nobody to page. `waiting`: since when.
    """
    to_raise = await look_for_pages(work, waiting)
    raise_pages(work, to_raise, await work.take_codes(to_raise.codes), since=waiting)


async def look_for_pages(work: IncidentUnitOfWork, waiting: Iterable[Waiting]) -> PagesToRaise:
    """The first half, for whoever takes codes for other things, too: all codes of a unit are taken at once."""
    of_ours = {kind for kind in waiting if kind.network_id in work.duties}
    networks = {kind.network_id for kind in of_ours}
    await work.pages.take_turns(networks)
    stored = await work.pages.open_pages_without_incident(networks)
    as_it_is = [work.pending.pages.get(page.id, page) for page in stored]
    paged = {_stands_for(page): page for page in as_it_is if page.open}
    for kind in of_ours & paged.keys():
        if hardly_asks(paged[kind]):
            page = paged[kind] = begun_again(paged[kind], work.now)
            work.put_page(page)
            work.pending.timers.append(PendingTimer(page.id, PAGE, page.due_at or work.now, page.attempt))
    wanted = sorted(of_ours - paged.keys(), key=lambda kind: (kind[:3], str(kind.cries)))
    paced = {kind.reason for kind in wanted} & PACED
    taken = await work.pages.taken_lately(networks, paced, work.now - CALM) if paced else {}
    asked_at = {kind: max(work.now, taken[kind] + CALM) if kind in taken else work.now for kind in wanted}
    return PagesToRaise(asked_at, {kind: paged[kind] for kind in of_ours & paged.keys()})


def raise_pages(
    work: IncidentUnitOfWork,
    to_raise: PagesToRaise,
    codes: Mapping[str, list[str]],
    *,
    since: Mapping[Waiting, datetime],
    details: Mapping[Waiting, str] | None = None,
) -> None:
    """The second half. `details`: what the text of a page says beside its code."""
    for kind, asked_at in to_raise.asked_at.items():
        duty = work.duties[kind.network_id]
        page = page_without_incident(
            work.pending,
            duty,
            code=codes[kind.network_id].pop(0),
            reason=kind.reason,
            zone=duty.network.name,
            now=work.now,
            exercise=kind.exercise,
            about=kind.cries,
            since=since[kind],
            detail=(details or {}).get(kind),
        )
        if asked_at > work.now:
            work.put_page(replace(page, due_at=asked_at))
            work.pending.timers.append(PendingTimer(page.id, PAGE, asked_at, page.attempt))


def _stands_for(page: Page) -> Waiting:
    caller = None
    if page.reason is PageReason.CALLER_CRIES and page.about_id is not None:
        caller = CallerOf(page.about_id, page.about or "")
    return Waiting(page.reason, page.network_id, page.exercise, caller)
