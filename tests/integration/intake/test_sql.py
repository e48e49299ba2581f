"""Every SQL statement of intake is understood by PostgreSQL as the migrations left it, and planned as it was meant."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

from services.chassis.database import Database
from services.chassis.relay import UNPUBLISHED
from services.chassis.sealing import Keyring, Sealer
from services.intake.housekeeping import Housekeeping
from services.intake.model.prepared import ReceiptRow, ReportRow
from services.intake.store import answers, callers, floods, news, queue, reports, sources
from tests.support.intake_harness import MIGRATIONS
from tests.support.plans import walked

STORES = (answers, callers, floods, news, queue, reports, sources)
STARTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


def statements(module: ModuleType) -> list[str]:
    found = [value for name, value in vars(module).items() if name.isupper() and isinstance(value, str)]
    return [statement for statement in found if statement.strip().startswith(STARTS)]


@pytest.mark.parametrize("module", STORES)
async def test_every_statement_can_be_prepared(
    make_database: Callable[..., Awaitable[Database]], module: ModuleType
) -> None:
    database = await make_database(MIGRATIONS)

    async with database.connection() as connection:
        for statement in statements(module):
            await connection.prepare(statement)

    assert len(statements(module)) > 3


WALKS = {
    "floods.LATEST": "acts of people are few",
    "floods.ON": "acts of people are few",
    "reports.FIRST_NETWORK": "networks are few",
    "reports.TERRITORY_REVISIONS": "networks are few",
    "reports.FORGET_OLD_COUNTERS": "a row a day and network, at night",
    "callers.OLDEST_NUMBER": "the first that its index holds",
    "queue.THESE": "answers that are kept back, which are few",
    "queue.NEXT_OF_EACH_SOURCE": "from source to source, of each as many as are wanted",
    "reports.KEYS_IN_CLEAR": "sources are few",
    "queue.BACKLOG": "what waits, for who looks",
    "sources.LIVE_KEYS": "sources are few",
    "sources.SOURCES": "sources are few",
}
"""Statements that read a table, or what an index holds, from end to end; and why that is not long."""


async def test_every_statement_finds_its_rows_by_a_key_of_theirs(
    make_database: Callable[..., Awaitable[Database]],
) -> None:
    """However many there are: planned while a table is empty, a statement keeps its plan when it is full."""
    database = await make_database(MIGRATIONS)
    named = {
        f"{module.__name__.rpartition('.')[2]}.{name}": text
        for module in STORES
        for name, text in vars(module).items()
        if name.isupper() and isinstance(text, str) and text.strip().startswith(STARTS)
    }

    found = {name: tables for name, text in named.items() if (tables := await walked(database, text))}

    assert found.keys() == WALKS.keys(), {name: found.get(name) for name in found.keys() ^ WALKS.keys()}


async def test_a_long_queue_is_not_sorted_to_show_its_beginning(
    make_database: Callable[..., Awaitable[Database]],
) -> None:
    database = await make_database(MIGRATIONS)

    async with database.connection() as connection:
        await connection.execute(
            f"PREPARE shown (text[], uuid[], uuid[], int, timestamptz, uuid) AS {queue.NEXT_OF_EACH_SOURCE}"
        )
        found = await connection.fetch(
            "EXPLAIN EXECUTE shown ('{la}', '{}', '{}', 50, '1970-01-01', '00000000-0000-0000-0000-000000000000')"
        )
        plan = [row[0].strip() for row in found]
        await connection.execute("DEALLOCATE shown")

    assert sum("Index" in line and "report_waiting" in line for line in plan) == 3
    assert sum(line.startswith(("Limit", "->  Limit")) for line in plan) == 3
    assert not any("Seq Scan on report" in line for line in plan)


@pytest.mark.parametrize(("row", "type_name"), [(ReportRow, "report_row_v1"), (ReceiptRow, "receipt_row_v1")])
async def test_a_row_has_the_columns_of_its_type_in_their_order(
    make_database: Callable[..., Awaitable[Database]], row: type[NamedTuple], type_name: str
) -> None:
    database = await make_database(MIGRATIONS)

    async with database.connection() as connection:
        columns = await connection.fetch(
            "SELECT attname FROM pg_attribute WHERE attrelid = (SELECT typrelid FROM pg_type WHERE typname = $1) "
            "AND attnum > 0 ORDER BY attnum",
            type_name,
        )

    assert tuple(column["attname"] for column in columns) == row._fields


async def test_a_flood_of_held_reports_is_not_read_to_find_a_released_one(
    make_database: Callable[..., Awaitable[Database]],
) -> None:
    database = await make_database(MIGRATIONS)
    async with database.connection() as connection:
        await connection.execute(
            """INSERT INTO outbox (event_id, lane, topic, type, subject, payload)
               SELECT gen_random_uuid(), 1, 't', 't', 's', 'x' FROM generate_series(1, 5000)"""
        )
        await connection.execute("ANALYZE outbox")
        await connection.execute(f"PREPARE next_batch (smallint, int, bigint[]) AS {UNPUBLISHED}")

        plan = await connection.fetch("EXPLAIN (ANALYZE, BUFFERS OFF, TIMING OFF) EXECUTE next_batch (0, 500, '{}')")

        await connection.execute("DEALLOCATE next_batch")
    assert not any("Removed by Filter" in row[0] or "Seq Scan" in row[0] for row in plan)


async def test_what_can_no_longer_matter_is_cleared_away(
    make_database: Callable[..., Awaitable[Database]], tmp_path: Path
) -> None:
    database = await make_database(MIGRATIONS)
    async with database.connection() as connection:
        today = (await database.now()).date()
        await reports.ReportStore(connection).lease_refs("la", today - timedelta(days=10), 1)
        await reports.ReportStore(connection).lease_refs("la", today - timedelta(days=8), 1)

    await Housekeeping(database, Sealer(Keyring(tmp_path))).sweep()

    async with database.connection() as connection:
        assert await connection.fetchval("SELECT array_agg(day) FROM ref_counter") == [today - timedelta(days=8)]
