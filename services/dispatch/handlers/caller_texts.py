"""A caller texted about their report: the mission that it belongs to hears of it, and a person is asked to read it."""

from collections.abc import Sequence

from schemas.envelope import Received
from schemas.events.report import CallerTextedV1
from services.dispatch.escalation.paging import page_lead
from services.dispatch.model.incident import IncidentState, PageReason
from services.dispatch.unit_of_work import IncidentUnitOfWork


async def on_caller_texts(work: IncidentUnitOfWork, batch: Sequence[Received[CallerTextedV1]]) -> None:
    """Of a report that belongs to no mission, or to one that is over, intake's queue tells."""
    known = await work.incidents.known_reports({event.data.report_id for event in batch})
    missions = await work.lock_missions({report.incident_id for report in known.values() if report.incident_id})
    for mission in missions.values():
        if mission.incident.state is not IncidentState.CLOSED:
            mission.note("caller_texted")
            page_lead(mission, PageReason.CALLER_TEXTED)
    await work.save()
