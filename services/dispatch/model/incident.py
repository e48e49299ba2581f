"""The words of dispatch as values: an incident, whom it was offered to, who goes, who was paged."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal
from uuid import UUID

from schemas.language.tags import those_spoken
from schemas.values import LEVEL_RANK, Level, Outcome
from services.dispatch.model.policy import DispatchPolicy
from services.dispatch.model.roster import MeetingPoint


class IncidentState(StrEnum):
    """What may follow which is in states.py. Nothing comes after `closed` (rule R11)."""

    ASSESSING = "assessing"
    """Nobody was asked yet: no duty lead is on duty."""
    DISPATCHING = "dispatching"
    UNFILLED = "unfilled"
    TEAM_READY = "team_ready"
    EN_ROUTE = "en_route"
    ON_SCENE = "on_scene"
    FINDING_SUBMITTED = "finding_submitted"
    FINDING_REVIEWED = "finding_reviewed"
    STOOD_DOWN = "stood_down"
    CLOSED = "closed"


SEEKING = frozenset({IncidentState.DISPATCHING, IncidentState.UNFILLED})
"""People are still looked for."""
AT_THE_SCENE = frozenset({IncidentState.ON_SCENE, IncidentState.FINDING_SUBMITTED, IncidentState.FINDING_REVIEWED})
"""Whether a further report joins depends on who is still there."""
OVER = frozenset({IncidentState.STOOD_DOWN, IncidentState.CLOSED})
SETTLED = OVER | {IncidentState.FINDING_REVIEWED}
"""Nobody looks any more: whoever is out there goes home."""
BEFORE_THE_SCENE = SEEKING | {IncidentState.TEAM_READY, IncidentState.EN_ROUTE}
"""Whose place is free may still be taken by somebody else."""
JOINABLE = frozenset(IncidentState) - OVER
"""A further report may join."""


class OfferState(StrEnum):
    """Of one question to one person (rule R40)."""

    OPEN = "open"
    ACCEPTED = "accepted"
    STANDBY = "standby"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    UNDELIVERABLE = "undeliverable"


EndedOfferState = Literal[
    OfferState.ACCEPTED,
    OfferState.STANDBY,
    OfferState.DECLINED,
    OfferState.EXPIRED,
    OfferState.WITHDRAWN,
    OfferState.UNDELIVERABLE,
]
"""The offer is not waited for any more."""


class AssignmentState(StrEnum):
    """`sos` ends only by a duty lead (rule R11)."""

    HELD = "held"
    CONFIRMED = "confirmed"
    EN_ROUTE = "en_route"
    ON_SCENE = "on_scene"
    SOS = "sos"
    RELEASED = "released"


class AwaitedSign(StrEnum):
    """What is waited for from somebody who was sent."""

    HERE = "here"
    FINDING = "finding"
    """All are there and look."""
    OUT_OR_OK = "out_or_ok"
    """They found something, and may still be there."""
    OUT = "out"


class StandDownReason(StrEnum):
    """Why a mission ends."""

    FINISHED = "finished"
    SAFETY = "safety"
    SOS = "sos"
    CANCELLED = "cancelled"


class PageReason(StrEnum):
    """Why a duty lead is asked by text (rule R51)."""

    SOS = "sos"
    PAIR_MISSING = "pair_missing"
    EXHAUSTED = "exhausted"
    UNREAD_TEXT = "unread_text"
    UNREAD_ALONE = "unread_alone"
    """Of somebody who is alone on a mission."""
    FINDING = "finding"
    MEETING_POINT = "meeting_point"
    NOT_OK = "not_ok"
    VOICE_ONLY = "voice_only"
    UNSERVED = "unserved"
    TEXTS_FAIL = "texts_fail"
    ALONE = "alone"
    NO_FINDING = "no_finding"
    WHERE_TO_LOOK = "where_to_look"
    CALLER_TEXTED = "caller_texted"
    HELD = "held"
    NO_SIGN = "no_sign"
    NOT_OUT = "not_out"
    LEADERLESS = "leaderless"
    TALK = "talk"
    CALLERS_WAIT = "callers_wait"
    """Nobody chose yet what callers are told of the end."""
    SUPPORT = "support"
    """Somebody asks for help, not for observers."""
    LONG_HELD = "long_held"
    """A report waits in the queue for a day."""
    SOS_WORDS = "sos_words"
    """Somebody whose SOS was taken, and is open, texts again."""
    CALLER_CRIES = "caller_cries"
    """What a caller texted sounds like danger to them."""
    NOBODY_LOOKS = "nobody_looks"
    """A report joined after a review, and nobody is there any more."""
    SOS_NEAR = "sos_near"
    """Nobody is asked, because somebody's SOS is open near."""
    SOS_WAS_NEAR = "sos_was_near"
    """That one is over, and nobody has sent the mission on."""
    UNREADABLE = "unreadable"
    """A text that nobody can read here, or on which our own code failed: it may be an SOS."""
    QUOTA = "quota"
    """More reports were released than a source may have open: they wait in the queue."""


