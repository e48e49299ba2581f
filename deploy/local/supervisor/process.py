"""Child processes that never outlive the supervisor."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

DIE_WITH_PARENT = Path(__file__).with_name("die_with_parent.py")
POLL_SECONDS = 0.02
LOG_LIMIT_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Account:
    """The unprivileged user that a program runs as when we are root."""

    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Command:
    """How one child is started and how it is asked to stop."""

    name: str
    argv: tuple[str, ...]
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path | None = None
    account: Account | None = None
    umask: int = -1  # ours
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 10.0
    # What the kernel sends the child when the supervisor dies without a word.
    orphan_signal: signal.Signals = signal.SIGKILL


class Child:
    """One running process, in a group of its own: a Ctrl-C in the terminal reaches only the supervisor."""

    def __init__(self, command: Command) -> None:
        self.command = command
        if not os.access(command.argv[0], os.X_OK):
            raise FileNotFoundError(f"{command.argv[0]} is not a program that can be run")
        trim(command.log)
        with opened_privately(command.log) as log:
            self._process: subprocess.Popen[bytes] = subprocess.Popen(
                (*_die_with_parent(command), *command.argv),
                env=dict(command.env),
                cwd=command.cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                process_group=0,
                umask=command.umask,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        return self._process.poll()

    def send(self, which: signal.Signals) -> None:
        if self.exit_code is None:
            with suppress(ProcessLookupError):
                self._process.send_signal(which)

    def send_group(self, which: signal.Signals) -> None:
        """To the child and everything it started (PostgreSQL's backends, say)."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, which)

    async def exited(self) -> int:
        """Wait for the end, by the kernel's word where it gives one."""
        if hasattr(os, "pidfd_open") and self.exit_code is None:
            await _readable_pidfd(self.pid)
        while (code := self.exit_code) is None:
            await asyncio.sleep(POLL_SECONDS)
        return code

    async def stop(self) -> int:
        """Ask, wait, and then insist. Always ends with the process gone and reaped."""
        self.send(self.command.stop_signal)
        self.send(signal.SIGCONT)  # one that was halted cannot hear us
        try:
            async with asyncio.timeout(self.command.stop_seconds):
                return await self.exited()
        except TimeoutError:
            self.send_group(signal.SIGKILL)
            return await self.exited()


async def run_to_end(command: Command, *, timeout_seconds: float) -> int:
    """Run a short command; its exit code. Cancelled or too slow, it is gone before this raises."""
    child = Child(command)
    try:
        async with asyncio.timeout(timeout_seconds):
            return await child.exited()
    except BaseException:
        child.send_group(signal.SIGKILL)
        await asyncio.shield(child.exited())
        raise


def last_lines(log: Path, count: int = 12) -> str:
    """The end of a log, for the message that says why something did not start."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 8192))
            return "\n".join(file.read().decode(errors="replace").splitlines()[-count:])
    except OSError:
        return ""


def opened_privately(log: Path) -> BinaryIO:
    """To append to; nobody else reads it."""
    file = open(log, "ab", opener=lambda path, flags: os.open(path, flags, 0o600))  # noqa: SIM115  # the caller closes
    os.fchmod(file.fileno(), 0o600)  # of a release before, too
    return file


def trim(log: Path) -> None:
    """Keep one old log beside the current one, so that logs cannot fill the disk. Its writers append, and go on."""
    with suppress(FileNotFoundError):
        if log.stat().st_size > LOG_LIMIT_BYTES:
            old = log.with_suffix(".log.1")
            old.touch(0o600)
            shutil.copyfile(log, old)
            os.truncate(log, 0)


def processes_in(folder: Path) -> list[int]:
    """Pids of all processes whose working folder this is: how a PostgreSQL that lost its parent is found."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if os.readlink(entry / "cwd") == str(folder):
                found.append(int(entry.name))
    return found


async def clear_out(pids: Callable[[], list[int]], *, first: signal.Signals, patience_seconds: float = 5.0) -> None:
    """Make processes that are not our children go away: ask with `first`, then kill, and wait."""
    for which in (first, signal.SIGKILL):
        for pid in pids():
            with suppress(ProcessLookupError):
                os.kill(pid, which)
        with suppress(TimeoutError):
            async with asyncio.timeout(patience_seconds):
                while pids():
                    await asyncio.sleep(POLL_SECONDS)
                return


def _die_with_parent(command: Command) -> tuple[str, ...]:
    account = f"{command.account.uid}:{command.account.gid}" if command.account else "-"
    start = (sys.executable, "-I", "-S", str(DIE_WITH_PARENT))
    return (*start, str(os.getpid()), str(int(command.orphan_signal)), account)


async def _readable_pidfd(pid: int) -> None:
    try:
        descriptor = os.pidfd_open(pid)
    except OSError:
        return
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[None] = loop.create_future()
    loop.add_reader(descriptor, lambda: None if ended.done() else ended.set_result(None))
    try:
        await ended
    finally:
        loop.remove_reader(descriptor)
        os.close(descriptor)
