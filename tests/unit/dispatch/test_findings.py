"""What a finding means and who may review it; and that dispatch's texts are those that notify can word."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from schemas.agencies import Agency
from schemas.endings import UnableWhy
from schemas.language.catalogue import catalogue
from schemas.values import Outcome
from services.dispatch.grammar.readings import FindingLetter
from services.dispatch.incident import ending, findings
from services.dispatch.incident.review_rule import (
    AcceptedFinding,
    RejectedFindings,
    ReviewDecision,
    ReviewRefusal,
    Verdict,
    judge,
)
from services.dispatch.model import message_request as messages
from services.dispatch.model.finding import Finding, waiting_for_review
from services.dispatch.model.incident import AgencyWords, Incident, IncidentState
from services.notify.wording import render as wording
from services.notify.wording.placeholders import PLACEHOLDERS
from tests.support.dispatch_values import NOW, a_finding, an_incident


def review(*waiting: Finding, incident: Incident | None = None, **said: Any) -> Any:
    facts: dict[str, Any] = {"decision": ReviewDecision.ACCEPT, "reviewer": "ROBIN", **said}
    return judge(
        incident or an_incident(state=IncidentState.ON_SCENE), waiting, waiting_for_review(waiting), Verdict(**facts)
    )


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
    assert review() is ReviewRefusal.NOTHING_TO_REVIEW
    assert review(a_finding(decision="accept")) is ReviewRefusal.NOTHING_TO_REVIEW
    assert review(decision=ReviewDecision.REJECT) is ReviewRefusal.NOTHING_TO_REVIEW


def test_not_immigration_must_say_what_it_was() -> None:
    found = a_finding(Outcome.UNFOUNDED_OTHER)

    assert review(found) is ReviewRefusal.AGENCY_MISSING
    assert review(found, agency="aliens") is ReviewRefusal.AGENCY_MISSING
    assert review(found, agency="fare_inspectors") == AcceptedFinding(
        found, Outcome.UNFOUNDED_OTHER, 1, "fare_inspectors"
    )


def test_another_agency_is_said_in_a_few_words_of_both_languages() -> None:
    found, words = a_finding(Outcome.UNFOUNDED_OTHER), AgencyWords("parcel delivery", "reparto de paquetes")

    assert review(found, agency="other_agency") is ReviewRefusal.AGENCY_WORDS_MISSING
    assert review(found, agency="other_agency", agency_words=words).agency_words == words
    assert review(found, agency="parking", agency_words=words).agency_words is None


def test_a_correction_says_what_it_was_instead() -> None:
    found = a_finding()

    assert review(found, decision=ReviewDecision.CORRECT) is ReviewRefusal.OUTCOME_MISSING
    assert review(found, decision=ReviewDecision.CORRECT, outcome=Outcome.CONFIRMED_PAST) == AcceptedFinding(
        found, Outcome.CONFIRMED_PAST, 1
    )


def test_unable_says_why() -> None:
    found = a_finding(Outcome.UNABLE)

    assert review(found, why=UnableWhy.NO_ACCESS).why is UnableWhy.NO_ACCESS
    assert review(a_finding(), why=UnableWhy.NO_ACCESS).why is None


def test_a_rejected_finding_decides_nothing() -> None:
    found = a_finding()

    assert review(found, decision=ReviewDecision.REJECT) == RejectedFindings((found,))


HERON_SAW = a_finding(id=UUID(int=91), seen_by=("HERON", "MAPLE"))
MAPLE_SAW_NOTHING = a_finding(
    Outcome.NOTHING_SEEN,
    id=UUID(int=92),
    submitted_by="MAPLE",
    submitted_at=NOW + timedelta(minutes=1),
    seen_by=("MAPLE", "HERON"),
)


def test_two_findings_that_differ_are_not_accepted_unread() -> None:
    assert review(HERON_SAW, MAPLE_SAW_NOTHING) is ReviewRefusal.FINDINGS_DIFFER
    assert review(HERON_SAW, MAPLE_SAW_NOTHING, finding="OWL") is ReviewRefusal.NO_SUCH_FINDING
    assert review(HERON_SAW, MAPLE_SAW_NOTHING, finding="HERON").finding == HERON_SAW
    assert review(HERON_SAW, MAPLE_SAW_NOTHING, finding=str(MAPLE_SAW_NOTHING.id)).finding == MAPLE_SAW_NOTHING
    assert review(HERON_SAW, MAPLE_SAW_NOTHING, decision=ReviewDecision.REJECT, finding="MAPLE") == RejectedFindings(
        (MAPLE_SAW_NOTHING,)
    )


def test_what_the_other_contradicts_or_has_not_said_was_seen_by_one() -> None:
    assert review(HERON_SAW).seen_by == 1
    assert review(HERON_SAW, MAPLE_SAW_NOTHING, finding="HERON").seen_by == 1
    assert review(replace(HERON_SAW, seen_by=("HERON",))).seen_by == 1
    assert review(replace(HERON_SAW, seen_by=())).seen_by == 1


def test_two_who_say_the_same_one_by_one_are_two() -> None:
    agreeing = replace(MAPLE_SAW_NOTHING, outcome=Outcome.CONFIRMED_ONGOING, seen_by=("MAPLE",))

    accepted = review(replace(HERON_SAW, seen_by=("HERON",)), agreeing)

    assert (accepted.finding, accepted.seen_by) == (agreeing, 2)


@pytest.mark.parametrize(
    ("outcome", "finding", "seen_by"),
    [
        (Outcome.CONFIRMED_ONGOING, HERON_SAW, 1),
        (Outcome.NOTHING_SEEN, MAPLE_SAW_NOTHING, 1),
        (Outcome.CONFIRMED_PAST, MAPLE_SAW_NOTHING, 1),
    ],
)
def test_a_reviewer_may_say_themselves_what_it_was_and_no_more_than_one_saw_it(
    outcome: Outcome, finding: Finding, seen_by: int
) -> None:
    accepted = review(HERON_SAW, MAPLE_SAW_NOTHING, decision=ReviewDecision.CORRECT, outcome=outcome)

    assert (accepted.finding, accepted.outcome, accepted.seen_by) == (finding, outcome, seen_by)


def test_a_later_finding_supersedes_what_the_same_person_said_before() -> None:
    later = replace(HERON_SAW, id=UUID(int=93), outcome=Outcome.NOTHING_SEEN, submitted_at=NOW + timedelta(minutes=3))

    assert waiting_for_review([later, HERON_SAW]) == (later,)
    assert waiting_for_review([HERON_SAW, later, MAPLE_SAW_NOTHING]) == (MAPLE_SAW_NOTHING, later)
    assert waiting_for_review([HERON_SAW, replace(later, decision="accept")]) == ()
    assert review(HERON_SAW, later).finding == later
    assert review(HERON_SAW, later, finding=str(HERON_SAW.id)) is ReviewRefusal.NO_SUCH_FINDING


TOLD_BEFORE = an_incident(
    state=IncidentState.FINDING_REVIEWED, reviewed_at=NOW, outcome=Outcome.CONFIRMED_ONGOING, reviewed_by="ROBIN"
)


def test_after_a_review_another_outcome_is_a_correction_or_a_new_look_and_that_must_be_said() -> None:
    gone = a_finding(Outcome.NOTHING_SEEN)

    assert review(gone, incident=TOLD_BEFORE) is ReviewRefusal.CORRECTION_UNSAID
    assert review(gone, incident=TOLD_BEFORE, corrects=True).corrects is True
    assert review(gone, incident=TOLD_BEFORE, corrects=False).corrects is False
    assert review(a_finding(), incident=TOLD_BEFORE).corrects is False
    assert review(a_finding(), incident=TOLD_BEFORE, corrects=True).corrects is False
    assert review(gone, corrects=True).corrects is False


def test_a_review_itself_can_be_corrected() -> None:
    decided = a_finding(decision="accept", reviewed_by="ROBIN", reviewed_at=NOW)
    said: dict[str, Any] = {"decision": ReviewDecision.CORRECT, "outcome": Outcome.NOTHING_SEEN, "corrects": True}

    accepted = review(decided, incident=TOLD_BEFORE, **said)

    assert (accepted.finding, accepted.outcome, accepted.corrects) == (decided, Outcome.NOTHING_SEEN, True)
    assert review(decided, **said) is ReviewRefusal.NOTHING_TO_REVIEW
    assert review(decided, incident=TOLD_BEFORE, **{**said, "corrects": None}) is ReviewRefusal.NOTHING_TO_REVIEW
    assert review(decided, incident=TOLD_BEFORE, **{**said, "reviewer": "HERON"}) is ReviewRefusal.OWN_FINDING


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "Soto & 1st"),
        ({"intersection": False}, "Boyle Heights NE"),
        ({"is_residence": True}, "Boyle Heights NE"),
        ({"place_text": ""}, "Boyle Heights NE"),
        ({"place_text": "Whittier Boulevard & South Atlantic Boulevard"}, "Whittier & Atlantic"),
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


def test_names_are_cut_at_a_word_to_what_a_text_takes() -> None:
    takes = {name: placeholder.longest for name, placeholder in PLACEHOLDERS.items()}
    assert messages.LONGEST.items() <= takes.items()
    assert messages.fitting("zone", "Lincoln Heights North East") == "Lincoln Heights"


def test_whatever_dispatch_notes_in_a_timeline_can_be_worded_in_both_languages() -> None:
    files = [path.read_text() for path in Path("services/dispatch").rglob("*.py")]
    kinds = {kind for file in files for kind in re.findall(r"\.note\(\s*\"(\w+)\"", file)}
    kinds |= {"paged", "nobody_to_page", "page_lost", "page_taken"}  # noted by paging, also where no mission is at hand

    assert len(kinds) > 30
    for language in ("en", "es"):
        assert kinds - set(catalogue("console", language).keys_of("timeline")) == set()
