"""Every SQL statement of intake is understood by PostgreSQL as the migrations left it, and planned as it was meant."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import ModuleType
from typing import NamedTuple

import pytest

from services.chassis.database import Database
from services.chassis.relay import UNPUBLISHED
from services.intake.housekeeping import Housekeeping
from services.intake.model.prepared import ReceiptRow, ReportRow
from services.intake.store import news as news_store
from services.intake.store import reports as store
from services.intake.store import sources as source_store
from tests.conftest import set_clock
from tests.support.intake_harness import MIGRATIONS

STARTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


def statements(module: ModuleType) -> list[str]:
    found = [value for name, value in vars(module).items() if name.isupper() and isinstance(value, str)]
    return [statement for statement in found if statement.strip().startswith(STARTS)]


@pytest.mark.parametrize("module", [store, news_store, source_store])
async def test_every_statement_can_be_prepared(
    make_database: Callable[..., Awaitable[Database]], module: ModuleType
) -> None:
    database = await make_database(MIGRATIONS)

    async with database.connection() as connection:
        for statement in statements(module):
            await connection.prepare(statement)

    assert len(statements(module)) > 5


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


async def test_what_can_no_longer_matter_is_cleared_away(make_database: Callable[..., Awaitable[Database]]) -> None:
    database = await make_database(MIGRATIONS)
    async with database.connection() as connection:
        await source_store.SourceStore(connection).use_nonces([("key", "old")])
        today = (await database.now()).date()
        await store.ReportStore(connection).lease_refs("la", today - timedelta(days=10), 1)
        await store.ReportStore(connection).lease_refs("la", today - timedelta(days=8), 1)
    await set_clock(database, timedelta(seconds=source_store.NONCE_SECONDS + 1))
    async with database.connection() as connection:
        await source_store.SourceStore(connection).use_nonces([("key", "new")])

    await Housekeeping(database).sweep()

    async with database.connection() as connection:
        assert await connection.fetchval("SELECT array_agg(webhook_id) FROM nonce") == ["new"]
        assert await connection.fetchval("SELECT array_agg(day) FROM ref_counter") == [today - timedelta(days=8)]
