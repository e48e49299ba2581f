"""Reports that intake holds: noted, and nobody is texted; a person decides, and is paged where it is urgent."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from schemas.envelope import Received
from schemas.events.report import ReportDismissedV1, ReportHeldV1
from services.chassis.connection import write_together
from services.chassis.timers import Timer, scheduling
from services.chassis.unit_of_work import UnitOfWork
from services.dispatch.escalation.held_too_long import (
    ABOUT_HELD,
    LOOKED_AT_AT_ALL,
    Waiting,
    looked_at_by,
    waits_too_long,
)
from services.dispatch.handlers.network_pages import page_networks
from services.dispatch.handlers.report_revisions import refuse_jump
from services.dispatch.incident.opening import noted_report
from services.dispatch.model.noted_report import NotedReport
from services.dispatch.store.incidents import noting_reports
from services.dispatch.unit_of_work import IncidentUnitOfWork

HELD: Final = "held"


async def on_held(work: IncidentUnitOfWork, batch: Sequence[Received[Any]]) -> None:
    """What waits for a person is noted; what a person dismissed does not wait any more."""
    left = await _left(work, [event.data for event in batch if isinstance(event.data, ReportHeldV1)])
    await _note(work.unit, [event for event in batch if isinstance(event.data, ReportHeldV1)])
    if left:
        await end_held_pages(work, left)
        await work.save()
    if dismissed := [event.data.report_id for event in batch if isinstance(event.data, ReportDismissedV1)]:
        known = await work.incidents.known_reports(dismissed)
        await work.incidents.dismiss(dismissed)
        await end_held_pages(work, list(known.values()))
        await work.save()


async def _left(work: IncidentUnitOfWork, told: Collection[ReportHeldV1]) -> list[NotedReport]:
    """As they were: held reports that were handed over to another network, where they wait now."""
    later = [report for report in told if report.revision > 1]
    known = await work.incidents.known_reports({report.report_id for report in later}) if later else {}
    latest = {report.report_id: report for report in sorted(later, key=lambda each: each.revision)}
    return [
        report
        for report in known.values()
        if report.waits
        and report.revision < latest[report.report_id].revision
        and report.network_id != latest[report.report_id].network_id
    ]


async def _note(unit: UnitOfWork, batch: Sequence[Received[ReportHeldV1]]) -> None:
    """The latest revision of each counts."""
    latest: dict[UUID, ReportHeldV1] = {}
    for event in batch:
        refuse_jump(event.data)
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
            scheduling([Timer(report.report_id, HELD, due_at) for report in noted for due_at in looked_at_by(report)]),
        ],
    )


async def on_held_too_long(work: IncidentUnitOfWork, timers: Sequence[Timer]) -> None:
    """A person is paged for each network where reports wait too long, until somebody takes it or decides (rule R55).

    One page stands for all that wait alike: whoever takes it looks at the queue, which shows the most pressing first.
    """
    known = await work.incidents.known_reports([timer.subject_id for timer in timers])
    since: dict[Waiting, datetime] = {}
    for report in known.values():
        if (kind := waits_too_long(report, work.now)) is not None:
            since[kind] = min(since.get(kind, report.received_at), report.received_at)
    await work.load_duties({kind.network_id for kind in since})
    await page_networks(work, since)
    await work.save()


async def end_held_pages(work: IncidentUnitOfWork, decided: Collection[NotedReport]) -> None:
    """Nobody is paged any more about held reports of a kind where the last of them was decided on."""
    pages = {
        Waiting(page.reason, page.network_id, page.exercise): page
        for page in await work.pages.open_pages_without_incident({each.network_id for each in decided if each.waits})
        if page.reason in ABOUT_HELD
    }
    waiting = await work.incidents.still_waiting(
        pages, apart_from={each.report_id for each in decided}, received_until=work.now - LOOKED_AT_AT_ALL
    )
    for kind in pages.keys() - waiting:
        work.put_page(replace(pages[kind], open=False, due_at=None))
