"""On duty means reachable, and so does on call: what notify says of people, and what dispatch makes of it."""

import json
from uuid import UUID

import pytest

from schemas.events.incident import IncidentUnfilledV1, WaveOpenedV1
from schemas.events.network import NetworkChangedV1
from schemas.values import DeliveryState
from services.chassis.errors import Reject
from services.dispatch.model.roster import DutyLead, Reach, Volunteer
from services.dispatch.store.roster import RosterStore
from tests.support.dispatch_harness import SOTO, Stand, a_volunteer

OPTED_OUT = Reach("opted_out", "no_contact")


async def volunteer(stand: Stand, callsign: str) -> Volunteer:
    async with stand.database.unit() as unit:
        return (await RosterStore(unit.connection).volunteers([stand.ids[callsign]]))[stand.ids[callsign]]


async def leads(stand: Stand) -> tuple[DutyLead, ...]:
    async with stand.database.unit() as unit:
        return (await RosterStore(unit.connection).duty_leads(["la"], unit.now)).get("la", ())


async def save(stand: Stand, person_id: UUID, revision: int, reach: Reach) -> None:
    async with stand.database.unit() as unit:
        await RosterStore(unit.connection).save_reach({person_id: (revision, reach)})


async def noted(stand: Stand, kind: str) -> list[dict[str, str]]:
    async with stand.database.connection() as connection:
        rows = await connection.fetch("SELECT params FROM timeline WHERE kind = $1 ORDER BY position", kind)
    return [json.loads(row["params"]) for row in rows]


