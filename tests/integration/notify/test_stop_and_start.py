"""STOP, START, YES and HELP: they act at once, are answered once, and overtake what is queued."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tests.integration.notify.test_webhooks import half_a_minute_later, text, texts_to
from tests.support.notify_harness import (
    CALLER_PHONE,
    HERON,
    HERON_PHONE,
    MAPLE,
    MAPLE_PHONE,
    Stand,
    a_receipt_for_caller,
    an_offer,
    eventually,
)


@pytest.mark.parametrize("word", ["STOP", "Por favor ya no me manden mensajes"])
async def test_stop_acts_at_once_is_confirmed_once_and_told_to_dispatch(notify: Stand, word: str) -> None:
    await text(notify, word)
    await text(notify, word)

    assert [event["data"]["consent"] for event in await notify.announced("reply")] == ["opted_out"] * 2
    await eventually(lambda: texts_to(notify, HERON_PHONE, 1))
    (confirmation,) = notify.network.to(HERON_PHONE)
    assert confirmation.body == "RRN: no recibira mas mensajes. Puede llamar al 213-555-0142. Mande START para volver."
    offer = an_offer()
    await notify.ask(offer)
    assert await notify.outcome(offer.message_id) == [("suppressed", "opted_out")]


async def test_stop_overtakes_what_is_queued(make_notify: Callable[..., Awaitable[Stand]]) -> None:
    notify = await make_notify(loops=False)
    await notify.enrol(HERON, HERON_PHONE)
    offer = an_offer()
    await notify.ask(offer)
    await text(notify, "STOP", OptOutType="STOP")
    notify.start_loops()

    assert await notify.outcome(offer.message_id) == [("suppressed", "opted_out")]
    assert notify.network.to(HERON_PHONE) == []


async def test_stop_between_claim_and_post_still_wins(make_notify: Callable[..., Awaitable[Stand]]) -> None:
    """The claim is held up after its commit, as a busy process would be, until STOP has come."""
    notify = await make_notify(loops=False)
    await notify.enrol(HERON, HERON_PHONE)
    stopped = asyncio.Event()
    acquire = notify.texts._limiter.acquire

    async def hold(amount: float = 1) -> None:
        await stopped.wait()
        await acquire(amount)

    notify.texts._limiter.acquire = hold  # type: ignore[method-assign]
    offer = an_offer()
    await notify.ask(offer)
    notify.start_loops()
    await notify.until_state(offer.message_id, "sending")
    await text(notify, "STOP", OptOutType="STOP")
    stopped.set()

    assert await notify.outcome(offer.message_id) == [("suppressed", "opted_out")]
    assert notify.network.to(HERON_PHONE) == []


async def test_start_opts_in_again_whom_we_know(notify: Stand) -> None:
    await text(notify, "STOP")
    await text(notify, "START")

    assert (await notify.announced("reply"))[-1]["data"]["consent"] == "opted_in"
    await notify.ask(offer := an_offer())
    assert (await notify.outcome(offer.message_id))[-1] == ("delivered", None)
    acts = [row["act"] for row in await notify.rows("SELECT act FROM consent_ledger ORDER BY entry")]
    assert acts == ["opted_in", "opted_out", "opted_in"]


@pytest.mark.parametrize("word", ["YES", "sí", "START"])
async def test_an_invited_person_agrees_with_yes_or_start(notify: Stand, word: str) -> None:
    assert (await notify.enrol(MAPLE, MAPLE_PHONE, consent=False))["state"] == "invited"
    await eventually(lambda: texts_to(notify, MAPLE_PHONE, 1))
    assert "START" in notify.network.to(MAPLE_PHONE)[0].body
    await notify.ask(early := an_offer(MAPLE))
    assert await notify.outcome(early.message_id) == [("suppressed", "no_consent")]

    await text(notify, word, number=MAPLE_PHONE)

    await notify.ask(offer := an_offer(MAPLE))
    assert (await notify.outcome(offer.message_id))[-1] == ("delivered", None)


async def test_yes_of_somebody_who_opted_out_is_no_consent(notify: Stand) -> None:
    await text(notify, "STOP")
    await text(notify, "YES")

    assert "consent" not in (await notify.announced("reply"))[-1]["data"]
    await notify.ask(offer := an_offer())
    assert await notify.outcome(offer.message_id) == [("suppressed", "opted_out")]


async def test_start_is_answered_once_to_whom_it_changes_something_for(notify: Stand) -> None:
    await text(notify, "START")  # had agreed before: nothing changes, nothing to say
    await text(notify, "STOP")
    await text(notify, "START")
    await text(notify, "START")
    await half_a_minute_later(notify)

    await eventually(lambda: texts_to(notify, HERON_PHONE, 2))
    stopped, started = [each.body for each in notify.network.to(HERON_PHONE)]
    assert stopped.startswith("RRN: no recibira mas mensajes")
    assert started.startswith("RRN: gracias, ya recibe nuestros avisos de guardia.")


async def test_whoever_stops_again_at_once_is_not_thanked_for_starting(notify: Stand) -> None:
    for word in ("STOP", "START", "STOP"):
        await text(notify, word)
    await half_a_minute_later(notify)

    await notify.until_idle()
    ends = await notify.rows("SELECT template, state FROM delivery JOIN message USING (message_id) ORDER BY created_at")
    assert [tuple(row) for row in ends] == [("C8", "delivered"), ("V41", "suppressed"), ("C8", "delivered")]
    assert len(notify.network.to(HERON_PHONE)) == 2


async def test_help_is_answered_and_still_goes_to_dispatch(notify: Stand) -> None:
    await text(notify, "AYUDA")
    await text(notify, "AYUDA")

    assert len(await notify.announced("reply")) == 2
    await half_a_minute_later(notify)
    await eventually(lambda: texts_to(notify, HERON_PHONE, 1))
    (answer,) = notify.network.to(HERON_PHONE)
    assert answer.body.startswith("RRN Despacho: avisos de guardia")


async def test_a_strangers_stop_is_kept_and_neither_answered_nor_reported(notify: Stand) -> None:
    await text(notify, "STOP", number=CALLER_PHONE)

    assert await notify.announced("inbound") == []
    request = a_receipt_for_caller(notify.sealer, await notify.database.now())
    await notify.ask(request)
    assert await notify.outcome(request.message_id) == [("suppressed", "opted_out")]
    assert notify.network.to(CALLER_PHONE) == []


async def test_a_caller_we_texted_gets_the_answers_to_stop_and_help(notify: Stand) -> None:
    request = a_receipt_for_caller(notify.sealer, await notify.database.now())
    await notify.ask(request)
    await notify.outcome(request.message_id)

    await text(notify, "AYUDA", number=CALLER_PHONE)
    await half_a_minute_later(notify)
    await eventually(lambda: texts_to(notify, CALLER_PHONE, 2))
    await text(notify, "STOP", number=CALLER_PHONE)
    await eventually(lambda: texts_to(notify, CALLER_PHONE, 3))

    _, helped, stopped = [each.body for each in notify.network.to(CALLER_PHONE)]
    assert helped.startswith("Linea RRN: textos solo sobre su reporte. Tel 213-555-0142, 5am-9pm")
    assert stopped.startswith("RRN: no recibira mas mensajes")
