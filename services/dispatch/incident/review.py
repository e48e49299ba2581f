"""Make a finding final, or close without one: after this, and only then, callers may be told (rule R5)."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from uuid import UUID

from schemas.endings import UnableWhy
from schemas.events.incident import FindingReviewedV1
from schemas.values import Outcome
from services.dispatch.escalation.paging import end_pages
from services.dispatch.incident.answering import answered_by, look_on, mark_answered, unanswered
from services.dispatch.incident.ending import close_if_over, tell_team_of_correction
from services.dispatch.incident.near_sos import NEAR_SOS_PAGES
from services.dispatch.incident.offering import withdraw_all
from services.dispatch.incident.review_rule import (
    AcceptedFinding,
    RejectedFindings,
    ReviewDecision,
    ReviewRefusal,
    Verdict,
    judge,
)
from services.dispatch.incident.scene import look_again
from services.dispatch.incident.team import release
from services.dispatch.model.finding import Finding
from services.dispatch.model.incident import NO_PAIR, OVER, Assignment, AssignmentState, IncidentState, PageReason
from services.dispatch.model.mission import Mission
from services.dispatch.model.noted_report import NotedReport

SealNote = Callable[[UUID], bytes]
"""Seals the reviewer's note for the finding with this id."""


def review_finding(
    mission: Mission,
    verdict: Verdict,
    *,
    sealed_place: str,
    sealed_agency: str | None = None,
    seal_note: SealNote | None = None,
) -> AcceptedFinding | RejectedFindings | ReviewRefusal:
    """What was decided, and done.

    Args:
        sealed_agency: the words of the verdict, for the event that tells them to intake.
    """
    waiting = mission.waiting_findings
    judged = judge(mission.incident, mission.findings, waiting, verdict)
    match judged:
        case RejectedFindings(findings=rejected):
            for finding in rejected:
                _decide(mission, finding, ReviewDecision.REJECT, verdict.reviewer, seal_note)
            _ask_again(mission, rejected, verdict.reviewer)
        case AcceptedFinding(finding=chosen):
            for finding in waiting:
                decision = verdict.decision if _stands(finding, chosen, verdict) else ReviewDecision.REJECT
                _decide(mission, finding, decision, verdict.reviewer, seal_note if finding.id == chosen.id else None)
            _make_final(mission, judged, verdict.reviewer, sealed_place, sealed_agency, verdict.also)
    return judged


def close_unable(mission: Mission, *, by: str, sealed_place: str, why: UnableWhy | None = None) -> ReviewRefusal | None:
    """Nobody could look, and the duty lead says so: callers hear that it was not checked (C6b)."""
    if mission.waiting_findings:
        return ReviewRefusal.FINDING_WAITS
    for assignment in mission.team:
        if assignment.state is AssignmentState.HELD and assignment.confirmed_at is None:
            mission.text(assignment.person, "V4b", f"released:{assignment.id}")
            release(mission, assignment, NO_PAIR)
        elif assignment.state is not AssignmentState.SOS:
            mission.text(assignment.person, "V20", f"unable:{assignment.id}")
    _settle(mission, by, outcome=Outcome.UNABLE, agency=None, agency_words=None)
    told = [report for report in unanswered(mission) if report.left_out_at is None]
    mission.announce(
        FindingReviewedV1(
            **mission.event_head,
            report_ids=mark_answered(mission, told, finding_id=None),
            outcome=Outcome.UNABLE,
            went=mission.incident.went,
            why=why,
            reviewed_by=by,
            sealed_place=sealed_place,
        )
    )
    _wind_up(mission, Outcome.UNABLE, by)
    return None


def _stands(finding: Finding, chosen: Finding, verdict: Verdict) -> bool:
    """Whoever is not believed is rejected; a correction decides on all alike."""
    return verdict.decision is ReviewDecision.CORRECT or finding.outcome is chosen.outcome


def _decide(
    mission: Mission, finding: Finding, decision: ReviewDecision, reviewer: str, seal_note: SealNote | None
) -> None:
    note = seal_note(finding.id) if seal_note is not None else None
    mission.put_finding(
        replace(finding, decision=decision.value, reviewed_by=reviewer, reviewed_at=mission.now, note=note)
    )
    if not mission.waiting_findings:
        end_pages(mission, [PageReason.FINDING])


def _ask_again(mission: Mission, rejected: Sequence[Finding], reviewer: str) -> None:
    """Nobody looks again while another finding waits; whoever said it hears that it was not taken."""
    mission.note("finding_rejected", by=reviewer)
    if mission.waiting_findings:
        _tell_submitters(mission, rejected)
        return
    heard: frozenset[UUID] = frozenset()
    if (
        mission.incident.state not in OVER
        and mission.incident.reviewed_at is not None
        and not _waits_for_a_look(mission)
    ):
        mission.update_incident(state=IncidentState.FINDING_REVIEWED)
        for each in _out_there(mission):
            mission.text(each.person, "V20c", f"reviewed:{rejected[-1].id}")
        heard = frozenset(each.person.volunteer_id for each in _out_there(mission))
    _tell_submitters(mission, rejected, but=heard | look_again(mission, rejected))
    close_if_over(mission)


