"""What dispatch says legal holds: its reports and callers stay beyond their time and outlive their days' keys."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from schemas.events.incident import LegalHoldChangedV1
from services.chassis.keys_in_use import days_in_use
from services.chassis.retention import Retention
from services.intake.housekeeping import Housekeeping
from services.intake.store.keys_in_use import KEYS_IN_USE
from services.intake.store.retention import KEPT
from tests.support.intake_harness import Stand, a_caller, a_report
from tests.support.intake_news import a_text

INCIDENT = UUID(int=9)
SEALED = """
    SELECT app.key_of(sealed_contact) FROM report WHERE sealed_contact IS NOT NULL
    UNION SELECT app.key_of(decode(value, 'base64')) FROM report, json_each_text(told) WHERE key LIKE 'sealed_%'
    UNION SELECT app.key_of(words) FROM caller_text
"""


async def hold(stand: Stand, *, held: bool = True) -> None:
    now = await stand.database.now()
    event = LegalHoldChangedV1(incident_id=INCIDENT, network_id="la", code="K7Q", held=held, changed_at=now)
    await stand.hear(event)


async def column(stand: Stand, question: str, *facts: Any) -> list[Any]:
    async with stand.database.connection() as connection:
        return [row[0] for row in await connection.fetch(question, *facts)]


async def test_reports_of_what_is_held_stay_readable_beyond_their_keys_and_time_and_then_end(stand: Stand) -> None:
    report_id = (await stand.posted(a_report(caller=a_caller(), narrative="what they said")))["report_id"]
    await stand.hear(a_text(stand, "they are leaving", report_id=UUID(report_id)))
    async with stand.database.connection() as connection:
        await connection.execute(
            "UPDATE report SET texts_waiting = 0, incident_id = $1, state = 'joined', closed_at = app.now()", INCIDENT
        )
    days = set(await column(stand, SEALED))
    assert {key.partition("/")[0] for key in days} == {"contact", "words", "case"}
    stand.sealer.keyring.__class__(stand.sealer.keyring._folder, "dispatch").make_hold_key(INCIDENT)

    await hold(stand)
    keeping = Housekeeping(stand.database, stand.sealer)
    await keeping.sweep()

    assert await column(stand, SEALED) == [f"hold/{INCIDENT}"]
    for key in days:
        (stand.sealer.keyring._folder / f"{key}.key").unlink()
    stand.sealer.keyring.forget_destroyed()
    async with stand.database.connection() as connection:
        in_rows = {day for day in await days_in_use(connection, KEYS_IN_USE) if day[0] in ("contact", "words", "case")}
        await connection.execute("DELETE FROM outbox")
        assert await days_in_use(connection, KEYS_IN_USE) == set(), f"no day's key is kept for it, but {in_rows} travel"
    async with stand.database.connection() as connection:
        await connection.execute("UPDATE report SET received_at = received_at - interval '400 days'")
        await connection.execute("UPDATE report SET closed_at = closed_at - interval '400 days'")
        await connection.execute("UPDATE caller_text SET received_at = received_at - interval '400 days'")
    await Retention(stand.database, KEPT).run()
    answer = await stand.http.get(f"/v1/reports/{report_id}/content", headers=stand.as_staff())
    assert answer.status_code == 200, answer.text
    assert answer.json()["narrative"] == "what they said"
    assert "they are leaving" in answer.text
    assert await column(stand, "SELECT sealed_contact IS NOT NULL FROM report") == [True]

    await hold(stand, held=False)
    await Retention(stand.database, KEPT).run()
    assert await column(stand, "SELECT count(*) FROM report") == [0]


async def test_the_latest_word_counts_in_whatever_order_it_comes(stand: Stand) -> None:
    now = await stand.database.now()
    begun = LegalHoldChangedV1(incident_id=INCIDENT, network_id="la", code="K7Q", held=True, changed_at=now)
    over = begun.model_copy(update={"held": False, "changed_at": now + timedelta(seconds=1)})

    await stand.hear(over)
    await stand.hear(begun)

    held = await column(stand, "SELECT held_at IS NOT NULL FROM incident WHERE incident_id = $1", INCIDENT)
    assert held == [False]
