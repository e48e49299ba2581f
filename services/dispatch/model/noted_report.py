"""A report as dispatch keeps it: when it came, what moment it tells of, and whether its caller was answered. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from schemas.values import Channel, Request

URGENT: Final = 2
"""The priority down to which somebody must look within a minute."""


@dataclass(frozen=True, slots=True)
class NotedReport:
    """A report and what became of it; `incident_id` is the incident it is linked to."""

    report_id: UUID
    revision: int
    network_id: str
    source_id: UUID
    state: str
    incident_id: UUID | None
    exercise: bool
    ref: str
    """The number that its caller was told; empty where the release before noted it."""
    channel: Channel
    received_at: datetime
    seen_at: datetime
    """When it was seen; when it came, where nobody said."""
    is_residence: bool | None
    """None: nobody said, so it may be a home."""
    languages: tuple[str, ...] = ()
    """Those that the people there speak."""
    intersection: bool = False
    """The place's words name no house."""
    sealed_place: bytes | None = field(default=None, repr=False)
    """As intake sealed it for this report."""
    priority: int | None = None
    """Of a held one, as in intake's queue; None: nobody said, or it is not held any more."""
    request: Request | None = None
    """What its caller asks for; None where the release before noted it."""
    left_out_at: datetime | None = None
    """A reviewer said that what was found is not about this report: no finding answers it any more."""
    answered_at: datetime | None = None
    answered_by: UUID | None = None
    """The finding that its caller is told; None where it was answered without one."""
    elsewhere: bool = False
    """Farther from the incident's place than one look reaches."""
    look_told_at: datetime | None = None
    """When the team was asked to look for it, besides where they look anyway."""
    delay_told_at: datetime | None = None
    """When its caller was told that nobody could check it so far."""

    @property
    def waits(self) -> bool:
        """For a person to decide on it."""
        return self.state == "held" and self.priority is not None

    @property
    def waits_urgently(self) -> bool:
        return self.waits and self.priority is not None and self.priority <= URGENT
