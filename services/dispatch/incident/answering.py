"""Decide which reports a finding answers, and which still wait for an answer. Pure (rule R37)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from services.dispatch.incident import pair_rule
from services.dispatch.incident.looking import tell_how_to_answer, where_to_look
from services.dispatch.incident.review_rule import ReviewDecision
from services.dispatch.model.incident import AssignmentState, Finding, IncidentState
from services.dispatch.model.mission import Mission
from services.dispatch.model.noted_report import NotedReport

DELAY: Final = "delay"
CAN_LOOK: Final = frozenset({AssignmentState.CONFIRMED, AssignmentState.EN_ROUTE, AssignmentState.ON_SCENE})
FOUND: Final = frozenset({IncidentState.FINDING_SUBMITTED, IncidentState.FINDING_REVIEWED})


def answers(finding: Finding, report: NotedReport) -> bool:
    """What somebody saw says nothing about a report that came after they had looked."""
    return waits(report) and report.left_out_at is None and report.received_at <= finding.submitted_at


def waits(report: NotedReport) -> bool:
    """Its caller was told no end. One that was left out waits too, until somebody chooses what its caller is told."""
    return report.answered_at is None


def answered_by(finding: Finding, mission: Mission) -> tuple[NotedReport, ...]:
    """The reports whose callers a review of this finding tells."""
    return tuple(report for report in mission.reports if answers(finding, report))


def unanswered(mission: Mission) -> tuple[NotedReport, ...]:
    """The reports whose callers nobody has answered: the incident does not close over them (rule R38)."""
    return tuple(report for report in mission.reports if waits(report))


def team_can_look(mission: Mission) -> bool:
    """Enough for a team are at the scene, or on the way there with the meeting point in hand.

    Where a lead closed the incident as not checked they were asked to leave.
    """
    if mission.incident.state is IncidentState.FINDING_REVIEWED and not any(map(_stood, mission.findings)):
        return False
    people = [assignment.person for assignment in mission.team if assignment.state in CAN_LOOK]
    return not pair_rule.missing(people, mission.incident.needs)


def look_again(mission: Mission, report: NotedReport, crossing: str | None) -> None:
    """A report came after what was found, so those who are there look once more: as a team, never one alone (rule R9).

    They are asked once for each finding, however many reports come until they have answered.

    Args:
        crossing: where it was seen, in words that name no house; None: where they looked before.
    """
    incident = mission.incident
    told = any(answers(finding, report) for finding in mission.waiting_findings)
    if incident.state not in FOUND or told or not team_can_look(mission):
        return
    if incident.state is IncidentState.FINDING_REVIEWED:
        mission.update_incident(state=IncidentState.ON_SCENE)
    mission.note("look_again", ref=report.ref)
    if pair_rule.all_there(mission.team, incident.needs):  # else they hear it when the partner arrives
        scene, occasion = crossing or where_to_look(incident), f"after:{mission.findings[-1].id}"
        for each in mission.team:
            if scene is not None:
                mission.text(each.person, "V38", occasion, sealed={"scene": scene})
            tell_how_to_answer(mission, each, occasion)


def leave_out(mission: Mission, reports: Iterable[NotedReport], *, by: str) -> None:
    """What was found is not about these: no finding of this incident answers them. They wait for somebody to choose."""
    for report in reports:
        if waits(report) and report.left_out_at is None:
            mission.put_report(replace(report, left_out_at=mission.now))
            mission.note("left_out", ref=report.ref, by=by)


def expect_news(mission: Mission) -> None:
    """Of a report that has just come: so long its caller waits at most until they hear anything more."""
    mission.set_timer(DELAY, timedelta(minutes=mission.incident.policy.news_minutes), 0)


def mark_answered(mission: Mission, reports: Iterable[NotedReport], *, finding_id: UUID | None) -> tuple[UUID, ...]:
    """Their callers are told now, by this finding or by what somebody chose without one; whose callers they are."""
    told = list(reports)
    for report in told:
        mission.put_report(replace(report, answered_at=mission.now, answered_by=finding_id))
    return tuple(report.report_id for report in told)


def _stood(finding: Finding) -> bool:
    return finding.decision is not None and finding.decision != ReviewDecision.REJECT
