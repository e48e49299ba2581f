"""What somebody in danger is told is what is so, and what ends an SOS is not a text."""

from dataclasses import replace
from datetime import timedelta

import pytest

from schemas.values import uuid7
from services.dispatch.escalation.hearer import Hearer
from services.dispatch.incident import distress
from services.dispatch.incident.cry_answers import answer_to_sos
from services.dispatch.incident.leaving import leave
from services.dispatch.model.incident import AssignmentState, IncidentState, Page, PageReason
from services.dispatch.model.mission import Mission, NetworkDuty
from services.dispatch.model.roster import DutyLead, DutyPosition
from tests.support.dispatch_values import HERON, NOW, ROBIN, WREN, a_mission, an_assignment

ON_SCENE = AssignmentState.ON_SCENE


def two_there() -> Mission:
    team = [an_assignment(person, ON_SCENE, since=90 - at, confirmed_at=NOW) for at, person in enumerate((HERON, WREN))]
    return a_mission(team=team, state=IncidentState.ON_SCENE)


def told(mission: Mission, callsign: str) -> list[str]:
    return [text.template for text in mission.pending.messages if text.callsign == callsign]


@pytest.mark.parametrize(
    ("hears", "buddy", "text"),
    [
        (Hearer.LEAD, True, "V12"),
        (Hearer.LEAD, False, "V12a"),
        (Hearer.SOMEBODY_ELSE, True, "V12b"),
        (Hearer.SOMEBODY_ELSE, False, "V12b"),
        (Hearer.THE_OTHERS, True, "V12d"),
        (Hearer.THE_OTHERS, False, "V12d"),
        (Hearer.NOBODY, True, "V12c"),
        (Hearer.NOBODY, False, "V12c"),
    ],
)
def test_the_answer_names_nobody_who_was_not_alerted(hears: Hearer, buddy: bool, text: str):
    assert answer_to_sos(hears, buddy=buddy) == text


def test_a_partner_whom_no_text_reaches_is_texted_and_not_promised():
    mission = two_there()
    mission.unreachable = frozenset({WREN.volunteer_id})

    distress.raise_sos(mission, mission.team[0], "sos")

    assert (told(mission, "HERON"), told(mission, "WREN")) == (["V12a"], ["V8b"])


def test_the_partner_hears_once_however_often_they_cry():
    mission = two_there()

    call = distress.raise_sos(mission, mission.team[0], "first")
    again = distress.raise_sos(mission, mission.team[0], "second", call)

    texts = {text.id for text in mission.pending.messages if text.template == "V8b"}
    assert len(texts) == 1, "a repeat is the same message"
    assert told(mission, "HERON") == ["V12", "V12"]
    assert (again.id, again.cries, again.repeated_at) == (call.id, 2, NOW)


@pytest.mark.parametrize("state", [ON_SCENE, AssignmentState.SOS])
def test_the_partner_who_is_not_out_hears_of_a_cry_after_a_minute_again(state: AssignmentState):
    mission = two_there()
    mission.put_assignment(replace(mission.team[1], state=state))
    call = distress.raise_sos(mission, mission.team[0], "first")
    mission.now += distress.TOLD_AGAIN

    distress.raise_sos(mission, mission.team[0], "second", call)

    texts = {text.id: text.template for text in mission.pending.messages if text.callsign == "WREN"}
    assert list(texts.values()) == (["V8b"] if state is ON_SCENE else ["V8c"]) * 2


def test_of_a_later_cry_nobody_is_alerted_who_is_out():
    mission = two_there()
    call = distress.raise_sos(mission, mission.team[0], "first")
    leave(mission, mission.team[1], "out")
    mission.now += distress.TOLD_AGAIN

    distress.raise_sos(mission, mission.team[0], "second", call)

    assert told(mission, "HERON") == ["V12", "V45", "V12a"]


def test_a_later_cry_marks_its_page_for_whoever_is_paged():
    mission = two_there()
    call = distress.raise_sos(mission, mission.team[0], "first")
    first = [page.words_at for page in mission.pages.values()]
    mission.now += timedelta(seconds=20)

    distress.raise_sos(mission, mission.team[0], "second", call)

    assert (first, [page.words_at for page in mission.pages.values()]) == ([None], [mission.now])


