"""When to try again, and when to ask the provider what became of a text. Pure.

What was provably not accepted is tried again, what is unknown is looked up and never resent blindly (rule R78).
"""

from datetime import datetime, timedelta
from typing import Final

from services.notify.model.messages import SAFETY

MOST_TRIES: Final = 8
GIVE_UP_SECONDS: Final = 3600
"""A provider that is down costs no tries; a text that had no end of its own ends then."""
FIRST_BACKOFF_SECONDS: Final = 1.0
LONGEST_BACKOFF_SECONDS: Final = 30.0
LONGEST_SAFETY_BACKOFF_SECONDS: Final = 4.0

CLAIM_SECONDS: Final = 15
"""After a claim: longer than any POST can take (connect 3 s, total 10 s), so nobody can be at it any more."""
START_SECONDS: Final = 5
"""After a claim: a POST that begins later could outlast it, so whoever stood still for longer hands nothing over."""
LOOK_AFTER_SECONDS: Final = (5, 15, 45)
LOOK_LEASE_SECONDS: Final = 10
"""Before another look after the last: one that crashed on the way is repeated."""
SAFETY_PATIENCE_SECONDS: Final = 10
RECEIPT_LOOKS_SECONDS: Final = (20, 60, 110)
"""After the hand-over: a text whose receipt has not come is looked up, since receipts are lost (fault 22)."""
SAFETY_LOOK_SECONDS: Final = 5


def next_try(tries: int, *, urgency: int, now: datetime, jitter: float, wait_seconds: float | None = None) -> datetime:
    """Doubling, half of it by chance (`jitter` 0..1); never before the provider said."""
    longest = LONGEST_SAFETY_BACKOFF_SECONDS if urgency == SAFETY else LONGEST_BACKOFF_SECONDS
    seconds = min(FIRST_BACKOFF_SECONDS * 2 ** max(tries - 1, 0), longest)
    return now + timedelta(seconds=max(seconds * (0.5 + jitter / 2), min(wait_seconds or 0.0, longest)))


def next_look(*, claimed_at: datetime, now: datetime, urgency: int) -> datetime:
    """When to ask the provider next; a safety text is also looked at when its patience ends."""
    extra = (SAFETY_PATIENCE_SECONDS,) if urgency == SAFETY else ()
    planned = [claimed_at + timedelta(seconds=seconds) for seconds in sorted((*LOOK_AFTER_SECONDS, *extra))]
    return next((moment for moment in planned if moment > now), now + timedelta(seconds=LOOK_LEASE_SECONDS))
