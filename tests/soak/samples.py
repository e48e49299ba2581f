"""What of a running stack may grow: memory and descriptors of each service, rows and connections of each database."""

import time
from collections.abc import Iterable
from pathlib import Path

import asyncpg

from deploy.local.stack import Stack
from tests.faults.invariants import SERVICES

PAGE_MB = 4096 / 1e6
OF_DATABASE = """
    SELECT (SELECT sum(n_dead_tup) FROM pg_stat_user_tables)::float8 AS dead_rows,
           (pg_total_relation_size('outbox') + pg_total_relation_size('awaiting')) / 1e6 AS queue_mb,
           (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database())::float8 AS connections
"""
Series = dict[str, list[tuple[float, float]]]


def of_process(pid: int) -> dict[str, float]:
    """Resident memory in MB, and open descriptors.

    Raises:
        OSError: it ended.
    """
    resident = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return {"rss_mb": resident * PAGE_MB, "descriptors": float(len(list(Path(f"/proc/{pid}/fd").iterdir())))}


async def sample(stack: Stack, into: Series, began: float) -> None:
    """One of everything."""
    at = time.monotonic() - began
    for service in SERVICES:
        pid = stack.pid(service)
        found = {} if pid is None else of_process(pid)
        connection = await asyncpg.connect(stack.database_url(service), timeout=5)
        try:
            row = await connection.fetchrow(OF_DATABASE)
        finally:
            await connection.close()
        assert row is not None
        _note(into, at, ((f"{service}.{name}", value) for name, value in {**found, **dict(row)}.items()))


def _note(into: Series, at: float, values: Iterable[tuple[str, float]]) -> None:
    for name, value in values:
        into.setdefault(name, []).append((at, float(value)))
