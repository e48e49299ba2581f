"""What waits for a person, as a page of it is chosen. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from schemas.values import Trust


class WaitingPlace(NamedTuple):
    """Where a report stands among those of its source: each source's come most pressing first, then oldest."""

    report_id: UUID
    source_id: UUID
    trust: Trust
    priority: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class PagePosition:
    """Where a page ended: the last cry that was shown, and of each source the last report.

    What somebody decides on meanwhile shifts nothing: no report is skipped.
    """

    cry: tuple[datetime, UUID] | None = None
    last_shown: tuple[tuple[UUID, UUID], ...] = ()
    """(source, report)."""


@dataclass(frozen=True, slots=True)
class SourceBacklog:
    """How many reports of a source wait for a person."""

    source: str
    """As `WaitingReport.source`."""
    trust: str
    network_id: str
    waiting: int
