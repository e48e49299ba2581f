"""A cry for help is a call of its own on a real PostgreSQL: kept with its words, answered truly, closed by a person."""

from pathlib import Path
from typing import Any

import pytest

from schemas.events.incident import SosRaisedV1, WaveOpenedV1
from services.dispatch.incident import scene
from services.dispatch.model.incident import StandDownReason
from services.dispatch.sealing import open_reply_text
from services.dispatch.unit_of_work import IncidentUnitOfWork
from tests.support.dispatch_harness import Stand, a_volunteer
from tests.support.dispatch_staff import Staffed


async def on_scene(stand: Stand, **more: Any) -> str:
    """HERON and MAPLE are there; returns their mission's code."""
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")], **more)
    await stand.take(await stand.report())
    for text in ("Y 5", "HERE"):
        await stand.say("HERON", text)
        await stand.say("MAPLE", text)
    await stand.announced()
    return str(await stand.fetchval("SELECT code FROM incident"))


async def calls(stand: Stand) -> list[dict[str, Any]]:
    async with stand.database.connection() as connection:
        return [dict(row) for row in await connection.fetch("SELECT * FROM sos_call ORDER BY raised_at")]


async def words(stand: Stand) -> list[str]:
    async with stand.database.connection() as connection:
        rows = await connection.fetch(
            "SELECT entry_id, e.words, volunteer_id FROM sos_entry e JOIN sos_call c USING (call_id)"
            " WHERE kind = 'text' ORDER BY e.at, entry_id"
        )
    return [open_reply_text(row["words"], row["entry_id"], row["volunteer_id"], stand.sealer) for row in rows]


async def test_an_sos_on_a_mission_is_kept_with_its_words(stand: Stand) -> None:
    code = await on_scene(stand)

    await stand.say("HERON", "AYUDA estan siguiendo")

    [call] = await calls(stand)
    assert (call["code"], call["callsign"], call["cries"]) == (code, "HERON", 1)
    assert call["incident_id"] == await stand.fetchval("SELECT incident_id FROM incident")
    assert call["cleared_at"] is None
    assert await words(stand) == ["AYUDA estan siguiendo"]
    [event] = [e for e in await stand.announced() if isinstance(e, SosRaisedV1)]
    assert (event.call_id, event.on_mission, event.cries) == (call["call_id"], True, 1)


