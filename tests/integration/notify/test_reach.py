"""Whether each person can be reached is announced at every change of it, and once for those whom nobody announced."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.chassis.errors import Reject
from services.notify.contacts.announcing import ReachReview
from tests.conftest import set_clock
from tests.support.notify_harness import HERON, HERON_PHONE, MAPLE, MAPLE_PHONE, NETWORK, Stand, an_offer, eventually


async def said(notify: Stand, person: Any = HERON) -> list[tuple[int, str | None, str | None]]:
    """Revision, why no text, why no mail."""
    events = [event["data"] for event in await notify.announced("contact.reachability")]
    return [
        (event["revision"], event.get("text_reason"), event.get("mail_reason"))
        for event in events
        if event["person_id"] == str(person)
    ]


def whys(told: list[tuple[int, str | None, str | None]]) -> list[tuple[str | None, str | None]]:
    """Without the revisions, of which each is more than the one before."""
    revisions = [revision for revision, _, _ in told]
    assert revisions == sorted(set(revisions))
    return [(text, mail) for _, text, mail in told]


async def last(notify: Stand, reason: str | None, person: Any = HERON) -> None:
    async def told() -> bool:
        found = await said(notify, person)
        return bool(found) and found[-1][1] == reason

    await eventually(told)


async def test_a_contact_is_announced_once_however_often_it_is_imported(notify: Stand) -> None:
    await notify.enrol(HERON, HERON_PHONE)

    assert whys(await said(notify)) == [(None, "no_contact")]


async def test_an_invited_person_is_reachable_from_their_yes_on(notify: Stand) -> None:
    await notify.enrol(MAPLE, MAPLE_PHONE, consent=False, callsign="MAPLE", email="maple@example.org")
    assert whys(await said(notify, MAPLE)) == [("no_consent", None)]

    await notify.network.text_from(MAPLE_PHONE, "START")

    assert whys(await said(notify, MAPLE)) == [("no_consent", None), (None, None)]


async def test_stop_and_start_are_told(notify: Stand) -> None:
    await notify.network.text_from(HERON_PHONE, "STOP")
    await notify.network.text_from(HERON_PHONE, "START")

    assert whys(await said(notify)) == [(None, "no_contact"), ("opted_out", "no_contact"), (None, "no_contact")]


async def test_who_was_forgotten_and_comes_back_is_told_at_higher_revisions(notify: Stand) -> None:
    await notify.call("DELETE", f"/v1/contacts/{HERON}")
    await notify.enrol(HERON, HERON_PHONE)

    assert whys(await said(notify)) == [(None, "no_contact"), ("no_contact", "no_contact"), (None, "no_contact")]


async def test_a_revision_is_a_second_of_the_clock_and_always_more_than_the_last(notify: Stand) -> None:
    """After a restore notify counts on from the backup: dispatch, which knows more, ignored it for so long."""
    [(first, _, _)] = await said(notify)
    async with notify.database.connection() as connection:
        await connection.execute("UPDATE reach SET revision = 3")
    before = int((await notify.database.now()).timestamp())

    await notify.network.text_from(HERON_PHONE, "STOP")
    await notify.network.text_from(HERON_PHONE, "START")

    [_, (stop, _, _), (start, _, _)] = await said(notify)
    assert first <= before <= stop < start


async def test_a_network_of_a_revision_that_cannot_be_is_refused_and_the_next_true_one_counts(notify: Stand) -> None:
    jump = NETWORK.model_copy(update={"revision": 2**31 - 1, "name": "Someone else"})

    with pytest.raises(Reject, match="revision 2147483647"):
        await notify.ask(jump)
    await notify.ask(NETWORK.model_copy(update={"revision": 2, "name": "RRN2"}))

    async with notify.database.connection() as connection:
        assert await connection.fetchval("SELECT name FROM network") == "RRN2"


async def test_two_texts_in_a_row_that_the_phone_did_not_get_say_that_it_is_out_of_reach(notify: Stand) -> None:
    notify.network.fault("undelivered")
    await notify.ask(an_offer())
    await notify.ask(an_offer())

    await last(notify, "undelivered")

    assert [reason for _, reason, _ in await said(notify)] == [None, "undelivered"]


async def test_a_text_from_the_person_ends_it(notify: Stand) -> None:
    notify.network.fault("undelivered")
    await notify.ask(an_offer(), an_offer())
    await last(notify, "undelivered")

    await notify.network.text_from(HERON_PHONE, "my phone was off")

    await last(notify, None)


async def test_a_receipt_ends_it(notify: Stand) -> None:
    notify.network.fault("undelivered", count=2)
    await notify.ask(an_offer(), an_offer())
    await last(notify, "undelivered")

    await notify.ask(an_offer())

    await last(notify, None)


async def test_the_number_of_another_person_is_not_in_trouble(notify: Stand) -> None:
    notify.network.fault("undelivered")
    await notify.ask(an_offer(), an_offer())
    await last(notify, "undelivered")

    await notify.enrol(HERON, MAPLE_PHONE)

    await last(notify, None)


async def test_after_four_hours_the_next_text_finds_out(notify: Stand) -> None:
    notify.network.fault("undelivered")
    await notify.ask(an_offer(), an_offer())
    await last(notify, "undelivered")

    await set_clock(notify.database, timedelta(hours=4))
    await ReachReview(notify.database).run()

    assert (await said(notify))[-1][1] is None


async def test_after_an_outage_all_numbers_are_tried_again_however_many(notify: Stand) -> None:
    async with notify.database.connection() as connection:
        await connection.execute(
            "INSERT INTO undelivered_number (optout_index, misses, last_missed_at, takes_no_texts)"
            " SELECT decode(md5(n::text), 'hex'), 2, app.now() - interval '1 day', false"
            " FROM generate_series(1, 1200) AS n"
        )

    await ReachReview(notify.database).run()

    assert await notify.rows("SELECT FROM undelivered_number") == []


async def test_a_number_that_takes_no_texts_is_known_by_one(notify: Stand) -> None:
    notify.network.fault("refuse", error_code=21614)
    await notify.ask(an_offer())

    await last(notify, "not_textable")


async def test_contacts_of_before_are_announced_once(notify: Stand) -> None:
    async with notify.database.connection() as connection:
        await connection.execute("DELETE FROM reach")
        await connection.execute("DELETE FROM outbox")

    await ReachReview(notify.database).run()
    await ReachReview(notify.database).run()

    assert whys(await said(notify)) == [(None, "no_contact")]
    assert not await said(notify, uuid4())
