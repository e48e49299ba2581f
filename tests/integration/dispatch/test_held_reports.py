"""Held reports on a real PostgreSQL: whoever must decide is paged when an urgent one waits for a minute."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from schemas.events.report import ReportDismissedV1, ReportHeldV1, ReportReleasedV1
from schemas.values import DeliveryState, Request
from services.chassis.timers import Timer
from services.dispatch.handlers.held_reports import HELD, on_held_too_long
from services.dispatch.model.roster import RosterRole
from services.dispatch.resources import DispatchResources
from services.dispatch.unit_of_work import IncidentUnitOfWork
from tests.conftest import set_clock
from tests.support.dispatch_harness import Stand, a_volunteer


@pytest.fixture
async def stand(stand: Stand) -> Stand:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    return stand


async def hold(stand: Stand, priority: int | None = 1, **changes: Any) -> ReportReleasedV1:
    """Held; returns the report as a person releases it."""
    released = await stand.report(is_residence=None, **changes)
    facts = released.model_dump(exclude={"released_by", "join", "apart"})
    await stand.hold(ReportHeldV1(**facts, priority=priority, missing=("residence",)))
    return released.model_copy(update={"revision": 2, "released_by": "ROBIN"})


async def paged(stand: Stand, template: str = "D25") -> list[str]:
    """Whom a page about held reports goes to."""
    return sorted((await stand.texts()).of(template))


async def pages(stand: Stand) -> list[tuple[str, bool]]:
    """Of which network, and whether anybody is still asked."""
    async with stand.database.connection() as connection:
        return sorted(tuple(row) for row in await connection.fetch("SELECT network_id, open FROM page"))


async def ask_for_help(stand: Stand) -> ReportReleasedV1:
    """A family asks for help: no observers are wanted."""
    return await hold(stand, priority=3, request=Request.SUPPORT, observed_at=None)


async def test_an_urgent_report_that_nobody_decides_on_for_a_minute_pages_the_duty_lead(stand: Stand) -> None:
    await hold(stand, priority=2)

    await stand.later(seconds=59)
    early = await paged(stand)
    await stand.later(seconds=2)

    assert (early, await paged(stand)) == ([], ["ROBIN"])


async def test_a_report_that_is_handed_over_pages_the_other_network_and_this_one_no_more(stand: Stand) -> None:
    await stand.set_up([a_volunteer("CRANE", roles=(RosterRole.DUTY_LEAD,))], name="sb", lead=False)
    released = await hold(stand, priority=2)
    await stand.later(seconds=61)
    assert await pages(stand) == [("la", True)]

    facts = released.model_copy(update={"network_id": "sb"}).model_dump(exclude={"released_by", "join", "apart"})
    await stand.hold(moved := ReportHeldV1(**facts, priority=2, missing=("elsewhere",)))
    await stand.hold(moved)  # again, after the inbox forgot it
    await stand.later(seconds=1)

    assert await pages(stand) == [("la", False), ("sb", True)]
    assert await stand.fetchval("SELECT network_id FROM report WHERE revision = 2") == "sb"


@pytest.mark.parametrize("priority", [3, 4, None])
async def test_what_is_not_urgent_pages_nobody_for_a_day(stand: Stand, priority: int | None) -> None:
    await hold(stand, priority=priority, request=Request.INFORMATION)

    await stand.later(hours=23, minutes=59)

    assert (await stand.texts()).messages == []


@pytest.mark.parametrize("wish", [Request.INFORMATION, Request.OBSERVE])
async def test_whatever_waits_for_a_day_pages_the_duty_lead_once(stand: Stand, wish: Request) -> None:
    await hold(stand, priority=4, request=wish)

    await stand.later(hours=24, seconds=1)
    first = await paged(stand, "D31")
    await stand.later(hours=3)

    assert (first, await paged(stand, "D31")) == (["ROBIN"], [])


async def test_who_asks_for_help_reaches_a_person_within_a_minute_and_once(stand: Stand) -> None:
    await ask_for_help(stand)

    await stand.later(seconds=59)
    early = await paged(stand, "D30")
    await stand.later(seconds=2)
    first = await paged(stand, "D30")
    await stand.later(hours=3)

    assert (early, first, await paged(stand, "D30")) == ([], ["ROBIN"], [])
    assert await stand.fetchval("SELECT open FROM page") is True, "it can still be taken, and is listed"


async def test_a_call_for_help_whose_page_is_lost_goes_to_the_next_of_the_chain(stand: Stand) -> None:
    await ask_for_help(stand)
    await stand.later(seconds=61)

    await stand.became((await stand.texts()).one("D30", "ROBIN"), DeliveryState.FAILED)

    assert await paged(stand, "D30") == ["PINE", "WREN"], "nobody else is on duty"


@pytest.mark.logs_errors("page.nobody_hears")
async def test_a_call_for_help_that_reached_nobody_is_told_as_soon_as_somebody_can_be_reached(stand: Stand) -> None:
    for callsign in ("ROBIN", "WREN", "PINE"):
        await stand.reach(callsign, "opted_out")
    await ask_for_help(stand)
    await stand.later(seconds=61)
    unheard = await paged(stand, "D30")

    await stand.reach("WREN", None)
    await stand.later(minutes=2)

    assert (unheard, await paged(stand, "D30")) == ([], ["WREN"])


async def test_more_calls_for_help_are_told_together_half_an_hour_later(stand: Stand) -> None:
    await ask_for_help(stand)
    await stand.later(seconds=61)
    first = await paged(stand, "D30")

    for _ in range(3):
        await ask_for_help(stand)
        await stand.later(minutes=3)
    meanwhile = await paged(stand, "D30")
    await stand.later(minutes=30)
    texts = await stand.texts()

    assert (first, meanwhile, texts.to("ROBIN").count("D30")) == (["ROBIN"], [], 1)


async def test_a_call_for_help_that_was_decided_on_pages_nobody_and_ends_the_page_of_the_last(stand: Stand) -> None:
    first, second = await ask_for_help(stand), await ask_for_help(stand)
    await dismiss(stand, first)
    await stand.later(seconds=61)
    about_the_other = await paged(stand, "D30")

    await dismiss(stand, second)

    assert about_the_other == ["ROBIN"]
    assert await stand.fetchval("SELECT count(*) FROM page WHERE open") == 0


async def test_an_urgent_report_decided_on_ends_no_page_about_who_asks_for_help(stand: Stand) -> None:
    await ask_for_help(stand)
    urgent = await hold(stand)
    await stand.later(seconds=61)

    await stand.take(urgent)

    assert await stand.fetchval("SELECT array_agg(reason) FROM page WHERE open AND incident_id IS NULL") == ["support"]


async def test_replicas_that_find_reports_waiting_at_once_raise_one_page_of_each_kind(stand: Stand) -> None:
    for _ in range(4):
        await hold(stand)
        await ask_for_help(stand)
    waiting = await stand.fetchval("SELECT array_agg(report_id) FROM report")
    await set_clock(stand.database, timedelta(seconds=61))

    async def a_replica(report_ids: list[UUID]) -> None:
        async with stand.database.unit() as unit:
            work = IncidentUnitOfWork(unit, DispatchResources(stand.sealer))
            await on_held_too_long(work, [Timer(report_id, HELD, unit.now) for report_id in report_ids])

    await asyncio.gather(*(a_replica([report_id]) for report_id in waiting))

    assert await stand.fetchval("SELECT array_agg(reason ORDER BY reason) FROM page") == ["held", "support"]
    assert len((await stand.texts()).to("ROBIN")) == 1


async def test_a_report_that_was_decided_on_in_time_pages_nobody(stand: Stand) -> None:
    await stand.take(await hold(stand))

    await stand.later(minutes=2)

    assert await paged(stand) == []


async def test_the_page_goes_on_until_the_last_urgent_report_is_decided_on(stand: Stand) -> None:
    first, second = await hold(stand), await hold(stand)
    await stand.later(seconds=61)
    once = (await stand.texts()).one("D25", "ROBIN")

    await stand.take(first)
    await stand.later(seconds=61)
    again = await paged(stand)
    await stand.take(second)
    await stand.later(minutes=5)

    assert once.params["code"], "one page for both"
    assert (again, await paged(stand)) == (["ROBIN"], [])


async def test_nobody_is_paged_about_a_report_that_a_person_dismissed(stand: Stand) -> None:
    first, second = await hold(stand), await hold(stand)
    await dismiss(stand, first)
    await stand.later(seconds=61)
    about_the_other = await paged(stand)

    await dismiss(stand, second)
    await stand.later(minutes=5)

    assert (about_the_other, await paged(stand)) == (["ROBIN"], [])


async def dismiss(stand: Stand, report: ReportReleasedV1) -> None:
    await stand.hold(
        ReportDismissedV1(
            report_id=report.report_id, network_id="la", ref=report.ref, ending="nothing", dismissed_by="ROBIN"
        )
    )


async def test_ack_takes_the_page_and_the_next_urgent_report_pages_anew(stand: Stand) -> None:
    await hold(stand)
    await stand.later(seconds=61)
    code = (await stand.texts()).one("D25", "ROBIN").params["code"]

    await stand.say("ROBIN", f"ACK {code}")
    await stand.later(minutes=5)
    taken = await paged(stand)
    await hold(stand)
    await stand.later(seconds=61)

    assert taken == []
    assert (await stand.texts()).one("D25", "ROBIN").params["code"] != code


async def test_a_page_that_nobody_answered_for_an_hour_begins_again_with_the_next_urgent_report(stand: Stand) -> None:
    await hold(stand)
    await stand.later(seconds=61)
    await stand.given_up()

    await hold(stand)
    await stand.later(seconds=61)

    assert await paged(stand) == ["ROBIN"]
    assert await stand.fetchval("SELECT count(*) FROM page WHERE open") == 1


async def test_a_page_about_an_urgent_report_is_never_silent_for_good(stand: Stand) -> None:
    await hold(stand)
    await stand.later(seconds=61)
    async with stand.database.connection() as connection:
        await connection.execute("UPDATE page SET attempt = 59")
    await stand.later(minutes=1)
    await stand.announced()

    await stand.later(minutes=1)
    soon = await paged(stand)
    await stand.later(minutes=1)
    later = await paged(stand)
    await hold(stand)
    await stand.later(seconds=61)
    anew = await paged(stand)

    assert (soon, later) == ([], ["ROBIN"]), "two minutes after the hour, then four, and so on; off duty every five"
    assert anew == ["ROBIN"], "the next report is heard at once, by who is on duty first"


async def test_the_page_says_since_when_somebody_waits(stand: Stand) -> None:
    await hold(stand)
    await stand.later(seconds=61)

    [raised] = [await stand.fetchval("SELECT raised_at FROM page")]

    assert raised == await stand.fetchval("SELECT received_at FROM report")
