"""Whoever reads words that lie sealed in dispatch leaves a row, before the bytes leave (rule R15)."""

from tests.support.dispatch_harness import Stand, a_volunteer
from tests.support.dispatch_staff import Staffed


async def readings(stand: Stand) -> list[tuple[str, str, str]]:
    async with stand.database.connection() as connection:
        rows = await connection.fetch("SELECT what, actor, role FROM content_read ORDER BY id")
    return [tuple(row) for row in rows]


async def test_who_lists_the_unread_texts_is_noted_for_each(stand: Stand, staffed: Staffed) -> None:
    await stand.set_up([a_volunteer("HERON")])
    await stand.say("HERON", "leaving in a bit i think")
    await stand.say("HERON", "the van is white")

    await staffed.get("/v1/unread", who="WREN")

    assert await readings(stand) == [("unread_text", "WREN", "operator")] * 2


async def test_who_reads_the_words_of_a_finding_is_noted(stand: Stand, staffed: Staffed) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.take(await stand.report())
    for name in ("HERON", "MAPLE"):
        await stand.say(name, "Y 5")
    for name in ("HERON", "MAPLE"):
        await stand.say(name, "HERE")
    await stand.say("HERON", "F fare inspectors")
    code = await stand.fetchval("SELECT code FROM incident")

    await staffed.get(f"/v1/incidents/{code}", who="WREN")
    closed = await readings(stand)
    await staffed.get(f"/v1/incidents/{code}", who="ROBIN")

    assert closed == [], "an operator is not shown them"
    assert await readings(stand) == [("finding", "ROBIN", "duty_lead")]
