"""Who cries for help when they have left: by the mission they left last, with those who were out there with them."""

from tests.integration.dispatch.test_distress import calls, on_scene
from tests.support.dispatch_harness import KM, SOTO, Stand, a_volunteer
from tests.support.dispatch_staff import Staffed


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
