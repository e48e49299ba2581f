"""Decide which reports a finding answers, and which still wait for an answer. Pure (rule R37)."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from services.dispatch.model.incident import Finding
from services.dispatch.model.mission import Mission
from services.dispatch.model.noted_report import NotedReport


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


def mark_answered(mission: Mission, reports: Iterable[NotedReport], *, finding_id: UUID | None) -> tuple[UUID, ...]:
    """Their callers are told now, by this finding or by what somebody chose without one; whose callers they are."""
    told = list(reports)
    for report in told:
        mission.put_report(replace(report, answered_at=mission.now, answered_by=finding_id))
    return tuple(report.report_id for report in told)
