"""Held reports on a real PostgreSQL: whoever must decide is paged when an urgent one waits for a minute."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from schemas.events.report import ReportDismissedV1, ReportHeldV1, ReportReleasedV1
from services.chassis.sealing import Sealer
from tests.support.dispatch_harness import Stand, a_volunteer

MIGRATIONS = Path("services/dispatch/migrations")


@pytest.fixture
async def stand(make_database: Callable[..., Any], sealer: Sealer) -> Stand:
    stand = Stand(await make_database(MIGRATIONS), sealer)
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    return stand


async def hold(stand: Stand, priority: int | None = 1, **changes: Any) -> ReportReleasedV1:
    """Held; returns the report as a person releases it."""
    released = await stand.report(is_residence=None, **changes)
    facts = released.model_dump(exclude={"released_by", "join", "apart"})
    await stand.hold(ReportHeldV1(**facts, priority=priority, missing=("residence",)))
    return released.model_copy(update={"revision": 2, "released_by": "ROBIN"})


async def paged(stand: Stand) -> list[str]:
    """Whom a page about held reports goes to."""
    return sorted((await stand.texts()).of("D25"))


async def test_an_urgent_report_that_nobody_decides_on_for_a_minute_pages_the_duty_lead(stand: Stand) -> None:
    await hold(stand, priority=2)

    await stand.later(seconds=59)
    early = await paged(stand)
    await stand.later(seconds=2)

    assert (early, await paged(stand)) == ([], ["ROBIN"])


@pytest.mark.parametrize("priority", [3, 4, None])
async def test_what_is_not_urgent_pages_nobody(stand: Stand, priority: int | None) -> None:
    await hold(stand, priority=priority)

    await stand.later(minutes=5)

    assert await paged(stand) == []


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


async def test_the_page_says_since_when_somebody_waits(stand: Stand) -> None:
    await hold(stand)
    await stand.later(seconds=61)

    [raised] = [await stand.fetchval("SELECT raised_at FROM page")]

    assert raised == await stand.fetchval("SELECT received_at FROM report")
