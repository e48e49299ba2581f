"""Who is asked, in which order, and why or why not: each gate at its edge."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from schemas.values import Level
from services.dispatch.matching.ranking import Target, rank
from services.dispatch.model.policy import DispatchPolicy
from services.dispatch.model.roster import Candidate, RosterRole

NOW = datetime(2026, 11, 24, 14, 42, tzinfo=UTC)
SOTO = (34.0437, -118.21)
KM = 1 / 111.195
"""Degrees of latitude to a kilometre."""


def a_target(**changes: Any) -> Target:
    target = Target(*SOTO, languages=("es",), is_residence=False, level=Level.VERIFIED, network_id="la")
    return replace(target, **changes)


def a_candidate(number: int, km: float = 1.5, **changes: Any) -> Candidate:
    candidate = Candidate(
        volunteer_id=UUID(int=number),
        callsign=f"HERON{number}",
        roles=frozenset({RosterRole.OBSERVER}),
        level=Level.VERIFIED,
        languages=("es", "en"),
        home_lat=SOTO[0] + km * KM,
        home_lon=SOTO[1],
        radius_km=10,
        no_residences=False,
        on_until=None,
        last_offered_at=None,
        offers_today=0,
        open_offers=0,
        assigned=False,
        cool_until=None,
        unreachable=None,
    )
    return replace(candidate, **changes)


def order(
    *candidates: Candidate, target: Target | None = None, policy: DispatchPolicy | None = None, **more: Any
) -> list[int]:
    ranking = rank(
        target or a_target(),
        candidates,
        policy=policy or DispatchPolicy(),
        now=NOW,
        asked=frozenset(),
        **more,
    )
    return [each.candidate.volunteer_id.int for each in ranking.ranked]


def reason(
    candidate: Candidate,
    *,
    target: Target | None = None,
    policy: DispatchPolicy | None = None,
    asked: frozenset[UUID] = frozenset(),
) -> str | None:
    ranking = rank(target or a_target(), [candidate], policy=policy or DispatchPolicy(), now=NOW, asked=asked)
    return ranking.excluded[0][1] if ranking.excluded else None


def test_the_nearest_comes_first() -> None:
    assert order(a_candidate(1, km=7.5), a_candidate(2, km=0.5), a_candidate(3, km=3.5)) == [2, 3, 1]


def test_equal_distances_go_to_whoever_has_waited_longest() -> None:
    recent = a_candidate(1, last_offered_at=NOW - timedelta(days=1))
    waiting = a_candidate(2, last_offered_at=NOW - timedelta(days=9))
    never = a_candidate(3)

    assert order(recent, waiting, never) == [3, 2, 1]


def test_a_difference_below_a_kilometre_is_no_difference() -> None:
    nearer = a_candidate(1, km=1.1, last_offered_at=NOW - timedelta(hours=1))
    waiting = a_candidate(2, km=1.9, last_offered_at=NOW - timedelta(hours=2))

    assert order(nearer, waiting) == [2, 1]


def test_at_the_same_distance_those_who_speak_the_language_are_asked_first() -> None:
    english = a_candidate(1, languages=("en",))
    spanish = a_candidate(2, last_offered_at=NOW - timedelta(hours=1))

    assert order(english, spanish) == [2, 1]


def test_a_nearer_person_is_asked_before_one_who_speaks_the_language() -> None:
    assert order(a_candidate(1, km=5.5), a_candidate(2, km=1.5, languages=("en",))) == [2, 1]


def test_everything_equal_the_order_is_still_the_same_each_time() -> None:
    assert order(a_candidate(3), a_candidate(1), a_candidate(2)) == [1, 2, 3]


def test_the_first_wave_holds_somebody_at_the_level() -> None:
    near = [a_candidate(number, km=0.5, level=Level.OBSERVER) for number in range(1, 8)]
    verified = a_candidate(9, km=6.5)

    ranked = order(*near, verified, wave=3)

    assert ranked == [1, 2, 9, 3, 4, 5, 6, 7]


def test_the_first_wave_holds_somebody_who_speaks_the_language_and_somebody_at_the_level() -> None:
    near = [a_candidate(number, km=0.5, level=Level.OBSERVER, languages=("en",)) for number in range(1, 6)]
    verified = a_candidate(8, km=5.5, languages=("en",))
    speaker = a_candidate(9, km=6.5, level=Level.OBSERVER)

    assert set(order(*near, verified, speaker, wave=3)[:3]) == {1, 8, 9}


def test_who_covers_one_need_is_not_pushed_out_by_the_other() -> None:
    speaker = a_candidate(1, km=0.5, level=Level.OBSERVER)
    verified = a_candidate(2, km=6.5, languages=("en",))

    assert order(speaker, a_candidate(3, km=0.6, level=Level.OBSERVER), verified, wave=2)[:2] == [1, 2]


def test_nobody_moves_up_when_those_already_asked_cover_it() -> None:
    near = a_candidate(1, km=0.5, level=Level.OBSERVER, languages=("en",))

    assert order(near, a_candidate(2, km=6.5), wave=1, needs_level=False, needs_language=False) == [1, 2]


def test_the_wave_goes_out_even_when_nobody_stands_at_the_level() -> None:
    assert order(a_candidate(1, level=Level.OBSERVER), wave=1) == [1]


def test_a_language_that_must_be_spoken_shuts_the_others_out() -> None:
    must = DispatchPolicy(language_required=True)

    assert reason(a_candidate(1, languages=("en",)), policy=must) == "language"
    assert reason(a_candidate(1, languages=("en",)), policy=must, target=a_target(languages=())) is None
    assert reason(a_candidate(1, languages=("en",))) is None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"roles": frozenset({RosterRole.COORDINATOR})}, "role"),
        ({"level": Level.TRAINEE}, "level"),
        ({"on_until": NOW}, "off_call"),
        ({"on_until": NOW + timedelta(seconds=1)}, None),
        ({"radius_km": 1.49}, "too_far"),
        ({"radius_km": 1.51}, None),
        ({"assigned": True}, "assigned"),
        ({"cool_until": NOW + timedelta(seconds=1)}, "cooling"),
        ({"cool_until": NOW}, None),
        ({"open_offers": 2}, "open_offers"),
        ({"open_offers": 1}, None),
        ({"offers_today": 6}, "offers_today"),
        ({"offers_today": 5}, None),
        ({"no_residences": True}, None),
    ],
)
def test_each_gate_holds_at_its_edge(changes: dict[str, Any], why: str | None) -> None:
    assert reason(a_candidate(1, **changes)) == why


def test_nobody_is_asked_twice_about_the_same_mission() -> None:
    assert reason(a_candidate(1), asked=frozenset({UUID(int=1)})) == "asked"


def test_the_search_ends_where_the_policy_says() -> None:
    assert reason(a_candidate(1, km=5.01), policy=DispatchPolicy(search_radius_km=5)) == "too_far"
    assert reason(a_candidate(1, km=4.99), policy=DispatchPolicy(search_radius_km=5)) is None


def test_a_limit_of_nought_is_no_limit() -> None:
    tireless = DispatchPolicy(max_open_offers=0, max_offers_per_day=0)

    assert reason(a_candidate(1, open_offers=50, offers_today=50), policy=tireless) is None


def test_to_a_residence_only_the_verified_go_and_only_who_will() -> None:
    home = a_target(is_residence=True)

    assert reason(a_candidate(1, level=Level.OBSERVER), target=home) == "level"
    assert reason(a_candidate(1, no_residences=True), target=home) == "no_residences"
    assert reason(a_candidate(1), target=home) is None


def test_everyone_is_told_of_with_a_reason() -> None:
    fits, trainee, busy = (
        a_candidate(1, km=2.6),
        a_candidate(2, km=4, level=Level.TRAINEE),
        a_candidate(3, assigned=True),
    )

    ranking = rank(a_target(), [fits, trainee, busy], policy=DispatchPolicy(), now=NOW, asked=frozenset())

    assert ranking.ranked[0].reasons == ("near:2_to_5km", "speaks:es", "level:verified", "rested")
    assert [(each.callsign, why) for each, why in ranking.excluded] == [("HERON3", "assigned"), ("HERON2", "level")]


def test_who_was_asked_today_is_not_called_rested() -> None:
    asked_today = a_candidate(1, last_offered_at=NOW - timedelta(hours=23))

    ranking = rank(a_target(languages=()), [asked_today], policy=DispatchPolicy(), now=NOW, asked=frozenset())

    assert ranking.ranked[0].reasons == ("near:under_2km", "level:verified")
