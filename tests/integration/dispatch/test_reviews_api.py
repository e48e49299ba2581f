"""Findings over HTTP on a real PostgreSQL: read, reviewed, rejected, and what their callers are told."""

import json

import pytest

from schemas.events.incident import FindingReviewedV1
from schemas.values import Channel, Outcome
from tests.integration.dispatch.test_incidents_api import a_finding
from tests.support.dispatch_harness import KM, SOTO, Stand
from tests.support.dispatch_staff import Staffed


async def test_a_reviewed_finding_is_told_to_intake_and_a_preview_changes_nothing(
    stand: Stand, staffed: Staffed
) -> None:
    code = await a_finding(stand)

    tried = await staffed.post(f"/v1/incidents/{code}/review", {"decision": "accept", "preview": True})
    nothing = await stand.announced()
    done = await staffed.post(f"/v1/incidents/{code}/review", {"decision": "accept", "note": "seen on photo"})

    assert tried.status_code == 200
    assert tried.json()["outcome"] == "confirmed_ongoing"
    assert tried.json()["went"] is True
    assert tried.json()["place"] == "Soto St & E 1st St"
    assert len(tried.json()["report_ids"]) == 1
    assert nothing == []
    assert done.status_code == 200
    [final] = [event for event in await stand.announced() if isinstance(event, FindingReviewedV1)]
    assert final.sealed_place is not None
    told = stand.sealer.open_text(final.sealed_place, purpose="incident.public_place", record=str(final.incident_id))
    assert told == "Soto St & E 1st St"


async def test_a_reviewer_reads_each_report_first_with_its_time_distance_and_channel(
    stand: Stand, staffed: Staffed
) -> None:
    code = await a_finding(stand)
    await stand.later(minutes=2)
    await stand.take(await stand.report(ref="571204", at=(SOTO[0] + 0.2 * KM, SOTO[1]), channel=Channel.WEB))

    page = await staffed.get(f"/v1/incidents/{code}/review")

    assert (page["code"], page["state"]) == (code, "finding_submitted")
    assert [
        (each["ref"], each["channel"], each["metres"], each["answers"], each["answered_at"]) for each in page["reports"]
    ] == [("482193", "phone", 0, True, None), ("571204", "web", 200, False, None)]
    assert await staffed.status("GET", f"/v1/incidents/{code}/review", who="WREN") == 403
    assert "Soto" not in json.dumps(page)


async def test_the_submitter_cannot_review(stand: Stand, staffed: Staffed) -> None:
    code = await a_finding(stand)

    answer = await staffed.post(f"/v1/incidents/{code}/review", {"decision": "accept"}, who="HERON")

    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:hotline:problem:own-finding"
    assert await stand.announced() == []


async def test_only_a_duty_lead_reviews(stand: Stand, staffed: Staffed) -> None:
    code = await a_finding(stand)

    assert (await staffed.post(f"/v1/incidents/{code}/review", {"decision": "accept"}, who="ADMIN")).status_code == 403
    assert (await staffed.post(f"/v1/incidents/{code}/review", {"decision": "accept"}, who="WREN")).status_code == 403


async def test_not_immigration_without_saying_what_is_refused(stand: Stand, staffed: Staffed) -> None:
    code = await a_finding(stand, "F")

    refused = await staffed.post(f"/v1/incidents/{code}/review", {"decision": "accept"})
    taken = await staffed.post(f"/v1/incidents/{code}/review", {"decision": "accept", "agency": "fare_inspectors"})

    assert refused.status_code == 422
    assert taken.status_code == 200
    [final] = [event for event in await stand.announced() if isinstance(event, FindingReviewedV1)]
    assert (final.outcome, final.agency) == (Outcome.UNFOUNDED_OTHER, "fare_inspectors")


async def test_a_rejected_finding_is_asked_for_again(stand: Stand, staffed: Staffed) -> None:
    code = await a_finding(stand)

    await staffed.post(f"/v1/incidents/{code}/review", {"decision": "reject"})
    texts = await stand.texts()
    await stand.say("MAPLE", "G")

    assert texts.of("V46") == {"HERON", "MAPLE"}
    assert texts.of("V6", "V46b") == set()
    assert await stand.fetchval("SELECT count(*) FROM finding WHERE decision IS NULL") == 1


