"""Tell whoever listens what just happened: tests that wait, the bench, and the pages of a person."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Collection, Iterator
from enum import StrEnum
from itertools import takewhile
from typing import NamedTuple

REMEMBERED = 20_000
WAITERS_LIMIT = 512


class EventKind(StrEnum):
    TEXT = "text"
    INBOUND = "inbound"
    MAIL = "mail"
    STATUS = "status"
    PHONE = "phone"
    RESET = "reset"


HAPPENINGS = frozenset({EventKind.TEXT, EventKind.INBOUND, EventKind.MAIL})


class FeedEvent(NamedTuple):
    number: int
    kind: EventKind
    describe: Callable[[], dict[str, object]]
    """Called only when somebody listens: at the bench's rate most events are read by nobody."""


Listener = Callable[[FeedEvent], None]


class EventFeed:
    def __init__(self) -> None:
        # Counted on from the clock, so that a number from before a restart is older than all after it.
        self._last = time.time_ns() // 1_000
        self._recent: deque[FeedEvent] = deque(maxlen=REMEMBERED)
        self._listeners: list[Listener] = []

    @property
    def last_number(self) -> int:
        return self._last

    def publish(self, kind: EventKind, describe: Callable[[], dict[str, object]]) -> None:
        self._last += 1
        event = FeedEvent(self._last, kind, describe)
        self._recent.append(event)
        if self._listeners:
            for listener in tuple(self._listeners):
                listener(event)

    @property
    def is_full(self) -> bool:
        return len(self._listeners) >= WAITERS_LIMIT

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Returns what stops it. More listeners than the limit is an error of the caller."""
        if self.is_full:
            raise TooManyListeners
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    def since(self, number: int, kinds: Collection[EventKind]) -> list[FeedEvent]:
        """Oldest first; what fell out of memory is not told."""
        newer = list(takewhile(lambda event: event.number > number, self._newest_first()))
        return [event for event in reversed(newer) if event.kind in kinds]

    def _newest_first(self) -> Iterator[FeedEvent]:
        return reversed(self._recent)

    async def wait(self, number: int, kinds: Collection[EventKind], seconds: float) -> list[FeedEvent]:
        """The events since that number, or the first to come within the time, or none."""
        told = self.since(number, kinds)
        if told or seconds <= 0:
            return told
        first: asyncio.Future[FeedEvent] = asyncio.get_running_loop().create_future()

        def on_event(event: FeedEvent) -> None:
            if event.kind in kinds and not first.done():
                first.set_result(event)

        stop = self.listen(on_event)
        try:
            return [await asyncio.wait_for(first, seconds)]
        except TimeoutError:
            return []
        finally:
            stop()


class TooManyListeners(Exception):
    """Every queue has a bound; this one is far above what a machine's tests and windows need."""
