"""ACK on a real PostgreSQL: it takes what its sender was paged for, says so, and never a cry for help unawares."""

import re

import pytest

from schemas.events.incident import DutyPagedV2
from tests.support.dispatch_harness import KM, SOTO, Stand, a_volunteer


async def nobody_near(stand: Stand, places: int = 1) -> list[str]:
    """Codes of as many incidents for which there is nobody to ask, all of them told to ROBIN."""
    await stand.set_up([a_volunteer("HERON", km=1)], search_radius_km=2, backup=True)
    await stand.take(*[await stand.report(at=(SOTO[0] - (5 + n) * KM, SOTO[1])) for n in range(places)])
    async with stand.database.connection() as connection:
        return [row["code"] for row in await connection.fetch("SELECT code FROM page ORDER BY page_id")]


async def sos(stand: Stand) -> str:
    await stand.say("HERON", "SOS")
    return str((await stand.texts()).one("D1b", "ROBIN").params["code"])


async def open_codes(stand: Stand) -> set[str]:
    async with stand.database.connection() as connection:
        return {row["code"] for row in await connection.fetch("SELECT code FROM page WHERE open")}


async def test_a_bare_ack_takes_the_one_thing_that_is_open_and_says_what_that_was(stand: Stand) -> None:
    [code] = await nobody_near(stand)
    await stand.announced()

    await stand.say("ROBIN", "ACK")

    events = await stand.announced()
    assert stand.texts_in(events).one("D13c", "ROBIN").params == {"code": code, "pages": f"{code}:exhausted"}
    assert [(e.callsign, e.acknowledged) for e in events if isinstance(e, DutyPagedV2)] == [("ROBIN", True)]
    assert await open_codes(stand) == set()


async def test_a_bare_ack_takes_several_when_nobody_is_in_danger_and_names_them(stand: Stand) -> None:
    codes = await nobody_near(stand, 3)
    await stand.announced()

    await stand.say("ROBIN", "ACK")

    taken = (await stand.texts()).one("D13c", "ROBIN").params["pages"]
    assert {each.partition(":")[0] for each in taken.split(",")} == set(codes)
    assert await open_codes(stand) == set()


async def test_a_bare_ack_never_takes_an_sos_while_something_else_is_open(stand: Stand) -> None:
    [code] = await nobody_near(stand)
    danger = await sos(stand)

    await stand.say("ROBIN", "ACK")

    asked = (await stand.texts()).one("D15", "ROBIN").params
    assert asked == {"code": danger, "open": "2", "pages": f"{danger}:sos,{code}:exhausted"}
    assert await open_codes(stand) == {code, danger}


@pytest.mark.parametrize("text", ["ACK SOS {}", "ACK {}", "ack sos {}"])
async def test_an_sos_is_taken_by_its_code_alone(stand: Stand, text: str) -> None:
    [code] = await nobody_near(stand)
    danger = await sos(stand)

    await stand.say("ROBIN", text.format(danger))

    assert (await stand.texts()).one("D13d", "ROBIN").params["pages"] == f"{danger}:sos"
    assert await open_codes(stand) == {code}


async def test_a_code_takes_all_that_its_sender_was_paged_for_about_it(stand: Stand) -> None:
    await stand.set_up([a_volunteer(name, km=n + 1) for n, name in enumerate(("HERON", "MAPLE"))], wave_sizes=[2])
    await stand.take(await stand.report())
    for callsign in ("HERON", "MAPLE"):
        await stand.say(callsign, "Y 5")
    for callsign in ("HERON", "MAPLE"):
        await stand.say(callsign, "HERE")
    await stand.say("HERON", "C 4 2")
    await stand.later(seconds=61)
    await stand.say("MAPLE", "SOS")
    code = str(await stand.fetchval("SELECT code FROM incident"))
    await stand.announced()

    await stand.say("ROBIN", f"ACK {code}")

    assert (await stand.texts()).one("D13d", "ROBIN").params["pages"] == f"{code}:sos,{code}:finding"


