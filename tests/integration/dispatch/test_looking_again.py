"""Reports of other corners and later calls, on a real PostgreSQL: who is there looks again, or somebody hears of it."""

from schemas.events.incident import FindingReviewedV1, IncidentOpenedV1
from tests.integration.dispatch.test_joining import ELSEWHERE, NEAR, a_live_scene, a_reviewed_scene
from tests.support.dispatch_harness import Stand, a_volunteer
from tests.support.dispatch_staff import Staffed


async def test_the_next_finding_answers_only_what_came_since_and_then_the_incident_may_close(
    stand: Stand, staffed: Staffed
) -> None:
    code = await a_reviewed_scene(stand, staffed)
    await stand.take(await stand.report(at=NEAR, ref="571204"))
    await stand.later(minutes=2)
    await stand.say("MAPLE", "C 4 2")
    await stand.announced()

    await staffed.post(f"/v1/incidents/{code}/review", {"decision": "accept", "corrects": False})
    [second] = [event for event in await stand.announced() if isinstance(event, FindingReviewedV1)]
    for callsign in ("HERON", "MAPLE"):
        await stand.say(callsign, "OUT")

    page = await staffed.get(f"/v1/incidents/{code}/review")
    assert [str(report_id) for report_id in second.report_ids] == [page["reports"][1]["report_id"]]
    assert second.outcome == "confirmed_ongoing"
    assert page["state"] == "closed"


async def test_a_team_that_leaves_without_looking_again_leaves_the_incident_open_and_its_lead_paged(
    stand: Stand, staffed: Staffed
) -> None:
    code = await a_reviewed_scene(stand, staffed)
    await stand.take(await stand.report(at=NEAR))
    await stand.announced()

    for callsign in ("HERON", "MAPLE"):
        await stand.say(callsign, "OUT")

    reasons = await stand.fetchval("SELECT array_agg(reason ORDER BY reason) FROM page WHERE open")
    assert reasons == ["nobody_looks"]
    assert (await staffed.get(f"/v1/incidents/{code}"))["state"] == "finding_reviewed"


async def answered(staffed: Staffed, code: str) -> list[bool]:
    return [each["answers"] for each in (await staffed.get(f"/v1/incidents/{code}/review"))["reports"]]


async def test_the_team_is_told_of_another_corner_and_what_was_found_before_they_looked_there_says_nothing_of_it(
    stand: Stand, staffed: Staffed
) -> None:
    code = await a_live_scene(stand)
    await stand.later(minutes=5)
    await stand.announced()

    await stand.take(await stand.report(at=ELSEWHERE, text="E 1st St & N Cummings St"))
    told = await stand.texts()
    await stand.say("HERON", "G")
    at_once = await answered(staffed, code)
    await stand.later(minutes=2)
    await stand.say("HERON", "G")

    assert told.to("HERON") == told.to("MAPLE") == ["V38b"]
    assert told.sealed(told.one("V38b", "HERON")) == {"scene": "E 1st St & N Cummings St"}
    assert (at_once, await answered(staffed, code)) == ([True, False], [True, True])


async def test_a_report_that_came_seconds_before_the_finding_waits_and_they_look_again(
    stand: Stand, staffed: Staffed
) -> None:
    code = await a_live_scene(stand)
    await stand.later(minutes=5)
    await stand.take(await stand.report(at=NEAR, text="Soto St & E 2nd St"))
    await stand.announced()

    await stand.say("HERON", "G")
    texts = await stand.texts()
    await stand.say("MAPLE", "G")
    again = await stand.texts()
    await staffed.post(f"/v1/incidents/{code}/review", {"decision": "accept"})

    assert texts.of("V38") == {"HERON", "MAPLE"}
    assert texts.sealed(texts.one("V38", "MAPLE")) == {"scene": "Soto St & E 2nd St"}
    assert again.of("V38") == set(), "they are told once"
    [reviewed] = [event for event in await stand.announced() if isinstance(event, FindingReviewedV1)]
    assert len(reviewed.report_ids) == 1
    assert await stand.fetchval("SELECT count(*) FROM report WHERE answered_at IS NULL") == 1


