"""Apply forward-only migrations in dbmate's file format, under an advisory lock, each in its own transaction."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from services.chassis.connection import Connection
from services.chassis.database import LOCK_IDLE_SECONDS, MIGRATION_LOCK, Database

CHASSIS = Path(__file__).parent / "migrations"
TURN_SECONDS: Final = 60
"""For a replica to wait until another has migrated, and for one migration to run."""
SERVER_FIRST_SECONDS: Final = 1
"""Later than the server itself we give up, so that it is the server that says what was waited for."""
LOCK_SECONDS: Final = 5
"""For a migration to wait for a table: all who come after it wait too, so it gives up until the next start."""

PREPARE = """
    CREATE TABLE IF NOT EXISTS schema_migrations (version varchar PRIMARY KEY);
    CREATE TABLE IF NOT EXISTS migration_checksum (version varchar PRIMARY KEY, sha256 text NOT NULL);
"""
APPLIED = "SELECT m.version, c.sha256 FROM schema_migrations m LEFT JOIN migration_checksum c USING (version)"
RECORD = "INSERT INTO schema_migrations (version) VALUES ($1)"
RECORD_CHECKSUM = "INSERT INTO migration_checksum (version, sha256) VALUES ($1, $2)"


class MigrationChanged(Exception):
    """A migration that was applied has another content now: write a new one instead."""


@dataclass(frozen=True, slots=True)
class Migration:
    version: str
    name: str
    sql: str
    in_transaction: bool

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


def read_migrations(folders: Sequence[Path]) -> list[Migration]:
    """Every `<version>_<name>.sql` of the folders, oldest first; only the `migrate:up` half is kept."""
    found = [_read(path) for folder in folders for path in sorted(folder.glob("*.sql"))]
    return sorted(found, key=lambda migration: migration.version)


def _read(path: Path) -> Migration:
    version, _, name = path.stem.partition("_")
    _, marker, rest = path.read_text(encoding="utf-8").partition("-- migrate:up")
    if not marker:
        raise ValueError(f"{path.name}: no '-- migrate:up' line")
    options, _, body = rest.partition("\n")
    up = body.partition("-- migrate:down")[0]
    return Migration(version, name, up, "transaction:false" not in options)


async def migrate(database: Database, folders: Sequence[Path]) -> list[str]:
    """Apply what is missing and return its versions. Several replicas may call it at once.

    Raises:
        MigrationChanged: an applied file was edited.
        asyncpg.LockNotAvailableError: a table was held for too long; what came before is applied, the rest is not.
    """
    connection = await database.dedicated(
        settings={}, command_seconds=TURN_SECONDS + SERVER_FIRST_SECONDS, idle_seconds=LOCK_IDLE_SECONDS
    )
    try:
        await connection.execute(f"SET statement_timeout = '{TURN_SECONDS}s'; SET lock_timeout = '{TURN_SECONDS}s'")
        await connection.execute("SELECT pg_advisory_lock($1, $2)", *MIGRATION_LOCK)
        await connection.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
        await connection.execute(PREPARE)
        applied = {row["version"]: row["sha256"] for row in await connection.fetch(APPLIED)}
        fresh: list[str] = []
        for migration in read_migrations([CHASSIS, *folders]):
            if migration.version not in applied:
                await _apply(connection, migration)
                fresh.append(migration.version)
            elif applied[migration.version] not in (None, migration.sha256):
                raise MigrationChanged(f"{migration.version}_{migration.name} differs from what was applied")
        return fresh
    finally:
        await connection.close(timeout=3)


async def _apply(connection: Connection, migration: Migration) -> None:
    if migration.in_transaction:
        async with connection.transaction():
            await connection.execute(migration.sql)
            await connection.execute(RECORD, migration.version)
            await connection.execute(RECORD_CHECKSUM, migration.version, migration.sha256)
    else:
        await connection.execute(migration.sql)
        await connection.execute(RECORD, migration.version)
        await connection.execute(RECORD_CHECKSUM, migration.version, migration.sha256)
