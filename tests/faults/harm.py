"""The harm itself: what is done to a running product beside killing it, and how each is healed again."""

import asyncio
import json
import os
import resource
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg
from aiokafka.admin import RecordsToDelete
from aiokafka.structs import TopicPartition

from deploy.local.programs.instance_programs import SECOND
from deploy.local.stack import Stack
from schemas.envelope import encode, headers
from schemas.events.incident import IncidentOpenedV1
from schemas.events.report import ReportReleasedV1
from schemas.topics import GROUPS, TOPICS
from schemas.values import Accuracy, Channel, Request, Trust, uuid7
from services.chassis.bus import Bus, stop_quietly
from services.chassis.bus_keys import BusKeys
from services.chassis.event_macs import EventMacs
from tests.faults.invariants import SERVICES
from tests.faults.trials import Field

STOPPED_SECONDS = 12.0
"""Longer than a consumer's session, than the relay's lock is left to it, and than a claim may be posted."""
HARM_SECONDS = 5.0
REBALANCES, JOIN_SECONDS = 5, 30.0
BALLAST = "ballast"
REPORTS = ReportReleasedV1.TOPIC


async def nothing(_: Field) -> bool:
    """The harm was done before the reports came."""
    return True


# --- processes that fail or stand still where they are told to


async def arm(field: Field, service: str, failpoint: str) -> None:
    """One replica is to come by there first: the other starts again after it, and so finds the relay's locks taken."""
    second = f"{service}{SECOND}"
    has_second = second in field.stack.parts
    if has_second:
        await field.stack.stop(second)
    await field.stack.restart(service, once={"HOTLINE_FAILPOINT": failpoint})
    if has_second:
        await field.stack.start(second)


async def stop(field: Field, part: str) -> bool:
    """SIGSTOP at a random moment, CONT when others have taken over or would have."""
    field.stack.kill(part, signal.SIGSTOP)
    await stay_stopped(field.stack, part)
    return True


async def until_stopped(stack: Stack, part: str, *, seconds: float) -> bool:
    """Until the process has stopped itself at its failpoint; False: it did not come by there."""
    pid, deadline = stack.pid(part), time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(OSError):
            if pid is not None and Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "T":
                return True
        await asyncio.sleep(0.02)
    return False


async def stay_stopped(stack: Stack, part: str) -> None:
    await asyncio.sleep(STOPPED_SECONDS)
    stack.kill(part, signal.SIGCONT)


async def die_while_store_stands_still(field: Field, part: str, store: str) -> bool:
    """What was handed to Kafka or PostgreSQL and not taken dies with the process: nothing may count as done before."""
    field.stack.kill(store, signal.SIGSTOP, all_of_it=store == "postgres")
    await asyncio.sleep(1.5)
    since = field.stack.starts(part)
    field.stack.kill(part)
    await asyncio.sleep(0.5)
    field.stack.kill(store, signal.SIGCONT, all_of_it=store == "postgres")
    await field.stack.wait_revived(part, since=since)
    return True


# --- groups and deadlines


async def join_and_leave(field: Field, group: str, times: int) -> None:
    """One more member of a group, which takes part of its partitions, reads none of them, and leaves again."""
    service = GROUPS[group]
    topics = [topic.name for topic in TOPICS if service in topic.consumers]
    for _ in range(times):
        stranger = await Bus(field.stack.kafka(service), client_id="trial").consumer(group=group, topics=topics)
        async with asyncio.timeout(JOIN_SECONDS):
            while True:
                if stranger.assignment():
                    break
                await asyncio.sleep(0.05)
        await asyncio.sleep(field.chance.uniform(0, 1))
        await stop_quietly(stranger)


async def storm(field: Field, group: str) -> bool:
    """So often that each replica has lost and got back partitions several times while reports come in."""
    await join_and_leave(field, group, REBALANCES)
    return True


async def let_deadlines_pass(field: Field, kind: str) -> None:
    """Those of this trial's incidents are due now: nothing else would fire a timer while it lasts."""
    connection = await asyncpg.connect(field.stack.database_url("dispatch"), timeout=5)
    try:
        await connection.execute(
            "UPDATE timer SET due_at = app.now() WHERE id IN (SELECT id FROM timer WHERE fired_at IS NULL "
            "AND kind = $1 ORDER BY due_at DESC LIMIT 20)",
            kind,
        )
    finally:
        await connection.close()


# --- the surroundings


async def set_clock(field: Field, service: str, minutes: int) -> None:
    """The database's clock is the only one that a service goes by (rule R80)."""
    connection = await asyncpg.connect(field.stack.database_url(service), timeout=5)
    try:
        await connection.execute(
            "CREATE OR REPLACE FUNCTION app.now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE "
            f"AS 'SELECT clock_timestamp() + interval ''{minutes} min'''"
        )
    finally:
        await connection.close()


async def refuse_its_log(field: Field, part: str) -> bool:
    """No file of the process may grow, its log first of all: as on a full disk. It must not end of it."""
    pid, starts = field.stack.pid(part), field.stack.starts(part)
    if pid is None:
        return False
    before = _limit_files(pid, (1, resource.RLIM_INFINITY))
    await asyncio.sleep(HARM_SECONDS)
    if field.stack.starts(part) != starts:
        raise AssertionError(f"{part} ended because its log could not be written")
    _limit_files(pid, before)
    return True


def _limit_files(pid: int, limits: tuple[int, int]) -> tuple[int, int]:
    """As its own user, who may do so where root may not; what the limits were."""
    whose = Path(f"/proc/{pid}").stat()
    os.setresgid(whose.st_gid, -1, -1)
    os.setresuid(whose.st_uid, -1, -1)
    try:
        return resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)
    finally:
        os.setresuid(os.geteuid(), -1, -1)
        os.setresgid(os.getegid(), -1, -1)


