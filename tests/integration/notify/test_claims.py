"""Between the claim and the post: crashes, a second process, one that stood still, clocks, and what goes first."""

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from schemas.events.message import VolunteerMessageRequestedV1
from schemas.values import MessageClass
from services.notify.delivery import sender
from tests.conftest import set_clock
from tests.integration.notify.test_sending import accepted
from tests.support.notify_harness import (
    HERON,
    HERON_PHONE,
    Stand,
    an_offer,
    eventually,
)


async def test_a_crash_between_claim_and_record_is_reconciled_and_not_sent_again(
    make_notify: Callable[..., Awaitable[Stand]],
) -> None:
    first = await make_notify()
    await first.enrol(HERON, HERON_PHONE)
    first.network.fault("accept_then_timeout", count=1)
    first.network.fault("callbacks_lost")
    offer = an_offer()
    await first.ask(offer)
    await eventually(lambda: accepted(first, 1))
    await first.crash_senders()
    second = await make_notify(beside=first)
    await second.until_state(offer.message_id, "sending")

    await set_clock(second.database, timedelta(seconds=16))
    await second.until_state(offer.message_id, "unknown", "delivered")
    await set_clock(second.database, timedelta(seconds=46))

    assert (await second.outcome(offer.message_id))[-1] == ("delivered", None)
    assert len(second.network.to(HERON_PHONE)) == 1


async def test_two_processes_never_send_the_same_text(make_notify: Callable[..., Awaitable[Stand]]) -> None:
    one = await make_notify(loops=False)
    two = await make_notify(beside=one, loops=False)
    await one.enrol(HERON, HERON_PHONE)
    offers = [an_offer() for _ in range(60)]
    await one.ask(*offers)

    one.start_loops()
    two.start_loops()

    for offer in offers:
        assert (await one.outcome(offer.message_id))[-1] == ("delivered", None)
    assert len(one.network.to(HERON_PHONE)) == 60


