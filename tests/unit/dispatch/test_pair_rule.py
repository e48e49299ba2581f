"""Who may go together, and whose seat is kept: each rule at its edge."""

from uuid import UUID

import pytest

from schemas.values import Level
from services.dispatch.incident import pair_rule
from services.dispatch.incident.pair_rule import Seat, TeamLack
from services.dispatch.model.incident import MissionPerson, TeamNeeds

NEEDS = TeamNeeds(2, Level.VERIFIED, ("es",))


def a_person(number: int = 1, level: Level = Level.VERIFIED, languages: tuple[str, ...] = ("es",)) -> MissionPerson:
    return MissionPerson(UUID(int=number), f"V{number}", level, languages)


@pytest.mark.parametrize("observers", [0, 1, 2])
def test_nobody_goes_alone_whatever_a_policy_says(observers: int) -> None:
    alone = pair_rule.missing([a_person(level=Level.LEAD)], TeamNeeds(observers, Level.OBSERVER))

    assert alone == (TeamLack.PARTNER,)


def test_two_go_when_one_of_them_stands_at_the_level() -> None:
    assert pair_rule.missing([a_person(1), a_person(2, Level.OBSERVER)], NEEDS) == ()
    assert pair_rule.missing([a_person(1, Level.OBSERVER), a_person(2, Level.OBSERVER)], NEEDS) == (TeamLack.LEVEL,)


def test_the_first_yes_always_has_a_seat() -> None:
    mute = a_person(1, Level.OBSERVER, ("en",))

    assert pair_rule.seat_for(mute, [], NEEDS, speaker_may_come=True) is Seat.TAKEN


def test_one_too_many_is_told_so() -> None:
    assert pair_rule.seat_for(a_person(3), [a_person(1), a_person(2)], NEEDS, speaker_may_come=True) is Seat.COVERED


def test_the_last_seat_is_kept_for_who_can_lead() -> None:
    team = [a_person(1, Level.OBSERVER)]

    assert pair_rule.seat_for(a_person(2, Level.OBSERVER), team, NEEDS, speaker_may_come=False) is Seat.KEPT
    assert pair_rule.seat_for(a_person(2, Level.LEAD), team, NEEDS, speaker_may_come=False) is Seat.TAKEN


def test_the_last_seat_is_kept_for_a_speaker_only_while_one_may_come() -> None:
    team = [a_person(1, languages=("en",))]
    second = a_person(2, languages=("en", "ko"))

    assert pair_rule.seat_for(second, team, NEEDS, speaker_may_come=True) is Seat.KEPT
    assert pair_rule.seat_for(second, team, NEEDS, speaker_may_come=False) is Seat.TAKEN
    assert pair_rule.seat_for(a_person(3, languages=("es",)), team, NEEDS, speaker_may_come=True) is Seat.TAKEN


def test_where_no_language_was_named_anybody_will_do() -> None:
    needs = TeamNeeds(2, Level.VERIFIED)

    assert pair_rule.seat_for(a_person(2), [a_person(1)], needs, speaker_may_come=True) is Seat.TAKEN
