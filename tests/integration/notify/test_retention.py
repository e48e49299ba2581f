"""Messages go after a month, what was texted after a week; proof of consent after four years, if nobody needs it."""

from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest

from services.chassis.database import Database
from services.chassis.retention import Retention
from services.notify.store.retention import KEPT
from tests.conftest import set_clock
from tests.support.notify_harness import HERON, HERON_PHONE, Stand, an_offer
from tests.support.retention import found_by_key


async def test_the_statements_find_their_rows_by_key(notify: Stand) -> None:
    await found_by_key(notify.database, KEPT)


async def test_proof_of_consent_outlives_messages_and_nobody_deletes_it_early(notify: Stand) -> None:
    database: Database = notify.database
    await notify.network.text_from(HERON_PHONE, "Y 5")
    asked = an_offer()
    await notify.ask(asked)
    await notify.outcome(asked.message_id)

    async def counts() -> list[int]:
        async with database.connection() as connection:
            return [
                await connection.fetchval(f"SELECT count(*) FROM {table}")  # noqa: S608
                for table in ("inbound_text", "message", "delivery", "consent_ledger")
            ]

    async with database.connection() as connection:
        gone = uuid4()
        await connection.execute(
            """INSERT INTO consent_ledger (person_id, optout_index, act, how, at)
               VALUES ($1, 'x', 'erased', 'x', app.now())""",
            gone,
        )
        entries = await connection.fetchval("SELECT count(*) FROM consent_ledger")
        with pytest.raises(asyncpg.RaiseError):
            await connection.execute("DELETE FROM consent_ledger WHERE person_id = $1", gone)
    inbound, messages, deliveries, _ = await counts()
    assert min(inbound, messages, deliveries) > 0
    retention = Retention(database, KEPT)

    await set_clock(database, timedelta(days=8))
    await retention.run()
    assert await counts() == [0, messages, deliveries, entries]
    await set_clock(database, timedelta(days=31))
    await retention.run()
    assert await counts() == [0, 0, 0, entries]
    await set_clock(database, timedelta(days=4 * 365 + 2))
    await retention.run()
    assert (await counts())[3] == entries - 1, "HERON is still texted"
    async with database.connection() as connection:
        assert await connection.fetchval("SELECT bool_and(person_id = $1) FROM consent_ledger", HERON)
