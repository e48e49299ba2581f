"""A report joins only what can still answer for it, on a real PostgreSQL: beside scenes in every part of their life."""

from typing import Any
from uuid import UUID

import pytest

from schemas.events.incident import FindingReviewedV1, IncidentOpenedV1, ReportLinkedV1
from schemas.events.report import ReportHeldV1
from schemas.values import Channel
from tests.support.dispatch_harness import KM, SOTO, Stand, a_volunteer
from tests.support.dispatch_staff import Staffed

NEAR = (SOTO[0] + 0.08 * KM, SOTO[1])
ELSEWHERE = (SOTO[0] + 0.36 * KM, SOTO[1])


async def a_live_scene(stand: Stand) -> str:
    """HERON and MAPLE are at the scene, and OTTER and CEDAR are on call; returns the incident's code."""
    await stand.set_up([a_volunteer(name) for name in ("HERON", "MAPLE")])
    await stand.take(await stand.report())
    for said in ("Y 5", "HERE"):
        for callsign in ("HERON", "MAPLE"):
            await stand.say(callsign, said)
    await stand.set_up([a_volunteer(name) for name in ("OTTER", "CEDAR")])
    return str(await stand.fetchval("SELECT code FROM incident"))


async def a_reviewed_scene(stand: Stand, staffed: Staffed) -> str:
    """As above; HERON saw nothing, ROBIN accepted it, and both are still there."""
    code = await a_live_scene(stand)
    await stand.say("HERON", "G")
    await staffed.post(f"/v1/incidents/{code}/review", {"decision": "accept"})
    await stand.later(minutes=2)
    await stand.announced()
    return code


NOBODY_LOOKS = "SELECT count(*) FROM page WHERE open AND reason = 'nobody_looks'"


@pytest.mark.parametrize("said", ["OK", "HERE"])
async def test_a_second_report_of_a_reviewed_scene_joins_and_who_is_still_there_looks_again(
    stand: Stand, staffed: Staffed, said: str
) -> None:
    """Two who were told to leave, and had, read "look again together" and "both here"."""
    code = await a_reviewed_scene(stand, staffed)

    await stand.take(await stand.report(at=NEAR, text="Soto St & E 2nd St"))
    events = await stand.announced()
    asked = stand.texts_in(events)
    reviewed = (await staffed.get(f"/v1/incidents/{code}"))["state"]
    await stand.say("HERON", said)

    assert [event.code for event in events if isinstance(event, ReportLinkedV1)] == [code]
    assert asked.to("HERON") == asked.to("MAPLE") == ["V38c"]
    assert asked.of("V2") == set(), "nobody new is asked"
    assert reviewed == "finding_reviewed"
    texts = await stand.texts()
    assert texts.to("HERON") == texts.to("MAPLE") == ["V38", "V6"]
    assert texts.sealed(texts.one("V38", "HERON")) == {"scene": "Soto St & E 2nd St"}
    assert (await staffed.get(f"/v1/incidents/{code}"))["state"] == "on_scene"
    await stand.later(minutes=4)
    assert await stand.fetchval(NOBODY_LOOKS) == 0


@pytest.mark.parametrize("said", ["OUT", None])
async def test_where_nobody_says_that_they_are_still_there_the_lead_hears_which_report_waits(
    stand: Stand, staffed: Staffed, said: str | None
) -> None:
    code = await a_reviewed_scene(stand, staffed)
    report = await stand.report(at=NEAR, text="Soto St & E 2nd St", ref="770011")
    await stand.take(report)
    await stand.announced()

    if said is not None:
        await stand.say("MAPLE", said)
    else:
        await stand.later(minutes=2, seconds=58)
        assert await stand.fetchval(NOBODY_LOOKS) == 0
        await stand.later(seconds=3)

    texts = await stand.texts()
    assert texts.of("V38", "V38b", "V6") == set()
    assert texts.one("D35", "ROBIN").params == {"code": code, "ref": "770011"}
    await staffed.post(f"/v1/incidents/{code}/split", {"report": "770011"})
    assert (await stand.texts()).of("V2") >= {"OTTER", "CEDAR"}
    assert await stand.fetchval(NOBODY_LOOKS) == 0


