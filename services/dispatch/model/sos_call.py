"""A cry for help as a thing of its own, on a mission or off one, with what was said and what was done. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from services.dispatch.model.incident import AssignmentState
from services.dispatch.model.message_request import named

PAIRED: Final = "paired"
LEFT: Final = "left"
"""How two who are both in danger were together: they waited, not sent yet, or had been out there."""


@dataclass(frozen=True, slots=True)
class SosCall:
    """Open until a duty lead has spoken with the person (rule R54). Who cries again adds to the one that is open."""

    id: UUID
    network_id: str
    code: str
    """The mission's, or one of its own; empty until the unit in which it was raised has taken one."""
    volunteer_id: UUID
    callsign: str
    incident_id: UUID | None
    zone: str
    exercise: bool
    raised_at: datetime
    repeated_at: datetime | None = None
    cries: int = 1
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    cleared_by: str | None = None
    cleared_at: datetime | None = None

    @property
    def subject_id(self) -> UUID:
        """What its texts and events are about."""
        return self.incident_id or self.id


@dataclass(frozen=True, slots=True)
class CryPlace:
    """Where somebody was sent whose SOS is open, or was lately: the reported place, and where they met."""

    call_id: UUID
    network_id: str
    code: str
    callsign: str
    raised_at: datetime
    exercise: bool
    points: tuple[tuple[float, float], ...] = field(repr=False)
    cleared_at: datetime | None = None
    people: frozenset[UUID] = frozenset()
    """Who cried, and who was out there with them then."""
    holds: bool = False
    """What came near it waits still for a person to send it on."""


@dataclass(frozen=True, slots=True)
class LeftMission:
    """What a cry is about of somebody who is off their mission: where that was, and with whom."""

    incident_id: UUID
    code: str
    zone: str
    exercise: bool
    mates: tuple[str, ...]
    sent: bool = True
    """They had been told where to meet; else they waited."""
    in_danger: bool = False
    """The mates are, too."""

    @property
    def with_whom(self) -> str:
        """As a page keeps it in its detail: also whether they are in danger too, and were sent."""
        both = PAIRED if not self.sent else LEFT
        return named(self.mates) + (f":{both}" if self.in_danger else "")


@dataclass(frozen=True, slots=True)
class SosOverview:
    """A call as people look at it, with who is with them, who was paged and whether somebody still is."""

    call: SosCall
    team: tuple[tuple[str, AssignmentState], ...]
    """Who of their mission was sent while they were, first who said yes first."""
    paged: tuple[str, ...]
    is_paged: bool
    """Nobody has answered the latest page yet."""
    notes: int


class SosEntryKind(StrEnum):
    TEXT = "text"
    """From the person in danger: a cry, or anything else while it was open."""
    NOTE = "note"
    """From the staff: what was done."""


@dataclass(frozen=True, slots=True)
class SosEntry:
    """Sealed: a text as it came, a note for its id."""

    id: UUID
    call_id: UUID
    kind: SosEntryKind
    author: str
    at: datetime
    words: bytes = field(repr=False)
