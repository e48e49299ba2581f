"""Texts go out exactly once, whatever the provider answers; over real PostgreSQL and real HTTP."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from schemas.values import MessageClass
from services.chassis.database import Database
from services.chassis.sealing import Keyring
from tests.conftest import set_clock
from tests.notify_stand import (
    HERON,
    HERON_PHONE,
    MAPLE,
    MIGRATIONS,
    NETWORK,
    PhoneNetwork,
    Stand,
    a_receipt_for_caller,
    a_stand,
    an_offer,
    eventually,
    free_port,
)


@pytest.fixture
async def make_stand(
    make_database: Callable[..., Awaitable[Database]], keyring: Keyring, tmp_path: Path
) -> AsyncIterator[Callable[..., Awaitable[Stand]]]:
    opened: list[Stand] = []

    async def make(beside: Stand | None = None, *, loops: bool = True, **sms: object) -> Stand:
        """`beside`: another process on the same database and phone network."""
        port = free_port()
        if beside is None:
            network = PhoneNetwork(f"http://127.0.0.1:{port}/v1/twilio/inbound")
            await network.open()
            database = await make_database(MIGRATIONS)
            url = database._settings.url.get_secret_value()
        else:
            network = beside.network
            url = beside.settings.notify_database.url.get_secret_value()
        stand = a_stand(url, keyring, tmp_path / f"staff-{port}.json", network, port, **sms)
        opened.append(stand)
        await stand.start(loops=loops)
        if beside is None:
            await stand.ask(NETWORK)
        return stand

    yield make
    for stand in opened:
        await stand.stop()
    for network in {id(stand.network): stand.network for stand in opened}.values():
        await network.close()


@pytest.fixture
async def stand(make_stand: Callable[..., Awaitable[Stand]]) -> Stand:
    stand = await make_stand()
    await stand.enrol(HERON, HERON_PHONE)
    return stand


async def test_a_text_goes_out_once_in_the_persons_language_and_its_end_is_told(stand: Stand) -> None:
    offer = an_offer(not_after=await stand.database.now() + timedelta(minutes=3))
    await stand.ask(offer, offer)
    await stand.ask(offer)

    assert await stand.outcome(offer.message_id) == [("handed_off", None), ("delivered", None)]
    (text,) = stand.network.to(HERON_PHONE)
    assert text.body == "K7Q ya tiene equipo, no hace falta ir. Por favor no vaya al lugar. Gracias por responder."
    assert text.validity_s is not None
    assert 170 < text.validity_s <= 180
    events = await stand.announced("delivery")
    assert {event["subject"] for event in events} == {str(offer.subject_id)}
    assert {event["partitionkey"] for event in events} == {str(offer.message_id)}


async def test_a_caller_gets_the_text_the_request_brought_the_number_for(stand: Stand) -> None:
    request = a_receipt_for_caller(stand.sealer, await stand.database.now())
    await stand.ask(request)

    assert (await stand.outcome(request.message_id))[-1] == ("delivered", None)
    (event, _) = await stand.announced("caller_changed")
    assert "person_id" not in event["data"]
    assert "ref 482193" in stand.network.to("+12135550177")[0].body
    everything = str(await stand.rows("SELECT to_jsonb(m) FROM message m")) + str(await stand.announced())
    assert "2135550177" not in everything


@pytest.mark.parametrize("fault", ["accept_then_timeout", "accept_then_reset", "accept_then_500"])
async def test_accepted_without_an_answer_is_found_by_its_receipt_and_not_sent_again(stand: Stand, fault: str) -> None:
    stand.network.fault(fault, count=1)
    offer = an_offer()
    await stand.ask(offer)

    assert (await stand.outcome(offer.message_id))[-1] == ("delivered", None)
    await set_clock(stand.database, timedelta(seconds=60))
    await eventually(lambda: nothing_is_due(stand))
    assert len(stand.network.to(HERON_PHONE)) == 1


@pytest.mark.parametrize("fault", ["accept_then_timeout", "accept_then_reset", "accept_then_500"])
async def test_accepted_without_answer_and_receipt_is_found_in_the_providers_list(stand: Stand, fault: str) -> None:
    stand.network.fault(fault, count=1)
    stand.network.fault("callbacks_lost")
    offer = an_offer(message_class=MessageClass.ASSIGNMENT)
    await stand.ask(offer)
    await stand.until_state(offer.message_id, "unknown")
    assert await stand.announced("delivery") == []

    await set_clock(stand.database, timedelta(seconds=6))

    assert (await stand.outcome(offer.message_id)) == [("handed_off", None), ("delivered", None)]
    assert len(stand.network.to(HERON_PHONE)) == 1


@pytest.mark.parametrize(
    ("message_class", "texts", "end"),
    [(MessageClass.OFFER, 1, "delivered"), (MessageClass.NOTICE, 0, "unconfirmed")],
)
async def test_what_the_provider_never_had_goes_again_only_where_that_is_worth_it(
    stand: Stand, message_class: MessageClass, texts: int, end: str
) -> None:
    stand.network.fault("reset", count=1)
    offer = an_offer(message_class=message_class)
    await stand.ask(offer)
    await stand.until_state(offer.message_id, "unknown")

    await set_clock(stand.database, timedelta(seconds=46))

    assert (await stand.outcome(offer.message_id))[-1][0] == end
    assert len(stand.network.to(HERON_PHONE)) == texts


async def test_an_outage_is_waited_out(stand: Stand) -> None:
    stand.network.fault("outage", count=2)
    stand.network.fault("too_many_requests", count=1, retry_after_s=0)
    offers = [an_offer() for _ in range(5)]
    await stand.ask(*offers)

    for offer in offers:
        assert (await stand.outcome(offer.message_id))[-1] == ("delivered", None)
    assert len(stand.network.to(HERON_PHONE)) == 5


async def test_a_provider_that_cannot_be_reached_is_tried_until_the_text_is_too_old(stand: Stand) -> None:
    stand.network._http.close()
    offer = an_offer(not_after=await stand.database.now() + timedelta(milliseconds=700))
    await stand.ask(offer)

    ((state, reason),) = await stand.outcome(offer.message_id)

    assert (state, (reason or "").startswith("unreachable")) in (("failed", True), ("expired", False))


async def test_21610_suppresses_the_number_from_then_on(stand: Stand) -> None:
    stand.network.fault("refuse", error_code=21610, count=1)
    first, second = an_offer(), an_offer()
    await stand.ask(first)
    assert await stand.outcome(first.message_id) == [("suppressed", "opted_out")]

    await stand.ask(second)

    assert await stand.outcome(second.message_id) == [("suppressed", "opted_out")]
    assert stand.network.to(HERON_PHONE) == []
    (entry,) = await stand.rows("SELECT person_id, act, how FROM consent_ledger WHERE act = 'opted_out'")
    assert (entry["person_id"], entry["how"]) == (HERON, "provider")


@pytest.mark.parametrize("code", [21211, 21614, 30007])
async def test_a_refusal_for_good_is_not_tried_again(stand: Stand, code: int) -> None:
    stand.network.fault("refuse", error_code=code, count=1)
    offer = an_offer()
    await stand.ask(offer)

    assert await stand.outcome(offer.message_id) == [("failed", f"provider:{code}")]


async def test_undelivered_is_told_with_the_carriers_code(stand: Stand) -> None:
    stand.network.fault("undelivered", error_code=30003)
    offer = an_offer()
    await stand.ask(offer)

    assert await stand.outcome(offer.message_id) == [("handed_off", None), ("failed", "provider:30003")]


async def test_without_a_receipt_it_ends_unconfirmed(stand: Stand) -> None:
    stand.network.fault("callbacks_lost")
    notice = an_offer(message_class=MessageClass.NOTICE)
    await stand.ask(notice)
    await stand.until_state(notice.message_id, "accepted")

    await set_clock(stand.database, timedelta(seconds=121))

    assert (await stand.outcome(notice.message_id))[-1] == ("unconfirmed", "no_receipt")


async def test_what_waited_too_long_is_dropped_and_told(make_stand: Callable[..., Awaitable[Stand]]) -> None:
    stand = await make_stand(loops=False)
    await stand.enrol(HERON, HERON_PHONE)
    offer = an_offer(not_after=await stand.database.now() + timedelta(seconds=30))
    await stand.ask(offer)
    await set_clock(stand.database, timedelta(seconds=30))
    stand.start_loops()

    assert await stand.outcome(offer.message_id) == [("expired", "expired")]
    assert stand.network.to(HERON_PHONE) == []


async def test_a_crash_between_claim_and_record_is_reconciled_and_not_sent_again(
    make_stand: Callable[..., Awaitable[Stand]],
) -> None:
    first = await make_stand()
    await first.enrol(HERON, HERON_PHONE)
    first.network.fault("accept_then_timeout", count=1)
    first.network.fault("callbacks_lost")
    offer = an_offer()
    await first.ask(offer)
    await eventually(lambda: accepted(first, 1))
    await first.crash_senders()
    second = await make_stand(beside=first)
    await second.until_state(offer.message_id, "sending")

    await set_clock(second.database, timedelta(seconds=16))
    await second.until_state(offer.message_id, "unknown", "delivered")
    await set_clock(second.database, timedelta(seconds=46))

    assert (await second.outcome(offer.message_id))[-1] == ("delivered", None)
    assert len(second.network.to(HERON_PHONE)) == 1


async def test_two_processes_never_send_the_same_text(make_stand: Callable[..., Awaitable[Stand]]) -> None:
    one = await make_stand(loops=False)
    two = await make_stand(beside=one, loops=False)
    await one.enrol(HERON, HERON_PHONE)
    offers = [an_offer() for _ in range(60)]
    await one.ask(*offers)

    one.start_loops()
    two.start_loops()

    for offer in offers:
        assert (await one.outcome(offer.message_id))[-1] == ("delivered", None)
    assert len(one.network.to(HERON_PHONE)) == 60


async def test_the_urgent_lanes_go_first_when_the_number_may_send_little(
    make_stand: Callable[..., Awaitable[Stand]],
) -> None:
    stand = await make_stand(loops=False, rate_per_s=4, slots=1)
    await stand.enrol(HERON, HERON_PHONE)
    notices = [an_offer(message_class=MessageClass.NOTICE, params={"code": f"N{n}2"}) for n in range(2, 5)]
    urgent = an_offer(message_class=MessageClass.SAFETY, params={"code": "S22"})
    await stand.ask(*notices)
    await stand.ask(urgent)
    stand.start_loops()

    for offer in [*notices, urgent]:
        await stand.outcome(offer.message_id)

    assert [text.body[:3] for text in stand.network.to(HERON_PHONE)] == ["S22", "N22", "N32", "N42"]


async def test_a_safety_text_that_nothing_confirms_goes_again_by_text_and_mail(stand: Stand) -> None:
    await stand.enrol(HERON, HERON_PHONE, email="heron@example.org")
    stand.network.fault("callbacks_lost", count=1)
    leave = an_offer(message_class=MessageClass.SAFETY, template="V8")
    await stand.ask(leave)
    await stand.until_state(leave.message_id, "accepted")

    await set_clock(stand.database, timedelta(seconds=10))

    assert (await stand.outcome(leave.message_id))[-1] == ("delivered", None)
    await eventually(lambda: mails(stand, 1))
    assert len(stand.network.to(HERON_PHONE)) == 2
    assert "SALGA YA" in next(stand.network.carrier.mailbox.oldest_first()).as_json()["text"]  # type: ignore[operator]


async def test_a_mail_goes_through_a_real_mail_server_over_one_connection(stand: Stand) -> None:
    await stand.enrol(MAPLE, "+12135550102", email="maple@example.org", language="en", consent=False)
    params = {"code": "K7Q", "zone": "Boyle Heights NE", "time": "6:48am", "count": "2"}
    mailed = [
        an_offer(MAPLE, template="mail-opened", params=params, channels=("email",), message_class=MessageClass.NOTICE)
        for _ in range(3)
    ]
    stand.network.fault("mail_deferred", count=1)
    await stand.ask(*mailed)

    for mail in mailed:
        assert await stand.outcome(mail.message_id) == [("handed_off", None), ("delivered", None)]
    first = next(stand.network.carrier.mailbox.oldest_first()).as_json()
    assert first["subject"] == "RRN: mission K7Q is open, Boyle Heights NE"
    assert first["envelope_to"] == ["maple@example.org"]


async def test_a_mail_shows_no_place_even_when_the_text_would(stand: Stand) -> None:
    await stand.enrol(HERON, HERON_PHONE, email="heron@example.org")
    now = await stand.database.now()
    meeting = an_offer(template="V3", channels=("sms", "email"), message_class=MessageClass.ASSIGNMENT)
    sealed = stand.sealer.seal(
        "case", now.date(), purpose="message.params", record=str(meeting.message_id),
        text='{"buddy": "MAPLE", "meeting_point": "Soto St & E 3rd St"}',
    )  # fmt: skip
    from services.chassis.sealing import wire

    await stand.ask(meeting.model_copy(update={"sealed_params": wire(sealed)}))
    await stand.outcome(meeting.message_id)
    await eventually(lambda: mails(stand, 1))

    mail = next(stand.network.carrier.mailbox.oldest_first()).as_json()
    assert "Soto" in stand.network.to(HERON_PHONE)[0].body
    assert "Soto" not in str(mail)


async def test_a_mailbox_that_does_not_exist_fails(stand: Stand) -> None:
    await stand.enrol(HERON, HERON_PHONE, email="heron@example.org")
    stand.network.fault("mail_refused")
    mail = an_offer(channels=("email",))
    await stand.ask(mail)

    assert await stand.outcome(mail.message_id) == [("failed", "smtp:550")]


async def test_a_text_that_cannot_be_worded_fails_and_the_rest_goes_on(stand: Stand) -> None:
    wrong, right = an_offer(template="V2", params={"code": "K7Q"}), an_offer()
    await stand.ask(wrong, right)

    assert await stand.outcome(wrong.message_id) == [("failed", "wording")]
    assert (await stand.outcome(right.message_id))[-1] == ("delivered", None)


async def test_an_exercise_is_marked_where_it_costs_no_second_segment(stand: Stand) -> None:
    await stand.ask(offer := an_offer(exercise=True))
    await stand.outcome(offer.message_id)

    assert stand.network.to(HERON_PHONE)[0].body.startswith("SIMULACRO K7Q ya tiene equipo")


async def test_nobody_we_know_is_told_at_once(stand: Stand) -> None:
    await stand.ask(offer := an_offer(MAPLE))

    assert await stand.outcome(offer.message_id) == [("suppressed", "no_contact")]
    (event,) = await stand.announced("delivery")
    assert event["data"]["channel"] == "none"


async def nothing_is_due(stand: Stand) -> bool:
    rows = await stand.rows(
        "SELECT 1 FROM delivery WHERE ended_at IS NULL OR state IN ('queued', 'sending', 'unknown')"
    )
    return not rows


async def accepted(stand: Stand, count: int) -> bool:
    await asyncio.sleep(0)
    return len(stand.network.to(HERON_PHONE)) >= count


async def mails(stand: Stand, count: int) -> bool:
    return len(list(stand.network.carrier.mailbox.oldest_first())) >= count
