"""Who is out there gives a sign in time: who is waited for after what, and what silence brings. Edges to the second."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from schemas.values import Level, uuid7
from services.dispatch.escalation.page_texts import TEMPLATES
from services.dispatch.grammar.readings import FindingLetter, FindingReply, Unread
from services.dispatch.incident import distress, findings, leaving, review, scene, sending_off, signs
from services.dispatch.incident.review_rule import ReviewDecision, Verdict
from services.dispatch.incident.situations import read_reply, sender_of
from services.dispatch.model.incident import (
    AssignmentState,
    AwaitedSign,
    IncidentState,
    PageReason,
    StandDownReason,
    TeamNeeds,
)
from services.dispatch.model.mission import Mission
from services.dispatch.model.policy import DispatchPolicy
from services.dispatch.model.roster import RosterRole, Volunteer
from tests.support.dispatch_values import FINCH, HERON, NOW, PLAZA, WREN, a_mission, an_assignment

CONFIRMED, EN_ROUTE, ON_SCENE = AssignmentState.CONFIRMED, AssignmentState.EN_ROUTE, AssignmentState.ON_SCENE


def saved(mission: Mission) -> Mission:
    """What a unit of work does at its end; nothing is pending then."""
    signs.expect_signs(mission)
    mission.pending.outgoing.clear()
    mission.pending.timers.clear()
    mission.pending.timeline.clear()
    mission.pending.pages.clear()
    return mission


def due(mission: Mission, callsign: str = "HERON") -> timedelta | None:
    found = next(each for each in mission.assignments.values() if each.person.callsign == callsign)
    return None if found.sign_due_at is None else found.sign_due_at - mission.now


def told(mission: Mission, callsign: str) -> list[str]:
    return [text.template for text in mission.pending.messages if text.callsign == callsign]


def paged(mission: Mission) -> list[str]:
    """What the lead is asked, by the template of it."""
    return [TEMPLATES[page.reason][0] for page in mission.pending.pages.values() if page.open]


def later(mission: Mission, **span: float) -> None:
    mission.now += timedelta(**span)
    signs.on_signs_due(mission)


def sent(minutes: int | None = 12, **changes: Any) -> Mission:
    """Both got the meeting point just now; HERON said how long it takes."""
    pair = [an_assignment(HERON, since=90, eta_minutes=minutes), an_assignment(WREN, eta_minutes=30)]
    mission = a_mission(team=pair, **changes)
    sending_off.send_off_if_complete(mission)
    return saved(mission)


def there(state: IncidentState = IncidentState.ON_SCENE) -> Mission:
    return saved(a_mission(team=[an_assignment(HERON, ON_SCENE, since=90), an_assignment(WREN, ON_SCENE)], state=state))


def finds(mission: Mission) -> None:
    said = FindingReply("K7Q", FindingLetter.NOTHING_HERE)
    findings.report_finding(mission, mission.team[0], said, finding_id=uuid7(), sealed_words=None)


def is_reviewed(mission: Mission) -> None:
    finds(mission)
    review.review_finding(mission, Verdict(ReviewDecision.ACCEPT, "ROBIN"), sealed_place="")


# --- who is waited for


@pytest.mark.parametrize(("said", "minutes"), [(12, 17), (None, 20), (1, 6)])
def test_an_arrival_is_due_as_they_said_or_as_usual_and_five_minutes_more(said: int | None, minutes: int):
    assert due(sent(said)) == timedelta(minutes=minutes)


def test_a_network_says_how_long_it_waits():
    policy = DispatchPolicy(arrival_minutes=40, arrival_grace_minutes=1, out_minutes=9)
    mission = sent(None, policy=policy)
    waiting = due(mission)
    scene.stand_down(mission, StandDownReason.FINISHED, by="ROBIN")
    saved(mission)

    assert (waiting, due(mission)) == (timedelta(minutes=41), timedelta(minutes=9))


def test_under_way_with_new_minutes_moves_it():
    mission = sent(12)
    mission.now += timedelta(minutes=10)

    scene.set_out(mission, mission.team[0], 25, "go")
    first = due(saved(mission))
    mission.now += timedelta(minutes=20)
    scene.set_out(mission, mission.team[0], 10, "go again")

    assert (first, due(saved(mission))) == (timedelta(minutes=30), timedelta(minutes=15))
    assert mission.team[0].eta_minutes == 10


@pytest.mark.parametrize(
    ("what", "waited_for"),
    [
        (finds, AwaitedSign.OUT_OR_OK),
        (is_reviewed, AwaitedSign.OUT),
        (lambda mission: scene.stand_down(mission, StandDownReason.SAFETY, by="ROBIN"), AwaitedSign.OUT),
        (lambda mission: leaving.leave(mission, mission.team[1], "out"), AwaitedSign.OUT),
    ],
)
def test_after_a_finding_its_review_a_stand_down_and_when_alone_everyone_is_to_text_out(
    what: Callable[[Mission], None], waited_for: AwaitedSign
):
    mission = there()
    before = due(mission)

    what(mission)
    saved(mission)

    assert before == timedelta(minutes=60)
    assert due(mission) == timedelta(minutes=15)
    assert mission.awaited_signs[mission.team[0].id] is waited_for


def test_nothing_is_waited_for_from_somebody_in_danger_until_a_lead_has_spoken_with_them():
    mission = there()
    distress.raise_sos(mission, mission.team[0], "sos")
    saved(mission)
    in_danger, other = due(mission), due(mission, "WREN")
    distress.clear_sos(mission, mission.team[0], by="ROBIN")

    assert (in_danger, other) == (None, timedelta(minutes=15))
    assert due(saved(mission)) == timedelta(minutes=15)


def test_who_waits_for_a_new_partner_is_not_overdue():
    mission = sent()

    leaving.drop_out(mission, mission.team[1], "no")

    assert due(saved(mission)) is None


# --- silence


def test_who_does_not_arrive_is_asked_the_lead_is_paged_and_the_other_waits_where_it_is_public():
    mission = sent(12)
    scene.arrive(mission, mission.team[1], "here")
    saved(mission)

    later(mission, minutes=16, seconds=59)
    before = mission.pending.messages
    later(mission, seconds=1)

    assert before == []
    assert (told(mission, "HERON"), told(mission, "WREN"), paged(mission)) == (["V33"], ["V31b"], ["D10"])
    assert [text.params["buddy"] for text in mission.pending.messages if text.template == "V31b"] == ["HERON"]
    assert [page.reason for page in mission.pages.values()] == [PageReason.NO_SIGN]
    assert "overdue" in [entry.kind for entry in mission.pending.timeline]


def test_silence_is_asked_about_again_and_again_with_longer_pauses():
    mission = sent(12)
    scene.arrive(mission, mission.team[1], "here")
    saved(mission)
    later(mission, minutes=17)
    pauses = []
    for _ in range(6):
        pause = due(mission)
        assert pause is not None
        pauses.append(round(pause.total_seconds() / 60))
        saved(mission)
        for page in list(mission.pages.values()):  # a lead took it
            mission.put_page(replace(page, open=False))
        later(mission, seconds=pause.total_seconds())
        assert (told(mission, "HERON"), paged(mission)) == (["V33"], ["D10"])

    assert pauses == [5, 10, 20, 40, 60, 60]


def test_an_arrival_ends_the_page_about_it():
    mission = sent(12)
    later(mission, minutes=17)

    scene.arrive(mission, mission.team[0], "here")
    saved(mission)
    later(mission, minutes=5)

    assert list(mission.pages.values()) == []
    assert told(mission, "HERON") == []


def test_an_out_that_never_comes_is_asked_about_and_then_the_lead_is_paged():
    mission = there()
    scene.stand_down(mission, StandDownReason.FINISHED, by="ROBIN")
    saved(mission)

    later(mission, minutes=15)
    first = (told(mission, "HERON"), told(mission, "WREN"), paged(mission))
    saved(mission)
    later(mission, minutes=5)

    assert first == (["V34"], ["V34"], [])
    assert (told(mission, "HERON"), paged(mission)) == (["V34"], ["D18", "D18"])


def test_ok_means_still_there_and_is_asked_again_later():
    mission = there(IncidentState.FINDING_SUBMITTED)
    finds(mission)
    saved(mission)
    later(mission, minutes=15)
    may_answer = signs.may_answer_ok(mission, mission.team[0])

    signs.sign_of_life(mission, mission.team[0])

    assert may_answer
    assert (due(mission), due(mission, "WREN")) == (timedelta(minutes=15), timedelta(minutes=5))
    assert not signs.may_answer_ok(mission, mission.team[0])


@pytest.mark.parametrize("stage", [AssignmentState.HELD, CONFIRMED, EN_ROUTE, ON_SCENE])
@pytest.mark.parametrize("text", ["ok", "OK", "okay", "ok thanks", "👍"])
def test_a_stray_ok_is_no_text_for_a_person(stage: AssignmentState, text: str):
    mission = a_mission(team=[an_assignment(HERON, stage, confirmed_at=NOW)], state=IncidentState.EN_ROUTE)
    roles = frozenset({RosterRole.OBSERVER})
    person = Volunteer(HERON.volunteer_id, "la", "HERON", roles, HERON.level, HERON.languages, None, 15, False)

    reading = read_reply(text, sender_of(person, [mission], {}, []))

    assert isinstance(reading, Unread)
    assert not reading.needs_a_human


def test_who_is_out_is_not_asked_and_the_page_about_them_ends():
    mission = there()
    scene.stand_down(mission, StandDownReason.FINISHED, by="ROBIN")
    saved(mission)
    later(mission, minutes=15)
    later(mission, minutes=5)

    leaving.leave(mission, mission.team[0], "out")
    saved(mission)

    assert [page.about for page in mission.pages.values()] == ["WREN"]


def test_who_is_not_heard_of_when_the_other_cries_is_still_asked_for():
    mission = there(IncidentState.FINDING_REVIEWED)
    saved(mission)
    later(mission, minutes=15)
    later(mission, minutes=5)
    before = [page.about for page in mission.pages.values() if page.reason is PageReason.NOT_OUT]

    scene.stand_down(mission, StandDownReason.SOS, by="WREN")

    assert before == ["HERON", "WREN"]
    assert [page.about for page in mission.pages.values() if page.open] == before


def test_a_team_that_moves_to_another_meeting_point_is_waited_for_as_before():
    mission = sent(12)

    sending_off.choose_meeting_point(mission, PLAZA)

    assert due(saved(mission)) == timedelta(minutes=17)
    assert mission.now == NOW


def waiting(minutes: int | None = 12) -> Mission:
    """WREN is at the meeting point, HERON is under way."""
    mission = sent(minutes)
    scene.arrive(mission, mission.team[1], "here")
    return saved(mission)


def heard(mission: Mission, what: Callable[[Mission], None], **span: float) -> list[tuple[str, str | None]]:
    """What WREN is told then, with the minutes."""
    mission.now += timedelta(**span)
    mission.pending.outgoing.clear()
    what(mission)
    mine = [text for text in mission.pending.messages if text.callsign == "WREN"]
    saved(mission)
    return [(text.template, text.params.get("minutes")) for text in mine]


def says(minutes: int | None) -> Callable[[Mission], None]:
    return lambda mission: scene.set_out(mission, mission.team[0], minutes, "go")


def sends_what_a_person_reads(mission: Mission) -> None:
    signs.tell_that_a_person_reads(mission, mission.team[0])


def test_whoever_waits_hears_the_minutes_of_a_partner_who_is_late_and_every_change_of_them():
    mission = waiting()

    assert heard(mission, says(15), minutes=3) == [("V31c", "15")]
    assert heard(mission, says(15), minutes=1) == []
    assert heard(mission, says(25), seconds=5) == [("V31c", "25")]
    assert heard(mission, says(25), minutes=4, seconds=59) == []
    assert heard(mission, says(25), seconds=1) == [("V31c", "25")]


def test_who_only_says_that_they_come_is_told_of_at_most_once_in_five_minutes():
    mission = waiting()

    assert heard(mission, says(None), minutes=3) == [("V31d", None)]
    assert heard(mission, says(None), minutes=4) == []
    assert heard(mission, sends_what_a_person_reads) == []
    assert heard(mission, says(None), minutes=1) == [("V31d", None)]


def test_whoever_waits_hears_that_a_person_has_to_read_what_the_late_one_sent():
    mission = waiting()

    assert heard(mission, sends_what_a_person_reads) == [("V31e", None)]
    assert heard(mission, sends_what_a_person_reads, minutes=1) == []
    assert heard(mission, says(8), minutes=1) == [("V31c", "8")]


@pytest.mark.parametrize("state", [IncidentState.FINDING_REVIEWED, IncidentState.STOOD_DOWN])
def test_nobody_hears_of_a_partner_who_is_not_waited_for(state: IncidentState):
    both = there()
    over = waiting()
    over.update_incident(state=state)
    alone = sent()

    assert heard(both, sends_what_a_person_reads) == []
    assert heard(over, sends_what_a_person_reads) == []
    assert heard(over, says(20)) == []
    assert heard(alone, says(20)) == []


def test_of_a_team_of_three_everybody_who_is_there_hears_it_once():
    pair = [an_assignment(HERON, since=90, eta_minutes=12), an_assignment(WREN), an_assignment(FINCH)]
    mission = a_mission(team=pair, needs=TeamNeeds(3, Level.OBSERVER))
    sending_off.send_off_if_complete(mission)
    saved(mission)
    for each in mission.team[1:]:
        scene.arrive(mission, each, "here")
    saved(mission)

    says(20)(mission)

    assert [told(mission, name) for name in ("HERON", "WREN", "FINCH")] == [[], ["V31c"], ["V31c"]]


def test_after_silence_was_asked_about_the_next_word_is_told_at_once():
    mission = waiting(12)
    heard(mission, says(2), minutes=1)
    later(mission, minutes=7)

    assert heard(mission, says(2)) == [("V31c", "2")]


def test_an_ok_to_the_question_whether_they_come_is_told_to_whoever_waits():
    mission = waiting(12)
    later(mission, minutes=17)

    assert heard(mission, lambda mission: signs.sign_of_life(mission, mission.team[0])) == [("V31d", None)]


@pytest.mark.parametrize(
    ("ago", "told_so"),
    [
        (timedelta(), ("V35b", "12")),
        (timedelta(minutes=3, seconds=1), ("V35b", "9")),
        (timedelta(minutes=11, seconds=59), ("V35b", "1")),
        (timedelta(minutes=12), ("V35", None)),
    ],
)
def test_who_is_there_first_hears_how_long_the_other_one_needs(ago: timedelta, told_so: tuple[str, str | None]):
    mission = sent(12)

    assert heard(mission, lambda mission: scene.arrive(mission, mission.team[1], "here"), seconds=ago.seconds) == [
        told_so
    ]


def test_where_that_is_not_known_nothing_is_said_of_it():
    mission = sent(None)

    assert heard(mission, lambda mission: scene.arrive(mission, mission.team[1], "here")) == [("V35", None)]


@pytest.mark.parametrize(
    ("minutes", "hears", "said"),
    [
        (10, "V31c", {"code": "K7Q", "buddy": "HERON", "minutes": "10"}),
        (None, "V31d", {"code": "K7Q", "buddy": "HERON"}),
    ],
)
def test_whoever_waits_hears_once_that_the_late_one_comes(minutes: int | None, hears: str, said: dict[str, str]):
    mission = sent()
    scene.arrive(mission, mission.team[1], "here")
    saved(mission)
    later(mission, minutes=17)
    mission.pending.outgoing.clear()

    scene.set_out(mission, mission.team[0], minutes, "go")
    scene.set_out(mission, mission.team[0], minutes, "go again")

    assert [(text.template, text.params) for text in mission.pending.messages if text.callsign == "WREN"] == [
        (hears, said)
    ]
