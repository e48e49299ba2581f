"""A caller texted about their report: a person is asked to read it, whatever became of the report."""

from collections.abc import Sequence

from schemas.envelope import Received
from schemas.events.report import CallerTextedV1
from services.dispatch.escalation.paging import begun_again, page_lead, page_without_incident
from services.dispatch.model.incident import IncidentState, PageReason
from services.dispatch.unit_of_work import IncidentUnitOfWork


async def on_caller_texts(work: IncidentUnitOfWork, batch: Sequence[Received[CallerTextedV1]]) -> None:
    """The lead of its mission is paged; where it has none, or that is over, who is on duty, once for all of those."""
    texts = [event.data for event in batch]
    known = await work.incidents.known_reports({text.report_id for text in texts})
    missions = await work.lock_missions(
        {report.incident_id for report in known.values() if report.incident_id},
        networks={text.network_id for text in texts},
    )
    apart: set[tuple[str, bool]] = set()
    for text in texts:
        report = known.get(text.report_id)
        mission = missions.get(report.incident_id) if report is not None and report.incident_id else None
        if mission is not None and mission.incident.state is not IncidentState.CLOSED:
            mission.note("caller_texted")
            page_lead(mission, PageReason.CALLER_TEXTED)
        else:
            apart.add((text.network_id, text.exercise))
    await _page_on_duty(work, apart)
    await work.save()


async def _page_on_duty(work: IncidentUnitOfWork, wanted: set[tuple[str, bool]]) -> None:
    """One page for each network stands for all: whoever takes it looks at the queue."""
    wanted = {of for of in wanted if of[0] in work.duties}
    paged = {
        (page.network_id, page.exercise): page
        for page in await work.pages.open_pages_without_incident({name for name, _ in wanted})
        if page.reason is PageReason.CALLER_TEXTED
    }
    for of in wanted & paged.keys():
        if paged[of].given_up:
            work.put_page(begun_again(paged[of], work.now))
    fresh = sorted(wanted - paged.keys())
    codes = await work.take_codes({name: sum(each == name for each, _ in fresh) for name, _ in fresh})
    for name, exercise in fresh:
        duty = work.duties[name]
        page_without_incident(
            work.pending,
            duty,
            code=codes[name].pop(0),
            reason=PageReason.CALLER_TEXTED,
            zone=duty.network.name,
            now=work.now,
            exercise=exercise,
            about=None,
        )
