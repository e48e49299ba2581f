"""Decide what a finding means, who may review it, and when a mission is over. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from schemas.agencies import Agency
from schemas.values import Outcome
from services.dispatch.grammar.readings import FindingLetter
from services.dispatch.model.incident import Assignment, Finding, Incident, IncidentState

OUTCOMES = {
    FindingLetter.CONFIRMED: Outcome.CONFIRMED_ONGOING,
    FindingLetter.OTHER_AGENCY: Outcome.UNFOUNDED_OTHER,
    FindingLetter.NOTHING_HERE: Outcome.NOTHING_SEEN,
    FindingLetter.CANNOT_TELL: Outcome.UNABLE,
}
"""A letter by text; `confirmed_past` is for a reviewer to say. "Saw nothing" is not "not immigration" (rule R4)."""
LONGEST_PUBLIC_PLACE = 24
"""As much as C4 takes; a crossing that is longer is not cut, since half of it would be another place."""


class ReviewDecision(StrEnum):
    ACCEPT = "accept"
    CORRECT = "correct"
    REJECT = "reject"


class ReviewRefusal(StrEnum):
    """Why a review is not taken; each is a problem's kind."""

    NOTHING_TO_REVIEW = "nothing-to-review"
    FINDING_WAITS = "finding-waits"
    OWN_FINDING = "own-finding"
    OUTCOME_MISSING = "outcome-missing"
    AGENCY_MISSING = "agency-missing"


@dataclass(frozen=True, slots=True)
class AcceptedFinding:
    """What callers may now be told."""

    outcome: Outcome
    agency: str | None


@dataclass(frozen=True, slots=True)
class RejectedFinding:
    """The team is asked again."""


def review(
    finding: Finding | None,
    *,
    decision: ReviewDecision,
    reviewer: str,
    outcome: Outcome | None,
    agency: str | None,
) -> AcceptedFinding | RejectedFinding | ReviewRefusal:
    """Somebody other than the submitter decides; "not immigration" must say what it was instead (C5)."""
    if finding is None:
        return ReviewRefusal.NOTHING_TO_REVIEW
    if reviewer == finding.submitted_by:
        return ReviewRefusal.OWN_FINDING
    if decision is ReviewDecision.REJECT:
        return RejectedFinding()
    if decision is ReviewDecision.CORRECT and outcome is None:
        return ReviewRefusal.OUTCOME_MISSING
    final = finding.outcome if decision is ReviewDecision.ACCEPT or outcome is None else outcome
    if final is Outcome.UNFOUNDED_OTHER and agency not in set(Agency):
        return ReviewRefusal.AGENCY_MISSING
    return AcceptedFinding(final, agency if final is Outcome.UNFOUNDED_OTHER else None)


def is_over(incident: Incident, team: Sequence[Assignment], finding: Finding | None) -> bool:
    """Everybody is out, and the finding was reviewed, or the mission stood down with none waiting for review."""
    if incident.state is IncidentState.CLOSED or any(assignment.active for assignment in team):
        return False
    waiting = finding is not None and finding.decision is None
    return incident.reviewed_at is not None or (incident.state is IncidentState.STOOD_DOWN and not waiting)


def public_place(incident: Incident) -> str:
    """The place as a caller may be told it: the crossing, else the zone; never a house (rule R13)."""
    if incident.intersection and not incident.is_residence and 0 < len(incident.place_text) <= LONGEST_PUBLIC_PLACE:
        return incident.place_text
    return incident.zone
