"""`make shred-drill`: destroy the keys of days, and look for what they sealed as somebody would who has everything.

That is the rows, the write-ahead log, the topics, the dead letters, a backup, the logs, and every key that is left.
AES-GCM without its tag is a stream cipher: each sealed value is tried with each key, whatever it was sealed for, and
what comes out is looked through for what was said. The same attempt with the keys that were destroyed must find it:
a drill that cannot find anything shows nothing.
"""

import asyncio
import base64
import logging
import shutil
import sys
import tempfile
import time
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from uuid import uuid4

import asyncpg
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from rich.console import Console

from deploy.local.backup import take_backup
from deploy.local.demo.outside_world import ExpectationFailed, OutsideWorld
from deploy.local.layout import Layout, throwaway_layout
from deploy.local.restore import restore_backup
from deploy.local.stack import Stack
from schemas.envelope import headers
from schemas.events.reply import ReplyReceivedV1
from schemas.topics import TOPICS
from services.chassis.bus import Bus
from services.chassis.key_classes import KEY_CLASSES
from services.chassis.sealing import NONCE_BYTES, Keyring, key_of
from tests.drills.mission import CANARY_REPLY, OpenMission, begin, canaries
from tests.drills.report import DrillReport
from tests.drills.restore import settled
from tests.faults.invariants import SERVICES, counted

FORGOTTEN_SECONDS = 60
"""By then every running process has let go of a destroyed key."""
BYTEA = """
    SELECT table_name AS t, column_name AS c FROM information_schema.columns
    WHERE table_schema = 'public' AND data_type = 'bytea'
"""
DAILY = tuple(name for name, kind in KEY_CLASSES.items() if kind.daily)


async def run(report: DrillReport) -> None:
    """Fills the report."""
    first, second = throwaway_layout(prefix="hotline-drill-"), throwaway_layout(prefix="hotline-drill-")
    folder = Path(tempfile.mkdtemp(prefix="hotline-drill-backup-"))
    try:
        async with Stack(first, mode="test", lasting=False) as stack, OutsideWorld(stack) as world:
            report.say("a mission is under way")
            mission = await begin(world)
            await end(world, mission)
            await leave_a_dead_letter(stack)
            await settled(stack)
            backup = await take_backup(first, folder / "data", folder / "keyring", report.say)
            sealed = {"rows": await sealed_rows(stack), "topics": await sealed_records(stack)}
            sealed["dead letters"] = await sealed_dead_letters(stack)
            keys = keys_in(first.keyring)
            destroyed = {key_id: key for key_id, key in keys.items() if key_id.split("/")[0] in DAILY}
            report.say("destroying the keys of all days")
            began = time.monotonic()
            job = Keyring(first.keyring)
            for key_id in destroyed:
                job.destroy(key_id)
            await until_forgotten(report, world, mission, began)
        report.say("restoring the backup of before, with the keyring of now")
        await restore_with_what_is_left(first, second, backup.data, folder, report)
        async with Stack(second, services=()) as stack:
            sealed["restored backup"] = await sealed_rows(stack)
        judge(report, sealed, left=keys_in(first.keyring), destroyed=destroyed)
        homes = {"instance": first.home, "backup": backup.data, "restored": second.home}
        look_through(report, destroyed.values(), homes)
    except ExpectationFailed as broke:
        report.check("the drill went to its end", False, broke)
    finally:
        for home in (first.home, second.home, folder):
            shutil.rmtree(home, ignore_errors=True)


# --- what is to be found


async def end(world: OutsideWorld, mission: OpenMission) -> None:
    """Everybody is out and the callers know: no open matter needs a key."""
    await world.send_text(mission.going[0], CANARY_REPLY)
    order = ("--reason", "cancelled", "--tell", "not-checked", "--yes")
    await world.hotline("stand-down", mission.code, *order, who=mission.lead)
    for callsign in mission.going:
        await world.send_text(callsign, "OUT")


