"""What an answer of the provider, or its absence, lets one conclude, and when to try or look again. Pure.

The table of DELIVERY §1.8: what was provably not accepted is tried again, what is unknown is never resent blindly.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from services.notify.model import SAFETY, State

OPTED_OUT: Final = 21610
NEVER: Final = frozenset({21211, 21614, 30007})
"""Invalid number, no mobile number, filtered: the same text meets the same answer."""
MOST_TRIES: Final = 8
GIVE_UP_SECONDS: Final = 3600
"""A provider that is down costs no tries; a text that had no end of its own ends then."""
FIRST_BACKOFF_SECONDS: Final = 1.0
LONGEST_BACKOFF_SECONDS: Final = 30.0
LONGEST_SAFETY_BACKOFF_SECONDS: Final = 4.0

CLAIM_SECONDS: Final = 15
"""After a claim: longer than any POST can take (connect 3 s, total 10 s), so nobody can be at it any more."""
LOOK_AFTER_SECONDS: Final = (5, 15, 45)
LOOK_LEASE_SECONDS: Final = 10
"""Before another look after the last: one that crashed on the way is repeated."""
SAFETY_PATIENCE_SECONDS: Final = 10
RECEIPT_LOOKS_SECONDS: Final = (20, 60, 110)
"""After the hand-over: a text whose receipt has not come is looked up, since receipts are lost (fault 22)."""
SAFETY_LOOK_SECONDS: Final = 5


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider has it; `status` is the most that is known."""

    sid: str | None = None
    status: State = State.ACCEPTED
    code: int | None = None


@dataclass(frozen=True, slots=True)
class NotAccepted:
    """Provably not taken: it may be tried again."""

    reason: str
    wait_seconds: float | None = None
    down: bool = False
    """The provider itself is in trouble, not this one text."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Provably not taken, and it never will be."""

    reason: str
    opted_out: bool = False


@dataclass(frozen=True, slots=True)
class Uncertain:
    """It may have been taken."""

    reason: str


Verdict = Accepted | NotAccepted | Refused | Uncertain


def judge(status: int, *, sid: str | None = None, code: int | None = None, retry_after: float | None = None) -> Verdict:
    """What an HTTP answer of the Messages resource means.

    A 503 that carries the provider's own error code comes from the provider's door and is a refusal; one without may
    come from anything on the way there, after the text was taken.
    """
    if 200 <= status < 300:
        return Accepted(sid)
    reason = f"provider:{code or status}"
    if code == OPTED_OUT:
        return Refused("opted_out", opted_out=True)
    if code in NEVER:
        return Refused(reason)
    if status == 429 or (status == 503 and code is not None):
        return NotAccepted(reason, retry_after, down=True)
    if 300 <= status < 500 and (status != 408 or code is not None):
        return NotAccepted(reason, retry_after)
    return Uncertain(reason)


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
