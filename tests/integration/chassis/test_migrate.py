"""Migrations: each once, by one replica at a time, and none that keeps everybody waiting for a table."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import asyncpg
import pytest

from services.chassis import migrate as migrating
from services.chassis.database import MIGRATION_LOCK, Database
from services.chassis.migrate import MigrationChanged, migrate


def a_migration(folder: Path, version: str, sql: str) -> Path:
    path = folder / f"{version}_test.sql"
    path.write_text(f"-- A test's own.\n-- migrate:up\n{sql}\n")
    return path


async def test_a_migration_waits_five_seconds_for_a_table_and_plans_as_postgresql_does(
    database: Database, tmp_path: Path
) -> None:
    a_migration(
        tmp_path,
        "90000101000001",
        "CREATE TABLE seen AS SELECT name, current_setting(name) AS setting"
        " FROM unnest(ARRAY['lock_timeout', 'statement_timeout', 'enable_seqscan']) AS name",
    )

    assert await migrate(database, [tmp_path]) == ["90000101000001"]

    async with database.connection() as connection:
        seen = {row["name"]: row["setting"] for row in await connection.fetch("SELECT name, setting FROM seen")}
    assert seen == {"lock_timeout": "5s", "statement_timeout": "1min", "enable_seqscan": "on"}


async def test_one_that_cannot_have_its_table_leaves_nothing_and_goes_through_later(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrating, "LOCK_SECONDS", "0.05")
    a_migration(tmp_path, "90000101000001", "CREATE TABLE before_it ()")
    a_migration(tmp_path, "90000101000002", "CREATE TABLE with_it (); ALTER TABLE nonce ADD COLUMN note text")

    async with database.transaction() as holder:
        await holder.execute("LOCK TABLE nonce IN ACCESS SHARE MODE")
        with pytest.raises(asyncpg.LockNotAvailableError):
            await migrate(database, [tmp_path])
        async with database.connection() as connection:
            there = [await connection.fetchval("SELECT to_regclass($1)", name) for name in ("before_it", "with_it")]

    assert there == ["before_it", None]
    assert await migrate(database, [tmp_path]) == ["90000101000002"]


async def test_the_release_before_starts_on_a_schema_that_a_later_one_migrated(
    database: Database, tmp_path: Path
) -> None:
    a_migration(tmp_path, "90000101000001", "ALTER TABLE nonce ADD COLUMN note text")
    assert await migrate(database, [tmp_path]) == ["90000101000001"]

    assert await migrate(database, []) == []  # which knows nothing of it


async def test_replicas_that_start_together_apply_each_once(database: Database, tmp_path: Path) -> None:
    a_migration(tmp_path, "90000101000001", "CREATE TABLE once ()")

    applied = await asyncio.gather(*(migrate(database, [tmp_path]) for _ in range(4)))

    assert sorted(applied) == [[], [], [], ["90000101000001"]]


async def test_one_that_was_edited_after_it_was_applied_is_refused(database: Database, tmp_path: Path) -> None:
    a_migration(tmp_path, "90000101000001", "CREATE TABLE once ()")
    await migrate(database, [tmp_path])
    a_migration(tmp_path, "90000101000001", "CREATE TABLE twice ()")

    with pytest.raises(MigrationChanged, match="90000101000001"):
        await migrate(database, [tmp_path])


async def test_a_migration_and_the_wait_for_another_replica_may_outlast_any_other_statement(
    make_database: Callable[..., Awaitable[Database]], tmp_path: Path
) -> None:
    impatient = await make_database(command_seconds=0.3)
    a_migration(tmp_path, "90000101000001", "SELECT pg_sleep(0.4)")

    async with impatient.transaction() as another:
        await another.execute("SELECT pg_advisory_xact_lock($1, $2)", *MIGRATION_LOCK)
        waiting = asyncio.create_task(migrate(impatient, [tmp_path]))
        await another.execute("SELECT pg_sleep(0.4)", timeout=5)
        assert not waiting.done()

    assert await waiting == ["90000101000001"]
