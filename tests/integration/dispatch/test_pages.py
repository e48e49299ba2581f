"""Pages that storm nobody and reach somebody, on a real PostgreSQL: one text a minute, the next person, an SOS."""

from collections.abc import Sequence
from typing import Any

import pytest

from schemas.events.incident import DutyPagedV2, WaveOpenedV1
from schemas.events.message import VolunteerMessageRequestedV1
from schemas.values import DeliveryState
from services.dispatch.model.roster import DutyPosition
from tests.support.dispatch_harness import KM, SOTO, Stand, Texts, a_volunteer

PAGES = ("D1", "D1a", "D1b", "D1c", "D2", "D3", "D4", "D5", "D6", "D8", "D9", "D11", "D12", "D16", "D16c")


def pages_in(texts: Texts) -> list[VolunteerMessageRequestedV1]:
    return [message for message in texts.messages if message.template in PAGES]


async def many_pages(stand: Stand, count: int, **set_up: Any) -> None:
    """As many incidents, one after the other, for each of which there is nobody to ask."""
    await stand.set_up([a_volunteer("HERON", km=1)], search_radius_km=2, source_open_incidents=100, **set_up)
    for place in range(count):
        await stand.take(await stand.report(at=(SOTO[0] - (5 + place) * KM / 2, SOTO[1])))


async def a_minute(stand: Stand, fails: Sequence[str]) -> list[VolunteerMessageRequestedV1]:
    """60 seconds in which every page to these people is undelivered at once; all pages there were."""
    asked: list[VolunteerMessageRequestedV1] = []
    for _ in range(12):
        for _ in range(500):
            fresh = pages_in(await stand.texts())
            asked += fresh
            lost = [page for page in fresh if stand.callsign(page.person_id) in fails]
            if not lost:
                break
            for page in lost:
                await stand.became(page, DeliveryState.FAILED)
        await stand.later(seconds=5)
    return asked


# --- no storm


async def test_a_lead_whose_phone_is_dead_gets_a_few_texts_a_minute_and_the_backup_one(stand: Stand) -> None:
    await many_pages(stand, 3, backup=True)

    asked = await a_minute(stand, fails=["ROBIN"])

    to = [stand.callsign(page.person_id) for page in asked]
    assert to.count("ROBIN") <= 2
    assert 1 <= to.count("WREN") <= 2


@pytest.mark.logs_errors("page.nobody_hears")
async def test_where_every_phone_is_dead_each_is_tried_at_its_own_pace(stand: Stand) -> None:
    await many_pages(stand, 3, backup=True)

    asked = await a_minute(stand, fails=["ROBIN", "WREN", "PINE"])
    later = await a_minute(stand, fails=["ROBIN", "WREN", "PINE"])

    for callsign in ("ROBIN", "WREN", "PINE"):
        assert sum(stand.callsign(page.person_id) == callsign for page in asked) <= 2
        assert sum(stand.callsign(page.person_id) == callsign for page in later) <= 1


async def test_sixty_open_pages_are_two_texts_to_a_phone_in_their_minute_and_one_in_each_after_it(stand: Stand) -> None:
    await many_pages(stand, 60)

    first = pages_in(await stand.texts())
    await stand.later(seconds=61)
    second = pages_in(await stand.texts())
    await stand.later(seconds=60)
    third = pages_in(await stand.texts())

    assert [len(texts) for texts in (first, second, third)] == [1, 1, 1]
    assert [texts[0].template for texts in (first, second, third)] == ["D3", "D16c", "D16c"]
    assert second[0].params["open"] == "60"


async def test_an_sos_goes_out_at_once_in_its_own_words_however_many_pages_are_open(stand: Stand) -> None:
    await many_pages(stand, 60)
    await stand.announced()

    await stand.say("HERON", "SOS")
    at_once = pages_in(await stand.texts())
    await stand.later(seconds=61)
    later = pages_in(await stand.texts())

    [page] = at_once
    assert (page.template, stand.callsign(page.person_id), page.params["callsign"]) == ("D1b", "ROBIN", "HERON")
    [digest] = later
    assert digest.params["open"] == "61"
    assert digest.params["pages"].startswith(f"{page.params['code']}:sos,")


