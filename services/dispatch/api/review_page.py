"""What a reviewer reads before deciding: what was found and by whom, and which of the reports it answers."""

from datetime import datetime
from typing import cast
from uuid import UUID

from fastapi import APIRouter

from schemas.api.dispatch.common import DecisionName
from schemas.api.dispatch.review import ReviewedReport, ReviewPage, WaitingFinding
from services.chassis.http_access import TheDatabase
from services.chassis.http_server import not_found
from services.chassis.openapi import refuses
from services.chassis.sealing import Sealer
from services.dispatch.api.dependencies import DutyLeadOnly, TheResources
from services.dispatch.api.references import AMBIGUOUS, find_incident
from services.dispatch.incident.answering import answers
from services.dispatch.incident.review_rule import differ
from services.dispatch.matching.geography import km_between
from services.dispatch.model.finding import Finding, waiting_for_review
from services.dispatch.model.noted_report import NotedReport
from services.dispatch.model.scene_place import ScenePlace
from services.dispatch.sealing import open_finding_words, open_report_place, opened_or_none
from services.dispatch.store.content_reads import note_readings
from services.dispatch.store.findings import FindingStore
from services.dispatch.store.incidents import IncidentStore
from services.dispatch.store.offers import OfferStore
from services.dispatch.store.sos_calls import SosCallStore
from services.dispatch.store.views import IncidentViews

router = APIRouter(prefix="/v1/incidents/{reference}", tags=["incidents"])


@router.get("/review", responses=refuses(AMBIGUOUS))
async def read_review_page(
    reference: str, staff: DutyLeadOnly, database: TheDatabase, resources: TheResources
) -> ReviewPage:
    """Each finding in its submitter's words, and each report: whether what was found is told to its caller.

    Nothing finer than a distance. Reading the words is noted.
    """
    async with database.transaction() as connection:
        views = IncidentViews(connection, staff.scope)
        incident_id = await find_incident(views, reference)
        found = await views.incident(incident_id)
        if found is None:
            raise not_found("incident")
        sealed = await views.sealed_places(incident_id)
        reports = await IncidentStore(connection, resources.sealer).reports_of([incident_id])
        findings = await FindingStore(connection).findings_of([incident_id])
        team = await OfferStore(connection).assignments_of([incident_id])
        cried = await SosCallStore(connection).cried_at(incident_id)
        with_words = [finding.id for finding in findings if finding.words is not None]
        if with_words:
            await note_readings(connection, "finding", with_words, staff)
    waiting = waiting_for_review(findings)
    scene = opened_or_none(open_report_place, sealed.place, sealed.place_of, resources.sealer)
    return ReviewPage(
        incident_id=found.incident_id,
        code=found.code,
        network_id=found.network_id,
        state=found.state.value,
        findings=tuple(_finding(finding, finding in waiting, resources.sealer) for finding in findings),
        findings_differ=differ(waiting),
        cried=cried,
        not_answered=tuple(
            each.person.callsign
            for each in team
            if each.active
            and each.on_scene_at is not None
            and each.person.callsign not in {finding.submitted_by for finding in findings}
        )
        if waiting
        else (),
        reports=tuple(
            _report(report, scene, any(answers(finding, report, team) for finding in waiting), resources.sealer)
            for report in sorted(reports, key=_first_received)
        ),
    )


def _finding(finding: Finding, waits: bool, sealer: Sealer) -> WaitingFinding:
    return WaitingFinding(
        finding_id=finding.id,
        outcome=finding.outcome,
        people=finding.people,
        vehicles=finding.vehicles,
        words=opened_or_none(open_finding_words, finding.words, finding.id, sealer),
        submitted_by=finding.submitted_by,
        submitted_at=finding.submitted_at,
        seen_by=finding.seen_by or (finding.submitted_by,),
        waits=waits,
        decision=cast("DecisionName | None", finding.decision),
    )


def _report(report: NotedReport, scene: ScenePlace | None, answered: bool, sealer: Sealer) -> ReviewedReport:
    place = opened_or_none(open_report_place, report.sealed_place, report.report_id, sealer)
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
        answers=answered,
        elsewhere=report.elsewhere,
        left_out_at=report.left_out_at,
        answered_at=report.answered_at,
        answered_by=report.answered_by,
    )


def _first_received(report: NotedReport) -> tuple[datetime, UUID]:
    return report.received_at, report.report_id
