"""Decide what a review makes of a finding: who may decide, and what they must say. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from schemas.agencies import Agency
from schemas.values import Outcome
from services.dispatch.model.incident import Finding


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


def judge(
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
