"""Whoever asks in public may not take all of intake's connections: staff are answered during a flood (rule R98)."""

import asyncio

from services.chassis.database import KEPT_FROM_PUBLIC
from tests.support.intake_harness import Stand, a_report
from tests.support.notify_harness import eventually

FLOOD = 80
WAIT_FOR_THE_TABLE = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


async def test_staff_are_answered_while_a_source_asks_more_than_the_database_can_answer(stand: Stand) -> None:
    """Every connection waited for the same table, and whoever let a source in, or released a report, read 503."""
    report = await stand.posted(a_report())
    of_the_public = stand.database._settings.pool_size - KEPT_FROM_PUBLIC
    enough = asyncio.Event()

    async def ask_on() -> set[int]:
        answers = set()
        while not enough.is_set():
            answer = await stand.http.get(f"/v1/reports/{report['report_id']}", headers=stand.as_source)
            answers.add(answer.status_code)
        return answers

    async with stand.database.reading() as looking, stand.database.connection() as busy, busy.transaction():
        await busy.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        await busy.execute("LOCK TABLE report IN ACCESS EXCLUSIVE MODE")
        asking = [asyncio.create_task(ask_on()) for _ in range(FLOOD)]

        async def as_many_wait_as_may() -> bool:
            return bool(await looking.fetchval(WAIT_FOR_THE_TABLE) >= of_the_public)

        await eventually(as_many_wait_as_may)
        let_in = await asyncio.gather(
            *(stand.http.post("/v1/sources", json=desk(number), headers=stand.as_staff("admin")) for number in range(2))
        )
        waiting = await looking.fetchval(WAIT_FOR_THE_TABLE)
        enough.set()
    answers = set().union(*(await asyncio.gather(*asking)))

    assert [each.status_code for each in let_in] == [200, 200]
    assert waiting <= of_the_public
    assert answers <= {200, 503}


def desk(number: int) -> dict[str, str]:
    return {"name": f"desk {number}", "network_id": "la", "trust": "operator"}
