"""Group commit: what waits together is stored together, and each caller is answered only when its own is safe.

There is no timer: a flush starts when the last one ends and takes what came meanwhile. Where a few milliseconds of
patience save transactions, the owner says how many (`gather`).
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Final, Generic, TypeVar

import structlog

from services.chassis.errors import INFRASTRUCTURE, TryAgain

log = structlog.get_logger()

Item = TypeVar("Item")
Answer = TypeVar("Answer")

FIRST_PAUSE_SECONDS: Final = 0.02
LONGEST_PAUSE_SECONDS: Final = 0.5

Gather = Callable[[int, float], float | None]
"""How many seconds the next flush lets more come: told how many wait, and for how long ago the last one began. None:
it starts at once."""


class TooManyWait(TryAgain):
    """The queue is full: nothing was taken."""


@dataclass(frozen=True, slots=True)
class _Waiting(Generic[Item, Answer]):
    """An item in the queue, and until when it is tried."""

    item: Item
    answer: "asyncio.Future[Answer]"
    until: float


class GroupCommit(Generic[Item, Answer]):
    """A bounded queue in front of one transaction at a time.

    Args:
        store: stores a batch in a transaction of its own and answers each, in order. It may be called again with the
            same items, after a fault that left open whether it committed.
        at_once: the most in one batch. limit: the most that may wait.
        patience_seconds: how long after it came an item is tried while the surroundings are away; 0: once.
        answer_seconds: after so long whoever still waits is answered with a TimeoutError; a try under way may take
            longer, and may still store it. None: they wait for it.
        on_idle: called when nothing waits any more.
    """

    def __init__(
        self,
        name: str,
        store: Callable[[Sequence[Item]], Awaitable[Sequence[Answer]]],
        *,
        at_once: int,
        limit: int,
        gather: Gather,
        patience_seconds: float = 0,
        answer_seconds: float | None = None,
        on_idle: Callable[[], None] | None = None,
    ) -> None:
        self._name = name
        self._store = store
        self._at_once = at_once
        self._limit = limit
        self._gather = gather
        self._patience_seconds = patience_seconds
        self._answer_seconds = answer_seconds
        self._on_idle = on_idle
        self._unanswered: deque[tuple[float, asyncio.Future[Answer]]] = deque()
        """Until when each waits for its answer, the first first; those that were answered leave when they are first."""
        self._is_timed = False
        self._waiting: deque[_Waiting[Item, Answer]] = deque()
        self._began_at = 0.0
        self._flushing: asyncio.Task[None] | None = None

    def commit(self, item: Item) -> "asyncio.Future[Answer]":
        """The answer comes when it is committed. A caller who goes away cancels nothing.

        Awaiting it raises one of INFRASTRUCTURE when the store was away, or no answer came, for too long; the item may
        be given again.

        Raises:
            TooManyWait: nothing was taken.
        """
        if len(self._waiting) >= self._limit:
            raise TooManyWait(f"{self._name}: {self._limit} wait")
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer] = loop.create_future()
        now = monotonic()
        self._waiting.append(_Waiting(item, answer, now + self._patience_seconds))
        if self._answer_seconds is not None:
            self._unanswered.append((now + self._answer_seconds, answer))
            self._give_up()
        if self._flushing is None:
            self._flushing = loop.create_task(self._flush_all(), name=self._name)
        return answer

    def _give_up(self) -> None:
        """One timer for all who wait: a timeout for each would be a tenth of what storing a report costs."""
        unanswered, now = self._unanswered, monotonic()
        while unanswered and (unanswered[0][1].done() or unanswered[0][0] <= now):
            answer = unanswered.popleft()[1]
            if not answer.done():
                answer.set_exception(TimeoutError(f"{self._name}: no answer in time"))
                answer.exception()  # whoever waited may have gone: then nobody else would look at it
        if unanswered and not self._is_timed:
            self._is_timed = True
            asyncio.get_running_loop().call_later(unanswered[0][0] - now, self._time_is_up)

    def _time_is_up(self) -> None:
        self._is_timed = False
        self._give_up()

    async def drain(self) -> None:
        """Wait until everything that waits is stored; for the end of the process."""
        while self._flushing is not None:
            await asyncio.wait([self._flushing])

    async def _flush_all(self) -> None:
        waiting = self._waiting
        try:
            while waiting:
                pause = self._gather(len(waiting), monotonic() - self._began_at)
                if pause is not None:
                    await asyncio.sleep(pause)
                self._began_at = monotonic()
                await self._flush(self._in_time(waiting.popleft() for _ in range(min(self._at_once, len(waiting)))))
        finally:
            self._flushing = None
            if self._on_idle is not None:
                self._on_idle()

    def _in_time(self, batch: "Iterable[_Waiting[Item, Answer]]") -> "list[_Waiting[Item, Answer]]":
        """Whose patience has not ended in the queue; where there is none, everybody is tried once."""
        now, waiting = monotonic(), list(batch)
        if self._patience_seconds:
            _fail([each for each in waiting if each.until <= now], TimeoutError(f"{self._name}: waited too long"))
            waiting = [each for each in waiting if each.until > now]
        return waiting

    async def _flush(self, batch: "Sequence[_Waiting[Item, Answer]]") -> None:
        """Try until the store answers or patience ends; a fault of the data is found by trying one at a time."""
        pause = FIRST_PAUSE_SECONDS
        while batch:
            items = [each.item for each in batch]
            try:
                answers = await self._store(items)
            except INFRASTRUCTURE as error:
                # The commit may have happened all the same.
                log.warning("group.not_stored", group=self._name, items=len(items), error=type(error).__name__)
                again = monotonic() + pause
                _fail([each for each in batch if each.until < again], error)
                batch = [each for each in batch if each.until >= again]
                if batch:
                    await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            except Exception as error:  # whatever it is, all who wait here need an answer
                if len(batch) == 1:
                    _fail(batch, error)
                    return
                log.warning("group.stored_singly", group=self._name, items=len(items), exc_info=error)
                for each in batch:
                    await self._flush([each])
                return
            else:
                for each, answer in zip(batch, answers, strict=True):
                    if not each.answer.done():
                        each.answer.set_result(answer)
                return


def _fail(batch: "Sequence[_Waiting[Item, Answer]]", error: BaseException) -> None:
    for each in batch:
        if not each.answer.done():
            each.answer.set_exception(error)
            each.answer.exception()  # whoever waited may have gone: then nobody else would look at it
