"""Keys of open matters are named, until those end; whoever destroys keys asks for them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.chassis.keys_in_use import days_in_use
from services.dispatch.store.keys_in_use import KEYS_IN_USE
from tests.support.dispatch_harness import Stand, a_volunteer


async def in_use(stand: Stand) -> set[tuple[str, date]]:
    async with stand.database.connection() as connection:
        return await days_in_use(connection, KEYS_IN_USE)


async def empty_the_outbox(stand: Stand) -> None:
    await stand.announced()
    async with stand.database.connection() as connection:
        await connection.execute("DELETE FROM outbox")


async def test_an_open_incident_and_what_travels_need_their_keys_until_they_end(stand: Stand) -> None:
    today = (await stand.database.now()).date()
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.take(await stand.report())
    for name in ("HERON", "MAPLE"):
        await stand.say(name, "Y 5")
    await empty_the_outbox(stand)
    assert await in_use(stand) == {("case", today)}
    for name in ("HERON", "MAPLE"):
        await stand.say(name, "OUT")
    async with stand.database.connection() as connection:
        await connection.execute("UPDATE incident SET state = 'closed', closed_at = app.now()")
        await connection.execute("UPDATE page SET open = false")
    await empty_the_outbox(stand)

    assert await in_use(stand) == set()


@pytest.mark.parametrize("text", ["TALK", "SOS"])
async def test_a_text_that_waits_and_a_cry_need_theirs(stand: Stand, text: str) -> None:
    await stand.set_up([a_volunteer("HERON")])
    await stand.say("HERON", text)
    await empty_the_outbox(stand)
    day = datetime.now(UTC).date()

    assert {day for _, day in await in_use(stand)} <= {day, day + timedelta(days=1)}
    assert {name for name, _ in await in_use(stand)} == {"replies"}
