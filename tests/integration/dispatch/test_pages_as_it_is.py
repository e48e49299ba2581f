"""A page about somebody out there says what is so when it is sent: who is beside them, and where they met."""

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


async def test_whoever_waits_at_the_meeting_point_is_not_out_there_with_who_is_on_the_way(stand: Stand) -> None:
    await one_waits_at_the_meeting_point(stand)

    await stand.say("HERON", NOT_UNDERSTOOD)

    assert said_to(await stand.texts(), "ROBIN") == [("D4", None)]


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
