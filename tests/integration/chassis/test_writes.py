"""Writes that go together: one statement, whose parts keep their own parameters."""

from datetime import UTC, datetime
from uuid import UUID

from services.chassis.connection import by_columns, write_together
from services.chassis.database import Database

AT = datetime(2026, 11, 24, 6, 12, tzinfo=UTC)
INBOX = "INSERT INTO inbox (event_id, status, at) SELECT id, $2, $3 FROM unnest($1::uuid[]) AS id"
TIMER = """
    INSERT INTO timer (id, subject_id, kind, due_at)
    SELECT id, id, kind, $3 FROM unnest($1::uuid[], $2::text[]) AS t (id, kind)
"""


async def test_each_part_gets_its_own_facts(database: Database) -> None:
    first, second = UUID(int=1), UUID(int=2)
    async with database.unit() as unit:
        await write_together(
            unit.connection,
            [by_columns(INBOX, [(first,)], 1, AT), None, by_columns(TIMER, [(first, "wave"), (second, "page")], AT)],
        )

    async with database.connection() as connection:
        inbox = await connection.fetch("SELECT event_id, status, at FROM inbox")
        timers = await connection.fetch("SELECT id, kind, due_at FROM timer ORDER BY id")
    assert [tuple(row) for row in inbox] == [(first, 1, AT)]
    assert [tuple(row) for row in timers] == [(first, "wave", AT), (second, "page", AT)]


async def test_nothing_to_write_asks_nothing(database: Database) -> None:
    async with database.unit() as unit:
        await write_together(unit.connection, [None, by_columns(INBOX, [], 1, AT)])

    async with database.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM inbox") == 0
