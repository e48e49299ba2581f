"""The brake of a network at each edge: when it takes hold, how often one text tries whether it may be let go."""

from datetime import timedelta

import pytest

from services.dispatch.model.brake import COUNTED_FOR, Brake, pause_after
from tests.support.dispatch_values import NOW

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.mark.parametrize(
    ("probes", "seconds"), [(0, 15), (1, 30), (2, 60), (3, 120), (4, 240), (5, 300), (10, 300), (1000, 300)]
)
def test_the_pause_between_two_trials_doubles_up_to_five_minutes(probes: int, seconds: int):
    assert pause_after(probes) == seconds * SECOND


def test_misses_are_counted_for_a_minute_from_the_first():
    first = Brake("la").after_a_miss(NOW, most=3)
    within = first.after_a_miss(NOW + COUNTED_FOR - SECOND, most=3)
    anew = first.after_a_miss(NOW + COUNTED_FOR, most=3)

    assert COUNTED_FOR == MINUTE
    assert (first.misses, first.counted_from, first.braked_at) == (1, NOW, None)
    assert (within.misses, within.counted_from, within.braked_at) == (2, NOW, None)
    assert (anew.misses, anew.counted_from) == (1, NOW + COUNTED_FOR)


def test_at_the_last_miss_that_is_one_too_many_it_takes_hold_and_tries_in_a_quarter_of_a_minute():
    counted = Brake("la", counted_from=NOW, misses=2, probes=7)

    held = counted.after_a_miss(NOW + SECOND, most=3)

    assert (held.misses, held.braked_at, held.probe_at, held.probes) == (3, NOW + SECOND, NOW + 16 * SECOND, 0)


def test_further_misses_do_not_move_what_holds_already():
    held = Brake("la", counted_from=NOW, misses=3, braked_at=NOW, probe_at=NOW + MINUTE, probes=2)

    after = held.after_a_miss(NOW + SECOND, most=3)

    assert (after.misses, after.braked_at, after.probe_at, after.probes) == (4, NOW, NOW + MINUTE, 2)


def test_after_a_trial_the_next_is_later():
    tried = Brake("la", braked_at=NOW, probe_at=NOW, probes=0).after_a_probe(NOW)

    assert (tried.probes, tried.probe_at, tried.braked_at) == (1, NOW + 30 * SECOND, NOW)


def test_let_go_it_has_counted_nothing_and_knows_since_when_texts_get_through():
    held = Brake("la", counted_from=NOW, misses=3, braked_at=NOW, probe_at=NOW, probes=2)

    assert held.released(NOW + SECOND) == Brake("la", released_at=NOW + SECOND)


def test_a_network_whose_texts_never_failed_is_not_braked():
    fresh = Brake("la")

    assert (fresh.counted_from, fresh.misses, fresh.braked_at) == (None, 0, None)
    assert (fresh.probe_at, fresh.probes, fresh.released_at) == (None, 0, None)