FOR_A_PERSON = frozenset(
    {
        PageReason.UNREAD_TEXT,
        PageReason.UNREAD_ALONE,
        PageReason.UNREADABLE,
        PageReason.NOT_OK,
        PageReason.TALK,
        PageReason.CALLER_TEXTED,
        PageReason.CALLER_CRIES,
    }
)
"""Somebody waits for a person, whatever becomes of the mission."""
IN_DANGER = frozenset({PageReason.SOS, PageReason.SOS_WORDS})
"""Only a lead who spoke with the person ends these (rule R54)."""
OF_A_CRY = IN_DANGER | {PageReason.VOICE_ONLY}
"""By the code of their SOS, of who is in danger off a mission."""


@dataclass(frozen=True, slots=True)
class TeamNeeds:
    """Two or more observers, at least one of them at `level`, and somebody who speaks with the people there."""

    observers: int
    level: Level
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MissionPerson:
    """A volunteer as a mission knows them."""

    volunteer_id: UUID
    callsign: str
    level: Level
    languages: tuple[str, ...]

    def at_least(self, level: Level) -> bool:
        return LEVEL_RANK[self.level] >= LEVEL_RANK[level]

    def speaks_any(self, languages: tuple[str, ...]) -> bool:
        return bool(those_spoken(languages, self.languages))


@dataclass(frozen=True, slots=True)
class AgencyWords:
    """What it was instead of immigration, short, in both languages of our texts."""

    en: str
    es: str


@dataclass(frozen=True, slots=True)
class Incident:
    """Reports of one place and time, and the mission to look at it. The exact place lies sealed in the store."""

    id: UUID
    network_id: str
    code: str
    state: IncidentState
    exercise: bool
    zone: str
    lat: float
    lon: float
    place_text: str = field(repr=False)
    place_of: UUID
    """The report whose place this is, which opened it; `sealed_place` is sealed for it."""
    sealed_place: bytes = field(repr=False)
    intersection: bool
    """The place's words name no house, so they may be told to a caller."""
    is_residence: bool
    needs: TeamNeeds
    policy: DispatchPolicy
    """As it was when the incident opened."""
    correlation_id: UUID
    opened_at: datetime
    seen_from: datetime
    seen_until: datetime
    epoch: int = 0
    """Outdates the wave, duty and seek timers that were set before."""
    hold_epoch: int = 0
    wave: int = 0
    wave_not_after: datetime | None = None
    meeting: MeetingPoint | None = None
    look_at: str | None = field(default=None, repr=False)
    """Where to look, in the words of a duty lead; None: none was asked, or has said."""
    went: bool = False
    stand_down: StandDownReason | None = None
    outcome: Outcome | None = None
    agency: str | None = None
    agency_words: AgencyWords | None = field(default=None, repr=False)
    """What it was, in a reviewer's own words, where no agency of the list fits."""
    seen_by: int | None = None
    """How many saw the outcome; None: nobody decided on a finding, or the release before did."""
    reviewed_at: datetime | None = None
    reviewed_by: str | None = None
    closed_at: datetime | None = None
    braked_at: datetime | None = None
    """Texts do not get through: nobody more is asked, but for one at a time (rule R53)."""
    probe_at: datetime | None = None
    """When the next one is asked; None while one is."""
    probes: int = 0
    near_sos_at: datetime | None = None
    """Since when nobody is asked because somebody's SOS is open near: a person sends it on (rule R46)."""
    sent_on_at: datetime | None = None
    """When a person last did: an SOS that was open then does not hold it again."""
    source_id: UUID | None = None
    """Of that report, whose quota it counts in (rule R119); None: the release before opened it."""
    place_gone: bool = False
    """Its key is gone: `lat` and `lon` are the middle of its area, and nobody new is sent there."""
    unopened: Mapping[str, bytes] = field(default_factory=dict, repr=False)  # by column, kept until it is said anew


@dataclass(frozen=True, slots=True)
class Offer:
    """One question to one person about one incident; a stand-by that is called on is asked once more."""

    id: UUID
    incident_id: UUID
    person: MissionPerson
    wave: int
    asked: int
    state: OfferState
    reasons: tuple[str, ...]
    message_id: UUID
    not_after: datetime
    offered_at: datetime
    answered_at: datetime | None = None
    eta_minutes: int | None = None
    asked_again: bool = False
    delivered_at: datetime | None = None
    """Of the first text about it that a phone received; noted apart from everything else."""


