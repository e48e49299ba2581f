"""Keys of reports that wait are named until their incident is over."""

from base64 import b64encode
from datetime import date

import pytest

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


@pytest.mark.parametrize("key_id", [b"", b"words", b"words/yesterday", b"words/20261124", b"words/a/b", b"unknown/x"])
async def test_what_lies_under_no_days_key_hides_none_of_the_others(stand: Stand, key_id: bytes) -> None:
    await stand.posted(a_report(place=a_place(is_residence=None), caller=a_caller()))
    blob = bytes((1, len(key_id))) + key_id + bytes(28)
    async with stand.database.connection() as connection:
        await connection.execute("DELETE FROM outbox")
        await connection.execute("UPDATE report SET sealed_contact = $1", blob)

        found = await days_in_use(connection, KEYS_IN_USE)

    assert ("case", (await stand.database.now()).date()) in found
    assert {name for name, _ in found} <= {"case", "words"}


@pytest.mark.sets_aside(parked=3)
@pytest.mark.parametrize(
    "spoilt", [b'{"data": {"ref": "\\ud800"}}', b'{"data": {"sealed_text": "a==="}}', b"\x00\xff{"]
)
async def test_a_record_that_was_set_aside_and_is_none_hides_no_key(stand: Stand, spoilt: bytes) -> None:
    blob = bytes((1, 16)) + b"words/2026-11-20" + bytes(28)
    good = b'{"data": {"sealed_words": "' + b64encode(blob) + b'"}}'
    async with stand.database.connection() as connection:
        for value in (spoilt, good, b'{"data": {"sealed_words": "' + b64encode(b"\x01\x03a\x00b") + b'"}}'):
            await connection.execute(
                "INSERT INTO parked (consumer_group, topic, subject, event_id, reason, value, at)"
                " VALUES ('g', 't', 's', gen_random_uuid(), 'r', $1, app.now())",
                value,
            )

        found = await days_in_use(connection, KEYS_IN_USE)

    assert found == {("words", date(2026, 11, 20))}
