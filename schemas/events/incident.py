"""What dispatch says about incidents: opened, offered, staffed, found, reviewed, closed. No place finer than a cell."""

from typing import ClassVar, Literal
from uuid import UUID

from schemas.envelope import EventData
from schemas.values import (
    Callsign,
    Cell,
    IncidentCode,
    Language,
    Level,
    Moment,
    NetworkId,
    Number,
    OpenWord,
    Outcome,
    Sealed,
    Value,
)

TOPIC = "hotline.dispatch.incident.v1"


class _Incident(EventData):
    TOPIC: ClassVar[str] = TOPIC

    incident_id: UUID
    network_id: NetworkId
    code: IncidentCode
    exercise: bool = False


class Needs(Value):
    """What the mission needs: two or more observers, one of them at least at `level`."""

    observers: Number
    level: Level
    languages: tuple[Language, ...] = ()


class IncidentOpenedV1(_Incident):
    """A report opened an incident."""

    TYPE: ClassVar[str] = "hotline.dispatch.incident.opened.v1"
    ACKNOWLEDGED_BY: ClassVar[str | None] = "intake"

    report_id: UUID
    source_id: UUID
    zone: str
    cell: Cell
    mission: Literal["verify"] = "verify"
    needs: Needs
    beside: IncidentCode | None = None
    """An incident near, or chosen by a person, that the report did not join."""
    why_apart: OpenWord | None = None
    """Why not: a person chose so (apart); nobody chose, and it is a home or a partner's (nobody_chose); or what was
    chosen is over (not_open), nobody there can look again (team_left), is another network's or an exercise
    (other_kind), or is too far (too_far); or a reviewer took it out of that one (split_off)."""


class ReportLinkedV1(_Incident):
    """A further report of the same place and time joined an open incident."""

    TYPE: ClassVar[str] = "hotline.dispatch.incident.report_linked.v1"
    ACKNOWLEDGED_BY: ClassVar[str | None] = "intake"

    report_id: UUID
    source_id: UUID


class ReportUnservedV1(EventData):
    """Its network's territory does not hold the place: nobody will be sent, and a person is alarmed."""

    TYPE: ClassVar[str] = "hotline.dispatch.report.unserved.v1"
    TOPIC: ClassVar[str] = TOPIC
    ACKNOWLEDGED_BY: ClassVar[str | None] = "intake"

    report_id: UUID
    network_id: NetworkId
    reason: Literal["outside", "network_unknown", "place_unknown"]


class ReportHeldBackV1(EventData):
    """A report was released by rule, and nobody is sent: intake holds it for a person, who may release it all the same.

    The reason is an open word; that of today: `quota`, its source has as much open in this network as it may.
    """

    TYPE: ClassVar[str] = "hotline.dispatch.report.held_back.v1"
    TOPIC: ClassVar[str] = TOPIC
    ACKNOWLEDGED_BY: ClassVar[str | None] = "intake"

    report_id: UUID
    network_id: NetworkId
    revision: Number
    """Of the report as it was held back; a later one stands."""
    reason: OpenWord


class Offered(Value):
    """As the releases before named who was asked. Who is asked where, over a year, tells where they live."""

    offer_id: UUID
    volunteer_id: UUID
    callsign: Callsign
    reasons: tuple[str, ...]


class Excluded(Value):
    """As the releases before named who was not asked."""

    volunteer_id: UUID
    callsign: Callsign
    reason: str


class WaveOpenedV1(_Incident):
    """How many were asked in this wave, and of those near who were not, why not. Who they are is told by dispatch's API
    alone (rule R61).
    """

    TYPE: ClassVar[str] = "hotline.dispatch.incident.wave_opened.v1"

    wave: Number
    not_after: Moment
    offers: tuple[Offered, ...]
    """Empty; filled by the releases before."""
    excluded: tuple[Excluded, ...] = ()
    """Empty; filled by the releases before."""
    considered: Number
    asked: Number | None = None
    not_asked: dict[str, int] | None = None
    """How many failed which gate first: `too_far`, `cooling`, `assigned`, `offers_today`, `level`, `declined` ..."""


class OfferAnsweredV1(_Incident):
    """An offer ended. Announced no more: it names who was asked, see `OfferAnsweredV2`."""

    TYPE: ClassVar[str] = "hotline.dispatch.incident.offer_answered.v1"

    offer_id: UUID
    volunteer_id: UUID
    callsign: Callsign
    state: Literal["accepted", "standby", "declined", "expired", "withdrawn", "undeliverable"]
    eta_minutes: Number | None = None