async def test_whoever_says_something_else_after_they_left_is_read_with_both_and_not_asked_to_text_out(
    stand: Stand, staffed: Staffed
) -> None:
    code = await a_finding(stand, "G")
    await stand.say("MAPLE", "G")
    for callsign in ("HERON", "MAPLE"):
        await stand.say(callsign, "OUT")
    await stand.announced()

    await stand.say("MAPLE", "C 4 2")

    assert (await stand.texts()).to("MAPLE") == ["V42b"], "it says nothing of OUT"
    page = await staffed.get(f"/v1/incidents/{code}/review")
    of_maple = [(each["outcome"], each["waits"]) for each in page["findings"] if each["submitted_by"] == "MAPLE"]
    assert of_maple == [("nothing_seen", False), ("confirmed_ongoing", True)]
    assert page["findings_differ"] is True
    tried = await staffed.post(
        f"/v1/incidents/{code}/review", {"decision": "accept", "finding": "MAPLE", "preview": True}
    )
    assert (tried.json()["outcome"], tried.json()["seen_by"]) == ("confirmed_ongoing", 1)


async def test_two_findings_that_differ_are_both_shown_and_not_accepted_unread(stand: Stand, staffed: Staffed) -> None:
    code = await a_finding(stand, "C 4 2")
    alone = await staffed.get(f"/v1/incidents/{code}/review")
    await stand.say("MAPLE", "G")

    page = await staffed.get(f"/v1/incidents/{code}/review")
    unread = await staffed.post(f"/v1/incidents/{code}/review", {"decision": "accept"})
    named = await staffed.post(f"/v1/incidents/{code}/review", {"decision": "accept", "finding": "MAPLE"})
    decided = await staffed.get(f"/v1/incidents/{code}/review")

    assert (alone["not_answered"], page["not_answered"]) == (["MAPLE"], [])
    assert page["findings_differ"] is True
    assert [(each["submitted_by"], each["outcome"], each["waits"]) for each in page["findings"]] == [
        ("HERON", "confirmed_ongoing", True),
        ("MAPLE", "nothing_seen", True),
    ]
    assert page["findings"][0]["seen_by"] == ["HERON", "MAPLE"]
    assert (unread.status_code, unread.json()["type"].rpartition(":")[2]) == (409, "findings-differ")
    assert unread.json()["detail"] == "HERON: confirmed_ongoing; MAPLE: nothing_seen"
    assert (named.status_code, named.json()["outcome"], named.json()["seen_by"]) == (200, "nothing_seen", 1)
    assert [each["decision"] for each in decided["findings"]] == ["reject", "accept"]


async def test_another_agency_is_told_to_callers_and_team_in_the_reviewers_words(
    stand: Stand, staffed: Staffed
) -> None:
    code = await a_finding(stand, "F")
    order = {"decision": "accept", "agency": "other_agency"}
    words = {"en": "parcel delivery", "es": "reparto de paquetes"}

    unworded = await staffed.post(f"/v1/incidents/{code}/review", order)
    too_long = await staffed.post(f"/v1/incidents/{code}/review", {**order, "agency_words": {**words, "es": "x" * 31}})
    accented = await staffed.post(f"/v1/incidents/{code}/review", {**order, "agency_words": {**words, "es": "camión"}})
    taken = await staffed.post(f"/v1/incidents/{code}/review", {**order, "agency_words": words})
    [reviewed] = [e for e in await stand.announced() if isinstance(e, FindingReviewedV1)]
    for callsign in ("HERON", "MAPLE"):
        await stand.say(callsign, "OUT")
    texts = await stand.texts()

    assert [each.status_code for each in (unworded, too_long, accented)] == [422, 422, 422]
    assert taken.json()["agency_words"] == words
    assert reviewed.sealed_agency_words is not None
    assert "parcel" not in reviewed.model_dump_json()
    for callsign in ("HERON", "MAPLE"):
        told = texts.one("V9Fb", callsign)
        assert texts.sealed(told) == {"agency_en": "parcel delivery", "agency_es": "reparto de paquetes"}


@pytest.mark.parametrize("over", [False, True])
async def test_where_a_finding_waits_every_other_end_says_whose_and_how_it_is_reviewed(
    stand: Stand, staffed: Staffed, over: bool
) -> None:
    """They sent to each other: stand it down first, and it is over already."""
    code = await a_finding(stand, "C 4 2")
    if over:
        await staffed.post(f"/v1/incidents/{code}/stand-down", {"reason": "finished"})
    orders = {"tell": {"ending": "not_checked"}, "stand-down": {"reason": "finished", "tell": "stopped"}}

    refused = [await staffed.post(f"/v1/incidents/{code}/{step}", order) for step, order in orders.items()]
    refused.append(await staffed.post(f"/v1/incidents/{code}/close", {"outcome": "unable"}))

    for answer in refused:
        assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (409, "finding-waits")
        assert answer.json()["detail"] == f"Of HERON: hotline review {code}."
