"""An SOS page is silenced from the phone that was paged alone, comes again until somebody spoke with them, and says
who took it."""

import pytest

from schemas.language.catalogue import LANGUAGES
from services.notify.wording import render as wording
from tests.support.dispatch_harness import Stand, a_volunteer
from tests.support.dispatch_staff import Staffed

OF_AN_SOS = ("D1", "D1a", "D1b", "D1d", "D1e")


async def cried(stand: Stand, *, backup: bool = False) -> str:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")], backup=backup)
    await stand.say("HERON", "SOS")
    return str((await stand.texts()).one("D1b", "ROBIN").params["code"])


async def taken(stand: Stand) -> bool:
    return bool(await stand.fetchval("SELECT acknowledged_at IS NOT NULL FROM sos_call WHERE callsign = 'HERON'"))


@pytest.mark.parametrize(
    ("who", "text"),
    [
        ("WREN", "ACK {}"),
        ("WREN", "ACK SOS {}"),
        ("WREN", "ACK"),
        ("PINE", "ACK {}"),
        ("MAPLE", "ACK {}"),
        ("HERON", "ACK {}"),
        ("ROBIN", "ACK ZZZ"),
        ("ROBIN", "ACK"),
        ("ROBIN", "ACK SOS"),
        ("ROBIN", "on it, calling her now"),
        ("ROBIN", "OK"),
        ("ROBIN", "Y"),
    ],
)
async def test_no_other_phone_and_no_other_code_silences_it(stand: Stand, who: str, text: str) -> None:
    code = await cried(stand)

    await stand.say(who, text.format(code))

    assert not await taken(stand)
    await stand.later(seconds=61)
    assert "ROBIN" in (await stand.texts()).of(*OF_AN_SOS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sent_on", ["{}", "Fwd: {}", "> {}", '"{}"'])
async def test_a_page_that_comes_back_as_a_copy_silences_nothing(stand: Stand, language: str, sent_on: str) -> None:
    await stand.set_up([a_volunteer("HERON")])
    await stand.say("HERON", "SOS")
    page = (await stand.texts()).one("D1b", "ROBIN")
    words = wording.render("D1b", language, dict(page.params))

    await stand.say("ROBIN", sent_on.format(words))

    assert not await taken(stand)


async def test_it_comes_until_somebody_spoke_with_them_and_says_who_took_it(stand: Stand, staffed: Staffed) -> None:
    code = await cried(stand, backup=True)
    for _ in range(2):
        await stand.later(seconds=61)
    assert "WREN" in (await stand.texts()).of(*OF_AN_SOS)

    await stand.say("ROBIN", f"ACK {code}")

    told = await stand.texts()
    assert told.one("D7", "WREN").params["callsign"] == "ROBIN"
    assert (await staffed.get("/v1/sos"))["calls"][0]["acknowledged_by"] == "ROBIN"
    for _ in range(3):
        await stand.later(minutes=30)
        assert "ROBIN" in (await stand.texts()).of(*OF_AN_SOS)
        await stand.say("ROBIN", f"ACK {code}")
        await stand.announced()
    await staffed.post(f"/v1/sos/{code}/clear", {"spoken": True, "callsign": "HERON"})
    await stand.announced()
    await stand.later(hours=2)
    assert (await stand.texts()).of(*OF_AN_SOS) == set()
