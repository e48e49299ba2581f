"""What a reviewer reads before deciding: the incident's reports, and which of them the finding answers."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter

from schemas.api.dispatch import ReviewedReport, ReviewPage
from services.chassis.http_access import TheDatabase
from services.chassis.http_server import not_found
from services.chassis.openapi import refuses
from services.chassis.sealing import KeyMissing, Sealer
from services.dispatch.api.dependencies import DutyLeadOnly, TheResources
from services.dispatch.api.references import AMBIGUOUS, find_incident
from services.dispatch.incident.answering import answers
from services.dispatch.matching.geography import km_between
from services.dispatch.model.incident import Finding
from services.dispatch.model.noted_report import NotedReport
from services.dispatch.model.scene_place import ScenePlace
from services.dispatch.sealing import open_report_place
from services.dispatch.store.findings import FindingStore
from services.dispatch.store.incidents import IncidentStore
from services.dispatch.store.views import IncidentViews

router = APIRouter(prefix="/v1/incidents/{reference}", tags=["incidents"])


@router.get("/review", responses=refuses(AMBIGUOUS))
async def read_review_page(
    reference: str, _: DutyLeadOnly, database: TheDatabase, resources: TheResources
) -> ReviewPage:
    """Every report of the incident, and whether what was found is told to its caller. Nothing finer than a distance."""
    async with database.reading() as connection:
        views = IncidentViews(connection)
        incident_id = await find_incident(views, reference)
        found = await views.incident(incident_id)
        if found is None:
            raise not_found("incident")
        place_of, sealed_place = await views.sealed_place(incident_id)
        reports = await IncidentStore(connection, resources.sealer).reports_of([incident_id])
        findings = await FindingStore(connection).findings_of([incident_id])
    waiting = next((finding for finding in reversed(findings) if finding.decision is None), None)
    scene = _opened(sealed_place, place_of, resources.sealer)
    return ReviewPage(
        incident_id=found.incident_id,
        code=found.code,
        network_id=found.network_id,
        state=found.state.value,
        reports=tuple(
            _report(report, scene, waiting, resources.sealer) for report in sorted(reports, key=_first_received)
        ),
    )


def _report(report: NotedReport, scene: ScenePlace | None, finding: Finding | None, sealer: Sealer) -> ReviewedReport:
    place = None if report.sealed_place is None else _opened(report.sealed_place, report.report_id, sealer)
    metres = None
    if place is not None and scene is not None:
        metres = round(km_between(place.lat, place.lon, scene.lat, scene.lon) * 1000)
    return ReviewedReport(
        report_id=report.report_id,
        ref=report.ref,
        channel=report.channel,
        received_at=report.received_at,
        seen_at=report.seen_at,
        metres=metres,
        is_residence=report.is_residence,
        answers=finding is not None and answers(finding, report),
        left_out_at=report.left_out_at,
        answered_at=report.answered_at,
        answered_by=report.answered_by,
    )


def _opened(sealed: bytes, report_id: UUID, sealer: Sealer) -> ScenePlace | None:
    """None: its key is destroyed."""
    try:
        return open_report_place(sealed, report_id, sealer)
    except KeyMissing:
        return None


def _first_received(report: NotedReport) -> tuple[datetime, UUID]:
    return report.received_at, report.report_id