def test_a_cry_off_a_mission_becomes_the_missions():
    mission = two_there()
    before = replace(distress.cried(None, HERON, "la", NOW), code="M4T", zone="RRN")

    call = distress.raise_sos(mission, mission.team[0], "sos", before)

    assert call.id == before.id
    assert (call.code, call.incident_id, call.zone) == ("K7Q", mission.incident.id, mission.incident.zone)


@pytest.mark.parametrize(
    ("leads", "text"),
    [((ROBIN,), "V17"), ((replace(ROBIN, position=DutyPosition.BACKUP),), "V17b"), ((), "V17b")],
)
def test_who_is_not_well_is_promised_the_leads_call_only_where_the_lead_hears(leads: tuple[DutyLead, ...], text: str):
    mission = two_there()
    mission.duty = replace(mission.duty, leads=leads)

    distress.report_not_ok(mission, mission.team[0], "not ok")

    assert told(mission, "HERON") == [text]


@pytest.mark.parametrize("others", [True, False])
def test_a_lead_who_is_not_well_is_not_told_that_the_lead_calls(others: bool):
    mission = two_there()
    lead = replace(ROBIN, volunteer_id=HERON.volunteer_id)
    mission.duty = replace(mission.duty, leads=(lead, ROBIN) if others else (lead,))

    distress.report_not_ok(mission, mission.team[0], "not ok")

    assert told(mission, "HERON") == ["V17c" if others else "V17b"]


def test_words_after_it_was_taken_page_who_took_it_and_end_with_it():
    mission = two_there()
    call = replace(distress.raise_sos(mission, mission.team[0], "sos"), acknowledged_by="ROBIN", acknowledged_at=NOW)

    distress.page_about_words(mission, mission.team[0], call)
    [about_words] = [page for page in mission.pages.values() if page.reason is PageReason.SOS_WORDS]
    mission.pending.outgoing.clear()
    distress.clear_sos(mission, mission.team[0], "ROBIN", call)

    assert about_words.paged == (ROBIN.volunteer_id,)
    assert mission.pages == {}
    assert told(mission, "ROBIN") == ["D21"], "once, of both pages"


def test_when_it_is_cleared_only_who_was_still_asked_hears_so():
    mission = two_there()
    distress.raise_sos(mission, mission.team[0], "sos")
    [page] = mission.pages.values()
    mission.put_page(replace(page, paged=(ROBIN.volunteer_id,)))
    mission.pending.outgoing.clear()

    distress.clear_sos(mission, mission.team[0], "ROBIN")

    assert (told(mission, "ROBIN"), told(mission, "HERON"), told(mission, "WREN")) == (["D21"], ["V36b"], ["V48"])
    assert mission.pages == {}


def test_off_a_mission_only_the_pages_about_the_person_end():
    duty = NetworkDuty(two_there().duty.network, (ROBIN,))
    call = replace(distress.cried(None, HERON, "la", NOW), code="M4T", zone="RRN")
    about = Page(
        id=uuid7(),
        network_id="la",
        incident_id=None,
        code="M4T",
        reason=PageReason.SOS,
        zone="RRN",
        exercise=False,
        raised_at=NOW,
        about_id=HERON.volunteer_id,
        about="HERON",
        paged=(ROBIN.volunteer_id,),
    )
    others = [
        replace(about, id=uuid7(), about_id=WREN.volunteer_id),
        replace(about, id=uuid7(), reason=PageReason.TALK),
    ]
    pending = two_there().pending

    ended = distress.clear_off_mission(call, duty, pending, [about, *others], "ROBIN", left=None)

    assert ended == [replace(about, open=False)]
    assert [text.template for text in pending.messages] == ["V36", "D21"]


@pytest.mark.parametrize(("by", "hear"), [("WREN", ["D21"]), ("ROBIN", [])])
@pytest.mark.parametrize("on_mission", [True, False])
def test_who_took_it_hears_that_another_cleared_it(by: str, hear: list[str], on_mission: bool):
    mission = two_there()
    call = replace(distress.raise_sos(mission, mission.team[0], "sos"), acknowledged_by="ROBIN", acknowledged_at=NOW)
    mission.pages.clear()
    mission.pending.outgoing.clear()

    if on_mission:
        distress.clear_sos(mission, mission.team[0], by, call)
    else:
        distress.clear_off_mission(call, mission.duty, mission.pending, [], by, left=None)

    assert told(mission, "ROBIN") == hear
