"""A person who is to be erased, and what still needs them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple
from uuid import UUID

WITHIN: Final = timedelta(hours=24)
"""Practice of hotlines: number and address are gone a day after somebody leaves."""
BY_TEXT: Final = "by text"
ANSWERED_FIRST: Final = timedelta(minutes=2)
"""Who asked by text is told so before their number goes."""
CODE_GOOD_FOR: Final = timedelta(minutes=10)
CODE_PLACES: Final = 3
"""15,625 codes, each good for one try: a wrong one is answered by another."""


@dataclass(frozen=True, slots=True)
class Erasure:
    person_id: UUID
    network_id: str
    callsign: str
    asked_at: datetime
    asked_by: str
    """The call sign of the staff who asked, or `by text`."""

    @property
    def begins_at(self) -> datetime:
        return self.asked_at + ANSWERED_FIRST if self.asked_by == BY_TEXT else self.asked_at

    @property
    def due_at(self) -> datetime:
        return self.asked_at + WITHIN


class ErasureWait(NamedTuple):
    """Something open that still needs the person, and its code."""

    what: Literal["duty", "finding", "mission", "offer", "page", "sos", "text"]
    code: str
