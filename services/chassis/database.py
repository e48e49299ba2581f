"""The service's own PostgreSQL: pools, transactions whose only clock is `app.now()`, and the registry of locks."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final, cast

import asyncpg

from services.chassis.connection import Connection
from services.chassis.settings import DatabaseSettings
from services.chassis.unit_of_work import UnitOfWork

RELAY_LOCK: Final = 1
"""Two-int advisory lock (RELAY_LOCK, lane): the one relay of a lane. Cells use the bigint form, so they never meet."""
MIGRATION_LOCK: Final = (2, 0)

SESSION: Final = {
    "jit": "off",
    "timezone": "UTC",
    "statement_timeout": "5s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "10s",
    "synchronous_commit": "on",
    # A client whose machine is gone is noticed within 20 s, and not after two hours.
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "3",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "15000",
}
"""Of every connection."""
LOCK_IDLE_SECONDS: Final = 8
"""Without a word from it PostgreSQL takes a session's locks away: whoever holds one says something much more often."""

QUEUE_PLANNER: Final = {
    "plan_cache_mode": "force_generic_plan",  # statements take arrays: planning them costs more than running them
    # Statements find a few rows by key. One planned while its tables are empty would read them whole for as long as the
    # plan is kept: measured 6.6 ms instead of 0.5 in the first minute of a new database.
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "enable_bitmapscan": "off",  # it does not pass over the dead rows of the queues: 1 ms instead of 0.1
}
"""Where a few rows are found by key, over and over: queues, claims, units of work."""

READING: Final = {"default_transaction_read_only": "on"}
"""Where a person looks: lists and figures over many rows, which PostgreSQL plans as it finds best."""
READERS: Final = 3
"""Connections for looking. Whoever comes when all are taken waits, and no queue is slower for it."""

KEPT_FROM_PUBLIC: Final = 3
"""Connections for work that whoever asks in public leaves to staff, texts that may be cries, and our own loops."""

COMMAND_SECONDS: Final = 6
"""For any statement, as its caller counts: a little after the server's own timeout, and where the server is gone."""

CLOCK: Final = "SELECT app.now() AS now"


class _Connection(Connection):
    """Nothing here sets session state, so a connection needs no reset query (a round trip) on its way back."""

    def get_reset_query(self) -> str:
        return ""


class Database:
    """A pool for work and the transactions taken from it, and a small one for looking.

    `on_commit` callbacks hear into which lanes of the outbox a transaction wrote that has just committed.
    """

    def __init__(
        self, settings: DatabaseSettings, *, application: str, command_seconds: float = COMMAND_SECONDS
    ) -> None:
        self._settings = settings
        self._command_seconds = command_seconds
        self._application = application
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None
        self._readers: asyncpg.Pool[asyncpg.Record] | None = None
        self._of_public = asyncio.Semaphore(max(1, settings.pool_size - KEPT_FROM_PUBLIC))
        self.on_commit: list[Callable[[Collection[int]], None]] = []

    async def open(self) -> None:
        """Connect, waiting as long as the server needs to come up.

        Raises:
            OSError, asyncpg.PostgresError: after 60 s.
        """
        deadline = asyncio.get_running_loop().time() + 60
        while True:
            try:
                self._pool = await self._open_pool(2, self._settings.pool_size, self._application, QUEUE_PLANNER)
                self._readers = await self._open_pool(0, READERS, f"{self._application}-reading", READING)
                return
            except (OSError, asyncpg.PostgresError):
                if asyncio.get_running_loop().time() > deadline:
                    raise
                await asyncio.sleep(0.2)

    async def _open_pool(
        self, least: int, most: int, application: str, settings: Mapping[str, str]
    ) -> "asyncpg.Pool[asyncpg.Record]":
        return await asyncpg.create_pool(
            self._settings.url.get_secret_value(),
            min_size=least,
            max_size=most,
            command_timeout=self._command_seconds,
            max_inactive_connection_lifetime=120,
            connection_class=_Connection,
            server_settings={**SESSION, **settings, "application_name": application},
        )

    async def dedicated(
        self,
        settings: Mapping[str, str] = QUEUE_PLANNER,
        *,
        command_seconds: float | None = None,
        idle_seconds: int = 0,
    ) -> Connection:
        """A connection of its own, outside the pools: for advisory locks, LISTEN and migrations.

        Args:
            command_seconds: for those who wait longer for a statement than everybody else.
            idle_seconds: for those who hold a lock: after so long without a word PostgreSQL ends the session, whose
                process hangs or is gone (rule R85). 0: never.
        """
        connection = await asyncpg.connect(
            self._settings.url.get_secret_value(),
            command_timeout=command_seconds or self._command_seconds,
            timeout=5,
            server_settings={
                **SESSION,
                **settings,
                "application_name": f"{self._application}-own",
                "idle_session_timeout": f"{idle_seconds}s",
            },
        )
        return connection

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A pooled connection outside any transaction: for reads by key, and for writes of a single statement."""
        pool = _opened(self._pool)
        async with asyncio.timeout(2):  # the pool's own timeout is a task more for each connection
            connection = await pool.acquire()
        try:
            yield cast("Connection", connection)
        finally:
            await pool.release(connection)

    @asynccontextmanager
    async def for_public(self) -> AsyncIterator[Connection]:
        """As `connection`, for whoever asks in public: however many do, some connections are left (rule R98)."""
        async with asyncio.timeout(2):
            await self._of_public.acquire()
        try:
            async with self.connection() as connection:
                yield connection
        finally:
            self._of_public.release()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """A connection that only reads, with PostgreSQL's own planner: for what people look at."""
        readers = _opened(self._readers)
        async with asyncio.timeout(2):
            connection = await readers.acquire()
        try:
            yield cast("Connection", connection)
        finally:
            await readers.release(connection)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """READ COMMITTED; commits when the block ends well."""
        async with self.connection() as connection, connection.transaction():
            yield connection

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[UnitOfWork]:
        """One transaction with one `now`; what it announces is in the outbox when it commits."""
        async with self.unit_after(CLOCK) as (unit, _):
            yield unit

    @asynccontextmanager
    async def unit_after(self, question: str, *facts: Any) -> AsyncIterator[tuple[UnitOfWork, asyncpg.Record]]:
        """A unit whose first statement answers more than what time it `now` is, in one row: a round trip fewer."""
        async with self.transaction() as connection:
            [row] = await connection.fetch(question, *facts)
            unit = UnitOfWork(connection, row["now"])
            yield unit, row
            lanes = await unit.flush()
        for callback in unit.after_commit:
            callback()
        if lanes:
            self.committed(lanes)

    def committed(self, lanes: Collection[int]) -> None:
        """Tell those who wait for new rows in the outbox."""
        for callback in self.on_commit:
            callback(lanes)

    async def now(self) -> datetime:
        async with self.connection() as connection:
            return cast("datetime", await connection.fetchval("SELECT app.now()"))

    async def close(self) -> None:
        """Bounded: a close that waits on a dead server is broken off (rule R94)."""
        await asyncio.gather(*(_close(pool) for pool in (self._readers, self._pool) if pool is not None))


async def _close(pool: "asyncpg.Pool[asyncpg.Record]") -> None:
    try:
        await asyncio.wait_for(pool.close(), 3)
    except TimeoutError:
        pool.terminate()


def _opened(pool: "asyncpg.Pool[asyncpg.Record] | None") -> "asyncpg.Pool[Any]":
    if pool is None:
        raise RuntimeError("the database was not opened")
    return pool
