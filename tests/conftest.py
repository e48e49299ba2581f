"""What every test may ask for: a database of its own, Kafka topics of its own, a keyring, and a clock moved by hand."""

import base64
import os
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
from aiokafka.admin import NewTopic
from pydantic import SecretStr

from schemas.topics import BY_NAME
from services.chassis.bus import Bus
from services.chassis.bus_keys import BusKeys
from services.chassis.database import COMMAND_SECONDS, Database
from services.chassis.migrate import migrate
from services.chassis.sealing import Keyring, Sealer
from services.chassis.settings import DatabaseSettings, KafkaSettings
from tests.support.kafka_address import kafka_at


@dataclass(frozen=True, slots=True)
class Backends:
    """A PostgreSQL (as superuser) and a Kafka (`kafka_at` reads its address, of an account that may do everything).

    A test never knows where they come from (rule R112).
    """

    postgres_url: str
    kafka: str


def given_backends() -> Backends | None:
    """Those that the environment names."""
    if "HOTLINE_TEST_POSTGRES_URL" in os.environ and "HOTLINE_TEST_KAFKA" in os.environ:
        return Backends(os.environ["HOTLINE_TEST_POSTGRES_URL"], os.environ["HOTLINE_TEST_KAFKA"])
    return None


NEED_NONE = ("tests/unit", "tests/contract", "tests/architecture")


def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """With `-n`: one pair for all workers, which inherit this environment. Databases and topics are each test's own."""
    if given_backends() is None and not all(path.startswith(NEED_NONE) for path in config.args):
        from tests.support.backends import provide

        opened = ExitStack()
        config.add_cleanup(opened.close)
        postgres_url, kafka = opened.enter_context(provide())
        os.environ |= {"HOTLINE_TEST_POSTGRES_URL": postgres_url, "HOTLINE_TEST_KAFKA": kafka}


@pytest.fixture(scope="session")
def backends() -> Iterator[Backends]:
    if given := given_backends():
        yield given
        return
    from tests.support.backends import provide

    with provide() as (postgres_url, kafka):
        yield Backends(postgres_url, kafka)


def at_database(url: str, name: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@pytest.fixture(scope="session")
async def templates(backends: Backends) -> AsyncIterator[Callable[[Path | None], Awaitable[str]]]:
    """Migrated template databases, one per service: copying one takes 30 ms, migrating 300."""
    made: dict[Path | None, str] = {}
    admin = await asyncpg.connect(backends.postgres_url)

    async def template(migrations: Path | None) -> str:
        if migrations not in made:
            name = f"template_{uuid.uuid4().hex[:12]}"
            await admin.execute(f'CREATE DATABASE "{name}"')
            settings = DatabaseSettings(url=SecretStr(at_database(backends.postgres_url, name)))
            await migrate(Database(settings, application="test"), [migrations] if migrations else [])
            made[migrations] = name
        return made[migrations]

    yield template
    for name in made.values():
        await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    await admin.close()


@pytest.fixture
async def make_database(
    request: pytest.FixtureRequest, backends: Backends, templates: Callable[[Path | None], Awaitable[str]]
) -> AsyncIterator[Callable[..., Awaitable[Database]]]:
    """`await make_database(Path("services/intake/migrations"))`: a fresh, migrated, open database.

    When the test is over nothing may have been set aside in it, but what `@pytest.mark.sets_aside` names.
    """
    admin = await asyncpg.connect(backends.postgres_url)
    opened: list[tuple[str, Database]] = []

    async def make(
        migrations: Path | None = None, *, pool_size: int = 12, command_seconds: float = COMMAND_SECONDS
    ) -> Database:
        name = f"test_{uuid.uuid4().hex[:12]}"
        await admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{await templates(migrations)}"')
        url = at_database(backends.postgres_url, name)
        settings = DatabaseSettings(url=SecretStr(url), pool_size=pool_size)
        database = Database(settings, application="test", command_seconds=command_seconds)
        await database.open()
        opened.append((name, database))
        return database

    yield make
    aside: Counter[str] = Counter()
    for name, database in opened:
        await database.close()
        aside.update(await _set_aside(at_database(backends.postgres_url, name)))
        await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    await admin.close()
    expected = request.node.get_closest_marker("sets_aside")
    assert +aside == Counter(expected.kwargs if expected else {}), "set aside: dead letters or parked events"


async def _set_aside(url: str) -> dict[str, int]:
    connection = await asyncpg.connect(url)
    try:
        return {
            "dead_letter": await connection.fetchval("SELECT count(*) FROM dead_letter"),
            "parked": await connection.fetchval("SELECT count(*) FROM parked"),
        }
    finally:
        await connection.close()


@pytest.fixture
async def database(make_database: Callable[..., Awaitable[Database]]) -> Database:
    """A database with the chassis' own tables only."""
    return await make_database(None)


async def set_clock(database: Database, ahead: timedelta) -> None:
    """Move `app.now()` of one database ahead of the server's clock; nothing else in the process notices."""
    seconds = ahead.total_seconds()
    async with database.connection() as connection:
        await connection.execute(
            "CREATE OR REPLACE FUNCTION app.now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE "
            f"AS 'SELECT clock_timestamp() + interval ''{seconds} s'''"
        )


@pytest.fixture
def kafka(backends: Backends) -> KafkaSettings:
    """The cluster, with a prefix that no other test has."""
    return kafka_at(backends.kafka, prefix=f"t{uuid.uuid4().hex[:8]}.")


@pytest.fixture
def bus(kafka: KafkaSettings) -> Bus:
    return Bus(kafka, client_id="test")


@pytest.fixture
async def make_topics(bus: Bus) -> AsyncIterator[Callable[[Sequence[str]], Awaitable[None]]]:
    """Create topics (by their plain names), 3 partitions each; they are deleted afterwards."""
    admin = await bus.admin()
    made: list[str] = []

    async def make(names: Sequence[str]) -> None:
        wired = [bus.wire(name) for name in names]
        await admin.create_topics([NewTopic(name, min(3, _partitions(bus.local(name))), 1) for name in wired])
        made.extend(wired)

    yield make
    if made:
        await admin.delete_topics(made)
    await admin.close()


def _partitions(name: str) -> int:
    return BY_NAME[name].partitions if name in BY_NAME else 1


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    """With keys from ten days ago to two days ahead, so that a moved clock finds one."""
    keyring = Keyring(tmp_path / "keyring")
    for days in (-10, -2, 0):
        keyring.ensure(datetime.now(UTC).date() + timedelta(days=days))
    BusKeys(tmp_path / "keyring").ensure(datetime.now(UTC))
    return keyring


@pytest.fixture
def sealer(keyring: Keyring) -> Sealer:
    return Sealer(keyring)


def in_any_form(words: str, kept: str) -> bool:
    """Whether the words lie there in clear, in hexadecimal or within base64, as they would if nothing sealed them.

    Args:
        words: at least 5 bytes, or base64 would find them by chance.
    """
    raw = words.encode()
    forms = [words, raw.hex()]
    for before in range(3):
        coded = base64.b64encode(bytes(before) + raw).decode()
        forms.append(coded[(before * 8 + 5) // 6 : (before + len(raw)) * 8 // 6])
    return any(form in kept for form in forms)