async def test_whoever_arrives_hears_of_every_corner_that_was_reported_meanwhile(
    stand: Stand, staffed: Staffed
) -> None:
    await stand.set_up([a_volunteer(name) for name in ("HERON", "MAPLE")])
    await stand.take(await stand.report(), await stand.report(at=ELSEWHERE, text="E 1st St & N Cummings St"))
    code = str(await stand.fetchval("SELECT code FROM incident"))
    for callsign in ("HERON", "MAPLE"):
        await stand.say(callsign, "Y 5")
    await stand.say("HERON", "HERE")
    await stand.announced()

    await stand.say("MAPLE", "HERE")
    told = await stand.texts()
    await stand.say("HERON", "G")
    at_once = await answered(staffed, code)
    await stand.later(minutes=2)
    await stand.say("HERON", "G")

    assert told.to("HERON") == ["V6a", "V6", "V38b"]
    assert told.sealed(told.one("V38b", "HERON")) == {"scene": "E 1st St & N Cummings St"}
    assert (at_once, await answered(staffed, code)) == ([True, False], [True, True])


async def test_a_report_of_another_corner_does_not_join_what_a_team_found_that_has_left(stand: Stand) -> None:
    await a_live_scene(stand)
    before = await stand.database.now()
    await stand.later(minutes=2)
    for callsign, said in (("HERON", "G"), ("HERON", "OUT"), ("MAPLE", "OUT")):
        await stand.say(callsign, said)
    await stand.announced()

    await stand.take(await stand.report(at=ELSEWHERE, received_at=before, observed_at=before))

    assert [type(e) for e in await stand.announced() if isinstance(e, IncidentOpenedV1)] == [IncidentOpenedV1]


async def test_a_reviewer_may_say_that_what_was_found_answers_a_report_of_another_corner(
    stand: Stand, staffed: Staffed
) -> None:
    code = await a_live_scene(stand)
    await stand.later(minutes=5)
    await stand.take(await stand.report(at=ELSEWHERE, ref="571204", text="E 1st St & N Cummings St"))
    await stand.say("HERON", "G")
    await stand.announced()

    await staffed.post(f"/v1/incidents/{code}/review", {"decision": "accept", "also": ["571204"]})

    [reviewed] = [event for event in await stand.announced() if isinstance(event, FindingReviewedV1)]
    assert len(reviewed.report_ids) == 2


async def test_where_nobody_was_found_another_call_has_the_silent_asked_once_more_and_whoever_is_new(
    stand: Stand, staffed: Staffed
) -> None:
    await stand.set_up([a_volunteer(name) for name in ("HERON", "MAPLE", "OTTER")])
    await stand.take(await stand.report())
    await stand.say("OTTER", "N")
    for _ in range(5):
        await stand.later(minutes=2)
    assert await stand.fetchval("SELECT state FROM incident") == "unfilled"
    await stand.announced()

    await stand.take(await stand.report(at=NEAR))
    asked = await stand.texts()
    await stand.take(await stand.report(at=NEAR))
    at_once = await stand.texts()
    await stand.say("HERON", "Y 5")
    await stand.say("MAPLE", "Y 5")

    assert asked.of("V2") == {"HERON", "MAPLE"}, "and not who said no"
    assert at_once.of("V2") == set()
    assert await stand.fetchval("SELECT count(*) FROM incident") == 1
    assert await stand.fetchval("SELECT state FROM incident") == "team_ready"


async def test_another_call_of_what_nobody_is_left_to_go_to_is_told_to_the_lead(stand: Stand, staffed: Staffed) -> None:
    await stand.set_up([a_volunteer("OTTER")])
    await stand.take(await stand.report())
    await stand.say("OTTER", "N")
    for _ in range(3):
        await stand.later(minutes=1)
    await stand.say("ROBIN", "ACK")
    await stand.announced()

    await stand.take(await stand.report(at=NEAR))

    assert (await stand.texts()).to("ROBIN") == ["D3"]
