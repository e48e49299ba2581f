"""Dispatch over HTTP: every request and every answer of incidents, networks, volunteers and unread texts.

The states and roles written out here are those of services/dispatch/model; a test compares them.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, StringConstraints

from schemas import text_lengths
from schemas.agencies import OwnWords
from schemas.api.common import ApiAnswer, ApiMoment, ApiRequest, example
from schemas.endings import Ending, UnableWhy
from schemas.network_file import NetworkFile, SayablePointName, Territory
from schemas.values import (
    AGENCY_PATTERN,
    Callsign,
    Channel,
    Language,
    Latitude,
    Level,
    Longitude,
    Outcome,
    ShortText,
    storable,
)

IncidentStateName = Literal[
    "assessing",
    "dispatching",
    "unfilled",
    "team_ready",
    "en_route",
    "on_scene",
    "finding_submitted",
    "finding_reviewed",
    "stood_down",
    "closed",
]
OfferStateName = Literal["open", "accepted", "standby", "declined", "expired", "withdrawn", "undeliverable"]
AssignmentStateName = Literal["held", "confirmed", "en_route", "on_scene", "sos", "released"]
RoleName = Literal["observer", "duty_lead", "coordinator", "reviewer"]
PositionName = Literal["lead", "backup"]
DecisionName = Literal["accept", "correct", "reject"]

LookAtWords = Annotated[
    str,
    StringConstraints(min_length=1, max_length=text_lengths.SCENE, strip_whitespace=True),
    AfterValidator(storable),
    AfterValidator(text_lengths.said_whole(text_lengths.SCENE)),
]
NamedReport = Annotated[str, StringConstraints(min_length=6, max_length=36)]
"""A report by its spoken ref, or by its id."""
AnsweredCallsign = Annotated[str, Field(examples=["HERON"])]
AnsweredCode = Annotated[str, Field(examples=["K7Q"])]
AnsweredNetwork = Annotated[str, Field(examples=["la"])]
Unreachable = Annotated[str | None, Field(examples=["opted_out"])]
"""Why no text reaches somebody, in the open words of `ContactReachabilityV1`; None: texts do."""
Hours = Annotated[float, Field(gt=0, le=168, allow_inf_nan=False)]

HERON_ID: Final = "6f2a1a52-5d0f-4d55-9d4e-5b1f0f7c1a01"
MAPLE_ID: Final = "6f2a1a52-5d0f-4d55-9d4e-5b1f0f7c1a02"
LEAD_ID: Final = "6f2a1a52-5d0f-4d55-9d4e-5b1f0f7c1a09"
REPORT_ID: Final = "01932f7e-0c3e-7bbb-8f2f-0a1b2c3d4e5f"
INCIDENT_ID: Final = "019ab5c2-9f40-7000-8000-000000000001"
SOS_ID: Final = "019ab5c2-f0a0-7000-8000-000000000031"
PAGE_ID: Final = "019ab5c2-f0a0-7000-8000-000000000041"
EXAMPLE_DUTY: Final[dict[str, Any]] = {
    "callsign": "ROBIN",
    "volunteer_id": LEAD_ID,
    "position": "lead",
    "unreachable": None,
}
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
}
EXAMPLE_SOS: Final[dict[str, Any]] = {
    "call_id": SOS_ID,
    "code": "K7Q",
    "network_id": "la",
    "callsign": "MAPLE",
    "volunteer_id": MAPLE_ID,
    "incident_id": INCIDENT_ID,
    "zone": "Boyle Heights NE",
    "raised_at": "2026-11-24T15:04:00.000000Z",
    "repeated_at": None,
    "cries": 1,
    "team": [{"callsign": "HERON", "state": "on_scene"}],
    "paged": ["ROBIN"],
    "is_paged": False,
    "acknowledged_by": "ROBIN",
    "acknowledged_at": "2026-11-24T15:04:40.000000Z",
    "notes": 1,
    "cleared_by": None,
    "cleared_at": None,
    "exercise": False,
}
EXAMPLE_UNREAD: Final[dict[str, Any]] = {
    "reply_id": "019ab5c3-4b20-7000-8000-000000000021",
    "callsign": "MAPLE",
    "network_id": "la",
    "code": "K7Q",
    "guess": "EnRoute",
    "received_at": "2026-11-24T14:47:30.250000Z",
    "text": "leaving in a bit i think",
    "kind": "unread",
    "stage": "en_route",
    "settled_as": None,
    "settled_by": None,
    "settled_at": None,
}
EXAMPLE_PAGE: Final[dict[str, Any]] = {
    "page_id": PAGE_ID,
    "code": "K7Q",
    "network_id": "la",
    "reason": "sos",
    "about": "MAPLE",
    "incident_id": INCIDENT_ID,
    "zone": "Boyle Heights NE",
    "since": "2026-11-24T15:04:00.000000Z",
    "times_asked": 3,
    "asked": ["ROBIN", "WREN"],
    "next_asked": ["ROBIN", "WREN", "PINE"],
    "next_by": "text",
    "next_at": "2026-11-24T15:07:00.000000Z",
    "take": "ACK SOS K7Q",
    "exercise": False,
}
EXAMPLE_NETWORK: Final[dict[str, Any]] = {
    "network_id": "la",
    "revision": 3,
    "name": "RRN",
    "hotline_phone": "213-555-0142",
    "time_zone": "America/Los_Angeles",
    "languages": ["es", "en"],
    "cells": 731,
    "duty": [EXAMPLE_DUTY],
}


# ---- cries for help


class SosTeammate(ApiAnswer):
    """Somebody else of their mission."""

    callsign: AnsweredCallsign
    state: AssignmentStateName


class SosSummary(ApiAnswer):
    """A cry for help, on a mission or off one: open until a duty lead has spoken with the person."""

    call_id: UUID
    code: AnsweredCode
    """The mission's, or one of its own; by it a page is acknowledged."""
    network_id: AnsweredNetwork
    callsign: AnsweredCallsign
    volunteer_id: UUID
    incident_id: UUID | None
    """None: on no mission."""
    zone: Annotated[str, Field(examples=["Boyle Heights NE"])]
    raised_at: ApiMoment
    repeated_at: ApiMoment | None
    cries: int
    """How often they cried."""
    team: tuple[SosTeammate, ...]
    paged: tuple[AnsweredCallsign, ...]
    is_paged: bool
    """Nobody has answered the latest page yet."""
    acknowledged_by: str | None
    acknowledged_at: ApiMoment | None
    notes: int
    """Of what was done."""
    cleared_by: str | None
    cleared_at: ApiMoment | None
    exercise: bool


