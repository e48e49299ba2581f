"""Flood mode on real PostgreSQL: what nobody vouches for waits and presses nobody, evidence keeps its lane, it ends."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from schemas.events.report import ReportHeldV1
from tests.conftest import set_clock
from tests.support.intake_harness import NETWORK, Stand, a_report


async def begin(stand: Stand, who: str = "operator", **order: Any) -> httpx.Response:
    document = {"network_id": "la", **order}
    return await stand.http.post("/v1/floods", json=document, headers=stand.as_staff(who))


async def end(stand: Stand, who: str = "operator") -> httpx.Response:
    return await stand.http.post("/v1/floods/end", json={"network_id": "la"}, headers=stand.as_staff(who))


async def read(stand: Stand, path: str) -> dict[str, Any]:
    response = await stand.http.get(path, headers=stand.as_staff())
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


async def test_everything_that_no_operator_vouches_for_waits_as_flood(stand: Stand) -> None:
    public = await stand.add_source("web form", trust="public")
    before = (await stand.post(a_report(), key=public["key"])).json()

    assert (await begin(stand)).status_code == 200
    during = (await stand.post(a_report(), key=public["key"])).json()
    assert (await end(stand)).status_code == 200
    after = (await stand.post(a_report(), key=public["key"])).json()

    assert (before["missing"], after["missing"]) == (["trust"], ["trust"])
    assert (during["state"], during["missing"]) == ("held", ["trust", "flood"])
    queue = await read(stand, "/v1/queue")
    assert [it["missing"] for it in queue["reports"]].count(["trust", "flood"]) == 1


async def test_what_meets_the_whole_rule_goes_out_in_a_flood_too(stand: Stand) -> None:
    await begin(stand)

    assert (await stand.posted(a_report()))["state"] == "released"


async def test_a_flood_presses_nobody_and_evidence_keeps_its_lane(stand: Stand) -> None:
    """Of priority 1 and 2 a lead is paged: in a flood of those only what shows something, and whom nobody has read."""
    public = await stand.add_source("web form", trust="public")
    await begin(stand)

    for evidence in ([], ["photo"]):
        await stand.post(a_report(evidence=evidence), key=public["key"])

    assert [event.data.priority for event in await stand.announced(ReportHeldV1)] == [3, 1]
    first, second = (await read(stand, "/v1/queue"))["reports"]
    assert (first["priority"], second["priority"]) == (1, 3)


async def test_a_source_may_have_a_quarter_open_but_for_evidence(stand: Stand) -> None:
    await stand.hear(NETWORK.model_copy(update={"revision": 2, "source_open_incidents": 8}))
    await begin(stand)

    plain = [(await stand.posted(a_report(evidence=[])))["missing"] for _ in range(4)]
    shown = [(await stand.posted(a_report(evidence=["photo"])))["state"] for _ in range(7)]

    assert plain == [[], [], ["quota"], ["quota"]]
    assert shown == ["released"] * 6 + ["held"], "as many as may be open without a flood"


async def test_the_queue_and_the_status_say_until_when_and_who_began_it(stand: Stand) -> None:
    assert (await read(stand, "/v1/queue"))["floods"] == []

    begun = (await begin(stand, hours=3)).json()

    [shown] = (await read(stand, "/v1/queue"))["floods"]
    assert shown == begun
    assert (shown["network_id"], shown["on"], shown["begun_by"], shown["ended_at"]) == ("la", True, "OWL", None)
    lasts = datetime.fromisoformat(shown["until"]) - datetime.fromisoformat(shown["began_at"])
    assert lasts == timedelta(hours=3)
    assert (await read(stand, "/v1/floods"))["floods"] == [begun]


async def test_it_ends_by_itself(stand: Stand) -> None:
    public = await stand.add_source("web form", trust="public")
    await begin(stand, hours=1)

    await set_clock(stand.database, timedelta(hours=1, seconds=1))

    seen = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    later = (await stand.post(a_report(observed_at=seen), key=public["key"])).json()
    assert later["missing"] == ["trust"]
    assert (await read(stand, "/v1/queue"))["floods"] == []
    assert [it["on"] for it in (await read(stand, "/v1/floods"))["floods"]] == [False]
    assert (await end(stand)).status_code == 409


async def test_each_act_is_kept_with_who_did_it(stand: Stand) -> None:
    await begin(stand, hours=1)
    await begin(stand, "duty_lead", hours=5)
    ended = (await end(stand, "duty_lead")).json()

    acts = (await read(stand, "/v1/floods"))["floods"]
    assert [(act["begun_by"], act["ended_by"], act["on"]) for act in acts] == [
        ("LARK", "LARK", False),
        ("OWL", "LARK", False),
    ]
    assert ended == acts[0]


async def test_what_it_refuses(stand: Stand) -> None:
    refusals = [
        await begin(stand, network_id="nowhere"),
        await begin(stand, "sb operator"),
        await begin(stand, hours=0),
        await begin(stand, hours=73),
        await begin(stand, "admin"),
        await end(stand),
    ]

    assert [refusal.status_code for refusal in refusals] == [404, 404, 422, 422, 403, 409]
    assert refusals[5].json()["type"] == "urn:hotline:problem:no-flood-mode"
    assert [fault["pointer"] for fault in refusals[2].json()["errors"]] == ["/hours"]
