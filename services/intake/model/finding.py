"""What a reviewer decided about what a report told of. Pure."""

from dataclasses import dataclass
from datetime import datetime

from schemas.values import Outcome


@dataclass(frozen=True, slots=True)
class ReviewedFinding:
    """Until a reviewer has decided there is none to tell (rule R5)."""

    outcome: Outcome
    went: bool
    agency: str | None
    seen_at: datetime | None
