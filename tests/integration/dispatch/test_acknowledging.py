"""ACK on a real PostgreSQL: it takes what its sender was paged for, says so, and never a cry for help unawares."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from schemas.events.incident import DutyPagedV2
from services.chassis.sealing import Sealer
from tests.support.dispatch_harness import KM, SOTO, Stand, a_volunteer

MIGRATIONS = Path("services/dispatch/migrations")


@pytest.fixture
async def stand(make_database: Callable[..., Any], sealer: Sealer) -> Stand:
    return Stand(await make_database(MIGRATIONS), sealer)


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
    assert stand.texts_in(events).one("D13", "ROBIN").params == {"code": code, "pages": f"{code}:exhausted"}
    assert [(e.callsign, e.acknowledged) for e in events if isinstance(e, DutyPagedV2)] == [("ROBIN", True)]
    assert await open_codes(stand) == set()


async def test_a_bare_ack_takes_several_when_nobody_is_in_danger_and_names_them(stand: Stand) -> None:
    codes = await nobody_near(stand, 3)
    await stand.announced()

    await stand.say("ROBIN", "ACK")

    taken = (await stand.texts()).one("D13", "ROBIN").params["pages"]
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

    assert (await stand.texts()).one("D13", "ROBIN").params["pages"] == f"{danger}:sos"
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

    assert (await stand.texts()).one("D13", "ROBIN").params["pages"] == f"{code}:sos,{code}:finding"


async def test_whoever_was_not_paged_takes_nothing(stand: Stand) -> None:
    [code] = await nobody_near(stand)
    await stand.announced()

    await stand.say("WREN", "ACK")
    await stand.say("WREN", f"ACK {code}")

    assert code in await open_codes(stand)
    assert "D13" not in (await stand.texts()).to("WREN")


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
    assert texts.one("D27", "ROBIN").params == {"code": code}
    assert texts.to("ROBIN") == ["D27"]
    assert await stand.fetchval("SELECT count(*) FROM sos_call") == 0
    assert await stand.fetchval("SELECT count(*) FROM unread_text") == 0


async def test_a_mistyped_page_is_answered_with_those_that_are_open(stand: Stand) -> None:
    [code] = await nobody_near(stand)
    await stand.announced()

    await stand.say("ROBIN", "ACK " + ("K7Q" if code != "K7Q" else "M4T"))

    asked = (await stand.texts()).one("D15", "ROBIN").params
    assert asked == {"code": code, "open": "1", "pages": f"{code}:exhausted"}
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
