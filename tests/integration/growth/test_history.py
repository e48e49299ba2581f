"""The history that capacity is measured on: a year of it, of which nothing is left for the job of retention to end."""

from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from pydantic import SecretStr

from services.chassis.database import Database
from services.chassis.migrate import migrate
from services.chassis.retention import OF_EVERY_SERVICE, Retention
from services.chassis.settings import DatabaseSettings
from tests.conftest import Backends, at_database
from tests.load.fill import SMALL, fill
from tests.load.history import KEPT, end_what_is_due

STAYS = {"dispatch": "incident", "intake": "report", "notify": "contact"}


@pytest.mark.parametrize("service", sorted(KEPT))
async def test_what_the_year_would_have_ended_is_gone_and_the_rest_stays(backends: Backends, service: str) -> None:
    name = f"test_{uuid4().hex[:12]}"
    admin = await asyncpg.connect(backends.postgres_url)
    await admin.execute(f'CREATE DATABASE "{name}"')
    url = at_database(backends.postgres_url, name)
    database = Database(DatabaseSettings(url=SecretStr(url)), application="test")
    await migrate(database, [Path(f"services/{service}/migrations")])
    connection = await asyncpg.connect(url)
    await fill(connection, service, SMALL)
    kept = await connection.fetchval(f"SELECT count(*) FROM {STAYS[service]}")  # noqa: S608  # ours

    await end_what_is_due(connection, (*OF_EVERY_SERVICE, *KEPT[service]))

    await database.open()
    due = {each.name: each.due for each in await Retention(database, KEPT[service]).look() if each.due}
    left = await connection.fetchval(f"SELECT count(*) FROM {STAYS[service]}")  # noqa: S608  # ours
    await database.close()
    await connection.close()
    await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await admin.close()
    assert due == {}
    assert left > 0.95 * kept
