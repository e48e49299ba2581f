"""Texts go out exactly once, whatever the provider answers; over real PostgreSQL and real HTTP."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from prometheus_client import REGISTRY

from schemas.values import MessageClass
from tests.conftest import set_clock
from tests.support.notify_harness import (
    HERON,
    HERON_PHONE,
    MAPLE,
    MAPLE_PHONE,
    Stand,
    a_receipt_for_caller,
    an_offer,
    eventually,
)


async def test_a_text_goes_out_once_in_the_persons_language_and_its_end_is_told(notify: Stand) -> None:
    offer = an_offer(not_after=await notify.database.now() + timedelta(minutes=3))
    await notify.ask(offer, offer)
    await notify.ask(offer)

    assert await notify.outcome(offer.message_id) == [("handed_off", None), ("delivered", None)]
    (text,) = notify.network.to(HERON_PHONE)
    assert text.body == "K7Q ya tiene equipo, no hace falta ir. Por favor no vaya al lugar. Gracias por responder."
    assert text.validity_s is not None
    assert 170 < text.validity_s <= 180
    events = await notify.announced("delivery")
    assert {event["subject"] for event in events} == {str(offer.subject_id)}
    assert {event["partitionkey"] for event in events} == {str(offer.message_id)}


async def test_the_language_somebody_asks_for_is_that_of_this_text_and_of_all_after_it(notify: Stand) -> None:
    asked = an_offer(template="V24", new_language="en", params={})
    await notify.ask(asked)
    assert (await notify.outcome(asked.message_id))[-1] == ("delivered", None)
    back = an_offer(template="V24", new_language="es", params={})
    await notify.ask(back, asked)  # a repeat of a request changes nothing
    assert (await notify.outcome(back.message_id))[-1] == ("delivered", None)
    later = an_offer()
    await notify.ask(later)
    assert (await notify.outcome(later.message_id))[-1] == ("delivered", None)

    english, spanish, after = [text.body for text in notify.network.to(HERON_PHONE)]
    assert english == "RRN: we text you in English from now on. To change: LANG ES"
    assert spanish == "RRN: desde ahora le escribimos en español. Para cambiar: IDIOMA EN"
    assert after.startswith("K7Q ya tiene equipo")


async def test_of_two_wishes_for_a_language_the_later_counts_in_whatever_order_they_arrive(notify: Stand) -> None:
    now = await notify.database.now()
    english = an_offer(template="V24", new_language="en", params={})
    spanish = an_offer(template="V24", new_language="es", params={})
    await notify.ask(spanish, at=now)
    await notify.ask(english, at=now - timedelta(seconds=40))  # published again after it went unheard

    [row] = await notify.rows("SELECT language FROM contact WHERE person_id = $1", HERON)
    assert row["language"] == "es"


async def test_a_caller_gets_the_text_the_request_brought_the_number_for(notify: Stand) -> None:
    request = a_receipt_for_caller(notify.sealer, await notify.database.now())
    await notify.ask(request)

    assert (await notify.outcome(request.message_id))[-1] == ("delivered", None)
    (event, _) = await notify.announced("caller_changed")
    assert "person_id" not in event["data"]
    assert "ref 482193" in notify.network.to("+12135550177")[0].body
    everything = str(await notify.rows("SELECT to_jsonb(m) FROM message m")) + str(await notify.announced())
    assert "2135550177" not in everything


@pytest.mark.parametrize("fault", ["accept_then_timeout", "accept_then_reset", "accept_then_500"])
async def test_accepted_without_an_answer_is_found_by_its_receipt_and_not_sent_again(notify: Stand, fault: str) -> None:
    notify.network.fault(fault, count=1)
    offer = an_offer()
    await notify.ask(offer)

    assert (await notify.outcome(offer.message_id))[-1] == ("delivered", None)
    await set_clock(notify.database, timedelta(seconds=60))
    await notify.until_idle()
    assert len(notify.network.to(HERON_PHONE)) == 1


@pytest.mark.parametrize("fault", ["accept_then_timeout", "accept_then_reset", "accept_then_500"])
async def test_accepted_without_answer_and_receipt_is_found_in_the_providers_list(notify: Stand, fault: str) -> None:
    notify.network.fault(fault, count=1)
    notify.network.fault("callbacks_lost")
    offer = an_offer(message_class=MessageClass.ASSIGNMENT)
    await notify.ask(offer)
    await notify.until_state(offer.message_id, "unknown")
    assert await notify.announced("delivery") == []

    await set_clock(notify.database, timedelta(seconds=6))

    assert (await notify.outcome(offer.message_id)) == [("handed_off", None), ("delivered", None)]
    assert len(notify.network.to(HERON_PHONE)) == 1


@pytest.mark.parametrize(
    ("message_class", "texts", "end"),
    [(MessageClass.OFFER, 1, "delivered"), (MessageClass.NOTICE, 0, "unconfirmed")],
)
async def test_what_the_provider_never_had_goes_again_only_where_that_is_worth_it(
    notify: Stand, message_class: MessageClass, texts: int, end: str
) -> None:
    notify.network.fault("reset", count=1)
    offer = an_offer(message_class=message_class)
    await notify.ask(offer)
    await notify.until_state(offer.message_id, "unknown")

    await set_clock(notify.database, timedelta(seconds=46))

    assert (await notify.outcome(offer.message_id))[-1][0] == end
    assert len(notify.network.to(HERON_PHONE)) == texts


async def test_an_outage_is_waited_out(notify: Stand) -> None:
    notify.network.fault("outage", count=2)
    notify.network.fault("too_many_requests", count=1, retry_after_s=0)
    offers = [an_offer() for _ in range(5)]
    await notify.ask(*offers)

    for offer in offers:
        assert (await notify.outcome(offer.message_id))[-1] == ("delivered", None)
    assert len(notify.network.to(HERON_PHONE)) == 5


async def test_a_provider_that_cannot_be_reached_is_tried_until_the_text_is_too_old(notify: Stand) -> None:
    await notify.network._http.close()
    offer = an_offer(not_after=await notify.database.now() + timedelta(milliseconds=700))
    await notify.ask(offer)

    ((state, reason),) = await notify.outcome(offer.message_id)

    assert (state, (reason or "").startswith("unreachable")) in (("failed", True), ("expired", False))


async def test_21610_suppresses_the_number_from_then_on(notify: Stand) -> None:
    notify.network.fault("refuse", error_code=21610, count=1)
    first, second = an_offer(), an_offer()
    await notify.ask(first)
    assert await notify.outcome(first.message_id) == [("suppressed", "opted_out")]

    await notify.ask(second)

    assert await notify.outcome(second.message_id) == [("suppressed", "opted_out")]
    assert notify.network.to(HERON_PHONE) == []
    (entry,) = await notify.rows("SELECT person_id, act, how FROM consent_ledger WHERE act = 'opted_out'")
    assert (entry["person_id"], entry["how"]) == (HERON, "provider")


@pytest.mark.parametrize("code", [21211, 21614, 30007])
async def test_a_refusal_for_good_is_not_tried_again(notify: Stand, code: int) -> None:
    notify.network.fault("refuse", error_code=code, count=1)
    offer = an_offer()
    await notify.ask(offer)

    assert await notify.outcome(offer.message_id) == [("failed", f"provider:{code}")]


async def test_undelivered_is_told_with_the_carriers_code(notify: Stand) -> None:
    notify.network.fault("undelivered", error_code=30003)
    offer = an_offer()
    await notify.ask(offer)

    assert await notify.outcome(offer.message_id) == [("handed_off", None), ("failed", "provider:30003")]


async def test_a_receipt_that_was_lost_is_asked_for(notify: Stand) -> None:
    notify.network.fault("callbacks_lost")
    notify.network.fault("undelivered", error_code=30003)
    notice = an_offer(message_class=MessageClass.NOTICE)
    await notify.ask(notice)
    await notify.until_state(notice.message_id, "accepted")

    await set_clock(notify.database, timedelta(seconds=21))

    assert (await notify.outcome(notice.message_id))[-1] == ("failed", "provider:30003")


async def test_without_a_receipt_it_ends_unconfirmed(notify: Stand) -> None:
    """The phone is off: the provider has nothing to tell."""
    notify.network.fault("slow_delivery", ms=600_000)
    notice = an_offer(message_class=MessageClass.NOTICE)
    await notify.ask(notice)
    await notify.until_state(notice.message_id, "accepted")

    await set_clock(notify.database, timedelta(seconds=121))

    assert (await notify.outcome(notice.message_id))[-1] == ("unconfirmed", "no_receipt")


async def test_what_waited_too_long_is_dropped_and_told(make_notify: Callable[..., Awaitable[Stand]]) -> None:
    notify = await make_notify(loops=False)
    await notify.enrol(HERON, HERON_PHONE)
    offer = an_offer(not_after=await notify.database.now() + timedelta(seconds=30))
    await notify.ask(offer)
    await set_clock(notify.database, timedelta(seconds=30))
    notify.start_loops()

    assert await notify.outcome(offer.message_id) == [("expired", "expired")]
    assert notify.network.to(HERON_PHONE) == []


@pytest.mark.parametrize(("left", "outcome"), [(59, ("expired", "expired")), (61, ("delivered", None))])
async def test_an_offer_is_not_sent_when_hardly_any_time_is_left_to_answer_it(
    make_notify: Callable[..., Awaitable[Stand]], left: int, outcome: tuple[str, str | None]
) -> None:
    """As after an outage."""
    notify = await make_notify(loops=False)
    await notify.enrol(HERON, HERON_PHONE)
    offer = an_offer(not_after=await notify.database.now() + timedelta(minutes=3))
    await notify.ask(offer)
    await set_clock(notify.database, timedelta(seconds=180 - left))
    notify.start_loops()

    assert (await notify.outcome(offer.message_id))[-1] == outcome


async def test_what_would_send_somebody_into_danger_is_dropped_once_they_are_told_to_leave(
    make_notify: Callable[..., Awaitable[Stand]],
) -> None:
    """The provider was down; of another mission, to somebody else, or after LEAVE NOW all is sent."""
    notify = await make_notify(loops=False)
    await notify.enrol(HERON, HERON_PHONE)
    await notify.enrol(MAPLE, MAPLE_PHONE)
    scene = uuid4()
    asked: dict[str, Any] = {"message_class": MessageClass.ASSIGNMENT, "subject_id": scene}
    wait = an_offer(template="V35", params={"code": "K7Q", "buddy": "OTTER"}, **asked)
    look = an_offer(template="V38b", params={"code": "K7Q"}, **asked)
    thanks = an_offer(template="V22", **asked)
    elsewhere = an_offer(template="V33", **(asked | {"subject_id": uuid4()}))
    to_other = an_offer(MAPLE, template="V33", **asked)
    leave = an_offer(
        template="V8b",
        message_class=MessageClass.SAFETY,
        params={"code": "K7Q", "callsign": "OTTER"},
        subject_id=scene,
    )
    back = an_offer(template="V33", **asked)
    await notify.ask(wait, look, thanks, elsewhere, to_other, leave, back)
    notify.start_loops()

    for text in (wait, look):
        assert await notify.outcome(text.message_id) == [("suppressed", "overtaken")]
    for text in (thanks, elsewhere, to_other, leave, back):
        assert (await notify.outcome(text.message_id))[-1] == ("delivered", None)


async def test_a_safety_text_that_nothing_confirms_goes_again_by_text_and_mail(notify: Stand) -> None:
    await notify.enrol(HERON, HERON_PHONE, email="heron@example.org")
    notify.network.fault("slow_delivery", ms=600_000, count=1)
    leave = an_offer(message_class=MessageClass.SAFETY, template="V8")
    await notify.ask(leave)
    await notify.until_state(leave.message_id, "accepted")

    await set_clock(notify.database, timedelta(seconds=10))

    assert (await notify.outcome(leave.message_id))[-1] == ("delivered", None)
    await eventually(lambda: mails(notify, 1))
    await eventually(lambda: accepted(notify, 2))
    assert len(notify.network.to(HERON_PHONE)) == 2
    assert "SALGA YA" in next(notify.network.carrier.mailbox.oldest_first()).as_json()["text"]  # type: ignore[operator]


async def test_a_mail_goes_through_a_real_mail_server_over_one_connection(notify: Stand) -> None:
    await notify.enrol(MAPLE, "+12135550102", email="maple@example.org", language="en", consent=False)
    params = {"code": "K7Q", "zone": "Boyle Heights NE", "time": "6:48am", "count": "2"}
    mailed = [
        an_offer(MAPLE, template="mail-opened", params=params, channels=("email",), message_class=MessageClass.NOTICE)
        for _ in range(3)
    ]
    notify.network.fault("mail_deferred", count=1)
    await notify.ask(*mailed)

    for mail in mailed:
        assert await notify.outcome(mail.message_id) == [("handed_off", None), ("delivered", None)]
    first = next(notify.network.carrier.mailbox.oldest_first()).as_json()
    assert first["subject"] == "RRN: mission K7Q is open, Boyle Heights NE"
    assert first["envelope_to"] == ["maple@example.org"]


async def test_a_mail_shows_no_place_even_when_the_text_would(notify: Stand) -> None:
    await notify.enrol(HERON, HERON_PHONE, email="heron@example.org")
    now = await notify.database.now()
    meeting = an_offer(template="V3", channels=("sms", "email"), message_class=MessageClass.ASSIGNMENT)
    sealed = notify.sealer.seal(
        "case", now.date(), purpose="message.params", record=str(meeting.message_id),
        text='{"buddy": "MAPLE", "meeting_point": "Soto St & E 3rd St"}',
    )  # fmt: skip
    from services.chassis.sealing import wire

    await notify.ask(meeting.model_copy(update={"sealed_params": wire(sealed)}))
    await notify.outcome(meeting.message_id)
    await eventually(lambda: mails(notify, 1))
    await eventually(lambda: accepted(notify, 1))

    mail = next(notify.network.carrier.mailbox.oldest_first()).as_json()
    assert "Soto" in notify.network.to(HERON_PHONE)[0].body
    assert "Soto" not in str(mail)


async def test_a_mailbox_that_does_not_exist_fails(notify: Stand) -> None:
    await notify.enrol(HERON, HERON_PHONE, email="heron@example.org")
    notify.network.fault("mail_refused")
    mail = an_offer(channels=("email",))
    await notify.ask(mail)

    assert await notify.outcome(mail.message_id) == [("failed", "smtp:550")]


@pytest.mark.logs_errors("delivery.uncomposable")
async def test_a_text_that_cannot_be_worded_fails_and_the_rest_goes_on(notify: Stand) -> None:
    wrong, right = an_offer(template="V2", params={"code": "K7Q"}), an_offer()
    await notify.ask(wrong, right)

    assert await notify.outcome(wrong.message_id) == [("failed", "wording")]
    assert (await notify.outcome(right.message_id))[-1] == ("delivered", None)


async def test_a_zone_with_signs_of_two_units_silences_no_offer(notify: Stand) -> None:
    before = REGISTRY.get_sample_value("hotline_text_values_cut_total", {"placeholder": "zone"}) or 0
    zone = "[Santa Ana] Logan Ward"
    params = {"code": "K7Q", "zone": zone, "observers": "2", "languages": "so", "until": "6:48am"}
    await notify.ask(offer := an_offer(template="V2", params=params))

    assert (await notify.outcome(offer.message_id))[-1] == ("delivered", None)
    [sent] = notify.network.to(HERON_PHONE)
    assert "[Santa Ana] Logan. 2 observadores, somali." in sent.body
    assert REGISTRY.get_sample_value("hotline_text_values_cut_total", {"placeholder": "zone"}) == before + 1


async def test_an_exercise_is_marked_where_it_costs_no_second_segment(notify: Stand) -> None:
    await notify.ask(offer := an_offer(exercise=True))
    await notify.outcome(offer.message_id)

    assert notify.network.to(HERON_PHONE)[0].body.startswith("SIMULACRO K7Q ya tiene equipo")


async def test_nobody_we_know_is_told_at_once(notify: Stand) -> None:
    await notify.ask(offer := an_offer(MAPLE))

    assert await notify.outcome(offer.message_id) == [("suppressed", "no_contact")]
    (event,) = await notify.announced("delivery")
    assert event["data"]["channel"] == "none"


async def accepted(notify: Stand, count: int) -> bool:
    await asyncio.sleep(0)
    return len(notify.network.to(HERON_PHONE)) >= count


async def mails(notify: Stand, count: int) -> bool:
    return len(list(notify.network.carrier.mailbox.oldest_first())) >= count
