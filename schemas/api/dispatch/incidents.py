"""Incidents as they are looked at, over HTTP."""

from collections.abc import Mapping
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import Field

from schemas.api.common import ApiAnswer, ApiMoment, example
from schemas.api.dispatch.common import (
    INCIDENT_ID,
    REPORT_ID,
    AnsweredCallsign,
    AnsweredCode,
    AnsweredNetwork,
    AssignmentStateName,
    DecisionName,
    IncidentStateName,
    OfferStateName,
)
from schemas.api.dispatch.sos import EXAMPLE_SOS, SosSummary
from schemas.values import Level, Outcome

EXAMPLE_INCIDENT: Final[dict[str, Any]] = {
    "incident_id": INCIDENT_ID,
    "code": "K7Q",
    "network_id": "la",
    "state": "finding_submitted",
    "zone": "Boyle Heights NE",
    "opened_at": "2026-11-24T14:42:07.120000Z",
    "reports": 1,
    "callers_waiting": 1,
    "wave": 1,
    "needs": {"observers": 2, "level": "verified", "languages": ["es"]},
    "offers": {
        "open": 0,
        "accepted": 2,
        "standby": 1,
        "declined": 0,
        "expired": 2,
        "withdrawn": 0,
        "undeliverable": 0,
    },
    "team": ["HERON", "MAPLE"],
    "finding": {
        "outcome": "confirmed_ongoing",
        "people": 4,
        "vehicles": 2,
        "submitted_by": "HERON",
        "submitted_at": "2026-11-24T15:02:00.000000Z",
        "decision": None,
    },
    "outcome": None,
    "agency": None,
    "reviewed_by": None,
    "closed_at": None,
    "exercise": False,
    "sos": [],
    "without_lead": False,
    "waits_for_place": False,
    "near_sos": False,
    "near_sos_over": False,
}


EXAMPLE_LINE: Final[dict[str, Any]] = {
    "at": "2026-11-24T14:42:07.120000Z",
    "kind": "opened",
    "params": {"zone": "Boyle Heights NE", "ref": "482193"},
}


class IncidentNeeds(ApiAnswer):
    """Two or more observers, one of them at `level`, and somebody who speaks with the people there."""

    observers: int
    level: Level
    languages: tuple[str, ...]


class OfferCounts(ApiAnswer):
    """How many offers are in each state now."""

    open: int = 0
    accepted: int = 0
    standby: int = 0
    declined: int = 0
    expired: int = 0
    withdrawn: int = 0
    undeliverable: int = 0


class FindingSummary(ApiAnswer):
    """The latest finding; provisional until `decision` is set by somebody other than who submitted it."""

    outcome: Outcome
    people: int | None
    vehicles: int | None
    submitted_by: AnsweredCallsign
    submitted_at: ApiMoment
    decision: DecisionName | None


class FindingDetail(FindingSummary):
    words: str | None
    """As they were typed, for a duty lead; None for anybody else, and once their key is destroyed."""


class IncidentSummary(ApiAnswer):
    """An incident as the list shows it. No place finer than its zone."""

    incident_id: UUID
    code: AnsweredCode
    network_id: AnsweredNetwork
    state: IncidentStateName
    zone: Annotated[str, Field(examples=["Boyle Heights NE"])]
    opened_at: ApiMoment
    reports: int
    """How many reports joined it."""
    callers_waiting: int = 0
    """Of how many of them nobody has answered the caller. It does not close over them (rule R38)."""
    wave: int
    needs: IncidentNeeds
    offers: OfferCounts
    team: tuple[AnsweredCallsign, ...]
    finding: FindingSummary | None
    outcome: Outcome | None
    """Set by the review; only then callers are told."""
    agency: Annotated[str | None, Field(examples=["fare_inspectors"])]
    reviewed_by: str | None
    closed_at: ApiMoment | None
    exercise: bool
    sos: tuple[AnsweredCallsign, ...] = ()
    """Who of it is in danger: their SOS is open."""
    without_lead: bool = False
    """It is open, and nobody on duty can be reached about it."""
    waits_for_place: bool = False
    """Its team is complete, and a duty lead has not said yet where they meet."""
    near_sos: bool = False
    """Nobody is asked, because somebody's SOS is open near, or was: it waits until a duty lead sends it on."""
    near_sos_over: bool = False
    """That SOS is open no more."""
    place_gone: bool = False
    """The place cannot be opened any more, its day's key is gone: nobody new is sent there, everything else works."""


class IncidentList(ApiAnswer):
    """Those with an open SOS first, then the newest. `sos`: every open SOS, on a mission or off one. Of each at most
    500 of as many as there are.
    """

    model_config = example({"sos_total": 1, "sos": [EXAMPLE_SOS], "total": 1, "incidents": [EXAMPLE_INCIDENT]})

    sos_total: int | None = None
    """How many there are, shown or not."""
    sos: tuple[SosSummary, ...] = ()
    total: int | None = None
    """How many incidents there are, shown or not."""
    incidents: tuple[IncidentSummary, ...]


