"""Released reports on a real PostgreSQL: what they open, what they join, whom they ask, and who cannot be served."""

import asyncio
from typing import Any

import pytest

from schemas.events.incident import (
    IncidentOpenedV1,
    IncidentUnfilledV1,
    ReportLinkedV1,
    ReportUnservedV1,
    WaveOpenedV1,
)
from schemas.events.report import ReportHeldV1, ReportReleasedV1
from schemas.values import Channel, Request, Trust
from services.chassis.errors import Reject
from tests.support.dispatch_harness import KM, SOTO, SOURCE, Stand, a_volunteer

BIRDS = ("HERON", "MAPLE", "OTTER", "CEDAR", "FINCH", "LARCH", "EGRET", "BIRCH", "QUAIL", "IBIS")


async def test_a_report_opens_an_incident_and_asks_the_nearest(stand: Stand) -> None:
    people = [a_volunteer(name, km=2 * number + 1) for number, name in enumerate(BIRDS[:7])]
    await stand.set_up(people, wave_sizes=[5, 10])

    await stand.take(await stand.report())

    opened, wave, *_ = [e for e in await stand.announced() if isinstance(e, IncidentOpenedV1 | WaveOpenedV1)]
    assert isinstance(opened, IncidentOpenedV1)
    assert isinstance(wave, WaveOpenedV1)
    assert (wave.asked, wave.considered, wave.offers, wave.excluded) == (5, 7, (), ()), "nobody is named on a topic"
    async with stand.database.connection() as connection:
        kept = await connection.fetch("SELECT callsign, reasons FROM offer ORDER BY callsign")
    assert {row["callsign"] for row in kept} == set(BIRDS[:5])
    assert {tuple(row["reasons"][1:]) for row in kept} == {("speaks:es", "level:verified", "rested")}
    assert {row["reasons"][0] for row in kept} <= {"near:under_2km", "near:2_to_5km", "near:5_to_10km"}, "a range"


async def test_an_offer_says_the_zone_and_never_the_place(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])

    await stand.take(await stand.report())

    texts = await stand.texts()
    offer = texts.one("V2", "HERON")
    assert offer.params["zone"] == "Boyle Heights NE"
    assert offer.params["languages"] == "es"
    assert offer.not_after is not None
    assert "Soto" not in str(offer)
    assert texts.of("mail-opened") == {"PINE"}


async def test_a_second_report_of_the_same_place_joins_the_first(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    first, second = await stand.report(), await stand.report(at=(SOTO[0] + 0.3 * KM, SOTO[1]))

    await stand.take(first)
    before = await stand.texts()
    await stand.take(second)

    assert len(before.of("V2")) == 2
    linked, *rest = await stand.announced()
    assert isinstance(linked, ReportLinkedV1)
    assert linked.report_id == second.report_id
    assert rest == []


async def test_reports_of_one_batch_find_each_other(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])

    await stand.take(*[await stand.report(at=(SOTO[0] + n * 0.02 * KM, SOTO[1])) for n in range(14)])

    assert await stand.fetchval("SELECT count(*) FROM incident") == 1
    assert await stand.fetchval("SELECT count(*) FROM report WHERE state = 'linked'") == 14


async def test_codes_are_taken_ahead_and_given_once(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")], max_open_offers=0)
    position = "SELECT position FROM code_counter"

    await stand.take(await stand.report())
    first = await stand.fetchval(position)
    for number in range(1, 4):
        lat, lon = SOTO
        await stand.take(await stand.report(at=(lat + number * 5 * KM, lon)))

    assert await stand.fetchval(position) == first
    assert await stand.fetchval("SELECT count(DISTINCT code) FROM incident") == 4


async def test_codes_of_a_unit_that_failed_are_not_given_by_memory(stand: Stand) -> None:
    """They went back to the counter with the transaction: whoever takes them next must be the only one."""
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    batch = [await stand.received(report := await stand.report(), report.report_id)]

    async def fail() -> None:
        async with stand.database.unit() as unit:
            await stand.handlers[ReportReleasedV1.TOPIC](unit, batch)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()

    assert stand.resources.spare_codes.count("la") == 0


async def test_two_batches_racing_in_one_area_open_one_incident(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    reports = [await stand.report(at=(SOTO[0] + n * 0.03 * KM, SOTO[1])) for n in range(8)]

    await asyncio.gather(*(stand.take(report) for report in reports))

    assert await stand.fetchval("SELECT count(*) FROM incident") == 1
    assert await stand.fetchval("SELECT count(*) FROM offer") == 2


async def test_two_reports_of_a_batch_do_not_ask_one_person_beyond_the_limit(stand: Stand) -> None:
    await stand.set_up([a_volunteer(name) for name in BIRDS[:2]], max_open_offers=1)

    await stand.take(await stand.report(), await stand.report(at=(SOTO[0] + 3 * KM, SOTO[1])))

    assert await stand.fetchval("SELECT count(*) FROM incident") == 2
    assert await stand.fetchval("SELECT max(open_offers) FROM volunteer") == 1


async def test_the_same_report_again_and_an_older_revision_change_nothing(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON")])
    report = await stand.report(revision=3)
    await stand.take(report)
    await stand.announced()

    await stand.take(report.model_copy(update={"revision": 2}), report)

    assert await stand.announced() == []


async def test_a_report_of_a_revision_that_cannot_be_is_refused(stand: Stand) -> None:
    """Held or released: nobody decides a thousand times on a report, and its true release would be ignored."""
    await stand.set_up([a_volunteer("HERON")])
    released = await stand.report(revision=2)
    jump = released.model_copy(update={"revision": 1001})
    held = jump.model_dump(exclude={"released_by", "join", "apart"})

    with pytest.raises(Reject, match="revision 1001"):
        await stand.take(jump)
    with pytest.raises(Reject, match="revision 1001"):
        await stand.hold(ReportHeldV1(**held, priority=2, missing=("residence",)))
    await stand.take(released)

    assert (await stand.texts()).of("V2") == {"HERON"}


async def test_a_held_report_is_noted_and_acts_once_it_is_released(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON")])
    released = await stand.report(revision=2)
    held = ReportHeldV1(
        report_id=released.report_id,
        revision=1,
        network_id="la",
        ref="482193",
        source_id=SOURCE,
        source_trust=Trust.PUBLIC,
        channel=Channel.WEB,
        request=Request.OBSERVE,
        received_at=released.received_at,
        missing=("trust",),
    )

    await stand.hold(held)
    quiet = await stand.announced()
    await stand.take(released)
    opened = await stand.announced()
    await stand.hold(held)

    assert quiet == []
    assert any(isinstance(event, IncidentOpenedV1) for event in opened)
    assert await stand.fetchval("SELECT state FROM report") == "linked"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"at": (40.7, -74.0)}, "outside"),
        ({"at": (34.408, -118.2)}, "outside"),  # 890 m north of the territory
        ({"network_id": "nowhere"}, "network_unknown"),
        ({"sealed_place": None}, "place_unknown"),
    ],
)
async def test_what_nobody_can_serve_is_said_and_a_person_is_alarmed(
    stand: Stand, changes: dict[str, Any], reason: str
) -> None:
    await stand.set_up([a_volunteer("HERON")])

    await stand.take(await stand.report(**changes))

    events = await stand.announced()
    unserved = [event for event in events if isinstance(event, ReportUnservedV1)]
    assert [event.reason for event in unserved] == [reason]
    paged = [event for event in events if getattr(event, "template", None) == "D12"]
    assert len(paged) == (reason != "network_unknown")