async def test_a_page_that_they_are_not_out_ends_when_a_report_keeps_them_there(stand: Stand, staffed: Staffed) -> None:
    await a_reviewed_scene(stand, staffed)
    await stand.later(minutes=15)
    await stand.later(minutes=6)
    not_out = "SELECT count(*) FROM page WHERE open AND reason = 'not_out'"
    before = await stand.fetchval(not_out)

    await stand.take(await stand.report(at=NEAR, text="Soto St & E 2nd St", observed_at=await stand.database.now()))
    await stand.say("HERON", "OK")

    assert (await stand.texts()).of("V38") == {"HERON", "MAPLE"}
    assert (before > 0, await stand.fetchval(not_out)) == (True, 0)


async def test_once_the_team_has_left_a_report_opens_an_incident_of_its_own(stand: Stand, staffed: Staffed) -> None:
    code = await a_live_scene(stand)
    await stand.say("HERON", "G")
    for callsign in ("HERON", "MAPLE"):
        await stand.say(callsign, "OUT")
    await stand.later(minutes=2)
    await stand.announced()

    await stand.take(await stand.report(at=NEAR))

    [opened] = [event for event in await stand.announced() if isinstance(event, IncidentOpenedV1)]
    assert opened.code != code
    assert (opened.beside, opened.why_apart) == (None, None)


async def test_a_report_of_a_scene_that_has_just_closed_joins_no_other_farther_off(
    stand: Stand, staffed: Staffed
) -> None:
    code = await a_live_scene(stand)
    await stand.say("HERON", "G")
    for callsign in ("HERON", "MAPLE"):
        await stand.say(callsign, "OUT")
    await staffed.post(f"/v1/incidents/{code}/review", {"decision": "accept"})
    assert await stand.fetchval("SELECT state FROM incident") == "closed"
    await stand.take(await stand.report(at=(SOTO[0] + 0.46 * KM, SOTO[1])))
    await stand.announced()

    held = await a_held_report(stand)
    asked = {"is_residence": False, "place": {"lat": SOTO[0], "lon": SOTO[1]}}
    preview = (await staffed.post(f"/v1/reports/{held}/beside", asked)).json()
    await stand.take(await stand.report(at=SOTO))

    [opened] = [event for event in await stand.announced() if isinstance(event, IncidentOpenedV1)]
    assert (opened.beside, opened.why_apart) == (code, "team_left")
    assert preview["will"] == "open"


async def test_a_report_that_came_before_the_finding_was_made_is_answered_by_it_though_it_is_released_later(
    stand: Stand, staffed: Staffed
) -> None:
    code = await a_live_scene(stand)
    before = await stand.database.now()
    await stand.later(minutes=2)
    await stand.say("HERON", "G")
    for callsign in ("HERON", "MAPLE"):
        await stand.say(callsign, "OUT")
    await stand.announced()

    await stand.take(await stand.report(at=NEAR, ref="571204", received_at=before, observed_at=before))

    events = await stand.announced()
    assert [event.code for event in events if isinstance(event, ReportLinkedV1)] == [code]
    page = await staffed.get(f"/v1/incidents/{code}/review")
    assert [(each["ref"], each["answers"]) for each in page["reports"]] == [("482193", True), ("571204", True)]
    assert stand.texts_in(events).of("V6") == set()


@pytest.mark.parametrize(("minutes", "told_how"), [(1, 0), (3, 2)])
async def test_while_a_finding_waits_for_review_a_later_report_joins_and_the_team_looks_again_once(
    stand: Stand, staffed: Staffed, minutes: int, told_how: int
) -> None:
    """How to answer is said anew only when they have not read it for two minutes."""
    code = await a_live_scene(stand)
    await stand.say("HERON", "G")
    await stand.later(minutes=minutes)
    await stand.announced()

    await stand.take(await stand.report(at=NEAR), await stand.report(at=NEAR))

    texts = await stand.texts()
    messages = {each: {m.message_id for m in texts.messages if m.template == each} for each in ("V38", "V6")}
    assert len(messages["V38"]) == 2, "one text each, however many reports"
    assert len(messages["V6"]) == told_how
    page = await staffed.get(f"/v1/incidents/{code}/review")
    assert [each["answers"] for each in page["reports"]] == [True, False, False]


@pytest.mark.parametrize("kind", [{"is_residence": True}, {"is_residence": None}, {"channel": Channel.PARTNER}])
async def test_a_home_or_a_partners_report_opens_its_own_and_says_beside_what(
    stand: Stand, kind: dict[str, Any]
) -> None:
    code = await a_live_scene(stand)
    await stand.announced()

    await stand.take(await stand.report(at=NEAR, **kind))

    [opened] = [event for event in await stand.announced() if isinstance(event, IncidentOpenedV1)]
    assert (opened.beside, opened.why_apart) == (code, "nobody_chose")


