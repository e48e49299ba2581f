"""The supervisor in the background, and what a person's command does with it: start it, follow it, stop it."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress

from deploy.local.layout import CHECKOUT, Layout
from deploy.local.programs.environment import overrides_from
from deploy.local.stack import Stack
from deploy.local.supervisor.instance_lock import InstanceLock, lock_holder
from deploy.local.supervisor.keeper import OnChange, ProgramState
from deploy.local.supervisor.process import last_lines, opened_privately, trim
from deploy.local.supervisor.status_file import InstanceState, InstanceStatus, StatusFile, read_status

FOLLOW_SECONDS = 0.1
STOP_SECONDS = 30.0
KILLED_SECONDS = 5.0


class InstanceStartFailed(RuntimeError):
    """The instance did not come up; the message says why."""


async def supervise(layout: Layout, services: Iterable[str], environment: Mapping[str, str]) -> bool:
    """Be the supervisor until a signal says stop. False when the instance did not come up."""
    lock = InstanceLock(layout)
    lock.take()
    layout.prepare()
    status_file = StatusFile(layout)
    stop = asyncio.Event()
    for which in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(which, stop.set)
    stack = Stack(
        layout, services=services, env=overrides_from(environment), on_change=_recorder(status_file), lock=lock
    )
    starting, stopping = asyncio.create_task(stack.up()), asyncio.create_task(stop.wait())
    await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
    try:
        if not starting.done():
            status_file.set_state(InstanceState.STOPPING)
            starting.cancel()
            await asyncio.gather(starting, return_exceptions=True)
            return True
        try:
            starting.result()
        except RuntimeError as failure:
            status_file.set_state(InstanceState.FAILED, str(failure))
            return False
        status_file.set_state(InstanceState.READY)
        await stopping
        status_file.set_state(InstanceState.STOPPING)
        await stack.down()
        return True
    finally:
        stopping.cancel()


def launch(layout: Layout, services: Iterable[str]) -> subprocess.Popen[bytes]:
    """Start a supervisor in a session of its own, which a closing terminal does not reach."""
    layout.prepare()
    log = layout.logs / "supervisor.log"
    trim(log)
    chosen = [part for service in [*services] or ["none"] for part in ("--service", service)]
    with opened_privately(log) as output:
        return subprocess.Popen(
            [sys.executable, "-m", "deploy.local", "run", *chosen],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            cwd=CHECKOUT,
            env={
                **os.environ,
                "HOTLINE_HOME": str(layout.home),
                "HOTLINE_PORT_BASE": str(layout.ports.base),
            },
        )


def follow(layout: Layout, launched: subprocess.Popen[bytes] | None, on_change: OnChange) -> InstanceStatus:
    """Pass on what the status file says until the instance is ready; raise InstanceStartFailed when it will not be."""
    told: dict[str, tuple[str, str]] = {}
    while True:
        pid = launched.pid if launched and launched.poll() is None else lock_holder(layout.home)
        status = read_status(layout)
        if status and status.pid not in (pid, launched.pid if launched else pid):
            status = None  # left by an earlier supervisor
        for part, said in (status.parts if status else {}).items():
            if told.get(part) != said:
                told[part] = said
                on_change(part, ProgramState(said[0]), said[1])
        if status and status.state is InstanceState.READY and pid is not None:
            return status
        if status and status.state is InstanceState.FAILED:
            raise InstanceStartFailed(status.reason)
        if status and status.state is InstanceState.STOPPING and launched is None:
            raise InstanceStartFailed("it is being stopped just now: try again in a moment")
        if pid is None:
            raise InstanceStartFailed(f"the supervisor ended: {last_lines(layout.logs / 'supervisor.log')}")
        time.sleep(FOLLOW_SECONDS)


def shut_down(layout: Layout) -> bool:
    """Stop the instance and wait until it is gone; False when none was running, whatever old files say."""
    pid = lock_holder(layout.home)
    if pid is None:
        return False
    for which, patience in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, KILLED_SECONDS)):
        with suppress(ProcessLookupError):
            os.kill(pid, which)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if lock_holder(layout.home) is None:
                return True
            time.sleep(FOLLOW_SECONDS / 2)
    raise InstanceStartFailed(f"the supervisor (process {pid}) does not end")


def _recorder(status_file: StatusFile) -> OnChange:
    """Every change goes into the status file and, as a line, into the supervisor's own log."""

    def changed(part: str, state: ProgramState, detail: str) -> None:
        status_file.changed(part, state, detail)
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        print(f"{stamp} {part} {state} {detail}".rstrip(), flush=True)

    return changed
