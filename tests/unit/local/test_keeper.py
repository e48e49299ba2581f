"""A program is kept running, told apart when it is broken, and never outlives its supervisor."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from deploy.local.layout import CHECKOUT
from deploy.local.supervisor.keeper import Keeper, Program, ProgramState, StartFailed
from deploy.local.supervisor.process import Command, last_lines, processes_in, run_to_end, trim

# Says that it is ready by a file, and then waits for the end.
WELL = "import pathlib, signal, sys; pathlib.Path(sys.argv[1]).touch(); signal.pause()"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + WELL
BROKEN = "print('no such setting'); raise SystemExit(3)"


def a_command(folder: Path, script: str, *, stop_seconds: float = 10.0) -> Command:
    argv = (sys.executable, "-c", script, str(folder / "ready"))
    return Command("it", argv, folder / "it.log", {"PATH": os.environ["PATH"]}, stop_seconds=stop_seconds)


@asynccontextmanager
async def kept(
    folder: Path, command: Command, *, revive: bool = True
) -> AsyncIterator[tuple[Keeper, list[ProgramState]]]:
    """A keeper of this command, and the states it goes through."""
    states: list[ProgramState] = []
    ready = folder / "ready"

    async def prepare() -> Command:
        ready.unlink(missing_ok=True)
        return command

    async def answers() -> bool:
        return ready.exists()

    async def settle() -> None:
        return None

    program = Program("it", prepare, answers, settle)
    keeper = Keeper(program, lambda part, state, detail: states.append(state), revive=revive)
    try:
        yield keeper, states
    finally:
        await keeper.stop()


async def test_a_program_is_ready_when_it_answers(tmp_path: Path):
    async with kept(tmp_path, a_command(tmp_path, WELL)) as (keeper, states):
        keeper.start()
        await keeper.wait_ready(10)

        assert states == [ProgramState.STARTING, ProgramState.READY]
        assert keeper.pid is not None


async def test_who_waits_right_after_a_kill_gets_the_next_process(tmp_path: Path):
    async with kept(tmp_path, a_command(tmp_path, WELL)) as (keeper, states):
        keeper.start()
        await keeper.wait_ready(10)
        first = keeper.pid

        keeper.send(signal.SIGKILL)
        await keeper.wait_ready(10)

        assert keeper.pid not in (None, first)
        assert keeper.starts == 2
        assert states[2:] == [ProgramState.PAUSED, ProgramState.STARTING, ProgramState.READY]


async def test_a_program_that_always_ends_is_given_up_with_the_end_of_its_log(tmp_path: Path):
    async with kept(tmp_path, a_command(tmp_path, BROKEN)) as (keeper, states):
        keeper.start()

        with pytest.raises(StartFailed, match=r"ended with 3(.|\n)*no such setting"):
            await keeper.wait_ready(20)
        assert states[-1] is ProgramState.FAILED


async def test_a_program_that_is_not_there_fails_at_once(tmp_path: Path):
    command = Command("it", ("/no/such/program",), tmp_path / "it.log")
    async with kept(tmp_path, command) as (keeper, _):
        keeper.start()

        with pytest.raises(StartFailed, match="/no/such/program"):
            await keeper.wait_ready(10)
        assert keeper.starts == 0


async def test_without_revival_what_ends_stays_ended(tmp_path: Path):
    async with kept(tmp_path, a_command(tmp_path, WELL), revive=False) as (keeper, states):
        keeper.start()
        await keeper.wait_ready(10)

        keeper.send(signal.SIGKILL)

        assert await keeper.wait_exit(10) == -signal.SIGKILL
        with pytest.raises(StartFailed):
            await keeper.wait_ready(10)
        assert states[-1] is ProgramState.STOPPED


async def test_stopping_twice_and_starting_again_is_harmless(tmp_path: Path):
    async with kept(tmp_path, a_command(tmp_path, WELL)) as (keeper, _):
        await keeper.stop()
        keeper.start()
        keeper.start()
        await keeper.wait_ready(10)
        await keeper.stop()
        await keeper.stop()
        keeper.start()
        await keeper.wait_ready(10)

        assert keeper.starts == 2


async def test_a_program_that_will_not_listen_is_killed(tmp_path: Path):
    async with kept(tmp_path, a_command(tmp_path, DEAF, stop_seconds=0.2)) as (keeper, _):
        keeper.start()
        await keeper.wait_ready(10)

        await keeper.stop()

        assert keeper.exit_code == -signal.SIGKILL


async def test_a_halted_program_can_be_stopped(tmp_path: Path):
    async with kept(tmp_path, a_command(tmp_path, WELL)) as (keeper, _):
        keeper.start()
        await keeper.wait_ready(10)
        keeper.send(signal.SIGSTOP)

        await keeper.stop()

        assert keeper.exit_code == -signal.SIGTERM


async def test_a_short_command_that_takes_too_long_is_gone_when_we_hear_of_it(tmp_path: Path):
    command = Command("it", (sys.executable, "-c", "import signal; signal.pause()"), tmp_path / "log", cwd=tmp_path)

    with pytest.raises(TimeoutError):
        await run_to_end(command, timeout_seconds=0.3)

    assert processes_in(tmp_path) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent is gone")
async def test_a_killed_supervisor_leaves_no_process_behind(tmp_path: Path):
    script = f"""
import os, pathlib, sys
from deploy.local.supervisor.process import Child, Command
folder = pathlib.Path({str(tmp_path)!r})
argv = (sys.executable, "-c", "import signal; signal.pause()")
child = Child(Command("it", argv, folder / "log", {{}}, cwd=folder))
print(child.pid, flush=True)
os.kill(os.getpid(), 9)
"""
    supervisor = subprocess.run(
        [sys.executable, "-c", script], cwd=CHECKOUT, capture_output=True, text=True, timeout=30, check=False
    )
    orphan = int(supervisor.stdout)

    assert supervisor.returncode == -signal.SIGKILL
    async with asyncio.timeout(10):
        await gone(orphan)


async def gone(pid: int) -> None:
    """Wait for the end of a process that is not our child."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    loop.add_reader(descriptor, ended.set)
    try:
        await ended.wait()
    finally:
        loop.remove_reader(descriptor)
        os.close(descriptor)


def test_a_log_that_grew_too_large_is_kept_once_while_its_writer_goes_on(tmp_path: Path, monkeypatch):
    log = tmp_path / "it.log"
    monkeypatch.setattr("deploy.local.supervisor.process.LOG_LIMIT_BYTES", 10)
    with log.open("ab", buffering=0) as writer:
        writer.write(b"more than ten bytes\n")

        trim(log)
        writer.write(b"after\n")

    assert log.read_bytes() == b"after\n"
    assert (tmp_path / "it.log.1").read_bytes() == b"more than ten bytes\n"


def test_the_end_of_a_log_is_its_last_lines_whatever_bytes_it_holds(tmp_path: Path):
    log = tmp_path / "log"
    log.write_bytes(b"first\n" + b"\xff\n" * 20 + b"last\n")

    assert last_lines(log, 2).splitlines()[-1] == "last"
    assert last_lines(tmp_path / "none") == ""