async def use_up_connections(field: Field) -> bool:
    """Every connection that PostgreSQL gives is somebody else's, while a service has to connect anew."""
    taken: list[asyncpg.Connection[asyncpg.Record]] = []
    try:
        with suppress(asyncpg.TooManyConnectionsError):
            while True:
                taken.append(await asyncpg.connect(field.stack.database_url("intake"), timeout=5))
        since = field.stack.starts("dispatch")
        field.stack.kill("dispatch")
        await asyncio.sleep(HARM_SECONDS)
    finally:
        for connection in taken:
            connection.terminate()
    await field.stack.wait_revived("dispatch", since=since)
    return True


async def fill_the_disk(field: Field) -> bool:
    """Everything is on one small disk (see `small_disk`), and that is full: PostgreSQL, Kafka, the logs.

    False where the disk could not be made: mounting takes root.
    """
    home = field.stack.layout.home
    if not home.is_mount():
        return False
    ballast = home / BALLAST
    with ballast.open("wb") as file, suppress(OSError):
        while True:
            file.write(bytes(1 << 20))
            file.flush()
    await asyncio.sleep(HARM_SECONDS)
    ballast.unlink()
    for part in field.stack.parts:
        await field.stack.wait_ready(part)
    return True


# --- the provider


async def let_provider_fail(field: Field, kinds: Sequence[str], times: int) -> None:
    """So many of the next texts, or callbacks, meet these faults of the phone network."""
    for kind in kinds:
        answer = await field.sandbox.post("/sandbox/faults", json={"kind": kind, "count": times})
        assert answer.status_code == 201, answer.text


async def let_provider_be(field: Field) -> None:
    await field.sandbox.delete("/sandbox/faults")


# --- the bus


async def delete_records(field: Field) -> bool:
    """Three times within a second, all that the topics hold, as a retention of nothing would."""
    admin = await Bus(field.stack.kafka("admin"), client_id="trial").admin()
    try:
        for _ in range(3):
            await admin.delete_records(
                {
                    TopicPartition(topic.name, partition): RecordsToDelete(before_offset=-1)
                    for topic in TOPICS
                    if topic.cleanup != "compact"
                    for partition in range(topic.partitions)
                }
            )
            await asyncio.sleep(0.3)
    finally:
        await admin.close()
    return True


POISONS = 13


async def poison(field: Field) -> bool:
    """One record of each bad kind between the good ones, as whoever may write to the topic could write them."""
    stack = field.stack
    producer = await Bus(stack.kafka("admin"), client_id="trial").producer()
    macs = EventMacs(BusKeys(stack.layout.keyring), "intake")
    try:
        for key, kind, value in _bad_records(macs):
            about = headers(event_id=uuid4(), type=kind, subject="poison")
            await producer.send_and_wait(REPORTS, value, key=key, headers=about)
    finally:
        await producer.stop()
    return True


async def sweep_dead_letters(field: Field) -> None:
    for service in SERVICES:
        connection = await asyncpg.connect(field.stack.database_url(service), timeout=5)
        try:
            await connection.execute("DELETE FROM dead_letter")
        finally:
            await connection.close()


def _bad_records(macs: EventMacs) -> list[tuple[bytes, str, bytes | None]]:
    """(key, type in the headers, value)."""
    now, kind = datetime.now(UTC), ReportReleasedV1.TYPE
    good = _report(now)

    def signed(value: bytes) -> bytes:
        return macs.signed(REPORTS, value)

    bad = [
        (b"k", kind, signed(good)[:-12] + b'AAAAAAAA"}}'),  # a MAC that does not fit
        (b"k", kind, macs.signed(IncidentOpenedV1.TOPIC, good)),  # of another topic
        (b"k", "hotline.report.sang.v1", signed(good)),  # a type that nobody knows
        (b"k", kind.replace(".v1", ".v99"), signed(good)),  # a version that nobody knows
        (b"k", kind, signed(b'{"id": "not a report at all')),
        (b"k", kind, None),
        (b"k", kind, signed(json.dumps({"id": "x" * 200_000}).encode())),
        (b"k", kind, signed(b'{"data": ' + b"[" * 50_000 + b"]" * 50_000 + b"}")),
        (b"k", kind, signed(good.replace(b'"ref":"', b'"ref":"\\ud800'))),
        (b"k", kind, signed(_report(now + timedelta(days=365)))),
        (b"k", kind, signed(_report(now, revision=10**6))),
        (b"", kind, signed(_report(now))),
        (b"k", kind, signed(_report(now, sealed_words=os.urandom(64).hex()))),
    ]
    assert len(bad) == POISONS
    return bad


def _report(at: datetime, **changes: object) -> bytes:
    """Of a network that is not there, so that nobody is sent anywhere even if it is believed."""
    facts: dict[str, object] = {
        "report_id": uuid7(),
        "revision": 1,
        "network_id": "nowhere",
        "ref": "482193",
        "source_id": uuid4(),
        "source_trust": Trust.OPERATOR,
        "channel": Channel.PHONE,
        "request": Request.OBSERVE,
        "received_at": at,
        "accuracy": Accuracy.EXACT,
        "released_by": "rule",
    }
    report = ReportReleasedV1.model_construct(**{**facts, **changes})  # type: ignore[arg-type]  # some are bad
    return encode(report, event_id=uuid7(), subject="poison", at=at, key="k")