class SosList(ApiAnswer):
    """Open ones first, then the newest; at most 500."""

    model_config = example({"calls": [EXAMPLE_SOS]})

    calls: tuple[SosSummary, ...]


class SosEntryLine(ApiAnswer):
    """`kind`: `text`, from the person; `note`, from the staff. An open word."""

    at: ApiMoment
    kind: Annotated[str, Field(examples=["text"])]
    author: str
    words: str | None
    """None: their key is destroyed."""


class SosDetail(SosSummary):
    """With what was said and done, opened."""

    model_config = example(
        {
            **EXAMPLE_SOS,
            "meeting_point": "Soto St & E 3rd St",
            "place": "Soto St & E 1st St",
            "entries": [
                {
                    "at": "2026-11-24T15:04:00.000000Z",
                    "kind": "text",
                    "author": "MAPLE",
                    "words": "SOS nos siguen",
                },
                {
                    "at": "2026-11-24T15:06:10.000000Z",
                    "kind": "note",
                    "author": "ROBIN",
                    "words": "Called twice, no answer. HERON sees them at the store.",
                },
            ],
        }
    )

    meeting_point: str | None
    place: str | None
    """The reported place in words, else its point."""
    entries: tuple[SosEntryLine, ...]


SosNote = Annotated[str, StringConstraints(min_length=1, max_length=2000), AfterValidator(storable)]


class SosNoteRequest(ApiRequest):
    """What was done. `callsign`: where two of one mission are in danger."""

    model_config = example({"note": "Called twice, no answer.", "callsign": "MAPLE"})

    note: SosNote
    callsign: Callsign | None = None


class SosNoted(ApiAnswer):
    model_config = example({"call_id": SOS_ID, "code": "K7Q", "callsign": "MAPLE"})

    call_id: UUID
    code: AnsweredCode
    callsign: AnsweredCallsign


class SosSpokenRequest(ApiRequest):
    """`spoken`: a duty lead has spoken with the person. Nothing else ends an SOS."""

    model_config = example({"spoken": True, "callsign": "MAPLE", "note": "Safe at home.", "preview": False})

    spoken: Literal[True]
    callsign: Callsign | None = None
    note: SosNote | None = None
    preview: bool = False