async def test_whoever_was_not_paged_takes_nothing(stand: Stand) -> None:
    [code] = await nobody_near(stand)
    await stand.announced()

    await stand.say("WREN", "ACK")
    await stand.say("WREN", f"ACK {code}")

    assert code in await open_codes(stand)
    assert not any(template.startswith("D13") for template in (await stand.texts()).to("WREN"))


# --- an ACK that takes nothing is answered all the same, by what is true, and pages nobody


async def answer_to(stand: Stand, callsign: str, text: str) -> tuple[str, dict[str, str]]:
    """The one text that it brings about, which goes to its sender, and nothing else."""
    await stand.announced()
    await stand.say(callsign, text)
    [event] = await stand.announced()
    [message] = stand.texts_in([event]).messages
    assert message.person_id == stand.ids[callsign]
    assert await stand.fetchval("SELECT count(*) FROM unread_text") == 0
    return message.template, dict(message.params)


@pytest.mark.parametrize("text", ["ACK {}", "ack {}.", "{} ACK", "Ack {}, thanks", "ACK SOS {}", "ACK {} - WREN"])
async def test_a_lead_who_was_not_paged_hears_that_it_is_not_theirs_to_take(stand: Stand, text: str) -> None:
    await nobody_near(stand)
    danger = await sos(stand)

    assert await answer_to(stand, "WREN", text.format(danger)) == ("D27c", {"code": danger})
    assert danger in await open_codes(stand)
    assert await stand.fetchval("SELECT count(*) FROM sos_call") == 1


@pytest.mark.parametrize("text", ["ACK {}", "ACK SOS {}", "acknowledged {}"])
@pytest.mark.parametrize("late", ["WREN", "ROBIN", "PINE"])
async def test_who_comes_late_hears_who_took_it_and_when(stand: Stand, text: str, late: str) -> None:
    await stand.set_up([a_volunteer("HERON")], backup=True)
    danger = await sos(stand)
    for _ in range(2):
        await stand.later(seconds=61)
    await stand.say("ROBIN", f"ACK SOS {danger}")

    template, said = await answer_to(stand, late, text.format(danger))

    assert (template, said["code"], said["callsign"]) == ("D27b", danger, "ROBIN")
    assert re.fullmatch(r"\d+:\d\d[ap]m", said["time"])
    assert await stand.fetchval("SELECT count(*) FROM sos_call") == 1


