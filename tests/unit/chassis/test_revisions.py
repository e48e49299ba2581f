"""A revision rises with the clock, and one that is ahead of it shuts nobody out."""

from datetime import UTC, datetime, timedelta

import pytest

from services.chassis.revisions import MOST_AHEAD, is_jump, next_revision

NOW = datetime(2026, 12, 1, 6, 0, tzinfo=UTC)
SECONDS = int(NOW.timestamp())


@pytest.mark.parametrize(
    ("known", "next_one"),
    [(0, SECONDS), (7, SECONDS), (SECONDS - 1, SECONDS), (SECONDS, SECONDS + 1), (SECONDS + 9, SECONDS + 10)],
)
def test_the_next_is_now_and_always_more_than_the_last(known: int, next_one: int) -> None:
    """7: of a release that counted, or of a backup that was restored."""
    assert next_revision(known, NOW) == next_one


@pytest.mark.parametrize(
    ("revision", "jumps"),
    [
        (1, False),
        (SECONDS, False),
        (int((NOW + MOST_AHEAD).timestamp()), False),
        (int((NOW + MOST_AHEAD).timestamp()) + 1, True),
        (2**31 - 1, True),
    ],
)
def test_what_no_clock_can_have_come_to_is_a_jump(revision: int, jumps: bool) -> None:
    assert is_jump(revision, NOW) is jumps


def test_after_a_day_at_most_what_is_true_counts_again() -> None:
    worst = int((NOW + MOST_AHEAD).timestamp())
    assert next_revision(7, NOW + MOST_AHEAD + timedelta(seconds=1)) > worst
