"""A source's quota is counted again where incidents are opened: whatever came past intake asks nobody beyond it."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from schemas.events.incident import IncidentOpenedV1, ReportHeldBackV1, ReportLinkedV1, ReportUnservedV1
from schemas.events.report import ReportHeldV1, ReportReleasedV1
from schemas.values import Channel, Request, Trust
from tests.support.dispatch_harness import KM, SOTO, SOURCE, Stand, a_volunteer

ANOTHER = UUID(int=78)
FAR = (40.7, -74.0)


async def set_up(stand: Stand, quota: int = 2, **policy: Any) -> None:
    people = [a_volunteer(name) for name in ("HERON", "MAPLE", "OTTER", "CEDAR")]
    await stand.set_up(people, source_open_incidents=quota, max_open_offers=0, max_offers_per_day=0, **policy)


async def elsewhere(stand: Stand, number: int, **changes: Any) -> ReportReleasedV1:
    """A report that joins none of the others."""
    return await stand.report(at=(SOTO[0] + number * 2 * KM, SOTO[1]), ref=f"{100_000 + number}", **changes)


async def open_incidents(stand: Stand) -> int:
    return int(await stand.fetchval("SELECT count(*) FROM incident WHERE state <> 'closed'"))


def held_back(events: list[Any]) -> list[ReportHeldBackV1]:
    return [event for event in events if isinstance(event, ReportHeldBackV1)]


async def test_a_flood_past_intake_opens_what_the_quota_allows_and_the_rest_goes_back(stand: Stand) -> None:
    await set_up(stand)
    reports = [await elsewhere(stand, number) for number in range(12)]

    await stand.take(*reports)

    events = await stand.announced()
    opened = [event.report_id for event in events if isinstance(event, IncidentOpenedV1)]
    assert opened == [report.report_id for report in reports[:2]]
    assert [(it.report_id, it.revision, it.reason) for it in held_back(events)] == [
        (report.report_id, 1, "quota") for report in reports[2:]
    ]
    assert await stand.fetchval("SELECT count(*) FROM report WHERE state = 'held'") == 10
    assert stand.texts_in(events).to("ROBIN") == ["D36"], "one page for the flood"


async def test_batch_after_batch_and_side_by_side_the_quota_holds(stand: Stand) -> None:
    await set_up(stand, quota=3)

    for number in range(2):
        await stand.take(await elsewhere(stand, number))
    await asyncio.gather(*[stand.take(await elsewhere(stand, number)) for number in range(2, 10)])

    events = await stand.announced()
    assert await open_incidents(stand) == 3
    assert len(held_back(events)) == 7
    assert stand.texts_in(events).to("ROBIN").count("D36") == 1


async def test_what_joins_is_nobodys_burden_and_what_was_to_open_it_takes_no_one_along(stand: Stand) -> None:
    """A report of another source that would have joined what is held opens its own."""
    await set_up(stand, quota=1)
    first, over = await elsewhere(stand, 0), await elsewhere(stand, 1)
    beside = await elsewhere(stand, 1, source_id=ANOTHER)
    again = await elsewhere(stand, 0)

    await stand.take(first, over, beside, again)

    events = await stand.announced()
    assert [e.report_id for e in events if isinstance(e, IncidentOpenedV1)] == [first.report_id, beside.report_id]
    assert [e.report_id for e in events if isinstance(e, ReportLinkedV1)] == [again.report_id]
    assert [e.report_id for e in held_back(events)] == [over.report_id]


async def test_whom_a_person_released_is_never_held_again(stand: Stand) -> None:
    await set_up(stand, quota=1)
    over = await elsewhere(stand, 1)
    await stand.take(await elsewhere(stand, 0), over)
    [back] = held_back(await stand.announced())

    by_hand = over.model_copy(update={"revision": back.revision + 2, "released_by": "WREN"})
    await stand.take(by_hand)

    events = await stand.announced()
    assert [event.report_id for event in events if isinstance(event, IncidentOpenedV1)] == [over.report_id]
    assert held_back(events) == []
    assert await open_incidents(stand) == 2


async def test_the_same_event_again_holds_nothing_twice(stand: Stand) -> None:
    await set_up(stand, quota=1)
    over = await elsewhere(stand, 1)
    await stand.take(await elsewhere(stand, 0), over)
    await stand.announced()

    await stand.take(over)

    assert await stand.announced() == []


async def test_what_intake_says_of_it_then_is_noted_as_of_any_held_report(stand: Stand) -> None:
    await set_up(stand, quota=1)
    over = await elsewhere(stand, 1)
    await stand.take(await elsewhere(stand, 0), over)

    await stand.hold(
        ReportHeldV1(
            report_id=over.report_id,
            revision=2,
            network_id="la",
            ref=over.ref,
            source_id=SOURCE,
            source_trust=Trust.OPERATOR,
            channel=Channel.PHONE,
            request=Request.OBSERVE,
            received_at=over.received_at,
            priority=2,
            missing=("quota",),
        )
    )

    kept = "SELECT state || revision || priority FROM report WHERE report_id = $1"
    assert await stand.fetchval(kept, over.report_id) == "held22"


async def test_a_closed_incident_frees_its_place(stand: Stand) -> None:
    await set_up(stand, quota=1)
    await stand.take(await elsewhere(stand, 0))
    await stand.fetchval("UPDATE incident SET state = 'closed', area = NULL, closed_at = app.now() RETURNING 1")

    await stand.take(await elsewhere(stand, 1))

    assert held_back(await stand.announced()) == []
    assert await open_incidents(stand) == 1


async def test_exercises_networks_and_sources_are_counted_apart(stand: Stand) -> None:
    await set_up(stand, quota=1)
    await stand.set_up([a_volunteer("FINCH")], name="oc", source_open_incidents=1)

    await stand.take(
        await elsewhere(stand, 0),
        await elsewhere(stand, 1, exercise=True),
        await elsewhere(stand, 2, source_id=ANOTHER),
        await elsewhere(stand, 3, network_id="oc"),
    )

    assert held_back(await stand.announced()) == []
    assert await open_incidents(stand) == 4


async def test_a_quota_of_nought_is_none(stand: Stand) -> None:
    await set_up(stand, quota=0)

    await stand.take(*[await elsewhere(stand, number) for number in range(6)])

    assert await open_incidents(stand) == 6


async def test_what_nobody_can_serve_takes_places_too_for_two_hours(stand: Stand) -> None:
    await set_up(stand, quota=2)
    outside = [await stand.report(at=FAR, ref=f"{number}") for number in range(200_000, 200_005)]

    await stand.take(*outside)

    events = await stand.announced()
    assert [event.report_id for event in events if isinstance(event, ReportUnservedV1)] == [
        report.report_id for report in outside[:2]
    ]
    assert len(held_back(events)) == 3

    await stand.take(await elsewhere(stand, 0))
    assert await open_incidents(stand) == 0, "no room yet"

    await stand.later(hours=2, seconds=1)
    await stand.take(await elsewhere(stand, 1))
    assert await open_incidents(stand) == 1


async def test_a_flood_pages_once_and_once_more_half_an_hour_after_somebody_took_it(stand: Stand) -> None:
    await set_up(stand, quota=1)
    await stand.take(*[await elsewhere(stand, number) for number in range(5)])
    code = (await stand.texts()).one("D36", "ROBIN").params["code"]
    await stand.say("ROBIN", f"ACK {code}")
    await stand.announced()

    for number in range(5, 10):
        await stand.later(minutes=2)
        await stand.take(await elsewhere(stand, number))
    asked = "SELECT array_agg(attempt ORDER BY raised_at) FROM page WHERE reason = 'quota'"
    during = await stand.fetchval(asked)
    await stand.later(minutes=25)

    assert during == [1, 0], "it was taken a moment ago"
    assert await stand.fetchval(asked) == [1, 1]


async def test_nobody_in_danger_waits_for_a_flood(stand: Stand) -> None:
    """A cry that arrives in the midst of it is paged at once, before what the flood pages about."""
    await set_up(stand, quota=1)
    await stand.take(await elsewhere(stand, 0))
    await stand.say("HERON", "SI")
    await stand.announced()

    await asyncio.gather(
        stand.take(*[await elsewhere(stand, number) for number in range(1, 60)]),
        stand.say("HERON", "SOS"),
    )

    texts = (await stand.texts()).to("ROBIN")
    assert any(template.startswith("D1") for template in texts)


@pytest.mark.parametrize("quota", [1, 20])
async def test_an_incident_split_off_counts_as_its_sources(stand: Stand, quota: int) -> None:
    """Whoever's report opens an incident, by whatever way, has it open."""
    await set_up(stand, quota=quota)
    await stand.take(await elsewhere(stand, 0))

    assert await stand.fetchval("SELECT source_id FROM incident") == SOURCE
