"""What may follow each state of an incident, an offer and an assignment, and why. docs/states.md tells it. Pure.

A mission compares every move with these tables. A move they do not know is carried out, for people wait on it, and is
told as a fault of ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from services.dispatch.model.incident import AssignmentState, IncidentState, OfferState

INCIDENT_MOVES: Final[Mapping[IncidentState, Mapping[IncidentState, str]]] = {
    IncidentState.ASSESSING: {
        IncidentState.DISPATCHING: "a duty lead is on duty: the first wave goes out",
        IncidentState.UNFILLED: "nobody is there to ask, or it was seen too long ago",
        IncidentState.FINDING_REVIEWED: "a lead closes it as not checked",
        IncidentState.STOOD_DOWN: "a lead ends it",
    },
    IncidentState.DISPATCHING: {
        IncidentState.TEAM_READY: "the pair rule holds and there is a place to meet",
        IncidentState.UNFILLED: "every wave went out",
        IncidentState.FINDING_REVIEWED: "a lead closes it as not checked",
        IncidentState.STOOD_DOWN: "a lead ends it, or SOS",
    },
    IncidentState.UNFILLED: {
        IncidentState.DISPATCHING: "somebody came on call, or said no and is replaced",
        IncidentState.TEAM_READY: "late answers make a pair",
        IncidentState.FINDING_SUBMITTED: "somebody who has left says what they saw",
        IncidentState.FINDING_REVIEWED: "a lead closes it as not checked",
        IncidentState.STOOD_DOWN: "a lead ends it, or SOS",
        IncidentState.CLOSED: "after a review, when somebody chose what those who called later are told",
    },
    IncidentState.TEAM_READY: {
        IncidentState.EN_ROUTE: "GO",
        IncidentState.ON_SCENE: "the last HERE",
        IncidentState.FINDING_SUBMITTED: "a finding by the one who is there",
        IncidentState.DISPATCHING: "one leaves: the other waits for somebody new; or an SOS is near: they wait",
        IncidentState.FINDING_REVIEWED: "a lead closes it as not checked",
        IncidentState.STOOD_DOWN: "a lead ends it, or SOS",
    },
    IncidentState.EN_ROUTE: {
        IncidentState.ON_SCENE: "the last HERE",
        IncidentState.FINDING_SUBMITTED: "a finding by the one who is there",
        IncidentState.DISPATCHING: "one leaves: the other waits for somebody new; or an SOS is near: they wait",
        IncidentState.FINDING_REVIEWED: "a lead closes it as not checked",
        IncidentState.STOOD_DOWN: "a lead ends it, or SOS",
    },
    IncidentState.ON_SCENE: {
        IncidentState.FINDING_SUBMITTED: "a finding",
        IncidentState.UNFILLED: "everybody left, and nothing was found",
        IncidentState.CLOSED: "it was reviewed before, and now everyone is out",
        IncidentState.FINDING_REVIEWED: "a lead closes it as not checked, or all left who looked on after a review",
        IncidentState.STOOD_DOWN: "a lead ends it, or SOS",
    },
    IncidentState.FINDING_SUBMITTED: {
        IncidentState.FINDING_REVIEWED: "a lead decides, who did not submit it",
        IncidentState.ON_SCENE: "a lead rejects it: those who are there look again, or go home",
        IncidentState.EN_ROUTE: "a lead rejects it, and the partner is still to come",
        IncidentState.UNFILLED: "a lead rejects it, and nobody is there any more",
        IncidentState.STOOD_DOWN: "a lead ends it, or SOS",
    },
    IncidentState.FINDING_REVIEWED: {
        IncidentState.CLOSED: "everyone is out, every caller was answered",
        IncidentState.FINDING_SUBMITTED: "a second finding",
        IncidentState.ON_SCENE: "a report joins that came after the finding: the team looks again",
        IncidentState.STOOD_DOWN: "a lead ends it, or SOS",
    },
    IncidentState.STOOD_DOWN: {
        IncidentState.CLOSED: "everyone is out, no finding waits, every caller was answered",
    },
    IncidentState.CLOSED: {},
}

_ANSWERED_LATE: Final = {
    OfferState.ACCEPTED: "a late yes, while people are looked for",
    OfferState.STANDBY: "a late L, or a yes that cannot be used yet",
    OfferState.DECLINED: "a late no",
}
OFFER_MOVES: Final[Mapping[OfferState, Mapping[OfferState, str]]] = {
    OfferState.OPEN: {
        OfferState.ACCEPTED: "yes, and there is a seat",
        OfferState.STANDBY: "L, or a yes that cannot be used yet",
        OfferState.DECLINED: "no, off call, or SOS",
        OfferState.EXPIRED: "no answer in the window",
        OfferState.WITHDRAWN: "covered, called off, or on another mission now",
        OfferState.UNDELIVERABLE: "the text did not arrive, or STOP",
    },
    OfferState.STANDBY: {
        OfferState.OPEN: "people are short: asked once more",
        OfferState.ACCEPTED: "yes after all",
        OfferState.DECLINED: "no after all, off call, or SOS",
        OfferState.WITHDRAWN: "covered, called off, or on another mission now",
        OfferState.UNDELIVERABLE: "STOP",
    },
    OfferState.DECLINED: {
        OfferState.ACCEPTED: _ANSWERED_LATE[OfferState.ACCEPTED],
        OfferState.STANDBY: _ANSWERED_LATE[OfferState.STANDBY],
    },
    OfferState.EXPIRED: {
        **_ANSWERED_LATE,
        OfferState.OPEN: "another call came: asked once more",
        OfferState.UNDELIVERABLE: "its text never went out, as is heard late",
    },
    OfferState.UNDELIVERABLE: {**_ANSWERED_LATE, OfferState.OPEN: "texts get through again: asked anew"},
    OfferState.WITHDRAWN: {OfferState.OPEN: "looked for again: asked anew"},
    OfferState.ACCEPTED: {},
}

ASSIGNMENT_MOVES: Final[Mapping[AssignmentState, Mapping[AssignmentState, str]]] = {
    AssignmentState.HELD: {
        AssignmentState.CONFIRMED: "the pair is complete and knows where to meet",
        AssignmentState.SOS: "SOS",
        AssignmentState.RELEASED: "no partner, called off, or wants to go",
    },
    AssignmentState.CONFIRMED: {
        AssignmentState.EN_ROUTE: "GO",
        AssignmentState.ON_SCENE: "HERE",
        AssignmentState.HELD: "the partner left, or an SOS is near: wait again",
        AssignmentState.SOS: "SOS",
        AssignmentState.RELEASED: "OUT, or no twice",
    },
    AssignmentState.EN_ROUTE: {
        AssignmentState.ON_SCENE: "HERE",
        AssignmentState.HELD: "the partner left, or an SOS is near: wait again",
        AssignmentState.SOS: "SOS",
        AssignmentState.RELEASED: "OUT, or no twice",
    },
    AssignmentState.ON_SCENE: {
        AssignmentState.HELD: "the partner left before both were there, or an SOS is near: wait again",
        AssignmentState.SOS: "SOS",
        AssignmentState.RELEASED: "OUT, or a lead says that they are",
    },
    AssignmentState.SOS: {
        AssignmentState.ON_SCENE: "a duty lead spoke with them; they still have to text OUT",
        AssignmentState.RELEASED: "a duty lead spoke with them, and they had texted OUT",
    },
    AssignmentState.RELEASED: {},
}


@dataclass(frozen=True, slots=True)
class StrayMove:
    """A move that no table knows: a fault of ours."""

    of: str
    id: UUID
    before: str
    after: str


def stray_move(before: StrEnum, after: StrEnum, id: UUID) -> StrayMove | None:
    """None: the same state, or a move that its table knows."""
    if before == after:
        return None
    known: bool
    match before, after:
        case IncidentState(), IncidentState():
            known = after in INCIDENT_MOVES[before]
        case OfferState(), OfferState():
            known = after in OFFER_MOVES[before]
        case AssignmentState(), AssignmentState():
            known = after in ASSIGNMENT_MOVES[before]
        case _:
            known = False
    return None if known else StrayMove(type(after).__name__, id, before.value, after.value)
