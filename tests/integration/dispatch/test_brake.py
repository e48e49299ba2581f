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
    assert {mail.template for mail in mails} <= {"D16d", "D17"}
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
    assert to_robin == [("D17b", ("sms",)), ("D16d", ("email",))]


async def test_the_page_that_texts_fail_ends_when_an_offer_is_received_again(stand: Stand) -> None:
    await stand.set_up([a_volunteer(f"BIRD{n}") for n in range(20)], wave_sizes=[2, 2])
    await stand.take(await stand.report())
    first, second = offers_in(list((await stand.texts()).messages))
    await stand.became(first, EXPIRED)
    failing = await stand.fetchval("SELECT count(*) FROM page WHERE open AND reason = 'texts_fail'")

    await stand.became(second, DELIVERED)
    await stand.later(seconds=1)

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


async def a_small_town(stand: Stand) -> dict[str, VolunteerMessageRequestedV1]:
    """Five people near, one wave; the offers by who got them."""
    await stand.set_up([a_volunteer(f"BIRD{n}") for n in range(5)], wave_sizes=[5])
    await stand.take(await stand.report())
    return {stand.callsign(offer.person_id): offer for offer in offers_in(list((await stand.texts()).messages))}


@pytest.mark.parametrize("late", [False, True], ids=["known at once", "known after the end of the wave"])
async def test_whom_an_outage_kept_from_being_asked_is_asked_when_texts_go_again(stand: Stand, late: bool) -> None:
    """Five who were nearest were never asked again: "everybody near was asked", a second before no text had reached
    any of them.
    """
    offers = await a_small_town(stand)
    if late:
        await stand.later(minutes=3, seconds=1)
    for offer in offers.values():
        await stand.became(offer, EXPIRED)
    pages = await stand.fetchval("SELECT array_agg(reason || ' ' || detail) FROM page WHERE open")
    await stand.announced()

    again = offers_in(await a_span(stand, DELIVERED, 60))

    assert [page[:15] + page[-3:] for page in pages] == ["texts_fail BIRD +4"], "nobody says that everybody was asked"
    assert {stand.callsign(offer.person_id) for offer in again} == offers.keys()
    assert len(again) == 5
    assert await stand.fetchval("SELECT count(*) FROM page WHERE open") == 0


async def test_two_whom_the_provider_refused_where_nobody_else_is_are_asked_again(stand: Stand) -> None:
    await stand.set_up([a_volunteer("BIRD1"), a_volunteer("BIRD2")])
    await stand.take(await stand.report())
    for offer in offers_in(list((await stand.texts()).messages)):
        await stand.became(offer, FAILED, reason="provider:20003")
    await stand.announced()

    again = stand.texts_in(await a_span(stand, DELIVERED, 60))

    assert again.of("V2") == {"BIRD1", "BIRD2"}


async def test_of_dead_phones_the_page_says_whom_no_text_reached(stand: Stand) -> None:
    await stand.set_up([a_volunteer("BIRD1"), a_volunteer("BIRD2")])
    await stand.take(await stand.report())
    texts = await stand.texts()

    await stand.became(texts.one("V2", "BIRD1"), FAILED)
    await stand.say("BIRD2", "N")

    page = (await stand.texts()).one("D3b", "ROBIN")
    assert page.params["buddy"] == "BIRD1"
