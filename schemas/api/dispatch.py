"""Dispatch over HTTP: every request and every answer of incidents, networks, volunteers and unread texts.

The states and roles written out here are those of services/dispatch/model; a test compares them.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from schemas.api.common import ApiAnswer, ApiMoment, ApiRequest
from schemas.network_file import Latitude, Longitude, NetworkFile, PointName, Territory
from schemas.values import Callsign, Language, Level, Outcome, ShortText

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

AnsweredCallsign = Annotated[str, Field(examples=["HERON"])]
AnsweredCode = Annotated[str, Field(examples=["K7Q"])]
AnsweredNetwork = Annotated[str, Field(examples=["la"])]
Hours = Annotated[float, Field(gt=0, le=168, allow_inf_nan=False)]


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


class IncidentList(ApiAnswer):
    """Newest first, at most 500."""

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

    finding: FindingDetail | None
    report_ids: tuple[UUID, ...]
    assignments: tuple[AssignmentSummary, ...]
    asked: tuple[OfferSummary, ...]
    timeline: tuple[TimelineLine, ...]
    excluded: tuple[ExcludedVolunteer, ...]


# ---- incidents, steered


class StandDownRequest(ApiRequest):
    """`preview`: what would go out, and nothing is done; so it is with each step that has it."""

    reason: Literal["finished", "safety", "cancelled"] = "finished"
    preview: bool = False


class ReviewRequest(ApiRequest):
    """`outcome` goes with `correct`; `agency` with `unfounded_other`, which says what it was instead."""

    decision: DecisionName
    outcome: Outcome | None = None
    agency: Annotated[str, StringConstraints(pattern=r"^[a-z_]{2,40}$"), Field(examples=["fare_inspectors"])] | None = (
        None
    )
    note: ShortText | None = None
    preview: bool = False


class CloseRequest(ApiRequest):
    outcome: Literal["unable"] = "unable"
    preview: bool = False


class MeetingPointRequest(ApiRequest):
    """A public place, never the scene."""

    name: PointName
    lat: Latitude
    lon: Longitude
    preview: bool = False


class OutRequest(ApiRequest):
    """`why`: how the lead knows; kept sealed."""

    callsign: Callsign
    why: Annotated[ShortText, Field(min_length=1)]


class SosClearRequest(ApiRequest):
    callsign: Callsign


class StepText(ApiAnswer):
    """A text that the step sends, or would send."""

    person_id: UUID
    callsign: AnsweredCallsign
    template: Annotated[str, Field(examples=["V20"])]
    params: Mapping[str, str]


class StepAnswer(ApiAnswer):
    """The incident after the step, and its texts to the team. `report_ids`: whose callers are told; none here."""

    incident_id: UUID
    code: AnsweredCode
    state: IncidentStateName
    texts: tuple[StepText, ...]
    report_ids: tuple[UUID, ...] = ()


class ReviewAnswer(StepAnswer):
    """What intake needs to show the callers' texts; no caller hears of a finding that was rejected, so all is None."""

    outcome: Outcome | None = None
    agency: str | None = None
    went: bool | None = None
    """Somebody was there."""
    seen_at: ApiMoment | None = None
    place: str | None = None
    """As a caller may be told it: the crossing, else the zone; never a house."""


# ---- texts that wait for a person


class UnreadTextSummary(ApiAnswer):
    """A text from a volunteer that only a person can understand, opened."""

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


class UnreadTextList(ApiAnswer):
    """Newest first, at most 500."""

    texts: tuple[UnreadTextSummary, ...]


# ---- networks


class DutyHolder(ApiAnswer):
    """Who stands behind the network's missions now."""

    callsign: AnsweredCallsign
    volunteer_id: UUID
    position: PositionName


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
    file: AppliedNetworkFile


class NetworkApplied(ApiAnswer):
    """`changed` False: it was the same already, and nobody was told."""

    network_id: AnsweredNetwork
    revision: int
    changed: bool


# ---- volunteers


class HomePlace(ApiRequest):
    """About a kilometre is enough: it is made a cell of about five square kilometres before anything is stored."""

    lat: Latitude
    lon: Longitude


class VolunteerEntry(ApiRequest):
    """A person by call sign."""

    callsign: Callsign
    roles: Annotated[tuple[RoleName, ...], Field(min_length=1)] = ("observer",)
    level: Level = Level.OBSERVER
    languages: Annotated[list[Language], Field(min_length=1, max_length=20)]
    home: HomePlace | None = None
    radius_km: Annotated[float, Field(ge=2, le=200, allow_inf_nan=False)] = 10
    no_residences: bool = False

    @model_validator(mode="after")
    def _observer_has_a_home(self) -> Self:
        if "observer" in self.roles and self.home is None:
            raise ValueError("an observer needs a home (about a kilometre is enough), or would never be asked")
        return self


class VolunteersRequest(ApiRequest):
    volunteers: Annotated[list[VolunteerEntry], Field(min_length=1, max_length=1000)]


class SavedVolunteer(ApiAnswer):
    callsign: AnsweredCallsign
    volunteer_id: UUID
    created: bool


class VolunteersSaved(ApiAnswer):
    """In the order of the request."""

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


class VolunteerList(ApiAnswer):
    """By call sign."""

    volunteers: tuple[VolunteerSummary, ...]


class OnCallRequest(ApiRequest):
    """`hours` None: until switched off."""

    callsigns: Annotated[list[Callsign], Field(min_length=1, max_length=1000)]
    on: bool
    hours: Hours | None = None


class OnCallAnswer(ApiAnswer):
    callsigns: tuple[AnsweredCallsign, ...]
    on: bool
    until: ApiMoment | None


class DutyRequest(ApiRequest):
    callsign: Callsign
    on: bool
    position: PositionName = "lead"
    hours: Hours | None = None


class DutyAnswer(ApiAnswer):
    """`duty`: who stands behind the missions after it."""

    callsign: AnsweredCallsign
    on: bool
    changed: bool
    duty: tuple[DutyHolder, ...]
