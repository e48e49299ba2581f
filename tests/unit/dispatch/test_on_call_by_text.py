"""Until when somebody who texts that they are on call is on call."""

from datetime import UTC, datetime, timedelta

import pytest

from services.dispatch.grammar.reader import read
from services.dispatch.grammar.readings import ShiftOn, Situation
from services.dispatch.handlers.on_call_by_text import ends_at

ZONE = "America/Los_Angeles"
MORNING = datetime(2026, 11, 30, 15, 50, tzinfo=UTC)
"""7:50 am there."""


@pytest.mark.parametrize(
    ("text", "hours_after_midnight"),
    [
        ("im on till noon", 12),
        ("on until 12pm", 12),
        ("estoy de guardia hasta el mediodia", 12),
        ("estoy disponible hasta el medio día", 12),
        ("estoy disponible hasta las 12", 12),
        ("i'm on till midnight", 24),
        ("im on until 5", 17),
        ("on until 5:30", 17.5),
        ("estoy disponible hasta las 5 de la tarde", 17),
        ("on till 7", 19),
        ("on till 7am", 24 + 7),
    ],
)
def test_on_until_an_hour_ends_at_that_hour(text: str, hours_after_midnight: float):
    reading = read(text, Situation())

    assert isinstance(reading, ShiftOn)
    midnight = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
    assert ends_at(reading, MORNING, ZONE) == midnight + timedelta(hours=hours_after_midnight)


@pytest.mark.parametrize(("text", "hours"), [("ON", 4), ("ON 6", 6), ("on until further notice", 4)])
def test_without_an_hour_it_ends_after_as_many_hours_as_they_said_or_four(text: str, hours: int):
    reading = read(text, Situation())

    assert isinstance(reading, ShiftOn)
    assert ends_at(reading, MORNING, ZONE) == MORNING + timedelta(hours=hours)
