"""What an upgrade promises: no migration takes anything away that the release before it still works with (rule R126).

The database itself says what a migration did: each is applied in its turn, and what stands in the catalogue before and
after is compared. That every statement of the release before is understood is in test_previous_release.py.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from services.chassis.connection import Connection
from services.chassis.migrate import CHASSIS, read_migrations
from tests.conftest import Backends, at_database

SERVICES = ("dispatch", "intake", "notify")
UNIQUE_X = "gone: unique thing btree (x)"

OURS = "n.oid = c.relnamespace AND n.nspname IN ('public', 'app')"
THERE = f"""
    SELECT 'table ' || c.relname AS name, c.relkind::text AS what
    FROM pg_class c JOIN pg_namespace n ON {OURS} WHERE c.relkind IN ('r', 'v')
    UNION ALL
    SELECT 'column ' || c.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON {OURS}
    WHERE c.relkind IN ('r', 'v') AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL
    SELECT 'type ' || c.relname,
           string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON {OURS}
    WHERE c.relkind = 'c' AND NOT a.attisdropped GROUP BY c.relname
    UNION ALL
    SELECT 'function app.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
           pg_get_function_result(p.oid)
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'app'
    UNION ALL
    SELECT 'unique ' || c.relname || ' ' || regexp_replace(pg_get_indexdef(i.indexrelid), '^.* USING ', ''), ''
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON {OURS} WHERE i.indisunique
"""  # noqa: S608  # ours
"""What a statement may name, and what it is: gone or another one, and the release before fails."""

LIMITS = f"""
    SELECT c.relname AS table, ' unique ' || regexp_replace(pg_get_indexdef(i.indexrelid), '^.* USING ', '') AS what,
           i.indkey::int[] AS about
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON {OURS} WHERE i.indisunique
    UNION ALL
    SELECT c.relname, ' ' || pg_get_constraintdef(k.oid), k.conkey::int[]
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON {OURS}
    WHERE k.contype IN ('c', 'f', 'x')
    UNION ALL
    SELECT c.relname, '.' || a.attname || ' must be given', '{{}}'
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON {OURS}
    WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
      AND a.attnotnull AND NOT a.atthasdef AND a.attidentity = ''
    UNION ALL
    SELECT c.relname, ' trigger ' || pg_get_triggerdef(t.oid), '{{}}'
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON {OURS} WHERE NOT t.tgisinternal
"""  # noqa: S608  # ours
"""What the rows of a table must be like, and the numbers of the columns that this is about: a new one may refuse what
the release before writes."""

LAST_COLUMNS = """
    SELECT c.relname AS table, max(a.attnum)::int AS last FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind = 'r' GROUP BY c.relname