async def leave_a_dead_letter(stack: Stack) -> None:
    """What a volunteer texted, once more on its topic, with a MAC that does not fit: kept, and read by nobody."""
    topic = ReplyReceivedV1.TOPIC
    record = next(value for value in await records_of(stack, topic) if b"sealed_text" in value)
    producer = await Bus(stack.kafka("admin"), client_id="drill").producer()
    try:
        about = headers(event_id=uuid4(), type=ReplyReceivedV1.TYPE, subject="drill")
        await producer.send_and_wait(topic, record[:-12] + b'AAAAAAAA"}}', key=b"drill", headers=about)
    finally:
        await producer.stop()
    async with asyncio.timeout(30):
        while True:
            if await counted(stack, "dispatch", "SELECT count(*) FROM dead_letter"):
                return
            await asyncio.sleep(0.1)


async def sealed_rows(stack: Stack) -> list[bytes]:
    """Every column of every table that holds bytes, where they are a sealed value."""
    found: list[bytes] = []
    for service in SERVICES:
        connection = await asyncpg.connect(stack.database_url(service), timeout=5)
        try:
            for row in await connection.fetch(BYTEA):
                query = f'SELECT "{row["c"]}" AS value FROM "{row["t"]}" WHERE "{row["c"]}" IS NOT NULL'  # noqa: S608
                found += [each["value"] for each in await connection.fetch(query) if is_sealed(each["value"])]
        finally:
            await connection.close()
    return found


async def sealed_records(stack: Stack) -> list[bytes]:
    values = await records_of(stack, *(topic.name for topic in TOPICS))
    return [blob for value in values for blob in sealed_fields(value)]


async def sealed_dead_letters(stack: Stack) -> list[bytes]:
    connection = await asyncpg.connect(stack.database_url("dispatch"), timeout=5)
    try:
        rows = await connection.fetch("SELECT value FROM dead_letter WHERE value IS NOT NULL")
    finally:
        await connection.close()
    copies = await records_of(stack, "hotline.dispatch.main.dlt")
    return [blob for value in [*(row["value"] for row in rows), *copies] for blob in sealed_fields(value)]


async def records_of(stack: Stack, *topics: str) -> list[bytes]:
    """All values that these topics hold."""
    tail = await Bus(stack.kafka("admin"), client_id="drill").tail(topics=topics, from_beginning=True)
    try:
        starts = await tail.beginning_offsets(tail.assignment())
        ends = await tail.end_offsets(tail.assignment())
        values: list[bytes] = []
        positions = dict(starts)
        async with asyncio.timeout(30):
            while any(positions[at] < ends[at] for at in ends):
                for at, records in (await tail.getmany(timeout_ms=200)).items():
                    values += [record.value for record in records if record.value]
                    positions[at] = records[-1].offset + 1
        return values
    finally:
        await tail.stop()


def sealed_fields(value: bytes) -> list[bytes]:
    """The sealed values that the text of an event holds, wherever; it may be no JSON any more."""
    return [blob for part in value.split(b'"') if len(part) > 40 and is_sealed(blob := _bytes_of(part))]


def _bytes_of(part: bytes) -> bytes:
    try:
        return base64.b64decode(part, validate=True)
    except ValueError:
        return b""


def is_sealed(value: bytes) -> bool:
    return key_of(value).partition("/")[0] in KEY_CLASSES


# --- who has it all


def keys_in(keyring: Path) -> dict[str, bytes]:
    """Every key that is there, by its id."""
    found = {f"{path.parent.name}/{path.stem}": path.read_bytes() for path in keyring.rglob("*.key")}
    return {key_id: key for key_id, key in found.items() if len(key) == 32}


def opened_without_tag(blob: bytes, key: bytes) -> bytes:
    """What a value says under a key, right or wrong: GCM begins to count at 2 behind its nonce."""
    begin_at = 2 + blob[1]
    nonce, body = blob[begin_at : begin_at + NONCE_BYTES], blob[begin_at + NONCE_BYTES : -16]
    decryptor = Cipher(algorithms.AES(key), modes.CTR(nonce + (2).to_bytes(4, "big"))).decryptor()
    return decryptor.update(body) + decryptor.finalize()


