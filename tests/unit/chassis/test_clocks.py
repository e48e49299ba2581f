"""What causes prove of clocks: an effect before its cause is a clock that is off, a delay proves nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from services.chassis.clocks import PROVEN_FOR_SECONDS, PeerClocks

NOW = datetime(2026, 11, 24, 14, 45, tzinfo=UTC)
TEN_MINUTES = timedelta(minutes=10)


def test_an_event_from_the_future_proves_that_its_producer_is_ahead() -> None:
    clocks = PeerClocks()

    clocks.heard("dispatch", NOW + TEN_MINUTES, NOW)

    assert clocks.worst_seconds == 600
    assert clocks.in_ours("dispatch", NOW + TEN_MINUTES) == NOW


def test_a_receipt_older_than_its_event_proves_that_we_are_ahead() -> None:
    clocks = PeerClocks()

    clocks.acknowledged("dispatch", noted_at=NOW - TEN_MINUTES, created_at=NOW)

    assert clocks.in_ours("dispatch", NOW) == NOW + TEN_MINUTES


def test_what_may_be_a_delay_proves_nothing() -> None:
    clocks = PeerClocks()

    clocks.heard("dispatch", NOW - TEN_MINUTES, NOW)
    clocks.acknowledged("dispatch", noted_at=NOW + TEN_MINUTES, created_at=NOW)

    assert clocks.worst_seconds == 0
    assert clocks.in_ours("dispatch", NOW) == NOW


def test_the_larger_bound_counts_and_a_smaller_one_takes_nothing_back() -> None:
    clocks = PeerClocks()

    for seconds in (200, 600, 5):
        clocks.heard("intake", NOW + timedelta(seconds=seconds), NOW)

    assert clocks.worst_seconds == 600


def test_each_cause_is_alarmed_once_beyond_a_few_seconds() -> None:
    clocks = PeerClocks()

    with capture_logs() as logs:
        for _ in range(3):
            clocks.heard("intake", NOW + timedelta(seconds=5), NOW)
            clocks.heard("dispatch", NOW + timedelta(seconds=6), NOW)

    assert [(entry["event"], entry["log_level"], entry["against"]) for entry in logs] == [
        ("clock.skewed", "critical", "dispatch")
    ]


def test_what_was_proven_is_forgotten_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    clocks, at = PeerClocks(), 1000.0
    monkeypatch.setattr("services.chassis.clocks.time.monotonic", lambda: at)
    clocks.heard("dispatch", NOW + TEN_MINUTES, NOW)

    at += PROVEN_FOR_SECONDS + 1

    assert clocks.worst_seconds == 0