async def test_what_is_said_of_an_exercise_is_marked_as_one(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON", km=1)], search_radius_km=2)
    await stand.take(await stand.report(at=(SOTO[0] - 5 * KM, SOTO[1]), exercise=True))
    code = str(await stand.fetchval("SELECT code FROM page WHERE exercise"))
    await stand.announced()

    await stand.say("WREN", f"ACK {code}")
    await stand.say("ROBIN", f"ACK {code}")
    await stand.say("WREN", f"ACK {code}")

    said = (await stand.texts()).messages
    assert [(text.template, text.exercise) for text in said] == [("D27c", True), ("D13c", True), ("D27b", True)]


async def test_who_comes_late_in_the_same_batch_hears_it_too(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON")], backup=True)
    danger = await sos(stand)

    await stand.hear(await stand.a_reply("ROBIN", f"ACK {danger}"), await stand.a_reply("WREN", f"ACK {danger}"))

    assert (await stand.texts()).one("D27b", "WREN").params["callsign"] == "ROBIN"


@pytest.mark.parametrize("who", ["WREN", "PINE", "HERON"])
async def test_a_code_about_which_nothing_is_open_is_said_to_be_so(stand: Stand, who: str) -> None:
    [code] = await nobody_near(stand)
    wrong = "K7Q" if code != "K7Q" else "M4T"

    assert await answer_to(stand, who, f"ACK {wrong}") == ("D27", {"code": wrong})
    assert await open_codes(stand) == {code}


async def test_a_page_whose_cause_is_gone_is_nothing_open(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON", km=1)], search_radius_km=2)
    async with stand.database.connection() as connection:
        await stand.take(await stand.report(at=(SOTO[0] - 5 * KM, SOTO[1])))
        code = str(await connection.fetchval("UPDATE page SET open = false RETURNING code"))

    assert await answer_to(stand, "ROBIN", f"ACK {code}") == ("D27", {"code": code})


async def test_a_bare_ack_of_who_was_not_paged_is_answered(stand: Stand) -> None:
    [code] = await nobody_near(stand)

    assert await answer_to(stand, "WREN", "ACK") == ("D29", {})
    assert await open_codes(stand) == {code}


@pytest.mark.parametrize("text", ["ACK", "ACK {}"])
async def test_an_ack_to_an_offer_is_asked_back_and_takes_nothing(stand: Stand, text: str) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.take(await stand.report())
    code = str(await stand.fetchval("SELECT code FROM incident"))

    assert await answer_to(stand, "HERON", text.format(code)) == ("V18", {"code": code})
    assert await stand.fetchval("SELECT count(*) FROM offer WHERE state = 'open'") == 2


@pytest.mark.parametrize("text", ["ACK SOS", "ack sos help", "ACK SOS {} help me", "SOS {}"])
async def test_a_cry_stays_a_cry_whatever_else_it_names(stand: Stand, text: str) -> None:
    [code] = await nobody_near(stand)

    await stand.say("WREN", text.format(code))

    assert await stand.fetchval("SELECT count(*) FROM sos_call WHERE callsign = 'WREN'") == 1


async def test_an_observer_who_acknowledges_an_sos_cries(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    danger = await sos(stand)

    await stand.say("MAPLE", f"ACK SOS {danger}")

    assert await stand.fetchval("SELECT count(*) FROM sos_call WHERE callsign = 'MAPLE'") == 1


async def test_others_who_were_paged_hear_once_what_was_taken(stand: Stand) -> None:
    codes = await nobody_near(stand, 2)
    for _ in range(2):
        await stand.later(seconds=61)
    await stand.announced()

    await stand.say("WREN", "ACK")

    told = (await stand.texts()).one("D7", "ROBIN").params
    assert told["callsign"] == "WREN"
    assert set(told["pages"].split(",")) == {f"{code}:exhausted" for code in codes}


async def test_what_was_taken_is_paged_no_more(stand: Stand) -> None:
    await nobody_near(stand, 2)
    await stand.say("ROBIN", "ACK")
    await stand.announced()

    await stand.later(minutes=20)

    assert await stand.announced() == []


@pytest.mark.parametrize("text", ["ACK {}", "ack sos {}", "ACK {} gracias"])
async def test_a_page_that_somebody_took_before_is_answered_and_is_no_cry(stand: Stand, text: str) -> None:
    [code] = await nobody_near(stand)
    await stand.announced()
    await stand.say("ROBIN", f"ACK {code}")
    await stand.announced()

    await stand.say("ROBIN", text.format(code))

    texts = await stand.texts()
    assert texts.one("D27b", "ROBIN").params["callsign"] == "ROBIN"
    assert texts.to("ROBIN") == ["D27b"]
    assert await stand.fetchval("SELECT count(*) FROM sos_call") == 0
    assert await stand.fetchval("SELECT count(*) FROM unread_text") == 0


async def test_a_mistyped_page_is_answered_with_those_that_are_open(stand: Stand) -> None:
    [code] = await nobody_near(stand)
    await stand.announced()

    await stand.say("ROBIN", "ACK " + ("K7Q" if code != "K7Q" else "M4T"))

    asked = (await stand.texts()).one("D15b", "ROBIN").params
    assert asked == {"code": code, "pages": f"{code}:exhausted"}
    assert await open_codes(stand) == {code}


async def test_a_volunteers_cry_beside_ack_and_a_code_is_a_cry(stand: Stand) -> None:
    await nobody_near(stand)
    await stand.announced()

    await stand.say("HERON", "ack sos K7Q")

    assert (await stand.texts()).to("HERON") == ["V12a"]


async def test_a_bare_ack_that_takes_nothing_is_answered_and_pages_nobody(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON")], backup=True)

    await stand.say("WREN", "ACK")
    await stand.say("HERON", "ACK")

    texts = await stand.texts()
    assert texts.to("WREN") == ["D29"]
    assert texts.of("D4", "D29") == {"WREN"}


async def test_off_of_a_duty_lead_says_that_pages_go_on(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON")])

    await stand.say("ROBIN", "OFF")
    await stand.say("HERON", "OFF")

    texts = await stand.texts()
    assert texts.to("ROBIN") == ["D28"]
    assert texts.to("HERON") == ["V23off"]


async def test_a_bare_ack_takes_only_what_the_text_named_and_the_rest_comes_again(stand: Stand) -> None:
    codes = await nobody_near(stand, 9)
    named = (await stand.texts()).one("D16c", "ROBIN").params["pages"].split(",")
    assert named[-1].startswith("+")
    shown = {each.partition(":")[0] for each in named[:-1]}
    await stand.later(seconds=5)

    await stand.say("ROBIN", "ACK")

    taken = (await stand.texts()).one("D13c", "ROBIN").params["pages"]
    assert {each.partition(":")[0] for each in taken.split(",")} == shown
    rest = set(codes) - shown
    assert await open_codes(stand) == rest
    await stand.later(minutes=1)
    again = (await stand.texts()).one("D16c", "ROBIN").params
    assert again["open"] == str(len(rest))


async def test_what_was_only_counted_is_taken_by_its_code(stand: Stand) -> None:
    codes = await nobody_near(stand, 9)
    named = (await stand.texts()).one("D16c", "ROBIN").params["pages"]
    code = next(each for each in codes if each not in named)

    await stand.say("ROBIN", f"ACK {code}")

    assert (await stand.texts()).one("D13c", "ROBIN").params["pages"] == f"{code}:exhausted"


@pytest.mark.parametrize("on_mission", [True, False])
@pytest.mark.parametrize("text", ["on it", "ok im here", "ACK ALL", "ACK", "ack sos", "voy"])
async def test_a_waiting_lead_who_was_not_asked_reads_whose_sos_is_open_and_may_take_it(
    stand: Stand, text: str, on_mission: bool
) -> None:
    """Their words were not understood, beside the SOS, and paged to the others."""
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    if on_mission:
        await stand.take(await stand.report())
        for each in ("HERON", "MAPLE"):
            await stand.say(each, "Y 5")
    await stand.say("HERON", "SOS")
    code = (await stand.texts()).one("D1e" if on_mission else "D1b", "ROBIN").params["code"]

    await stand.say("WREN", text)
    first = await stand.texts()
    await stand.say("WREN", f"ACK SOS {code}")

    assert [(m.template, m.params) for m in first.messages] == [("D15b", {"code": code, "pages": f"{code}:sos"})]
    assert (await stand.texts()).to("WREN") == ["D13b"]
    assert await stand.fetchval("SELECT count(*) FROM unread_text") == 0
    assert await open_codes(stand) == set()


@pytest.mark.parametrize("text", ["ACK ALL", "ok im here"])
async def test_what_a_lead_who_was_asked_mistypes_is_answered_with_what_is_open(stand: Stand, text: str) -> None:
    [code] = await nobody_near(stand)
    danger = await sos(stand)

    await stand.say("ROBIN", text)

    texts = await stand.texts()
    assert texts.one("D15", "ROBIN").params["pages"] == f"{danger}:sos,{code}:exhausted"
    assert (len(texts.messages), await open_codes(stand)) == (1, {code, danger})


@pytest.mark.parametrize(("text", "template"), [("they hit me", "V12a"), ("my phone dies, take over", "V11")])
async def test_whatever_else_a_lead_texts_beside_an_sos_is_heard_as_it_was(
    stand: Stand, text: str, template: str
) -> None:
    await stand.set_up([a_volunteer("HERON")])
    await sos(stand)

    await stand.say("WREN", text)

    assert (await stand.texts()).to("WREN") == [template]