async def test_what_a_person_chose_is_obeyed(stand: Stand) -> None:
    code = await a_live_scene(stand)
    await stand.announced()
    home = {"at": NEAR, "is_residence": True}

    await stand.take(await stand.report(**home, join=code), await stand.report(at=NEAR, apart=True))

    joined, opened = [e for e in await stand.announced() if isinstance(e, ReportLinkedV1 | IncidentOpenedV1)]
    assert (joined.TYPE, joined.code) == (ReportLinkedV1.TYPE, code)
    assert isinstance(opened, IncidentOpenedV1)
    assert (opened.beside, opened.why_apart) == (code, "apart")


async def test_what_a_person_chose_and_is_over_meanwhile_is_not_joined_and_it_is_said_why(
    stand: Stand, staffed: Staffed
) -> None:
    code = await a_live_scene(stand)
    await staffed.post(f"/v1/incidents/{code}/stand-down", {"reason": "cancelled"})
    await stand.announced()

    await stand.take(await stand.report(at=NEAR, join=code))

    [opened] = [event for event in await stand.announced() if isinstance(event, IncidentOpenedV1)]
    assert (opened.beside, opened.why_apart) == (code, "not_open")
    [line] = [
        line for line in (await staffed.get(f"/v1/incidents/{opened.code}"))["timeline"] if line["kind"] == "apart"
    ]
    assert line["params"] == {"beside": code, "why_apart": "not_open"}


async def test_the_same_report_released_twice_and_revised_joins_once(stand: Stand, staffed: Staffed) -> None:
    code = await a_reviewed_scene(stand, staffed)
    report = await stand.report(at=NEAR, ref="571204")

    await stand.take(report, report)
    await stand.take(report.model_copy(update={"revision": 2}))

    assert [type(e) for e in await stand.announced() if isinstance(e, ReportLinkedV1)] == [ReportLinkedV1]
    page = await staffed.get(f"/v1/incidents/{code}/review")
    assert [each["ref"] for each in page["reports"]] == ["482193", "571204"]
    assert await stand.fetchval("SELECT max(revision) FROM report") == 2


async def a_held_report(stand: Stand, **changes: Any) -> str:
    released = await stand.report(at=NEAR, **changes)
    held = ReportHeldV1(
        **released.model_dump(exclude={"released_by", "join", "apart"}), priority=2, missing=("residence",)
    )
    await stand.hold(held)
    return str(held.report_id)


async def test_before_a_release_it_is_said_what_the_report_would_join_and_what_else_is_near(
    stand: Stand, staffed: Staffed
) -> None:
    code = await a_reviewed_scene(stand, staffed)
    street, home = await a_held_report(stand), await a_held_report(stand, is_residence=None)

    would = (await staffed.post(f"/v1/reports/{street}/beside", {}, who="WREN")).json()
    asks = (await staffed.post(f"/v1/reports/{home}/beside", {})).json()
    known_better = {"is_residence": False, "place": {"lat": SOTO[0], "lon": SOTO[1]}}
    corrected = (await staffed.post(f"/v1/reports/{home}/beside", known_better)).json()

    assert (would["will"], would["joins"]) == ("join", code)
    assert (asks["will"], asks["joins"]) == ("ask", code)
    assert (corrected["will"], corrected["near"][0]["metres"]) == ("join", 0)
    [near] = would["near"]
    assert (near["code"], near["state"], near["metres"], near["team"]) == (
        code,
        "finding_reviewed",
        80,
        ["HERON", "MAPLE"],
    )
    assert (near["found"], near["outcome"], near["why_not"]) == ("nothing_seen", "nothing_seen", None)
    assert await stand.announced() == [], "a look changes nothing"


async def test_what_is_near_and_can_answer_no_more_is_shown_with_the_reason(stand: Stand, staffed: Staffed) -> None:
    code = await a_live_scene(stand)
    await staffed.post(f"/v1/incidents/{code}/stand-down", {"reason": "safety"})
    held = await a_held_report(stand)

    would = (await staffed.post(f"/v1/reports/{held}/beside", {})).json()
    elsewhere = {"place": {"lat": 40.0, "lon": -100.0}}
    unserved = (await staffed.post(f"/v1/reports/{held}/beside", elsewhere)).json()

    assert (would["will"], would["joins"]) == ("open", None)
    assert [(each["code"], each["why_not"]) for each in would["near"]] == [(code, "not_open")]
    assert (unserved["will"], unserved["near"]) == ("unserved", [])
    assert await staffed.status("POST", f"/v1/reports/{UUID(int=5)}/beside", {}) == 404
    assert await staffed.status("POST", f"/v1/reports/{held}/beside", {}, who="ADMIN") == 403