def found_with(blobs: Iterable[bytes], keys: Collection[bytes]) -> set[str]:
    """The canaries that any of these keys brings out of any of these values."""
    wanted = (*canaries(), CANARY_REPLY)
    return {
        canary
        for blob in set(blobs)
        for key in keys
        for canary in wanted
        if canary.encode() in opened_without_tag(blob, key)
    }


def judge(
    report: DrillReport, sealed: Mapping[str, list[bytes]], *, left: Mapping[str, bytes], destroyed: Mapping[str, bytes]
) -> None:
    everything = {canary for blobs in sealed.values() for canary in found_with(blobs, destroyed.values())}
    report.check(
        "with the keys that were destroyed all of it is found", everything == {*canaries(), CANARY_REPLY}, everything
    )
    for place, blobs in sealed.items():
        of_days = [blob for blob in blobs if key_of(blob).partition("/")[0] in DAILY]
        report.figures[f"sealed in {place}"] = len(of_days)
        missing = {key_of(blob) for blob in of_days} - destroyed.keys()
        gone = bool(of_days) and not missing
        report.check(f"{place}: {len(of_days)} sealed values, all under keys that are gone", gone, missing)
        opened = found_with(blobs, left.values())
        report.check(f"{place}: {len(left)} keys that are left open none", not opened, opened)
    told = {key_id for key_id, key in destroyed.items() if found_with(sealed["rows"], [key])}
    report.check("a single key that was forgotten would be found", len(told) > 1, told)


def look_through(report: DrillReport, keys: Collection[bytes], homes: Mapping[str, Path]) -> None:
    """Every file of a stopped instance: data, write-ahead log, segments, logs, dumps."""
    for place, home in homes.items():
        files = [path for path in home.rglob("*") if path.is_file() and "sandbox" not in str(path.relative_to(home))]
        holds_key, holds_words = [], []
        for path in files:
            content = path.read_bytes()
            if any(key in content for key in keys):
                holds_key.append(path.name)
            if any(canary.encode() in content for canary in canaries()):
                holds_words.append(path.name)
        report.figures[f"files of {place}"] = len(files)
        report.check(f"{place}: no destroyed key in {len(files)} files", bool(files) and not holds_key, holds_key)
        report.check(f"{place}: nothing in clear", not holds_words, holds_words)


# --- what runs, and what comes back


async def until_forgotten(report: DrillReport, world: OutsideWorld, mission: OpenMission, began: float) -> None:
    """The running services had the keys in memory."""
    while (said := await what_is_answered(world, mission)) is None:
        if time.monotonic() - began > FORGOTTEN_SECONDS:
            break
        await asyncio.sleep(1)
    seconds = round(time.monotonic() - began, 1)
    report.figures["forgotten_s"] = seconds
    report.check(f"running services forgot within {FORGOTTEN_SECONDS} s, and say so", "(410)" in str(said), said)


async def what_is_answered(world: OutsideWorld, mission: OpenMission) -> str | None:
    """To a lead who reads the report; None: it still opens."""
    try:
        found = await world.hotline("read", mission.report.ref, who=mission.lead)
    except ExpectationFailed as refused:
        return str(refused)
    return None if "dented door" in str(found) else str(found)


async def restore_with_what_is_left(
    first: Layout, second: Layout, data: Path, folder: Path, report: DrillReport
) -> None:
    today = folder / "keyring-of-now.tar"
    shutil.make_archive(str(today.with_suffix("")), "tar", first.keyring)
    await restore_backup(second, data, today, report.say)


def main() -> int:
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    report = DrillReport("shred-drill", Console())
    asyncio.run(run(report))
    report.write()
    return 0 if report.holds else 1


if __name__ == "__main__":
    sys.exit(main())