class OfferAnsweredV2(_Incident):
    """An offer ended: by an answer, by its deadline, by an acceptance elsewhere, or because no text arrived. Of whom is
    told by dispatch's API alone (rule R61).

    The state is an open word; those of today: `accepted`, `standby`, `declined`, `expired`, `withdrawn`,
    `undeliverable`.
    """

    TYPE: ClassVar[str] = "hotline.dispatch.incident.offer_answered.v2"

    offer_id: UUID
    state: OpenWord
    eta_minutes: Number | None = None


class IncidentUnfilledV1(_Incident):
    """Every wave went out and the needs are not met; the duty lead is paged."""

    TYPE: ClassVar[str] = "hotline.dispatch.incident.unfilled.v1"

    reason: Literal["exhausted", "no_duty_lead", "no_meeting_point", "pair_missing"]


class AssignmentChangedV1(_Incident):
    """A volunteer's mission moved on."""

    TYPE: ClassVar[str] = "hotline.dispatch.incident.assignment_changed.v1"

    assignment_id: UUID
    volunteer_id: UUID
    """Nobody's id any more: the assignment's again (rule R61)."""
    callsign: Callsign
    state: Literal["held", "confirmed", "en_route", "on_scene", "sos", "released"]
    eta_minutes: Number | None = None


class TeamReadyV1(_Incident):
    """The pair stands; both were sent the meeting point."""

    TYPE: ClassVar[str] = "hotline.dispatch.incident.team_ready.v1"

    callsigns: tuple[Callsign, ...]


class FindingSubmittedV1(_Incident):
    """A finding by text, provisional until reviewed (rule R5): never to be told to a caller."""

    TYPE: ClassVar[str] = "hotline.dispatch.incident.finding_submitted.v1"

    finding_id: UUID
    outcome: Outcome
    people: Number | None = None
    vehicles: Number | None = None
    submitted_by: Callsign


class FindingReviewedV1(_Incident):
    """A reviewer other than the submitter decided; intake may now tell the callers of `report_ids`."""

    TYPE: ClassVar[str] = "hotline.dispatch.incident.finding_reviewed.v1"
    ACKNOWLEDGED_BY: ClassVar[str | None] = "intake"

    finding_id: UUID | None = None
    """None: nobody went, and the reviewer closed it as `unable`."""
    report_ids: tuple[UUID, ...]
    outcome: Outcome
    went: bool
    """False: nobody was there, so callers get C6b whatever the outcome (rule R4)."""
    seen_by: Number | None = None
    """How many saw it so. One person's finding never says "we" (rule R39); None: not known, so no more than one."""
    agency: str | None = None
    """For `unfounded_other`: a code of the closed list in notify's wording, e.g. `fare_inspectors`."""
    sealed_agency_words: Sealed | None = None
    """With `other_agency`: what it was in the reviewer's own words. Class `notes`, purpose `incident.agency_words`,
    record = incident id: JSON {"en", "es"}."""
    why: OpenWord | None = None
    """For `unable`: `cannot_tell`, `no_access` or `unsafe` (schemas/endings.py)."""
    corrects: bool = False
    """What these callers were told before was wrong: who was told hears it as a correction of that."""
    seen_at: Moment | None = None
    reviewed_by: str
    sealed_place: Sealed | None = None
    """Class `case`, purpose `incident.public_place`, record = incident id: the place as it may be told, as text."""


class EndingChosenV1(_Incident):
    """A person chose what the callers of `report_ids` are told, whom no finding answers; intake tells them.

    The ending is an open word; those of today are in schemas/endings.py: `not_checked`, `stopped`, `mistake`,
    `duplicate`, `told_by_voice`, `nothing`.
    """

    TYPE: ClassVar[str] = "hotline.dispatch.incident.ending_chosen.v1"
    ACKNOWLEDGED_BY: ClassVar[str | None] = "intake"

    report_ids: tuple[UUID, ...]
    ending: OpenWord
    chosen_by: str


class CheckDelayedV1(_Incident):
    """The callers of `report_ids` have waited as long as a caller does, and nobody could check it so far; intake tells
    them that, which is no end. Told once of each report.
    """

    TYPE: ClassVar[str] = "hotline.dispatch.incident.check_delayed.v1"
    ACKNOWLEDGED_BY: ClassVar[str | None] = "intake"

    report_ids: tuple[UUID, ...]


