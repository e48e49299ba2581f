"""A service ends in order on SIGTERM, and ends itself with an error when one of its parts does."""

import asyncio
import gc
import os
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from services.chassis.bus import Bus
from services.chassis.database import Database
from services.chassis.health import kafka_is_reached
from services.chassis.keys_in_use import KeyWatch, keys_of
from services.chassis.relay import Relay
from services.chassis.runtime import Loop, Service, serve
from services.chassis.sealing import Keyring
from services.chassis.settings import HttpSettings, KafkaSettings, ServiceSettings
from tests.support.event_macs import macs_of


class Happened:
    """What happened to the parts of a service, in order."""

    def __init__(self) -> None:
        self.events: list[str] = []


class Part:
    """A loop that runs until it is stopped, or ends as it is told to."""

    def __init__(self, name: str, told: Happened, *, fails: Exception | None = None, ends: bool = False) -> None:
        self._name = name
        self._told = told
        self._fails = fails
        self._ends = ends
        self.running = asyncio.Event()
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        self.running.set()
        if self._fails is not None:
            raise self._fails
        if not self._ends:
            await self._stopping.wait()
        self._told.events.append(f"{self._name} ended")

    def stop(self) -> None:
        self._told.events.append(f"{self._name} is to stop")
        self._stopping.set()


@pytest.fixture(autouse=True)
def the_collector_as_it_was() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


@pytest.fixture
async def ports() -> tuple[int, int]:
    with socket.socket() as first, socket.socket() as second:
        first.bind(("127.0.0.1", 0))
        second.bind(("127.0.0.1", 0))
        return first.getsockname()[1], second.getsockname()[1]


MakeService = Callable[..., Awaitable[Service]]


@pytest.fixture
async def make_service(
    make_database: Callable[..., Awaitable[Database]], ports: tuple[int, int], tmp_path: Path
) -> MakeService:
    async def make(told: Happened, *loops: Loop) -> Service:
        async def started() -> None:
            told.events.append("started")

        async def stopped() -> None:
            told.events.append("stopped")

        database = await make_database()
        return Service(
            name="test",
            settings=ServiceSettings(keyring=tmp_path),
            http=HttpSettings(port=ports[0], internal_port=ports[1]),
            database=database,
            keys=KeyWatch(Keyring(tmp_path), database, keys_of("SELECT NULL::bytea")),
            migrations=tmp_path,
            app=FastAPI(),
            loops=loops,
            on_start=[started],
            on_stop=[stopped],
        )

    return make


async def test_on_sigterm_the_loops_are_stopped_in_their_order_and_the_service_ends_well(
    make_service: MakeService, ports: tuple[int, int]
) -> None:
    told = Happened()
    first, second = Part("first", told), Part("second", told)

    running = asyncio.create_task(serve(await make_service(told, first, second)))
    await asyncio.wait_for(second.running.wait(), 20)
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(running, 20)

    assert told.events == [
        "started",
        "first is to stop",
        "second is to stop",
        "first ended",
        "second ended",
        "stopped",
    ]
    async with httpx.AsyncClient() as client:
        for port in ports:
            with pytest.raises(httpx.ConnectError):
                await client.get(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize("fails", [None, ValueError("bug")], ids=["ends", "fails"])
async def test_a_loop_that_ends_by_itself_ends_the_process_with_an_error(
    make_service: MakeService, fails: Exception | None
) -> None:
    told = Happened()
    ending, other = Part("ending", told, fails=fails, ends=True), Part("other", told)

    with capture_logs() as logs, pytest.raises(SystemExit) as exit_:
        async with asyncio.timeout(30):
            await serve(await make_service(told, ending, other))

    assert exit_.value.code == 1
    assert told.events[-2:] == ["other ended", "stopped"]
    assert [(e["part"], e["log_level"]) for e in logs if e["event"] == "service.part_ended"] == [("Part", "critical")]


async def when_it_listens(client: httpx.AsyncClient) -> httpx.Response:
    while True:
        try:
            return await client.get("/readyz")
        except httpx.ConnectError:
            await asyncio.sleep(0)


async def test_a_service_is_live_and_ready_while_its_database_answers(
    make_service: MakeService, ports: tuple[int, int]
) -> None:
    told = Happened()
    part = Part("loop", told)
    service = await make_service(told, part)
    running = asyncio.create_task(serve(service))
    await asyncio.wait_for(part.running.wait(), 20)

    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{ports[1]}") as client:
        well = await when_it_listens(client)
        await service.database.close()
        ill = await client.get("/readyz")
        alive = await client.get("/healthz")
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(running, 20)

    assert (well.status_code, ill.status_code, alive.status_code) == (200, 503, 200)
    assert (well.json()["status"], ill.json()["status"]) == ("ready", "not ready")


async def test_health_and_metrics_listen_where_the_settings_say_and_nowhere_else(
    make_service: MakeService, ports: tuple[int, int]
) -> None:
    service = await make_service(Happened())
    settings = {"port": ports[0], "internal_port": ports[1]}
    service.http = HttpSettings.model_validate({**settings, "host": "127.0.0.1", "internal_host": "127.0.0.2"})
    running = asyncio.create_task(serve(service))

    async with httpx.AsyncClient(base_url=f"http://127.0.0.2:{ports[1]}") as client, asyncio.timeout(20):
        inside = await when_it_listens(client)
    async with httpx.AsyncClient() as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(f"http://127.0.0.1:{ports[1]}/readyz")
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(running, 20)

    assert inside.status_code == 200


async def test_a_service_whose_kafka_is_away_says_so_and_stays_where_people_reach_it(
    make_service: MakeService, ports: tuple[int, int]
) -> None:
    nowhere = Bus(KafkaSettings(bootstrap_servers="127.0.0.1:1"), client_id="test")
    service = await make_service(Happened())
    relay = Relay(service.database, nowhere, macs_of("intake"))
    service.loops, service.without = [relay], {"kafka": kafka_is_reached(relay)}
    running = asyncio.create_task(serve(service))

    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{ports[1]}") as client, asyncio.timeout(20):
        while (told := await when_it_listens(client)).json()["status"] == "ready":  # noqa: ASYNC110  # HTTP has no event
            await asyncio.sleep(0.02)
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(running, 20)

    assert told.status_code == 200
    assert told.json() == {"status": "degraded", "not_ready": {}, "degraded": {"kafka": "events cannot be published"}}