class AssignmentSummary(ApiAnswer):
    """One person on the mission, and when they came to each state."""

    assignment_id: UUID
    callsign: AnsweredCallsign
    state: AssignmentStateName
    eta_minutes: int | None
    held_at: ApiMoment
    confirmed_at: ApiMoment | None
    on_scene_at: ApiMoment | None
    sos_at: ApiMoment | None
    out_at: ApiMoment | None
    released_at: ApiMoment | None
    still_out_since: ApiMoment | None = None
    """Since when they may be out there; none: they were not sent, or are out."""
    sign_due_at: ApiMoment | None = None
    """By when they are asked whether they are there, or out."""
    signs_asked: int = 0
    """How often they were asked that and gave no sign."""


class OfferSummary(ApiAnswer):
    """One person who was asked; `asked`: how often. `reasons`: near:2_to_5km, speaks:es, level:lead, rested."""

    callsign: AnsweredCallsign
    state: OfferStateName
    wave: int
    asked: int
    reasons: tuple[str, ...]
    offered_at: ApiMoment
    delivered_at: ApiMoment | None
    answered_at: ApiMoment | None
    eta_minutes: int | None
    not_after: ApiMoment


class TimelineLine(ApiAnswer):
    """Something that happened; `schemas/language` words the kind (domain `console`, context `timeline`)."""

    at: ApiMoment
    kind: Annotated[str, Field(examples=["accepted"])]
    params: Annotated[Mapping[str, str], Field(examples=[{"callsign": "HERON", "minutes": "12"}])]
    """What the sentence names: call signs, counts, codes of reasons and outcomes."""


class TimelinePart(ApiAnswer):
    """Some of what happened, in its order."""

    model_config = example({"timeline_earlier": 0, "timeline": [EXAMPLE_LINE]})

    timeline: tuple[TimelineLine, ...]
    timeline_earlier: int = 0
    """How many lines came before these: `before` of `GET /v1/incidents/{reference}/timeline`."""


class ExcludedVolunteer(ApiAnswer):
    """Somebody near whom nobody asked, with the first gate that they failed when the latest wave went out."""

    callsign: AnsweredCallsign
    reason: Annotated[str, Field(examples=["cooling"])]


class IncidentDetail(IncidentSummary):
    """An incident with everything that happened on it."""

    model_config = example(
        {
            **EXAMPLE_INCIDENT,
            "finding": {**EXAMPLE_INCIDENT["finding"], "words": "4 agents, 2 cars, vests: POLICE ICE"},
            "report_ids": [REPORT_ID],
            "assignments": [
                {
                    "assignment_id": "019ab5c2-d1e0-7000-8000-000000000011",
                    "callsign": "HERON",
                    "state": "on_scene",
                    "eta_minutes": 12,
                    "held_at": "2026-11-24T14:43:01.500000Z",
                    "confirmed_at": "2026-11-24T14:44:20.000000Z",
                    "on_scene_at": "2026-11-24T14:56:10.000000Z",
                    "sos_at": None,
                    "out_at": None,
                    "released_at": None,
                }
            ],
            "asked": [
                {
                    "callsign": "HERON",
                    "state": "accepted",
                    "wave": 1,
                    "asked": 1,
                    "reasons": ["near:under_2km", "speaks:es", "level:verified", "rested"],
                    "offered_at": "2026-11-24T14:42:07.120000Z",
                    "delivered_at": "2026-11-24T14:42:09.004000Z",
                    "answered_at": "2026-11-24T14:43:01.500000Z",
                    "eta_minutes": 12,
                    "not_after": "2026-11-24T14:45:07.120000Z",
                }
            ],
            "timeline": [
                EXAMPLE_LINE,
                {
                    "at": "2026-11-24T14:43:01.500000Z",
                    "kind": "accepted",
                    "params": {"callsign": "HERON", "minutes": "12"},
                },
                {
                    "at": "2026-11-24T15:02:00.000000Z",
                    "kind": "finding",
                    "params": {"callsign": "HERON", "outcome": "confirmed_ongoing"},
                },
            ],
            "timeline_earlier": 0,
            "place_gone": False,
            "excluded": [{"callsign": "OTTER", "reason": "cooling"}],
        }
    )

    finding: FindingDetail | None
    report_ids: tuple[UUID, ...]
    assignments: tuple[AssignmentSummary, ...]
    asked: tuple[OfferSummary, ...]
    timeline: tuple[TimelineLine, ...]
    """The last lines, in the order in which it happened."""
    timeline_earlier: int = 0
    """How many came before these: `before` of `GET /v1/incidents/{reference}/timeline`."""
    excluded: tuple[ExcludedVolunteer, ...]
