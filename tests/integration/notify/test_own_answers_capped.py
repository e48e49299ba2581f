"""What notify answers by itself (STOP, START, HELP) counts with what callers get: in a number, and all together."""

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from schemas.values import MessageClass
from tests.conftest import set_clock
from tests.integration.notify.test_webhooks import text
from tests.support.notify_harness import CALLER_PHONE, HERON, HERON_PHONE, Stand, a_receipt_for_caller, an_offer

JAMAICA = "+18765550101"
Make = Callable[..., Awaitable[Stand]]


async def went_out(notify: Stand) -> Counter[str]:
    rows = await notify.rows("SELECT template FROM message WHERE finished IS DISTINCT FROM 'suppressed'")
    return Counter(row["template"] for row in rows)


async def capped(notify: Stand) -> Counter[str]:
    rows = await notify.rows("SELECT template FROM message WHERE finished_reason = 'capped'")
    return Counter(row["template"] for row in rows)


async def test_who_stops_and_starts_without_end_is_texted_six_times_an_hour(make_notify: Make) -> None:
    notify = await make_notify(loops=False)
    await notify.ask(a_receipt_for_caller(notify.sealer, await notify.database.now()))

    for _ in range(8):
        await text(notify, "STOP", number=CALLER_PHONE)
        await text(notify, "START", number=CALLER_PHONE)

    assert (await went_out(notify)).total() == 6
    assert await capped(notify) == {"C8": 5, "C21": 6}
    assert await notify.rows("SELECT 1 FROM suppression WHERE lifted_at IS NULL") == [], "each still took effect"


async def test_what_was_answered_counts_in_what_a_source_may_have_sent(make_notify: Make) -> None:
    notify = await make_notify(loops=False)
    await notify.ask(a_receipt_for_caller(notify.sealer, await notify.database.now()))
    for minutes in (0, 11, 22, 33):
        await set_clock(notify.database, timedelta(minutes=minutes))
        await text(notify, "HELP", number=CALLER_PHONE)

    await notify.ask(*[a_receipt_for_caller(notify.sealer, await notify.database.now()) for _ in range(3)])

    assert await went_out(notify) == {"C9": 4, "C1": 2}


@pytest.mark.logs_errors("texts.capped_in_total")
async def test_answers_to_strangers_count_in_the_total(make_notify: Make) -> None:
    notify = await make_notify(loops=False, callers_a_minute=5)

    for number in range(100, 107):
        await text(notify, "INFO", number=f"+1213555{number:04}")
    await notify.ask(a_receipt_for_caller(notify.sealer, await notify.database.now()))

    assert await went_out(notify) == {"C9": 5}
    assert await capped(notify) == {"C9": 2, "C1": 1}


async def test_the_first_stop_of_a_day_is_confirmed_whatever_was_sent_before(make_notify: Make) -> None:
    """The law asks for it; what is sent after it counts it."""
    notify = await make_notify(loops=False)
    await notify.ask(*[a_receipt_for_caller(notify.sealer, await notify.database.now()) for _ in range(7)])

    for word in ("STOP", "START", "STOP"):
        await text(notify, word, number=CALLER_PHONE)

    assert await went_out(notify) == {"C1": 6, "C8": 1}
    assert await capped(notify) == {"C1": 1, "C21": 1, "C8": 1}


async def test_a_number_that_may_not_be_texted_is_not_answered_either(make_notify: Make) -> None:
    """A source named it, so it is known; nothing was sent."""
    notify = await make_notify(loops=False)
    await notify.ask(a_receipt_for_caller(notify.sealer, await notify.database.now(), JAMAICA))

    for word in ("STOP", "START", "HELP"):
        await text(notify, word, number=JAMAICA)

    assert (await went_out(notify)).total() == 0


async def test_a_volunteer_who_stops_and_starts_without_end_is_answered_six_times_and_told_of_danger(
    make_notify: Make,
) -> None:
    notify = await make_notify(loops=False)
    await notify.enrol(HERON, HERON_PHONE)
    for _ in range(8):
        await text(notify, "STOP")
        await text(notify, "START")
    answered = await went_out(notify)

    await notify.ask(an_offer(template="V12", message_class=MessageClass.SAFETY, params={}, not_after=None))

    assert answered["C8"] + answered["V41"] == 6
    assert (await went_out(notify))["V12"] == 1


@pytest.mark.logs_errors("texts.capped_in_total")
async def test_when_all_callers_together_had_enough_volunteers_are_asked_and_warned_all_the_same(
    make_notify: Make,
) -> None:
    notify = await make_notify(loops=False, callers_a_minute=1)
    await notify.enrol(HERON, HERON_PHONE)
    await notify.ask(*[a_receipt_for_caller(notify.sealer, await notify.database.now()) for _ in range(2)])

    await notify.ask(
        an_offer(),
        an_offer(template="V12", message_class=MessageClass.SAFETY, params={}, not_after=None),
    )

    assert (await went_out(notify)) & Counter(["V5", "V12", "C1"]) == {"V5": 1, "V12": 1, "C1": 1}
