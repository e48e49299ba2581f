"""Who cries for help when they have left: by the mission they left last, with those who were out there with them."""

import pytest

from schemas.events.incident import IncidentStoodDownV1, SosRaisedV1
from tests.integration.dispatch.test_distress import calls, on_scene, words
from tests.support.dispatch_harness import KM, SOTO, Stand, a_volunteer
from tests.support.dispatch_staff import Staffed


@pytest.mark.parametrize("text", ["help", "ayuda", "necesito ayuda ya"])
@pytest.mark.parametrize("at_once", [True, False])
async def test_help_from_somebody_who_is_just_off_a_mission_is_a_cry_with_its_code_place_and_partner(
    stand: Stand, text: str, at_once: bool
) -> None:
    code = await on_scene(stand)
    zone = await stand.fetchval("SELECT zone FROM incident")
    if at_once:
        await stand.hear(await stand.a_reply("HERON", "OUT"), await stand.a_reply("HERON", text))
    else:
        await stand.say("HERON", "OUT")
        await stand.later(minutes=50)
        await stand.announced()
        await stand.say("HERON", text)

    texts = await stand.texts()
    page = texts.one("D1d", "ROBIN")
    [call] = await calls(stand)
    assert "V12" in texts.to("HERON")
    assert {"code": code, "callsign": "HERON", "zone": zone, "buddy": "MAPLE"}.items() <= page.params.items()
    assert (call["code"], call["zone"]) == (code, zone)
    assert call["incident_id"] == await stand.fetchval("SELECT incident_id FROM incident")


async def test_an_hour_after_a_mission_help_is_a_question_again(stand: Stand) -> None:
    await on_scene(stand)
    await stand.say("HERON", "OUT")
    await stand.later(minutes=61)
    await stand.announced()

    await stand.say("HERON", "help")

    assert await calls(stand) == []
    assert (await stand.texts()).to("HERON") == []


