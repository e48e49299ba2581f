"""Two networks on one instance: every route of intake, walked by the staff of one past what the other has."""

import asyncio
from typing import Any, Final
from uuid import uuid4

from schemas.events.report import ReportHeldV1, ReportReleasedV1
from tests.support.intake_harness import NETWORK, Stand, a_caller, a_place, a_report
from tests.support.walls import Apart, Behind, Doors, Objects, Walk, every_row, routes_of

REPORT: Final = {"report_id": "report"}
CRYING: Final = {"report_id": "crying"}
SOURCE: Final[dict[str, Any]] = {"name": "desk", "trust": "operator", "rate_per_minute": 5, "burst": 5, "rotate": True}
A_SOURCES: Final = Apart("a source's, by its own key")
DOORS: Final[Doors] = {
    "GET /v1/queue": Behind(lists=True),
    "GET /v1/reports": Behind(query="?ref=<ref>", lists=True),
    "GET /v1/reports/{report_id}": Behind(REPORT),
    "GET /v1/reports/{report_id}/content": Behind(REPORT),
    "GET /v1/reports/{report_id}/caller": Behind(CRYING),
    "POST /v1/reports/{report_id}/caller/spoken": Behind(CRYING, {"told": True}),
    "POST /v1/notices/preview": Behind(
        body={"report_ids": ["<report>", "<crying>"], "outcome": "nothing_seen"}, lists=True
    ),
    "POST /v1/reports/{report_id}/release": Behind(REPORT, {}),
    "POST /v1/reports/{report_id}/dismiss": Behind(REPORT, {"tell": "nothing"}),
    "GET /v1/floods": Behind(lists=True),
    "POST /v1/floods": Behind(body={"network_id": "<network>", "hours": 1}),
    "POST /v1/floods/end": Behind(body={"network_id": "<network>"}),
    "POST /v1/callers/erase": Behind(body={"report_id": "<report>", "preview": True}),
    "GET /v1/sources": Behind(lists=True),
    "POST /v1/sources": Behind(body={**SOURCE, "network_id": "<network>"}),
    "GET /v1/operations": Apart("counts of the instance, nothing of anybody"),
    "GET /v1/operations/keys": Apart("days of every network", refused=True),
    "POST /v1/operations/discard": Apart(
        "an event of whichever network", refused=True, body={"number": 1, "why": "unreadable", "dry_run": False}
    ),
    "POST /v1/operations/replay": Apart("events of every network", refused=True, body={"dry_run": False}),
    "POST /v1/operations/retention": Apart("rows of every network", refused=True, body={"dry_run": False}),
    "POST /v1/reports": A_SOURCES,
    "POST /v1/reports/noop": A_SOURCES,
}


async def behind_the_wall(stand: Stand) -> Objects:
    """A report that is held, one whose caller cries, and the source of both, of `la`."""
    await stand.hear(NETWORK.model_copy(update={"network_id": "sb", "name": "SB"}))
    made = [(await stand.post(a_report(place=a_place(is_residence=True), caller=a_caller()))).json() for _ in range(2)]
    async with stand.database.connection() as connection:
        await connection.execute(
            "UPDATE report SET cried_at = app.now(), last_cried_at = app.now(), texts_waiting = 1 WHERE report_id = $1",
            made[1]["report_id"],
        )
    flood = {"network_id": "la"}
    assert (await stand.http.post("/v1/floods", json=flood, headers=stand.as_staff())).status_code == 200
    there = {
        "report": made[0]["report_id"],
        "ref": made[0]["ref"],
        "crying": made[1]["report_id"],
        "source": str(stand.source_id),
        "network": "la",
    }
    nowhere = {**{kind: str(uuid4()) for kind in there}, "ref": "999999", "network": "nowhere"}
    return Objects(there, nowhere)


async def test_nobody_of_another_network_sees_or_changes_anything_by_any_route(stand: Stand) -> None:
    objects = await behind_the_wall(stand)
    roles = ("operator", "duty_lead", "admin")
    walk = Walk(
        stand.http,
        DOORS,
        objects,
        strangers=[stand.staff[f"sb {role}"] for role in roles],
        own=[stand.staff[role] for role in roles],
    )
    assert routes_of(stand.app) == set(DOORS), "a route that nobody put into the walk's table"
    before = await every_row(stand.database)

    wrong = await walk.as_strangers()

    assert wrong == []
    assert await every_row(stand.database) == before
    assert await walk.as_their_own() == []


SQUARE: Final = ((-118.6, 33.7), (-117.9, 33.7), (-117.9, 34.4), (-118.6, 34.4), (-118.6, 33.7))
NORTH: Final = ((-118.6, 34.4), (-117.9, 34.4), (-117.9, 35.0), (-118.6, 35.0), (-118.6, 34.4))
IN_THE_NORTH: Final = {"lat": 34.7, "lon": -118.2}


async def two_territories(stand: Stand) -> None:
    """`la`, and `sb` to the north of it."""
    await stand.hear(
        NETWORK.model_copy(update={"revision": 2, "territory_drawn": ((SQUARE,),)}),
        NETWORK.model_copy(update={"network_id": "sb", "name": "SB", "territory_drawn": ((NORTH,),)}),
    )


