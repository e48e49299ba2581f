"""A complete team and its meeting point: who is sent, where, and who hears of a change."""

from datetime import datetime
from uuid import UUID

import pytest

from services.dispatch.incident import sending_off, team
from services.dispatch.model.incident import (
    AssignmentState,
    IncidentState,
    PageReason,
)
from services.dispatch.model.roster import MeetingPoint
from tests.support.dispatch_values import (
    HERON,
    LON,
    NOW,
    OWL,
    PLAZA,
    WREN,
    Left,
    a_mission,
    a_page,
    a_text,
    an_assignment,
    an_offer,
    at_the_plaza,
    left_by,
    offer_of,
)


def test_a_pair_that_is_not_complete_is_not_sent():
    mission = a_mission(team=[an_assignment(HERON)])

    assert sending_off.send_off_if_complete(mission) is False
    assert left_by(mission) == Left()
    assert mission.incident.meeting is None


@pytest.mark.parametrize(
    ("lat", "fits"), [(34.0437, False), (34.0452, False), (34.0457, True), (34.0567, True), (34.0577, False)]
)
def test_a_pair_meets_between_200_and_1500_metres_from_the_scene(lat: float, fits: bool):
    """Rule 3: 0, 167, 222, 1446 and 1557 metres."""
    point = MeetingPoint("Mariachi Plaza", lat, LON)
    mission = a_mission(team=[an_assignment(HERON), an_assignment(WREN)], points=(point,))

    assert sending_off.send_off_if_complete(mission) is True
    assert mission.incident.meeting == (point if fits else None)


def test_a_pair_without_a_place_to_meet_waits_and_the_lead_is_asked():
    mission = a_mission(
        offers=[an_offer(OWL)],
        team=[an_assignment(HERON, since=90), an_assignment(WREN)],
        pages=[
            a_page(PageReason.EXHAUSTED, 1),
            a_page(PageReason.PAIR_MISSING, 2),
            a_page(PageReason.FINDING, 3),
        ],
        points=(),
    )

    assert sending_off.send_off_if_complete(mission) is True

    left = left_by(mission)
    assert left.events == ["unfilled: no_meeting_point", "OWL answered withdrawn, None"]
    assert left.texts == [
        a_text(HERON, "V19", f"place:{UUID(int=311)}"),
        a_text(WREN, "V19", f"place:{UUID(int=312)}"),
        a_text(OWL, "V5b", "withdrawn:1"),
    ]
    assert [kind for kind, _ in left.timeline] == ["no_meeting_point"]
    assert [page.reason for page in mission.pages.values()] == [PageReason.FINDING, PageReason.MEETING_POINT]
    assert [each.state for each in mission.team] == [AssignmentState.HELD, AssignmentState.HELD]


def test_a_place_that_is_known_is_kept():
    elsewhere = MeetingPoint("Library", 34.05, LON)
    mission = a_mission(team=[an_assignment(HERON), an_assignment(WREN)], meeting=elsewhere)

    assert sending_off.send_off_if_complete(mission) is True
    assert mission.incident.meeting == elsewhere


def test_the_lead_s_place_sends_off_a_pair_that_waited_for_one():
    mission = a_mission(
        team=[an_assignment(HERON, since=90), an_assignment(WREN)],
        pages=[a_page(PageReason.MEETING_POINT), a_page(PageReason.FINDING, 2)],
        points=(),
    )

    sending_off.choose_meeting_point(mission, PLAZA)

    assert left_by(mission) == Left(
        texts=[
            at_the_plaza(HERON, f"with:{UUID(int=312)}", "WREN"),
            at_the_plaza(WREN, f"with:{UUID(int=311)}", "HERON"),
        ],
        events=["HERON is confirmed, None", "WREN is confirmed, None", "ready: HERON, WREN"],
        timeline=[("meeting_point", {}), ("team_ready", {"team": "HERON, WREN"})],
    )
    assert [page.reason for page in mission.pages.values()] == [PageReason.FINDING]


def test_a_place_that_moves_is_told_to_who_was_sent_already():
    mission = a_mission(
        team=[
            an_assignment(HERON, AssignmentState.EN_ROUTE, since=90),
            an_assignment(WREN, AssignmentState.CONFIRMED),
        ],
        pages=[a_page(PageReason.MEETING_POINT), a_page(PageReason.FINDING, 2)],
        state=IncidentState.EN_ROUTE,
        meeting=MeetingPoint("Library", 34.05, LON),
    )

    sending_off.choose_meeting_point(mission, PLAZA)

    assert [page.reason for page in mission.pages.values()] == [PageReason.FINDING]

    assert left_by(mission) == Left(
        texts=[
            at_the_plaza(HERON, "moved:2026-11-24T14:59:00+00:00", "WREN"),
            at_the_plaza(WREN, "moved:2026-11-24T14:59:00+00:00", "HERON"),
        ],
        timeline=[("meeting_point", {})],
    )


def test_who_came_later_is_confirmed_and_who_was_on_the_way_hears_of_the_new_partner():
    mission = a_mission(team=[an_assignment(HERON, AssignmentState.SOS, since=90), an_assignment(WREN)], meeting=PLAZA)

    assert sending_off.send_off_if_complete(mission) is True
    assert left_by(mission).events == ["WREN is confirmed, None", "ready: HERON, WREN"]
    assert left_by(mission).texts == [
        at_the_plaza(HERON, f"with:{UUID(int=312)}", "WREN"),
        at_the_plaza(WREN, f"with:{UUID(int=311)}", "HERON"),
    ]


@pytest.mark.parametrize("braked_at", [None, NOW])
def test_an_answer_ends_the_page_that_texts_fail_unless_people_are_held_back(braked_at: datetime | None):
    for answers in (
        lambda mission, offer: team.accept(mission, offer, 5, "reply"),
        lambda mission, offer: team.decline(mission, offer, "reply"),
        lambda mission, offer: team.stand_by(mission, offer, None, "reply"),
    ):
        mission = a_mission(
            offers=[an_offer(HERON), an_offer(WREN)], pages=[a_page(PageReason.TEXTS_FAIL)], braked_at=braked_at
        )

        answers(mission, offer_of(mission, HERON))

        left = [page.reason for page in mission.pages.values()]
        assert left == ([] if braked_at is None else [PageReason.TEXTS_FAIL])
