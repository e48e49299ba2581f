"""Short commands of this checkout that an instance runs beside its programs, and what they said when they failed."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from deploy.local.layout import Layout
from deploy.local.programs.environment import process_environment
from deploy.local.supervisor.process import Command, last_lines, run_to_end

ONE_OFF_SECONDS = 60.0
FETCH_SECONDS = 900.0
TELL_SECONDS = 0.2
SYSTEM_AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"


class CommandFailed(RuntimeError):
    """A short command ended badly; the message carries what it printed."""


def python_command(layout: Layout, name: str, module: str, *arguments: str, env: Mapping[str, str]) -> Command:
    """A module of this checkout, run by the Python that runs us, with a log of its own."""
    argv = (sys.executable, "-m", module, *arguments)
    return Command(name, argv, layout.logs / f"{name}.log", env, cwd=layout.run)


async def run_one_off(command: Command, *, timeout_seconds: float = ONE_OFF_SECONDS) -> str:
    """Run it to its end; what it printed. A cancelled command is gone before this raises."""
    began_at = command.log.stat().st_size if command.log.exists() else 0
    code = await run_to_end(command, timeout_seconds=timeout_seconds)
    with command.log.open("rb") as log:
        log.seek(began_at)
        output = log.read().decode(errors="replace")
    if code != 0:
        raise CommandFailed(f"`{' '.join(command.argv[1:])}` ended with {code}:\n{output[-4000:]}")
    return output


async def run_unlogged(module: str, *arguments: str, env: Mapping[str, str]) -> str:
    """Run a module that may say personal things: what it prints is returned, and goes into no log."""
    argv = (sys.executable, "-m", module, *arguments)
    process = await asyncio.create_subprocess_exec(
        *argv, env=dict(env), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        async with asyncio.timeout(ONE_OFF_SECONDS):
            output, complaint = await process.communicate()
    except BaseException:
        process.kill()
        await process.wait()
        raise
    if process.returncode != 0:
        said = complaint.decode() or output.decode()
        raise CommandFailed(f"`{module} {' '.join(arguments[:2])}` ended with {process.returncode}: {said}")
    return output.decode()


async def fetch_kafka(layout: Layout, tell: Callable[[str], None]) -> None:
    """Fetch Kafka's jars in a process of its own, passing on how far it is."""
    env = process_environment() | _network_environment()
    command = python_command(layout, "fetch", "deploy.local.programs.fetch", str(layout.cache), env=env)
    telling = asyncio.create_task(_tell_last_line(command.log, tell))
    try:
        await run_one_off(command, timeout_seconds=FETCH_SECONDS)
    finally:
        telling.cancel()


def _network_environment() -> dict[str, str]:
    """The way out of this machine: proxies, and the authorities that the system trusts where it says which."""
    wanted = ("PROXY", "CA_BUNDLE", "SSL_CERT_")
    found = {name: value for name, value in os.environ.items() if any(part in name.upper() for part in wanted)}
    return {"REQUESTS_CA_BUNDLE": SYSTEM_AUTHORITIES, **found} if Path(SYSTEM_AUTHORITIES).is_file() else found


async def _tell_last_line(log: Path, tell: Callable[[str], None]) -> None:
    told = last_lines(log, 1)
    while True:
        await asyncio.sleep(TELL_SECONDS)
        if (line := last_lines(log, 1)) != told:
            told = line
            tell(line)
