"""A fuse for each partition: what our handlers fail on rests, there alone, and is tried again by itself (rule R106)."""

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from aiokafka import TopicPartition

IN_A_ROW: Final = 10
SHARE: Final = 0.05
WINDOW: Final = 200
REST_SECONDS: Final = 30.0
LONGEST_REST_SECONDS: Final = 300.0


@dataclass(slots=True)
class _Fuse:
    failed_in_a_row: int = 0
    recent: deque[bool] = field(default_factory=lambda: deque(maxlen=WINDOW))
    rest_seconds: float = 0.0
    """How long it rests since it blew last; 0: it is whole."""
    tried_at: float = 0.0
    """When, after that, one record is tried."""

    def too_much(self) -> str | None:
        if self.failed_in_a_row > IN_A_ROW:
            return f"{self.failed_in_a_row} failures in a row"
        failed = self.recent.count(False)
        if len(self.recent) == WINDOW and failed > SHARE * WINDOW:
            return f"{failed} failures of the last {WINDOW} events"
        return None


class Fuses:
    """Of one consumer group. Only partitions of which a handler failed lately have one; `now` is monotonic seconds."""

    def __init__(self) -> None:
        self._fuses: dict[TopicPartition, _Fuse] = {}

    def __len__(self) -> int:
        return len(self._fuses)

    def resting(self, now: float) -> set[TopicPartition]:
        """Partitions of which nothing is to be read now."""
        return {at for at, fuse in self._fuses.items() if fuse.rest_seconds and now < fuse.tried_at}

    @property
    def blown(self) -> set[TopicPartition]:
        """Those that rest, and those whose one record is still to be tried."""
        return {at for at, fuse in self._fuses.items() if fuse.rest_seconds}

    def succeeded(self, at: TopicPartition) -> bool:
        """An event was handled. True: that made a blown fuse whole."""
        fuse = self._fuses.get(at)
        if fuse is None:
            return False
        if fuse.rest_seconds:
            del self._fuses[at]
            return True
        fuse.failed_in_a_row = 0
        fuse.recent.append(True)
        if len(fuse.recent) == WINDOW and all(fuse.recent):
            del self._fuses[at]
        return False

    def failed(self, at: TopicPartition, now: float) -> str | None:
        """A handler failed on an event. Why the partition rests because of it; None: it goes on."""
        fuse = self._fuses.setdefault(at, _Fuse())
        fuse.failed_in_a_row += 1
        fuse.recent.append(False)
        why = fuse.too_much()
        if fuse.rest_seconds:
            fuse.rest_seconds = min(fuse.rest_seconds * 2, LONGEST_REST_SECONDS)
            why = f"the one tried failed, {fuse.failed_in_a_row} in a row"
        elif why is not None:
            fuse.rest_seconds = REST_SECONDS
        fuse.tried_at = now + fuse.rest_seconds
        return why

    def keep_only(self, held: Collection[TopicPartition]) -> None:
        """The others went to another process, which finds out for itself."""
        self._fuses = {at: fuse for at, fuse in self._fuses.items() if at in held}
