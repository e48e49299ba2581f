"""Two kinds of connections: those that work plan for queues, those that people look through plan as PostgreSQL does."""

from collections.abc import Iterable

import asyncpg
import pytest

from services.chassis.connection import Connection
from services.chassis.database import Database

SWITCHES = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin", "enable_bitmapscan", "plan_cache_mode")


async def settings_of(connection: Connection, names: Iterable[str] = SWITCHES) -> dict[str, str]:
    return {name: await connection.fetchval("SELECT current_setting($1)", name) for name in names}


async def test_work_is_planned_for_queues(database: Database) -> None:
    async with database.connection() as connection:
        pooled = await settings_of(connection)
    own = await database.dedicated()
    listening = await settings_of(own)
    await own.close()

    assert pooled == listening
    assert pooled == {**dict.fromkeys(SWITCHES, "off"), "plan_cache_mode": "force_generic_plan"}


async def test_what_people_look_at_is_planned_as_postgresql_does(database: Database) -> None:
    async with database.reading() as connection:
        found = await settings_of(connection)
        rest = await settings_of(connection, ("jit", "statement_timeout", "TimeZone"))

    assert found == {**dict.fromkeys(SWITCHES, "on"), "plan_cache_mode": "auto"}
    assert rest == {"jit": "off", "statement_timeout": "5s", "TimeZone": "UTC"}


async def test_whoever_looks_changes_nothing(database: Database) -> None:
    async with database.reading() as connection:
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await connection.execute("DELETE FROM outbox")


async def test_a_figure_over_a_whole_table_reads_it_in_one_go(database: Database) -> None:
    async with database.connection() as connection:
        await connection.execute(
            """INSERT INTO nonce (key_id, webhook_id, expires_at)
               SELECT 'key', n::text, now() FROM generate_series(1, 2000) AS n"""
        )
    counted = "EXPLAIN SELECT count(*) FROM nonce WHERE expires_at <> 'infinity'"

    async with database.reading() as connection:
        plan = "\n".join(row[0] for row in await connection.fetch(counted))

    assert "Seq Scan" in plan
    assert "Disabled" not in plan
