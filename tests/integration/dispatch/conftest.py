"""What every test of dispatch holds: no incident, offer or assignment moves as its table does not know."""

from collections.abc import Iterator

import pytest

from services.chassis.telemetry import STRAY_MOVES


def strayed() -> float:
    return sum(sample.value for metric in STRAY_MOVES.collect() for sample in metric.samples if "_total" in sample.name)


@pytest.fixture(autouse=True)
def no_stray_move() -> Iterator[None]:
    before = strayed()
    yield
    assert strayed() == before
