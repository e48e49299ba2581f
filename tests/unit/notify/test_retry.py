"""When to try and look again."""

from datetime import UTC, datetime, timedelta

from services.notify.delivery.retry import next_look, next_try
from services.notify.model.messages import OFFER, SAFETY

NOW = datetime(2026, 11, 24, 14, 40, tzinfo=UTC)


def test_waiting_doubles_up_to_half_a_minute() -> None:
    waits = [
        (next_try(tries, urgency=OFFER, now=NOW, jitter=1) - NOW).total_seconds() for tries in (1, 2, 3, 4, 5, 6, 9)
    ]

    assert waits == [1, 2, 4, 8, 16, 30, 30]


def test_chance_takes_off_at_most_half() -> None:
    assert next_try(3, urgency=OFFER, now=NOW, jitter=0) == NOW + timedelta(seconds=2)


def test_a_safety_text_waits_four_seconds_at_most() -> None:
    late = next_try(8, urgency=SAFETY, now=NOW, jitter=1, wait_seconds=60)

    assert late == NOW + timedelta(seconds=4)


def test_the_provider_is_asked_at_5_15_and_45_seconds() -> None:
    seen = []
    now = NOW
    for _ in range(4):
        now = next_look(claimed_at=NOW, now=now, urgency=OFFER)
        seen.append((now - NOW).total_seconds())

    assert seen == [5, 15, 45, 55]


def test_a_safety_text_is_also_looked_at_when_its_patience_ends() -> None:
    assert next_look(claimed_at=NOW, now=NOW + timedelta(seconds=5), urgency=SAFETY) == NOW + timedelta(seconds=10)
