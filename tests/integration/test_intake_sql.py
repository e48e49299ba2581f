"""Every SQL statement of intake is understood by PostgreSQL as the migrations left it."""

from collections.abc import Awaitable, Callable
from types import ModuleType

import pytest

from services.chassis.database import Database
from services.intake import news_store, source_store, store
from tests.intake_stand import MIGRATIONS

STARTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


def statements(module: ModuleType) -> list[str]:
    found = [value for name, value in vars(module).items() if name.isupper() and isinstance(value, str)]
    return [statement for statement in found if statement.strip().startswith(STARTS)]


@pytest.mark.parametrize("module", [store, news_store, source_store])
async def test_every_statement_can_be_prepared(
    make_database: Callable[..., Awaitable[Database]], module: ModuleType
) -> None:
    database = await make_database(MIGRATIONS)

    async with database.connection() as connection:
        for statement in statements(module):
            await connection.prepare(statement)

    assert len(statements(module)) > 5
