"""Decide what a review makes of what was found: who may decide, on which finding, and what they must say. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from schemas.agencies import Agency
from schemas.endings import UnableWhy
from schemas.values import Outcome
from services.dispatch.model.finding import Finding
from services.dispatch.model.incident import AgencyWords, Incident


class ReviewDecision(StrEnum):
    ACCEPT = "accept"
    CORRECT = "correct"
    REJECT = "reject"


class ReviewRefusal(StrEnum):
    """Why a review is not taken; each is a problem's kind."""

    NOTHING_TO_REVIEW = "nothing-to-review"
    FINDING_WAITS = "finding-waits"
    OWN_FINDING = "own-finding"
    FINDINGS_DIFFER = "findings-differ"
    NO_SUCH_FINDING = "no-such-finding"
    OUTCOME_MISSING = "outcome-missing"
    AGENCY_MISSING = "agency-missing"
    AGENCY_WORDS_MISSING = "agency-words-missing"
    CORRECTION_UNSAID = "correction-unsaid"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reviewer says of what waits."""

    decision: ReviewDecision
    reviewer: str
    finding: str | None = None
    """Which one, by its id or its submitter; it must be said where two differ."""
    outcome: Outcome | None = None
    agency: str | None = None
    agency_words: AgencyWords | None = None
    why: UnableWhy | None = None
    corrects: bool | None = None
    """Whether what callers were told before was wrong, or this is a new look; it must be said where the two differ."""

    also: frozenset[UUID] = frozenset()
    """Reports that it answers too, though of another corner, or just before it."""


@dataclass(frozen=True, slots=True)
class AcceptedFinding:
    """What callers may now be told."""

    finding: Finding
    """On which it rests."""
    outcome: Outcome
    seen_by: int
    """How many say so themselves."""
    agency: str | None = None
    agency_words: AgencyWords | None = None
    why: UnableWhy | None = None
    corrects: bool = False


@dataclass(frozen=True, slots=True)
class RejectedFindings:
    """The team is asked again, unless another finding still waits."""

    findings: tuple[Finding, ...]


def judge(
    incident: Incident, findings: Sequence[Finding], waiting: Sequence[Finding], verdict: Verdict
) -> AcceptedFinding | RejectedFindings | ReviewRefusal:
    """Somebody other than who submitted them decides. Two that differ are never accepted unread (rule R39).

    Args:
        findings: all of the incident; `waiting`: those that nobody decided on.
    """
    considered = waiting or (findings if incident.reviewed_at is not None and verdict.corrects else ())
    if not considered:
        return ReviewRefusal.NOTHING_TO_REVIEW
    if any(verdict.reviewer == finding.submitted_by for finding in considered):
        return ReviewRefusal.OWN_FINDING
    named = tuple(finding for finding in considered if verdict.finding in (str(finding.id), finding.submitted_by))
    if verdict.finding is not None and not named:
        return ReviewRefusal.NO_SUCH_FINDING
    if verdict.decision is ReviewDecision.CORRECT:
        if verdict.outcome is None:
            return ReviewRefusal.OUTCOME_MISSING
        return _checked(incident, _corrected(considered, verdict.outcome, findings), verdict)
    if not waiting:
        return ReviewRefusal.NOTHING_TO_REVIEW
    if verdict.decision is ReviewDecision.REJECT:
        return RejectedFindings(named or tuple(waiting))
    if verdict.finding is None and differ(waiting):
        return ReviewRefusal.FINDINGS_DIFFER
    chosen = (named or waiting)[-1]
    return _checked(
        incident, AcceptedFinding(chosen, chosen.outcome, _seen_by(chosen.outcome, waiting, findings)), verdict
    )


def differ(findings: Iterable[Finding]) -> bool:
    """Whether they contradict each other."""
    return len({finding.outcome for finding in findings}) > 1


def _corrected(findings: Sequence[Finding], outcome: Outcome, ever: Sequence[Finding]) -> AcceptedFinding:
    """It rests on whoever said so; where nobody did, on all who answered, unless they contradict each other."""
    saying_so = [finding for finding in findings if finding.outcome is outcome]
    if saying_so:
        return AcceptedFinding(saying_so[-1], outcome, _seen_by(outcome, findings, ever))
    seen_by = 1 if differ(findings) else len(_people(findings))
    return AcceptedFinding(findings[-1], outcome, seen_by)


def _checked(incident: Incident, accepted: AcceptedFinding, verdict: Verdict) -> AcceptedFinding | ReviewRefusal:
    """What the outcome must be said with: "not immigration" what it was instead (C5), a second review what it is."""
    outcome = accepted.outcome
    agency = verdict.agency if outcome is Outcome.UNFOUNDED_OTHER else None
    words = verdict.agency_words if agency == Agency.OTHER_AGENCY else None
    if outcome is Outcome.UNFOUNDED_OTHER and agency not in set(Agency):
        return ReviewRefusal.AGENCY_MISSING
    if agency == Agency.OTHER_AGENCY and words is None:
        return ReviewRefusal.AGENCY_WORDS_MISSING
    told_before = incident.reviewed_at is not None
    same = (outcome, agency, words) == (incident.outcome, incident.agency, incident.agency_words)
    if told_before and not same and verdict.corrects is None:
        return ReviewRefusal.CORRECTION_UNSAID
    return AcceptedFinding(
        accepted.finding,
        outcome,
        accepted.seen_by,
        agency,
        words,
        verdict.why if outcome is Outcome.UNABLE else None,
        corrects=told_before and not same and bool(verdict.corrects),
    )


def _seen_by(outcome: Outcome, findings: Sequence[Finding], ever: Sequence[Finding]) -> int:
    """Who says so themselves, without those whose last word, also one that was decided on before, is something else."""
    said = sorted((*ever, *findings), key=lambda finding: (finding.submitted_at, finding.id))
    last = {finding.submitted_by: finding.outcome for finding in said}
    otherwise = {callsign for callsign, found in last.items() if found is not outcome}
    return len(_people([finding for finding in findings if finding.outcome is outcome]) - otherwise)


def _people(findings: Collection[Finding]) -> set[str]:
    """That somebody stood beside them is not that both saw it."""
    return {finding.submitted_by for finding in findings}
