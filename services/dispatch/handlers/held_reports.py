"""Reports that intake holds: noted, and nobody is texted; a person decides in intake."""

from collections.abc import Sequence
from uuid import UUID

from schemas.envelope import Received
from schemas.events.report import ReportHeldV1
from services.chassis.connection import write_together
from services.chassis.unit_of_work import UnitOfWork
from services.dispatch.incident.opening import noted_report
from services.dispatch.store.incidents import noting_reports


async def on_held(unit: UnitOfWork, batch: Sequence[Received[ReportHeldV1]]) -> None:
    """The latest revision of each counts."""
    latest: dict[UUID, ReportHeldV1] = {}
    for event in batch:
        known = latest.get(event.data.report_id)
        if known is None or known.revision < event.data.revision:
            latest[event.data.report_id] = event.data
    noted = [
        noted_report(report, "held", None) for report in sorted(latest.values(), key=lambda report: report.report_id)
    ]
    await write_together(unit.connection, [noting_reports(noted, unit.now, held=True)])
