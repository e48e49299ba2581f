"""Incidents over HTTP on a real PostgreSQL: looked at, steered, tried out without doing anything."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from schemas.events.incident import EndingChosenV1, FindingReviewedV1, IncidentClosedV1
from schemas.values import Level, Outcome
from tests.support.dispatch_harness import KM, SOTO, Stand, a_volunteer
from tests.support.dispatch_staff import Staffed


async def a_team(stand: Stand, report: Mapping[str, Any] | None = None, **network: Any) -> str:
    """HERON and MAPLE said yes to this report; returns the incident's code."""
    trainee = a_volunteer("FINCH", level=Level.TRAINEE)
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE"), trainee], **network)
    await stand.take(await stand.report(**(report or {})))
    await stand.say("HERON", "Y 5")
    await stand.say("MAPLE", "Y 5")
    return str(await stand.fetchval("SELECT code FROM incident"))


async def a_finding(stand: Stand, text: str = "C 4 2", **network: Any) -> str:
    code = await a_team(stand, **network)
    await stand.say("HERON", "HERE")
    await stand.say("MAPLE", "HERE")
    await stand.say("HERON", text)
    await stand.announced()
    return code


async def test_an_incident_is_listed_and_told_with_its_story(stand: Stand, staffed: Staffed) -> None:
    code = await a_finding(stand, "F fare inspectors")

    [listed] = (await staffed.get("/v1/incidents"))["incidents"]
    whole = await staffed.get(f"/v1/incidents/{code.lower()}")
    operator = await staffed.get(f"/v1/incidents/{listed['incident_id']}", who="WREN")

    assert listed["code"] == code
    assert listed["offers"]["accepted"] == 2
    assert listed["team"] == ["HERON", "MAPLE"]
    assert listed["reports"] == 1
    assert whole["finding"]["outcome"] == "unfounded_other"
    assert whole["finding"]["words"] == "fare inspectors"
    assert operator["finding"]["words"] is None
    opened, wave = whole["timeline"][:2]
    assert (opened["kind"], opened["params"]) == ("opened", {"zone": "Boyle Heights NE", "ref": "482193"})
    assert (wave["kind"], wave["params"]["wave"]) == ("wave", "1")
    assert set(wave["params"]["asked"].split(", ")) == {"HERON", "MAPLE"}
    assert "Soto" not in json.dumps(whole)