NO_PAIR: Final = "no_pair"
NO_PLACE: Final = "no_place"
UNPAIRED: Final = frozenset({NO_PAIR, NO_PLACE})
"""Why somebody was released who had waited in vain: nobody was found, or no place to meet."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """One person on one mission."""

    id: UUID
    incident_id: UUID
    person: MissionPerson
    state: AssignmentState
    held_at: datetime
    eta_minutes: int | None = None
    confirmed_at: datetime | None = None
    en_route_at: datetime | None = None
    on_scene_at: datetime | None = None
    sos_at: datetime | None = None
    sos_cleared_by: str | None = None
    out_at: datetime | None = None
    released_at: datetime | None = None
    release_reason: str | None = None
    asked_release: bool = False
    sign_due_at: datetime | None = None
    """By when they are to text HERE or OUT; None: nothing is waited for."""
    signs_asked: int = 0
    """How often that was asked since their last sign."""
    word_at: datetime | None = None
    """When whoever waits for them at the meeting point last heard of them; None: not since they were asked about."""
    word_minutes: int | None = None
    """The last minutes of theirs that were told."""
    unreached_at: datetime | None = None
    """Since when no text reaches them; None: texts do, as far as we know."""

    @property
    def last_sign_at(self) -> datetime:
        """When we last knew where they were."""
        return self.on_scene_at or self.en_route_at or self.confirmed_at or self.held_at

    @property
    def active(self) -> bool:
        return self.state is not AssignmentState.RELEASED

    @property
    def sent(self) -> bool:
        """They were given the meeting point, so they may be out there."""
        return self.active and self.confirmed_at is not None


@dataclass(frozen=True, slots=True)
class CallerOf:
    """Whoever made a report: nobody here knows more of them."""

    report_id: UUID
    ref: str


@dataclass(frozen=True, slots=True)
class Page:
    """A duty lead is asked by text again and again until somebody answers ACK."""

    id: UUID
    network_id: str
    incident_id: UUID | None
    code: str
    reason: PageReason
    zone: str
    exercise: bool
    raised_at: datetime
    """Since when: of a missing partner, since they wait."""
    about_id: UUID | None = None
    about: str | None = None
    detail: str | None = None
    """What its text says beside whom it is about: the outcome found, who is gone, the missions."""
    correlation_id: UUID | None = None
    open: bool = True
    attempt: int = 0
    """How often somebody was asked, or nobody could be."""
    ahead: int = 0
    """By how many attempts it is told more widely: a text was lost, or who was to be asked was told of other danger."""
    due_at: datetime | None = None
    """When somebody is to be asked next; None: nobody is any more."""
    paged: tuple[UUID, ...] = ()
    """Everyone who was asked: they may answer ACK, and nobody else."""
    named: tuple[UUID, ...] = ()
    """Of these, whose text named it, and did not only count it with the rest ("+6"): a bare ACK takes it."""
    named_at: datetime | None = None
    """When a text named it last, to whomever: of what is named already the digests take turns."""
    words_at: datetime | None = None
    """When whoever it is about cried once more while it was open; None: they have not."""
    message_ids: tuple[UUID, ...] = ()
    """Texts about it of which one may still arrive."""
    taken_by: str | None = None
    """The call sign of who answered ACK; None also of a page that ended because its cause is gone."""
    taken_at: datetime | None = None
    ended_at: datetime | None = None
    """When its cause was gone and whoever was asked heard so; known of what pages a whole network."""

    @property
    def given_up(self) -> bool:
        """Nobody answered it for an hour, so nobody is asked any more; it may still be taken."""
        return self.open and self.due_at is None

    def after(self, locked: "Page | None") -> "Page":
        """As decided here, with whoever was asked by others since it was read; `locked`: as it stands now."""
        if locked is None:
            return self
        return replace(
            self,
            paged=tuple(dict.fromkeys((*locked.paged, *self.paged))),
            named=tuple(dict.fromkeys((*locked.named, *self.named))),
            named_at=max(filter(None, (locked.named_at, self.named_at)), default=None),
            words_at=max(filter(None, (locked.words_at, self.words_at)), default=None),
            message_ids=tuple(dict.fromkeys((*locked.message_ids, *self.message_ids))),
        )

    @property
    def ref(self) -> str | None:
        """The report of the caller who may be in danger: several have the code of one mission."""
        return self.about if self.reason is PageReason.CALLER_CRIES else None

    @property
    def subject_id(self) -> UUID:
        """What its messages and events are about."""
        return self.incident_id or self.id
