"""What a team reported, and which of it waits for a reviewer. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from schemas.values import Outcome


@dataclass(frozen=True, slots=True)
class Finding:
    """What the team reported; provisional until `decision` is set by somebody else (rule R5)."""

    id: UUID
    incident_id: UUID
    outcome: Outcome
    people: int | None
    vehicles: int | None
    submitted_by: str
    submitted_at: datetime
    words: bytes | None = field(default=None, repr=False)
    """Sealed, as the note is."""
    decision: str | None = None
    reviewed_by: str | None = None
    reviewed_at: datetime | None = None
    note: bytes | None = field(default=None, repr=False)
    seen_by: tuple[str, ...] = ()
    """Call signs of those who were at the scene when it was said, its submitter among them."""


def waiting_for_review(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that nobody has decided on, first said first; of each person the latest supersedes the others."""
    said = sorted(findings, key=lambda finding: (finding.submitted_at, finding.id))
    latest = {finding.submitted_by: finding for finding in said}
    return tuple(finding for finding in said if finding is latest[finding.submitted_by] and not finding.decision)
