"""Released reports that nobody can serve: intake tells their callers, and one page of their network counts them all."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from schemas.events.incident import ReportUnservedV1
from services.dispatch.escalation.held_too_long import Waiting
from services.dispatch.escalation.paging import tell_it_is_over
from services.dispatch.escalation.unserved import UnservedReports, unserved_in
from services.dispatch.handlers.network_pages import PagesToRaise
from services.dispatch.incident.opening import UnservedReport, noted_report
from services.dispatch.model.incident import PageReason
from services.dispatch.model.noted_report import NotedReport
from services.dispatch.model.pending_changes import PendingEvent
from services.dispatch.unit_of_work import IncidentUnitOfWork

UNSERVED: Final = "unserved"
UnservedByPage = Mapping[Waiting, Sequence[str]]
"""The refs that a page stands for."""


def answer_unserved(work: IncidentUnitOfWork, unserved: Sequence[UnservedReport]) -> UnservedByPage:
    """The caller's line hears it by its status; what is returned is to be paged about."""
    refs: dict[Waiting, list[str]] = defaultdict(list)
    for each in unserved:
        data = each.event.data
        work.pending.reports[data.report_id] = noted_report(data, UNSERVED, None)
        event = ReportUnservedV1(report_id=data.report_id, network_id=data.network_id, reason=each.reason)
        work.pending.outgoing.append(PendingEvent(event, data.report_id, each.event.correlation_id))
        refs[Waiting(PageReason.UNSERVED, data.network_id, data.exercise)].append(data.ref)
    return refs


def count_unserved(work: IncidentUnitOfWork, to_raise: PagesToRaise, unserved: UnservedByPage) -> dict[Waiting, str]:
    """Those of a page that is open are counted there; what a new one says is returned."""
    for kind in unserved.keys() & to_raise.standing.keys():
        page = to_raise.standing[kind]
        page = work.pending.pages.get(page.id, page)
        work.put_page(replace(page, detail=unserved_in(page.detail).and_those(unserved[kind]).detail))
    return {kind: UnservedReports().and_those(refs).detail for kind, refs in unserved.items()}


async def end_unserved_pages(work: IncidentUnitOfWork, served: Sequence[NotedReport]) -> None:
    """These lie inside by now. A page that stands for none any more ends, and whoever was asked hears that."""
    refs = {(report.network_id, report.exercise, report.ref) for report in served}
    stored = await work.pages.open_pages_without_incident({network_id for network_id, *_ in refs}) if refs else []
    for page in (work.pending.pages.get(page.id, page) for page in stored):
        if page.reason is not PageReason.UNSERVED or not page.open:
            continue
        before = left = unserved_in(page.detail)
        for network_id, exercise, ref in refs:
            if (network_id, exercise) == (page.network_id, page.exercise):
                left = left.without(ref)
        if left.how_many:
            work.put_page(replace(page, detail=left.detail))
        elif before.how_many:
            work.put_page(replace(page, open=False, due_at=None))
            tell_it_is_over([page], work.duties[page.network_id], work.pending)
