"""A caller texted about their report: a person is asked to read it, whatever became of the report."""

from collections.abc import Sequence
from typing import Final

from schemas.envelope import Received
from schemas.events.report import CallerTextedV1
from services.dispatch.escalation.held_too_long import Waiting
from services.dispatch.escalation.paging import page_lead
from services.dispatch.handlers.network_pages import page_networks
from services.dispatch.model.incident import CallerOf, IncidentState, PageReason
from services.dispatch.unit_of_work import IncidentUnitOfWork

UNKNOWN_REF: Final = "?"
"""Of what intake of the release before announced."""


async def on_caller_texts(work: IncidentUnitOfWork, batch: Sequence[Received[CallerTextedV1]]) -> None:
    """The lead of its mission is paged; where it has none, or that is over, who is on duty, once for all of those.

    Each who cries has a page of their own.
    """
    texts = [event.data for event in batch]
    known = await work.incidents.known_reports({text.report_id for text in texts})
    missions = await work.lock_missions(
        {report.incident_id for report in known.values() if report.incident_id},
        networks={text.network_id for text in texts},
    )
    apart: set[Waiting] = set()
    for text in texts:
        reason = PageReason.CALLER_CRIES if text.cries else PageReason.CALLER_TEXTED
        report = known.get(text.report_id)
        ref = text.ref or (report.ref if report is not None else UNKNOWN_REF)
        cries = CallerOf(text.report_id, ref) if text.cries else None
        mission = missions.get(report.incident_id) if report is not None and report.incident_id else None
        if mission is not None and mission.incident.state is not IncidentState.CLOSED:
            mission.note("caller_cries" if text.cries else "caller_texted")
            page_lead(mission, reason, cries)
        else:
            apart.add(Waiting(reason, text.network_id, text.exercise, cries))
    await page_networks(work, dict.fromkeys(apart, work.now))
    await work.save()