async def test_a_report_of_a_place_in_anothers_territory_is_held_there_and_theirs_to_release(stand: Stand) -> None:
    await two_territories(stand)

    taken = (await stand.post(a_report(place=a_place(**IN_THE_NORTH)))).json()

    queues = [
        (await stand.http.get("/v1/queue", headers=stand.as_staff(who))).json() for who in ("operator", "sb operator")
    ]
    path = f"/v1/reports/{taken['report_id']}"
    ours = await stand.http.post(f"{path}/release", json={}, headers=stand.as_staff("duty_lead"))
    theirs = await stand.http.post(f"{path}/release", json={}, headers=stand.as_staff("sb duty_lead"))
    status = await stand.http.get(path, headers=stand.as_source)
    [held] = await stand.announced(ReportHeldV1)
    [released] = await stand.announced(ReportReleasedV1)
    assert (taken["state"], taken["missing"]) == ("held", ["elsewhere"])
    assert [queue["total"] for queue in queues] == [0, 1]
    assert (queues[1]["reports"][0]["source"], queues[1]["reports"][0]["missing"]) == ("desk", ["elsewhere"])
    assert (ours.status_code, theirs.status_code) == (404, 200), theirs.text
    assert (held.data.network_id, released.data.network_id, released.data.released_by) == ("sb", "sb", "SB-LARK")
    assert status.json()["state"] == "released", "its source still reads what became of it"


async def test_a_trusted_report_of_ones_own_territory_is_released_as_ever(stand: Stand) -> None:
    await two_territories(stand)

    on_the_border = a_place(lat=34.4, lon=-118.2)
    taken = [(await stand.post(a_report(place=place))).json() for place in (a_place(), on_the_border)]

    assert [(each["state"], each["missing"]) for each in taken] == [("released", [])] * 2


async def corrected_to_the_north(stand: Stand, report_id: str, *, preview: bool = False) -> tuple[int, dict[str, Any]]:
    moved = await stand.http.post(
        f"/v1/reports/{report_id}/release",
        json={"corrections": {"place": IN_THE_NORTH, "is_residence": False}, "preview": preview},
        headers=stand.as_staff("duty_lead"),
    )
    return moved.status_code, moved.json()


async def queued(stand: Stand, who: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await stand.http.get("/v1/queue", headers=stand.as_staff(who))).json()["reports"]
    return found


async def test_a_report_whose_corrected_place_is_anothers_is_handed_over_and_held_there(stand: Stand) -> None:
    await two_territories(stand)
    taken = (await stand.post(a_report(place=a_place(is_residence=True)))).json()
    path = f"/v1/reports/{taken['report_id']}"

    looked = await corrected_to_the_north(stand, taken["report_id"], preview=True)
    assert (looked[0], looked[1]["hands_over"], looked[1]["released"]) == (200, True, False)
    assert len(await queued(stand, "operator")) == 1, "a look changes nothing"
    moved = await corrected_to_the_north(stand, taken["report_id"])

    assert (moved[0], moved[1]["hands_over"], moved[1]["released"], moved[1]["revision"]) == (200, True, False, 2)
    assert await queued(stand, "operator") == []
    [waits] = await queued(stand, "sb operator")
    assert (waits["ref"], waits["missing"]) == (taken["ref"], ["elsewhere"])
    assert (await corrected_to_the_north(stand, taken["report_id"]))[0] == 404
    _, held = await stand.announced(ReportHeldV1)
    assert (held.data.network_id, held.data.revision, held.data.missing) == ("sb", 2, ("elsewhere",))
    assert await stand.announced(ReportReleasedV1) == []
    async with stand.database.connection() as connection:
        [row] = await connection.fetch("SELECT from_network, to_network, actor, role FROM handed_over")
    assert tuple(row) == ("la", "sb", "LARK", "duty_lead")

    content = await stand.http.get(f"{path}/content", headers=stand.as_staff("sb operator"))
    assert content.json()["place"]["lat"] == IN_THE_NORTH["lat"]
    theirs = await stand.http.post(f"{path}/release", json={}, headers=stand.as_staff("sb duty_lead"))
    [released] = await stand.announced(ReportReleasedV1)
    status = (await stand.http.get(path, headers=stand.as_source)).json()
    assert theirs.status_code == 200, theirs.text
    assert (released.data.network_id, released.data.revision, released.data.released_by) == ("sb", 3, "SB-LARK")
    assert status["state"] == "released", "its source still reads what became of it"


async def test_two_who_hand_a_report_over_at_once_do_it_once(stand: Stand) -> None:
    await two_territories(stand)
    taken = (await stand.post(a_report(place=a_place(is_residence=True)))).json()

    answers = await asyncio.gather(*(corrected_to_the_north(stand, taken["report_id"]) for _ in range(6)))

    assert sorted(status for status, _ in answers) == [200] + [404] * 5
    assert [each.data.revision for each in await stand.announced(ReportHeldV1)] == [1, 2]


async def test_whose_caller_cries_is_handed_over_once_somebody_has_spoken_with_them(stand: Stand) -> None:
    await two_territories(stand)
    objects = await behind_the_wall(stand)
    crying = objects.there["crying"]

    before = await corrected_to_the_north(stand, crying)
    spoken = await stand.http.post(
        f"/v1/reports/{crying}/caller/spoken", json={"told": True}, headers=stand.as_staff("duty_lead")
    )
    after = await corrected_to_the_north(stand, crying)

    assert (before[0], before[1]["type"]) == (409, "urn:hotline:problem:of-another-network")
    assert (spoken.status_code, after[0], after[1]["hands_over"]) == (200, 200, True)


async def test_a_source_of_another_network_reads_nothing_of_a_report(stand: Stand) -> None:
    objects = await behind_the_wall(stand)
    theirs = (await stand.add_source("elsewhere", network_id="sb", who="sb admin"))["key"]

    answers = [
        await stand.http.get(f"/v1/reports/{report_id}", headers={"Authorization": f"Bearer {theirs}"})
        for report_id in (objects.there["report"], objects.nowhere["report"])
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
