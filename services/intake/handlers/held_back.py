"""Reports that dispatch did not act on, past their source's quota: held again, for a person (rule R119)."""

from collections.abc import Sequence

import structlog

from schemas.events.incident import ReportHeldBackV1
from services.chassis.unit_of_work import UnitOfWork
from services.intake.model.report import MissingForRelease
from services.intake.reports.factory import BY_RULE, held_again
from services.intake.reports.release_rule import priority
from services.intake.store.reports import ReportStore

log = structlog.get_logger()


async def hold_again(unit: UnitOfWork, held_back: Sequence[ReportHeldBackV1]) -> None:
    """Each as it was released by rule. What a person has released since, or nobody told of here, stays as it is."""
    store = ReportStore(unit.connection)
    wanted = {(it.report_id, it.network_id, it.revision) for it in held_back}
    locked = await store.lock_released([it.report_id for it in held_back])
    by_rule = [it for it in locked if it.released_by == BY_RULE]
    ours = [it for it in by_rule if (it.report_id, it.network_id, it.revision) in wanted]
    held = [held_again(report, MissingForRelease.QUOTA, priority=priority(report, now=unit.now)) for report in ours]
    event_ids = [unit.announce(it, subject=str(it.report_id), correlation_id=it.report_id) for it in held]
    await store.save_held(list(zip(held, event_ids, strict=True)))
    if as_they_were := len(wanted) - len(held):
        log.warning("report.not_held_back", reports=as_they_were)
