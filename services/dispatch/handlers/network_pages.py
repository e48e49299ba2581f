"""Page whoever is on duty in a network about what waits for a person there: one open page stands for all of a kind."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from services.dispatch.escalation.held_too_long import Waiting
from services.dispatch.escalation.paging import begun_again, page_without_incident
from services.dispatch.escalation.rounds import PAGE
from services.dispatch.escalation.whom_to_page import hardly_asks
from services.dispatch.model.incident import CallerOf, Page, PageReason
from services.dispatch.model.pending_changes import PendingTimer
from services.dispatch.unit_of_work import IncidentUnitOfWork


async def page_networks(work: IncidentUnitOfWork, waiting: Mapping[Waiting, datetime]) -> None:
    """Where a page of the kind is open it goes on; one about which nobody is asked any more begins again.

    The duties of these networks were loaded; a network that is not known has nobody to page. `waiting`: since when.
    """
    of_ours = {kind: since for kind, since in waiting.items() if kind.network_id in work.duties}
    networks = {kind.network_id for kind in of_ours}
    await work.pages.take_turns(networks)
    stored = await work.pages.open_pages_without_incident(networks)
    as_it_is = [work.pending.pages.get(page.id, page) for page in stored]
    paged = {_stands_for(page): page for page in as_it_is if page.open}
    for kind in of_ours.keys() & paged.keys():
        if hardly_asks(paged[kind]):
            page = begun_again(paged[kind], work.now)
            work.put_page(page)
            work.pending.timers.append(PendingTimer(page.id, PAGE, page.due_at or work.now, page.attempt))
    wanted = sorted(of_ours.keys() - paged.keys(), key=lambda kind: (kind[:3], str(kind.cries)))
    codes = await work.take_codes(Counter(kind.network_id for kind in wanted))
    for kind in wanted:
        duty = work.duties[kind.network_id]
        page_without_incident(
            work.pending,
            duty,
            code=codes[kind.network_id].pop(0),
            reason=kind.reason,
            zone=duty.network.name,
            now=work.now,
            exercise=kind.exercise,
            about=kind.cries,
            since=of_ours[kind],
        )


def _stands_for(page: Page) -> Waiting:
    caller = None
    if page.reason is PageReason.CALLER_CRIES and page.about_id is not None:
        caller = CallerOf(page.about_id, page.about or "")
    return Waiting(page.reason, page.network_id, page.exercise, caller)