class IncidentStoodDownV1(_Incident):
    """The mission ends: no more offers; everyone is asked to leave and text OUT."""

    TYPE: ClassVar[str] = "hotline.dispatch.incident.stood_down.v1"

    reason: Literal["finished", "safety", "sos", "cancelled"]
    by: str


class IncidentClosedV1(_Incident):
    """Everyone is out and the callers were told."""

    TYPE: ClassVar[str] = "hotline.dispatch.incident.closed.v1"
    ACKNOWLEDGED_BY: ClassVar[str | None] = "intake"

    report_ids: tuple[UUID, ...]
    outcome: Outcome | None = None


class LegalHoldChangedV1(_Incident):
    """Nothing of it ends while it is held (rule R117); the latest `changed_at` counts."""

    TYPE: ClassVar[str] = "hotline.dispatch.incident.legal_hold_changed.v1"
    ACKNOWLEDGED_BY: ClassVar[str | None] = "intake"

    held: bool
    changed_at: Moment


class SosRaisedV1(_Incident):
    """Someone is in danger, or cries again; somebody is paged. Off a mission `incident_id` is the call's."""

    TYPE: ClassVar[str] = "hotline.dispatch.incident.sos_raised.v1"

    volunteer_id: UUID
    """Nobody's id any more: the call's again (rule R61)."""
    callsign: Callsign
    call_id: UUID | None = None
    """What was raised: open until it is cleared, however often they cry."""
    on_mission: bool = True
    cries: Number = 1
    """How often by now."""


class UnreadTextSettledV1(EventData):
    """Somebody of the staff answered or closed a text that waited for a person. Its words are nobody's here.

    `kind` of today: `unread`, `talk`, `not_ok`; `settled_as`: `answered`, `closed`.
    """

    TYPE: ClassVar[str] = "hotline.dispatch.incident.unread_text_settled.v1"
    TOPIC: ClassVar[str] = TOPIC

    reply_id: UUID
    network_id: NetworkId
    incident_id: UUID | None = None
    """What it was about; None: nothing that was open."""
    code: IncidentCode | None = None
    callsign: str
    """Empty: the reply's id stands beside a person's on the topic of replies (rule R61)."""
    kind: OpenWord
    settled_as: OpenWord
    by: str


class SosNotedV1(_Incident):
    """What was done about an open SOS was written down, sealed; off a mission `incident_id` is the call's."""

    TYPE: ClassVar[str] = "hotline.dispatch.incident.sos_noted.v1"

    call_id: UUID
    callsign: Callsign
    by: str


class SosClearedV1(_Incident):
    """A duty lead spoke with the person; a text never clears an SOS (rule R54)."""

    TYPE: ClassVar[str] = "hotline.dispatch.incident.sos_cleared.v1"

    volunteer_id: UUID
    """Nobody's id any more: the call's or the incident's again (rule R61)."""
    callsign: Callsign
    by: str
    call_id: UUID | None = None
    on_mission: bool = True


class DutyPagedV1(_Incident):
    """The duty lead (or the backup) was paged, or took the page with ACK. Announced no more, see `DutyPagedV2`."""

    TYPE: ClassVar[str] = "hotline.dispatch.incident.duty_paged.v1"

    reason: Literal[
        "sos",
        "pair_missing",
        "exhausted",
        "unread_text",
        "finding",
        "meeting_point",
        "not_ok",
        "voice_only",
        "unserved",
    ]
    attempt: Number
    callsign: Callsign
    acknowledged: bool = False


class DutyPagedV2(_Incident):
    """Somebody of the chain was paged, took the page with ACK, or nobody of it could be asked.

    The reason is an open word; those of today: `sos`, `pair_missing`, `exhausted`, `unread_text`, `finding`,
    `meeting_point`, `not_ok`, `voice_only`, `unserved`, `alone`, `no_finding`, `where_to_look`, `no_sign`, `not_out`,
    `caller_texted`, `held`, `talk`, `callers_wait`, `leaderless`, `texts_fail`,
    `support`, `long_held`, `sos_words`, `caller_cries`, `unread_alone`, `nobody_looks`,
    `sos_near`, `sos_was_near`, `unreadable`, `quota`.
    """

    TYPE: ClassVar[str] = "hotline.dispatch.incident.duty_paged.v2"

    reason: OpenWord
    attempt: Number
    callsign: Callsign | None = None
    """None: nobody of the chain could be asked this time."""
    acknowledged: bool = False
