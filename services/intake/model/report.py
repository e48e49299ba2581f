"""A report after it was taken: where it stands, what it lacks, who may be told. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from schemas.events.report import ReportHeldV1
from schemas.values import Accuracy, Channel, Request
from services.intake.model.finding import ReviewedFinding


class ReportState(StrEnum):
    """Where a report stands; only `held` waits for a person here."""

    HELD = "held"
    RELEASED = "released"
    JOINED = "joined"
    UNSERVED = "unserved"
    DISMISSED = "dismissed"
    """A person decided that it is not acted on."""


class MissingForRelease(StrEnum):
    """What release lacks (rule R1), as the codes of ReportHeldV1."""

    TRUST = "trust"
    REQUEST = "request"
    AGE = "age"
    PLACE = "place"
    PLACE_MISTYPED = "place_mistyped"
    RESIDENCE = "residence"
    DUTY = "duty"
    QUOTA = "quota"
    NETWORK_UNKNOWN = "network_unknown"
    FLOOD = "flood"
    """Flood mode is on, and no operator vouches for it."""
    ELSEWHERE = "elsewhere"
    """A source of another network posted it: its trust counts there."""


@dataclass(frozen=True, slots=True)
class TextedReport:
    """A report that its caller texted about, whether or not they may be texted themselves."""

    report_id: UUID
    network_id: str
    ref: str
    exercise: bool


@dataclass(frozen=True, slots=True)
class CallerBehind:
    """Who made a report, as far as it is known."""

    report_id: UUID
    network_id: str
    ref: str
    exercise: bool
    last_cried_at: datetime | None
    sealed_contact: bytes | None = field(repr=False)
    language: str | None
    safe_to_text: bool


@dataclass(frozen=True, slots=True)
class UnansweredCaller:
    """A caller of whom nobody has read something, or who cried and with whom nobody has spoken."""

    report_id: UUID
    ref: str
    texts: int
    cried_at: datetime | None


@dataclass(frozen=True, slots=True)
class TextableCaller:
    """A caller who left a number and said that texts are safe, or a stranger who cried; nobody else is ever texted."""

    report_id: UUID
    network_id: str
    ref: str
    language: str
    exercise: bool
    sealed_contact: bytes


@dataclass(frozen=True, slots=True)
class FirstUse:
    """What an idempotency key was first used for, as much as it takes to answer a retry the same."""

    report_id: str
    ref: str
    missing: tuple[str, ...]
    body_mac: bytes
    received_at: datetime


@dataclass(frozen=True, slots=True)
class ReportProgress:
    """What became of a report, as its source and staff may read it."""

    report_id: UUID
    source_id: UUID
    ref: str
    state: ReportState
    missing: tuple[str, ...]
    incident_code: str | None
    finding: ReviewedFinding | None
    ending: str | None
    """What somebody chose that its caller is told, where nothing was found (schemas/endings.py)."""
    closed: bool
    caller_cried: bool = False
    """Nobody has spoken with them: they are told no end before."""


@dataclass(frozen=True, slots=True)
class WaitingReport:
    """A report that is held, or whose caller texted again, as the queue shows it: nothing personal."""

    report_id: UUID
    ref: str
    priority: int
    request: Request
    channel: Channel
    received_at: datetime
    age_s: int
    missing: tuple[str, ...]
    cell: str | None
    accuracy: Accuracy
    source: str
    """The source's name; the channel, where no source posted it."""
    exercise: bool
    languages: tuple[str, ...]
    state: ReportState
    texts_waiting: int
    """What its caller texted since, that nobody has read yet."""
    cried_at: datetime | None
    """Since when its caller, of whom a text sounds like danger to them, waits for somebody who speaks with them."""
    answer_held: bool
    """How it ended is told to them after that."""


@dataclass(frozen=True, slots=True)
class LockedReport:
    """A report that one person is about to change; `held` is what its event says, None when it no longer waits."""

    report_id: UUID
    source_id: UUID
    network_id: str
    ref: str
    revision: int
    held: ReportHeldV1 | None
    dismissed: bool
    cries: bool = False
    """Its caller cried for help, and nobody has spoken with them."""


def status_of(progress: ReportProgress) -> str:
    """One word that may leave: nothing unreviewed does, so a report in hand is `checking` whatever was found."""
    if progress.finding is not None:
        return progress.finding.outcome.value
    if progress.state is ReportState.HELD:
        return "waiting"
    if progress.state is ReportState.DISMISSED:
        return "closed"
    if progress.state is ReportState.UNSERVED:
        return "unserved"
    return "closed" if progress.closed or progress.ending is not None else "checking"


@dataclass(frozen=True, slots=True)
class SpokenWith:
    """That somebody spoke with a caller who cried for help; what they noted of it stays sealed."""

    spoken_id: UUID
    at: datetime
    by: str
    told: bool
    """By voice, how it ended."""
    note: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class CallerText:
    """What a caller texted about a report that was taken before; its words stay sealed."""

    text_id: UUID
    report_id: UUID
    received_at: datetime
    words: bytes = field(repr=False)
