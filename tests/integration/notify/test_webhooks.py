"""Receipts and texts that come in: signed or refused, once or not at all, in any order the same end."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import permutations
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import httpx
import pytest
from prometheus_client import REGISTRY

from schemas.envelope import Received
from schemas.values import MessageClass
from services.chassis.http_server import FORM_LIMIT
from services.notify.delivery.text_caps import TextCaps
from services.notify.handlers.message_planner import MessagePlanner
from services.notify.model.deliveries import AttemptToken
from services.notify.webhooks.signature import signature
from tests.conftest import in_any_form, set_clock
from tests.support.notify_harness import (
    ACCOUNT,
    CALLER_PHONE,
    HERON,
    HERON_PHONE,
    HOTLINE,
    MAPLE,
    TOKEN,
    Stand,
    a_receipt_for_caller,
    an_offer,
    eventually,
)


async def post(notify: Stand, path: str, form: dict[str, str], *, signed_with: str | None = TOKEN) -> httpx.Response:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    if signed_with is not None:
        headers["X-Twilio-Signature"] = signature(signed_with, notify.url + path, form.items())
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.post(notify.url + path, content=urlencode(form), headers=headers)


def a_text(body: str, *, number: str = HERON_PHONE, sid: str | None = None, **more: str) -> dict[str, str]:
    fields = {"MessageSid": sid or f"SM{uuid4().hex}", "AccountSid": ACCOUNT, "From": number, "To": HOTLINE}
    return {**fields, "Body": body, "NumMedia": "0", **more}


async def half_a_minute_later(notify: Stand) -> None:
    await set_clock(notify.database, timedelta(seconds=30))


async def text(notify: Stand, body: str, **more: Any) -> httpx.Response:
    return await post(notify, "/v1/twilio/inbound", a_text(body, **more))


def a_receipt(status: str, code: str | None = None) -> dict[str, str]:
    form = {"MessageSid": "SM" + "1" * 32, "AccountSid": ACCOUNT, "MessageStatus": status, "To": HERON_PHONE}
    return form | ({"ErrorCode": code} if code else {})


def status_path(message_id: UUID) -> str:
    return f"/v1/twilio/status?t={AttemptToken(message_id, 'sms', 0, 1)}"


async def a_text_whose_receipts_we_write(notify: Stand) -> UUID:
    offer = an_offer()
    await notify.ask(offer)
    await notify.until_state(offer.message_id, "accepted")
    return offer.message_id


@pytest.fixture
async def silent(notify: Stand) -> Stand:
    """The phone network posts no receipts by itself."""
    notify.network.fault("callbacks_lost")
    return notify


@pytest.mark.parametrize("signed_with", [None, "wrong token"])
@pytest.mark.parametrize("path", ["/v1/twilio/status?t=x", "/v1/twilio/inbound"])
async def test_what_the_provider_did_not_sign_is_refused_unread(
    notify: Stand, path: str, signed_with: str | None
) -> None:
    answer = await post(notify, path, a_text("STOP"), signed_with=signed_with)

    assert answer.status_code == 403
    assert await notify.rows("SELECT 1 FROM inbound_text") == []


async def test_a_forged_receipt_changes_nothing(silent: Stand) -> None:
    message_id = await a_text_whose_receipts_we_write(silent)

    answer = await post(silent, status_path(message_id), a_receipt("delivered"), signed_with="wrong")

    assert answer.status_code == 403
    (row,) = await silent.rows("SELECT state FROM delivery")
    assert row["state"] == "accepted"


async def test_a_receipt_with_another_account_is_refused(silent: Stand) -> None:
    message_id = await a_text_whose_receipts_we_write(silent)

    answer = await post(silent, status_path(message_id), a_receipt("delivered") | {"AccountSid": "AC" + "0" * 32})

    assert answer.status_code == 403


async def test_a_receipt_of_nothing_we_sent_is_taken_and_forgotten(notify: Stand) -> None:
    for path in ("/v1/twilio/status", "/v1/twilio/status?t=nonsense", status_path(uuid4())):
        assert (await post(notify, path, a_receipt("delivered"))).status_code == 204


@pytest.mark.parametrize("last", [("delivered", None), ("undelivered", "30003"), ("failed", "30008")])
async def test_every_order_of_receipts_converges_and_a_replay_is_harmless(
    silent: Stand, last: tuple[str, str | None]
) -> None:
    receipts = [a_receipt("queued"), a_receipt("sent"), a_receipt(*last)]
    ends = set()
    for order in permutations(receipts):
        message_id = await a_text_whose_receipts_we_write(silent)
        for receipt in [*order, *order]:
            assert (await post(silent, status_path(message_id), receipt)).status_code == 204
        told = await silent.outcome(message_id)
        (row,) = await silent.rows("SELECT state FROM delivery WHERE message_id = $1", message_id)
        ends.add((row["state"], tuple(told)))

    end = ("delivered", None) if last[0] == "delivered" else ("failed", f"provider:{last[1]}")
    assert ends == {(last[0], (("handed_off", None), end))}


async def test_many_receipts_at_once_are_recorded_together(silent: Stand) -> None:
    offers = [an_offer() for _ in range(40)]
    await silent.ask(*offers)
    for offer in offers:
        await silent.until_state(offer.message_id, "accepted")

    answers = await asyncio.gather(
        *(post(silent, status_path(o.message_id), a_receipt(s)) for o in offers for s in ("sent", "delivered", "sent"))
    )

    assert {answer.status_code for answer in answers} == {204}
    assert len([e for e in await silent.announced("delivery") if e["data"]["state"] == "delivered"]) == 40


async def test_a_reply_is_passed_on_sealed_once_with_the_persons_id(notify: Stand) -> None:
    form = a_text("Sí 12, ya voy\x00")
    first = await post(notify, "/v1/twilio/inbound", form)
    again = await post(notify, "/v1/twilio/inbound", form)

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.text.endswith("<Response/>")
    (event,) = await notify.announced("reply")
    data = event["data"]
    assert (data["person_id"], event["partitionkey"], "consent" in data) == (str(HERON), str(HERON), False)
    opened = notify.sealer.open_text(
        data["sealed_text"], purpose="reply.text", record=f"{data['reply_id']}/{data['person_id']}"
    )
    assert opened == "Sí 12, ya voy\x00"


async def test_no_text_is_too_long_to_be_taken_and_its_end_is_heard(notify: Stand) -> None:
    answer = await text(notify, "x" * 30_000 + " SOS")

    assert answer.status_code == 200
    (event,) = await notify.announced("reply")
    record = f"{event['data']['reply_id']}/{event['data']['person_id']}"
    opened = notify.sealer.open_text(event["data"]["sealed_text"], purpose="reply.text", record=record)
    assert opened.endswith("x SOS")


async def test_a_text_from_a_number_of_two_networks_is_the_persons_who_was_texted_last(notify: Stand) -> None:
    shared = UUID(int=0x77)
    taken = await notify.enrol(shared, HERON_PHONE, consent=False, network_id="oc", callsign="WREN")
    assert taken["state"] == "opted_in"  # consent is the number's
    await notify.ask(in_la := an_offer(HERON))
    await notify.outcome(in_la.message_id)
    await text(notify, "Y 10")
    await notify.ask(in_oc := an_offer(shared, network_id="oc", params={**in_la.params, "code": "M4T"}))
    await notify.outcome(in_oc.message_id)
    await text(notify, "N")
    await text(notify, "here k7q")
    await text(notify, "STOP")

    whose = [event["data"]["person_id"] for event in await notify.announced("reply")]
    assert whose == [str(HERON), str(shared), str(HERON), str(shared)]
    consents = await notify.rows("SELECT DISTINCT consent FROM contact WHERE person_id = ANY($1)", [HERON, shared])
    assert [row["consent"] for row in consents] == ["opted_out"]


async def test_a_mexican_mobile_is_known_and_stopped_by_either_of_its_forms(
    make_notify: Callable[..., Awaitable[Stand]],
) -> None:
    notify = await make_notify(allow_prefixes=("+1", "+52"))
    await notify.enrol(MAPLE, "+525555550142", callsign="MAPLE")
    old = "+5215555550142"
    kept = [notify.sealer.blind_index(kind, old) for kind in ("contact", "optout")]
    await notify.rows(  # as a release before had it
        "UPDATE contact SET phone_index = $2, optout_index = $3 WHERE person_id = $1 RETURNING person_id", MAPLE, *kept
    )

    await text(notify, "Y 10", number="+525555550142")
    await text(notify, "STOP", number=old, OptOutType="STOP")

    assert [event["data"]["person_id"] for event in await notify.announced("reply")] == [str(MAPLE)] * 2
    [row] = await notify.rows("SELECT consent FROM contact WHERE person_id = $1", MAPLE)
    assert row["consent"] == "opted_out"


async def test_eight_deliveries_of_one_text_at_once_are_one_reply(notify: Stand) -> None:
    form = a_text("Y 12")
    answers = await asyncio.gather(*(post(notify, "/v1/twilio/inbound", form) for _ in range(8)))

    assert {answer.status_code for answer in answers} == {200}
    assert len(await notify.announced("reply")) == 1


async def test_the_answer_to_a_cry_comes_before_that_to_help_and_both_come(notify: Stand) -> None:
    """Dispatch takes a moment to read that this HELP is a cry."""
    await text(notify, "AYUDA")
    rates = (await notify.rows("SELECT message_id FROM message WHERE template = 'V26'"))[0]["message_id"]

    await notify.ask(an_offer(template="V12", message_class=MessageClass.SAFETY, params={}, not_after=None))
    await eventually(lambda: texts_to(notify, HERON_PHONE, 1))
    waits = await notify.rows("SELECT state, due_at - created_at AS waits FROM delivery WHERE message_id = $1", rates)
    await half_a_minute_later(notify)
    await eventually(lambda: texts_to(notify, HERON_PHONE, 2))

    heard, told = [each.body for each in notify.network.to(HERON_PHONE)]
    assert [(row["state"], round(row["waits"].total_seconds())) for row in waits] == [("queued", 30)]
    assert heard.startswith("SOS recibido.")
    assert told.startswith("RRN Despacho: avisos de guardia")


async def test_a_strangers_text_goes_to_intake_sealed_and_is_not_answered(notify: Stand) -> None:
    await text(notify, "They are at Soto and 1st", number=CALLER_PHONE)

    (event,) = await notify.announced("inbound")
    data = event["data"]
    open_text = notify.sealer.open_text
    assert open_text(data["sealed_text"], purpose="inbound.text", record=data["inbound_id"]).startswith("They are")
    assert open_text(data["sealed_contact"], purpose="inbound.contact", record=data["inbound_id"]) == CALLER_PHONE
    assert notify.network.to(CALLER_PHONE) == []
    kept = str([*await notify.rows("SELECT to_jsonb(t) FROM inbound_text t"), *await notify.announced()])
    for canary in ("2135550177", "Soto and 1st"):
        assert not in_any_form(canary, kept)


async def test_who_cries_and_was_never_texted_gets_no_word_from_notify_which_cannot_tell_whether_it_is_safe(
    notify: Stand,
) -> None:
    for words in ("ayuda", "They are at Soto and 1st, help me", "AYUDA", "estan tumbando la puerta"):
        await text(notify, words, number=CALLER_PHONE)

    told = [event["data"].get("help_only", False) for event in await notify.announced("inbound")]
    assert told == [True, False, True, False]
    assert await notify.rows("SELECT 1 FROM message") == []


async def test_a_stranger_who_asks_who_we_are_is_told_at_once(notify: Stand) -> None:
    await text(notify, "INFO", number=CALLER_PHONE)

    await eventually(lambda: texts_to(notify, CALLER_PHONE, 1))
    (answer,) = notify.network.to(CALLER_PHONE)
    assert "STOP" in answer.body


async def test_the_eleventh_text_of_who_cries_is_heard(notify: Stand) -> None:
    for number in range(11):
        await text(notify, f"they are at Soto {number}", number=CALLER_PHONE)
    await text(notify, "me estan llevando", number=CALLER_PHONE)

    said = [event["data"] for event in await notify.announced("inbound")]
    assert len(said) == 11
    opened = notify.sealer.open_text(said[-1]["sealed_text"], purpose="inbound.text", record=said[-1]["inbound_id"])
    assert opened == "me estan llevando"


async def test_a_strangers_flood_is_stored_and_passed_on_ten_times(notify: Stand) -> None:
    for number in range(13):
        assert (await text(notify, f"report {number}", number=CALLER_PHONE)).status_code == 200

    assert len(await notify.announced("inbound")) == 10
    assert len(await notify.rows("SELECT 1 FROM inbound_text")) == 13


async def test_a_callers_text_names_the_report_that_we_texted_about(notify: Stand) -> None:
    await notify.ask(request := a_receipt_for_caller(notify.sealer, await notify.database.now()))
    await notify.outcome(request.message_id)

    await text(notify, "They are leaving", number=CALLER_PHONE)
    await set_clock(notify.database, timedelta(hours=24, seconds=5))
    await text(notify, "Now at Soto and 4th", number=CALLER_PHONE)

    answer, later = [event["data"] for event in await notify.announced("inbound")]
    assert (answer["report_id"], answer["network_id"]) == (str(request.subject_id), "la")
    assert "report_id" not in later


async def test_each_network_has_its_number_and_a_text_goes_to_the_one_that_was_texted(
    make_notify: Callable[..., Awaitable[Stand]],
) -> None:
    notify = await make_notify(numbers={"oc": "+12135550143"})
    await notify.ask(request := a_receipt_for_caller(notify.sealer, await notify.database.now(), network_id="oc"))
    await notify.outcome(request.message_id)

    await text(notify, "They are leaving", number=CALLER_PHONE, To="+12135550143")
    await text(notify, "Agents at Soto and 4th", number=CALLER_PHONE)

    assert [sent.sender for sent in notify.network.to(CALLER_PHONE)] == ["+12135550143"]
    answer, everybodys = [event["data"] for event in await notify.announced("inbound")]
    assert (answer["network_id"], answer["report_id"]) == ("oc", str(request.subject_id))
    assert (everybodys["network_id"], everybodys["report_id"]) == ("oc", str(request.subject_id))


async def test_a_number_that_a_source_names_again_and_again_gets_six_texts_an_hour_and_ten_a_day(notify: Stand) -> None:
    """Also where several units plan at once."""
    first = [a_receipt_for_caller(notify.sealer, await notify.database.now()) for _ in range(9)]
    await asyncio.gather(*(notify.ask(*first[n : n + 3]) for n in (0, 3, 6)))
    ends = [(await notify.outcome(request.message_id))[-1] for request in first]
    assert Counter(ends) == {("delivered", None): 6, ("suppressed", "capped"): 3}

    await set_clock(notify.database, timedelta(hours=1, seconds=5))
    later = [a_receipt_for_caller(notify.sealer, await notify.database.now()) for _ in range(6)]
    await notify.ask(*later)

    ends = [(await notify.outcome(request.message_id))[-1] for request in later]
    assert Counter(ends) == {("delivered", None): 4, ("suppressed", "capped"): 2}
    assert len(notify.network.to(CALLER_PHONE)) == 10


@pytest.mark.logs_errors("texts.capped_in_total")
async def test_all_callers_together_get_so_many_texts_a_minute(notify: Stand) -> None:
    planner = MessagePlanner(
        notify.sealer, production=False, allow_prefixes=("+1",), wake=lambda _: None, caps=TextCaps(a_minute=5)
    )
    now = await notify.database.now()
    requests = [a_receipt_for_caller(notify.sealer, now, f"+1213555{number:04}") for number in range(100, 108)]
    abroad = [a_receipt_for_caller(notify.sealer, now, f"+1{area}5550101") for area in (876, 809, 900)]
    for batch in (abroad, requests[:4], requests[4:]):
        async with notify.database.unit() as unit:
            await planner.for_callers(unit, [Received(uuid4(), "s", now, None, request) for request in batch])

    async with notify.database.connection() as connection:
        rows = await connection.fetch("SELECT finished_reason, count(*) FROM message GROUP BY 1")
    assert {row[0]: row[1] for row in rows} == {None: 5, "capped": 3, "not_textable": 3}


async def test_a_sender_that_is_no_phone_is_answered_and_ignored(notify: Stand) -> None:
    before = await notify.announced()

    assert (await text(notify, "ad", number="88022")).status_code == 200

    assert await notify.announced() == before


async def test_a_real_text_through_the_phone_network(notify: Stand) -> None:
    assert await notify.network.text_from(HERON_PHONE, "Y 12") == 200
    assert len(await notify.announced("reply")) == 1


async def texts_to(notify: Stand, number: str, count: int) -> bool:
    await asyncio.sleep(0)
    return len(notify.network.to(number)) >= count


async def test_a_webhook_takes_posts_of_a_forms_size_alone(notify: Stand) -> None:
    path = "/v1/twilio/status"
    async with httpx.AsyncClient(trust_env=False) as client:
        fetched = await client.get(notify.url + path)
    swollen = await post(notify, path, a_receipt("delivered") | {"Body": "x" * FORM_LIMIT})

    assert (fetched.status_code, fetched.headers["Allow"]) == (405, "POST")
    assert (swollen.status_code, swollen.json()["type"]) == (413, "urn:hotline:problem:too-large")


async def test_receipts_and_refusals_are_counted_by_their_path(silent: Stand) -> None:
    def counted(status: int) -> float:
        labels = {"method": "POST", "route": "/v1/twilio/status", "status": str(status)}
        return REGISTRY.get_sample_value("hotline_http_requests_total", labels) or 0.0

    taken, refused = counted(204), counted(403)
    await post(silent, status_path(uuid4()), a_receipt("delivered"))
    await post(silent, status_path(uuid4()), a_receipt("delivered"), signed_with="wrong")

    assert (counted(204), counted(403)) == (taken + 1, refused + 1)
