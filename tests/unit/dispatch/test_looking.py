"""Where a team looks: told when all are there and not before, what is told of which place, who decides on a home."""

from typing import Any

import pytest

from schemas.values import Outcome
from services.dispatch.incident import looking, scene, sending_off
from services.dispatch.model.incident import AssignmentState, IncidentState, PageReason
from services.dispatch.model.message_request import MessageRequest
from services.dispatch.model.mission import Mission
from tests.support.dispatch_values import HERON, NOW, WREN, a_finding, a_mission, an_assignment, an_incident

CONFIRMED, EN_ROUTE, ON_SCENE = AssignmentState.CONFIRMED, AssignmentState.EN_ROUTE, AssignmentState.ON_SCENE


def one_is_there(**incident: Any) -> Mission:
    """HERON is at the meeting point, WREN is not."""
    return a_mission(
        team=[an_assignment(HERON, ON_SCENE, since=90), an_assignment(WREN, EN_ROUTE)],
        state=IncidentState.EN_ROUTE,
        **incident,
    )


def arrives(mission: Mission) -> list[MessageRequest]:
    scene.arrive(mission, mission.team[-1], "here")
    return mission.pending.messages


def to(callsign: str, texts: list[MessageRequest]) -> list[str]:
    return [text.template for text in texts if text.callsign == callsign]


def test_when_all_are_there_each_hears_where_to_look_and_then_how_to_answer():
    texts = arrives(one_is_there())

    assert [(text.callsign, text.template) for text in texts] == [
        ("HERON", "V6a"),
        ("HERON", "V6"),
        ("WREN", "V6a"),
        ("WREN", "V6"),
    ]
    assert [text.sealed for text in texts] == [{"scene": "Soto & 1st"}, None] * 2
    assert all("Soto" not in str(text.params) for text in texts)


def test_nobody_hears_it_before():
    mission = a_mission(
        team=[an_assignment(HERON, CONFIRMED, since=90), an_assignment(WREN, CONFIRMED)],
        state=IncidentState.TEAM_READY,
    )

    scene.set_out(mission, mission.team[0], 5, "go")
    scene.arrive(mission, mission.team[0], "here")

    assert to("HERON", mission.pending.messages) == ["V35"]


@pytest.mark.parametrize(
    "unsaid", [{"is_residence": True}, {"intersection": False}, {"place_text": ""}, {"place_text": "  "}]
)
def test_a_home_or_a_place_nobody_knows_is_for_the_lead_to_say(unsaid: dict[str, Any]):
    mission = one_is_there(**unsaid)

    texts = arrives(mission)

    assert to("HERON", texts) == to("WREN", texts) == ["V6b"]
    assert [page.reason for page in mission.pages.values()] == [PageReason.WHERE_TO_LOOK]
    assert all(text.sealed is None for text in texts)
    assert [entry.kind for entry in mission.pending.timeline if entry.kind == "look_unknown"] == ["look_unknown"]


def test_the_lead_is_asked_as_soon_as_a_team_is_sent_for_it_takes_time_to_decide():
    mission = a_mission(team=[an_assignment(HERON), an_assignment(WREN)], is_residence=True)

    sending_off.send_off_if_complete(mission)

    assert [page.reason for page in mission.pages.values()] == [PageReason.WHERE_TO_LOOK]


def test_what_the_lead_says_is_told_at_once_to_those_who_are_there_and_ends_the_page():
    mission = one_is_there(is_residence=True)
    arrives(mission)
    mission.pending.outgoing.clear()

    looking.choose_where_to_look(mission, "the corner of Soto & 1st", by="ROBIN")

    texts = mission.pending.messages
    assert to("HERON", texts) == to("WREN", texts) == ["V6a", "V6"]
    assert texts[0].sealed == {"scene": "the corner of Soto & 1st"}
    assert [page.reason for page in mission.pages.values()] == []
    assert [(entry.kind, dict(entry.params)) for entry in mission.pending.timeline][-1] == ("look_at", {"by": "ROBIN"})


def test_what_the_lead_said_before_waits_until_all_are_there():
    mission = one_is_there(is_residence=True)

    looking.choose_where_to_look(mission, "the corner of Soto & 1st", by="ROBIN")
    before = list(mission.pending.messages)
    texts = arrives(mission)

    assert before == []
    assert to("WREN", texts) == ["V6a", "V6"]
    assert texts[0].sealed == {"scene": "the corner of Soto & 1st"}


def test_after_a_rejected_finding_where_to_look_is_not_said_again():
    mission = one_is_there()
    arrives(mission)
    mission.pending.outgoing.clear()

    scene.look_again(mission, [a_finding(Outcome.NOTHING_SEEN)])

    assert to("HERON", mission.pending.messages) == to("WREN", mission.pending.messages) == ["V46"]
    assert mission.pending.messages[0].params["outcome"] == "nothing_seen"


def test_who_may_not_look_yet_is_not_asked_to_look_again():
    mission = one_is_there(is_residence=True)
    arrives(mission)
    mission.pending.outgoing.clear()

    scene.look_again(mission, [a_finding(Outcome.NOTHING_SEEN)])

    assert to("HERON", mission.pending.messages) == ["V6b"]
    assert [page.reason for page in mission.pages.values()] == [PageReason.WHERE_TO_LOOK]


@pytest.mark.parametrize("state", [IncidentState.STOOD_DOWN, IncidentState.FINDING_REVIEWED])
def test_nobody_is_told_where_to_look_when_there_is_nothing_more_to_look_at(state: IncidentState):
    mission = a_mission(
        team=[an_assignment(HERON, ON_SCENE), an_assignment(WREN, ON_SCENE)], state=state, reviewed_at=NOW
    )

    looking.choose_where_to_look(mission, "the corner of Soto & 1st", by="ROBIN")

    assert mission.pending.messages == []


def test_the_words_are_those_of_the_report():
    assert looking.where_to_look(an_incident(place_text="Soto St & E 1st St")) == "Soto St & E 1st St"


def test_of_two_findings_that_were_not_taken_each_hears_of_their_own():
    mission = one_is_there()
    arrives(mission)
    rejected = [a_finding(Outcome.UNFOUNDED_OTHER, submitted_by="HERON"), a_finding(submitted_by="WREN")]

    scene.look_again(mission, rejected)

    said = {text.callsign: text.params["outcome"] for text in mission.pending.messages if text.template == "V46"}
    assert said == {"HERON": "unfounded_other", "WREN": "confirmed_ongoing"}
