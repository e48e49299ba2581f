"""Short commands of this checkout that an instance runs beside its programs, and what they said when they failed."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from deploy.local.layout import Layout
from deploy.local.programs.account import services_account
from deploy.local.programs.environment import process_environment
from deploy.local.programs.interpreter import OURS, Compiled, Interpreter, services_interpreter
from deploy.local.supervisor.process import Command, last_lines, run_to_end

ONE_OFF_SECONDS = 60.0
FETCH_SECONDS = 900.0
TELL_SECONDS = 0.2
INHERITED, PRIVATE, FOR_ALL = -1, 0o077, 0o022
SYSTEM_AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"


class CommandFailed(RuntimeError):
    """A short command ended badly; the message carries what it printed."""


def python_command(
    layout: Layout, name: str, module: str, *arguments: str, env: Mapping[str, str], by: Interpreter = OURS
) -> Command:
    """A module of this checkout, with a log of its own."""
    argv = (*by.argv, "-m", module, *arguments)
    log = layout.logs / f"{name}.log"
    umask = INHERITED if by.account is None else PRIVATE
    return Command(name, argv, log, {**env, **by.environment}, layout.run, by.account, umask)


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


async def ready_interpreter(layout: Layout) -> Interpreter:
    """Of the services. Where they may not write into the checkout, what Python makes of it is made before, by us."""
    if services_account() is None:
        return OURS
    compiled = Compiled()
    if not sys.dont_write_bytecode and not compiled.is_there():
        argv, log = (*OURS.argv, "-c", compiled.imports), layout.logs / "compile.log"
        with suppress(CommandFailed, TimeoutError):  # without it they start, and more slowly
            await run_one_off(Command("compile", argv, log, process_environment(), layout.run, umask=FOR_ALL))
            compiled.note()
    return await asyncio.to_thread(services_interpreter, layout)


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
