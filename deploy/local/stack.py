"""The whole product, or the parts of it that a test wants, as one object: start it, hurt it, stop it.

async with Stack(throwaway_layout(), services=("intake",)) as stack:
    stack.kill("intake")
    await stack.wait_ready("intake")
"""

import asyncio
import os
import shutil
import signal
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Self

from deploy.local.layout import HOST, SERVICES, Layout
from deploy.local.programs.credentials import credentials_of
from deploy.local.programs.environment import (
    instance_environment,
    kafka_environment,
    process_environment,
    write_env_file,
)
from deploy.local.programs.instance_programs import SECOND, InstancePrograms
from deploy.local.programs.one_off import FETCH_SECONDS, CommandFailed, run_unlogged
from deploy.local.supervisor.instance_lock import InstanceLock
from deploy.local.supervisor.keeper import Keeper, OnChange, ProgramState, StartFailed
from deploy.local.supervisor.process import processes_in, trim

if TYPE_CHECKING:
    from services.chassis.settings import KafkaSettings

EVERYTHING = (*SERVICES, "sandbox")
STORES = ("postgres", "kafka")
UPKEEP_SECONDS = 3600.0
FIRST_UPKEEP_SECONDS = 300.0


class Stack:
    """One instance in this process's care: it lives as long as this object is entered, and not a moment longer."""

    def __init__(
        self,
        layout: Layout,
        *,
        services: Iterable[str] = EVERYTHING,
        replicas: int = 1,
        mode: str = "sandbox",
        env: Mapping[str, str] | None = None,
        part_env: Mapping[str, Mapping[str, str]] | None = None,
        revive: bool = True,
        lasting: bool = True,
        on_change: OnChange = lambda part, state, detail: None,
        lock: InstanceLock | None = None,
    ) -> None:
        """
        Args:
            services: which of intake, dispatch, notify and sandbox to run; none leaves PostgreSQL and Kafka.
            replicas: 2 runs a second of each service, named `intake-2` and so on; nothing balances between them.
            env: settings of the instance that differ from its own. A Kafka or databases named here are used
                instead of starting ours.
            part_env: settings for one part only.
            revive: start again what ends by itself.
            lasting: False spares the disk syncs of the first start; for data that nobody will miss.
            on_change: told whenever a part changes its state.
            lock: the home folder's, when the caller has taken it already.
        """
        self.layout = layout
        self.services = tuple(services)
        self.env: dict[str, str] = {}
        self._mode = mode
        self._overrides = dict(env or {})
        self._on_change = on_change
        self._lock = lock or InstanceLock(layout)
        self._programs = InstancePrograms(
            layout, self.services, part_env or {}, replicas=replicas, lasting=lasting, on_change=on_change
        )
        self._keepers = {
            program.name: Keeper(program, on_change, revive=revive)
            for program in self._programs.wanted(self._overrides)
        }
        self._upkeep: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self.up()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.down()

    # --- the whole

    async def up(self) -> None:
        """Start everything at once, each part as soon as what it needs is there; return when all is ready.

        When anything fails, or this is cancelled, everything is stopped again before it raises.
        """
        self._lock.take()
        try:
            self.layout.prepare()
            credentials = credentials_of(self.layout)
            own = instance_environment(self.layout, credentials, self._mode)
            if "kafka" in self._keepers:
                own |= kafka_environment(self.layout, credentials, self._overrides.get("HOTLINE_MODE", self._mode))
            self.env = own | self._overrides
            write_env_file(self.layout.env_file, self.env)
            await self._programs.begin(credentials, self.env)
            await self._start_all()
        except BaseException:
            await self.down()
            raise

    async def down(self) -> None:
        """Stop everything: the services first, so that they can finish what they are doing."""
        if self._upkeep is not None:
            self._upkeep.cancel()
            await asyncio.gather(self._upkeep, return_exceptions=True)
        await asyncio.gather(*(self.stop(name) for name in self._keepers if name not in STORES))
        await asyncio.gather(*(self.stop(name) for name in self._keepers if name in STORES))
        self._lock.release()

    # --- its parts

    async def start(self, name: str, *, once: Mapping[str, str] | None = None) -> None:
        """Start one part when what it needs is ready, and wait until it is ready itself.

        Args:
            once: settings for the next process only, such as a failpoint; the one that follows a crash is
                started without them.
        """
        if once:
            self._programs.once[name] = dict(once)
        for need in self._needs(name):
            self._on_change(name, ProgramState.WAITING, f"for {need}")
            await self.wait_ready(need)
        self._keepers[name].start()
        await self.wait_ready(name)

    async def stop(self, name: str) -> None:
        await self._keepers[name].stop()

    async def restart(self, name: str, *, once: Mapping[str, str] | None = None) -> None:
        await self.stop(name)
        await self.start(name, once=once)

    def kill(self, name: str, which: signal.Signals = signal.SIGKILL, *, all_of_it: bool = False) -> None:
        """Send a signal and look away. A part that ends of it is started again, if this stack revives.

        Args:
            all_of_it: to PostgreSQL's backends too, not only to its postmaster.
        """
        if all_of_it:
            for pid in self.pids(name):
                os.kill(pid, which)
        self._keepers[name].send(which)

    async def wait_ready(self, name: str, timeout_seconds: float = FETCH_SECONDS) -> None:
        await self._keepers[name].wait_ready(timeout_seconds)

    async def wait_exit(self, name: str, timeout_seconds: float = 30.0) -> int:
        """Wait for the end of the process that runs now; its exit code (negative: the signal that ended it)."""
        return await self._keepers[name].wait_exit(timeout_seconds)

    async def wait_revived(self, name: str, *, since: int, timeout_seconds: float = 60.0) -> None:
        """Wait until a process later than number `since` (see `starts`) is ready."""
        async with asyncio.timeout(timeout_seconds):
            await self._keepers[name].wait_for_start(since + 1)
            await self.wait_ready(name)

    async def wipe_kafka(self) -> None:
        """Lose the broker's data, as a broken disk would, and come back with an empty one and all topics made."""
        await self.stop("kafka")
        shutil.rmtree(self.layout.kafka_data)
        await self.start("kafka")

    def configure(self, name: str, **settings: str) -> None:
        """Settings of one part from its next start on."""
        self._programs.part_env.setdefault(name, {}).update(settings)

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(self._keepers)

    def state(self, name: str) -> ProgramState:
        return self._keepers[name].state

    def starts(self, name: str) -> int:
        """How many processes this part has had so far."""
        return self._keepers[name].starts

    def pid(self, name: str) -> int | None:
        return self._keepers[name].pid

    def pids(self, name: str) -> list[int]:
        """All processes of a part: PostgreSQL has one for each connection, the others just one."""
        if name == "postgres":
            return processes_in(self.layout.postgres_data)
        pid = self.pid(name)
        return [] if pid is None else [pid]

    # --- where to find it

    def url(self, name: str) -> str:
        """The public address of a service, or of the sandbox."""
        if name.endswith(SECOND):
            return f"http://{HOST}:{self.layout.ports.second(name.removesuffix(SECOND))}"
        return f"http://{HOST}:{getattr(self.layout.ports, name)}"

    def kafka(self, principal: str = "console") -> "KafkaSettings":
        """Kafka as one of its principals; the console reads every topic, the admin may change what there is."""
        from services.console.client.environment import Environment

        return Environment(self.env, self.layout.home).kafka(principal)

    @property
    def postgres_url(self) -> str:
        """As the server's owner, on its maintenance database. Not there when the databases are elsewhere."""
        return self._programs.postgres_url

    def database_url(self, service: str) -> str:
        """As the service itself."""
        return self.env[f"HOTLINE_{service.upper()}_DATABASE__URL"]

    async def hotline(self, *arguments: str) -> str:
        """Run the `hotline` command against this instance, as its operator; what it printed."""
        return await run_unlogged("services.console", *arguments, env=process_environment() | self.env)

    # --- inside

    async def _start_all(self) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                if self.services:
                    group.create_task(self._programs.stock_keyring())
                if "kafka" not in self._keepers:
                    group.create_task(self._programs.make_topics())
                for name in self._keepers:
                    group.create_task(self.start(name))
        except BaseExceptionGroup as failures:
            raise _first_cause(failures) from None
        self._upkeep = asyncio.create_task(self._upkeep_hourly())

    def _needs(self, name: str) -> list[str]:
        is_service = name.removesuffix(SECOND) in SERVICES
        return [store for store in STORES if store in self._keepers] if is_service else []

    async def _upkeep_hourly(self) -> None:
        """Sealing keys are made days ahead of their use, and end days after it: what one hour misses, the next makes up
        for."""
        seconds = FIRST_UPKEEP_SECONDS
        while True:
            await asyncio.sleep(seconds)
            seconds = UPKEEP_SECONDS
            for log in self.layout.logs.glob("*.log"):
                trim(log)
            try:
                if self.services:
                    await self._programs.stock_keyring()
                    await self._programs.expire_keys()
            except (CommandFailed, TimeoutError) as failure:
                self._on_change("keyring", ProgramState.FAILED, str(failure))


def _first_cause(failures: BaseExceptionGroup[BaseException]) -> BaseException:
    first = failures.exceptions[0]
    if isinstance(first, BaseExceptionGroup):
        return _first_cause(first)
    return first if isinstance(first, RuntimeError) else StartFailed(f"{type(first).__name__}: {first}")
