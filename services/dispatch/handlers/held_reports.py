"""Reports that intake holds: noted, and nobody is texted; a person decides, and is paged where it is urgent."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from schemas.envelope import Received
from schemas.events.report import ReportDismissedV1, ReportHeldV1
from services.chassis.connection import write_together
from services.chassis.timers import Timer, scheduling
from services.chassis.unit_of_work import UnitOfWork
from services.dispatch.handlers.network_pages import page_networks
from services.dispatch.incident.opening import noted_report
from services.dispatch.model.incident import PageReason
from services.dispatch.model.noted_report import NotedReport
from services.dispatch.store.incidents import noting_reports
from services.dispatch.unit_of_work import IncidentUnitOfWork

HELD: Final = "held"
LOOKED_AT_WITHIN: Final = timedelta(seconds=60)


async def on_held(work: IncidentUnitOfWork, batch: Sequence[Received[Any]]) -> None:
    """What waits for a person is noted; what a person dismissed does not wait any more."""
    await _note(work.unit, [event for event in batch if isinstance(event.data, ReportHeldV1)])
    if dismissed := [event.data.report_id for event in batch if isinstance(event.data, ReportDismissedV1)]:
        known = await work.incidents.known_reports(dismissed)
        await work.incidents.dismiss(dismissed)
        await end_held_pages(work, list(known.values()))
        await work.save()


async def _note(unit: UnitOfWork, batch: Sequence[Received[ReportHeldV1]]) -> None:
    """The latest revision of each counts."""
    latest: dict[UUID, ReportHeldV1] = {}
    for event in batch:
        known = latest.get(event.data.report_id)
        if known is None or known.revision < event.data.revision:
            latest[event.data.report_id] = event.data
    noted = [
        noted_report(report, "held", None) for report in sorted(latest.values(), key=lambda report: report.report_id)
    ]
    await write_together(
        unit.connection,
        [
            noting_reports(noted, unit.now, held=True),
            scheduling(
                [
                    Timer(report.report_id, HELD, report.received_at + LOOKED_AT_WITHIN)
                    for report in noted
                    if report.waits_urgently
                ]
            ),
        ],
    )


async def on_held_too_long(work: IncidentUnitOfWork, timers: Sequence[Timer]) -> None:
    """A person is paged for each network where an urgent report still waits, until somebody takes it or decides.

    One page stands for all of them: whoever takes it looks at the queue, which shows the most pressing first.
    """
    known = await work.incidents.known_reports([timer.subject_id for timer in timers])
    waiting = _since(report for report in known.values() if report.waits_urgently)
    await work.load_duties({name for name, _ in waiting})
    await page_networks(work, PageReason.HELD, waiting)
    await work.save()


async def end_held_pages(work: IncidentUnitOfWork, decided: Collection[NotedReport]) -> None:
    """Nobody is paged about held reports any more where the last urgent one was decided on."""
    networks = {report.network_id for report in decided if report.waits_urgently}
    if not networks:
        return
    ids = {report.report_id for report in decided}
    waiting = _since(each for each in await work.incidents.urgent_held(networks) if each.report_id not in ids)
    for page in await work.pages.open_pages_without_incident(networks):
        if page.reason is PageReason.HELD and (page.network_id, page.exercise) not in waiting:
            work.put_page(replace(page, open=False))


def _since(reports: Iterable[NotedReport]) -> dict[tuple[str, bool], datetime]:
    """Since when the first waits, by network and whether it is an exercise."""
    since: dict[tuple[str, bool], datetime] = {}
    for report in reports:
        of = (report.network_id, report.exercise)
        since[of] = min(since.get(of, report.received_at), report.received_at)
    return since
