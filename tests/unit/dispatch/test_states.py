"""What a mission's states may become: every state has its row, ends are ends, and a stray move is seen."""

from enum import StrEnum
from uuid import UUID

import pytest

from services.dispatch.model.incident import OVER, AssignmentState, IncidentState, OfferState
from services.dispatch.model.states import ASSIGNMENT_MOVES, INCIDENT_MOVES, OFFER_MOVES, StrayMove, stray_move

ID = UUID("019ab5c2-9f40-7000-8000-000000000003")


def test_every_state_has_its_row():
    assert set(INCIDENT_MOVES) == set(IncidentState)
    assert set(OFFER_MOVES) == set(OfferState)
    assert set(ASSIGNMENT_MOVES) == set(AssignmentState)


def test_nothing_comes_after_the_end():
    assert not INCIDENT_MOVES[IncidentState.CLOSED]
    assert not ASSIGNMENT_MOVES[AssignmentState.RELEASED]
    assert not OFFER_MOVES[OfferState.ACCEPTED]


def test_what_was_ended_for_safety_is_only_closed():
    assert set(INCIDENT_MOVES[IncidentState.STOOD_DOWN]) == {IncidentState.CLOSED}
    assert all(IncidentState.STOOD_DOWN in INCIDENT_MOVES[state] for state in set(IncidentState) - OVER)


def test_an_sos_is_raised_from_every_state_of_somebody_on_a_mission():
    active = set(AssignmentState) - {AssignmentState.RELEASED, AssignmentState.SOS}

    assert all(AssignmentState.SOS in ASSIGNMENT_MOVES[state] for state in active)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (IncidentState.ON_SCENE, IncidentState.ON_SCENE),
        (IncidentState.ON_SCENE, IncidentState.FINDING_SUBMITTED),
        (OfferState.STANDBY, OfferState.OPEN),
        (AssignmentState.SOS, AssignmentState.ON_SCENE),
    ],
)
def test_a_move_of_the_table_and_none_at_all_are_no_fault(before: StrEnum, after: StrEnum):
    assert stray_move(before, after, ID) is None


@pytest.mark.parametrize(
    ("before", "after", "of"),
    [
        (IncidentState.CLOSED, IncidentState.DISPATCHING, "IncidentState"),
        (OfferState.ACCEPTED, OfferState.OPEN, "OfferState"),
        (AssignmentState.RELEASED, AssignmentState.HELD, "AssignmentState"),
    ],
)
def test_any_other_move_is_stray(before: StrEnum, after: StrEnum, of: str):
    assert stray_move(before, after, ID) == StrayMove(of, ID, before.value, after.value)
