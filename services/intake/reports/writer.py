"""Group commit: requests that wait together are stored together, each answered only when its report is safe.

A flush starts when the last one ends and takes what waits, so a lone request waits for nobody. Only where requests come
so fast that each would be a flush of its own, a few milliseconds pass between two starts.
"""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Final, NamedTuple
from uuid import UUID

import structlog

from services.chassis.connection import Connection
from services.chassis.database import Database
from services.chassis.errors import INFRASTRUCTURE
from services.chassis.failpoints import failpoint
from services.chassis.http_server import unavailable
from services.intake.model import First, Source, Standing
from services.intake.reports.factory import Clerk, Filed, Told, Unfit
from services.intake.reports.ref_book import RefBook
from services.intake.store.reports import IntakeStore, lanes_of
from services.intake.store.sources import Nonce, SourceStore

log = structlog.get_logger()

TOGETHER: Final = 32
"""More may wait: while these are stored, the answers to the last and the reading of the next keep this process busy.
When all that wait go together, it idles for as long as PostgreSQL works.
"""
APART_SECONDS: Final = 0.008
FEW: Final = 8
"""Fewer than these wait until the last flush began that long ago: at 250 a second that halves what storing costs."""
KNOWN_SECONDS: Final = 0.02
"""While flush follows flush, what is known of networks and sources, and the time, is read again this often."""
GIVE_UP_SECONDS: Final = 4
"""How long requests wait for a store that is away, before they are asked to come back."""


