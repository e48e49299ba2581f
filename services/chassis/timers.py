"""Durable deadlines: rows in Postgres, fired once by any replica, in the transaction that acts on them."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import structlog

from schemas.values import uuid7
from services.chassis.connection import Write, write_together
from services.chassis.database import Database
from services.chassis.errors import INFRASTRUCTURE
from services.chassis.failpoints import failpoint
from services.chassis.periodic import stopped_within
from services.chassis.telemetry import DEADLINE_LATENESS
from services.chassis.unit_of_work import UnitOfWork

log = structlog.get_logger()

LIMIT: Final = 200
LONGEST_SLEEP_SECONDS: Final = 0.25
HELD_ELSEWHERE_SECONDS: Final = 0.05
"""What is due is being fired by another replica: asking again at once would keep a core busy as long as it takes."""

SCHEDULE = """
    INSERT INTO timer (id, subject_id, kind, epoch, due_at)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::int[], $5::timestamptz[])
    ON CONFLICT (id) DO NOTHING
"""
# Of the earliest that are due, so that a backlog costs no more than a unit of it.
KINDS_DUE = """
    SELECT kind FROM (
        SELECT kind, due_at FROM timer WHERE fired_at IS NULL AND due_at <= app.now() ORDER BY due_at LIMIT $1
    ) AS earliest GROUP BY kind ORDER BY min(due_at), kind
"""
DUE = """
    UPDATE timer SET fired_at = app.now() WHERE id IN (
        SELECT id FROM timer WHERE fired_at IS NULL AND due_at <= app.now() AND kind = $2
        ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED
    ) RETURNING id, subject_id, kind, epoch, due_at, extract(epoch FROM app.now() - due_at)::float8 AS late
"""
NEXT_DUE = "SELECT extract(epoch FROM min(due_at) - app.now())::float8 FROM timer WHERE fired_at IS NULL"
FIRST_DUE = "SELECT id FROM timer WHERE fired_at IS NULL AND due_at <= app.now() ORDER BY due_at LIMIT 1"
POSTPONE = """
    UPDATE timer SET attempts = attempts + 1, due_at = app.now() + least(attempts + 1, 30) * interval '1 s'
    WHERE id = $1 AND fired_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Timer:
    """A deadline of a subject. `epoch`: the handler drops it when the subject has moved on since."""

    subject_id: UUID
    kind: str
    due_at: datetime
    epoch: int = 0
    id: UUID | None = None


TimerHandler = Callable[[UnitOfWork, Sequence[Timer]], Awaitable[None]]


async def schedule(unit: UnitOfWork, timers: Sequence[Timer]) -> None:
    """Set deadlines with this transaction. They are never cancelled, only outdated: that keeps locks in order."""
    await write_together(unit.connection, [scheduling(timers)])


def scheduling(timers: Sequence[Timer]) -> Write | None:
    """`schedule`, to be written together with other things."""
    if not timers:
        return None
    return SCHEDULE, (
        [timer.id or uuid7() for timer in timers],
        [timer.subject_id for timer in timers],
        [timer.kind for timer in timers],
        [timer.epoch for timer in timers],
        [timer.due_at for timer in timers],
    )


class TimerLoop:
    """Sleeps until the next deadline (at most 250 ms, so a moved clock is seen) and fires what is due, in order."""

    def __init__(self, database: Database, handlers: Mapping[str, TimerHandler]) -> None:
        self._database = database
        self._handlers = dict(handlers)
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        self._stopping.set()

    async def run(self) -> None:
        """Until stopped; a database that goes away is waited for."""
        while not self._stopping.is_set():
            try:
                async with self._database.connection() as connection:
                    wait = await connection.fetchval(NEXT_DUE)
                if wait is not None and wait <= 0:
                    if await self._fire(LIMIT) == 0:
                        await stopped_within(self._stopping, HELD_ELSEWHERE_SECONDS)
                    continue
                sleep = LONGEST_SLEEP_SECONDS if wait is None else min(max(wait, 0.0), LONGEST_SLEEP_SECONDS)
            except INFRASTRUCTURE as error:
                log.warning("timers.wait", error=type(error).__name__)
                sleep = 0.5
            except Exception as error:
                log.warning("timers.rerun_singly", exc_info=error)
                await self._fire_singly()
                sleep = 0.1
            await stopped_within(self._stopping, sleep)

    async def _fire(self, limit: int) -> int:
        """How many were fired: a transaction for each kind, since their handlers lock in different orders."""
        async with self._database.connection() as connection:
            kinds = [row["kind"] for row in await connection.fetch(KINDS_DUE, limit)]
        return sum([await self._fire_kind(kind, limit) for kind in kinds])

    async def _fire_kind(self, kind: str, limit: int) -> int:
        async with self._database.unit() as unit:
            rows = sorted(await unit.connection.fetch(DUE, limit, kind), key=lambda row: row["due_at"])
            await failpoint("T.claimed")
            for row in rows:
                DEADLINE_LATENESS.observe(max(0.0, row["late"]))
            if rows:
                await self._handlers[kind](
                    unit, [Timer(row["subject_id"], kind, row["due_at"], row["epoch"], row["id"]) for row in rows]
                )
        await failpoint("T.post_commit")
        return len(rows)

    async def _fire_singly(self) -> None:
        """One that fails is postponed, so that the rest go on."""
        for _ in range(LIMIT):
            first: UUID | None = None
            try:
                async with self._database.connection() as connection:
                    first = await connection.fetchval(FIRST_DUE)
                if first is None or await self._fire(1) == 0:
                    return
            except INFRASTRUCTURE:
                return
            except Exception as error:
                log.error("timer.failed", timer_id=str(first), exc_info=error)
                async with self._database.connection() as connection:
                    await connection.execute(POSTPONE, first)
