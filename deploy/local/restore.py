"""`make restore`: both halves of a backup, into an instance that was never started, and what happened since.

The world went on: texts that the dump still has in its queue went out, persons were forgotten, days ended.
"""

import json
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from deploy.local.backup import MANIFEST, BackupFailed, Say, as_owner, digest_of, run_program
from deploy.local.layout import SERVICES, Layout
from deploy.local.stack import Stack
from services.chassis.keys_in_use import over
from services.chassis.sealing import Keyring


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


async def restore_backup(
    layout: Layout, data: Path, keyring: Path, say: Say, *, now: datetime | None = None
) -> "Restored":
    """Both halves, into an instance that was never started. What went on after the backup is not done again blindly.

    Raises:
        BackupFailed: as above.
    """
    manifest = read_manifest(data)
    now = now or datetime.now(UTC)
    layout.prepare()
    restore_keyring(layout.keyring, keyring)
    async with Stack(layout, services=()):
        await restore_databases(layout, data, say)
        to_ask_about = await ask_before_sending(layout, datetime.fromisoformat(manifest["made_at"]), now)
        on_their_way = await texts_on_their_way(layout)
        forgotten = await forget_again(layout)
        without_key = await contacts_without_key(layout)
    return Restored(
        to_ask_about, on_their_way, forgotten, without_key, keys_over(Keyring(layout.keyring).days(), now.date())
    )


# --- what happened after the backup


@dataclass(frozen=True, slots=True)
class Restored:
    """What whoever restores has to know of it."""

    to_ask_about: int
    """Texts and mails that were in the queue."""
    on_their_way: int
    """Asked for and not in the queue yet: they may go out a second time."""
    forgotten: int
    """Persons whose key was destroyed again."""
    without_key: tuple[str, ...]
    """Ids of contacts whose number and address open no more: forgotten after the dump was made."""
    keys_over: int

    def said(self) -> list[str]:
        """A line for each thing that was found."""
        found = (
            (
                self.to_ask_about,
                f"{self.to_ask_about} texts were in the queue: the provider is asked first whether it had them",
            ),
            (self.on_their_way, f"{self.on_their_way} texts were only asked for: they may go out a second time"),
            (self.forgotten, f"{self.forgotten} persons have no contact: their keys are destroyed again"),
            (
                len(self.without_key),
                "contacts that were forgotten after this dump, to be forgotten again"
                f" (DELETE /v1/contacts/<id> of notify): {', '.join(self.without_key)}",
            ),
            (
                self.keys_over,
                f"{self.keys_over} keys of days are over: the hourly key job destroys them, once all services answer",
            ),
        )
        return [line for count, line in found if count]


CLAIMED_THEN = """
    UPDATE delivery SET state = 'sending', tries = tries + 1, claimed_at = $1, due_at = $1
    WHERE state = 'queued' AND (tries > 0 OR due_at <= $2)
"""
"""As if the process had died between the claim and its POST (rule R78): notify asks the provider, sends a safety text
again, and gives a mail up. What was to go out later than now, and was never tried, cannot have gone out."""
ASKED_FOR = """
    SELECT count(*) FROM (SELECT topic FROM outbox UNION ALL SELECT topic FROM awaiting) AS waiting
    WHERE topic LIKE '%.message.v1'
"""


async def ask_before_sending(layout: Layout, made_at: datetime, now: datetime) -> int:
    """What the dump has in its queue may have gone out after it was made. Returns how many there are."""
    async with as_owner(layout, "notify") as notify:
        done: str = await notify.execute(CLAIMED_THEN, made_at, now)
    return int(done.rpartition(" ")[2])


async def texts_on_their_way(layout: Layout) -> int:
    """Of which notify may know nothing, so that nobody can say whether they went out: the most there may be."""
    counts: list[int] = []
    for service in ("intake", "dispatch"):
        async with as_owner(layout, service) as connection:
            counts.append(await connection.fetchval(ASKED_FOR))
    return sum(counts)


async def forget_again(layout: Layout) -> int:
    """Destroy persons' keys that belong to nobody who is there: their contact was forgotten after the keyring was
    copied. A source's key lies among them where the last release made it. Returns how many there were.
    """
    async with as_owner(layout, "notify") as notify, as_owner(layout, "intake") as intake:
        there = {row["id"] for row in await notify.fetch("SELECT person_id::text AS id FROM contact")}
        there |= {row["id"] for row in await intake.fetch("SELECT source_id::text AS id FROM source")}
    keyring = Keyring(layout.keyring)
    gone = [path.stem for path in (layout.keyring / "person").glob("*.key") if path.stem not in there]
    for person_id in gone:
        keyring.destroy(f"person/{person_id}")
    return len(gone)


async def contacts_without_key(layout: Layout) -> tuple[str, ...]:
    """Their key was destroyed before the keyring was copied, after the dump was made."""
    async with as_owner(layout, "notify") as notify:
        rows = await notify.fetch("SELECT person_id::text AS id FROM contact ORDER BY 1")
    return tuple(row["id"] for row in rows if not (layout.keyring / f"person/{row['id']}.key").exists())


def keys_over(there: Mapping[str, Iterable[date]], today: date) -> int:
    """Keys that were kept long enough. An open matter may still need one: the key job asks."""
    return sum(over(name, day, today) for name, days in there.items() for day in days)
