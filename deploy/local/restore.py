"""`make restore`: both halves of a backup, into an instance that was never started."""

import json
import tarfile
from pathlib import Path
from typing import Any

from deploy.local.backup import MANIFEST, BackupFailed, Say, as_owner, digest_of, run_program
from deploy.local.layout import SERVICES, Layout
from deploy.local.stack import Stack


def read_manifest(data: Path) -> dict[str, Any]:
    """
    Raises:
        BackupFailed: it is no backup, or not as it was written.
    """
    try:
        document: dict[str, Any] = json.loads((data / MANIFEST).read_text())
        digests: dict[str, str] = document["sha256"]
    except (OSError, ValueError, KeyError) as error:
        raise BackupFailed(f"{data} is no backup: its {MANIFEST} cannot be read") from error
    if set(digests) != {f"{service}.dump" for service in SERVICES}:
        raise BackupFailed(f"{data} is no backup of all three services")
    for name, digest in digests.items():
        if not (data / name).is_file() or digest_of(data / name) != digest:
            raise BackupFailed(f"{data / name} is not as it was written")
    return document


def restore_keyring(keyring: Path, archive: Path) -> None:
    """Before anything starts.

    Raises:
        BackupFailed: there are keys already; they are never overwritten.
    """
    if keyring.is_dir() and any(keyring.rglob("*.key")):
        raise BackupFailed(f"{keyring} has keys already: move them away first")
    keyring.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tarfile.open(archive) as opened:
        opened.extractall(keyring, filter="data")
    for path in keyring.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o400)


async def restore_databases(layout: Layout, data: Path, say: Say) -> None:
    """Into the empty databases of an instance of which only PostgreSQL runs.

    Raises:
        BackupFailed: not a backup, or there is something in a database already.
    """
    read_manifest(data)
    for service in SERVICES:
        async with as_owner(layout, service) as connection:
            tables = await connection.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        if tables:
            raise BackupFailed(f"the database of {service} is not empty: restore into a new instance")
    for service in SERVICES:
        say(f"restoring {service}")
        with (data / f"{service}.dump").open("rb") as file:
            command = ("pg_restore", "--exit-on-error", "--single-transaction", f"--dbname={service}")
            await run_program(layout, command, stdin=file.fileno())


async def restore_backup(layout: Layout, data: Path, keyring: Path, say: Say) -> None:
    """Both halves, into an instance that was never started.

    Raises:
        BackupFailed: as above.
    """
    read_manifest(data)
    layout.prepare()
    restore_keyring(layout.keyring, keyring)
    async with Stack(layout, services=()):
        await restore_databases(layout, data, say)
