"""What intake knows: reports, the sources that bring them, and the networks that act on them. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from schemas.values import Outcome, Trust

NOBODYS_NETWORK: Final = "unassigned"
"""Of texts that arrive before any network was set up: a person sees them in the queue."""


class ReportState(StrEnum):
    """Where a report stands; only `held` waits for a person here."""

    HELD = "held"
    RELEASED = "released"
    JOINED = "joined"
    UNSERVED = "unserved"


@dataclass(frozen=True, slots=True)
class Source:
    """A hotline system that posts reports."""

    id: UUID
    name: str
    network_id: str
    trust: Trust
    rate_per_minute: int
    burst: int


@dataclass(frozen=True, slots=True)
class Network:
    """Intake's copy of a network, as dispatch last told it."""

    id: str
    name: str
    hotline_phone: str
    time_zone: str
    languages: tuple[str, ...]
    duty_lead_on_duty: bool
    release_max_age: timedelta
    source_open_incidents: int
    """How many open incidents one source may have; 0: any number."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a report's release depends on beside the report: its network now, and what its source has open."""

    network: Network | None
    open_incidents: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """What a reviewer decided; until then there is none to tell (PRACTICE §0.1 rule 5)."""

    outcome: Outcome
    went: bool
    agency: str | None
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Caller:
    """A caller who said that texts are safe, and left a number; nobody else is ever texted."""

    report_id: UUID
    network_id: str
    ref: str
    language: str
    exercise: bool
    sealed_contact: bytes


@dataclass(frozen=True, slots=True)
class First:
    """What an idempotency key was first used for, as much as it takes to answer a retry the same."""

    report_id: str
    ref: str
    missing: tuple[str, ...]
    body_mac: bytes
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Progress:
    """What became of a report, as its source and staff may read it."""

    report_id: UUID
    source_id: UUID
    ref: str
    state: ReportState
    missing: tuple[str, ...]
    incident_code: str | None
    finding: Finding | None
    closed: bool


def status_of(progress: Progress) -> str:
    """One word that may leave: nothing unreviewed does, so a report in hand is `checking` whatever was found."""
    if progress.finding is not None:
        return progress.finding.outcome.value
    if progress.state is ReportState.HELD:
        return "waiting"
    if progress.state is ReportState.UNSERVED:
        return "unserved"
    return "closed" if progress.closed else "checking"