def _stand_still_after_the_claim(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """The first one, by the clock that goes on meanwhile."""
    clock = [0.0]

    async def stand_still(place: str) -> None:
        if place == "N.claimed":
            clock[0] = seconds

    monkeypatch.setattr(sender, "failpoint", stand_still)
    monkeypatch.setattr(sender, "seconds_since_boot", lambda: clock[0])


@pytest.mark.parametrize("stood_still_seconds", [6, 4000])
async def test_what_was_claimed_before_the_process_stood_still_is_posted_once_and_by_a_new_claim(
    make_notify: Callable[..., Awaitable[Stand]], monkeypatch: pytest.MonkeyPatch, stood_still_seconds: int
) -> None:
    """SIGSTOP, a snapshot, a laptop's lid: whoever wakes with an old claim leaves the POST to others (rule R85)."""
    notify = await make_notify(loops=False)
    await notify.enrol(HERON, HERON_PHONE)
    offer = an_offer()
    await notify.ask(offer)
    _stand_still_after_the_claim(monkeypatch, stood_still_seconds)

    notify.start_loops()

    assert (await notify.outcome(offer.message_id))[-1] == ("delivered", None)
    assert [row["tries"] for row in await notify.rows("SELECT tries FROM delivery")] == [2]
    assert len(notify.network.to(HERON_PHONE)) == 1


async def test_what_became_too_late_between_the_claim_and_its_post_stays_here(
    make_notify: Callable[..., Awaitable[Stand]], monkeypatch: pytest.MonkeyPatch
) -> None:
    notify = await make_notify(loops=False)
    await notify.enrol(HERON, HERON_PHONE)
    page = an_offer(message_class=MessageClass.ASSIGNMENT, not_after=await notify.database.now() + timedelta(seconds=4))
    await notify.ask(page)
    _stand_still_after_the_claim(monkeypatch, 4.5)

    notify.start_loops()

    assert await notify.outcome(page.message_id) == [("expired", "expired")]
    assert notify.network.to(HERON_PHONE) == []


async def test_the_urgent_lanes_go_first_when_the_number_may_send_little(
    make_notify: Callable[..., Awaitable[Stand]],
) -> None:
    notify = await make_notify(loops=False, rate_per_s=4, slots=1)
    await notify.enrol(HERON, HERON_PHONE)
    notices = [an_offer(message_class=MessageClass.NOTICE, params={"code": f"N{n}2"}) for n in range(2, 5)]
    urgent = an_offer(message_class=MessageClass.SAFETY, params={"code": "S22"})
    await notify.ask(*notices)
    await notify.ask(urgent)
    notify.start_loops()

    for offer in [*notices, urgent]:
        await notify.outcome(offer.message_id)

    assert [text.body[:3] for text in notify.network.to(HERON_PHONE)] == ["S22", "N22", "N32", "N42"]


async def test_what_one_person_is_told_in_one_lane_goes_in_the_order_in_which_it_was_asked_for(
    make_notify: Callable[..., Awaitable[Stand]],
) -> None:
    """Where to look before how to answer, also when the provider takes its time over the first."""
    notify = await make_notify(loops=False, rate_per_s=100, slots=8)
    await notify.enrol(HERON, HERON_PHONE)
    notify.network.fault("latency", count=1, ms=300)
    texts = [an_offer(message_class=MessageClass.ASSIGNMENT, params={"code": f"A{n}2"}) for n in range(2, 8)]
    await notify.ask(*texts)
    notify.start_loops()

    for text in texts:
        await notify.outcome(text.message_id)

    sent = notify.network.to(HERON_PHONE)
    assert [text.body[:3] for text in sent] == ["A22", "A32", "A42", "A52", "A62", "A72"]
    assert sent[1].at_us - sent[0].at_us > 250_000, "it is posted when the first is known to be taken"


async def test_a_flood_of_pages_leaves_every_lane_its_share_and_a_safety_text_overtakes_all(
    make_notify: Callable[..., Awaitable[Stand]],
) -> None:
    notify = await make_notify(loops=False, rate_per_s=10, slots=1)
    await notify.enrol(HERON, HERON_PHONE)

    def texts(lane: MessageClass, mark: str, count: int) -> list[VolunteerMessageRequestedV1]:
        return [an_offer(message_class=lane, params={"code": f"{mark}{n}"}) for n in range(100, 100 + count)]

    await notify.ask(*texts(MessageClass.DUTY, "D", 60))
    await notify.ask(*texts(MessageClass.NOTICE, "N", 5))
    await notify.ask(*texts(MessageClass.ASSIGNMENT, "A", 8))
    await notify.ask(*texts(MessageClass.OFFER, "O", 16))
    notify.start_loops()
    await eventually(lambda: accepted(notify, 20))
    await notify.ask(an_offer(message_class=MessageClass.SAFETY, params={"code": "SOS"}))
    await eventually(lambda: accepted(notify, 24))

    sent = [text.body[0] for text in notify.network.to(HERON_PHONE)]
    assert Counter(sent[:20]) == {"D": 6, "O": 8, "A": 4, "N": 2}
    assert "S" in sent[20:23], "one may have been claimed before it, and one be on its way"


@pytest.mark.logs_errors("clock.skewed")
async def test_a_clock_that_is_ten_minutes_ahead_makes_nothing_expire_that_has_time(notify: Stand) -> None:
    theirs = await notify.database.now()
    await set_clock(notify.database, timedelta(minutes=10))
    offer = an_offer(not_after=theirs + timedelta(minutes=3))
    notify.clocks.acknowledged("dispatch", noted_at=theirs, created_at=await notify.database.now())

    await notify.ask(offer, at=theirs)

    assert [state for state, _ in await notify.outcome(offer.message_id)] == ["handed_off", "delivered"]


@pytest.mark.logs_errors("clock.skewed")
async def test_nor_does_it_send_what_is_over_by_both_clocks(notify: Stand) -> None:
    theirs = await notify.database.now()
    await set_clock(notify.database, timedelta(minutes=10))
    notify.clocks.acknowledged("dispatch", noted_at=theirs, created_at=await notify.database.now())
    offer = an_offer(not_after=theirs - timedelta(seconds=5))

    await notify.ask(offer, at=theirs - timedelta(minutes=3))

    assert await notify.outcome(offer.message_id) == [("expired", "expired")]