class SosCleared(ApiAnswer):
    """The texts that go out with it, or would."""

    model_config = example(
        {
            "call_id": SOS_ID,
            "code": "K7Q",
            "callsign": "MAPLE",
            "texts": [{"person_id": MAPLE_ID, "callsign": "MAPLE", "template": "V36b", "params": {"code": "K7Q"}}],
        }
    )

    call_id: UUID
    code: AnsweredCode
    callsign: AnsweredCallsign
    texts: "tuple[StepText, ...]"


# ---- pages


class OpenPageSummary(ApiAnswer):
    """A person is asked by text until somebody takes it. Only who was asked may, by texting `take`."""

    model_config = example(EXAMPLE_PAGE)

    page_id: UUID
    code: AnsweredCode
    network_id: AnsweredNetwork
    reason: Annotated[str, Field(examples=["sos"])]
    """Why, in the words of `DutyPagedV2`. An open word."""
    about: str | None
    """The call sign of whom it is about."""
    incident_id: UUID | None
    """None: it is about no mission."""
    zone: Annotated[str, Field(examples=["Boyle Heights NE"])]
    since: ApiMoment
    times_asked: int
    asked: tuple[AnsweredCallsign, ...]
    """Who was asked so far."""
    next_asked: tuple[AnsweredCallsign, ...]
    """In the order of the chain, if nothing changes before."""
    next_by: Annotated[str | None, Field(examples=["text"])]
    """`text`, or `mail` where no text gets through; an open word. None: nobody is asked, or can be reached."""
    next_at: ApiMoment | None
    """None: nobody is asked any more."""
    take: Annotated[str, Field(examples=["ACK SOS K7Q"])]
    exercise: bool
    report: Annotated[str | None, Field(examples=["482193"])] = None
    """The number that its caller was told, where it is about one report outside every territory."""
    open: bool = True
    """False: somebody took it, or what it was about is over. Such are told only where a code was asked for."""
    taken_by: AnsweredCallsign | None = None
    taken_at: ApiMoment | None = None


class OpenPageList(ApiAnswer):
    """Who is in danger first, then what else is urgent, then what waits longest; at most 500 of `total`.

    Of a code, its pages of the last seven days, those that are open first.
    """

    model_config = example({"total": 1, "pages": [EXAMPLE_PAGE]})

    total: int
    pages: tuple[OpenPageSummary, ...]


# ---- incidents, looked at


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


class IncidentList(ApiAnswer):
    """Those with an open SOS first, then the newest; at most 500. `sos`: every open SOS, on a mission or off one."""

    model_config = example({"sos": [EXAMPLE_SOS], "incidents": [EXAMPLE_INCIDENT]})

    sos: tuple[SosSummary, ...] = ()
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
    """One person who was asked; `asked`: how often. `reasons` as in `Offered.reasons`: near:3km, speaks:es, rested."""

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


class ExcludedVolunteer(ApiAnswer):
    """Somebody near who was not asked in the latest wave, with the first gate that they failed."""

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
                    "reasons": ["near:1km", "speaks:es", "level:verified", "rested"],
                    "offered_at": "2026-11-24T14:42:07.120000Z",
                    "delivered_at": "2026-11-24T14:42:09.004000Z",
                    "answered_at": "2026-11-24T14:43:01.500000Z",
                    "eta_minutes": 12,
                    "not_after": "2026-11-24T14:45:07.120000Z",
                }
            ],
            "timeline": [
                {
                    "at": "2026-11-24T14:42:07.120000Z",
                    "kind": "opened",
                    "params": {"zone": "Boyle Heights NE", "ref": "482193"},
                },
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
            "excluded": [{"callsign": "OTTER", "reason": "cooling"}],
        }
    )

    finding: FindingDetail | None
    report_ids: tuple[UUID, ...]
    assignments: tuple[AssignmentSummary, ...]
    asked: tuple[OfferSummary, ...]
    timeline: tuple[TimelineLine, ...]
    excluded: tuple[ExcludedVolunteer, ...]


# ---- incidents, steered


class StandDownRequest(ApiRequest):
    """`preview`: what would go out, and nothing is done; so it is with each step that has it."""

    model_config = example({"reason": "safety", "tell": "stopped", "preview": True})

    reason: Literal["finished", "safety", "cancelled"] = "finished"
    tell: Ending | None = None
    """What callers hear whom no finding answers; left out: they wait until somebody chooses (`/tell`)."""
    preview: bool = False


class TellRequest(ApiRequest):
    """What callers hear whom no finding answers; `reports`: those of these alone."""

    model_config = example({"ending": "not_checked", "reports": [REPORT_ID], "preview": True})

    ending: Ending
    reports: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=1000)] | None = None
    preview: bool = False


