"""Intake as a process on real Kafka: it starts, its reports reach the topic, and no kill -9 loses or doubles one."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from aiokafka import AIOKafkaProducer

from schemas.envelope import EventData, decode, encode, headers
from schemas.events.incident import IncidentOpenedV1, Needs
from schemas.events.receipt import NotedByDispatchV1, NotedByIntakeV1
from schemas.events.report import ReportReleasedV1
from schemas.topics import TOPICS
from schemas.values import Level, uuid7
from services.chassis.bus import Bus, stop_quietly
from services.chassis.database import Database
from services.chassis.sealing import Keyring
from services.chassis.settings import KafkaSettings
from tests.support.event_macs import signed
from tests.support.intake_harness import MIGRATIONS, NETWORK, a_report, staff_file
from tests.support.kafka_address import variables_of

PATIENCE_SECONDS = 60
INTAKES_TOPICS = [topic.name for topic in TOPICS if topic.producer == "intake" or "intake" in topic.consumers]


def two_free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as two:
        one.bind(("127.0.0.1", 0))
        two.bind(("127.0.0.1", 0))
        return one.getsockname()[1], two.getsockname()[1]


async def until(check: Callable[[], Awaitable[Any]]) -> Any:
    """Ask until the answer is true, and return it."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not (found := await check()):  # noqa: ASYNC110  # another process has no event to wait on
            await asyncio.sleep(0.05)
        return found


