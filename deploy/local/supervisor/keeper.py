"""Keep one program running: start it, learn when it is ready, and start it again when it ends by itself."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from deploy.local.supervisor.process import Child, Command, last_lines

PROBE_SECONDS = 0.05
READY_SECONDS = 90.0
FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 10.0
SETTLED_SECONDS = 10.0
# A program that has never been ready and ends this often in a row is broken, not unlucky.
ATTEMPTS_BEFORE_FIRST_READY = 4


OnChange = Callable[[str, "ProgramState", str], None]  # which part, its state, and what there is to say


class ProgramState(StrEnum):
    STOPPED = "stopped"
    WAITING = "waiting"
    STARTING = "starting"
    READY = "ready"
    PAUSED = "paused"
    FAILED = "failed"


class StartFailed(RuntimeError):
    """A program of the stack did not come up; the message carries the end of its log."""


@dataclass(frozen=True, slots=True)
class Program:
    """What a keeper must know: how to make the command (again before each start), and how to tell readiness.

    `settle` runs once the program answers and before it counts as ready, at every start.
    """

    name: str
    prepare: Callable[[], Awaitable[Command]]
    answers: Callable[[], Awaitable[bool]]
    settle: Callable[[], Awaitable[None]]


class Keeper:
    def __init__(self, program: Program, on_change: OnChange, *, revive: bool) -> None:
        self.program = program
        self.state = ProgramState.STOPPED
        self.starts = 0
        self._on_change = on_change
        self._revive = revive
        self._child: Child | None = None
        self._task: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self._was_ever_ready = False
        self._start_counted = asyncio.Condition()
        self._failure: StartFailed | None = None

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child and self._child.exit_code is None else None

    @property
    def exit_code(self) -> int | None:
        """Of the last process; None while it runs or when there was none."""
        return self._child.exit_code if self._child else None

    def start(self) -> None:
        """Begin to keep the program running. Harmless when it is being kept already."""
        if self._task is None or self._task.done():
            self._failure = None
            self._ready.clear()
            self._was_ever_ready = False
            self._task = asyncio.create_task(self._keep(), name=f"keep {self.program.name}")

    async def stop(self) -> None:
        """End the program and keep it ended. Harmless when it has ended already."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        if self._child is not None:
            await self._child.stop()
        self._become(ProgramState.STOPPED)

    def send(self, which: signal.Signals) -> None:
        if self._child is not None:
            self._child.send(which)
            command = self._child.command
            if which in (signal.SIGKILL, signal.SIGTERM, command.stop_signal, command.orphan_signal):
                self._ready.clear()  # not when the end is noticed: who waits now means the next process

    async def wait_ready(self, timeout_seconds: float) -> None:
        """Wait until the program is ready; raise its failure as soon as it is known to be broken."""
        if self.pid is None:
            self._ready.clear()  # it has just ended, and that will be noticed in a moment
        ready = asyncio.create_task(self._ready.wait())
        kept = {self._task} if self._task else set()
        try:
            await asyncio.wait({ready, *kept}, timeout=timeout_seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ready.cancel()
        if self._failure is not None:
            raise self._failure
        if not self._ready.is_set():
            raise StartFailed(f"{self.program.name} was not ready after {timeout_seconds:.0f} s{self._log_end()}")

    async def wait_exit(self, timeout_seconds: float) -> int:
        """Wait for the end of the process that runs now; its exit code."""
        if self._child is None:
            raise StartFailed(f"{self.program.name} has never been started")
        async with asyncio.timeout(timeout_seconds):
            return await self._child.exited()

    async def wait_for_start(self, count: int) -> None:
        """Wait until this many processes have been started."""
        async with self._start_counted:
            await self._start_counted.wait_for(lambda: self.starts >= count)

    async def _keep(self) -> None:
        clock = asyncio.get_running_loop()
        setbacks = 0
        while True:
            began_at, starts_before = clock.time(), self.starts
            reason = await self._one_life()
            self._ready.clear()
            setbacks = 1 if clock.time() - began_at > SETTLED_SECONDS else setbacks + 1
            hopeless = self.starts == starts_before or setbacks >= ATTEMPTS_BEFORE_FIRST_READY
            if hopeless and not self._was_ever_ready:
                self._failure = StartFailed(f"{self.program.name}: {reason}{self._log_end()}")
                self._become(ProgramState.FAILED, reason)
                return
            if self._was_ever_ready and not self._revive:
                self._become(ProgramState.STOPPED, reason)
                return
            pause = min(FIRST_PAUSE_SECONDS * 2 ** (setbacks - 1), LONGEST_PAUSE_SECONDS)
            self._become(ProgramState.PAUSED, f"{reason}; again in {pause:.1f} s")
            await asyncio.sleep(pause)

    async def _one_life(self) -> str:
        """From the start of the process to its end; why it ended, or never began."""
        self._become(ProgramState.STARTING)
        try:
            command = await self.program.prepare()
            self._child = child = Child(command)
        except (OSError, RuntimeError) as error:
            return f"could not be started: {error}"
        async with self._start_counted:
            self.starts += 1
            self._start_counted.notify_all()
        ending = asyncio.create_task(child.exited())
        readiness = asyncio.create_task(self._become_ready())
        try:
            await asyncio.wait({ending, readiness}, timeout=READY_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if readiness.done() and (trouble := readiness.exception()):
                await child.stop()  # it runs but could not be made ready; a new process may do better
                return str(trouble)
            if readiness.done():
                self._was_ever_ready = True
                self._ready.set()
                self._become(ProgramState.READY)
            elif not ending.done():
                await child.stop()
                return f"not ready after {READY_SECONDS:.0f} s"
            return f"ended with {await ending}"
        finally:
            ending.cancel()
            readiness.cancel()
            await asyncio.gather(ending, readiness, return_exceptions=True)

    async def _become_ready(self) -> None:
        while not await self.program.answers():
            await asyncio.sleep(PROBE_SECONDS)
        await self.program.settle()

    def _become(self, state: ProgramState, detail: str = "") -> None:
        self.state = state
        self._on_change(self.program.name, state, detail)

    def _log_end(self) -> str:
        if self._child is None:
            return ""
        log = self._child.command.log
        return f"; the end of {log}:\n{last_lines(log)}"
