"""The previous release runs on the schema of now: replicas of it do so while this one is rolled out."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import asyncpg
import pytest

from deploy.contracts.publish import STATEMENTS
from deploy.contracts.statements import inserted_columns, read, statements_of, written
from services.chassis.connection import Connection
from services.chassis.database import Database

SERVICES = ("dispatch", "intake", "notify")
NEEDED = """
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'
      AND is_generated = 'NEVER'
"""
"""Columns that every INSERT has to name."""


async def not_understood(connection: Connection, statements: dict[str, str]) -> list[str]:
    found = []
    for name, text in statements.items():
        try:
            await connection.prepare(text)
        except asyncpg.PostgresError as error:
            found.append(f"{name}: {error}")
    return found


async def left_out(connection: Connection, statements: dict[str, str]) -> list[str]:
    """What an INSERT would have to give, and does not."""
    needed: dict[str, set[str]] = {}
    for row in await connection.fetch(NEEDED):
        needed.setdefault(row["table_name"], set()).add(row["column_name"])
    return [
        f"{name}: {table}.{column}"
        for name, text in statements.items()
        for table, columns in inserted_columns(text)
        for column in sorted(needed.get(table, set()) - columns)
    ]


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def migrated(service: str, make_database: Callable[..., Awaitable[Database]]) -> Database:
    return await make_database(Path(f"services/{service}/migrations"))


@pytest.fixture
def released(service: str) -> dict[str, str]:
    found = read(STATEMENTS / f"{service}.sql")
    assert len(found) > 50
    return found


async def test_every_statement_of_the_previous_release_is_understood(
    migrated: Database, released: dict[str, str]
) -> None:
    async with migrated.connection() as connection:
        assert await not_understood(connection, released) == []


async def test_every_insert_of_the_previous_release_gives_all_that_is_needed(
    migrated: Database, released: dict[str, str]
) -> None:
    async with migrated.connection() as connection:
        assert await left_out(connection, released) == []
    assert sum("INSERT INTO" in text for text in released.values()) > 8


@pytest.mark.parametrize("service", ["intake"], indirect=True)
@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("ALTER TABLE parked RENAME COLUMN reason TO why", 'column "reason" of relation "parked" does not exist'),
        ("ALTER TABLE consumer_progress RENAME TO progress", 'relation "consumer_progress" does not exist'),
        ("ALTER TABLE timer ALTER COLUMN kind TYPE integer USING 0", "services.chassis.timers.SCHEDULE"),
    ],
)
async def test_a_migration_that_the_previous_release_cannot_live_with_is_noticed(
    migrated: Database, released: dict[str, str], change: str, told: str
) -> None:
    async with migrated.transaction() as connection:
        await connection.execute(change)
    async with migrated.connection() as connection:
        assert any(told in each for each in await not_understood(connection, released))


@pytest.mark.parametrize("service", ["intake"], indirect=True)
async def test_a_new_column_that_must_be_given_is_noticed(migrated: Database, released: dict[str, str]) -> None:
    async with migrated.transaction() as connection:
        await connection.execute("ALTER TABLE parked ADD COLUMN worth integer NOT NULL")
        await connection.execute("ALTER TABLE nonce ADD COLUMN worth integer NOT NULL DEFAULT 0, ADD COLUMN note text")

    async with migrated.connection() as connection:
        assert await left_out(connection, released) == ["services.chassis.inbox.PARK: parked.worth"]


def test_what_is_written_is_read_back_the_same(service: str, tmp_path: Path) -> None:
    statements = statements_of(service)
    (tmp_path / "statements.sql").write_text(written(statements))
    assert read(tmp_path / "statements.sql") == statements
