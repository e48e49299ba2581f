"""Numbers that opted out in this process a moment ago: the last look just before a POST (rule R26)."""

import time
from typing import Final

KEPT_SECONDS: Final = 120
"""Far longer than a claimed delivery can wait for its POST; what was claimed later was checked by the database."""


class RecentOptOuts:
    """The claim asks the database; this closes the gap between the claim and the POST."""

    def __init__(self) -> None:
        self._since: dict[bytes, float] = {}

    def add(self, optout_index: bytes) -> None:
        """To be called before the opting out commits: too early is the safe side."""
        now = time.monotonic()
        self._since = {index: at for index, at in self._since.items() if now - at < KEPT_SECONDS}
        self._since[optout_index] = now

    def lift(self, optout_index: bytes) -> None:
        self._since.pop(optout_index, None)

    def __contains__(self, optout_index: bytes | None) -> bool:
        return optout_index in self._since
