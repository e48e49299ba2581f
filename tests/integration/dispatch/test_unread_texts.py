"""What waits for a person reaches one as what it is, and is read, answered or closed, on a real PostgreSQL."""

from typing import Any

import pytest

from schemas.api.dispatch.unread import EXAMPLE_UNREAD, UnreadTextList, UnreadTextSummary
from schemas.events.incident import UnreadTextSettledV1
from services.chassis.http_transport import ANSWER_LIMIT
from services.dispatch.api.unread import LISTED_AT_MOST
from tests.support.dispatch_harness import Stand, a_volunteer
from tests.support.dispatch_staff import Staffed


async def on_the_way(stand: Stand) -> str:
    """HERON and MAPLE are sent; returns their mission's code."""
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.take(await stand.report())
    await stand.say("HERON", "Y 5")
    await stand.say("MAPLE", "Y 5")
    await stand.announced()
    return str(await stand.fetchval("SELECT code FROM incident"))


async def the_text(staffed: Staffed) -> dict[str, Any]:
    [text] = (await staffed.get("/v1/unread"))["texts"]
    return dict(text)


async def test_a_wish_for_a_call_is_paged_and_listed_as_one(stand: Stand, staffed: Staffed) -> None:
    await stand.set_up([a_volunteer("HERON")])

    await stand.say("HERON", "TALK")

    texts = await stand.texts()
    assert (texts.to("HERON"), texts.to("ROBIN")) == (["V25"], ["D20"])
    assert (await the_text(staffed))["kind"] == "talk"
    await stand.say("ROBIN", f"ACK {texts.one('D20', 'ROBIN').params['code']}")
    await stand.announced()
    await stand.later(minutes=5)
    assert (await stand.texts()).of("D20") == set()


