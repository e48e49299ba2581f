"""Store reports: requests that wait together are stored together, each answered only when its report is safe.

A lone request waits for nobody. Only where requests come so fast that each would be a flush of its own, a few
milliseconds pass between two starts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Final, NamedTuple
from uuid import UUID

from services.chassis.connection import Connection
from services.chassis.database import Database
from services.chassis.errors import INFRASTRUCTURE
from services.chassis.failpoints import failpoint
from services.chassis.group_commit import GroupCommit, TooManyWait
from services.chassis.http_server import unavailable
from services.intake.kept_keys import KeptKeys
from services.intake.model.network import ReleaseContext
from services.intake.model.prepared import PreparedReport
from services.intake.model.report import FirstUse
from services.intake.model.source import Nonce, Source
from services.intake.reports.draft import DraftFault, ReportDraft
from services.intake.reports.factory import ReportFactory
from services.intake.reports.ref_allocator import RefAllocator
from services.intake.reports.territories import Territories
from services.intake.store.reports import ReportStore, lanes_of
from services.intake.store.sources import SourceStore

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
"""How long a request waits, in a queue or for a store that is away, before it is asked to come back."""
NOT_LOOKED_AT: Final = ReleaseContext(None)


class StoredReport(NamedTuple):
    """Stored, now or by an earlier request with the same key."""

    report_id: str
    ref: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IdempotencyKeyReused:
    """The key was used before, with another body."""


@dataclass(frozen=True, slots=True)
class RequestReplayed:
    """The signed request was received before; only its first arrival counts."""


WriteResult = StoredReport | IdempotencyKeyReused | RequestReplayed | DraftFault


@dataclass(slots=True, eq=False)
class _Waiting:
    """A request in the queue. What is prepared once stays prepared: every try stores the same ids."""

    draft: ReportDraft
    source: Source
    sent_key: str
    idempotency_key: str
    """As it is kept."""
    body: bytes
    nonce: Nonce | None
    ref: str = ""
    network_id: str = ""
    """Whose place it is; known with the context."""
    context: ReleaseContext = NOT_LOOKED_AT
    prepared: PreparedReport | DraftFault | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    """How networks and sources stood at a moment."""

    release_contexts: Mapping[tuple[UUID, str], ReleaseContext]
    now: datetime
    until: float


class ReportWriter:
    """Takes reports from all requests of this process and stores them in batches.

    Args:
        limit: how many may wait; above that a caller is asked to come back.
    """

    def __init__(
        self,
        database: Database,
        factory: ReportFactory,
        refs: RefAllocator,
        keys: KeptKeys,
        territories: Territories,
        *,
        limit: int,
    ) -> None:
        self._database = database
        self._keys = keys
        self._factory = factory
        self._refs = refs
        self._territories = territories
        self._known: _Known | None = None
        self._group: GroupCommit[_Waiting, WriteResult] = GroupCommit(
            "reports",
            self._store,
            at_once=TOGETHER,
            limit=limit,
            gather=_gather,
            patience_seconds=GIVE_UP_SECONDS,
            answer_seconds=GIVE_UP_SECONDS,
            on_idle=self._forget,
        )

    async def write(
        self, draft: ReportDraft, *, source: Source, idempotency_key: str, body: bytes, nonce: Nonce | None = None
    ) -> WriteResult:
        """Store a report once per source and key. A caller who hangs up cancels nothing: the report is kept.

        Raises:
            Problem: 503, too many wait, or the store has been away for too long.
        """
        try:
            kept = self._keys.kept(source.id, idempotency_key)
            return await self._group.commit(_Waiting(draft, source, idempotency_key, kept, body, nonce))
        except TooManyWait:
            raise unavailable(1) from None
        except INFRASTRUCTURE:
            raise unavailable() from None

    async def drain(self) -> None:
        """Wait until everything that waits is stored; for the end of the process."""
        await self._group.drain()

    def _forget(self) -> None:
        self._known = None

    async def _store(self, waiting_together: Sequence[_Waiting]) -> list[WriteResult]:
        """One try. The answers may be given: what they say is committed.

        After a commit that went unheard, the same ids are stored again, and found to be ours.
        """
        batch = sorted(waiting_together, key=lambda waiting: (waiting.source.id.int, waiting.idempotency_key))
        answers: dict[_Waiting, WriteResult] = {}
        async with self._database.connection() as connection:
            await self._prepare(ReportStore(connection), [waiting for waiting in batch if waiting.prepared is None])
            await failpoint("I.pre_begin")
            if any(waiting.nonce for waiting in batch):
                async with connection.transaction():
                    answers = await self._save(connection, batch)
                    await failpoint("I.pre_commit")
            else:  # the one statement that writes is a transaction of its own: two round trips fewer
                await failpoint("I.pre_commit")
                answers = await self._save(connection, batch)
            await failpoint("I.post_commit")
        prepared = [waiting.prepared for waiting in batch if isinstance(waiting.prepared, PreparedReport)]
        self._database.committed(lanes_of(prepared))
        return [answers[waiting] for waiting in waiting_together]

    async def _prepare(self, store: ReportStore, fresh: Sequence[_Waiting]) -> None:
        if not fresh:
            return
        for waiting in fresh:
            waiting.network_id = self._territories.network_at(waiting.source.network_id, waiting.draft.point)
        uses = {(waiting.source.id, waiting.network_id) for waiting in fresh}
        known = self._known
        if known is None or monotonic() > known.until or not uses <= known.release_contexts.keys():
            until = monotonic() + KNOWN_SECONDS
            self._known = known = _Known(*await store.release_contexts(list(uses)), until)
        refs = [await self._refs.take(store, waiting.network_id, known.now.date()) for waiting in fresh]
        for waiting, ref in zip(fresh, refs, strict=True):  # nothing may fail between two: all are of one moment
            waiting.ref, waiting.context = ref, known.release_contexts[waiting.source.id, waiting.network_id]
            waiting.prepared = self._prepared(waiting, waiting.context, known.now)

    def _prepared(self, waiting: _Waiting, context: ReleaseContext, now: datetime) -> PreparedReport | DraftFault:
        return self._factory.prepare(
            waiting.draft,
            source=waiting.source,
            network_id=waiting.network_id,
            idempotency_key=waiting.idempotency_key,
            body=waiting.body,
            context=context,
            ref=waiting.ref,
            now=now,
        )

    async def _save(self, connection: Connection, batch: Sequence[_Waiting]) -> dict[_Waiting, WriteResult]:
        """Answers for all: new, seen before, or not to be stored."""
        answers: dict[_Waiting, WriteResult] = {}
        prepared: list[tuple[_Waiting, PreparedReport]] = []
        for waiting in batch:
            match waiting.prepared:
                case PreparedReport() as fit:
                    prepared.append((waiting, fit))
                case DraftFault() as unfit:
                    answers[waiting] = unfit
                case None:
                    raise AssertionError("a request was saved before it was prepared")
        store = ReportStore(connection)
        replayed = await self._replayed(connection, prepared)
        answers.update(dict.fromkeys(replayed, RequestReplayed()))
        prepared = [(waiting, fit) for waiting, fit in prepared if waiting not in replayed]
        if self._keys.some_in_clear:
            before = await store.first_uses([(waiting.source.id, waiting.sent_key) for waiting, _ in prepared])
            for waiting, _ in prepared:
                if (first := before.get((waiting.source.id, waiting.sent_key))) is not None:
                    answers[waiting] = self._repeat(waiting, first)
            prepared = [(waiting, fit) for waiting, fit in prepared if waiting not in answers]
        if not prepared:
            return answers
        known, over_quota = await store.add_reports([fit for _, fit in prepared])
        if over_quota:
            self._known = None  # the next flush knows that there is no room before it prepares
            released = [each for each in prepared if each[1].report.report_id not in over_quota]
            held = [self._held_instead(*each) for each in prepared if each[1].report.report_id in over_quota]
            again, _ = await store.add_reports([fit for _, fit in held])
            prepared, known = released + held, known | again
        repeated: list[_Waiting] = []
        for waiting, fit in prepared:
            if fit.report.report_id in known:
                repeated.append(waiting)
            else:
                answers[waiting] = StoredReport(fit.report.report_id, fit.report.ref, fit.missing)
        if repeated:
            firsts = await store.first_uses([(each.source.id, each.idempotency_key) for each in repeated])
            for waiting in repeated:
                answers[waiting] = self._repeat(waiting, firsts[waiting.source.id, waiting.idempotency_key])
        return answers

    def _held_instead(self, waiting: _Waiting, released: PreparedReport) -> tuple[_Waiting, PreparedReport]:
        """There was no room left for it: it waits for a person, and its caller is promised nobody."""
        held = self._prepared(waiting, waiting.context.used_up(), released.received_at)
        assert isinstance(held, PreparedReport), "it fitted before"
        waiting.prepared = held
        return waiting, held

    def _repeat(self, waiting: _Waiting, first: FirstUse) -> StoredReport | IdempotencyKeyReused:
        """The answer to a retry is rebuilt from what the first request stored."""
        if self._factory.same_body(waiting.body, body_mac=first.body_mac, received_at=first.received_at):
            return StoredReport(first.report_id, first.ref, first.missing)
        return IdempotencyKeyReused()

    async def _replayed(
        self, connection: Connection, prepared: Sequence[tuple[_Waiting, PreparedReport]]
    ) -> set[_Waiting]:
        """Signed requests that came before. One whose own report is there is no replay: its commit went unheard."""
        signed = [
            (waiting, waiting.nonce, fit.report.report_id) for waiting, fit in prepared if waiting.nonce is not None
        ]
        if not signed:
            return set()
        unused = await SourceStore(connection).use_nonces([nonce for _, nonce, _ in signed])
        again: dict[str, _Waiting] = {}
        for waiting, nonce, report_id in signed:
            if nonce in unused:
                unused.discard(nonce)
            else:
                again[report_id] = waiting
        ours = await ReportStore(connection).existing(list(again)) if again else set()
        return {waiting for report_id, waiting in again.items() if report_id not in ours}


def _gather(waiting: int, since_last_seconds: float) -> float | None:
    return APART_SECONDS - since_last_seconds if waiting < FEW else None