class ReviewRequest(ApiRequest):
    """`outcome` goes with `correct`; `agency` with `unfounded_other`, which says what it was instead.

    `finding` names the one that is accepted, by its id or its submitter; where two differ it must. `agency_words` go
    with `other_agency`, `why` with `unable`. `corrects`: after an earlier review, whether what callers were told was
    wrong, or this is a new look. `leave_out`: reports, by ref or id, that what was found is not about; their callers
    are told nothing of it, and wait for somebody to choose.
    """

    model_config = example(
        {
            "decision": "correct",
            "finding": "HERON",
            "outcome": "unfounded_other",
            "agency": "other_agency",
            "agency_words": {"en": "parcel delivery", "es": "reparto de paquetes"},
            "why": None,
            "corrects": None,
            "leave_out": ["571204"],
            "note": "Uniforms and badges of the transit agency on both photos.",
            "preview": False,
        }
    )

    decision: DecisionName
    finding: Annotated[str, StringConstraints(min_length=2, max_length=36), Field(examples=["HERON"])] | None = None
    outcome: Outcome | None = None
    agency: Annotated[str, StringConstraints(pattern=AGENCY_PATTERN), Field(examples=["fare_inspectors"])] | None = None
    agency_words: OwnWords | None = None
    why: UnableWhy | None = None
    corrects: bool | None = None
    leave_out: Annotated[tuple[NamedReport, ...], Field(max_length=200)] = ()
    note: ShortText | None = None
    preview: bool = False


class CloseRequest(ApiRequest):
    model_config = example({"outcome": "unable", "why": "no_access", "preview": True})

    outcome: Literal["unable"] = "unable"
    why: UnableWhy | None = None
    preview: bool = False


class MeetingPointRequest(ApiRequest):
    """A public place, never the scene."""

    model_config = example({"name": "Mariachi Plaza", "lat": 34.047, "lon": -118.2196, "preview": False})

    name: SayablePointName
    lat: Latitude
    lon: Longitude
    preview: bool = False


class LookAtRequest(ApiRequest):
    """Where the team looks. `place`: in the lead's words; without it, the place as it was reported."""

    model_config = example({"place": "the corner of Soto St & E 1st St", "preview": False})

    place: LookAtWords | None = None
    preview: bool = False


class OutRequest(ApiRequest):
    """`why`: how the lead knows; kept sealed."""

    model_config = example({"callsign": "HERON", "why": "called the hotline from home"})

    callsign: Callsign
    why: Annotated[ShortText, Field(min_length=1)]


class SosClearRequest(ApiRequest):
    model_config = example({"callsign": "HERON"})

    callsign: Callsign


class SplitRequest(ApiRequest):
    """`report`: its spoken ref, or its id."""

    model_config = example({"report": "571204", "preview": True})

    report: NamedReport
    preview: bool = False


class StepText(ApiAnswer):
    """A text that the step sends, or would send."""

    person_id: UUID
    callsign: AnsweredCallsign
    template: Annotated[str, Field(examples=["V20"])]
    params: Mapping[str, str]


class StepAnswer(ApiAnswer):
    """The incident after the step, and its texts to the team. `report_ids`: whose callers are told; none here."""

    model_config = example(
        {
            "incident_id": INCIDENT_ID,
            "code": "K7Q",
            "state": "stood_down",
            "texts": [{"person_id": HERON_ID, "callsign": "HERON", "template": "V20", "params": {"code": "K7Q"}}],
            "report_ids": [],
            "callers_waiting": 1,
            "ending": None,
        }
    )

    incident_id: UUID
    code: AnsweredCode
    state: IncidentStateName
    texts: tuple[StepText, ...]
    report_ids: tuple[UUID, ...] = ()
    callers_waiting: int = 0
    """Reports whose callers nobody has answered; the incident stays open until somebody chooses (`/tell`)."""
    ending: Annotated[str | None, Field(examples=["stopped"])] = None
    """What the callers of `report_ids` are told, as somebody chose it."""


class LookAtAnswer(StepAnswer):
    """`place`: what the team is told, as soon as all are there."""

    model_config = example(
        {
            "incident_id": INCIDENT_ID,
            "code": "K7Q",
            "state": "team_ready",
            "texts": [],
            "report_ids": [],
            "callers_waiting": 1,
            "ending": None,
            "place": "the corner of Soto St & E 1st St",
        }
    )

    place: str


