"""The brake, on a real PostgreSQL: texts that reach nobody do not go through the roster, and everything recovers."""

import pytest

from schemas.events.message import VolunteerMessageRequestedV1
from schemas.values import DeliveryState
from tests.support.dispatch_harness import KM, SOTO, Stand, a_volunteer

FAILED, EXPIRED, DELIVERED = DeliveryState.FAILED, DeliveryState.EXPIRED, DeliveryState.DELIVERED


async def five_reports(stand: Stand) -> None:
    """In a network of 80 people, of whom five are asked in a wave."""
    people = [a_volunteer(f"BIRD{n}", km=n % 9) for n in range(80)]
    await stand.set_up(people, wave_sizes=[5, 10], max_open_offers=0)
    await stand.take(*[await stand.report(at=(SOTO[0] + n * KM, SOTO[1])) for n in range(5)])


async def a_span(stand: Stand, state: DeliveryState, seconds: int) -> list[VolunteerMessageRequestedV1]:
    """So long, while this becomes of every text; all that were asked for."""
    asked: list[VolunteerMessageRequestedV1] = []
    for _ in range(seconds // 15):
        for _ in range(300):
            fresh = list((await stand.texts()).messages)
            asked += fresh
            for text in fresh:
                if text.channels == ("sms",):
                    await stand.became(text, state)
            if not fresh:
                break
        await stand.later(seconds=15)
    return asked


def offers_in(texts: list[VolunteerMessageRequestedV1]) -> list[VolunteerMessageRequestedV1]:
    return [text for text in texts if text.template in ("V2", "V2b", "V2s")]


@pytest.mark.logs_errors("offers.braked", "page.nobody_hears")
async def test_a_provider_that_refuses_everything_is_not_tried_on_the_whole_roster(stand: Stand) -> None:
    await five_reports(stand)

    asked = await a_span(stand, FAILED, 60)
    mails = [text for text in asked if text.channels == ("email",) and text.template != "mail-opened"]

    assert len(asked) <= 60
    assert len(offers_in(asked)) <= 45
    assert {stand.callsign(mail.person_id) for mail in mails} == {"ROBIN", "WREN", "PINE"}
    assert {mail.template for mail in mails} <= {"D16b", "D17"}
    assert len(mails) == 3
    assert await stand.fetchval("SELECT count(*) FROM incident WHERE braked_at IS NOT NULL") == 5


@pytest.mark.logs_errors("offers.braked", "page.nobody_hears")
async def test_while_it_refuses_one_person_at_a_time_is_asked_with_longer_and_longer_pauses(stand: Stand) -> None:
    await five_reports(stand)
    await a_span(stand, FAILED, 60)

    asked = offers_in(await a_span(stand, FAILED, 600))

    assert 1 <= len(asked) <= 8


@pytest.mark.logs_errors("offers.braked", "page.nobody_hears")
async def test_everything_recovers_when_an_offer_is_received_again(stand: Stand) -> None:
    await five_reports(stand)
    await a_span(stand, FAILED, 60)

    asked = offers_in(await a_span(stand, DELIVERED, 300))

    assert len({offer.subject_id for offer in asked}) == 5, "every mission asks on"
    assert await stand.fetchval("SELECT count(*) FROM incident WHERE braked_at IS NOT NULL") == 0
    assert await stand.fetchval("SELECT count(*) FROM page WHERE open AND reason = 'texts_fail'") == 0


@pytest.mark.logs_errors("offers.braked", "page.nobody_hears")
async def test_an_answer_says_that_texts_get_through_where_no_receipt_ever_comes(stand: Stand) -> None:
    await five_reports(stand)
    await a_span(stand, FAILED, 60)
    await stand.later(minutes=2)
    probe = offers_in(list((await stand.texts()).messages))[-1]

    await stand.say(stand.callsign(probe.person_id), "N")
    await stand.later(seconds=1)
    asked = offers_in(list((await stand.texts()).messages))

    assert len({offer.subject_id for offer in asked}) == 5, "every mission asks on"
    assert await stand.fetchval("SELECT count(*) FROM incident WHERE braked_at IS NOT NULL") == 0


async def test_what_expired_before_it_was_sent_asks_nobody_else_and_tells_the_lead(stand: Stand) -> None:
    await stand.set_up([a_volunteer(f"BIRD{n}") for n in range(20)], wave_sizes=[5])
    await stand.take(await stand.report())
    first = list((await stand.texts()).messages)

    for offer in offers_in(first):
        await stand.became(offer, EXPIRED)

    texts = await stand.texts()
    assert offers_in(list(texts.messages)) == []
    to_robin = [(text.template, text.channels) for text in texts.messages if text.person_id == stand.ids["ROBIN"]]
    assert to_robin == [("D17", ("sms",)), ("D16b", ("email",))]


async def test_the_page_that_texts_fail_ends_when_an_offer_is_received_again(stand: Stand) -> None:
    await stand.set_up([a_volunteer(f"BIRD{n}") for n in range(20)], wave_sizes=[2, 2])
    await stand.take(await stand.report())
    first, second = offers_in(list((await stand.texts()).messages))
    await stand.became(first, EXPIRED)
    failing = await stand.fetchval("SELECT count(*) FROM page WHERE open AND reason = 'texts_fail'")

    await stand.became(second, DELIVERED)

    assert failing == 1
    assert await stand.fetchval("SELECT count(*) FROM page WHERE open AND reason = 'texts_fail'") == 0


@pytest.mark.logs_errors("offers.braked", "page.nobody_hears")
async def test_whom_no_offer_reached_is_asked_when_texts_get_through_again(stand: Stand) -> None:
    people = [f"BIRD{n}" for n in range(9)]
    await stand.set_up([a_volunteer(name, km=1) for name in people], wave_sizes=[5, 10])
    await stand.take(await stand.report())
    refused = stand.texts_in(await a_span(stand, FAILED, 90)).of("V2")

    reached = stand.texts_in(await a_span(stand, DELIVERED, 180)).of("V2")

    assert len(refused) >= 5
    assert reached == set(people)


async def test_a_few_dead_phones_are_replaced_as_ever(stand: Stand) -> None:
    await stand.set_up([a_volunteer(f"BIRD{n}") for n in range(20)], wave_sizes=[5])
    await stand.take(await stand.report())

    for offer in offers_in(list((await stand.texts()).messages))[:4]:
        await stand.became(offer, FAILED)

    assert len(offers_in(list((await stand.texts()).messages))) == 4
