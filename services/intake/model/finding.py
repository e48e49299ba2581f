"""What a reviewer decided about what a report told of. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from schemas.values import Outcome


@dataclass(frozen=True, slots=True)
class ReviewedFinding:
    """Until a reviewer has decided there is none to tell (rule R5)."""

    outcome: Outcome
    went: bool
    agency: str | None
    seen_at: datetime | None
    seen_by: int | None = None
    """How many saw it so; None: not known, so it counts as one (rule R39)."""
    why: str | None = None
    """Of `unable`."""
    agency_words: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What it was in the reviewer's own words, by language."""

    @property
    def seen_by_two(self) -> bool:
        return self.seen_by is not None and self.seen_by > 1
