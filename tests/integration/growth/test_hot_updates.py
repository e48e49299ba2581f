"""Where rows change often their new version stays in its block, and no index hears of it (rule R127)."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from services.chassis.database import Database
from services.chassis.sealing import Sealer
from services.notify.store.deliveries import FINISH
from tests.conftest import Backends, at_database
from tests.support.dispatch_harness import MIGRATIONS, Stand, a_volunteer
from tests.support.dispatch_staff import Staffed

UPDATES = "SELECT relname, n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables WHERE n_tup_upd > 0"
SETTINGS = """
    SELECT relname, array_to_string(reloptions, ', ') AS said FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
"""
CHANGING = {
    "dispatch": ("incident", "assignment", "offer", "page", "report", "volunteer"),
    "intake": ("report", "incident", "caller_delivery"),
    "notify": ("message", "delivery"),
}
QUEUES = ("outbox", "awaiting", "timer", "inbox")
MESSAGES = """
    INSERT INTO message (message_id, asked_by, network_id, subject_id, template, urgency, params, sealed_params,
                         exercise, requested_at)
    SELECT id, 'dispatch', 'la', id, 'V2', 1, '{"code": "K7Q"}', $2, false, app.now()
    FROM unnest($1::uuid[]) AS id
"""
MISSIONS, ROUNDS = 4, 6


@pytest.mark.parametrize("service", CHANGING)
async def test_what_changes_often_is_swept_before_much_of_it_is_dead(
    make_database: Callable[..., Awaitable[Database]], service: str
) -> None:
    database = await make_database(Path(f"services/{service}/migrations"))

    async with database.connection() as connection:
        settings = {row["relname"]: row["said"] or "" for row in await connection.fetch(SETTINGS)}
    for table in (*CHANGING[service], *QUEUES):
        assert "autovacuum_vacuum_scale_factor=0" in settings[table], table
    for queue in ("outbox", "awaiting"):
        assert "vacuum_truncate=off" in settings[queue], "cutting it short keeps everybody waiting"


async def test_a_round_of_pages_and_an_answer_touch_no_index(
    make_database: Callable[..., Awaitable[Database]], sealer: Sealer, tmp_path: Path, backends: Backends
) -> None:
    stand = Stand(await make_database(MIGRATIONS), sealer)
    staffed = Staffed(stand, tmp_path)
    await stand.set_up([a_volunteer(f"V{n}", km=n / 20) for n in range(2 * MISSIONS)], wave_sizes=[2])
    for _ in range(MISSIONS):
        await stand.take(await stand.report())
        pair = sorted((await stand.texts()).of("V2"))
        for text in ("Y 12", "HERE"):
            for callsign in pair:
                await stand.say(callsign, text)
        await stand.say(pair[0], "C 4 2 ICE")
        for _ in range(ROUNDS):  # of the page that asks for a review
            await stand.later(seconds=61)
        code = await stand.fetchval("SELECT code FROM incident WHERE state = 'finding_submitted'")
        await staffed.post(f"/v1/incidents/{code}/review", {"decision": "accept"})
        for callsign in pair:
            await stand.say(callsign, "OUT")
        await stand.announced()
    assert await stand.fetchval("SELECT count(*) FROM incident WHERE state = 'closed'") == MISSIONS

    found = await updates(stand.database, backends)

    assert share(found, "page") > 0.6
    assert share(found, "offer") > 0.8
    assert share(found, "addressee") > 0.9


async def test_the_end_of_a_message_is_written_into_its_own_block(
    make_database: Callable[..., Awaitable[Database]], backends: Backends
) -> None:
    database = await make_database(Path("services/notify/migrations"))
    ids = [uuid4() for _ in range(1000)]

    async with database.unit() as unit:
        await unit.connection.execute(MESSAGES, ids, b"x" * 150)
    async with database.unit() as unit:
        first = ids[::8]  # a few of each block, before what they were is swept
        await unit.connection.execute(FINISH, first, ["delivered"] * len(first), [None] * len(first), unit.now)

    assert (await updates(database, backends))["message"] == (len(first), len(first))


async def updates(database: Database, backends: Backends) -> dict[str, tuple[int, int]]:
    """(all, of them in their block) by table; the service's connections are closed first, so that they have told."""
    async with database.connection() as connection:
        url = at_database(backends.postgres_url, await connection.fetchval("SELECT current_database()"))
    await database.close()
    looking = await asyncpg.connect(url)
    found = {row["relname"]: (row["n_tup_upd"], row["n_tup_hot_upd"]) for row in await looking.fetch(UPDATES)}
    await looking.close()
    await database.open()
    return found


def share(found: dict[str, tuple[int, int]], table: str) -> float:
    every, in_their_block = found[table]
    return in_their_block / every
