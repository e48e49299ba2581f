"""The queue under a flood, on real PostgreSQL: everybody else's stays on its first page, and pages skip nothing."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from schemas.events.message import CallerMessageRequestedV1
from schemas.events.report import ReportDismissedV1
from services.intake.handlers.expiry import HELD_AT_MOST, HeldReportExpiry
from services.intake.reports.factory import ReportFactory
from tests.conftest import set_clock
from tests.support.intake_harness import Stand, a_caller, a_place, a_report

CLONES = """
    INSERT INTO report (report_id, source_id, idempotency_key, body_mac, network_id, ref, state, priority, received_at,
                        told, event_id, safe_to_text)
    SELECT gen_random_uuid(), source_id, gen_random_uuid()::text, body_mac, network_id, ref, state, priority,
           received_at - n * interval '1 s', told, event_id, safe_to_text
    FROM report, generate_series(1, $2) AS n WHERE report_id = $1::uuid
"""


async def held_by(stand: Stand, trust: str, name: str, **changes: Any) -> str:
    source = await stand.add_source(name, trust=trust)
    response = await stand.post(a_report(**changes), key=source["key"])
    report_id: str = response.json()["report_id"]
    return report_id


async def page(stand: Stand, **query: Any) -> dict[str, Any]:
    response = await stand.http.get("/v1/queue", params=query, headers=stand.as_staff())
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


async def test_six_hundred_public_posts_leave_a_partners_report_on_the_first_page(stand: Stand) -> None:
    flood = await held_by(stand, "public", "web form")
    async with stand.database.connection() as connection:
        await connection.execute(CLONES, flood, 599)
    genuine = await held_by(stand, "partner", "church", request="information")

    first = await page(stand)

    assert [report["source"] for report in first["reports"]][:22] == ["web form"] * 20 + ["church", "web form"]
    assert first["reports"][20]["report_id"] == genuine
    assert first["total"] == 601
    assert [(it["source"], it["trust"], it["waiting"]) for it in first["sources"]] == [
        ("web form", "public", 600),
        ("church", "partner", 1),
    ]


async def test_pages_show_each_once_whatever_is_decided_between(stand: Stand) -> None:
    flood = await held_by(stand, "public", "web form")
    async with stand.database.connection() as connection:
        await connection.execute(CLONES, flood, 59)
    await held_by(stand, "partner", "church")
    seen: list[str] = []
    after: dict[str, str] = {}
    while True:
        shown = await page(stand, limit=25, **after)
        seen += [report["report_id"] for report in shown["reports"]]
        async with stand.database.connection() as connection:  # somebody works on the page before
            await connection.execute("UPDATE report SET state = 'dismissed' WHERE report_id = $1::uuid", seen[-1])
        if shown["next"] is None:
            break
        after = {"after": shown["next"]}

    assert len(seen) == len(set(seen)) == 61
    wrong = await stand.http.get("/v1/queue", params={"after": "x"}, headers=stand.as_staff())
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "query:after")


async def test_a_sighting_that_nobody_decided_on_ends_by_itself_and_its_caller_hears_it(stand: Stand) -> None:
    place = a_place(is_residence=True)
    seen = UUID((await stand.posted(a_report(place=place, caller=a_caller())))["report_id"])
    support = await stand.posted(a_report(request="support"))
    crying = UUID((await stand.posted(a_report(place=place)))["report_id"])
    async with stand.database.connection() as connection:
        await connection.execute("UPDATE report SET cried_at = received_at WHERE report_id = $1", crying)
    expiry = HeldReportExpiry(stand.database, ReportFactory(stand.sealer))
    await set_clock(stand.database, HELD_AT_MOST - timedelta(minutes=1))
    await expiry.run()
    assert (await page(stand))["total"] == 3

    await set_clock(stand.database, HELD_AT_MOST + timedelta(seconds=1))
    await expiry.run()
    await expiry.run()

    assert [report["report_id"] for report in (await page(stand))["reports"]] == [str(crying), support["report_id"]]
    [event] = await stand.announced(ReportDismissedV1)
    assert (event.data.report_id, event.data.ending, event.data.dismissed_by) == (seen, "not_checked", "expired")
    texts = [event.data.template for event in await stand.announced(CallerMessageRequestedV1)]
    assert texts[0] == "C10"
    assert len(texts) == 2
    assert (await stand.status(str(seen)))["status"] == "closed"