@dataclass
class Process:
    """`python -m services.intake` with everything it needs, as the supervisor would start it."""

    environment: dict[str, str]
    staff: dict[str, str]
    port: int
    process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self, **more: str) -> None:
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "services.intake", env={**os.environ, **self.environment, **more}
        )
        await until(self.answers)

    async def answers(self) -> bool:
        assert self.process is not None
        assert self.process.returncode is None, "intake ended while it was waited for"
        try:
            async with httpx.AsyncClient() as http:
                return (await http.get(f"{self.url}/v1/queue", timeout=2)).status_code == 401
        except httpx.HTTPError:
            return False

    async def stop(self) -> int:
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self.process.wait(), PATIENCE_SECONDS)

    async def kill(self) -> None:
        """When its test is over: an end in order may wait for a rebalance, which no test is about."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()

    async def post(self, key: str, report: dict[str, Any], idempotency_key: str) -> httpx.Response:
        wanted = {"Authorization": f"Bearer {key}", "Idempotency-Key": idempotency_key}
        async with httpx.AsyncClient(timeout=20) as http:
            return await http.post(f"{self.url}/v1/reports", json=report, headers=wanted)

    async def add_source(self) -> dict[str, Any]:
        document = {"name": "desk", "network_id": "la", "trust": "operator"}
        admin = {"Authorization": f"Bearer {self.staff['admin']}"}
        async with httpx.AsyncClient(timeout=20) as http:
            made: dict[str, Any] = (await http.post(f"{self.url}/v1/sources", json=document, headers=admin)).json()
            return made


@pytest.fixture
async def database(make_database: Callable[..., Awaitable[Database]]) -> Database:
    return await make_database(MIGRATIONS, pool_size=4)


@pytest.fixture
async def intake(
    database: Database,
    keyring: Keyring,
    kafka: KafkaSettings,
    make_topics: Callable[[Sequence[str]], Awaitable[None]],
    tmp_path: Path,
) -> AsyncIterator[Process]:
    await make_topics(INTAKES_TOPICS)
    port, internal = two_free_ports()
    staff = staff_file(tmp_path / "staff.json")
    environment = variables_of(kafka) | {
        "HOTLINE_MODE": "test",
        "HOTLINE_KEYRING": str(tmp_path / "keyring"),
        "HOTLINE_STAFF_KEYS": str(tmp_path / "staff.json"),
        "HOTLINE_INTAKE_DATABASE__URL": database._settings.url.get_secret_value(),
        "HOTLINE_INTAKE_HTTP__PORT": str(port),
        "HOTLINE_INTAKE_HTTP__INTERNAL_PORT": str(internal),
        "HOTLINE_INTAKE_URL": "read by the command line only",
        "HOTLINE_DISPATCH_URL": "of another process",
    }
    process = Process(environment, staff, port)
    yield process
    await process.kill()


@asynccontextmanager
async def dispatch(bus: Bus, ring: Path) -> AsyncIterator[Callable[[EventData, str], Awaitable[UUID]]]:
    """Says on the bus what dispatch would say."""
    producer: AIOKafkaProducer = await bus.producer()

    async def say(data: EventData, subject: str) -> UUID:
        event_id = uuid7()
        value = signed(data.TOPIC, encode(data, event_id=event_id, subject=subject, at=datetime.now(UTC)), ring)
        copied = headers(event_id=event_id, type=data.TYPE, subject=subject)
        await producer.send_and_wait(bus.wire(data.TOPIC), value=value, key=subject.encode(), headers=copied)
        return event_id

    yield say
    await stop_quietly(producer)


async def test_a_report_goes_out_and_its_news_come_back(
    intake: Process, database: Database, bus: Bus, tmp_path: Path
) -> None:
    await intake.start()
    source = await intake.add_source()
    tail = await bus.tail(topics=[ReportReleasedV1.TOPIC, NotedByIntakeV1.TOPIC], from_beginning=True)

    async def value(query: str) -> Any:
        async with database.connection() as connection:
            return await connection.fetchval(query)

    async with dispatch(bus, tmp_path / "keyring") as say:
        news = await say(NETWORK.model_copy(update={"source_open_incidents": 0}), "la")
        await until(lambda: value("SELECT count(*) FROM network"))
        answer = (await intake.post(source["key"], a_report(), uuid4().hex)).json()
        assert answer["state"] == "released"

        heard: list[Any] = []
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(heard) < 2:
                record = await tail.getone()
                kind: type[EventData] = NotedByIntakeV1 if "receipt" in record.topic else ReportReleasedV1
                heard.append(decode(kind, record.value))
        released = next(event for event in heard if isinstance(event.data, ReportReleasedV1))
        noted = next(event for event in heard if isinstance(event.data, NotedByIntakeV1))
        assert str(released.data.report_id) == answer["report_id"]
        assert news in noted.data.event_ids

        await say(NotedByDispatchV1(event_ids=(released.id,)), "dispatch")
        opened = IncidentOpenedV1(
            incident_id=uuid4(),
            network_id="la",
            code="K7Q",
            report_id=released.data.report_id,
            source_id=released.data.source_id,
            zone="Boyle Heights NE",
            cell="8729a1d76ffffff",
            needs=Needs(observers=2, level=Level.VERIFIED),
        )
        await say(opened, str(opened.incident_id))

        await until(lambda: value("SELECT incident_code = 'K7Q' FROM report"))
        await until(lambda: value("SELECT (SELECT count(*) FROM awaiting) + (SELECT count(*) FROM outbox) = 0"))
    await stop_quietly(tail)
    assert await intake.stop() == 0


@pytest.mark.parametrize("place", ["I.pre_begin", "I.pre_commit", "I.post_commit"])
async def test_a_report_in_flight_survives_kill_9(intake: Process, database: Database, bus: Bus, place: str) -> None:
    await intake.start()
    source = await intake.add_source()
    await intake.stop()
    report, key = a_report(), uuid4().hex
    await intake.start(HOTLINE_FAILPOINT=f"{place}:kill9")

    with pytest.raises(httpx.HTTPError):
        await intake.post(source["key"], report, key)
    assert intake.process is not None
    assert await intake.process.wait() == -signal.SIGKILL
    await intake.start()
    answer = await intake.post(source["key"], report, key)

    assert answer.status_code == 202
    async with database.connection() as connection:
        stored = await connection.fetch("SELECT report_id::text AS report_id FROM report")
        events = await connection.fetchval("SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM awaiting)")
    assert [row["report_id"] for row in stored] == [answer.json()["report_id"]]
    assert events == 1


async def test_it_refuses_to_start_with_a_misspelt_setting(intake: Process) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "services.intake",
        env={**os.environ, **intake.environment, "HOTLINE_INTAKE_QEUE": "5"},
        stderr=asyncio.subprocess.PIPE,
    )
    _, complaint = await asyncio.wait_for(process.communicate(), PATIENCE_SECONDS)

    assert process.returncode != 0
    assert b"HOTLINE_INTAKE_QEUE" in complaint
    intake.process = process
