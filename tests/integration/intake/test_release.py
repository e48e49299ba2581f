"""The queue and its end: a person reads, corrects and releases; the rest stays held, and says why."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from schemas.clock_times import clock_time
from schemas.events.message import CallerMessageRequestedV1
from schemas.events.report import ReportDismissedV1, ReportHeldV1, ReportReleasedV1
from schemas.values import Accuracy, Request
from tests.support.intake_harness import NETWORK, Stand, a_caller, a_place, a_report


async def release(stand: Stand, report_id: str, role: str = "operator", **order: Any) -> Any:
    return await stand.http.post(f"/v1/reports/{report_id}/release", json=order, headers=stand.as_staff(role))


async def test_a_released_report_goes_out_whole_with_a_higher_revision(stand: Stand) -> None:
    held = await stand.posted(a_report(place=a_place(is_residence=None), people=3))

    answer = await release(stand, held["report_id"])

    assert answer.status_code == 200
    assert answer.json() == {
        "released": True,
        "ref": held["ref"],
        "revision": 2,
        "will": "open_or_join_incident",
        "missing": ["residence"],
        "hands_over": False,
    }
    first, second = await stand.announced()
    assert isinstance(first.data, ReportHeldV1)
    assert isinstance(second.data, ReportReleasedV1)
    assert (second.data.revision, second.data.released_by, second.data.people) == (2, "OWL", 3)
    assert second.data.sealed_place == first.data.sealed_place
    assert second.correlation_id == UUID(held["report_id"])
    async with stand.database.connection() as connection:
        stored = await connection.fetchrow("SELECT event_id, revision, state FROM report")
    assert stored is not None
    assert (stored["event_id"], stored["revision"], stored["state"]) == (second.id, 2, "released")
    assert (await stand.status(held["report_id"]))["status"] == "checking"


async def test_corrections_are_what_goes_out(stand: Stand) -> None:
    held = await stand.posted(a_report(request="information", place=None, observed_at=None))
    seen = datetime.now(UTC) - timedelta(minutes=10)

    answer = await release(
        stand,
        held["report_id"],
        role="duty_lead",
        corrections={
            "request": "observe",
            "accuracy": "exact",
            "is_residence": False,
            "observed_at": seen.isoformat(),
            "place": {"lat": 34.05, "lon": -118.2, "text": "Mariachi Plaza, plate 7ABC123"},
        },
    )

    assert answer.json()["missing"] == []
    [event] = await stand.announced(ReportReleasedV1)
    data = event.data
    assert (data.request, data.accuracy, data.is_residence, data.observed_at) == (
        Request.OBSERVE,
        Accuracy.EXACT,
        False,
        seen,
    )
    assert data.released_by == "LARK"
    content = await stand.http.get(f"/v1/reports/{held['report_id']}/content", headers=stand.as_staff())
    assert content.json()["place"] == {"text": "Mariachi Plaza, [plate]", "lat": 34.05, "lon": -118.2}


async def test_a_preview_says_what_would_happen_and_changes_nothing(stand: Stand) -> None:
    held = await stand.posted(a_report(request="support", place=a_place(is_residence=True)))
    order: dict[str, Any] = {"corrections": {"request": "observe"}, "preview": True}

    answer = await release(stand, held["report_id"], **order)

    assert answer.json() == {
        "released": False,
        "ref": held["ref"],
        "revision": 1,
        "will": "open_or_join_incident",
        "missing": ["residence"],
        "hands_over": False,
    }
    assert len(await stand.announced()) == 1
    assert (await stand.status(held["report_id"]))["missing"] == ["request", "residence"]


async def test_what_the_person_chose_travels_with_the_report(stand: Stand) -> None:
    joining, apart, neither, both = [
        (await stand.posted(a_report(place=a_place(is_residence=None))))["report_id"] for _ in range(4)
    ]

    await release(stand, joining, join="K7Q")
    await release(stand, apart, apart=True)
    await release(stand, neither)
    refused = await release(stand, both, join="K7Q", apart=True)

    released = [(event.data.join, event.data.apart) for event in await stand.announced(ReportReleasedV1)]
    assert released == [("K7Q", False), (None, True), (None, False)]
    assert refused.status_code == 422


async def test_a_held_report_says_how_soon_somebody_should_look(stand: Stand) -> None:
    await stand.posted(a_report(place=a_place(is_residence=None), evidence=["photo"]))

    [held] = await stand.announced(ReportHeldV1)

    assert held.data.priority == 1


async def test_nobody_is_sent_for_another_wish_or_to_no_place_whoever_asks(stand: Stand) -> None:
    wish = await stand.posted(a_report(request="support"))
    nowhere = await stand.posted(a_report(place={"text": "somewhere in Boyle Heights"}))

    for held, lacks in ((wish, ["request"]), (nowhere, ["place", "residence"])):
        answer = await release(stand, held["report_id"], role="duty_lead")

        assert answer.status_code == 200
        assert (answer.json()["released"], answer.json()["missing"]) == (False, lacks)
        assert answer.json()["will"] == "change_nothing"
    assert await stand.announced(ReportReleasedV1) == []


async def test_two_people_who_release_at_once_release_once(stand: Stand) -> None:
    held = await stand.posted(a_report(place=a_place(is_residence=None)))

    answers = await asyncio.gather(*(release(stand, held["report_id"]) for _ in range(8)))

    assert [answer.json()["released"] for answer in answers] == [True] * 8
    assert len(await stand.announced(ReportReleasedV1)) == 1


async def test_corrections_of_what_was_released_come_too_late(stand: Stand) -> None:
    report = await stand.posted(a_report())

    answer = await release(stand, report["report_id"], corrections={"is_residence": True})

    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:hotline:problem:already-released"


async def test_an_admin_or_a_source_or_a_stranger_releases_nothing(stand: Stand) -> None:
    held = await stand.posted(a_report(place=None))
    url = f"/v1/reports/{held['report_id']}/release"

    assert (await release(stand, held["report_id"], role="admin")).status_code == 403
    assert (await stand.http.post(url, json={}, headers=stand.as_source)).status_code == 401
    assert (await stand.http.post(url, json={})).status_code == 401
    assert (await release(stand, str(uuid4()))).status_code == 404


async def test_misfit_corrections_are_named_and_change_nothing(stand: Stand) -> None:
    held = await stand.posted(a_report(place=None))
    misfits: list[tuple[dict[str, Any], str]] = [
        ({"trust": "operator"}, "/corrections/trust"),
        ({"place": {"lat": 91, "lon": 0}}, "/corrections/place/lat"),
        ({"place": {"lat": 34}}, "/corrections/place/lon"),
        ({"place": {"lat": 34, "lon": 0, "text": "a\x00"}}, "/corrections/place/text"),
        ({"observed_at": (datetime.now(UTC) + timedelta(hours=1)).isoformat()}, "/corrections/observed_at"),
    ]

    for corrections, pointer in misfits:
        answer = await release(stand, held["report_id"], corrections=corrections)

        assert answer.status_code == 422, corrections
        assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]
    assert (await stand.status(held["report_id"]))["state"] == "held"


async def test_the_queue_is_most_pressing_first_and_then_oldest(stand: Stand) -> None:
    question = await stand.posted(a_report(request="information"))
    older = await stand.posted(a_report(place=a_place(is_residence=None), evidence=[]))
    newer = await stand.posted(a_report(place=a_place(is_residence=None), evidence=[]))
    marked = await stand.posted(a_report(place=a_place(is_residence=True), languages=["es", "quc"]))
    await stand.posted(a_report())

    answer = await stand.http.get("/v1/queue", headers=stand.as_staff("duty_lead"))

    queue = answer.json()
    assert queue["total"] == 4
    expected = [marked, older, newer, question]
    assert [report["report_id"] for report in queue["reports"]] == [report["report_id"] for report in expected]
    first = queue["reports"][0]
    assert (first["ref"], first["request"], first["channel"]) == (marked["ref"], "observe", "phone")
    assert (first["missing"], first["languages"]) == (["residence"], ["es", "quc"])
    assert (first["cell"], first["accuracy"], first["source"]) == ("8729a1d76ffffff", "intersection", "desk")
    assert (first["exercise"], first["priority"]) == (False, 1)
    assert 0 <= first["age_s"] < 60
    assert "Soto" not in answer.text


async def test_content_is_for_operators_and_leads_and_each_reading_is_noted(stand: Stand) -> None:
    report = await stand.posted(a_report(narrative="vests", caller=a_caller()))
    url = f"/v1/reports/{report['report_id']}/content"

    answer = await stand.http.get(url, headers=stand.as_staff("duty_lead"))

    assert answer.json() == {
        "report_id": report["report_id"],
        "ref": report["ref"],
        "network_id": "la",
        "place": {"text": "Soto St & E 1st St", "lat": 34.0437, "lon": -118.21},
        "narrative": "vests",
        "salute": {},
        "texts": [],
        "spoken": [],
    }
    assert (await stand.http.get(url, headers=stand.as_staff("admin"))).status_code == 403
    assert (await stand.http.get(url, headers=stand.as_source)).status_code == 401
    async with stand.database.connection() as connection:
        readings = await connection.fetch("SELECT report_id::text AS report_id, actor, role FROM content_read")
    assert [tuple(row.values()) for row in readings] == [(report["report_id"], "LARK", "duty_lead")]


async def test_content_whose_key_was_destroyed_is_gone(stand: Stand) -> None:
    report = await stand.posted(a_report(narrative="vests"))
    stand.destroy_key(f"words/{datetime.now(UTC).date()}")

    answer = await stand.http.get(f"/v1/reports/{report['report_id']}/content", headers=stand.as_staff())

    assert answer.status_code == 410


async def test_a_source_over_its_quota_of_open_incidents_is_held(stand: Stand) -> None:
    assert stand.source_id is not None
    for number in range(NETWORK.source_open_incidents):
        await stand.hear(stand.opened(uuid4(), uuid4(), code=f"K7{number + 2}"))

    answer = await stand.posted(a_report())

    assert (answer["state"], answer["missing"]) == ("held", ["quota"])


async def test_notices_are_previewed_word_for_word_and_nothing_is_sent(stand: Stand) -> None:
    spanish = await stand.posted(a_report(caller=a_caller()))
    silent = await stand.posted(a_report(caller=a_caller(safe_to_text=False)))
    before = len(await stand.announced())
    order = {
        "report_ids": [spanish["report_id"], silent["report_id"], str(uuid4())],
        "outcome": "confirmed_ongoing",
        "went": True,
        "seen_by": 2,
        "seen_at": (await stand.database.now()).isoformat(),
        "place": "Soto & 1st",
    }

    answer = await stand.http.post("/v1/notices/preview", json=order, headers=stand.as_staff("duty_lead"))

    when = clock_time(await stand.database.now(), "America/Los_Angeles")
    params = {"ref": spanish["ref"], "when": when, "hotline": "213-555-0142", "place": "Soto & 1st"}
    assert answer.json() == {
        "texts": [
            {
                "report_id": spanish["report_id"],
                "ref": spanish["ref"],
                "template": "C4",
                "language": "es",
                "params": params,
            }
        ],
        "unreachable": 2,
        "silent": 0,
        "waiting": [],
    }
    assert len(await stand.announced()) == before


async def receipts(stand: Stand) -> list[str]:
    return [event.data.template for event in await stand.announced(CallerMessageRequestedV1)]


async def test_a_receipt_promises_observers_only_where_they_are_looked_for(stand: Stand) -> None:
    caller = a_caller()
    await stand.posted(a_report(caller=caller))
    await stand.posted(a_report(caller=caller, place=a_place(is_residence=True)))
    await stand.posted(a_report(caller=caller, request="support"))
    await stand.posted(a_report(caller=caller, request="information"))
    await stand.hear(NETWORK.model_copy(update={"revision": 9, "duty_lead_on_duty": False}))
    await stand.posted(a_report(caller=caller))

    assert await receipts(stand) == ["C1", "C10", "C12", "C13", "C11"]


async def test_a_held_report_that_is_dismissed_leaves_the_queue_and_its_caller_hears_the_end(stand: Stand) -> None:
    held = await stand.posted(a_report(caller=a_caller(), place=a_place(is_residence=True)))
    url, staff = f"/v1/reports/{held['report_id']}/dismiss", stand.as_staff()
    order = {"tell": "duplicate"}

    tried = (await stand.http.post(url, json={**order, "preview": True}, headers=staff)).json()
    waiting = (await stand.http.get("/v1/queue", headers=staff)).json()["total"]
    done = (await stand.http.post(url, json=order, headers=staff)).json()
    again = await stand.http.post(url, json=order, headers=staff)
    released = await stand.http.post(f"/v1/reports/{held['report_id']}/release", json={}, headers=staff)

    assert (tried["dismissed"], waiting, done["dismissed"]) == (False, 1, True)
    assert [text["template"] for text in tried["texts"]] == [text["template"] for text in done["texts"]] == ["C18c"]
    assert (await stand.http.get("/v1/queue", headers=staff)).json()["total"] == 0
    assert await receipts(stand) == ["C10", "C18c"]
    [event] = await stand.announced(ReportDismissedV1)
    assert (event.data.ending, event.data.dismissed_by) == ("duplicate", "OWL")
    read = await stand.status(held["report_id"])
    assert (read["state"], read["status"], read["ending"], read["missing"]) == ("held", "closed", "duplicate", [])
    assert (again.status_code, again.json()["type"].rpartition(":")[2]) == (409, "already-dismissed")
    assert released.status_code == 409


@pytest.mark.parametrize("request_", ["support", "information"])
async def test_who_asked_for_help_is_not_told_that_something_was_not_checked(stand: Stand, request_: str) -> None:
    held = await stand.posted(a_report(request=request_, caller=a_caller()))
    url, staff = f"/v1/reports/{held['report_id']}/dismiss", stand.as_staff()

    for untrue in ("not_checked", "stopped", "mistake", "duplicate"):
        refused = await stand.http.post(url, json={"tell": untrue, "preview": True}, headers=staff)
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["pointer"] == "/tell"
    done = await stand.http.post(url, json={"tell": "told_by_voice"}, headers=staff)

    assert done.json()["dismissed"] is True
    assert len(await receipts(stand)) == 1


async def test_a_report_that_was_released_is_not_dismissed(stand: Stand) -> None:
    released = await stand.posted(a_report())

    answer = await stand.http.post(
        f"/v1/reports/{released['report_id']}/dismiss", json={"tell": "nothing"}, headers=stand.as_staff()
    )
    unknown = await stand.http.post(
        f"/v1/reports/{uuid4()}/dismiss", json={"tell": "nothing"}, headers=stand.as_staff()
    )
    refused = await stand.http.post(
        f"/v1/reports/{released['report_id']}/dismiss", json={"tell": "nothing"}, headers=stand.as_staff("admin")
    )

    assert (answer.status_code, unknown.status_code, refused.status_code) == (409, 404, 403)


async def test_the_queue_says_of_a_duty_lead_on_duty_since_that_there_was_none_then(stand: Stand) -> None:
    off = NETWORK.model_copy(update={"revision": NETWORK.revision + 1, "duty_lead_on_duty": False})
    await stand.hear(off)
    await stand.posted(a_report())
    while_off = (await stand.http.get("/v1/queue", headers=stand.as_staff())).json()["reports"]

    await stand.hear(off.model_copy(update={"revision": off.revision + 1, "duty_lead_on_duty": True}))

    since = (await stand.http.get("/v1/queue", headers=stand.as_staff())).json()["reports"]
    assert [report["missing"] for report in (*while_off, *since)] == [["duty"], ["duty_then"]]
