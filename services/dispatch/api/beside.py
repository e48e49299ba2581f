"""What a report that somebody is about to release would join, and what else is near; nothing is done."""

from uuid import UUID

from fastapi import APIRouter

from schemas.api.dispatch.beside import BesideRequest, IncidentBeside, ReportBeside
from services.chassis.http_access import TheDatabase
from services.chassis.http_server import not_found
from services.chassis.sealing import KeyMissing, Sealer
from services.dispatch.api.dependencies import LeadOrOperator, TheResources
from services.dispatch.incident.beside import Beside, MissionBeside, ReportWill, what_is_beside
from services.dispatch.incident.clustering import NEAR_M, PlacedSighting
from services.dispatch.incident.near_sos import cries_near
from services.dispatch.incident.opening import asks_first
from services.dispatch.incident.sending_off import waits_for_a_place
from services.dispatch.matching.geography import cells_near
from services.dispatch.model.noted_report import NotedReport
from services.dispatch.model.scene_place import ScenePlace
from services.dispatch.sealing import open_report_place
from services.dispatch.unit_of_work import IncidentUnitOfWork

router = APIRouter(prefix="/v1/reports/{report_id}", tags=["reports"])


@router.post("/beside")
async def preview_where_it_belongs(
    report_id: UUID, known_better: BesideRequest, staff: LeadOrOperator, database: TheDatabase, resources: TheResources
) -> ReportBeside:
    """Which incident a held report would join and which others are near: state, age, metres, what was found there."""
    async with database.unit() as unit:
        work = IncidentUnitOfWork(unit, resources)
        report = await work.incidents.noted_report(report_id, staff.scope)
        if report is None:
            raise not_found("report")
        await work.find_candidates([])
        found = await _beside(work, report, known_better)
    return ReportBeside(
        report_id=report_id,
        will=found.will.value,
        joins=found.joins.incident.code if found.joins else None,
        near=tuple(map(_near, found.near)),
    )


async def _beside(work: IncidentUnitOfWork, report: NotedReport, known_better: BesideRequest) -> Beside:
    place = _place(report, known_better, work.resources.sealer)
    if place is None:
        return Beside(ReportWill.PLACE_UNKNOWN)
    duty = await work.duty_at(report.network_id, place)
    if duty is None:
        return Beside(ReportWill.UNSERVED)
    is_residence = report.is_residence if known_better.is_residence is None else known_better.is_residence
    sighting = PlacedSighting(
        duty.network.network_id,
        report.exercise,
        place.lat,
        place.lon,
        seen_at=known_better.observed_at or report.seen_at,
        received_at=report.received_at,
        asks_first=asks_first(report.channel, is_residence),
    )
    policy = duty.network.policy
    cells = cells_near(place.lat, place.lon, max(NEAR_M, policy.join_m))
    missions = (await work.look_near(cells)).values()
    return what_is_beside(sighting, missions, await work.lately_over(cells, beside=missions), policy=policy)


def _place(report: NotedReport, known_better: BesideRequest, sealer: Sealer) -> ScenePlace | None:
    """None: nobody said a point, or its key is destroyed."""
    if known_better.place is not None:
        return ScenePlace(known_better.place.lat, known_better.place.lon, "")
    if report.sealed_place is None:
        return None
    try:
        return open_report_place(report.sealed_place, report.report_id, sealer)
    except (KeyMissing, TypeError):
        return None


def _near(each: MissionBeside) -> IncidentBeside:
    mission, incident = each.mission, each.mission.incident
    return IncidentBeside(
        incident_id=incident.id,
        code=incident.code,
        state=incident.state.value,
        zone=incident.zone,
        metres=each.metres,
        opened_at=incident.opened_at,
        team=tuple(assignment.person.callsign for assignment in mission.team),
        found=mission.findings[-1].outcome if mission.findings else None,
        outcome=incident.outcome,
        why_not=each.why_not.value if each.why_not else None,
        waits_for_place=waits_for_a_place(mission),
        near_sos=incident.near_sos_at is not None,
        near_sos_over=incident.near_sos_at is not None and not cries_near(mission),
    )
