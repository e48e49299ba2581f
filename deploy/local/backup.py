"""`make backup`: the three databases as of one moment, and in another place the keyring. restore.py brings them back.

Whoever has both can read everything, so they lie in two folders (SECURITY.md). A dump holds ciphertext for all that is
personal; it becomes unreadable when the keys of its days are destroyed, which keyring backups follow by being thrown
away after a week.
"""

import asyncio
import hashlib
import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import asyncpg

from deploy.local.layout import CHECKOUT, SERVICES, Layout
from deploy.local.programs.credentials import kept_credentials
from deploy.local.programs.postgres import SUPERUSER, find_postgres, url_for

KEYRING_DAYS: Final = 7
"""Of a copy of the keyring: older ones would outlive the keys that were destroyed meanwhile."""
DATA_DAYS: Final = 30
"""The longest that a day's key lives: what is sealed in older dumps opens no more."""
DUMP_SECONDS: Final = 3600
LOCK_TRIES: Final = 10
MANIFEST: Final = "manifest.json"
DATA, KEYRING = "hotline-data-", "hotline-keyring-"

QUIET: Final = "LOCK TABLE awaiting IN SHARE MODE"
"""What a service waits to see acknowledged: while nobody can take anything from it, the snapshots are made."""
COUNTED: Final = {
    "intake": ("report", "source"),
    "dispatch": ("incident", "report", "volunteer", "timeline"),
    "notify": ("contact", "message", "delivery", "consent_ledger"),
}
"""Tables whose rows the manifest counts, so that a restore can be compared."""

Say = Callable[[str], None]


class BackupFailed(RuntimeError):
    """The message says what to do. What was half made is gone."""


@dataclass(frozen=True, slots=True)
class Backup:
    """Where the two halves lie."""

    data: Path
    keyring: Path


async def take_backup(layout: Layout, to: Path, keyring_to: Path, say: Say, *, now: datetime | None = None) -> Backup:
    """Of a running instance, beside its work. Older ones whose time is over are removed.

    Raises:
        BackupFailed: PostgreSQL does not answer, the disk is too full, or both halves would lie in one folder.
    """
    if to.resolve() == keyring_to.resolve():
        raise BackupFailed("the keyring belongs in another place than the data: whoever has both can read everything")
    now = now or datetime.now(UTC)
    for folder in (to, keyring_to):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    data, keyring = to / f"{DATA}{stamp}", keyring_to / f"{KEYRING}{stamp}.tar"
    part = to / f".{data.name}.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700)
    try:
        async with snapshots_of_one_moment(layout) as snapshots:
            _require_space(to, sum(found.size for found in snapshots.values()))
            for service, found in snapshots.items():
                say(f"dumping {service}")
                await _dump(layout, service, found.name, part / f"{service}.dump")
        counts = {service: found.counts for service, found in snapshots.items()}
        _write_manifest(part, now, counts, next(iter(snapshots.values())).server)
        say("copying the keyring")
        copy_keyring(layout.keyring, keyring)
        part.rename(data)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    _sync(to)
    prune(to, DATA, now - timedelta(days=DATA_DAYS))
    prune(keyring_to, KEYRING, now - timedelta(days=KEYRING_DAYS))
    return Backup(data, keyring)


