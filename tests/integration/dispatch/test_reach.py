"""On duty means reachable, and so does on call: what notify says of people, and what dispatch makes of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.chassis.sealing import Sealer
from services.dispatch.model.roster import DutyLead, Reach, Volunteer
from services.dispatch.store.roster import RosterStore
from tests.support.dispatch_harness import Stand, a_volunteer

MIGRATIONS = Path("services/dispatch/migrations")
OPTED_OUT = Reach("opted_out", "no_contact")


@pytest.fixture
async def stand(make_database: Callable[..., Any], sealer: Sealer) -> Stand:
    return Stand(await make_database(MIGRATIONS), sealer)


async def volunteer(stand: Stand, callsign: str) -> Volunteer:
    async with stand.database.unit() as unit:
        return (await RosterStore(unit.connection).volunteers([stand.ids[callsign]]))[stand.ids[callsign]]


async def leads(stand: Stand) -> tuple[DutyLead, ...]:
    async with stand.database.unit() as unit:
        return (await RosterStore(unit.connection).duty_leads(["la"], unit.now)).get("la", ())


async def save(stand: Stand, person_id: UUID, revision: int, reach: Reach) -> None:
    async with stand.database.unit() as unit:
        await RosterStore(unit.connection).save_reach({person_id: (revision, reach)})


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
