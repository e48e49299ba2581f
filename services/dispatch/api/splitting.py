"""A report taken out of an incident, into one of its own: before its review, or after."""

from typing import Final

from fastapi import APIRouter

from schemas.api.dispatch.steps import CODE_TO_COME, SplitRequest, StepAnswer
from services.chassis.errors import Problem
from services.chassis.openapi import refuses
from services.chassis.sealing import KeyMissing
from services.dispatch.api.dependencies import DutyLeadOnly
from services.dispatch.api.incident_steps import TheSteps
from services.dispatch.api.references import AMBIGUOUS, UNKNOWN_REPORT, find_reports
from services.dispatch.incident.opening import new_incident, searches_for
from services.dispatch.incident.splitting import SplitRefusal, split_off, why_not_split
from services.dispatch.model.mission import Mission
from services.dispatch.model.noted_report import NotedReport
from services.dispatch.sealing import open_report_place
from services.dispatch.unit_of_work import IncidentUnitOfWork

NOT_SPLIT: Final = {
    SplitRefusal.FIRST_REPORT: (
        409,
        "first-report",
        "The incident's place is that of its first report; split off the others",
    ),
    SplitRefusal.PLACE_UNKNOWN: (409, "place-unknown", "Nobody knows where it is, or its key is destroyed"),
}

router = APIRouter(prefix="/v1/incidents/{reference}", tags=["steps"])


@router.post("/split", responses=refuses(AMBIGUOUS, UNKNOWN_REPORT, *NOT_SPLIT.values()))
async def split(reference: str, order: SplitRequest, staff: DutyLeadOnly, steps: TheSteps) -> StepAnswer:
    """The report opens an incident of its own, and people are asked; what that was answered before counts no more."""
    async with steps.begin(reference, staff.scope, preview=order.preview) as step:
        [report] = find_reports(step.mission.reports, [order.report], "/report")
        if (refusal := why_not_split(step.mission, report)) is not None:
            raise Problem(*NOT_SPLIT[refusal])
        opened = await _mission_of(report, step.mission, step.work, preview=order.preview)
        split_off(step.mission, report, opened, by=staff.actor)
    return step.answer(opened)


async def _mission_of(report: NotedReport, mission: Mission, work: IncidentUnitOfWork, *, preview: bool) -> Mission:
    assert report.sealed_place is not None
    try:
        place = open_report_place(report.sealed_place, report.report_id, work.resources.sealer)
    except KeyMissing:
        raise Problem(*NOT_SPLIT[SplitRefusal.PLACE_UNKNOWN]) from None
    network = mission.duty.network
    codes = {} if preview else await work.take_codes({network.network_id: 1})
    [code] = codes.get(network.network_id, [CODE_TO_COME])
    incident = new_incident(report, place, network, code=code, opened_at=work.now)
    await work.find_candidates(searches_for([incident]))
    return work.mission(incident)
