"""Every SQL statement of notify is understood by a real PostgreSQL with notify's tables, and takes rows as they are."""

from collections.abc import Awaitable, Callable
from dataclasses import fields
from pathlib import Path
from types import ModuleType

import pytest

from services.chassis.database import Database
from services.notify.model.contacts import ConsentEntry, SealedContact
from services.notify.store import contacts, deliveries, inbound, keys_in_use, messages, reach

MIGRATIONS = Path("services/notify/migrations")
STORES: tuple[ModuleType, ...] = (contacts, deliveries, inbound, keys_in_use, messages, reach)
STATEMENTS = {
    f"{store.__name__.rsplit('.', 1)[-1]}.{name}": text
    for store in STORES
    for name, text in vars(store).items()
    if name.isupper() and isinstance(text, str)
}


async def test_every_statement_can_be_prepared(make_database: Callable[..., Awaitable[Database]]) -> None:
    database = await make_database(MIGRATIONS)

    async with database.connection() as connection:
        for name, text in STATEMENTS.items():
            try:
                await connection.prepare(text)
            except Exception as error:  # the statement's name is what a reader needs
                pytest.fail(f"{name}: {error}")
    assert len(STATEMENTS) > 25


@pytest.mark.parametrize(
    ("row", "statement"), [(SealedContact, "contacts.SAVE"), (ConsentEntry, "contacts.NOTE_CONSENT")]
)
def test_a_row_has_its_fields_in_the_statements_order(row: type, statement: str) -> None:
    columns = STATEMENTS[statement].partition("(")[2].partition(")")[0].replace("\n", " ").split(",")

    assert [column.strip() for column in columns][:-1] == [field.name for field in fields(row)]
