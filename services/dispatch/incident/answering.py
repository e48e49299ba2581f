"""Decide which reports a finding answers, and which still wait for an answer. Pure (rule R37)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from schemas import text_lengths
from schemas.place_names import crossing_in
from schemas.values import Outcome
from services.dispatch.incident import pair_rule
from services.dispatch.incident.looking import tell_how_to_answer, where_to_look
from services.dispatch.incident.review_rule import ReviewDecision
from services.dispatch.model.finding import Finding
from services.dispatch.model.incident import Assignment, AssignmentState, IncidentState
from services.dispatch.model.mission import Mission
from services.dispatch.model.noted_report import NotedReport

DELAY: Final = "delay"
A_LOOK: Final = timedelta(minutes=1)
"""So long before a finding a report must have come, or the team have been told of its corner, to be answered by it."""
ONE_LOOK_M: Final = 100
"""As far as one sees from a corner: what lies farther away is another one."""
CORNERS_AT_ONCE: Final = 3
TOLD_HOW: Final = timedelta(minutes=2)
"""So long how to answer (V6) need not be said again: when all were there, or with the call before."""
CAN_LOOK: Final = frozenset({AssignmentState.CONFIRMED, AssignmentState.EN_ROUTE, AssignmentState.ON_SCENE})
FOUND: Final = frozenset({IncidentState.FINDING_SUBMITTED, IncidentState.FINDING_REVIEWED})


def answers(finding: Finding, report: NotedReport, went: Iterable[Assignment]) -> bool:
    """What somebody saw says nothing about a report that came when they had looked, nor about a corner where they did
    not look.

    Args:
        went: everybody who was ever on the mission.
    """
    if not waits(report) or report.left_out_at is not None:
        return False
    if report.elsewhere:
        return report.look_told_at is not None and report.look_told_at <= finding.submitted_at - A_LOOK
    return report.received_at <= answers_until(finding, went)


def answers_until(finding: Finding, went: Iterable[Assignment]) -> datetime:
    """What came of their own corner until then: before all of them were there, or long enough before they answered.

    Who called just before a team saw it themselves saw the same.
    """
    if finding.outcome is Outcome.CONFIRMED_ONGOING:
        return finding.submitted_at
    arrived = [each.on_scene_at for each in went if each.on_scene_at is not None]
    since = max((at for at in arrived if at <= finding.submitted_at), default=finding.submitted_at)
    return max(since, finding.submitted_at - A_LOOK)


def waits(report: NotedReport) -> bool:
    """Its caller was told no end. One that was left out waits too, until somebody chooses what its caller is told."""
    return report.answered_at is None


def answered_by(finding: Finding, mission: Mission, also: Collection[UUID] = ()) -> tuple[NotedReport, ...]:
    """The reports whose callers a review of this finding tells.

    Args:
        also: those of another corner, or that came just before, of which the reviewer says that it answers them too.
    """
    return tuple(
        report
        for report in mission.reports
        if answers(finding, report, mission.assignments.values())
        or (report.report_id in also and waits(report) and report.received_at <= finding.submitted_at)
    )


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


def look_again(mission: Mission, report: NotedReport) -> None:
    """A report joined a team that is there: of another corner they are told at once; of the same one when they have
    found something, for until then they look anyway. As a team, never one alone (rule R9).

    Of the same corner they are asked once for each finding, however many reports come until they have answered.
    """
    told = any(answers(finding, report, mission.assignments.values()) for finding in mission.waiting_findings)
    needless = told or _look_there_anyway(mission, report)
    if needless or not _can_be_looked_at(mission, report) or not team_can_look(mission):
        return
    _send_to_look(mission, [report], f"after:{mission.findings[-1].id}" if mission.findings else "before")


def look_at_other_corners(mission: Mission) -> None:
    """All are there, and other calls named other corners meanwhile: they hear of those beside the first one."""
    _send_to_look(mission, [report for report in unlooked(mission) if report.elsewhere], "arrived")


def look_further(mission: Mission, finding: Finding) -> None:
    """Reports that what was just found does not answer: they look for these too, before they go."""
    went = mission.assignments.values()
    left = [report for report in unlooked(mission) if not answers(finding, report, went)]
    if left and team_can_look(mission):
        _send_to_look(mission, left, f"after:{finding.id}")


def look_on(mission: Mission, occasion: str) -> bool:
    """After a review that did not answer all who wait: whether they look on for the others instead of leaving.

    Who was asked to look for these, and has not answered since, is looking: they hear nothing new.
    """
    left = to_look_at(mission)
    if not left or not team_can_look(mission):
        return False
    mission.update_incident(state=IncidentState.ON_SCENE)
    _send_to_look(mission, [report for report in left if not _is_looked_for(mission, report)], occasion)
    return True


def unlooked(mission: Mission) -> list[NotedReport]:
    """Reports of which nobody was asked to look yet, besides where they look anyway."""
    return [report for report in to_look_at(mission) if report.look_told_at is None]


def to_look_at(mission: Mission) -> list[NotedReport]:
    """Whatever waits for somebody to look."""
    waiting = [report for report in mission.reports if waits(report) and report.left_out_at is None]
    return [report for report in waiting if _can_be_looked_at(mission, report)]


def _look_there_anyway(mission: Mission, report: NotedReport) -> bool:
    """After a review they look for what came since, and only that: perhaps at another corner."""
    if report.elsewhere or mission.incident.state in FOUND:
        return False
    near = [each for each in to_look_at(mission) if not each.elsewhere]
    return mission.incident.reviewed_at is None or any(_is_looked_for(mission, each) for each in near)


def _is_looked_for(mission: Mission, report: NotedReport) -> bool:
    told_at = report.look_told_at
    return told_at is not None and all(finding.submitted_at <= told_at for finding in mission.findings)


def _can_be_looked_at(mission: Mission, report: NotedReport) -> bool:
    """A corner that nobody may say in public waits for a reviewer: they are sent nowhere else in its name."""
    return not report.elsewhere or mission.crossing_of(report) is not None


def _send_to_look(mission: Mission, reports: Sequence[NotedReport], occasion: str) -> None:
    """Each corner once, and not too many at a time; what they are not told of waits for the next look.

    Of what they heard of before, and answered too soon, they hear where to look (V6a), and not of another call.
    """
    if not pair_rule.all_there(mission.team, mission.incident.needs):
        return  # they hear it when the partner arrives
    near = [report for report in reports if not report.elsewhere]
    knows_how = _were_told_how(mission)
    if near:
        scene = mission.crossing_of(near[0]) or where_to_look(mission.incident)
        _tell(mission, near, "V38" if _are_new(near) else "V6a", scene, occasion)
    corners: dict[str, list[NotedReport]] = {}
    for report in reports:
        if report.elsewhere and (crossing := mission.crossing_of(report)) is not None:
            corners.setdefault(crossing_in(crossing, text_lengths.SCENE), []).append(report)
    for crossing, of_it in list(corners.items())[:CORNERS_AT_ONCE]:
        template = "V38b" if _are_new(of_it) else "V6a"
        _tell(mission, of_it, template, crossing, f"{occasion}:{of_it[0].report_id}")
    if (near or (corners and mission.findings)) and not knows_how:
        for each in mission.team:
            tell_how_to_answer(mission, each, occasion)


def _are_new(reports: Iterable[NotedReport]) -> bool:
    return any(report.look_told_at is None for report in reports)


def _were_told_how(mission: Mission) -> bool:
    told = [*(each.on_scene_at for each in mission.team), *(report.look_told_at for report in mission.reports)]
    return any(at is not None and mission.now < at + TOLD_HOW for at in told)


def _tell(mission: Mission, reports: Iterable[NotedReport], template: str, scene: str | None, occasion: str) -> None:
    if scene is not None:
        for each in mission.team:
            mission.text(each.person, template, occasion, sealed={"scene": scene})
    for report in reports:
        mission.put_report(replace(report, look_told_at=mission.now))
        mission.note("look_again", ref=report.ref)


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
