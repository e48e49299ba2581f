"""A mission under way, as both drills need one: a report that was released, a pair that goes, callers who wait."""

from dataclasses import dataclass
from typing import Any

from deploy.local.demo.outside_world import OutsideWorld, PostedReport
from deploy.local.demo.story import CALLER, OFFER, a_report, code_in

CANARY_WORDS = "a grey van with a dented door, plate ending in 77"
CANARY_PLACE = "Canary Row and E 9th St"
CANARY_REPLY = "HERE two people in the yard behind the blue fence"


@dataclass(frozen=True, slots=True)
class OpenMission:
    """`going` are on their way."""

    report: PostedReport
    code: str
    lead: str
    going: tuple[str, ...]


async def begin(world: OutsideWorld) -> OpenMission:
    """Set the fictional network up, post a report, let two people accept."""
    await world.set_up_network(wave_seconds=3600, wave_sizes=[3])
    lead = next(person.callsign for person in world.volunteers.values() if "duty_lead" in person.roles)
    everyone = [p.callsign for p in world.volunteers.values() if "observer" in p.roles and p.level != "trainee"]
    await world.hotline("duty", "on", lead)
    await world.hotline("on", *everyone, "--for", "4h")
    report: dict[str, Any] = a_report()
    report["narrative"] = CANARY_WORDS
    report["place"] = {**report["place"], "text": CANARY_PLACE}
    posted = await world.post_report(report)
    offers = await world.texts_arrive(OFFER, 3)
    code = code_in(offers[0].body)
    going: list[str] = []
    for offer in offers[:2]:
        before = len(world.texts)
        await world.send_text(offer.callsign, "Y 9")
        await world.text_arrives(".", to=offer.callsign, after=before)
        going.append(offer.callsign)
    await world.text_arrives("Vemos si alguien puede ir a ver", to="the caller")
    return OpenMission(posted, code, lead, tuple(going))


def canaries() -> tuple[str, ...]:
    """What must lie nowhere in clear."""
    return (CALLER.removeprefix("+"), "dented door", "Canary Row")
