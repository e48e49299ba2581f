"""A report joins a team that was told to leave: whoever is still there looks again, else a person asks others. Pure."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from services.dispatch.escalation.paging import end_pages, page_lead
from services.dispatch.incident.answering import look_on, team_can_look, to_look_at, unlooked
from services.dispatch.model.incident import CallerOf, IncidentState, PageReason
from services.dispatch.model.mission import Mission

CALLED_BACK: Final = "called_back"
STILL_THERE: Final = timedelta(minutes=3)
"""So long their OK is waited for: what was seen there does not wait on who may have left."""


def call_back(mission: Mission) -> bool:
    """Whether they are asked if they are still there, and told to look only then (V38c): a review let them go."""
    if mission.incident.state is not IncidentState.FINDING_REVIEWED:
        return False
    if team_can_look(mission) and unlooked(mission):
        mission.note("called_back")
        for each in mission.team:
            mission.text(each.person, "V38c", f"called_back:{mission.incident.reviewed_at}")
            mission.put_assignment(replace(each, signs_asked=max(each.signs_asked, 1)))
        mission.set_timer(CALLED_BACK, STILL_THERE, 0)
    return True


def they_are_there(mission: Mission, occasion: str) -> bool:
    """OK, or HERE: of who was called back; they hear where to look."""
    if mission.incident.state is not IncidentState.FINDING_REVIEWED or not look_on(mission, occasion):
        return False
    end_pages(mission, [PageReason.NOBODY_LOOKS])
    return True


def nobody_looks(mission: Mission) -> None:
    """They left, or say nothing: the lead hears of each report that nobody is there to look at."""
    if mission.incident.state is IncidentState.FINDING_REVIEWED:
        for report in to_look_at(mission):
            page_lead(mission, PageReason.NOBODY_LOOKS, CallerOf(report.report_id, report.ref))
