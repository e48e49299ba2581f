"""How often a stranger may be wrong about a key. Counted by address, in this process: N replicas allow N times."""

import math
import time
from typing import Final

from services.chassis.addresses import household_of
from services.chassis.errors import Problem
from services.chassis.rate_limit import RateLimit

GUESSES_PER_MINUTE: Final = 10
STRANGERS: Final = 10_000
"""Addresses remembered; when there are more, those that have been quiet for a minute are forgotten."""


class Guesses:
    """A good key never suffers from them: it is looked at first, and only a wrong one is counted."""

    def __init__(self) -> None:
        self._by_address: dict[str, RateLimit] = {}

    def count(self, address: str) -> None:
        """One more wrong key from this address.

        Raises:
            Problem: 429 instead of the 401, from the eleventh within a minute on.
        """
        now = time.monotonic()
        address = household_of(address)
        bucket = self._by_address.get(address)
        if bucket is None:
            if len(self._by_address) >= STRANGERS:
                recent = {known: each for known, each in self._by_address.items() if not each.is_full(now)}
                self._by_address = recent if len(recent) < STRANGERS else {}
            bucket = self._by_address[address] = RateLimit(GUESSES_PER_MINUTE, GUESSES_PER_MINUTE)
        wait = bucket.take(now)
        if wait > 0:
            raise too_many_requests("Too many wrong keys from this address.", wait)

    def used_up(self, address: str) -> bool:
        bucket = self._by_address.get(household_of(address))
        return bucket is not None and bucket.wait(time.monotonic()) > 0


def too_many_requests(detail: str, wait: float) -> Problem:
    return Problem(429, "too-many-requests", "Slow down", detail, headers={"Retry-After": str(math.ceil(wait))})