@pytest.mark.parametrize("inside", [True, False])
async def test_a_page_about_what_lies_outside_ends_when_it_is_said_to_lie_inside(stand: Stand, inside: bool) -> None:
    await stand.set_up([a_volunteer("HERON")])
    outside = await stand.report(at=(40.7, -74.0))
    await stand.take(outside)
    assert (await stand.texts()).to("ROBIN") == ["D12"]

    moved = {} if inside else {"at": (40.8, -74.0)}
    await stand.take(await stand.report(report_id=outside.report_id, revision=2, **moved))

    assert await stand.fetchval("SELECT count(*) FROM page WHERE reason = 'unserved' AND open") == (not inside)
    assert ("D33" in (await stand.texts()).to("ROBIN")) == inside


async def test_many_that_nobody_can_serve_are_one_page_which_counts_them(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON")], source_open_incidents=0)
    outside = [await stand.report(at=(40.7, -74.0), ref=f"{number}") for number in range(300_000, 300_030)]

    await stand.take(*outside[:1])
    alone = await stand.texts()
    for report in outside[1:]:
        await stand.take(report)
    await stand.later(seconds=61)
    counted = (await stand.texts()).one("D12b", "ROBIN")

    assert alone.to("ROBIN") == ["D12"]
    assert counted.params == {"code": alone.one("D12", "ROBIN").params["code"], "open": "30"}
    assert await stand.fetchval("SELECT count(*) FROM page WHERE reason = 'unserved'") == 1

    for report in outside[:20]:
        await stand.take(await stand.report(report_id=report.report_id, ref=report.ref, revision=2))
    await stand.later(seconds=61)
    assert (await stand.texts()).one("D12b", "ROBIN").params["open"] == "10", "those that lie inside count no more"


async def test_without_a_duty_lead_nobody_is_asked_until_one_comes(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")], lead=False)

    await stand.take(await stand.report())
    first = await stand.announced()
    await stand.later(seconds=6)
    still = await stand.announced()
    await stand.on_duty("ROBIN")
    await stand.later(seconds=6)

    assert [e.reason for e in first if isinstance(e, IncidentUnfilledV1)] == ["no_duty_lead"]
    assert [e for e in (*first, *still) if isinstance(e, WaveOpenedV1)] == []
    assert (await stand.texts()).of("V2") == {"HERON", "MAPLE"}


async def test_a_place_sealed_for_another_report_is_rejected(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON")])
    foreign = (await stand.report()).sealed_place

    with pytest.raises(Reject):
        await stand.take(await stand.report(sealed_place=foreign))

    assert await stand.announced() == []


async def test_the_page_about_a_missing_partner_goes_on_when_the_one_it_names_leaves(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")], observers=3)
    await stand.take(await stand.report())
    await stand.say("HERON", "Y 5")
    await stand.say("MAPLE", "Y 5")
    await stand.later(minutes=4)
    named = await stand.fetchval("SELECT array_agg(about) FROM page WHERE open AND reason = 'pair_missing'")

    await stand.say("HERON", "N")
    await stand.say("HERON", "N")

    assert named == ["HERON"]
    assert await stand.fetchval("SELECT array_agg(about) FROM page WHERE open AND reason = 'pair_missing'") == ["MAPLE"]


async def test_three_meet_two(stand: Stand) -> None:
    people = [a_volunteer(name) for name in ("HERON", "SANDPIPER", "OTTER")]
    await stand.set_up(people, observers=3)
    await stand.take(await stand.report())
    for person in people:
        await stand.say(person.callsign, "Y 5")

    assert (await stand.texts()).one("V3", "HERON").params["buddy"] == "OTTER +1"
