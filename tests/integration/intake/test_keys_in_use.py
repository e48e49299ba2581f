"""Keys of reports that wait are named until their incident is over."""

from services.chassis.keys_in_use import days_in_use
from services.intake.store.keys_in_use import KEYS_IN_USE
from tests.support.intake_harness import Stand, a_caller, a_place, a_report


async def test_a_report_needs_its_keys_until_its_incident_is_over(stand: Stand) -> None:
    await stand.posted(a_report(place=a_place(is_residence=None), caller=a_caller()))
    async with stand.database.connection() as connection:
        await connection.execute("DELETE FROM outbox")
        waiting = await days_in_use(connection, KEYS_IN_USE)
        await connection.execute("UPDATE report SET state = 'joined', closed_at = app.now()")
        over = await days_in_use(connection, KEYS_IN_USE)

    assert {name for name, _ in waiting} >= {"contact", "case"}
    assert {day for _, day in waiting} == {(await stand.database.now()).date()}
    assert over == set()