class Accepted(NamedTuple):
    """Stored, now or by an earlier request with the same key."""

    report_id: str
    ref: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyReused:
    """The key was used before, with another body."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """The signed request was received before; only its first arrival counts."""


Answer = Accepted | KeyReused | Replayed | Unfit


@dataclass(slots=True, eq=False)
class _Waiting:
    """A request in the queue. What is filed once stays filed: every try stores the same ids."""

    told: Told
    source: Source
    idempotency_key: str
    body: bytes
    nonce: Nonce | None
    answer: "asyncio.Future[Answer]"
    filed: Filed | Unfit | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    """How networks and sources stood at a moment."""

    standings: Mapping[UUID, Standing]
    now: datetime
    until: float


class AcceptanceDesk:
    """Takes reports from all requests of this process and stores them in batches.

    Args:
        limit: how many may wait; above that a caller is asked to come back.
    """

    def __init__(self, database: Database, clerk: Clerk, refs: RefBook, *, limit: int) -> None:
        self._database = database
        self._clerk = clerk
        self._refs = refs
        self._limit = limit
        self._waiting: deque[_Waiting] = deque()
        self._began_at = 0.0
        self._flushing: asyncio.Task[None] | None = None
        self._known: _Known | None = None

    async def accept(
        self, told: Told, *, source: Source, idempotency_key: str, body: bytes, nonce: Nonce | None = None
    ) -> Answer:
        """Store a report once per source and key. A caller who hangs up cancels nothing: the report is kept.

        Raises:
            Problem: 503, too many wait, or the store has been away for too long.
        """
        if len(self._waiting) >= self._limit:
            raise unavailable(1)
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer] = loop.create_future()
        self._waiting.append(_Waiting(told, source, idempotency_key, body, nonce, answer))
        if self._flushing is None:
            self._flushing = loop.create_task(self._flush_all(), name="acceptance")
        return await answer

    async def drain(self) -> None:
        """Wait until everything that waits is stored; for the end of the process."""
        while self._flushing is not None:
            await asyncio.wait([self._flushing])

    async def _flush_all(self) -> None:
        try:
            while self._waiting:
                if len(self._waiting) < FEW:
                    await asyncio.sleep(self._began_at + APART_SECONDS - monotonic())
                self._began_at = monotonic()
                batch = [self._waiting.popleft() for _ in range(min(TOGETHER, len(self._waiting)))]
                await self._flush(batch)
        finally:
            self._known = self._flushing = None

    async def _flush(self, batch: list[_Waiting]) -> None:
        """Try until the store answers or patience ends; a fault of the data is found by trying one at a time."""
        batch.sort(key=lambda waiting: (waiting.source.id.int, waiting.idempotency_key))
        loop = asyncio.get_running_loop()
        deadline, pause = loop.time() + GIVE_UP_SECONDS, 0.02
        while True:
            try:
                _give(await self._store(batch))
                return
            except INFRASTRUCTURE as error:
                # The commit may have happened all the same: the same ids are stored again, and found to be ours.
                log.warning("reports.not_stored", reports=len(batch), error=type(error).__name__)
                if loop.time() + pause > deadline:
                    _fail(batch, unavailable())
                    return
                await asyncio.sleep(pause)
                pause = min(pause * 2, 0.5)
            except Exception as error:  # whatever it is, all who wait here need an answer
                if len(batch) == 1:
                    _fail(batch, error)
                    return
                log.warning("reports.stored_singly", reports=len(batch), exc_info=error)
                for waiting in batch:
                    await self._flush([waiting])
                return

    async def _store(self, batch: Sequence[_Waiting]) -> dict[_Waiting, Answer]:
        """One try. The answers may be given: what they say is committed."""
        answers: dict[_Waiting, Answer] = {}
        async with self._database.connection() as connection:
            await self._file(IntakeStore(connection), [waiting for waiting in batch if waiting.filed is None])
            await failpoint("I.pre_begin")
            if any(waiting.nonce for waiting in batch):
                async with connection.transaction():
                    answers = await self._save(connection, batch)
                    await failpoint("I.pre_commit")
            else:  # the one statement that writes is a transaction of its own: two round trips fewer
                await failpoint("I.pre_commit")
                answers = await self._save(connection, batch)
            await failpoint("I.post_commit")
        filed = [waiting.filed for waiting in batch if isinstance(waiting.filed, Filed)]
        self._database.committed(lanes_of(filed))
        return answers

    async def _file(self, store: IntakeStore, fresh: Sequence[_Waiting]) -> None:
        if not fresh:
            return
        sources = {waiting.source.id: waiting.source.network_id for waiting in fresh}
        known = self._known
        if known is None or monotonic() > known.until or not sources.keys() <= known.standings.keys():
            until = monotonic() + KNOWN_SECONDS
            self._known = known = _Known(*await store.standings(list(sources.items())), until)
        refs = [await self._refs.take(store, waiting.source.network_id, known.now.date()) for waiting in fresh]
        for waiting, ref in zip(fresh, refs, strict=True):  # nothing may fail between two: all are of one moment
            source = waiting.source
            waiting.filed = self._clerk.file(
                waiting.told,
                source=source,
                idempotency_key=waiting.idempotency_key,
                body=waiting.body,
                standing=known.standings[source.id],
                ref=ref,
                now=known.now,
            )

    async def _save(self, connection: Connection, batch: Sequence[_Waiting]) -> dict[_Waiting, Answer]:
        """Answers for all: new, seen before, or not to be stored."""
        answers: dict[_Waiting, Answer] = {}
        filed: list[tuple[_Waiting, Filed]] = []
        for waiting in batch:
            match waiting.filed:
                case Filed() as fit:
                    filed.append((waiting, fit))
                case Unfit() as unfit:
                    answers[waiting] = unfit
                case None:
                    raise AssertionError("a request was saved before it was filed")
        store = IntakeStore(connection)
        replayed = await self._replayed(connection, filed)
        answers.update(dict.fromkeys(replayed, Replayed()))
        filed = [(waiting, fit) for waiting, fit in filed if waiting not in replayed]
        if not filed:
            return answers
        known = await store.add_reports([fit for _, fit in filed])
        repeated: list[_Waiting] = []
        for waiting, fit in filed:
            if fit.report.report_id in known:
                repeated.append(waiting)
            else:
                answers[waiting] = Accepted(fit.report.report_id, fit.report.ref, fit.missing)
        if repeated:
            firsts = await store.first_uses([(each.source.id, each.idempotency_key) for each in repeated])
            for waiting in repeated:
                answers[waiting] = self._repeat(waiting, firsts[waiting.source.id, waiting.idempotency_key])
        return answers

    def _repeat(self, waiting: _Waiting, first: First) -> Accepted | KeyReused:
        """The answer to a retry is rebuilt from what the first request stored."""
        if self._clerk.same_body(waiting.body, body_mac=first.body_mac, received_at=first.received_at):
            return Accepted(first.report_id, first.ref, first.missing)
        return KeyReused()

    async def _replayed(self, connection: Connection, filed: Sequence[tuple[_Waiting, Filed]]) -> set[_Waiting]:
        """Signed requests that came before. One whose own report is there is no replay: its commit went unheard."""
        signed = [(waiting, waiting.nonce, fit.report.report_id) for waiting, fit in filed if waiting.nonce is not None]
        if not signed:
            return set()
        unused = await SourceStore(connection).use_nonces([nonce for _, nonce, _ in signed])
        again: dict[str, _Waiting] = {}
        for waiting, nonce, report_id in signed:
            if nonce in unused:
                unused.discard(nonce)
            else:
                again[report_id] = waiting
        ours = await IntakeStore(connection).existing(list(again)) if again else set()
        return {waiting for report_id, waiting in again.items() if report_id not in ours}


def _give(answers: Mapping[_Waiting, Answer]) -> None:
    for waiting, answer in answers.items():
        if not waiting.answer.done():
            waiting.answer.set_result(answer)


def _fail(batch: Sequence[_Waiting], error: Exception) -> None:
    for waiting in batch:
        if not waiting.answer.done():
            waiting.answer.set_exception(error)
