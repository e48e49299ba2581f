"""Incidents, looked at: the list, and one of them whole with everything that happened on it."""

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query

from schemas.api.dispatch import (
    AssignmentSummary,
    ExcludedVolunteer,
    FindingDetail,
    FindingSummary,
    IncidentDetail,
    IncidentList,
    IncidentNeeds,
    IncidentSummary,
    OfferCounts,
    OfferSummary,
    TimelineLine,
)
from services.chassis.auth import Role
from services.chassis.http_access import AnyStaff, TheDatabase
from services.chassis.http_server import not_found
from services.chassis.openapi import refuses
from services.chassis.sealing import KeyMissing, Sealer
from services.dispatch.api.dependencies import TheResources
from services.dispatch.api.references import AMBIGUOUS, find_incident
from services.dispatch.model.pending_changes import TimelineEntry
from services.dispatch.sealing import open_finding_words
from services.dispatch.store.views import IncidentViews

LISTED_AT_MOST: Final = 500
NOT_SHOWN: Final = frozenset({"sealed_why", "excluded"})
"""Facts of a timeline entry that its sentence does not say: one is sealed, the other is answered apart."""

router = APIRouter(prefix="/v1/incidents", tags=["incidents"])


@router.get("")
async def list_incidents(
    _: AnyStaff, database: TheDatabase, state: Annotated[Literal["open", "closed", "all"], Query()] = "open"
) -> IncidentList:
    """Newest first, at most 500."""
    async with database.reading() as connection:
        rows = await IncidentViews(connection).listed(state, LISTED_AT_MOST)
    return IncidentList(incidents=tuple(IncidentSummary(**_facts(row), finding=_finding(row)) for row in rows))


@router.get("/{reference}", responses=refuses(AMBIGUOUS))
async def read_incident(
    reference: str, staff: AnyStaff, database: TheDatabase, resources: TheResources
) -> IncidentDetail:
    """By id or code, with its timeline. The words of a finding are for those who review it."""
    async with database.reading() as connection:
        views = IncidentViews(connection)
        incident_id = await find_incident(views, reference)
        row = await views.incident(incident_id)
        if row is None:
            raise not_found("incident")
        timeline = await views.timeline(incident_id)
        report_ids = await views.report_ids(incident_id)
        team = await views.team(incident_id)
        offers = await views.offers(incident_id)
    sealer = resources.sealer if staff.role is Role.DUTY_LEAD else None
    return IncidentDetail(
        **_facts(row),
        finding=_finding_detail(row, sealer),
        report_ids=tuple(report_ids),
        assignments=tuple(AssignmentSummary(**each) for each in team),
        asked=tuple(OfferSummary(**each) for each in offers),
        timeline=tuple(_line(entry) for entry in timeline),
        excluded=_excluded(timeline),
    )


def _facts(row: Mapping[str, Any]) -> dict[str, Any]:
    """What list and whole share."""
    return {
        "incident_id": row["incident_id"],
        "code": row["code"],
        "network_id": row["network_id"],
        "state": row["state"],
        "zone": row["zone"],
        "opened_at": row["opened_at"],
        "reports": row["reports"],
        "wave": row["wave"],
        "needs": IncidentNeeds(observers=row["observers"], level=row["level"], languages=row["languages"]),
        "offers": OfferCounts(**json.loads(row["offers"] or "{}")),
        "team": row["team"] or (),
        "outcome": row["outcome"],
        "agency": row["agency"],
        "reviewed_by": row["reviewed_by"],
        "closed_at": row["closed_at"],
        "exercise": row["exercise"],
    }


def _finding(row: Mapping[str, Any]) -> FindingSummary | None:
    if row["found"] is None:
        return None
    return FindingSummary(
        outcome=row["found"],
        people=row["people"],
        vehicles=row["vehicles"],
        submitted_by=row["submitted_by"],
        submitted_at=row["submitted_at"],
        decision=row["decision"],
    )


def _finding_detail(row: Mapping[str, Any], sealer: Sealer | None) -> FindingDetail | None:
    """Without a sealer its words stay closed."""
    finding = _finding(row)
    if finding is None:
        return None
    words = None
    if sealer is not None and row["words"] is not None:
        try:
            words = open_finding_words(row["words"], row["finding_id"], sealer)
        except KeyMissing:
            words = None
    return FindingDetail(**dict(finding), words=words)


def _line(entry: TimelineEntry) -> TimelineLine:
    shown = {name: value for name, value in entry.params.items() if name not in NOT_SHOWN}
    return TimelineLine(at=entry.at, kind=entry.kind, params=shown)


def _excluded(timeline: Sequence[TimelineEntry]) -> tuple[ExcludedVolunteer, ...]:
    """Who was near when the latest wave went out and was not asked, each with the first gate they failed."""
    waves = [entry for entry in timeline if entry.kind == "wave"]
    listed = waves[-1].params.get("excluded", "") if waves else ""
    pairs = [each.split(" ", 1) for each in listed.split(",") if " " in each]
    return tuple(ExcludedVolunteer(callsign=callsign, reason=reason) for callsign, reason in pairs)
