"""Flood mode of a network: for a while, more of what is reported there waits for a person (rule R122). Pure."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Flood:
    """From when, until when at the latest, and on whose word."""

    network_id: str
    began_at: datetime
    until: datetime
    begun_by: str
    ended_at: datetime | None = None
    ended_by: str | None = None

    def is_on(self, now: datetime) -> bool:
        return self.ended_at is None and now < self.until
