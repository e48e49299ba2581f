"""Run a service: migrate, start its loops and its two HTTP ports, and end all of them in order on SIGTERM."""

import asyncio
import gc
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import structlog
from fastapi import FastAPI

from services.chassis.database import Database
from services.chassis.http_listener import INTERNAL, HttpPort, public_limits
from services.chassis.http_server import Check, internal_app
from services.chassis.keys_in_use import LOOK_SECONDS, KeyWatch, answer_of
from services.chassis.migrate import migrate
from services.chassis.periodic import PeriodicLoop
from services.chassis.settings import HttpSettings, ServiceSettings
from services.chassis.staff_keys import check_mode
from services.chassis.telemetry import configure_logging

log = structlog.get_logger()


class Loop(Protocol):
    """Something that runs until it is told to stop: relay, consumer, timers, sender."""

    async def run(self) -> None: ...

    def stop(self) -> None: ...


@dataclass(slots=True)
class Service:
    """What app.py puts together. Loops are stopped in the order given, after HTTP."""

    name: str
    settings: ServiceSettings
    http: HttpSettings
    database: Database
    migrations: Path
    app: FastAPI
    keys: KeyWatch
    loops: Sequence[Loop]
    checks: dict[str, Check] = field(default_factory=dict)
    without: dict[str, Check] = field(default_factory=dict)
    """What it can do without for a while."""
    on_start: Sequence[Callable[[], Awaitable[None]]] = ()
    on_stop: Sequence[Callable[[], Awaitable[None]]] = ()


async def serve(service: Service) -> None:
    """Until SIGTERM or SIGINT. A loop that ends by itself ends the process: a supervisor starts it again."""
    await service.database.open()
    await migrate(service.database, [service.migrations])
    for start in service.on_start:
        await start()

    async def database_answers() -> str | None:
        try:
            await asyncio.wait_for(service.database.now(), 2)
        except Exception as error:
            return type(error).__name__
        return None

    async def keys_in_use() -> dict[str, Any]:
        return answer_of(service.name, *await service.keys.in_use())

    checks = {"database": database_answers, **service.checks}
    internal_host = service.http.internal_host or service.http.host
    internal = internal_app(checks, service.without, keys_in_use)
    servers = [
        HttpPort(service.app, service.http.host, service.http.port, public_limits(service.http)),
        HttpPort(internal, internal_host, service.http.internal_port, INTERNAL),
    ]
    ending = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ending.set)

    gc.collect()
    gc.freeze()  # code and models live as long as the process: no collection need walk them again
    gc.set_threshold(5000, 20, 50)

    loops = [*service.loops, PeriodicLoop("keys", service.keys.run, every_seconds=LOOK_SECONDS)]
    log.info("service.starting", port=service.http.port, pid=os.getpid())
    tasks: list[asyncio.Task[Any]] = [asyncio.create_task(server.serve(), name="http") for server in servers]
    tasks += [asyncio.create_task(part.run(), name=getattr(part, "name", type(part).__name__)) for part in loops]
    waiting = asyncio.create_task(ending.wait(), name="signal")
    done, _ = await asyncio.wait([*tasks, waiting], return_when=asyncio.FIRST_COMPLETED)
    failed = [task for task in done if task is not waiting]

    for server in servers:
        server.should_exit = True
    for part in loops:
        part.stop()
    _, slow = await asyncio.wait(tasks, timeout=20)
    for task in slow:
        task.cancel()
    for stop in service.on_stop:
        await stop()
    await service.database.close()
    for task in failed:
        error = task.exception() if not task.cancelled() else None
        log.critical("service.part_ended", part=task.get_name(), exc_info=error)
    log.info("service.stopped", slow_parts=len(slow))
    if failed:
        raise SystemExit(1)


def main(name: str, settings: ServiceSettings, build: Callable[[], Service]) -> None:
    """The entry point of `python -m services.<name>`."""
    os.environ.setdefault("PYTHONTZPATH", "")  # everyone reads the tzdata wheel, or machines disagree
    configure_logging(name, settings.log_level)
    check_mode(settings.staff_keys, strict=settings.mode == "production")
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        try:
            runner.run(serve(build()))
        except KeyboardInterrupt:
            sys.exit(130)
