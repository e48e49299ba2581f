"""Whom somebody does not see who has not come yet was never with them; whoever was there and is gone is a cry."""

import pytest

from tests.integration.dispatch.test_distress import calls, on_scene
from tests.support.dispatch_harness import Stand, a_volunteer


async def first_there(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.take(await stand.report())
    await stand.say("HERON", "Y 5")
    await stand.say("MAPLE", "Y 20")
    await stand.say("HERON", "HERE")
    await stand.announced()


@pytest.mark.parametrize("text", ["i dont see maple. should i go look alone?", "cant find maple", "no veo a maple"])
async def test_who_does_not_see_a_partner_that_has_not_come_is_read_by_a_person(stand: Stand, text: str) -> None:
    await first_there(stand)

    await stand.say("HERON", text)

    texts = await stand.texts()
    assert await calls(stand) == []
    assert (texts.to("HERON"), len(texts.to("ROBIN"))) == (["V11c"], 1)


@pytest.mark.parametrize("text", ["maple is gone, they took her", "they took maple", "they took me"])
async def test_a_partner_who_was_taken_before_they_came_is_a_cry(stand: Stand, text: str) -> None:
    await first_there(stand)

    await stand.say("HERON", text)

    assert len(await calls(stand)) == 1


async def test_who_does_not_see_a_partner_that_was_there_cries(stand: Stand) -> None:
    await on_scene(stand)

    await stand.say("HERON", "i dont see maple")

    assert len(await calls(stand)) == 1
