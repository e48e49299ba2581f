"""The three characters by which an incident is named in texts and on the phone (PRACTICE §3.3). Pure."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Counter:
    """How far a network has come in its codes of `places` characters."""

    places: int
    position: int
    half_started_at: datetime


def take(
    network_id: str, counter: Counter, count: int, *, now: datetime, in_use: frozenset[str] = frozenset()
) -> tuple[list[str], Counter]:
    """The next codes and the counter after them. `RosterStore.take_codes` keeps the counter."""
    raise NotImplementedError