class ReviewAnswer(StepAnswer):
    """What intake needs to show the callers' texts; no caller hears of a finding that was rejected, so all is None."""

    model_config = example(
        {
            "incident_id": INCIDENT_ID,
            "code": "K7Q",
            "state": "finding_reviewed",
            "texts": [{"person_id": HERON_ID, "callsign": "HERON", "template": "V20", "params": {"code": "K7Q"}}],
            "report_ids": [REPORT_ID],
            "callers_waiting": 0,
            "ending": None,
            "outcome": "confirmed_ongoing",
            "agency": None,
            "agency_words": None,
            "why": None,
            "corrects": False,
            "went": True,
            "seen_by": 2,
            "seen_at": "2026-11-24T15:02:00.000000Z",
            "place": "Soto & 1st",
        }
    )

    outcome: Outcome | None = None
    agency: str | None = None
    agency_words: OwnWords | None = None
    why: Annotated[str | None, Field(examples=["no_access"])] = None
    corrects: bool = False
    """Who was told something else before hears it as a correction."""
    went: bool | None = None
    """Somebody was there."""
    seen_by: int | None = None
    """How many saw it so; with 1 no text says "we"."""
    seen_at: ApiMoment | None = None
    place: str | None = None
    """As a caller may be told it: the crossing, else the zone; never a house."""


# ---- reports about to be released


class BesidePlace(ApiRequest):
    lat: Latitude
    lon: Longitude


class BesideRequest(ApiRequest):
    """What the person who is about to release the report knows better; what is left out is as the report says."""

    model_config = example(
        {
            "place": {"lat": 34.0437, "lon": -118.21},
            "is_residence": False,
            "observed_at": "2026-11-24T14:40:00Z",
        }
    )

    place: BesidePlace | None = None
    is_residence: bool | None = None
    observed_at: AwareDatetime | None = None


class IncidentBeside(ApiAnswer):
    """An open incident near the report."""

    incident_id: UUID
    code: AnsweredCode
    state: IncidentStateName
    zone: str
    metres: int
    opened_at: ApiMoment
    team: tuple[AnsweredCallsign, ...]
    """Who is on the mission now, where that decides whether anybody there can look again."""
    found: Outcome | None
    """What the latest finding says, reviewed or not."""
    outcome: Outcome | None
    """What a review said."""
    why_not: Annotated[str | None, Field(examples=["team_left"])]
    """Why the report cannot join it: team_left, not_open; None: it can, if somebody chooses so."""
    waits_for_place: bool = False
    """Its team is complete, and a duty lead has not said yet where they meet."""


class ReportBeside(ApiAnswer):
    """Where a report would belong if it were released now."""

    model_config = example(
        {
            "report_id": REPORT_ID,
            "will": "ask",
            "joins": "K7Q",
            "near": [
                {
                    "incident_id": INCIDENT_ID,
                    "code": "K7Q",
                    "state": "finding_submitted",
                    "zone": "Boyle Heights NE",
                    "metres": 120,
                    "opened_at": "2026-11-24T14:42:07.120000Z",
                    "team": ["HERON", "MAPLE"],
                    "found": "nothing_seen",
                    "outcome": None,
                    "why_not": None,
                    "waits_for_place": False,
                }
            ],
        }
    )

    report_id: UUID
    will: Annotated[str, Field(examples=["ask"])]
    """join: it joins `joins`, unless somebody chooses otherwise; ask: it joins `joins` only if somebody chooses so, and
    else opens its own; open: it opens its own; unserved: no territory holds its place; place_unknown."""
    joins: AnsweredCode | None
    near: tuple[IncidentBeside, ...]
    """Of the same network and kind within a kilometre, the nearest first."""


# ---- incidents, reviewed


class ReviewedReport(ApiAnswer):
    """A report of the incident, as somebody who decides on a finding needs it. Intake says what its caller reads."""

    report_id: UUID
    ref: Annotated[str, Field(examples=["482193"])]
    """Empty where a release before this one noted it."""
    channel: Channel
    received_at: ApiMoment
    seen_at: ApiMoment
    metres: int | None
    """From the incident's place; None: one of the two can no longer be opened."""
    is_residence: bool | None
    """None: nobody said, so it may be a home."""
    answers: bool
    """The finding that waits, once it is accepted, is told to its caller."""
    left_out_at: ApiMoment | None
    """A reviewer said that no finding of this incident is about it."""
    answered_at: ApiMoment | None
    answered_by: UUID | None
    """The finding that its caller was told; None: it waits, or it was answered without a finding."""


