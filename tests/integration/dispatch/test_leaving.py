"""Who leaves, on a real PostgreSQL: one of two, all, by a stand-down, and what they say after it."""

from schemas.endings import Ending
from schemas.events.incident import (
    IncidentClosedV1,
)
from services.dispatch.incident import leaving, review, scene
from services.dispatch.incident.review_rule import ReviewDecision, Verdict
from services.dispatch.model.incident import StandDownReason
from services.dispatch.model.mission import Mission
from tests.integration.dispatch.test_danger import decide, on_scene, on_the_way
from tests.support.dispatch_harness import Stand, a_volunteer


async def test_when_one_leaves_the_scene_before_a_finding_the_other_is_sent_home(stand: Stand) -> None:
    await on_scene(stand)

    await stand.say("HERON", "OUT")

    texts = await stand.texts()
    assert texts.to("HERON") == ["V22"]
    assert texts.to("MAPLE") == ["V20b"]
    assert texts.to("ROBIN") == ["D9"]
    assert texts.one("D9", "ROBIN").params["buddy"] == "HERON"


async def test_when_a_desk_says_that_one_is_out_the_other_is_told_and_waits_for_somebody_new(stand: Stand) -> None:
    await on_the_way(stand)
    await stand.say("MAPLE", "HERE")
    first = await stand.texts()

    def out(mission: Mission) -> None:
        assignment = mission.assignment_named("HERON")
        assert assignment is not None
        leaving.out_by_lead(mission, assignment, sealed_why="", by="desk")

    await decide(stand, out)

    texts = await stand.texts()
    assert first.one("V35b", "MAPLE").params["buddy"] == "HERON"
    assert texts.one("V31", "MAPLE").params["buddy"] == "HERON"
    assert texts.to("ROBIN") == ["D9"]
    assert await stand.fetchval("SELECT state FROM assignment WHERE callsign = 'MAPLE'") == "held"
    kinds = "SELECT array_agg(kind) FROM timeline WHERE kind IN ('out_by_lead', 'lost_partner')"
    assert await stand.fetchval(kinds) == ["out_by_lead", "lost_partner"]


async def test_who_opts_out_while_waiting_has_no_seat_and_is_not_texted(stand: Stand) -> None:
    await stand.set_up([a_volunteer(name, km=3 * n + 1) for n, name in enumerate(("HERON", "MAPLE", "OTTER"))])
    await stand.take(await stand.report())
    await stand.say("HERON", "Y 5")
    await stand.announced()

    await stand.say("HERON", "STOP", consent="opted_out")

    assert (await stand.texts()).to("HERON") == []
    assert await stand.fetchval("SELECT state FROM assignment WHERE callsign = 'HERON'") == "released"


async def test_off_on_a_mission_asks_whether_they_leave_it(stand: Stand) -> None:
    await on_the_way(stand)
    await stand.announced()

    await stand.say("HERON", "OFF")

    assert (await stand.texts()).to("HERON") == ["V23off", "V21"]


async def test_a_stand_down_asks_everyone_to_go_home_and_closes_when_all_are_out(stand: Stand) -> None:
    await on_the_way(stand)
    await stand.announced()

    await decide(
        stand, lambda mission: scene.stand_down(mission, StandDownReason.CANCELLED, "ROBIN", tell=Ending.MISTAKE)
    )
    asked = await stand.texts()
    await stand.say("HERON", "OUT")
    before = await stand.announced()
    await stand.say("MAPLE", "OUT")

    assert asked.of("V20") == {"HERON", "MAPLE"}
    assert [e for e in before if isinstance(e, IncidentClosedV1)] == []
    assert [e for e in await stand.announced() if isinstance(e, IncidentClosedV1)] != []


async def test_a_stand_down_frees_who_only_waited_and_who_was_only_asked(stand: Stand) -> None:
    await stand.set_up([a_volunteer(name, km=3 * n + 1) for n, name in enumerate(("HERON", "MAPLE", "OTTER"))])
    await stand.take(await stand.report())
    await stand.say("HERON", "Y 5")
    await stand.announced()

    await decide(
        stand, lambda mission: scene.stand_down(mission, StandDownReason.CANCELLED, "ROBIN", tell=Ending.MISTAKE)
    )

    events = await stand.announced()
    texts = stand.texts_in(events)
    assert (texts.of("withdrawn"), texts.of("V5c")) == ({"HERON"}, {"MAPLE", "OTTER"})
    assert [e for e in events if isinstance(e, IncidentClosedV1)] != []
    assert await stand.fetchval("SELECT cool_until FROM volunteer WHERE callsign = 'HERON'") is None


async def test_out_once_more_is_answered_and_changes_nothing(stand: Stand) -> None:
    await on_scene(stand)
    await stand.say("HERON", "OUT")
    await stand.announced()

    await stand.say("HERON", "OUT")
    await stand.say("HERON", "Out.")

    assert (await stand.texts()).to("HERON") == ["V22", "V22"]
    assert await stand.fetchval("SELECT count(*) FROM assignment WHERE callsign = 'HERON'") == 1


def accept(mission: Mission) -> None:
    review.review_finding(mission, Verdict(ReviewDecision.ACCEPT, "ROBIN"), sealed_place="")


def correct(mission: Mission) -> None:
    review.review_finding(mission, Verdict(ReviewDecision.ACCEPT, "ROBIN", corrects=True), sealed_place="")


async def test_what_somebody_saw_is_taken_after_they_left_also_after_it_was_decided(stand: Stand) -> None:
    await on_scene(stand)
    for callsign in ("HERON", "MAPLE"):
        await stand.say(callsign, "OUT")
    await stand.announced()

    await stand.say("HERON", "G")
    found = await stand.texts()
    await decide(stand, accept)
    assert await stand.fetchval("SELECT state FROM incident") == "closed"
    await stand.announced()
    await stand.say("MAPLE", "C 4 2")

    assert found.to("HERON") == ["V42b"]
    assert (await stand.texts()).to("MAPLE") == ["V42b"]
    await stand.later(seconds=61)
    assert (await stand.texts()).one("D5b", "ROBIN").params["callsign"] == "MAPLE"
    assert await stand.fetchval("SELECT array_agg(submitted_by ORDER BY submitted_at) FROM finding") == [
        "HERON",
        "MAPLE",
    ]
    assert await stand.fetchval("SELECT count(*) FROM page WHERE reason = 'finding' AND open") == 1
    assert await stand.fetchval("SELECT count(*) FROM timeline WHERE kind = 'finding'") == 2
    assert await stand.fetchval("SELECT state FROM incident") == "closed"
    await stand.later(hours=1)
    await decide(stand, correct)

    assert await stand.fetchval("SELECT outcome FROM incident") == "confirmed_ongoing"
    assert not await stand.fetchval("SELECT count(*) FROM page WHERE reason = 'finding' AND open")
    assert (await stand.texts()).of("V39") == {"HERON", "MAPLE"}


async def test_what_somebody_saw_long_ago_is_read_by_a_person(stand: Stand) -> None:
    await on_scene(stand)
    await stand.say("HERON", "G")
    await decide(stand, accept)
    for callsign in ("HERON", "MAPLE"):
        await stand.say(callsign, "OUT")
    await stand.later(hours=13)
    await stand.announced()

    await stand.say("MAPLE", "C 4 2")

    assert (await stand.texts()).to("MAPLE") == ["V11"]
    assert await stand.fetchval("SELECT count(*) FROM unread_text") == 1
