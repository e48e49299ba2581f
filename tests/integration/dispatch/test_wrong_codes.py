"""A code that names nothing of the sender's is always answered, with the codes that do; nobody else is troubled."""

from uuid import UUID

import pytest

from schemas.clock_times import clock_time_or_day
from services.dispatch.incident import scene
from services.dispatch.model.incident import StandDownReason
from services.dispatch.unit_of_work import IncidentUnitOfWork
from tests.support.dispatch_harness import KM, SOTO, Stand, a_volunteer


async def end(stand: Stand, incident_id: UUID) -> None:
    async with stand.database.unit() as unit:
        work = IncidentUnitOfWork(unit, stand.resources)
        scene.stand_down((await work.lock_missions([incident_id]))[incident_id], StandDownReason.FINISHED, by="ROBIN")
        await work.save()


@pytest.mark.parametrize("text", ["Y {} 10", "si {} 10 gracias", "N {}", "L {}"])
async def test_a_wrong_code_is_answered_with_the_right_one_each_time(stand: Stand, text: str) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.take(await stand.report())
    code = (await stand.texts()).one("V2", "HERON").params["code"]
    wrong = "K7Q" if code != "K7Q" else "M4T"

    for _ in range(2):
        await stand.say("HERON", text.format(wrong))
        texts = await stand.texts()
        answer = texts.one("V16b", "HERON")
        assert (answer.params["code2"], answer.params["code"]) == (wrong, code)
        assert code in answer.params["requests"]
        assert texts.to("ROBIN") == []

    assert await stand.fetchval("SELECT count(*) FROM unread_text") == 0
    assert await stand.fetchval("SELECT count(*) FROM offer WHERE state = 'open'") == 2


async def test_a_code_of_somebody_who_was_asked_nothing_is_answered_too(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON", km=90)])

    await stand.say("HERON", "Y K7Q 10")

    assert (await stand.texts()).to("HERON") == ["V16c"]


async def test_a_wrong_code_on_a_mission_names_the_mission(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.take(await stand.report())
    code = (await stand.texts()).one("V2", "HERON").params["code"]
    for name in ("HERON", "MAPLE"):
        await stand.say(name, f"Y {code} 10")
    await stand.announced()

    await stand.say("HERON", "HERE " + ("K7Q" if code != "K7Q" else "M4T"))

    answer = (await stand.texts()).one("V16b", "HERON")
    assert answer.params["code"] == code


async def test_words_beside_a_code_go_to_a_person_as_before(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.take(await stand.report())
    await stand.announced()

    await stand.say("HERON", "somebody told me K7Q is a house on fire")

    texts = await stand.texts()
    assert texts.to("HERON") == ["V11"]
    assert texts.to("ROBIN") == ["D4"]


async def test_a_late_yes_to_a_mission_that_goes_on_hears_that_it_is_covered_not_over(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE"), a_volunteer("OTTER")])
    await stand.take(await stand.report())
    code = (await stand.texts()).one("V2", "HERON").params["code"]
    for name in ("HERON", "MAPLE"):
        await stand.say(name, f"Y {code} 10")
    assert (await stand.texts()).to("OTTER") == ["V5b"]

    await stand.say("OTTER", f"Y {code} 10")

    assert (await stand.texts()).to("OTTER") == ["V5"]


@pytest.mark.parametrize("text", ["ya sali", "Y", "HERE"])
async def test_who_was_on_a_mission_and_left_it_never_hears_that_it_is_covered(stand: Stand, text: str) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.take(await stand.report())
    for name in ("HERON", "MAPLE"):
        await stand.say(name, "Y 10")
    for words in ("N", "LEAVE"):
        await stand.say("HERON", words)
    await stand.announced()

    await stand.say("HERON", text)

    assert (await stand.texts()).to("HERON") == ["V27"]


async def test_a_late_yes_to_a_mission_that_still_seeks_does_not_hear_that_it_is_covered(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    for lat in (SOTO[0], SOTO[0] + 3 * KM):
        await stand.take(await stand.report(at=(lat, SOTO[1])))
    asked = (await stand.texts()).messages
    first, second = (each.params["code"] for each in asked if each.person_id == stand.ids["HERON"])
    await stand.say("HERON", f"Y {first} 10")
    await stand.announced()

    await stand.say("HERON", f"Y {second} 10")

    assert (await stand.texts()).to("HERON") == ["V44"]


@pytest.mark.parametrize("drill_first", [True, False])
async def test_a_question_about_a_drill_and_a_real_request_is_no_drill(stand: Stand, drill_first: bool) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")], join_m=0)
    for exercise in (drill_first, not drill_first):
        await stand.take(await stand.report(exercise=exercise))
    await stand.announced()

    await stand.say("HERON", "N")
    await stand.say("MAPLE", "N QQQ")

    texts = await stand.texts()
    assert not texts.one("V16", "HERON").exercise
    assert not texts.one("V16b", "MAPLE").exercise


@pytest.mark.parametrize(("minutes", "answer"), [(14, "V15"), (16, "V15b")])
async def test_a_yes_long_after_the_last_request_is_answered_by_which_that_was_and_when(
    stand: Stand, minutes: int, answer: str
) -> None:
    """Nobody goes; they name no code."""
    await stand.set_up([a_volunteer("HERON")])
    await stand.take(await stand.report())
    incident_id = await stand.fetchval("SELECT incident_id FROM incident")
    code, zone = (await stand.fetchval("SELECT code || '/' || zone FROM incident")).split("/")
    asked_at = await stand.fetchval("SELECT offered_at FROM offer")
    await stand.later(minutes=5)
    await end(stand, incident_id)
    await stand.later(minutes=minutes - 5)
    await stand.announced()

    await stand.say("HERON", "yes 5")

    said = (await stand.texts()).one(answer, "HERON").params
    time = clock_time_or_day(asked_at, "America/Los_Angeles", told_at=asked_at)
    assert said == ({"code": code} if answer == "V15" else {"code": code, "zone": zone, "time": time})


async def test_who_has_an_open_request_is_not_told_that_nothing_is_open(stand: Stand) -> None:
    """ "HERE" beside an unanswered offer was answered with an old mission, and "You have no open requests"."""
    await stand.set_up([a_volunteer("HERON")])
    await stand.take(await stand.report())
    old = await stand.fetchval("SELECT code FROM incident")
    await end(stand, await stand.fetchval("SELECT incident_id FROM incident"))
    await stand.later(minutes=90)
    await stand.announced()
    await stand.take(await stand.report())
    code = (await stand.texts()).one("V2", "HERON").params["code"]
    await stand.announced()

    await stand.say("HERON", "here")

    said = (await stand.texts()).one("V16b", "HERON").params
    assert code != old
    assert (said["code"], said["code2"]) == (code, old)


async def test_who_names_the_code_of_an_old_request_knows_which_it_is(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON")])
    await stand.take(await stand.report())
    code = await stand.fetchval("SELECT code FROM incident")
    await end(stand, await stand.fetchval("SELECT incident_id FROM incident"))
    await stand.later(minutes=90)
    await stand.announced()

    await stand.say("HERON", f"yes {code} 5")

    assert (await stand.texts()).to("HERON") == ["V15"]