async def test_pages_raised_by_one_batch_are_one_text(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON", km=1)], search_radius_km=2)

    await stand.take(*[await stand.report(at=(SOTO[0] - (5 + n) * KM, SOTO[1])) for n in range(5)])

    [digest] = pages_in(await stand.texts())
    assert (digest.template, digest.params["open"]) == ("D16c", "5")


# --- somebody hears


async def test_a_page_that_failed_goes_to_the_next_person_at_once_and_not_to_the_same(stand: Stand) -> None:
    await many_pages(stand, 1, backup=True)
    [page] = pages_in(await stand.texts())

    await stand.became(page, DeliveryState.FAILED)

    [next_page] = pages_in(await stand.texts())
    assert stand.callsign(next_page.person_id) == "WREN"


async def test_an_sos_walks_the_chain_until_somebody_answers_and_nobody_drops_out_of_it(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON")], backup=True)
    await stand.say("HERON", "SOS")
    asked = [(await stand.texts()).of("D1b")]
    for _ in range(4):
        await stand.later(seconds=61)
        asked.append((await stand.texts()).of("D1b"))

    everybody = {"ROBIN", "WREN", "PINE"}
    assert asked == [{"ROBIN"}, {"ROBIN"}, {"ROBIN", "WREN"}, everybody, everybody]


async def test_an_sos_without_anybody_on_duty_goes_to_the_other_leads_and_the_coordinators(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON")], lead=False)

    await stand.say("HERON", "SOS")

    assert (await stand.texts()).of("D1b") == {"ROBIN", "WREN", "PINE"}


@pytest.mark.logs_errors("page.nobody_hears")
async def test_where_no_text_reaches_anybody_a_mail_does_and_an_alarm_is_raised(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON")])
    for callsign in ("ROBIN", "WREN", "PINE"):
        await stand.reach(callsign, "opted_out", mail=callsign == "PINE")

    await stand.say("HERON", "SOS")
    events = await stand.announced()
    await stand.later(seconds=61)

    [mail] = pages_in(stand.texts_in(events))
    assert (stand.callsign(mail.person_id), mail.channels, mail.not_after) == ("PINE", ("email",), None)
    assert [event.callsign for event in events if isinstance(event, DutyPagedV2)] == [None]
    assert pages_in(await stand.texts()) == [], "a mail is not read by the minute"


async def test_who_can_be_reached_again_is_paged_from_the_next_minute_on(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON")], backup=True)
    await stand.reach("ROBIN", "opted_out")
    await stand.say("HERON", "SOS")
    first = (await stand.texts()).of("D1b")
    await stand.reach("ROBIN", None)

    await stand.later(seconds=61)

    assert first == {"WREN"}
    assert (await stand.texts()).of("D1b") == {"ROBIN"} | first


async def test_a_text_that_arrives_ends_the_rest_of_a_phone_that_had_failed(stand: Stand) -> None:
    await many_pages(stand, 1)
    [page] = pages_in(await stand.texts())
    await stand.became(page, DeliveryState.FAILED)
    await stand.say("ROBIN", "hello?")

    assert await stand.fetchval("SELECT missed FROM addressee WHERE person_id = $1", stand.ids["ROBIN"]) == 0


@pytest.mark.parametrize("position", list(DutyPosition))
async def test_whoever_is_on_duty_goes_on_no_mission_and_is_said_to_be(stand: Stand, position: DutyPosition) -> None:
    people = [a_volunteer(name, km=n + 1) for n, name in enumerate(("HERON", "MAPLE", "OTTER"))]
    await stand.set_up(people, wave_sizes=[2])
    await stand.on_duty("HERON", position)

    await stand.take(await stand.report())

    events = await stand.announced()
    assert stand.texts_in(events).of("V2") == {"MAPLE", "OTTER"}
    [wave] = [event for event in events if isinstance(event, WaveOpenedV1)]
    assert wave.not_asked == {"on_duty": 1}


async def test_a_lead_who_comes_on_duty_is_asked_about_what_is_open(stand: Stand) -> None:
    await many_pages(stand, 2)
    await stand.announced()
    async with stand.database.connection() as connection:
        await connection.execute("DELETE FROM duty")
    await stand.on_duty("WREN", DutyPosition.LEAD)

    await stand.later(seconds=61)

    digest = (await stand.texts()).one("D16c", "WREN")
    assert digest.params["open"] == "2"
