"""Take a report out of an incident that it should never have joined, into one of its own. Pure (rule R37)."""

from dataclasses import replace
from enum import StrEnum

from services.dispatch.escalation.paging import end_pages
from services.dispatch.incident.clustering import OpenReason
from services.dispatch.incident.ending import close_if_over
from services.dispatch.incident.opening import open_incident
from services.dispatch.model.incident import PageReason
from services.dispatch.model.mission import Mission
from services.dispatch.model.noted_report import NotedReport


class SplitRefusal(StrEnum):
    """Why a report stays; each is a problem's kind."""

    FIRST_REPORT = "first-report"
    PLACE_UNKNOWN = "place-unknown"


def why_not_split(mission: Mission, report: NotedReport) -> SplitRefusal | None:
    """The incident's place is that of its first report; a new one needs the report's own."""
    if report.report_id == mission.incident.place_of:
        return SplitRefusal.FIRST_REPORT
    return SplitRefusal.PLACE_UNKNOWN if report.sealed_place is None else None


def split_off(mission: Mission, report: NotedReport, opened: Mission, *, by: str) -> None:
    """The report opens an incident of its own, whatever it was answered before: somebody looks at its place now."""
    moved = replace(
        report,
        incident_id=opened.incident.id,
        left_out_at=None,
        answered_at=None,
        answered_by=None,
        elsewhere=False,
        look_told_at=None,
    )
    mission.reports = [known for known in mission.reports if known.report_id != report.report_id]
    mission.pending.reports_decided[report.report_id] = moved
    end_pages(mission, [PageReason.NOBODY_LOOKS], report.report_id)
    mission.note("split_off", ref=report.ref, to=opened.incident.code, by=by)
    open_incident(opened, moved, OpenReason.SPLIT_OFF, mission.incident.code)
    close_if_over(mission)