class WaitingFinding(ApiAnswer):
    """A finding as a reviewer reads it; also one that was decided on, or that its submitter superseded."""

    finding_id: UUID
    outcome: Outcome
    people: int | None
    vehicles: int | None
    words: Annotated[str | None, Field(examples=["4 agents, 2 cars"])]
    """As they were typed; None: none, or their key is destroyed."""
    submitted_by: AnsweredCallsign
    submitted_at: ApiMoment
    seen_by: tuple[AnsweredCallsign, ...]
    """Who was at the scene when it was said; with one alone no text to a caller says "we"."""
    waits: bool
    """Nobody decided on it, and its submitter said nothing since."""
    decision: DecisionName | None


class ReviewPage(ApiAnswer):
    """What somebody should have read before they decide on what a team found."""

    model_config = example(
        {
            "incident_id": INCIDENT_ID,
            "code": "K7Q",
            "network_id": "la",
            "state": "finding_submitted",
            "findings": [
                {
                    "finding_id": "019ab5c3-5a10-7000-8000-000000000031",
                    "outcome": "confirmed_ongoing",
                    "people": 4,
                    "vehicles": 2,
                    "words": "4 agents, 2 cars",
                    "submitted_by": "HERON",
                    "submitted_at": "2026-11-24T15:02:00.000000Z",
                    "seen_by": ["HERON", "MAPLE"],
                    "waits": True,
                    "decision": None,
                }
            ],
            "findings_differ": False,
            "cried": [],
            "reports": [
                {
                    "report_id": REPORT_ID,
                    "ref": "482193",
                    "channel": "phone",
                    "received_at": "2026-11-24T14:42:06.900000Z",
                    "seen_at": "2026-11-24T14:40:00.000000Z",
                    "metres": 0,
                    "is_residence": False,
                    "answers": True,
                    "left_out_at": None,
                    "answered_at": None,
                    "answered_by": None,
                }
            ],
        }
    )

    incident_id: UUID
    code: AnsweredCode
    network_id: AnsweredNetwork
    state: IncidentStateName
    findings: tuple[WaitingFinding, ...] = ()
    """All of them, the first said first."""
    findings_differ: bool = False
    """Those that wait contradict each other: whoever accepts one must name it."""
    cried: tuple[AnsweredCallsign, ...] = ()
    """Whose SOS was raised on this mission, open or not: whoever ran may not have looked."""
    reports: tuple[ReviewedReport, ...]
    """The first received first."""


# ---- texts that wait for a person


class UnreadTextSummary(ApiAnswer):
    """A text from a volunteer that waits for a person, opened."""

    model_config = example(EXAMPLE_UNREAD)

    reply_id: UUID
    callsign: AnsweredCallsign
    network_id: AnsweredNetwork
    code: AnsweredCode | None
    """Of the incident that it is most likely about."""
    guess: Annotated[str | None, Field(examples=["EnRoute"])]
    """What it may have meant; nothing was done on it."""
    received_at: ApiMoment
    text: str | None
    """None: its key is destroyed, and so are the words."""
    kind: Annotated[str, Field(examples=["unread"])] = "unread"
    """`unread`: no rule understood it; `talk`: they ask for a call; `not_ok`: they are not well. An open word."""
    stage: Annotated[str | None, Field(examples=["en_route"])] = None
    """Where they stand on that mission; None: they are not on it."""
    settled_as: Annotated[str | None, Field(examples=["answered"])] = None
    """`answered` or `closed`; None: it still waits."""
    settled_by: str | None = None
    settled_at: ApiMoment | None = None


class UnreadAnswerRequest(ApiRequest):
    """The words of one text, put into GSM-7 (á as a). `preview`: what would go out, and nothing is done."""

    model_config = example({"text": "A lead calls you at 8pm. Please stay where it is public.", "preview": True})

    text: Annotated[str, AfterValidator(text_lengths.said_whole(text_lengths.ANSWER))]
    preview: bool = False


class UnreadCloseRequest(ApiRequest):
    """`note`: what it was; kept sealed."""

    model_config = example({"note": "Asked where to park; called."})

    note: Annotated[ShortText, Field(min_length=1)]


class UnreadSettled(ApiAnswer):
    """What became of it, and the texts that go out with it, or would."""

    model_config = example(
        {
            "reply_id": "019ab5c3-4b20-7000-8000-000000000021",
            "callsign": "MAPLE",
            "settled_as": "answered",
            "texts": [
                {
                    "person_id": MAPLE_ID,
                    "callsign": "MAPLE",
                    "template": "answer",
                    "params": {"words": "A lead calls you at 8pm. Please stay where it is public."},
                }
            ],
        }
    )

    reply_id: UUID
    callsign: AnsweredCallsign
    settled_as: Annotated[str, Field(examples=["answered"])]
    texts: tuple[StepText, ...]


