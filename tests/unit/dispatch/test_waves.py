"""Waves at their edges: who is asked, who is called on, when to wait and when to hand over to a person."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from schemas.values import Level
from services.dispatch.matching import waves
from services.dispatch.matching.ranking import Ranked
from services.dispatch.model.incident import MissionPerson, Offer, OfferState
from services.dispatch.model.policy import DispatchPolicy
from tests.support.dispatch_values import a_candidate

NOW = datetime(2026, 11, 24, 14, 45, tzinfo=UTC)
POLICY = DispatchPolicy(wave_sizes=(2, 3), wave_seconds=180)


def a_person(number: int) -> MissionPerson:
    return MissionPerson(UUID(int=number), f"V{number}", Level.VERIFIED, ("es",))


def ranked(*numbers: int) -> list[Ranked]:
    return [Ranked(a_candidate(a_person(number)), 1.0, ()) for number in numbers]


def an_offer(number: int, state: OfferState = OfferState.OPEN, **changes: Any) -> Offer:
    facts: dict[str, Any] = {
        "id": UUID(int=number),
        "incident_id": UUID(int=1),
        "person": a_person(number),
        "wave": 1,
        "asked": 1,
        "state": state,
        "reasons": (),
        "message_id": UUID(int=number),
        "not_after": NOW + timedelta(seconds=60),
        "offered_at": NOW - timedelta(seconds=120),
        **changes,
    }
    return Offer(**facts)


def asked(next_step: waves.Next) -> list[int]:
    assert isinstance(next_step, waves.Ask)
    return [each.candidate.volunteer_id.int for each in next_step.fresh]


def called(next_step: waves.Next) -> list[int]:
    assert isinstance(next_step, waves.Ask)
    return [offer.person.volunteer_id.int for offer in next_step.standbys]


@pytest.mark.parametrize(("wave", "size"), [(1, 2), (2, 3), (3, 0)])
def test_after_the_last_size_no_wave_asks_anybody(wave: int, size: int) -> None:
    assert waves.size_of(wave, POLICY) == size


def test_a_wave_asks_the_first_and_gives_them_the_whole_window() -> None:
    step = waves.open_wave(1, ranked(1, 2, 3), [], policy=POLICY, now=NOW)

    assert asked(step) == [1, 2]
    assert isinstance(step, waves.Ask)
    assert step.not_after == NOW + timedelta(seconds=180)


def test_a_first_wave_that_is_full_leaves_stand_bys_alone() -> None:
    offers = [an_offer(9, OfferState.STANDBY)]

    assert called(waves.open_wave(1, ranked(1, 2), offers, policy=POLICY, now=NOW)) == []
    assert called(waves.open_wave(1, ranked(1), offers, policy=POLICY, now=NOW)) == [9]
    assert called(waves.open_wave(2, ranked(1, 2, 3), offers, policy=POLICY, now=NOW)) == [9]


def test_a_stand_by_is_called_on_once() -> None:
    assert isinstance(
        waves.open_wave(3, [], [an_offer(9, OfferState.STANDBY, asked=2)], policy=POLICY, now=NOW), waves.Exhausted
    )


def test_stand_bys_are_called_in_the_order_in_which_they_answered() -> None:
    early = an_offer(8, OfferState.STANDBY, answered_at=NOW - timedelta(seconds=60))
    late = an_offer(7, OfferState.STANDBY, answered_at=NOW - timedelta(seconds=10))

    assert waves.on_standby([late, early]) == (early, late)


def test_a_stand_by_whose_answer_has_no_time_counts_from_when_it_was_asked() -> None:
    asked_first = an_offer(8, OfferState.STANDBY, offered_at=NOW - timedelta(seconds=120))
    answered_later = an_offer(
        7, OfferState.STANDBY, offered_at=NOW - timedelta(seconds=150), answered_at=NOW - timedelta(seconds=100)
    )
    at_the_same_time = an_offer(6, OfferState.STANDBY, answered_at=NOW - timedelta(seconds=100))

    assert waves.on_standby([answered_later, at_the_same_time, asked_first]) == (
        asked_first,
        at_the_same_time,
        answered_later,
    )


@pytest.mark.parametrize("state", [state for state in OfferState if state is not OfferState.STANDBY])
def test_only_who_said_so_stands_by(state: OfferState) -> None:
    assert waves.on_standby([an_offer(9, state)]) == ()


def test_each_who_will_not_come_is_replaced_by_one() -> None:
    step = waves.replace_at_once(
        1, ranked(4, 5, 6), [an_offer(1), an_offer(9, OfferState.STANDBY)], policy=POLICY, now=NOW
    )

    assert (asked(step), called(step)) == ([4], [])


def test_whoever_is_asked_late_gets_a_whole_window() -> None:
    fresh = waves.replace_at_once(1, ranked(4), [an_offer(1)], policy=POLICY, now=NOW)
    standby = waves.replace_at_once(1, [], [an_offer(9, OfferState.STANDBY)], policy=POLICY, now=NOW)

    assert isinstance(fresh, waves.Ask)
    assert isinstance(standby, waves.Ask)
    assert fresh.not_after == standby.not_after == NOW + timedelta(seconds=180)
    assert standby.fresh == ()


def test_a_wave_may_consist_of_stand_bys_alone() -> None:
    assert called(waves.open_wave(2, [], [an_offer(9, OfferState.STANDBY)], policy=POLICY, now=NOW)) == [9]


def test_a_wave_with_nobody_to_ask_waits_for_those_who_may_still_answer() -> None:
    offers = [an_offer(1), an_offer(2, not_after=NOW + timedelta(seconds=90)), an_offer(3, not_after=NOW)]

    assert waves.open_wave(3, [], offers, policy=POLICY, now=NOW) == waves.Wait(NOW + timedelta(seconds=90))


def test_without_anybody_fresh_an_open_offer_is_waited_for_before_stand_bys_are_called() -> None:
    offers = [an_offer(1), an_offer(2, OfferState.STANDBY)]

    assert waves.replace_at_once(1, [], offers, policy=POLICY, now=NOW) == waves.Wait(NOW + timedelta(seconds=60))
    assert called(waves.replace_at_once(1, [], offers[1:], policy=POLICY, now=NOW)) == [2]


def test_nobody_left_is_said_only_when_no_offer_is_open() -> None:
    assert isinstance(waves.wait_or_give_up([an_offer(1, OfferState.DECLINED)], NOW), waves.Exhausted)
    assert isinstance(waves.wait_or_give_up([an_offer(1, not_after=NOW)], NOW), waves.Exhausted)
    assert isinstance(waves.wait_or_give_up([an_offer(1)], NOW), waves.Wait)


def test_an_offer_is_overdue_at_the_moment_its_window_ends() -> None:
    offer = an_offer(1, not_after=NOW)

    assert waves.overdue([offer], NOW) == (offer,)
    assert waves.overdue([offer], NOW - timedelta(microseconds=1)) == ()


@pytest.mark.parametrize("state", [state for state in OfferState if state is not OfferState.OPEN])
def test_only_an_open_offer_is_overdue(state: OfferState) -> None:
    assert waves.overdue([an_offer(1, state, not_after=NOW)], NOW) == ()