# --- one moment


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one database showed at that moment; `name` is for pg_dump, as long as its transaction is open."""

    name: str
    size: int
    server: str
    counts: dict[str, int]


@asynccontextmanager
async def snapshots_of_one_moment(layout: Layout) -> AsyncIterator[dict[str, Snapshot]]:
    """Of all three databases. What one of them does not have yet, its sender still has to publish again: while the
    snapshots are made nobody can note that something was acknowledged.
    """
    for number in range(LOCK_TRIES):
        try:
            async with AsyncExitStack() as opened:
                connections = {
                    service: await opened.enter_async_context(as_owner(layout, service)) for service in SERVICES
                }
                async with AsyncExitStack() as locks:
                    for service in SERVICES:
                        lock = await locks.enter_async_context(as_owner(layout, service))
                        await locks.enter_async_context(lock.transaction())
                        await lock.execute("SET LOCAL lock_timeout = '1s'")
                        await lock.execute(QUIET)
                    for connection in connections.values():
                        await opened.enter_async_context(
                            connection.transaction(isolation="repeatable_read", readonly=True)
                        )
                        await connection.fetchval("SELECT 1")
                yield {service: await _snapshot(connection, service) for service, connection in connections.items()}
                return
        except asyncpg.LockNotAvailableError:
            await asyncio.sleep(0.2 * (number + 1))
        except (OSError, asyncpg.CannotConnectNowError) as error:
            raise BackupFailed("PostgreSQL does not answer: `make up` first") from error
    raise BackupFailed("the databases were too busy for a common moment: try again")


@asynccontextmanager
async def as_owner(layout: Layout, service: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    password = kept_credentials(layout).postgres_owner
    url = url_for(layout, user=SUPERUSER, password=password, database=service)
    connection = await asyncpg.connect(url, timeout=5)
    try:
        yield connection
    finally:
        await connection.close()


async def _snapshot(connection: "asyncpg.Connection[asyncpg.Record]", service: str) -> Snapshot:
    return Snapshot(
        await connection.fetchval("SELECT pg_export_snapshot()"),
        await connection.fetchval("SELECT pg_database_size(current_database())"),
        await connection.fetchval("SHOW server_version"),
        {
            table: await connection.fetchval(f"SELECT count(*) FROM {table}")  # noqa: S608  # ours
            for table in COUNTED[service]
        },
    )


# --- its files


async def _dump(layout: Layout, service: str, snapshot: str, to: Path) -> None:
    """With the pg_dump of the server itself: an older one refuses, a newer one may write what it cannot read."""
    to.touch(0o600)
    with to.open("wb") as file:
        command = ("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--dbname={service}")
        await run_program(layout, command, stdout=file.fileno())
        os.fsync(file.fileno())


async def run_program(
    layout: Layout, command: tuple[str, ...], *, stdout: int | None = None, stdin: int | None = None
) -> None:
    """A program of PostgreSQL's, as its owner. The password is in no argument."""
    name, *arguments = command
    environment = {
        "PATH": "/usr/bin:/bin",
        "LC_ALL": "C",
        "PGHOST": "127.0.0.1",
        "PGPORT": str(layout.ports.postgres),
        "PGUSER": SUPERUSER,
        "PGPASSWORD": kept_credentials(layout).postgres_owner,
    }
    process = await asyncio.create_subprocess_exec(
        str(find_postgres(layout).bin / name),
        *arguments,
        env=environment,
        stdin=subprocess.DEVNULL if stdin is None else stdin,
        stdout=subprocess.DEVNULL if stdout is None else stdout,
        stderr=subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(DUMP_SECONDS):
            _, complaint = await process.communicate()
    except BaseException:
        process.kill()
        await process.wait()
        raise
    if process.returncode != 0:
        raise BackupFailed(f"{name} ended with {process.returncode}: {complaint.decode(errors='replace')[-600:]}")


def _write_manifest(folder: Path, now: datetime, counts: dict[str, dict[str, int]], server: str) -> None:
    document = {
        "made_at": now.isoformat(),
        "commit": commit_of(CHECKOUT),
        "postgres": server,
        "counts": counts,
        "sha256": {dump.name: digest_of(dump) for dump in sorted(folder.glob("*.dump"))},
    }
    path = folder / MANIFEST
    path.touch(0o600)
    path.write_text(json.dumps(document, indent=2) + "\n")
    _sync(folder)


def commit_of(checkout: Path) -> str:
    """The release that runs; empty where no git says it. The checkout is root's where systemd starts us as nobody."""
    command = ("git", "-c", f"safe.directory={checkout}", "rev-parse", "HEAD")
    try:
        return subprocess.run(command, capture_output=True, text=True, cwd=checkout, check=False).stdout.strip()
    except OSError:
        return ""


def copy_keyring(keyring: Path, to: Path) -> None:
    part = to.with_suffix(".part")
    part.unlink(missing_ok=True)
    part.touch(0o600)
    with part.open("wb") as file:
        with tarfile.open(fileobj=file, mode="w") as archive:
            archive.add(keyring, arcname=".")
        file.flush()
        os.fsync(file.fileno())
    part.rename(to)
    _sync(to.parent)


def _require_space(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise BackupFailed(f"{folder} has {free >> 20} MB free, and the databases are {needed >> 20} MB")


def prune(folder: Path, prefix: str, before: datetime) -> list[Path]:
    """Remove backups of ours that were made before then, by their name; nothing else in the folder."""
    old = [path for path in sorted(folder.glob(f"{prefix}*")) if (made := made_at(path)) is not None and made < before]
    for path in old:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return old


def made_at(path: Path) -> datetime | None:
    """By its name; None: not a backup of ours."""
    for prefix in (DATA, KEYRING):
        if path.name.startswith(prefix):
            try:
                stamp = path.name.removeprefix(prefix).removesuffix(".tar")
                return datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            except ValueError:
                return None
    return None


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