class UnreadTextList(ApiAnswer):
    """Of those that wait the oldest first, of the others the newest; at most 100 of `total`."""

    model_config = example(
        {
            "total": 1,
            "texts": [EXAMPLE_UNREAD],
        }
    )

    total: int | None = None
    """How many there are, shown or not."""
    texts: tuple[UnreadTextSummary, ...]


# ---- networks


class DutyHolder(ApiAnswer):
    """Who stands behind the network's missions now; whoever cannot be reached does not."""

    callsign: AnsweredCallsign
    volunteer_id: UUID
    position: PositionName
    unreachable: Unreachable = None


class NetworkSummary(ApiAnswer):
    network_id: AnsweredNetwork
    revision: int
    name: Annotated[str, Field(examples=["RRN"])]
    hotline_phone: Annotated[str, Field(examples=["213-555-0142"])]
    time_zone: Annotated[str, Field(examples=["America/Los_Angeles"])]
    languages: tuple[str, ...]
    cells: int
    """Of the territory: how many H3 cells of mixed size cover it."""
    duty: tuple[DutyHolder, ...]
    """The lead first, then backups."""


class NetworkList(ApiAnswer):
    model_config = example({"networks": [EXAMPLE_NETWORK]})

    networks: tuple[NetworkSummary, ...]


Ring = list[list[float]]
"""Corners as longitude, latitude (RFC 7946); the last is the first."""


class AppliedTerritory(Territory):
    """A Polygon's rings, or those of each polygon of a MultiPolygon."""

    model_config = ConfigDict(extra="ignore")

    coordinates: list[Ring] | list[list[Ring]]


class AppliedNetworkFile(NetworkFile):
    """The network file as it was applied; what it left to its default is not in it."""

    model_config = ConfigDict(extra="ignore")

    territory: AppliedTerritory


class NetworkDetail(NetworkSummary):
    model_config = example(
        {
            **EXAMPLE_NETWORK,
            "file": {
                "id": "la",
                "name": "RRN",
                "hotline_phone": "213-555-0142",
                "time_zone": "America/Los_Angeles",
                "languages": ["es", "en"],
                "territory": {
                    "type": "Polygon",
                    "coordinates": [
                        [[-118.66, 34.2], [-118.08, 34.17], [-118.1, 33.75], [-118.5, 34.01], [-118.66, 34.2]]
                    ],
                },
                "zones": [{"name": "Boyle Heights", "lat": 34.0415, "lon": -118.208}],
                "meeting_points": [{"name": "Mariachi Plaza", "lat": 34.047, "lon": -118.2196}],
                "policy": {"wave_seconds": 180, "wave_sizes": [5, 10], "observers": 2, "level": "verified"},
            },
        }
    )

    file: AppliedNetworkFile


class NetworkApplied(ApiAnswer):
    """`changed` False: it was the same already, and nobody was told."""

    model_config = example({"network_id": "la", "revision": 3, "changed": True, "warnings": {"/zones/4": "no_minus"}})

    network_id: AnsweredNetwork
    revision: int
    changed: bool
    warnings: dict[str, str] = Field(default_factory=dict)
    """Places that look mistyped, by JSON pointer: `null_island`, `no_minus`, `turned_round`, `far_away`."""


# ---- volunteers


class HomePlace(ApiRequest):
    """About a kilometre is enough: it is made a cell of about five square kilometres before anything is stored."""

    lat: Latitude
    lon: Longitude


class VolunteerEntry(ApiRequest):
    """A person by call sign. Of whom the network knows, what is not said stays; `remove` says what goes. Somebody new
    needs languages, and an observer a home."""

    callsign: Callsign
    roles: Annotated[tuple[RoleName, ...], Field(min_length=1)] = ("observer",)
    level: Level = Level.OBSERVER
    languages: Annotated[list[Language], Field(min_length=1, max_length=20)] | None = None
    home: HomePlace | None = None
    radius_km: Annotated[float, Field(ge=2, le=200, allow_inf_nan=False)] = 10
    no_residences: bool = False
    remove: Annotated[tuple[Literal["home", "radius_km", "no_residences"], ...], Field(max_length=3)] = ()


class VolunteersRequest(ApiRequest):
    model_config = example(
        {
            "volunteers": [
                {
                    "callsign": "HERON",
                    "roles": ["observer"],
                    "level": "verified",
                    "languages": ["es", "en"],
                    "home": {"lat": 34.04, "lon": -118.21},
                    "radius_km": 10,
                    "no_residences": False,
                },
                {"callsign": "ROBIN", "roles": ["duty_lead"], "level": "lead", "languages": ["en", "es"]},
            ]
        }
    )

    volunteers: Annotated[list[VolunteerEntry], Field(min_length=1, max_length=1000)]


