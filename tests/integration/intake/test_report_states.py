"""A report's state moves as its table says: what dispatch tells moves it forward and never back."""

from uuid import UUID, uuid4

import pytest

from schemas.envelope import EventData
from schemas.events.incident import ReportUnservedV1
from services.intake.model.report import ReportState
from services.intake.reports.states import MOVES
from tests.support.intake_harness import Stand, a_report

TOLD_BY_DISPATCH = (ReportState.JOINED, ReportState.UNSERVED)


def news(stand: Stand, state: ReportState, report_id: UUID) -> EventData:
    if state is ReportState.JOINED:
        return stand.opened(report_id, uuid4())
    return ReportUnservedV1(report_id=report_id, network_id="la", reason="outside")


@pytest.mark.parametrize("before", [ReportState.RELEASED, ReportState.JOINED, ReportState.UNSERVED])
@pytest.mark.parametrize("told", TOLD_BY_DISPATCH)
async def test_what_dispatch_tells_moves_a_report_as_its_table_says(
    stand: Stand, before: ReportState, told: ReportState
) -> None:
    report = UUID((await stand.posted(a_report()))["report_id"])
    if before is not ReportState.RELEASED:
        await stand.hear(news(stand, before, report))
    assert (await stand.status(str(report)))["state"] == before

    await stand.hear(news(stand, told, report))

    moved = told in MOVES[before]
    assert (await stand.status(str(report)))["state"] == (told if moved else before)


def test_every_state_has_its_row() -> None:
    assert set(MOVES) == set(ReportState)