async def test_an_sos_off_a_mission_is_kept_by_the_code_of_its_page(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON")])

    await stand.say("HERON", "SOS me siguen")

    events = await stand.announced()
    [call] = await calls(stand)
    page = stand.texts_in(events).one("D1b", "ROBIN")
    assert page.sealed_params is None, "a mail of it would say only that there is a text"
    assert (call["code"], call["incident_id"], call["zone"]) == (page.params["code"], None, "RRN")
    [event] = [e for e in events if isinstance(e, SosRaisedV1)]
    assert (event.incident_id, event.code, event.on_mission) == (call["call_id"], call["code"], False)
    assert await words(stand) == ["SOS me siguen"]


@pytest.mark.parametrize("on_mission", [True, False])
async def test_every_cry_is_answered_added_to_the_open_call_and_paged_on(stand: Stand, on_mission: bool) -> None:
    await (on_scene(stand) if on_mission else stand.set_up([a_volunteer("HERON")]))
    await stand.say("HERON", "SOS")
    await stand.announced()

    await stand.say("HERON", "SOS they have my phone soon")
    again = await stand.texts()
    await stand.later(seconds=61)

    [call] = await calls(stand)
    assert (call["cries"], call["repeated_at"] is not None) == (2, True)
    assert await words(stand) == ["SOS", "SOS they have my phone soon"]
    assert await stand.fetchval("SELECT words_at FROM page WHERE reason = 'sos'") == call["repeated_at"]
    assert len(again.to("HERON")) == 1
    assert again.to("HERON")[0].startswith("V12")
    assert again.of("D1" if on_mission else "D1b") == set(), "the page that is open goes on"
    assert (await stand.texts()).of("D1" if on_mission else "D1b") == {"ROBIN"}


@pytest.mark.parametrize("on_mission", [True, False])
async def test_a_cry_after_somebody_took_the_page_pages_again_by_the_same_code(stand: Stand, on_mission: bool) -> None:
    await (on_scene(stand) if on_mission else stand.set_up([a_volunteer("HERON")]))
    await stand.say("HERON", "SOS")
    await stand.announced()
    await stand.takes_the_sos("ROBIN")
    await stand.announced()
    [taken] = await calls(stand)

    await stand.say("HERON", "SOS")

    page = (await stand.texts()).one("D1" if on_mission else "D1b", "ROBIN")
    [call] = await calls(stand)
    assert taken["acknowledged_by"] == "ROBIN"
    assert page.params["code"] == call["code"] == taken["code"]


async def test_two_cries_in_one_batch_are_one_call(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON")])

    await stand.hear(await stand.a_reply("HERON", "SOS"), await stand.a_reply("HERON", "SOS SOS"))

    [call] = await calls(stand)
    assert call["cries"] == 2
    assert call["code"] == (await stand.texts()).one("D1b", "ROBIN").params["code"]


@pytest.mark.parametrize("said", ["Y 5", "yes", "ok", "L", "no"])
async def test_whoever_is_in_danger_takes_no_offer_that_is_left(stand: Stand, said: str) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.take(await stand.report())
    await stand.say("HERON", "SOS")
    await stand.announced()

    await stand.say("HERON", said)

    assert (await stand.texts()).to("HERON") == ["V37"]
    assert await stand.fetchval("SELECT count(*) FROM assignment") == 0


@pytest.mark.parametrize("on_mission", [True, False])
async def test_a_text_after_an_sos_is_kept_and_ends_nothing_and_the_sender_hears_that_we_call(
    stand: Stand, on_mission: bool
) -> None:
    await (on_scene(stand) if on_mission else stand.set_up([a_volunteer("HERON")]))
    await stand.say("HERON", "SOS")
    await stand.announced()

    await stand.say("HERON", "OK")
    texts = await stand.texts()
    await stand.say("HERON", "estoy en la tienda")
    after = await stand.texts()

    [call] = await calls(stand)
    assert call["cleared_at"] is None
    assert texts.to("HERON") == ["V37"]
    assert texts.to("ROBIN") == after.to("ROBIN") == [], "they are paged about the SOS already"
    assert after.to("HERON") == ["V37"], "each is answered"
    assert await words(stand) == ["SOS", "OK", "estoy en la tienda"]


@pytest.mark.parametrize("on_mission", [True, False])
async def test_out_after_an_sos_is_answered_that_we_call(stand: Stand, on_mission: bool) -> None:
    await (on_scene(stand) if on_mission else stand.set_up([a_volunteer("HERON")]))
    await stand.say("HERON", "SOS")
    await stand.announced()

    await stand.say("HERON", "OUT")

    assert (await stand.texts()).to("HERON") == ["V37"]
    assert [call["cleared_at"] for call in await calls(stand)] == [None]


@pytest.mark.logs_errors("page.nobody_hears")
async def test_out_after_an_sos_promises_no_call_when_nobody_can_be_reached(stand: Stand) -> None:
    await on_scene(stand)
    for callsign in ("ROBIN", "WREN", "PINE"):
        await stand.reach(callsign, "opted_out")
    await stand.say("HERON", "SOS")
    await stand.announced()

    await stand.say("HERON", "OUT")

    assert (await stand.texts()).to("HERON") == ["V12c"]


async def test_words_that_come_after_somebody_took_the_sos_reach_the_lead(stand: Stand) -> None:
    await on_scene(stand)
    await stand.say("HERON", "SOS")
    await stand.takes_the_sos("ROBIN")
    await stand.announced()

    await stand.say("HERON", "estoy en la tienda")

    assert (await stand.texts()).to("ROBIN") == ["D32"]


async def test_help_of_somebody_whose_sos_is_open_is_a_cry(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON")])
    await stand.say("HERON", "SOS")

    await stand.say("HERON", "HELP")

    assert [call["cries"] for call in await calls(stand)] == [2]


async def test_who_is_in_danger_is_asked_for_no_mission_until_it_is_cleared(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE"), a_volunteer("OTTER", km=3)], wave_sizes=[2])
    await stand.take(await stand.report())
    first = await stand.texts()
    await stand.say("HERON", "SOS")
    second = await stand.texts()
    await stand.take(await stand.report(at=(34.06, -118.21)))
    events = await stand.announced()

    assert first.of("V2") == {"HERON", "MAPLE"}
    assert second.of("V2") == {"OTTER"}, "somebody goes instead"
    assert "HERON" not in stand.texts_in(events).of("V2", "V2b")
    [wave] = [event for event in events if isinstance(event, WaveOpenedV1)]
    assert (wave.not_asked or {})["in_danger"] == 1


async def test_what_the_answer_says_of_the_partner_is_true(stand: Stand) -> None:
    await on_scene(stand)

    await stand.say("HERON", "SOS")
    first = await stand.texts()
    await stand.say("MAPLE", "SOS")
    second = await stand.texts()

    assert first.to("HERON") == ["V12"]
    assert first.one("V8b", "MAPLE").params["callsign"] == "HERON"
    assert second.to("MAPLE") == ["V12a"], "HERON is in danger too and is told nothing about it"


async def test_a_partner_whom_no_text_reaches_was_not_alerted(stand: Stand) -> None:
    await on_scene(stand)
    await stand.reach("MAPLE", "undelivered")

    await stand.say("HERON", "SOS")

    assert (await stand.texts()).to("HERON") == ["V12a"]


async def test_who_is_in_danger_after_the_mission_was_stood_down_is_known_to_the_partner(stand: Stand) -> None:
    await on_scene(stand)
    async with stand.database.connection() as connection:
        await connection.execute("UPDATE incident SET state = 'stood_down', stand_down = 'finished'")

    await stand.say("HERON", "SOS")

    texts = await stand.texts()
    assert texts.to("HERON") == ["V12"]
    assert texts.to("MAPLE") == ["V8b"]


@pytest.mark.parametrize(("lead", "backup", "answer"), [(True, True, "V12a"), (False, True, "V12b")])
async def test_what_the_answer_says_of_the_lead_is_true(stand: Stand, lead: bool, backup: bool, answer: str) -> None:
    await stand.set_up([a_volunteer("HERON")], lead=lead, backup=backup)

    await stand.say("HERON", "SOS")

    assert (await stand.texts()).to("HERON") == [answer]


@pytest.mark.logs_errors("page.nobody_hears")
async def test_with_nobody_to_page_the_answer_says_whom_to_call(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON")], lead=False)
    async with stand.database.connection() as connection:
        await connection.execute("DELETE FROM volunteer WHERE callsign IN ('ROBIN', 'WREN', 'PINE')")

    await stand.say("HERON", "SOS")
    await stand.say("HERON", "OK")

    assert (await stand.texts()).to("HERON") == ["V12c", "V12c"]


async def test_a_held_person_in_danger_has_no_partner_yet(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.take(await stand.report())
    await stand.say("HERON", "Y 5")
    await stand.announced()

    await stand.say("HERON", "SOS")

    texts = await stand.texts()
    assert (texts.to("HERON"), texts.to("ROBIN")) == (["V12a"], ["D1h"]), "they were not sent: nobody knows where"
    assert texts.of("V8b") == set()


async def test_of_two_who_were_not_sent_yet_each_hears_that_the_other_cries_and_the_lead_that_both_do(
    stand: Stand,
) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")], meeting_points=False)
    await stand.take(await stand.report())
    await stand.say("HERON", "Y 5")
    await stand.say("MAPLE", "Y 5")
    code = await stand.fetchval("SELECT code FROM incident")
    await stand.announced()

    await stand.say("HERON", "nos estan apuntando")
    first = await stand.texts()
    await stand.say("MAPLE", "me siguen")

    then = await stand.texts()
    assert (first.to("MAPLE"), first.to("ROBIN")) == (["V47"], ["D1h"])
    assert (then.to("MAPLE"), then.to("HERON"), then.to("ROBIN")) == (["V12a"], ["V8c"], ["D1i"])
    page = then.one("D1i", "ROBIN").params
    assert (page["code"], page["buddy"]) == (code, "HERON")


async def test_a_lead_on_duty_who_cries_is_heard_by_somebody_else(stand: Stand) -> None:
    await stand.set_up([])

    await stand.say("ROBIN", "SOS")

    texts = await stand.texts()
    assert texts.to("ROBIN") == ["V12d"], "neither that the duty lead is alerted, nor that nobody reaches them"
    assert texts.of("D1b") == {"WREN", "PINE"}


@pytest.mark.parametrize("on_mission", [True, False])
async def test_what_they_text_after_somebody_took_it_belongs_to_the_sos_and_is_read_by_who_took_it(
    stand: Stand, on_mission: bool
) -> None:
    await (on_scene(stand, backup=True) if on_mission else stand.set_up([a_volunteer("HERON")], backup=True))
    await stand.say("HERON", "SOS")
    for _ in range(2):
        await stand.later(seconds=61)
    await stand.takes_the_sos("WREN")
    await stand.later(seconds=61)
    await stand.announced()

    await stand.say("HERON", "estoy en el carro verde")

    texts = await stand.texts()
    [call] = await calls(stand)
    assert texts.to("HERON") == ["V37"]
    assert texts.of("D32") == {"ROBIN", "WREN"}
    assert texts.one("D32", "WREN").params["code"] == call["code"]
    assert (await words(stand))[-1] == "estoy en el carro verde"
    assert await stand.fetchval("SELECT count(*) FROM unread_text") == 0


@pytest.mark.parametrize("on_mission", [True, False])
async def test_every_text_of_somebody_in_danger_is_answered_but_the_same_words_within_a_minute(
    stand: Stand, on_mission: bool
) -> None:
    await (on_scene(stand) if on_mission else stand.set_up([a_volunteer("HERON")]))
    answers = []
    for text in ("SOS", "sos!", "SOS me siguen", "no puedo hablar", "No puedo hablar.", "aqui viene otro"):
        await stand.say("HERON", text)
        answers.append(len((await stand.texts()).to("HERON")))
    await stand.later(seconds=61)
    await stand.announced()
    await stand.say("HERON", "aqui viene otro")

    [call] = await calls(stand)
    assert answers == [1, 0, 1, 1, 0, 1]
    assert call["cries"] >= 3
    assert len(await words(stand)) == 7, "what is not answered is kept all the same"
    assert (await stand.texts()).to("HERON") == ["V37"]


async def test_two_of_one_team_who_cry_are_told_of_each_other_and_the_lead_reads_who_is_with_whom(
    stand: Stand,
) -> None:
    await on_scene(stand)
    await stand.say("HERON", "SOS")
    await stand.announced()

    await stand.say("MAPLE", "SOS")

    texts = await stand.texts()
    assert texts.one("D1", "ROBIN").params["buddy"] == "HERON"
    assert texts.one("V8c", "HERON").params["callsign"] == "MAPLE"


async def test_from_a_cry_until_both_are_out_everybody_is_told_what_is_so(stand: Stand, tmp_path: Path) -> None:
    """As docs/operators.md lists it, in order."""
    code = await on_scene(stand)
    heard: list[tuple[str, dict[str, list[str]]]] = []

    async def step(what: str) -> None:
        texts = await stand.texts()
        names = ("HERON", "MAPLE", "ROBIN")
        heard.append((what, {name: list(dict.fromkeys(texts.to(name))) for name in names if texts.to(name)}))

    await stand.say("HERON", "SOS")
    await step("the cry")
    await stand.say("MAPLE", "HERE")
    await step("the other one has not left")
    await stand.say("MAPLE", "where is heron??")
    await step("the other one sends what nobody understands")
    await stand.say("HERON", "behind the church")
    await step("words of who cried")
    await stand.takes_the_sos("ROBIN")
    await step("somebody takes it")
    await stand.say("HERON", "now two cars")
    await step("more words")
    await stand.later(minutes=15, seconds=1)
    await step("no OUT for a quarter of an hour")
    await stand.say("MAPLE", "G")
    await step("what the other one saw")
    await stand.say("MAPLE", "OUT")
    await step("the other one is out")
    await stand.say("HERON", "OUT")
    await step("who cried is out")
    await Staffed(stand, tmp_path).post(f"/v1/sos/{code}/clear", {"spoken": True})
    await step("a lead has spoken with them")

    assert heard == [
        ("the cry", {"HERON": ["V12"], "MAPLE": ["V8b"], "ROBIN": ["D1"]}),
        ("the other one has not left", {"MAPLE": ["V8"]}),
        ("the other one sends what nobody understands", {"MAPLE": ["V8"]}),
        ("words of who cried", {"HERON": ["V37"]}),
        ("somebody takes it", {"ROBIN": ["D13d"]}),
        ("more words", {"HERON": ["V37"], "ROBIN": ["D32"]}),
        ("no OUT for a quarter of an hour", {"MAPLE": ["V34"], "ROBIN": ["D16"]}),
        ("what the other one saw", {"MAPLE": ["V42"]}),
        ("the other one is out", {"HERON": ["V45"], "MAPLE": ["V22"], "ROBIN": ["D9"]}),
        ("who cried is out", {"HERON": ["V37"]}),
        ("a lead has spoken with them", {"HERON": ["V36"], "MAPLE": ["V48"], "ROBIN": ["D21"]}),
    ]


async def test_who_is_still_in_danger_hears_that_the_other_is_gone_when_their_sos_is_cleared(
    stand: Stand, staffed: Staffed
) -> None:
    code = await on_scene(stand)
    await stand.say("HERON", "SOS")
    await stand.say("MAPLE", "SOS")
    await stand.say("HERON", "OUT")
    await stand.announced()

    await staffed.post(f"/v1/sos/{code}/clear", {"spoken": True, "callsign": "HERON"})

    assert "V45" in (await stand.texts()).to("MAPLE")
    assert await stand.fetchval("SELECT count(*) FROM page WHERE open AND reason = 'alone' AND about = 'MAPLE'") == 1


async def test_of_three_one_leaves_who_is_in_danger_and_another_are_not_alone(stand: Stand) -> None:
    people = [a_volunteer(name) for name in ("HERON", "MAPLE", "OTTER")]
    await stand.set_up(people, observers=3)
    await stand.take(await stand.report())
    for text in ("Y 5", "HERE"):
        for person in people:
            await stand.say(person.callsign, text)
    await stand.say("MAPLE", "SOS")
    await stand.announced()

    await stand.say("HERON", "OUT")
    first = await stand.texts()
    await stand.say("OTTER", "OUT")

    assert (first.to("MAPLE"), first.of("D9")) == (["V45"], set())
    assert await stand.fetchval("SELECT count(*) FROM page WHERE open AND reason = 'alone' AND about = 'MAPLE'") == 1


async def test_after_a_stand_down_a_cry_of_who_is_out_hurries_whoever_is_not(stand: Stand) -> None:
    await on_scene(stand)
    incident_id = await stand.fetchval("SELECT incident_id FROM incident")
    async with stand.database.unit() as unit:
        work = IncidentUnitOfWork(unit, stand.resources)
        scene.stand_down((await work.lock_missions([incident_id]))[incident_id], StandDownReason.FINISHED, by="ROBIN")
        await work.save()
    await stand.say("HERON", "OUT")
    await stand.announced()

    await stand.say("HERON", "nos siguen")

    texts = await stand.texts()
    assert (texts.to("HERON"), texts.to("MAPLE"), texts.to("ROBIN")) == (["V12"], ["V8b"], ["D1d"])