async def test_a_cut_list_says_how_many_there_are_in_all(
    stand: Stand, staffed: Staffed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.dispatch.api.incidents.LISTED_AT_MOST", 1)
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    for at in (SOTO, (34.2, -118.4), (34.1, -118.3)):
        await stand.take(await stand.report(at=at))
    for callsign in ("HERON", "MAPLE"):
        await stand.say(callsign, "SOS")

    listed = await staffed.get("/v1/incidents")

    assert (len(listed["incidents"]), listed["total"]) == (1, 3)
    assert (len(listed["sos"]), listed["sos_total"]) == (1, 2)
    assert (await staffed.get("/v1/incidents?state=closed"))["total"] == 0


async def test_a_long_timeline_is_read_in_parts_from_its_end(
    stand: Stand, staffed: Staffed, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = await a_finding(stand)
    whole = (await staffed.get(f"/v1/incidents/{code}"))["timeline"]
    assert len(whole) > 4

    monkeypatch.setattr("services.dispatch.api.incidents.LINES_AT_MOST", 2)
    found = await staffed.get(f"/v1/incidents/{code}")
    before = await staffed.get(f"/v1/incidents/{code}/timeline?before={found['timeline_earlier']}&lines=2")
    first = await staffed.get(f"/v1/incidents/{code}/timeline?before=1", who="WREN")

    assert (found["timeline"], found["timeline_earlier"]) == (whole[-2:], len(whole) - 2)
    assert found["excluded"] == [{"callsign": "FINCH", "reason": "level"}], "of a wave that is not among these"
    assert before == {"timeline": whole[-4:-2], "timeline_earlier": len(whole) - 4}
    assert first == {"timeline": whole[:1], "timeline_earlier": 0}
    assert await staffed.status("GET", f"/v1/incidents/{code}/timeline?lines=501") == 422


async def test_nobody_is_both_among_those_who_were_asked_and_those_who_were_not(stand: Stand, staffed: Staffed) -> None:
    people = [a_volunteer("HERON"), a_volunteer("MAPLE", km=2), a_volunteer("OTTER", km=3)]
    await stand.set_up([*people, a_volunteer("FINCH", level=Level.TRAINEE)], wave_sizes=[2, 10])
    await stand.take(await stand.report())
    await stand.say("HERON", "Y 5")
    await stand.say("MAPLE", "N")

    code = await stand.fetchval("SELECT code FROM incident")
    whole = await staffed.get(f"/v1/incidents/{code}")

    assert {each["callsign"] for each in whole["asked"]} == {"HERON", "MAPLE", "OTTER"}
    assert [each["callsign"] for each in whole["excluded"]] == ["FINCH"]


async def test_stand_down_review_and_both_out_close_it(stand: Stand, staffed: Staffed) -> None:
    code = await a_finding(stand)
    await staffed.post(f"/v1/incidents/{code}/review", {"decision": "accept"})
    await stand.announced()

    tried = await staffed.post(f"/v1/incidents/{code}/stand-down", {"reason": "finished", "preview": True})
    done = await staffed.post(f"/v1/incidents/{code}/stand-down", {"reason": "finished"})
    again = await staffed.post(f"/v1/incidents/{code}/stand-down", {"reason": "finished"})
    asked = await stand.texts()
    await stand.say("HERON", "OUT")
    await stand.say("MAPLE", "OUT")
    closed = await stand.announced()

    assert {text["callsign"] for text in tried.json()["texts"]} == {"HERON", "MAPLE"}
    assert done.json()["state"] == "stood_down"
    assert again.status_code == 409
    assert asked.of("V20") == {"HERON", "MAPLE"}
    assert len([event for event in closed if isinstance(event, IncidentClosedV1)]) == 1
    assert stand.texts_in(closed).of("V9Cb") == {"HERON", "MAPLE"}
    assert [each["code"] for each in (await staffed.get("/v1/incidents?state=closed"))["incidents"]] == [code]
    assert await staffed.get("/v1/incidents") == {
        "sos_total": 0,
        "sos": [],
        "total": 0,
        "incidents": [],
    }
    assert await stand.fetchval("SELECT area FROM incident") is None


async def test_a_meeting_point_is_never_the_scene(stand: Stand, staffed: Staffed) -> None:
    code = await a_team(stand, meeting_points=False)
    await stand.announced()
    [waiting] = (await staffed.get("/v1/incidents"))["incidents"]
    near = {"name": "The corner", "lat": SOTO[0] + 0.0015, "lon": SOTO[1]}
    away = {"name": "Mariachi Plaza", "lat": 34.0470, "lon": -118.2196}
    mistyped = {**away, "lat": SOTO[0] + 2.01 * KM}

    refused = await staffed.post(f"/v1/incidents/{code}/meeting-point", near)
    far = await staffed.post(f"/v1/incidents/{code}/meeting-point", mistyped)
    tried = await staffed.post(f"/v1/incidents/{code}/meeting-point", {**away, "preview": True})
    taken = await staffed.post(f"/v1/incidents/{code}/meeting-point", away)

    assert (waiting["state"], waiting["waits_for_place"]) == ("dispatching", True)
    assert (await staffed.get(f"/v1/incidents/{code}"))["waits_for_place"] is False
    assert refused.status_code == 422
    assert (far.status_code, far.json()["type"]) == (422, "urn:hotline:problem:too-far")
    assert tried.json()["texts"][0]["params"]["meeting_point"] == "Mariachi Plaza"
    assert taken.status_code == 200
    texts = await stand.texts()
    assert texts.of("V3") == {"HERON", "MAPLE"}
    assert texts.sealed(texts.one("V3", "HERON"))["meeting_point"] == "Mariachi Plaza"
    await stand.later(minutes=5)
    assert await stand.announced() == [], "the page about it has ended"


async def test_a_home_is_shown_to_a_team_by_the_duty_lead_alone(stand: Stand, staffed: Staffed) -> None:
    code = await a_team(stand, {"is_residence": True, "text": "1234 E 1st St"})
    before = await stand.texts()
    path = f"/v1/incidents/{code}/look-at"

    tried = await staffed.post(path, {"preview": True})
    by_an_operator = await staffed.status("POST", path, {"place": "the corner"}, who="WREN")
    await stand.say("HERON", "HERE")
    await stand.say("MAPLE", "HERE")
    waiting = await stand.texts()
    told = await staffed.post(path, {"place": "the corner of Soto & 1st"})
    texts = await stand.texts()
    repeated = await staffed.post(path, {})

    assert before.to("ROBIN") == ["D22"]
    assert (tried.json()["place"], by_an_operator) == ("1234 E 1st St", 403)
    assert waiting.to("MAPLE") == ["V6b"]
    assert "1234" not in str(waiting.messages)
    assert told.json()["place"] == "the corner of Soto & 1st"
    assert texts.to("HERON") == texts.to("MAPLE") == ["V6a", "V6"]
    assert texts.sealed(texts.one("V6a", "HERON")) == {"scene": "the corner of Soto & 1st"}
    assert repeated.json()["place"] == "1234 E 1st St"
    read = "SELECT array_agg(actor || ' ' || what) FROM content_read"
    assert await stand.fetchval(read) == ["ROBIN report_place"] * 2
    assert await stand.fetchval("SELECT count(*) FROM timeline WHERE kind = 'look_at'") == 2


async def test_a_place_that_nobody_said_is_for_the_lead_to_say_in_words(stand: Stand, staffed: Staffed) -> None:
    code = await a_team(stand, {"text": ""})

    refused = await staffed.post(f"/v1/incidents/{code}/look-at", {})

    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (422, "place-unknown")


async def test_nobody_could_check_it(stand: Stand, staffed: Staffed) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE", km=4)])
    await stand.take(await stand.report())
    await stand.say("HERON", "Y")
    await stand.announced()
    code = await stand.fetchval("SELECT code FROM incident")

    answer = await staffed.post(f"/v1/incidents/{code}/close", {"outcome": "unable"})

    events = await stand.announced()
    assert answer.json()["state"] == "closed"
    [final] = [event for event in events if isinstance(event, FindingReviewedV1)]
    assert (final.outcome, final.went, final.finding_id) == (Outcome.UNABLE, False, None)
    assert stand.texts_in(events).of("V4b") == {"HERON"}
    assert stand.texts_in(events).of("V5c") == {"MAPLE"}
    assert [event.outcome for event in events if isinstance(event, IncidentClosedV1)] == [Outcome.UNABLE]


async def test_out_for_somebody_who_cannot_text_and_sos_clear(stand: Stand, staffed: Staffed) -> None:
    code = await a_finding(stand)
    await stand.say("HERON", "SOS")

    early = await staffed.post(f"/v1/incidents/{code}/out", {"callsign": "HERON", "why": "told by voice"})
    cleared = await staffed.post(f"/v1/incidents/{code}/sos-clear", {"callsign": "HERON"})
    out = await staffed.post(f"/v1/incidents/{code}/out", {"callsign": "HERON", "why": "told by voice"})
    nobody = await staffed.post(f"/v1/incidents/{code}/out", {"callsign": "FINCH", "why": "x"})
    operator = await staffed.post(f"/v1/incidents/{code}/sos-clear", {"callsign": "MAPLE"}, who="WREN")

    assert early.status_code == 409
    assert cleared.status_code == 200
    assert out.status_code == 200
    assert nobody.status_code == 404
    assert operator.status_code == 403
    timeline = await staffed.get(f"/v1/incidents/{code}")
    assert "told by voice" not in json.dumps(timeline)


async def test_texts_that_nobody_understood_can_be_read_by_a_person(stand: Stand, staffed: Staffed) -> None:
    code = await a_team(stand)
    await stand.say("HERON", "HERE")
    await stand.say("MAPLE", "HERE")
    await stand.say("HERON", "creo que aqui no hay nadie")

    answer = await staffed.get("/v1/unread", who="WREN")

    [text] = answer.pop("texts")
    assert answer == {"total": 1}
    assert UUID(text.pop("reply_id")).version == 7
    assert datetime.fromisoformat(text.pop("received_at")).tzinfo is not None
    assert text == {
        "callsign": "HERON",
        "network_id": "la",
        "code": code,
        "guess": "Finding G",
        "text": "creo que aqui no hay nadie",
        "kind": "unread",
        "stage": "on_scene",
        "stood_down": None,
        "settled_as": None,
        "settled_by": None,
        "settled_at": None,
    }
    assert await staffed.status("GET", "/v1/unread", who="ADMIN") == 403


async def test_a_stand_down_tells_callers_what_its_lead_chose_or_leaves_them_waiting(
    stand: Stand, staffed: Staffed
) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.take(await stand.report())
    await stand.take(await stand.report(at=(34.1, -118.3)))
    first, second = [each["code"] for each in (await staffed.get("/v1/incidents"))["incidents"]]
    await stand.announced()

    chosen = await staffed.post(f"/v1/incidents/{first}/stand-down", {"reason": "cancelled", "tell": "mistake"})
    silent = await staffed.post(f"/v1/incidents/{second}/stand-down", {"reason": "cancelled"})
    over = await staffed.post(f"/v1/incidents/{second}/stand-down", {"reason": "cancelled", "tell": "mistake"})
    waiting = (await staffed.get("/v1/incidents"))["incidents"]
    told = await staffed.post(f"/v1/incidents/{second}/tell", {"ending": "not_checked"})
    again = await staffed.post(f"/v1/incidents/{second}/tell", {"ending": "not_checked"})

    assert (chosen.json()["state"], chosen.json()["ending"], chosen.json()["callers_waiting"]) == (
        "closed",
        "mistake",
        0,
    )
    assert (silent.json()["state"], silent.json()["ending"], silent.json()["callers_waiting"]) == (
        "stood_down",
        None,
        1,
    )
    assert (over.status_code, over.json()["detail"]) == (409, f"Its callers wait: hotline tell {second}.")
    assert [(each["code"], each["callers_waiting"]) for each in waiting] == [(second, 1)]
    assert (told.json()["state"], told.json()["callers_waiting"]) == ("closed", 0)
    assert again.json()["type"].rpartition(":")[2] == "all-answered"
    assert [e.ending for e in await stand.announced() if isinstance(e, EndingChosenV1)] == ["mistake", "not_checked"]


async def test_while_somebody_may_find_out_nobody_is_told_an_end(stand: Stand, staffed: Staffed) -> None:
    code = await a_team(stand)

    early = await staffed.post(f"/v1/incidents/{code}/tell", {"ending": "not_checked"})

    assert (early.status_code, early.json()["type"].rpartition(":")[2]) == (409, "still-open")


async def test_an_incident_is_told_field_by_field(stand: Stand, staffed: Staffed) -> None:
    code = await a_finding(stand, "C 4 2")

    [listed] = (await staffed.get("/v1/incidents"))["incidents"]
    whole = await staffed.get(f"/v1/incidents/{code}")

    moments = {listed.pop("opened_at"), listed["finding"].pop("submitted_at")}
    assert all(moment.endswith("Z") for moment in moments)
    assert UUID(listed.pop("incident_id")).version == 7
    assert listed == {
        "code": code,
        "network_id": "la",
        "state": "finding_submitted",
        "zone": "Boyle Heights NE",
        "reports": 1,
        "callers_waiting": 1,
        "wave": 1,
        "needs": {"observers": 2, "level": "verified", "languages": ["es"]},
        "offers": {
            "open": 0,
            "accepted": 2,
            "standby": 0,
            "declined": 0,
            "expired": 0,
            "withdrawn": 0,
            "undeliverable": 0,
        },
        "team": ["HERON", "MAPLE"],
        "finding": {
            "outcome": "confirmed_ongoing",
            "people": 4,
            "vehicles": 2,
            "submitted_by": "HERON",
            "decision": None,
        },
        "outcome": None,
        "agency": None,
        "reviewed_by": None,
        "closed_at": None,
        "exercise": False,
        "sos": [],
        "without_lead": False,
        "waits_for_place": False,
        "near_sos": False,
        "near_sos_over": False,
        "place_gone": False,
    }
    assert whole.keys() - listed.keys() == {
        "incident_id",
        "opened_at",
        "report_ids",
        "timeline_earlier",
        "assignments",
        "asked",
        "timeline",
        "excluded",
    }
    assert whole["place_gone"] is False
    [heron, maple] = whole["assignments"]
    assert (heron["callsign"], heron["state"], heron["eta_minutes"]) == ("HERON", "on_scene", 5)
    assert maple["released_at"] is None
    asked = {offer["callsign"]: offer for offer in whole["asked"]}
    assert asked["HERON"]["state"] == "accepted"
    assert asked["MAPLE"]["reasons"][1:] == ["speaks:es", "level:verified", "rested"]
    assert whole["excluded"] == [{"callsign": "FINCH", "reason": "level"}]


async def test_a_stranger_is_refused_before_a_body_is_looked_at(staffed: Staffed) -> None:
    routes = (
        "/v1/incidents/K7Q/stand-down",
        "/v1/incidents/K7Q/review",
        "/v1/incidents/K7Q/close",
        "/v1/incidents/K7Q/meeting-point",
        "/v1/incidents/K7Q/look-at",
        "/v1/incidents/K7Q/out",
        "/v1/incidents/K7Q/sos-clear",
        "/v1/networks/la/on-call",
        "/v1/networks/la/duty",
    )
    for route in routes:
        assert await staffed.status("POST", route, {"no": "such field"}) == 422
        assert await staffed.status("POST", route, {"no": "such field"}, who="NOBODY") == 401
    assert await staffed.status("POST", "/v1/networks/la/volunteers", {"no": "such field"}, who="ADMIN") == 422
    assert await staffed.status("POST", "/v1/networks/la/volunteers", {"no": "such field"}, who="NOBODY") == 401


async def test_what_is_not_there_is_said_so(staffed: Staffed) -> None:
    for reference in ("K7Q", "zzz", "01a20d2b-9397-7020-9e98-a0ed05371640"):
        assert (await staffed.post(f"/v1/incidents/{reference}/stand-down", {})).status_code == 404
    assert (await staffed.post("/v1/incidents/K7Q/review", {"decision": "perhaps"})).status_code == 422


async def test_nobody_waits_at_incidents_that_the_release_before_closed_without_an_answer(
    stand: Stand, staffed: Staffed
) -> None:
    await stand.set_up([a_volunteer("HERON")])
    await stand.take(await stand.report())
    await stand.fetchval("UPDATE incident SET state = 'closed', area = NULL, closed_at = app.now() RETURNING 1")

    listed = (await staffed.get("/v1/incidents?state=closed"))["incidents"]

    assert [each["callers_waiting"] for each in listed] == [0]
