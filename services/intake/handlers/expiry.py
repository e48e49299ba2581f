"""A sighting that nobody decided on for three days ends by itself, and its caller hears that nobody could look.

What asks for help, and whose caller cried or wrote what nobody has read, never does: a person answers those.
"""

from datetime import timedelta
from typing import Final

import structlog

from schemas.endings import Ending
from schemas.envelope import Received
from schemas.events.report import ReportDismissedV1
from schemas.values import uuid7
from services.chassis.database import Database
from services.intake.callers.answers import Answering
from services.intake.handlers.answers import tell_answer
from services.intake.reports.factory import ReportFactory
from services.intake.store.reports import ReportStore

log = structlog.get_logger()

HELD_AT_MOST: Final = timedelta(hours=72)
"""A lead is paged after a day (rule R55). What was seen three days ago, nobody can look at any more (rule R96)."""
BY_TIME: Final = "expired"
LOOK_SECONDS: Final = 60


class HeldReportExpiry:
    """Any replica may do it at any time."""

    def __init__(self, database: Database, factory: ReportFactory) -> None:
        self._database = database
        self._factory = factory

    async def run(self) -> None:
        async with self._database.unit() as unit:
            store = ReportStore(unit.connection)
            for held in await store.held_too_long(unit.now - HELD_AT_MOST):
                await store.save_dismissal(held.report_id, ending=Ending.NOT_CHECKED, by=BY_TIME)
                expired = ReportDismissedV1(
                    report_id=held.report_id,
                    network_id=held.network_id,
                    ref=held.ref,
                    exercise=held.exercise,
                    ending=Ending.NOT_CHECKED,
                    dismissed_by=BY_TIME,
                )
                event_id, subject = uuid7(), str(held.report_id)
                unit.announce(expired, subject=subject, event_id=event_id, correlation_id=held.report_id)
                said: Received[Answering] = Received(event_id, subject, unit.now, held.report_id, expired)
                await tell_answer(unit, self._factory, said)
                log.info("report.expired", report_id=subject)
