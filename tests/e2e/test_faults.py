"""The short form of `make faults`: each kind of break once, reports in flight; nothing lost, nobody texted twice."""

import random
import shutil
from collections.abc import AsyncIterator

import pytest

from deploy.local.layout import throwaway_layout
from deploy.local.stack import Stack
from tests.faults.city import build_city
from tests.faults.kinds import all_kinds
from tests.faults.trials import Field

SHORT = (
    "kill.intake",
    "kill.dispatch",
    "kill.notify",
    "kill.postgres",
    "kill.kafka",
    "R.acked.intake",
    "C.pre_commit.dispatch",
    "M.offer_row.dispatch",
    "Y.accepted.dispatch",
    "stop-at.N.claimed.notify",
    "log.intake",
    "poison",
)


@pytest.fixture(scope="module")
async def field() -> AsyncIterator[Field]:
    layout = throwaway_layout(prefix="hotline-faults-")
    try:
        async with Stack(layout, mode="test", lasting=False) as stack:
            field = Field(stack, await build_city(stack, volunteers=200), random.Random(7))
            yield field
            await field.close()
    finally:
        shutil.rmtree(layout.home, ignore_errors=True)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("kind", SHORT)
async def test_reports_in_flight_survive(field: Field, kind: str) -> None:
    trial = await field.run(kind, all_kinds()[kind], reports=8)

    assert trial.fired
    assert trial.verdict.holds, trial.verdict
