"""On a filled database each statement stays within its budget of blocks, and none is without one (rule R87)."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from pydantic import SecretStr

from deploy.contracts.statements import statements_of
from services.chassis.connection import Connection
from services.chassis.database import QUEUE_PLANNER, Database
from services.chassis.migrate import migrate
from services.chassis.settings import DatabaseSettings
from services.notify.store.reach import NEVER_ANNOUNCED
from tests.conftest import Backends, at_database
from tests.integration.growth.budgets import BLOCKS
from tests.integration.growth.measured import PATIENT, measured, over_budget, statements
from tests.integration.growth.parts import PARTS
from tests.load.fill import SMALL, fill
from tests.support.plans import blocks

SERVICES = ("dispatch", "intake", "notify")
PAGES_BY_EITHER = """
    SELECT page_id FROM page
    WHERE network_id = ANY($1) AND (code = ANY($2) OR (reason = 'caller_cries' AND about = ANY($2)))
"""
"""As it was: no index serves both sides of an OR on the connections of units of work."""


@pytest.fixture(scope="module")
def service(request: pytest.FixtureRequest) -> str:
    return str(getattr(request, "param", "dispatch"))


@pytest.fixture(scope="module")
async def filled(backends: Backends, service: str) -> AsyncIterator[str]:
    """The service's database with a twentieth of a year in it."""
    name = f"test_{uuid4().hex[:12]}"
    url = at_database(backends.postgres_url, name)
    admin = await asyncpg.connect(backends.postgres_url)
    await admin.execute(f'CREATE DATABASE "{name}"')
    settings = DatabaseSettings(url=SecretStr(url))
    await migrate(Database(settings, application="test"), [Path(f"services/{service}/migrations")])
    connection = await asyncpg.connect(url)
    await fill(connection, service, SMALL)
    await connection.close()
    yield url
    await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await admin.close()


def test_every_statement_has_a_budget() -> None:
    assert {name for service in SERVICES for name in statements(service)} == BLOCKS.keys()


def test_a_part_of_a_statement_is_in_one_that_has_a_budget() -> None:
    every = {name: text for service in SERVICES for name, text in statements_of(service).items()}
    whole = [" ".join(text.split()) for service in SERVICES for text in statements(service).values()]
    parts = {name.removeprefix("services."): text for name, text in every.items()}
    for name in PARTS - {"chassis.replay.DISCARD"}:  # a template of two
        assert any(" ".join(parts[name].split()) in text for text in whole), name


@pytest.mark.parametrize("service", SERVICES, indirect=True)
async def test_every_statement_stays_within_its_budget(filled: str, service: str) -> None:
    assert over_budget(await measured(filled, service, SMALL)) == {}, "blocks touched, and allowed"


async def test_a_statement_that_reads_a_table_whole_is_far_over_the_budget_of_one_that_does_not(filled: str) -> None:
    connection: Connection = await asyncpg.connect(filled, server_settings=PATIENT | QUEUE_PLANNER)

    found = await blocks(connection, PAGES_BY_EITHER, [["la"], ["23C"]])

    await connection.close()
    assert found > 5 * BLOCKS["dispatch.store.pages.BY_CODES"]


@pytest.mark.parametrize("service", ["notify"], indirect=True)
async def test_nobody_is_looked_for_among_all_when_a_network_outgrows_the_memory_of_a_statement(filled: str) -> None:
    """64 kB hold no 5,000 people, as what a statement has holds no 200,000."""
    connection: Connection = await asyncpg.connect(
        filled, server_settings=PATIENT | QUEUE_PLANNER | {"work_mem": "64kB"}
    )
    try:
        await connection.execute(f"PREPARE looked_at AS {NEVER_ANNOUNCED}")
        plan = [row[0] for row in await connection.fetch("EXPLAIN EXECUTE looked_at (100)")]

        assert not any("SubPlan" in line for line in plan), plan
        assert await blocks(connection, NEVER_ANNOUNCED, [100]) <= BLOCKS["notify.store.reach.NEVER_ANNOUNCED"] / 5
    finally:
        await connection.close()