class VolunteerChange(ApiAnswer):
    """What is different of somebody whom the network knew. A home is never told, only that there is one."""

    field: str
    old: str | None
    new: str | None


class SavedVolunteer(ApiAnswer):
    """`volunteer_id` of somebody new is kept by the import alone, not by a dry run."""

    callsign: AnsweredCallsign
    volunteer_id: UUID
    created: bool
    changes: tuple[VolunteerChange, ...] = ()
    warning: str | None = None
    """How the home looks mistyped: `null_island`, `no_minus`, `turned_round`, `far_away`; None: it does not."""


class VolunteersSaved(ApiAnswer):
    """In the order of the request."""

    model_config = example(
        {
            "volunteers": [
                {"callsign": "HERON", "volunteer_id": HERON_ID, "created": False, "warning": "no_minus"},
                {"callsign": "ROBIN", "volunteer_id": LEAD_ID, "created": True, "warning": None},
            ]
        }
    )

    volunteers: tuple[SavedVolunteer, ...]


class VolunteerSummary(ApiAnswer):
    """Never where they live: that is the system's alone."""

    volunteer_id: UUID
    callsign: AnsweredCallsign
    roles: tuple[RoleName, ...]
    level: Level
    languages: tuple[str, ...]
    radius_km: float
    no_residences: bool
    on_call: bool
    on_call_until: ApiMoment | None
    """None while on call: until switched off."""
    assigned: bool
    duty: PositionName | None
    unreachable: Unreachable = None
    """Nobody whom no text reaches is asked to a mission, on call or not."""
    no_mail: Unreachable = None
    """The same of mail."""


class VolunteerList(ApiAnswer):
    """By call sign."""

    model_config = example(
        {
            "volunteers": [
                {
                    "volunteer_id": HERON_ID,
                    "callsign": "HERON",
                    "roles": ["observer"],
                    "level": "verified",
                    "languages": ["es", "en"],
                    "radius_km": 10,
                    "no_residences": False,
                    "on_call": True,
                    "on_call_until": "2026-11-24T22:00:00.000000Z",
                    "assigned": True,
                    "duty": None,
                    "unreachable": None,
                    "no_mail": "no_contact",
                }
            ],
            "more": False,
        }
    )

    volunteers: tuple[VolunteerSummary, ...]
    more: bool = False
    """Others come after the last of these."""


class OnCallRequest(ApiRequest):
    """`hours` None: until switched off."""

    model_config = example({"callsigns": ["HERON", "MAPLE"], "on": True, "hours": 8})

    callsigns: Annotated[list[Callsign], Field(min_length=1, max_length=1000)]
    on: bool
    hours: Hours | None = None


class UnreachableVolunteer(ApiAnswer):
    callsign: AnsweredCallsign
    unreachable: Unreachable


class OnCallAnswer(ApiAnswer):
    """`unreachable`: those of them whom no text reaches, so that they are asked nothing."""

    model_config = example(
        {
            "callsigns": ["HERON", "MAPLE"],
            "on": True,
            "until": "2026-11-24T22:00:00.000000Z",
            "unreachable": [{"callsign": "MAPLE", "unreachable": "no_consent"}],
        }
    )

    callsigns: tuple[AnsweredCallsign, ...]
    on: bool
    until: ApiMoment | None
    unreachable: tuple[UnreachableVolunteer, ...] = ()


class DutyRequest(ApiRequest):
    """Off duty while missions are open and nobody else on duty can be reached: with a `successor`, or `anyway`."""

    model_config = example(
        {"callsign": "ROBIN", "on": True, "position": "lead", "hours": 8, "successor": None, "anyway": False}
    )

    callsign: Callsign
    on: bool
    position: PositionName = "lead"
    hours: Hours | None = None
    successor: Callsign | None = None
    """Goes on duty in the place of who goes off, for `hours`."""
    anyway: bool = False


class DutyAnswer(ApiAnswer):
    """`duty`: who stands behind the missions after it."""

    model_config = example(
        {"callsign": "ROBIN", "on": True, "changed": True, "duty": [EXAMPLE_DUTY], "open_missions": []}
    )

    callsign: AnsweredCallsign
    on: bool
    changed: bool
    duty: tuple[DutyHolder, ...]
    open_missions: tuple[AnsweredCode, ...] = ()
    """By their codes, where somebody went off duty."""
