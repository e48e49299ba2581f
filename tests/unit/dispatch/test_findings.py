"""What a finding means and who may review it; and that dispatch's texts are those that notify can word."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from schemas.agencies import Agency
from schemas.language.catalogue import catalogue
from schemas.values import Level, Outcome
from services.dispatch.escalation import paging
from services.dispatch.grammar.readings import FindingLetter
from services.dispatch.incident import ending, findings
from services.dispatch.incident.review_rule import (
    AcceptedFinding,
    RejectedFinding,
    ReviewDecision,
    ReviewRefusal,
    judge,
)
from services.dispatch.model import message_request as messages
from services.dispatch.model.incident import (
    Assignment,
    AssignmentState,
    Finding,
    Incident,
    IncidentState,
    MissionPerson,
    PageReason,
    TeamNeeds,
)
from services.dispatch.model.policy import DispatchPolicy
from services.notify.wording import render as wording
from services.notify.wording.placeholders import PLACEHOLDERS

NOW = datetime(2026, 11, 24, 14, 59, tzinfo=UTC)


def an_incident(**changes: Any) -> Incident:
    facts: dict[str, Any] = {
        "id": UUID(int=1),
        "network_id": "la",
        "code": "K7Q",
        "state": IncidentState.ON_SCENE,
        "exercise": False,
        "zone": "Boyle Heights NE",
        "lat": 34.0437,
        "lon": -118.21,
        "place_text": "Soto & 1st",
        "place_of": UUID(int=2),
        "sealed_place": b"",
        "intersection": True,
        "is_residence": False,
        "needs": TeamNeeds(2, Level.VERIFIED),
        "policy": DispatchPolicy(),
        "correlation_id": UUID(int=3),
        "opened_at": NOW,
        "seen_from": NOW,
        "seen_until": NOW,
        **changes,
    }
    return Incident(**facts)


def a_finding(outcome: Outcome = Outcome.CONFIRMED_ONGOING, **changes: Any) -> Finding:
    return replace(Finding(UUID(int=9), UUID(int=1), outcome, 4, 2, "HERON", NOW), **changes)


def an_assignment(state: AssignmentState) -> Assignment:
    return Assignment(UUID(int=5), UUID(int=1), MissionPerson(UUID(int=6), "HERON", Level.VERIFIED, ()), state, NOW)


def review(finding: Finding | None, **changes: Any) -> AcceptedFinding | RejectedFinding | ReviewRefusal:
    facts: dict[str, Any] = {
        "decision": ReviewDecision.ACCEPT,
        "reviewer": "ROBIN",
        "outcome": None,
        "agency": None,
        **changes,
    }
    return judge(finding, **facts)


@pytest.mark.parametrize(
    ("letter", "outcome"),
    [
        (FindingLetter.CONFIRMED, Outcome.CONFIRMED_ONGOING),
        (FindingLetter.OTHER_AGENCY, Outcome.UNFOUNDED_OTHER),
        (FindingLetter.NOTHING_HERE, Outcome.NOTHING_SEEN),
        (FindingLetter.CANNOT_TELL, Outcome.UNABLE),
    ],
)
def test_each_letter_means_one_finding(letter: FindingLetter, outcome: Outcome) -> None:
    assert findings.OUTCOMES[letter] is outcome


def test_nobody_decides_on_their_own_finding() -> None:
    assert review(a_finding(), reviewer="HERON") is ReviewRefusal.OWN_FINDING
    assert review(a_finding(), reviewer="HERON", decision=ReviewDecision.REJECT) is ReviewRefusal.OWN_FINDING


def test_there_must_be_something_to_review() -> None:
    assert review(None) is ReviewRefusal.NOTHING_TO_REVIEW


def test_not_immigration_must_say_what_it_was() -> None:
    found = a_finding(Outcome.UNFOUNDED_OTHER)

    assert review(found) is ReviewRefusal.AGENCY_MISSING
    assert review(found, agency="aliens") is ReviewRefusal.AGENCY_MISSING
    assert review(found, agency="fare_inspectors") == AcceptedFinding(Outcome.UNFOUNDED_OTHER, "fare_inspectors")


def test_a_correction_says_what_it_was_instead() -> None:
    assert review(a_finding(), decision=ReviewDecision.CORRECT) is ReviewRefusal.OUTCOME_MISSING
    assert review(a_finding(), decision=ReviewDecision.CORRECT, outcome=Outcome.NOTHING_SEEN) == AcceptedFinding(
        Outcome.NOTHING_SEEN, None
    )


def test_a_rejected_finding_decides_nothing() -> None:
    assert review(a_finding(), decision=ReviewDecision.REJECT) == RejectedFinding()


def test_a_mission_is_over_when_all_are_out_and_everything_is_decided() -> None:
    out, there = [an_assignment(AssignmentState.RELEASED)], [an_assignment(AssignmentState.ON_SCENE)]
    reviewed = an_incident(state=IncidentState.FINDING_REVIEWED, reviewed_at=NOW)
    stood_down = an_incident(state=IncidentState.STOOD_DOWN)

    assert ending.is_over(reviewed, out, None)
    assert not ending.is_over(reviewed, there, None)
    assert ending.is_over(stood_down, out, None)
    assert not ending.is_over(stood_down, out, a_finding())
    assert not ending.is_over(an_incident(), out, None)
    assert not ending.is_over(an_incident(state=IncidentState.CLOSED, reviewed_at=NOW), out, None)


def test_an_sos_keeps_the_mission_open() -> None:
    stood_down = an_incident(state=IncidentState.STOOD_DOWN)

    assert not ending.is_over(stood_down, [an_assignment(AssignmentState.SOS)], None)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "Soto & 1st"),
        ({"intersection": False}, "Boyle Heights NE"),
        ({"is_residence": True}, "Boyle Heights NE"),
        ({"place_text": ""}, "Boyle Heights NE"),
        ({"place_text": "Whittier Boulevard & South Atlantic Boulevard"}, "Boyle Heights NE"),
    ],
)
def test_a_caller_hears_the_crossing_or_the_zone_and_never_a_house(changes: dict[str, Any], told: str) -> None:
    assert findings.public_place(an_incident(**changes)) == told


def test_every_template_that_dispatch_names_can_be_worded() -> None:
    assert set(messages.CLASS_OF) <= set(wording.REQUIRED)


def test_agencies_and_outcomes_are_those_that_notify_words() -> None:
    for agency in Agency:
        wording.render("V9F", "es", {"code": "K7Q", "agency": agency})
    assert set(ending.CLOSING) == set(Outcome)


@pytest.mark.parametrize("reason", list(PageReason))
def test_every_page_says_what_its_text_needs(reason: PageReason) -> None:
    template, named = paging.TEMPLATES[reason]

    assert {"code", *named} == wording.REQUIRED[template]


def test_names_are_cut_at_a_word_to_what_a_text_takes() -> None:
    takes = {name: placeholder.longest for name, placeholder in PLACEHOLDERS.items()}
    assert messages.LONGEST.items() <= takes.items()
    assert messages.fitting("zone", "Lincoln Heights North East") == "Lincoln Heights"


def test_whatever_dispatch_notes_in_a_timeline_can_be_worded_in_both_languages() -> None:
    files = [path.read_text() for path in Path("services/dispatch").rglob("*.py")]
    kinds = {kind for file in files for kind in re.findall(r"\.note\(\s*\"(\w+)\"", file)}
    kinds |= {"paged", "nobody_to_page", "page_taken"}  # noted by paging, for pages with and without an incident

    assert len(kinds) > 30
    for language in ("en", "es"):
        assert kinds - set(catalogue("console", language).keys_of("timeline")) == set()
