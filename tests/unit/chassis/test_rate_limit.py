"""How often something may happen: a burst at once, then so many a minute, and not one more."""

from services.chassis.rate_limit import RateLimit


def taken(limit: RateLimit, *moments: float) -> list[bool]:
    return [limit.take(now) == 0 for now in moments]


def test_a_burst_goes_through_at_once_and_the_next_is_told_how_long_to_wait() -> None:
    limit = RateLimit(per_minute=60, burst=3)

    assert taken(limit, 100, 100, 100) == [True, True, True]
    assert round(limit.take(100), 3) == 1.0
    assert round(limit.take(100.75), 3) == 0.25


def test_whoever_waited_as_long_as_told_gets_one_and_no_more() -> None:
    limit = RateLimit(per_minute=60, burst=3)
    taken(limit, 100, 100, 100)

    assert taken(limit, 100.99, 101, 101) == [False, True, False]


def test_being_refused_costs_nothing() -> None:
    limit = RateLimit(per_minute=60, burst=1)

    assert taken(limit, 100, 100.1, 100.5, 100.9, 101) == [True, False, False, False, True]


def test_asking_how_long_to_wait_takes_nothing() -> None:
    limit = RateLimit(per_minute=60, burst=1)

    assert [limit.wait(100) for _ in range(3)] == [0, 0, 0]
    assert taken(limit, 100) == [True]
    assert round(limit.wait(100.25), 3) == 0.75


def test_what_was_not_used_is_saved_up_to_the_burst() -> None:
    limit = RateLimit(per_minute=60, burst=2)
    taken(limit, 100, 100)

    assert taken(limit, 1000, 1000, 1000) == [True, True, False]


def test_it_is_full_again_when_all_that_was_taken_came_back() -> None:
    limit = RateLimit(per_minute=60, burst=2)
    taken(limit, 100, 100)

    assert not limit.is_full(101.9)
    assert limit.is_full(102)


def test_many_a_minute_are_spread_over_it() -> None:
    limit = RateLimit(per_minute=600, burst=1)

    assert sum(taken(limit, *(100 + step / 1000 for step in range(60_000)))) == 600


def test_it_begins_full_whatever_the_clock_says() -> None:
    assert taken(RateLimit(per_minute=60, burst=1), 0, 0) == [True, False]


def test_it_says_what_it_was_made_for() -> None:
    """So that a source whose agreed rate changed gets another."""
    assert RateLimit(per_minute=60, burst=3).rate == (60, 3)
