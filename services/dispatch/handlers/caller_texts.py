"""A caller texted, or somebody spoke with one who cried: a person is asked to read what they say, or to call them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from schemas.envelope import Received
from schemas.events.report import CallerSpokenWithV1, CallerTextedV1
from services.dispatch.escalation.held_too_long import Waiting
from services.dispatch.escalation.paging import begun_again, page_lead, raised_again, tell_it_is_over
from services.dispatch.escalation.whom_to_page import hardly_asks
from services.dispatch.handlers.network_pages import page_networks
from services.dispatch.model.incident import CallerOf, IncidentState, Page, PageReason
from services.dispatch.unit_of_work import IncidentUnitOfWork

UNKNOWN_REF: Final = "?"
"""Of what intake of the release before announced."""


async def on_caller_news(
    work: IncidentUnitOfWork, batch: Sequence[Received[CallerTextedV1 | CallerSpokenWithV1]]
) -> None:
    """The lead of its mission is paged; where it has none, or that is over, who is on duty, once for all of those.

    Each who cries has one page of their own, under one code whatever becomes of the mission, until somebody has spoken
    with them.
    """
    news = [event.data for event in batch]
    known = await work.incidents.known_reports({each.report_id for each in news})
    cries = await work.pages.of_callers({each.report_id for each in news})
    incidents = {report.incident_id for report in known.values()} | {page.incident_id for page in cries}
    missions = await work.lock_missions(filter(None, incidents), networks={each.network_id for each in news})
    spoken = {each.report_id: number for number, each in enumerate(news) if isinstance(each, CallerSpokenWithV1)}
    apart: set[Waiting] = set()
    for number, each in enumerate(news):
        report = known.get(each.report_id)
        mission = missions.get(report.incident_id) if report is not None and report.incident_id else None
        if isinstance(each, CallerSpokenWithV1):
            _end(work, each, cries)
            if mission is not None:
                mission.note("caller_spoken_with", callsign=each.spoken_by)
            continue
        caller = None
        if each.cries:
            caller = CallerOf(each.report_id, each.ref or (report.ref if report is not None else UNKNOWN_REF))
        reason = PageReason.CALLER_CRIES if each.cries else PageReason.CALLER_TEXTED
        seen_to = each.cries and number < spoken.get(each.report_id, -1)
        needs_none = seen_to or (each.cries and _goes_on(work, each.report_id, cries))
        if mission is not None and mission.incident.state is not IncidentState.CLOSED:
            mission.note("caller_cries" if each.cries else "caller_texted")
            if not needs_none:
                page_lead(mission, reason, caller)
        elif not needs_none:
            apart.add(Waiting(reason, each.network_id, each.exercise, caller))
    await page_networks(work, dict.fromkeys(apart, work.now))
    await work.save()


def _end(work: IncidentUnitOfWork, spoken: CallerSpokenWithV1, cries: Iterable[Page]) -> None:
    """Whoever else was paged hears that it is over; one that was taken does not come again."""
    about = [page for page in _as_they_are(work, cries) if page.about_id == spoken.report_id]
    for network_id in {page.network_id for page in about} & work.duties.keys():
        pages = [page for page in about if page.open and page.network_id == network_id]
        tell_it_is_over(pages, work.duties[network_id], work.pending, apart_from=spoken.spoken_by)
    for page in about:
        work.put_page(replace(page, open=False, due_at=None, ended_at=work.now))


def _goes_on(work: IncidentUnitOfWork, report_id: UUID, cries: Iterable[Page]) -> bool:
    """Whether a page about this caller is there, open or taken: whoever was paged has not read what they cry now.

    Nobody saw to it before, so another would be about the same person by another code.
    """
    about = [page for page in _as_they_are(work, cries) if page.about_id == report_id and page.ended_at is None]
    page = max(about, key=lambda each: (each.open, each.raised_at, each.id), default=None)
    if page is None:
        return False
    if not page.open:
        page = raised_again(page, work.now)
    elif hardly_asks(page):
        page = begun_again(page, work.now)
    work.put_page(replace(page, words_at=work.now))
    return True


def _as_they_are(work: IncidentUnitOfWork, pages: Iterable[Page]) -> list[Page]:
    """As this unit has moved them."""
    moved: Mapping[UUID, Page] = work.pending.pages
    return [moved.get(page.id, page) for page in pages]
