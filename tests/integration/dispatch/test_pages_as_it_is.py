"""A page about somebody out there says what is so when it is sent: who is beside them, and where they met."""

import pytest

from tests.integration.dispatch.test_distress import on_scene
from tests.support.dispatch_harness import Stand, Texts, a_volunteer

NOT_UNDERSTOOD = "hmm banana tree"


def said_to(texts: Texts, callsign: str) -> list[tuple[str, str | None]]:
    mine = [text for text in texts.messages if text.person_id == texts.stand.ids[callsign]]
    return [(text.template, text.params.get("buddy")) for text in mine]


async def one_waits_at_the_meeting_point(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.take(await stand.report())
    await stand.say("HERON", "Y 5")
    await stand.say("MAPLE", "Y 30")
    await stand.say("HERON", "HERE")
    await stand.announced()


async def test_an_sos_says_with_nobody_who_has_left_and_keeps_the_meeting_point(stand: Stand) -> None:
    await on_scene(stand, backup=True)
    await stand.say("MAPLE", "SOS")
    first = said_to(await stand.texts(), "ROBIN")
    await stand.say("HERON", "OUT")
    await stand.announced()

    said: list[tuple[str, str | None]] = []
    for _ in range(3):
        await stand.later(seconds=61)
        said += said_to(await stand.texts(), "WREN")

    assert first == [("D1", "HERON")]
    assert ("D1e", None) in said
    assert "D1" not in {template for template, _ in said}


async def test_an_sos_says_with_nobody_who_never_came(stand: Stand) -> None:
    await one_waits_at_the_meeting_point(stand)

    await stand.say("HERON", "SOS")

    assert said_to(await stand.texts(), "ROBIN") == [("D1e", None)]


async def test_whoever_waits_at_the_meeting_point_is_alone_until_the_other_comes(stand: Stand) -> None:
    """ "there is a guy watching me" was one of "2 open", and in no text of its own for 44 minutes."""
    await one_waits_at_the_meeting_point(stand)

    await stand.say("HERON", "there is a guy watching the bus stop")
    texts = await stand.texts()
    await stand.say("MAPLE", "HERE")

    assert (said_to(texts, "ROBIN"), texts.to("HERON")) == ([("D4b", None)], ["V11c"])
    assert await stand.fetchval("SELECT reason FROM page WHERE open") == "unread_text", "MAPLE is with them"


@pytest.mark.parametrize("text", ["maple left me. what now", "maple se fue, que hago", "still alone here"])
async def test_who_says_that_they_were_left_is_alone_whatever_the_other_texted(stand: Stand, text: str) -> None:
    """They read "not understood; use Y, N or L", and the lead an unread text among others."""
    await on_scene(stand)

    await stand.say("HERON", text)

    texts = await stand.texts()
    assert (said_to(texts, "ROBIN"), texts.to("HERON")) == ([("D4b", None)], ["V11c"])


async def test_who_has_to_go_leaves_and_nobody_stays_alone(stand: Stand) -> None:
    await on_scene(stand)

    await stand.say("MAPLE", "me tengo que ir")

    texts = await stand.texts()
    assert (texts.to("MAPLE"), texts.to("HERON")) == (["V22"], ["V20b"])
    assert said_to(texts, "ROBIN") == [("D9", "MAPLE")]


async def test_of_who_is_out_nothing_says_that_they_are_alone(stand: Stand) -> None:
    """ "danger first: VNT alone: text" came each minute, 23 minutes long, of somebody who was out."""
    await one_waits_at_the_meeting_point(stand)
    await stand.say("HERON", NOT_UNDERSTOOD)

    await stand.say("HERON", "OUT")

    reasons = await stand.fetchval("SELECT string_agg(reason, ',') FROM page WHERE open AND about = 'HERON'")
    assert reasons == "unread_text"


async def test_what_somebody_alone_out_there_texts_reaches_the_lead_at_once_whatever_was_told(
    stand: Stand,
) -> None:
    await on_scene(stand)
    await stand.say("MAPLE", NOT_UNDERSTOOD)
    with_another = said_to(await stand.texts(), "ROBIN")
    await stand.say("HERON", "OUT")
    await stand.announced()

    await stand.say("MAPLE", f"{NOT_UNDERSTOOD} again")

    assert with_another == [("D4a", "HERON")]
    assert said_to(await stand.texts(), "ROBIN") == [("D4b", None)]
    assert await stand.fetchval("SELECT count(*) FROM page WHERE open AND reason = 'unread_alone'") == 1