async def test_nobody_is_reachable_whom_notify_has_not_announced(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON")], reachable=False)

    heron, [robin] = await volunteer(stand, "HERON"), await leads(stand)

    assert heron.reach == Reach("no_contact", "no_contact")
    assert not heron.reach.text
    assert not robin.reachable


async def test_what_was_said_last_of_a_person_holds_in_whatever_order_it_comes(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON")])
    heron = stand.ids["HERON"]

    await save(stand, heron, 7, OPTED_OUT)
    await save(stand, heron, 6, Reach(None, None))
    await save(stand, heron, 7, OPTED_OUT)

    assert (await volunteer(stand, "HERON")).reach == OPTED_OUT


async def test_what_is_said_of_a_person_at_a_revision_that_cannot_be_is_refused(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON")])
    stand._revision = 2**31 - 2

    with pytest.raises(Reject, match="revision 2147483647"):
        await stand.reach("HERON", "opted_out")
    stand._revision = 1
    await stand.reach("HERON", "no_consent")

    assert (await volunteer(stand, "HERON")).reach.text_reason == "no_consent"


async def test_a_person_may_be_announced_before_they_are_on_the_roster(stand: Stand) -> None:
    early = a_volunteer("HERON")
    await save(stand, early.volunteer_id, 3, Reach(None, "no_contact"))

    await stand.set_up([early], reachable=False)

    assert (await volunteer(stand, "HERON")).reach == Reach(None, "no_contact")


async def test_a_lead_is_reachable_or_not_as_notify_says_it(stand: Stand) -> None:
    await stand.set_up([])

    await stand.reach("ROBIN", "undelivered")
    [robin] = await leads(stand)
    assert not robin.reachable
    assert robin.reach.text_reason == "undelivered"

    await stand.reach("ROBIN", None)
    [robin] = await leads(stand)
    assert robin.reachable


async def test_a_lead_whom_no_text_reaches_stands_behind_nothing(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.reach("ROBIN", "opted_out")
    await stand.announced()

    await stand.take(await stand.report())

    events = await stand.announced()
    assert stand.texts_in(events).of("V2", "V2b") == set()
    [unfilled] = [event for event in events if isinstance(event, IncidentUnfilledV1)]
    assert unfilled.reason == "no_duty_lead"
    assert await noted(stand, "lead_unreachable") == [{"callsign": "ROBIN", "unreachable": "opted_out"}]


async def test_the_incident_goes_on_when_a_lead_can_be_reached(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.reach("ROBIN", "undelivered")
    await stand.take(await stand.report())
    await stand.announced()

    await stand.reach("ROBIN", None)
    await stand.later(seconds=6)

    assert (await stand.texts()).of("V2", "V2b") == {"HERON", "MAPLE"}


async def test_a_lead_who_is_lost_while_a_wave_is_out_ends_the_asking(stand: Stand) -> None:
    people = [a_volunteer(name, km=n) for n, name in enumerate(("HERON", "MAPLE", "OTTER", "FINCH"), 1)]
    await stand.set_up(people, wave_sizes=[2, 2])
    await stand.take(await stand.report())
    await stand.announced()

    await stand.reach("ROBIN", "opted_out")
    await stand.later(minutes=4)

    assert (await stand.texts()).of("V2", "V2b") == set()
    assert len(await noted(stand, "lead_unreachable")) == 1


async def test_a_backup_who_can_be_reached_is_enough(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")], backup=True)
    await stand.reach("ROBIN", "opted_out")

    await stand.take(await stand.report())

    assert (await stand.texts()).of("V2") == {"HERON", "MAPLE"}


async def test_intake_hears_whether_a_lead_can_be_reached(stand: Stand) -> None:
    await stand.set_up([])
    await stand.announced()

    await stand.reach("ROBIN", "opted_out")
    await stand.reach("PINE", "opted_out")
    await stand.reach("ROBIN", None)

    told = [event for event in await stand.announced() if isinstance(event, NetworkChangedV1)]
    assert [event.duty_lead_on_duty for event in told] == [False, True]
    assert [event.alarm_person_id for event in told] == [None, stand.ids["ROBIN"]]


async def test_whoever_cannot_be_reached_takes_no_seat_and_is_shown_with_the_reason(stand: Stand) -> None:
    people = [a_volunteer(name, km=n) for n, name in enumerate(("HERON", "MAPLE", "OTTER", "FINCH"), 1)]
    await stand.set_up(people, wave_sizes=[2])
    await stand.reach("HERON", "no_consent")
    await stand.reach("OTTER", "not_textable")

    await stand.take(await stand.report())

    [wave] = [event for event in await stand.announced() if isinstance(event, WaveOpenedV1)]
    assert wave.asked == 2
    assert wave.not_asked == {"unreachable:no_consent": 1, "unreachable:not_textable": 1}
    assert await stand.fetchval("SELECT sum(offers_in_day) FROM volunteer WHERE callsign IN ('HERON', 'OTTER')") == 0


async def test_a_crowd_whom_no_text_reaches_hides_nobody_farther_away(stand: Stand) -> None:
    crowd = [a_volunteer(f"CROWD{n}", km=0.2) for n in range(200)]
    await stand.set_up([*crowd, a_volunteer("HERON", km=6), a_volunteer("MAPLE", km=9, languages=("zap",))])
    for person in crowd:
        await save(stand, stand.ids[person.callsign], 2, OPTED_OUT)

    await stand.take(await stand.report(languages=("zap",)))

    assert (await stand.texts()).of("V2") == {"HERON", "MAPLE"}


async def counts(stand: Stand, callsign: str) -> tuple[int, int, bool]:
    """Open offers, offers of the day, and whether they have waited since before the first of them."""
    async with stand.database.connection() as connection:
        row = await connection.fetchrow(
            "SELECT open_offers, offers_in_day, last_offered_at IS NULL FROM volunteer WHERE callsign = $1", callsign
        )
    assert row is not None
    return row[0], row[1], row[2]


@pytest.mark.parametrize("state", [DeliveryState.SUPPRESSED, DeliveryState.FAILED, DeliveryState.EXPIRED])
async def test_an_offer_that_reached_nobody_counts_against_nobody(stand: Stand, state: DeliveryState) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.take(await stand.report())
    offer = (await stand.texts()).one("V2", "HERON")
    assert await counts(stand, "HERON") == (1, 1, False)

    await stand.became(offer, state)

    assert await counts(stand, "HERON") == (0, 0, True)
    assert await counts(stand, "MAPLE") == (1, 1, False)


async def test_a_text_that_expired_in_the_queue_counts_against_nobody_though_it_is_heard_after_the_window(
    stand: Stand,
) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")], wave_seconds=180)
    await stand.take(await stand.report())
    offer = (await stand.texts()).one("V2", "HERON")
    await stand.later(seconds=181)
    assert await counts(stand, "HERON") == (0, 1, False)

    await stand.became(offer, DeliveryState.EXPIRED)

    assert await counts(stand, "HERON") == (0, 0, True)
    assert await stand.fetchval("SELECT state FROM offer WHERE callsign = 'HERON'") == "undeliverable"


async def test_they_have_waited_since_the_offer_that_did_reach_them(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.take(await stand.report())
    asked_at = await stand.fetchval("SELECT last_offered_at FROM volunteer WHERE callsign = 'HERON'")
    await stand.announced()
    await stand.later(minutes=1)
    await stand.take(await stand.report(at=(SOTO[0] + 0.02, SOTO[1])))
    second = (await stand.texts()).one("V2b", "HERON")

    await stand.became(second, DeliveryState.FAILED)

    assert await counts(stand, "HERON") == (1, 1, False)
    assert await stand.fetchval("SELECT last_offered_at FROM volunteer WHERE callsign = 'HERON'") == asked_at