async def test_a_cut_list_shows_who_waits_longest_and_says_how_many_more_wait(
    stand: Stand, staffed: Staffed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.dispatch.api.unread.LISTED_AT_MOST", 1)
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    for name in ("HERON", "MAPLE"):
        await stand.say(name, "TALK")

    found = await staffed.get("/v1/unread")

    assert (found["total"], [text["callsign"] for text in found["texts"]]) == (2, ["HERON"])


def test_the_longest_texts_fit_into_what_a_client_takes() -> None:
    longest = UnreadTextSummary.model_validate({**EXAMPLE_UNREAD, "text": "\U0001f6a8" * 1600})
    answer = UnreadTextList(total=10_000, texts=(longest,) * LISTED_AT_MOST)

    assert len(answer.model_dump_json().encode()) < ANSWER_LIMIT


async def test_a_text_of_who_was_told_to_leave_says_so_to_who_answers_it(stand: Stand, staffed: Staffed) -> None:
    await on_the_way(stand)
    await stand.say("MAPLE", "donde me estaciono")
    before = (await the_text(staffed))["stood_down"]

    await stand.say("HERON", "SOS")

    assert (before, (await the_text(staffed))["stood_down"]) == (None, "sos")


async def test_a_wish_for_a_call_outlives_the_mission(stand: Stand, staffed: Staffed) -> None:
    code = await on_the_way(stand)
    await stand.say("HERON", "TALK")
    await staffed.post(f"/v1/incidents/{code}/stand-down", {"reason": "finished", "tell": "stopped"})
    await stand.say("HERON", "OUT")
    await stand.say("MAPLE", "OUT")
    await stand.announced()

    await stand.later(seconds=61)

    assert await stand.fetchval("SELECT count(*) FROM assignment WHERE state <> 'released'") == 0
    assert (await stand.texts()).of("D20") == {"ROBIN"}


@pytest.mark.logs_errors("page.nobody_hears")
async def test_who_asks_for_a_call_while_nobody_can_be_reached_is_told_whom_to_call(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON")], lead=False)
    for name in ("ROBIN", "WREN", "PINE"):
        await stand.reach(name, "opted_out")

    await stand.say("HERON", "TALK")

    assert (await stand.texts()).to("HERON") == ["V25b"]


@pytest.mark.parametrize("on_mission", [False, True])
async def test_a_page_that_nobody_answered_for_an_hour_begins_again_with_the_next_text(
    stand: Stand, on_mission: bool
) -> None:
    await (on_the_way(stand) if on_mission else stand.set_up([a_volunteer("HERON")]))
    await stand.say("HERON", "TALK")
    code = (await stand.texts()).one("D20", "ROBIN").params["code"]
    await stand.given_up()

    await stand.say("HERON", "TALK")

    assert (await stand.texts()).one("D20", "ROBIN").params["code"] == code
    assert await stand.fetchval("SELECT attempt FROM page WHERE open AND reason = 'talk'") == 1


@pytest.mark.logs_errors("page.nobody_hears")
async def test_the_only_one_who_can_be_reached_is_not_told_that_a_person_has_their_text(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON")])
    for name in ("WREN", "PINE"):
        await stand.reach(name, "opted_out")

    await stand.say("ROBIN", "there is a van at the corner")

    assert (await stand.texts()).to("ROBIN") == ["V11b"]


@pytest.mark.parametrize("text", ["ok", "Ok.", "thanks", "gracias", "👍", "ok gracias 👍"])
@pytest.mark.parametrize("who", ["HERON", "ROBIN"])
async def test_a_stray_courtesy_pages_nobody_and_waits_for_nobody(
    stand: Stand, staffed: Staffed, text: str, who: str
) -> None:
    await stand.set_up([a_volunteer("HERON")])

    await stand.say(who, text)

    assert await stand.announced() == []
    assert (await staffed.get("/v1/unread"))["texts"] == []


async def test_whoever_is_on_a_mission_is_answered_each_time_and_the_page_says_with_whom_they_are(stand: Stand) -> None:
    await on_the_way(stand)
    for callsign in ("HERON", "MAPLE"):
        await stand.say(callsign, "HERE")
    await stand.announced()

    await stand.say("HERON", "me siento raro con esto de hoy")
    first = await stand.texts()
    await stand.say("HERON", "y no se que pensar del perro azul")

    assert first.to("HERON") == (await stand.texts()).to("HERON") == ["V11"]
    assert first.one("D4a", "ROBIN").params["buddy"] == "MAPLE"


async def test_the_page_about_a_text_of_somebody_left_alone_says_that_they_are(stand: Stand) -> None:
    await on_the_way(stand)
    for callsign in ("HERON", "MAPLE"):
        await stand.say(callsign, "HERE")
    await stand.say("MAPLE", "OUT")
    await stand.announced()

    await stand.say("HERON", "me siento raro con esto de hoy")

    texts = await stand.texts()
    assert texts.to("HERON") == ["V11c"]
    await stand.later(seconds=61)
    told = [*texts.messages, *(await stand.texts()).messages]
    assert {"D4b", "D16", "D16c"} & {message.template for message in told}


async def test_a_text_is_listed_with_mission_stage_and_guess(stand: Stand, staffed: Staffed) -> None:
    code = await on_the_way(stand)
    await stand.say("HERON", "GO")
    await stand.say("HERON", "is maple there yet")

    text = await the_text(staffed)

    assert (text["callsign"], text["code"], text["stage"], text["kind"]) == ("HERON", code, "en_route", "unread")


async def test_an_answer_is_shown_first_then_sent_folded_and_ends_the_page(stand: Stand, staffed: Staffed) -> None:
    code = await on_the_way(stand)
    await stand.say("HERON", "donde me estaciono")
    await stand.announced()
    reply_id = (await the_text(staffed))["reply_id"]
    order = {"text": "Atrás del café, por “Soto”."}

    shown = await staffed.post(f"/v1/unread/{reply_id}/answer", {**order, "preview": True}, who="WREN")
    before = await stand.announced()
    sent = await staffed.post(f"/v1/unread/{reply_id}/answer", order, who="WREN")
    events = await stand.announced()
    await stand.later(minutes=2)

    assert before == []
    assert shown.json() == sent.json()
    message = stand.texts_in(events).one("answer", "HERON")
    assert message.params == {}
    assert stand.texts_in(events).sealed(message) == {"words": 'Atras del café, por "Soto".'}
    [event] = [event for event in events if isinstance(event, UnreadTextSettledV1)]
    assert (event.settled_as, event.by, event.code) == ("answered", "WREN", code)
    assert (await stand.texts()).of("D4") == set(), "its page has ended"
    assert (await staffed.get("/v1/unread"))["texts"] == []
    [settled] = (await staffed.get("/v1/unread?state=settled"))["texts"]
    assert (settled["settled_as"], settled["settled_by"]) == ("answered", "WREN")
    timeline = (await staffed.get(f"/v1/incidents/{code}"))["timeline"]
    assert {"callsign": "HERON", "by": "WREN"} in [
        line["params"] for line in timeline if line["kind"] == "text_answered"
    ]
    assert "Soto" not in str(timeline)


@pytest.mark.parametrize("text", ["x" * 151, "🙈", "   "])
async def test_an_answer_that_is_no_one_text_is_refused(stand: Stand, staffed: Staffed, text: str) -> None:
    await stand.set_up([a_volunteer("HERON")])
    await stand.say("HERON", "donde me estaciono")
    reply_id = (await the_text(staffed))["reply_id"]

    answer = await staffed.post(f"/v1/unread/{reply_id}/answer", {"text": text})

    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/text"]


async def test_nobody_is_answered_whom_no_text_reaches_nor_more_than_ten_times_an_hour(
    stand: Stand, staffed: Staffed
) -> None:
    await stand.set_up([a_volunteer("HERON")])
    statuses, reply_id = [], ""
    for _ in range(11):
        await stand.say("HERON", "donde me estaciono")
        reply_id = (await the_text(staffed))["reply_id"]
        statuses.append((await staffed.post(f"/v1/unread/{reply_id}/answer", {"text": "Atras."})).status_code)
    await stand.reach("HERON", "opted_out")
    refused = await staffed.post(f"/v1/unread/{reply_id}/answer", {"text": "Atras."})

    assert statuses == [200] * 10 + [429]
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:hotline:problem:not-reached")


async def test_one_is_closed_with_a_word_and_its_page_ends_with_the_last(stand: Stand, staffed: Staffed) -> None:
    await stand.set_up([a_volunteer("HERON")])
    await stand.say("HERON", "donde me estaciono")
    await stand.say("HERON", "y la van es blanca")
    await stand.announced()
    first, second = [text["reply_id"] for text in (await staffed.get("/v1/unread"))["texts"]]

    await staffed.post(f"/v1/unread/{first}/close", {"note": "called"}, who="WREN")
    await stand.announced()
    await stand.later(seconds=61)
    still = (await stand.texts()).of("D4")
    await staffed.post(f"/v1/unread/{second}/close", {"note": "called"}, who="WREN")
    await stand.announced()
    await stand.later(minutes=5)

    assert still == {"ROBIN"}
    assert (await stand.texts()).of("D4") == set()
    assert (await staffed.post(f"/v1/unread/{second}/close", {"note": "x"})).status_code == 409
    assert await staffed.status("POST", f"/v1/unread/{second}/close", {"note": "x"}, who="ADMIN") == 403


async def test_one_is_read_and_the_reading_is_noted(stand: Stand, staffed: Staffed) -> None:
    await stand.set_up([a_volunteer("HERON")])
    await stand.say("HERON", "donde me estaciono")
    reply_id = await stand.fetchval("SELECT reply_id FROM unread_text")

    found = await staffed.get(f"/v1/unread/{reply_id}", who="WREN")

    assert found["text"] == "donde me estaciono"
    assert await stand.fetchval("SELECT string_agg(actor, ',') FROM content_read WHERE record = $1", reply_id) == "WREN"


async def test_a_phone_that_answers_by_itself_is_answered_three_times_in_ten_minutes(stand: Stand) -> None:
    await on_the_way(stand)
    await stand.announced()

    for _ in range(6):
        await stand.say("HERON", "I am driving right now and will get back to you later, sent automatically")
        await stand.later(seconds=3)
    first = (await stand.texts()).to("HERON")
    await stand.later(minutes=11)
    await stand.announced()
    await stand.say("HERON", "I am driving right now and will get back to you later, sent automatically")

    assert first.count("V11") == 3
    assert "V11" in (await stand.texts()).to("HERON")
    assert await stand.fetchval("SELECT count(*) FROM unread_text") == 7