async def test_who_was_released_before_they_were_sent_is_heard_as_one_who_was_on_no_mission(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")], meeting_points=False)
    await stand.take(await stand.report())
    await stand.say("HERON", "Y 5")
    await stand.say("MAPLE", "Y 5")
    code = await stand.fetchval("SELECT code FROM incident")
    for _ in range(2):
        await stand.say("HERON", "N")
    await stand.announced()

    await stand.say("HERON", "help")

    texts = await stand.texts()
    assert texts.to("HERON") == ["V12a"]
    assert texts.one("D1b", "ROBIN").params["code"] != code


async def test_a_cry_after_leaving_is_acknowledged_by_its_code_and_cleared(stand: Stand) -> None:
    code = await on_scene(stand)
    await stand.say("HERON", "OUT")
    await stand.say("HERON", "help")
    await stand.say("ROBIN", f"ACK {code}")
    [call] = await calls(stand)
    await stand.announced()

    await stand.say("HERON", "help me please")

    assert call["acknowledged_by"] == "ROBIN"
    assert (await stand.texts()).one("D1d", "ROBIN").params["code"] == code


async def a_third_who_left(stand: Stand) -> None:
    """HERON, MAPLE and OTTER were at the scene; OTTER is away."""
    people = [a_volunteer(name, km=n + 1) for n, name in enumerate(("HERON", "MAPLE", "OTTER"))]
    await stand.set_up(people, wave_sizes=[3], observers=3)
    await stand.take(await stand.report())
    for text in ("Y 5", "HERE"):
        for person in people:
            await stand.say(person.callsign, text)
    await stand.say("OTTER", "OUT")
    await stand.announced()


@pytest.mark.parametrize("text", ["SOS", "help", "nos siguen"])
async def test_a_cry_of_somebody_who_is_just_off_a_mission_sends_away_whoever_is_still_there(
    stand: Stand, text: str
) -> None:
    await on_scene(stand)
    await stand.say("HERON", "OUT")
    await stand.announced()

    await stand.say("HERON", text)

    events = await stand.announced()
    texts = stand.texts_in(events)
    assert (texts.to("HERON"), texts.to("MAPLE"), texts.to("ROBIN")) == (["V12"], ["V8b"], ["D1d"])
    assert texts.one("V8b", "MAPLE").params["callsign"] == "HERON"
    assert await stand.fetchval("SELECT state || ' ' || stand_down FROM incident") == "stood_down sos"
    assert [(event.reason, event.by) for event in events if isinstance(event, IncidentStoodDownV1)] == [
        ("sos", "HERON")
    ]
    assert [event.on_mission for event in events if isinstance(event, SosRaisedV1)] == [False]


async def test_each_further_cry_of_who_has_left_tells_those_still_there_once_and_they_get_out(stand: Stand) -> None:
    await a_third_who_left(stand)

    await stand.say("OTTER", "SOS")
    await stand.say("OTTER", "me siguen")
    first = await stand.texts()
    await stand.say("HERON", "OUT")
    await stand.say("MAPLE", "OUT")

    assert (first.of("V8b"), first.to("OTTER")) == ({"HERON", "MAPLE"}, ["V12", "V12"])
    assert len({text.message_id for text in first.messages if text.template == "V8b"}) == 2
    assert await stand.fetchval("SELECT state FROM incident") == "stood_down"
    assert (await stand.texts()).of("V22") == {"HERON", "MAPLE"}


async def test_a_later_cry_is_told_to_whoever_has_not_left(stand: Stand) -> None:
    """3 min after LEAVE NOW the second cry said that the buddy is alerted, and nothing was sent to them."""
    await on_scene(stand)
    await stand.say("HERON", "SOS")
    await stand.later(minutes=3)
    await stand.announced()

    await stand.say("HERON", "me llevan")
    before = await stand.texts()
    await stand.say("MAPLE", "OUT")
    await stand.say("HERON", "me llevan en una van")

    assert (before.to("HERON"), before.to("MAPLE")) == (["V12"], ["V8b"])
    assert (await stand.texts()).to("HERON") == ["V45", "V12a"]


async def test_who_cries_at_the_scene_hears_that_the_one_who_left_cries_too(stand: Stand) -> None:
    await on_scene(stand)
    await stand.say("HERON", "OUT")
    await stand.say("MAPLE", "SOS")
    await stand.announced()

    await stand.say("HERON", "SOS")

    texts = await stand.texts()
    assert (texts.to("HERON"), texts.to("MAPLE"), texts.to("ROBIN")) == (["V12a"], ["V8c"], ["D1j"])
    assert texts.one("D1j", "ROBIN").params["buddy"] == "MAPLE"


async def test_a_partner_whom_no_text_reaches_is_not_said_to_be_alerted_of_a_cry_after_leaving(stand: Stand) -> None:
    await on_scene(stand)
    await stand.say("HERON", "OUT")
    await stand.reach("MAPLE", "opted_out")
    await stand.announced()

    await stand.say("HERON", "SOS")

    assert (await stand.texts()).to("HERON") == ["V12a"]


async def test_a_cry_from_home_when_nobody_is_there_any_more_changes_nothing_of_the_mission(stand: Stand) -> None:
    await on_scene(stand)
    await stand.say("HERON", "G")
    await stand.say("MAPLE", "OUT")
    await stand.say("HERON", "OUT")
    await stand.announced()

    await stand.say("HERON", "SOS")

    texts = await stand.texts()
    assert (texts.to("HERON"), texts.to("MAPLE"), texts.to("ROBIN")) == (["V12a"], [], ["D1d"])
    assert await stand.fetchval("SELECT state FROM incident") == "finding_submitted"


async def test_nobody_new_is_sent_where_somebody_cried_who_has_left(stand: Stand) -> None:
    """MAPLE waits for a new partner, and OTTER is asked."""
    people = [a_volunteer(name, km=3 * n + 1) for n, name in enumerate(("HERON", "MAPLE", "OTTER"))]
    await stand.set_up(people, wave_sizes=[2])
    await stand.take(await stand.report())
    await stand.say("HERON", "Y 5")
    await stand.say("MAPLE", "Y 5")
    await stand.say("HERON", "OUT")
    await stand.announced()

    await stand.say("HERON", "nos apuntan con armas")
    await stand.say("OTTER", "Y 5")

    texts = await stand.texts()
    assert texts.to("MAPLE") == ["V8b"]
    assert texts.to("OTTER") == ["V5c", "V15"], "nobody is thanked for an answer they have not given"


async def test_the_page_names_nobody_who_came_after_they_had_dropped_out_at_home(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE"), a_volunteer("OTTER")])
    await stand.take(await stand.report())
    for text in ("Y 5", "N", "N"):
        await stand.say("HERON", text)
    await stand.say("MAPLE", "Y 5")
    await stand.say("OTTER", "Y 5")
    await stand.announced()

    await stand.say("HERON", "help")

    assert (await stand.texts()).to("ROBIN") == ["D1b"]


async def test_the_page_names_nobody_who_joined_when_they_had_left(stand: Stand) -> None:
    """OTTER came in HERON's place; MAPLE was out there with either of them."""
    people = [a_volunteer(name, km=3 * n + 1) for n, name in enumerate(("HERON", "MAPLE", "OTTER"))]
    await stand.set_up(people, wave_sizes=[2])
    await stand.take(await stand.report())
    for callsign, text in (("HERON", "Y 5"), ("MAPLE", "Y 5"), ("HERON", "OUT"), ("OTTER", "Y 5")):
        await stand.say(callsign, text)
    await stand.announced()

    await stand.say("HERON", "help")

    texts = await stand.texts()
    assert texts.one("D1d", "ROBIN").params["buddy"] == "MAPLE"


async def left_two(stand: Stand, staffed: Staffed, *, closed: bool) -> tuple[str, str]:
    """HERON left one mission with MAPLE, and twenty minutes later another with OTTER, which is closed by now or not."""
    people = [a_volunteer("HERON"), a_volunteer("MAPLE"), a_volunteer("OTTER")]
    await stand.set_up(people, cooldown_minutes=0, join_m=100)
    await stand.take(await stand.report())
    for callsign, text in (("HERON", "Y 5"), ("MAPLE", "Y 5"), ("HERON", "HERE"), ("MAPLE", "HERE"), ("HERON", "OUT")):
        await stand.say(callsign, text)
    first = await stand.fetchval("SELECT code FROM incident")
    await stand.later(minutes=20)
    await stand.take(await stand.report(at=(SOTO[0] + 0.3 * KM, SOTO[1]), text="Soto St & E 4th St"))
    second = await stand.fetchval("SELECT code FROM incident WHERE code <> $1", first)
    await stand.say("HERON", f"Y {second} 5")
    await stand.say("OTTER", f"Y {second} 5")
    for text in ("HERE", "G", "OUT"):
        await stand.say("HERON", text)
        await stand.say("OTTER", text)
    if closed:
        await staffed.post(f"/v1/incidents/{second}/review", {"decision": "accept"})
        assert await stand.fetchval("SELECT state FROM incident WHERE code = $1", second) == "closed"
    await stand.announced()
    return first, second


async def test_the_cry_goes_by_the_mission_they_left_last(stand: Stand, staffed: Staffed) -> None:
    _, second = await left_two(stand, staffed, closed=False)

    await stand.say("HERON", "help")

    [call] = await calls(stand)
    page = (await stand.texts()).one("D1d", "ROBIN")
    assert (call["code"], page.params["code"], page.params["buddy"]) == (second, second, "OTTER")


async def test_the_cry_goes_by_the_mission_they_left_last_when_that_is_closed(stand: Stand, staffed: Staffed) -> None:
    _, second = await left_two(stand, staffed, closed=True)

    await stand.say("HERON", "help")

    [call] = await calls(stand)
    assert call["code"] == second
    assert (await stand.texts()).one("D1d", "ROBIN").params["buddy"] == "OTTER"


@pytest.mark.parametrize("text", ["ya estoy bien gracias", "no", "Y 5", "GO", "HERE", "call me", "C 4 2", "G", "M4T 5"])
@pytest.mark.parametrize("closed", [True, False])
async def test_whatever_they_text_while_their_sos_is_open_is_answered_with_it(
    stand: Stand, staffed: Staffed, text: str, closed: bool
) -> None:
    code = await on_scene(stand)
    if closed:
        await stand.say("MAPLE", "G")
        await staffed.post(f"/v1/incidents/{code}/review", {"decision": "accept"})
        await stand.say("MAPLE", "OUT")
    await stand.say("HERON", "OUT")
    await stand.say("HERON", "help")
    await stand.announced()

    await stand.say("HERON", text)

    assert (await stand.texts()).to("HERON") == ["V37"]
    assert (await words(stand))[-1] == text


@pytest.mark.parametrize("text", ["no", "Y 5", "GO", "HERE", "call me", "C 4 2", "G"])
async def test_whatever_they_text_at_the_scene_while_their_sos_is_open_is_answered_with_it(
    stand: Stand, text: str
) -> None:
    await on_scene(stand)
    await stand.say("HERON", "SOS")
    await stand.announced()

    await stand.say("HERON", text)
    await stand.say("HERON", text)

    assert set((await stand.texts()).to("HERON")) == {"V37"}
    assert await stand.fetchval("SELECT count(*) FROM assignment WHERE state = 'sos'") == 1
    findings = await stand.fetchval("SELECT count(*) FROM finding")
    assert findings == (2 if text[0] in "CG" and text != "GO" else 0)


async def test_a_cry_after_leaving_is_seen_and_cleared_on_its_mission(stand: Stand, staffed: Staffed) -> None:
    code = await on_scene(stand)
    await stand.say("HERON", "G")
    await stand.say("HERON", "OUT")
    await stand.say("HERON", "help they grabbed me")
    review = await staffed.get(f"/v1/incidents/{code}/review")
    found = await staffed.get(f"/v1/incidents/{code}")

    answer = await staffed.post(f"/v1/incidents/{code}/sos-clear", {"callsign": "HERON"})

    said = await staffed.get(f"/v1/incidents/{code}")
    again = await staffed.post(f"/v1/incidents/{code}/sos-clear", {"callsign": "HERON"})
    [call] = await calls(stand)
    assert (review["cried"], found["sos"], said["sos"]) == (["HERON"], ["HERON"], [])
    assert (answer.status_code, again.status_code) == (200, 404)
    assert call["cleared_at"] is not None
    assert [line["kind"] for line in said["timeline"]].count("sos_cleared") == 1
    assert "V36" in (await stand.texts()).to("HERON")


async def test_who_cried_after_they_had_left_reads_no_thanks_for_going(stand: Stand, staffed: Staffed) -> None:
    code = await on_scene(stand)
    await stand.say("MAPLE", "G")
    await stand.say("HERON", "OUT")
    await stand.say("MAPLE", "OUT")
    await stand.say("HERON", "help they grabbed me")
    await stand.announced()

    await staffed.post(f"/v1/incidents/{code}/review", {"decision": "accept"})

    texts = await stand.texts()
    assert (texts.of("V9S"), texts.of("V9G")) == ({"MAPLE"}, set())


@pytest.mark.parametrize(("minutes", "told"), [(None, []), (59, []), (61, ["V9G"])])
async def test_no_other_mission_that_closes_thanks_who_is_in_danger_or_was_within_the_hour(
    stand: Stand, staffed: Staffed, minutes: int | None, told: list[str]
) -> None:
    """FINCH, who had cried from home, read that 6TD is closed and that going to look was worth it."""
    code = await on_scene(stand)
    await stand.say("MAPLE", "G")
    await stand.say("HERON", "OUT")
    await stand.say("MAPLE", "OUT")
    await stand.later(minutes=61)
    await stand.say("HERON", "SOS")
    if minutes is not None:
        [call] = await calls(stand)
        await staffed.post(f"/v1/sos/{call['code']}/clear", {"spoken": True, "callsign": "HERON"})
        await stand.later(minutes=minutes)
    await stand.announced()

    await staffed.post(f"/v1/incidents/{code}/review", {"decision": "accept"})

    texts = await stand.texts()
    assert (texts.to("HERON"), texts.to("MAPLE")) == (told, ["V9G"])


async def test_the_timeline_says_that_a_cry_after_leaving_is_cleared(stand: Stand, staffed: Staffed) -> None:
    code = await on_scene(stand)
    await stand.say("HERON", "OUT")
    await stand.say("HERON", "help")

    await staffed.post(f"/v1/sos/{code}/clear", {"spoken": True, "callsign": "HERON"})

    kinds = [line["kind"] for line in (await staffed.get(f"/v1/incidents/{code}"))["timeline"]]
    assert {"sos", "sos_cleared"} <= set(kinds)


async def test_out_after_a_mission_that_was_left_unsent_is_noted_for_that_one(stand: Stand) -> None:
    """MAPLE's OUT was answered by the code of the mission of an hour before."""
    first = await on_scene(stand, cooldown_minutes=0, join_m=100)
    await stand.say("HERON", "OUT")
    await stand.later(minutes=20)
    await stand.take(await stand.report(at=(SOTO[0] + 4 * KM, SOTO[1])))
    second = str(await stand.fetchval("SELECT code FROM incident WHERE code <> $1", first))
    for text in (f"Y {second} 5", "N", "LEAVE"):
        await stand.say("HERON", text)
    await stand.announced()

    await stand.say("HERON", "OUT")

    assert (await stand.texts()).one("V22", "HERON").params == {"code": second}
