"""Who may go together, whose seat is kept, and who is paged when: each rule at its edge."""

from uuid import UUID

import pytest

from schemas.values import Level
from services.dispatch import safety
from services.dispatch.domain import PageReason, Person, TeamNeeds
from services.dispatch.roster import DutyLead, Position
from services.dispatch.safety import Missing, Seat

NEEDS = TeamNeeds(2, Level.VERIFIED, ("es",))
LEAD = DutyLead(UUID(int=1), "ROBIN", Position.LEAD, ("en",))
BACKUP = DutyLead(UUID(int=2), "WREN", Position.BACKUP, ("en",))


def a_person(number: int = 1, level: Level = Level.VERIFIED, languages: tuple[str, ...] = ("es",)) -> Person:
    return Person(UUID(int=number), f"V{number}", level, languages)


@pytest.mark.parametrize("observers", [0, 1, 2])
def test_nobody_goes_alone_whatever_a_policy_says(observers: int) -> None:
    alone = safety.missing([a_person(level=Level.LEAD)], TeamNeeds(observers, Level.OBSERVER))

    assert alone == (Missing.PARTNER,)


def test_two_go_when_one_of_them_stands_at_the_level() -> None:
    assert safety.missing([a_person(1), a_person(2, Level.OBSERVER)], NEEDS) == ()
    assert safety.missing([a_person(1, Level.OBSERVER), a_person(2, Level.OBSERVER)], NEEDS) == (Missing.LEVEL,)


def test_the_first_yes_always_has_a_seat() -> None:
    mute = a_person(1, Level.OBSERVER, ("en",))

    assert safety.seat_for(mute, [], NEEDS, speaker_may_come=True) is Seat.TAKEN


def test_one_too_many_is_told_so() -> None:
    assert safety.seat_for(a_person(3), [a_person(1), a_person(2)], NEEDS, speaker_may_come=True) is Seat.COVERED


def test_the_last_seat_is_kept_for_who_can_lead() -> None:
    team = [a_person(1, Level.OBSERVER)]

    assert safety.seat_for(a_person(2, Level.OBSERVER), team, NEEDS, speaker_may_come=False) is Seat.KEPT
    assert safety.seat_for(a_person(2, Level.LEAD), team, NEEDS, speaker_may_come=False) is Seat.TAKEN


def test_the_last_seat_is_kept_for_a_speaker_only_while_one_may_come() -> None:
    team = [a_person(1, languages=("en",))]
    second = a_person(2, languages=("en", "ko"))

    assert safety.seat_for(second, team, NEEDS, speaker_may_come=True) is Seat.KEPT
    assert safety.seat_for(second, team, NEEDS, speaker_may_come=False) is Seat.TAKEN
    assert safety.seat_for(a_person(3, languages=("es",)), team, NEEDS, speaker_may_come=True) is Seat.TAKEN


def test_where_no_language_was_named_anybody_will_do() -> None:
    needs = TeamNeeds(2, Level.VERIFIED)

    assert safety.seat_for(a_person(2), [a_person(1)], needs, speaker_may_come=True) is Seat.TAKEN


@pytest.mark.parametrize(("attempt", "asked"), [(1, [1]), (2, [1]), (3, [1, 2]), (4, [1, 2])])
def test_the_backup_is_asked_after_one_repeat(attempt: int, asked: list[int]) -> None:
    assert [person.int for person in safety.whom_to_page(attempt, [LEAD, BACKUP])] == asked


def test_the_backup_is_asked_at_once_when_the_lead_was_not_reached_or_is_not_there() -> None:
    assert safety.whom_to_page(2, [LEAD, BACKUP], unreached=True) == (LEAD.volunteer_id, BACKUP.volunteer_id)
    assert safety.whom_to_page(1, [BACKUP]) == (BACKUP.volunteer_id,)


def test_with_nobody_on_duty_others_are_asked() -> None:
    assert safety.whom_to_page(1, [], others=[UUID(int=9)]) == (UUID(int=9),)


def test_only_an_sos_is_paged_without_end() -> None:
    assert safety.goes_on(PageReason.SOS, 10_000)
    assert not safety.goes_on(PageReason.FINDING, safety.MOST_ATTEMPTS)