"""

CHASSIS_REASONS = {
    ("20261124000002", "gone: unique outbox btree (seq)"): "no statement conflicts on it, and an identity repeats none",
    ("20261124000002", "limit: outbox unique btree (lane, seq)"): "as unique as its seq was alone",
    ("20261128000003", "limit: dead_letter unique btree"): "whoever writes there does nothing on any conflict",
}
REASONS = {
    "dispatch": CHASSIS_REASONS,
    "intake": CHASSIS_REASONS
    | {("20261201000014", "limit: report CHECK"): "it allows what the one before allowed, and more"},
    "notify": CHASSIS_REASONS
    | {
        ("20261201000014", "gone: unique contact btree (phone_index)"): "no statement conflicts on it by name",
        ("20261201000014", "limit: contact unique btree (network_id, phone_index)"): "less than the one that goes",
        ("20261201000025", "limit: consent_ledger trigger"): "nothing deleted there before",
    },
}
"""What a migration does that is not adding: its version, how that begins, and why it may. What else is to go takes two
releases (docs/how-to/upgrade.md)."""


def reason_for(reasons: dict[tuple[str, str], str], version: str, what: str) -> tuple[str, str] | None:
    return next((each for each in reasons if each[0] == version and what.startswith(each[1])), None)


async def taken_away(connection: Connection, sql: str) -> list[str]:
    """What a migration does that the release before may notice."""
    there, bounds = await _there(connection), await _limits(connection)
    last_columns = {row["table"]: row["last"] for row in await connection.fetch(LAST_COLUMNS)}
    await connection.execute(sql)
    now = await _there(connection)
    found = [f"gone: {name}" for name in there if name not in now]
    found += [f"changed: {name}, {what} is {now[name]}" for name, what in there.items() if now.get(name, what) != what]
    for table, what, about in sorted(await _limits(connection) - bounds):
        if table not in last_columns:
            continue  # the release before knows nothing of it
        of_new_columns = bool(about) and min(about) > last_columns[table]
        if not of_new_columns:
            found.append(f"limit: {table}{what}")
    return found


async def _there(connection: Connection) -> dict[str, str]:
    return {row["name"]: row["what"] for row in await connection.fetch(THERE)}


async def _limits(connection: Connection) -> set[tuple[str, str, tuple[int, ...]]]:
    return {(row["table"], row["what"], tuple(row["about"])) for row in await connection.fetch(LIMITS)}


@pytest.fixture
async def empty(backends: Backends) -> AsyncIterator[Connection]:
    name = f"test_{uuid4().hex[:12]}"
    admin = await asyncpg.connect(backends.postgres_url)
    await admin.execute(f'CREATE DATABASE "{name}"')
    connection: Connection = await asyncpg.connect(at_database(backends.postgres_url, name))
    yield connection
    await connection.close()
    await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await admin.close()


@pytest.mark.parametrize("service", SERVICES)
async def test_a_migration_only_adds(empty: Connection, service: str) -> None:
    found = []
    for migration in read_migrations([CHASSIS, Path(f"services/{service}/migrations")]):
        found += [(migration.version, what) for what in await taken_away(empty, migration.sql)]

    reasons = {each: reason_for(REASONS[service], *each) for each in found}
    assert [each for each, reason in reasons.items() if reason is None] == []
    assert set(reasons.values()) == REASONS[service].keys(), "none outlives what it is for"


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("CREATE TABLE other (x int NOT NULL UNIQUE CHECK (x > 0)); CREATE INDEX ON thing (y)", []),
        ("ALTER TABLE thing ADD COLUMN z int NOT NULL DEFAULT 0 CHECK (z >= 0), ADD COLUMN a text UNIQUE", []),
        ("DROP TABLE thing", ["gone: table thing", "gone: column thing.x", "gone: column thing.y", UNIQUE_X]),
        ("ALTER TABLE thing DROP COLUMN y", ["gone: column thing.y"]),
        ("ALTER TABLE thing RENAME y TO why", ["gone: column thing.y"]),
        ("ALTER TABLE thing ALTER y TYPE bigint USING 0", ["changed: column thing.y, text is bigint"]),
        ("ALTER TABLE thing DROP CONSTRAINT thing_x_key", [UNIQUE_X]),
        ("ALTER TABLE thing ALTER y SET NOT NULL", ["limit: thing.y must be given"]),
        ("ALTER TABLE thing ADD COLUMN z int NOT NULL", ["limit: thing.z must be given"]),
        ("ALTER TABLE thing ADD CHECK (x > 0)", ["limit: thing CHECK ((x > 0))"]),
        ("ALTER TABLE thing ADD COLUMN z int CHECK (z > x)", ["limit: thing CHECK ((z > x))"]),
        ("CREATE UNIQUE INDEX ON thing (y)", ["limit: thing unique btree (y)"]),
        ("ALTER TYPE row_v1 ADD ATTRIBUTE z int", ["changed: type row_v1, x integer is x integer, z integer"]),
        ("DROP FUNCTION app.kept(integer)", ["gone: function app.kept(a integer)"]),
    ],
)
async def test_what_the_release_before_would_notice_is_found(empty: Connection, sql: str, found: list[str]) -> None:
    await empty.execute("""
        CREATE SCHEMA app;
        CREATE TABLE thing (x int UNIQUE, y text);
        CREATE TYPE row_v1 AS (x int);
        CREATE FUNCTION app.kept(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1'
    """)

    assert sorted(await taken_away(empty, sql)) == sorted(found)
