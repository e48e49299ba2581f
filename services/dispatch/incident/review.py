"""Make a finding final, or close without one: after this, and only then, callers may be told (rule R5)."""

from dataclasses import replace

from schemas.events.incident import FindingReviewedV1
from schemas.values import Outcome
from services.dispatch.escalation.paging import end_pages
from services.dispatch.incident.answering import waits
from services.dispatch.incident.ending import close_if_over
from services.dispatch.incident.offering import withdraw_all
from services.dispatch.incident.review_rule import (
    AcceptedFinding,
    RejectedFinding,
    ReviewDecision,
    ReviewRefusal,
    judge,
)
from services.dispatch.incident.scene import look_again
from services.dispatch.incident.team import release
from services.dispatch.model.incident import OVER, AssignmentState, Finding, IncidentState, PageReason
from services.dispatch.model.mission import Mission


def review_finding(
    mission: Mission,
    *,
    decision: ReviewDecision,
    reviewer: str,
    outcome: Outcome | None,
    agency: str | None,
    sealed_place: str,
    sealed_note: bytes | None = None,
) -> ReviewRefusal | None:
    """None: the review was taken."""
    finding = mission.finding
    judged = judge(finding, decision=decision, reviewer=reviewer, outcome=outcome, agency=agency)
    match judged:
        case ReviewRefusal():
            return judged
        case RejectedFinding():
            _ask_again(mission, _decided(mission, finding, decision, reviewer, sealed_note))
        case AcceptedFinding(outcome=final, agency=what):
            reviewed = _decided(mission, finding, decision, reviewer, sealed_note)
            _make_final(mission, final, what, reviewer, sealed_place, finding=reviewed, went=True)
    return None


def close_unable(mission: Mission, *, by: str, sealed_place: str) -> ReviewRefusal | None:
    """Nobody could look, and the duty lead says so: callers hear that it was not checked (C6b)."""
    if mission.finding is not None:
        return ReviewRefusal.FINDING_WAITS
    for assignment in mission.team:
        if assignment.state is AssignmentState.HELD and assignment.confirmed_at is None:
            mission.text(assignment.person, "V4b", f"released:{assignment.id}")
            release(mission, assignment, "no_pair")
        elif assignment.state is not AssignmentState.SOS:
            mission.text(assignment.person, "V20", f"unable:{assignment.id}")
    _make_final(mission, Outcome.UNABLE, None, by, sealed_place, finding=None, went=mission.incident.went)
    return None


def _decided(
    mission: Mission, finding: Finding | None, decision: ReviewDecision, reviewer: str, note: bytes | None
) -> Finding:
    assert finding is not None
    decided = replace(finding, decision=decision.value, reviewed_by=reviewer, reviewed_at=mission.now, note=note)
    mission.put_finding(decided)
    end_pages(mission, [PageReason.FINDING])
    return decided


def _ask_again(mission: Mission, finding: Finding) -> None:
    mission.note("finding_rejected", by=finding.reviewed_by or "")
    nothing_waits = not any(waits(report) and report.left_out_at is None for report in mission.reports)
    if mission.incident.state not in OVER and mission.incident.reviewed_at is not None and nothing_waits:
        mission.update_incident(state=IncidentState.FINDING_REVIEWED)
    look_again(mission, f"again:{finding.id}")
    close_if_over(mission)


def _make_final(
    mission: Mission,
    outcome: Outcome,
    agency: str | None,
    reviewer: str,
    sealed_place: str,
    *,
    finding: Finding | None,
    went: bool,
) -> None:
    over = mission.incident.state in OVER
    mission.update_incident(
        state=mission.incident.state if over else IncidentState.FINDING_REVIEWED,
        epoch=mission.incident.epoch + 1,
        outcome=outcome,
        agency=agency,
        reviewed_at=mission.now,
        reviewed_by=reviewer,
    )
    mission.announce(
        FindingReviewedV1(
            **mission.event_head,
            finding_id=finding.id if finding else None,
            report_ids=tuple(mission.report_ids),
            outcome=outcome,
            went=went,
            agency=agency,
            seen_at=finding.submitted_at if finding else None,
            reviewed_by=reviewer,
            sealed_place=sealed_place,
        )
    )
    mission.note("reviewed", outcome=outcome.value, by=reviewer)
    end_pages(
        mission,
        [
            PageReason.EXHAUSTED,
            PageReason.PAIR_MISSING,
            PageReason.MEETING_POINT,
            PageReason.NO_FINDING,
            PageReason.WHERE_TO_LOOK,
        ],
    )
    withdraw_all(mission, "withdrawn")
    close_if_over(mission)