async def test_a_report_is_split_off_into_an_incident_of_its_own_and_people_are_asked_there(
    stand: Stand, staffed: Staffed
) -> None:
    code = await a_live_scene(stand)
    await stand.take(await stand.report(at=NEAR, ref="571204", languages=("quc",)))
    await stand.announced()
    order = {"report": "571204"}

    tried = (await staffed.post(f"/v1/incidents/{code}/split", {**order, "preview": True})).json()
    nothing = await stand.announced()
    done = (await staffed.post(f"/v1/incidents/{code}/split", order)).json()

    assert nothing == []
    assert tried["code"] == "XXX", "a preview gives no code that another will have"
    assert {text["callsign"] for text in tried["texts"] if text["template"] == "V2"} == {"OTTER", "CEDAR"}
    assert {text["params"]["code"] for text in tried["texts"]} == {"XXX"}
    assert {text["params"]["code"] for text in done["texts"]} == {done["code"]}
    [opened] = [event for event in await stand.announced() if isinstance(event, IncidentOpenedV1)]
    assert (opened.code, opened.beside, opened.why_apart) == (done["code"], code, "split_off")
    assert opened.needs.languages == ("quc",)
    old, new = [(await staffed.get(f"/v1/incidents/{each}/review"))["reports"] for each in (code, opened.code)]
    assert [each["ref"] for each in old] == ["482193"]
    assert [(each["ref"], each["metres"]) for each in new] == [("571204", 0)]


async def test_the_report_whose_place_it_is_stays_and_no_stranger_can_be_split_off(
    stand: Stand, staffed: Staffed
) -> None:
    code = await a_live_scene(stand)
    path = f"/v1/incidents/{code}/split"

    first = await staffed.post(path, {"report": "482193"})

    assert (first.status_code, first.json()["type"]) == (409, "urn:hotline:problem:first-report")
    assert await staffed.status("POST", path, {"report": "999999"}) == 404
    assert await staffed.status("POST", path, {"report": "482193"}, who="WREN") == 403


async def test_a_report_can_be_split_off_also_after_it_was_answered(stand: Stand, staffed: Staffed) -> None:
    code = await a_live_scene(stand)
    await stand.take(await stand.report(at=NEAR, ref="571204"))
    await stand.say("HERON", "G")
    await staffed.post(f"/v1/incidents/{code}/review", {"decision": "accept"})
    for callsign in ("HERON", "MAPLE"):
        await stand.say(callsign, "OUT")
    await stand.announced()

    answer = await staffed.post(f"/v1/incidents/{code}/split", {"report": "571204"})

    page = await staffed.get(f"/v1/incidents/{answer.json()['code']}/review")
    assert [(each["ref"], each["answered_at"]) for each in page["reports"]] == [("571204", None)]


async def test_a_reviewer_leaves_a_report_out_and_its_caller_waits_for_somebody_to_choose(
    stand: Stand, staffed: Staffed
) -> None:
    code = await a_live_scene(stand)
    await stand.take(await stand.report(at=NEAR, ref="571204"))
    await stand.later(minutes=2)
    await stand.say("HERON", "G")
    await stand.announced()
    order = {"decision": "accept", "leave_out": ["571204"]}

    tried = (await staffed.post(f"/v1/incidents/{code}/review", {**order, "preview": True})).json()
    await staffed.post(f"/v1/incidents/{code}/review", order)

    page = await staffed.get(f"/v1/incidents/{code}/review")
    first, second = page["reports"]
    [reviewed] = [event for event in await stand.announced() if isinstance(event, FindingReviewedV1)]
    assert [str(report_id) for report_id in reviewed.report_ids] == tried["report_ids"] == [first["report_id"]]
    assert (first["answered_at"] is None, second["answered_at"], second["left_out_at"] is None) == (False, None, False)
    for callsign in ("HERON", "MAPLE"):
        await stand.say(callsign, "OUT")
    assert (await staffed.get(f"/v1/incidents/{code}"))["state"] == "finding_reviewed", "not closed over its caller"
    assert await staffed.status("POST", f"/v1/incidents/{code}/review", {**order, "leave_out": ["999999"]}) == 404
