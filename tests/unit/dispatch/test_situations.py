"""Which code an ACK names although no such page is open for its sender, and what a late answer is told; pure."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from schemas.values import Level
from services.dispatch.grammar.readings import FindingLetter, FindingReply, Left, Sos, Unread
from services.dispatch.incident.situations import (
    ReplySender,
    answer_to_late,
    code_unknown,
    codes_acknowledged,
    page_not_open,
    read_reply,
)
from services.dispatch.model.incident import (
    AssignmentState,
    IncidentState,
    OfferState,
    Page,
    PageReason,
    StandDownReason,
)
from services.dispatch.model.recent_incident import RecentIncident
from services.dispatch.model.roster import RosterRole, Volunteer
from tests.support.dispatch_values import FINCH, HERON, a_mission, an_assignment

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)


def wren(*paged: str) -> ReplySender:
    """A duty lead who was sent pages by these codes."""
    me = uuid4()
    person = Volunteer(
        me, "la", "WREN", frozenset({RosterRole.DUTY_LEAD}), Level.LEAD, ("en",), None, 20, no_residences=False
    )
    pages = [Page(uuid4(), "la", None, code, PageReason.TALK, "RRN", False, NOW, paged=(me,)) for code in paged]
    return ReplySender(person, (), {}, pages)


@pytest.mark.parametrize(
    "text",
    [
        "ACK K7Q",
        "ack k7q",
        "K7Q ack",
        "ACK SOS K7Q",
        "Ack K7Q please",
        "acknowledged K7Q",
        "ACK K7Q\nWREN",
        "ACK: K7Q!",
    ],
)
def test_a_code_they_were_not_paged_about_is_acknowledged_in_vain(text: str) -> None:
    assert codes_acknowledged(text) == ("K7Q",)
    assert page_not_open(text, wren()) == "K7Q"
    assert page_not_open(text, wren("M4T")) == "K7Q"
    assert page_not_open(text, wren("K7Q")) is None


def test_of_several_codes_in_vain_the_first_is_named() -> None:
    assert page_not_open("ACK K7Q M4T", wren()) == "K7Q"


@pytest.mark.parametrize(
    "text",
    [
        "ACK",
        "ACK SOS",
        "K7Q",
        "SOS K7Q",
        "on it K7Q",
        "ACK K7Q 10",
        "did anybody ACK K7Q?",
        "ACK SOS K7Q help me",
        "ACK K7Q they hit me",
        "DUTY K7Q: HERON asks for a call, 7:02am. Please call them. Reply ACK K7Q to take it.",
    ],
)
def test_anything_else_is_not(text: str) -> None:
    assert page_not_open(text, wren()) is None


@pytest.mark.parametrize(
    ("states", "offered", "template"),
    [
        ("finding_reviewed stood_down closed", "accepted withdrawn expired declined open", "V15"),
        ("dispatching unfilled team_ready en_route on_scene finding_submitted", "accepted", "V27"),
        ("team_ready en_route on_scene finding_submitted", "withdrawn expired declined open", "V5"),
        ("assessing dispatching unfilled", "withdrawn expired declined open", "V44"),
    ],
)
def test_who_answers_late_is_told_what_is_so(states: str, offered: str, template: str) -> None:
    sender = wren()
    for state in map(IncidentState, states.split()):
        for answer in map(OfferState, offered.split()):
            recent = {"K7Q": RecentIncident(uuid4(), exercise=False, state=state, offered=answer, asked_at=NOW)}
            assert answer_to_late(replace(sender, recent=recent), "K7Q") == template


def heron(state: IncidentState, **changes: Any) -> ReplySender:
    """On the way, and the mission stands so."""
    person = Volunteer(
        HERON.volunteer_id, "la", "HERON", frozenset({RosterRole.OBSERVER}), Level.VERIFIED, ("es",), None, 20, False
    )
    mission = a_mission(team=[an_assignment(HERON, AssignmentState.EN_ROUTE)], state=state, **changes)
    return ReplySender(person, [mission], {}, [])


@pytest.mark.parametrize("stand_down", [StandDownReason.SOS, StandDownReason.FINISHED])
@pytest.mark.parametrize("text", ["ya estoy en casa", "I'm home", "home", "ya me fui", "going home"])
def test_who_was_told_to_leave_on_the_way_is_out_when_they_say_that_they_are_home(
    text: str, stand_down: StandDownReason
) -> None:
    assert read_reply(text, heron(IncidentState.STOOD_DOWN, stand_down=stand_down)) == Left("K7Q")
    assert not isinstance(read_reply(text, heron(IncidentState.EN_ROUTE)), Left)


@pytest.mark.parametrize("text", ["whats going on? do i leave?", "almost there", "no puedo salir", "C 4 2"])
def test_whatever_else_they_say_is_not_that_they_are_out(text: str) -> None:
    assert not isinstance(read_reply(text, heron(IncidentState.STOOD_DOWN, stand_down=StandDownReason.SOS)), Left)


@pytest.mark.parametrize(("text", "code"), [("C 3", "M4T"), ("M4T C 3", "M4T"), ("K7Q C 3", "K7Q")])
def test_what_somebody_saw_is_of_the_mission_they_name_else_of_the_one_they_left_last(text: str, code: str) -> None:
    recent = {
        name: RecentIncident(
            uuid4(),
            exercise=False,
            state=IncidentState.CLOSED,
            offered=OfferState.ACCEPTED,
            asked_at=NOW,
            left_at=NOW + timedelta(minutes=minutes),
            saw=True,
        )
        for name, minutes in (("K7Q", 0), ("M4T", 9))
    }

    reading = read_reply(text, replace(wren(), recent=recent))

    assert isinstance(reading, FindingReply)
    assert (reading.code, reading.letter) == (code, FindingLetter.CONFIRMED)


ASKED_AFTER_HER = [
    "donde esta finch, no la veo",
    "where is finch, i dont see her",
    "finch no esta, alguien sabe algo de ella?",
    "no veo a finch",
    "finch is gone",
]


@pytest.mark.parametrize("text", ASKED_AFTER_HER)
def test_who_looks_for_a_partner_whose_sos_is_open_cries_no_cry_of_their_own(text: str) -> None:
    def there(partner: AssignmentState) -> ReplySender:
        team = [
            an_assignment(HERON, AssignmentState.ON_SCENE, on_scene_at=NOW),
            an_assignment(FINCH, partner, on_scene_at=NOW),
        ]
        return replace(heron(IncidentState.ON_SCENE), missions=[a_mission(team=team, state=IncidentState.ON_SCENE)])

    asked = read_reply(text, there(AssignmentState.SOS))

    assert isinstance(asked, Unread)
    assert asked.best_guess is None
    assert asked.needs_a_human
    assert isinstance(read_reply(text, there(AssignmentState.ON_SCENE)), Sos)
    for cry in ("finch vanished", "they took finch", "finch desaparecio", "me siguen", "no la veo, se la llevaron"):
        assert isinstance(read_reply(cry, there(AssignmentState.SOS)), Sos)


@pytest.mark.parametrize("text", ["SI KQ7", "Y KQ7", "no KQ7", "si kq7 10", "YES KQ7", "kq7 si"])
def test_an_answer_with_a_code_that_nothing_of_theirs_has_names_a_wrong_code(text: str) -> None:
    assert code_unknown(text, wren()) == "KQ7"
    assert code_unknown(text.upper().replace("KQ7", "ZZZ"), wren()) == "ZZZ"
    assert code_unknown(text.upper().replace("KQ7", "BL1"), wren()) == "BL1"


@pytest.mark.parametrize("text", ["si 10", "yes sry", "y thx", "si pls", "no grax", "yes ana", "no brb"])
def test_any_other_short_word_beside_an_answer_is_no_code(text: str) -> None:
    assert code_unknown(text, wren()) is None