def _tell_submitters(mission: Mission, rejected: Sequence[Finding], *, but: Collection[UUID] = ()) -> None:
    """Their answer was not taken, and what they can do (V46b); who is in danger is spoken to by a person."""
    latest = {each.person.callsign: each for each in sorted(mission.assignments.values(), key=lambda a: a.held_at)}
    for finding in rejected:
        submitter = latest.get(finding.submitted_by)
        if submitter is None or submitter.state is AssignmentState.SOS or submitter.person.volunteer_id in but:
            continue
        mission.text(submitter.person, "V46b", f"rejected:{finding.id}", {"outcome": finding.outcome.value})


def _make_final(
    mission: Mission,
    accepted: AcceptedFinding,
    reviewer: str,
    sealed_place: str,
    sealed_agency: str | None,
    also: Collection[UUID],
) -> None:
    """A new look after a review answers who was not answered yet; what callers were told before stands beside it."""
    told = list(answered_by(replace(accepted.finding, outcome=accepted.outcome), mission, also))
    if accepted.corrects:
        told += [report for report in mission.reports if _was_told_a_finding(mission, report)]
    if accepted.corrects or mission.incident.reviewed_at is None:
        _settle(
            mission,
            reviewer,
            outcome=accepted.outcome,
            agency=accepted.agency,
            agency_words=accepted.agency_words,
            seen_by=accepted.seen_by,
        )
    elif mission.incident.state not in OVER:
        mission.update_incident(state=IncidentState.FINDING_REVIEWED)
    mission.announce(
        FindingReviewedV1(
            **mission.event_head,
            finding_id=accepted.finding.id,
            report_ids=mark_answered(mission, told, finding_id=accepted.finding.id),
            outcome=accepted.outcome,
            went=True,
            seen_by=accepted.seen_by,
            agency=accepted.agency,
            sealed_agency_words=sealed_agency if accepted.agency_words is not None else None,
            why=accepted.why,
            corrects=accepted.corrects,
            seen_at=accepted.finding.submitted_at,
            reviewed_by=reviewer,
            sealed_place=sealed_place,
        )
    )
    if accepted.corrects and mission.incident.state is IncidentState.CLOSED:
        tell_team_of_correction(mission, accepted.outcome)
    _tell_team(mission, accepted)
    _wind_up(mission, accepted.outcome, reviewer)


def _tell_team(mission: Mission, accepted: AcceptedFinding) -> None:
    """What was decided, once, and that they may go; or that they look on, where a report came after they had looked."""
    if mission.incident.state is not IncidentState.FINDING_REVIEWED:  # at an end they were told to leave already
        return
    occasion = f"reviewed:{accepted.finding.id}:{mission.now.isoformat()}"
    there = [each for each in _out_there(mission) if each.state is AssignmentState.ON_SCENE]
    if look_on(mission, occasion):
        return
    for each in _out_there(mission):
        if each in there:
            text = "V43" if len(there) > 1 else "V43b"
            mission.text(each.person, text, occasion, {"outcome": accepted.outcome.value})
        else:
            mission.text(each.person, "V20c", occasion)


def _out_there(mission: Mission) -> list[Assignment]:
    """Who was sent and is not out; who is in danger is spoken to by a person."""
    return [each for each in mission.team if each.sent and each.state is not AssignmentState.SOS]


def _waits_for_a_look(mission: Mission) -> bool:
    """A report came after everything that was found."""
    return any(report.left_out_at is None for report in unanswered(mission))


def _settle(mission: Mission, reviewer: str, **outcome: object) -> None:
    over = mission.incident.state in OVER
    mission.update_incident(
        state=mission.incident.state if over else IncidentState.FINDING_REVIEWED,
        epoch=mission.incident.epoch + 1,
        reviewed_at=mission.now,
        reviewed_by=reviewer,
        **outcome,
    )


def _was_told_a_finding(mission: Mission, report: NotedReport) -> bool:
    """Of the same review, or of one before; not by what somebody chose without a finding."""
    reviewed_at = mission.incident.reviewed_at
    return report.left_out_at is None and (
        report.answered_by is not None or (report.answered_at is not None and report.answered_at == reviewed_at)
    )


def _wind_up(mission: Mission, outcome: Outcome, reviewer: str) -> None:
    mission.note("reviewed", outcome=outcome.value, by=reviewer)
    end_pages(
        mission,
        [
            PageReason.EXHAUSTED,
            PageReason.TEXTS_FAIL,
            PageReason.PAIR_MISSING,
            PageReason.MEETING_POINT,
            PageReason.NO_FINDING,
            PageReason.WHERE_TO_LOOK,
            *NEAR_SOS_PAGES,
        ],
    )
    withdraw_all(mission, "withdrawn", unanswered="V5c")
    close_if_over(mission)
