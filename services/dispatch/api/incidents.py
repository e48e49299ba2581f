"""Incidents, looked at: the list, and one of them whole with everything that happened on it."""

import re
from collections.abc import Collection, Iterable
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Query

from schemas.api.dispatch.incidents import (
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
    TimelinePart,
)
from services.chassis.auth import Role
from services.chassis.connection import Connection
from services.chassis.http_access import AnyStaff, TheDatabase
from services.chassis.http_server import not_found
from services.chassis.openapi import refuses
from services.chassis.sealing import Sealer
from services.dispatch.api.dependencies import TheResources
from services.dispatch.api.references import AMBIGUOUS, find_incident
from services.dispatch.api.sos import sos_summary
from services.dispatch.incident.near_sos import open_near
from services.dispatch.incident.pair_rule import size_of_team
from services.dispatch.matching.ranking import range_of
from services.dispatch.model.finding import Finding
from services.dispatch.model.incident import SEEKING, Assignment, Offer
from services.dispatch.model.overview import IncidentOverview
from services.dispatch.model.pending_changes import TimelineEntry
from services.dispatch.sealing import keys_gone, open_finding_words, opened_or_none
from services.dispatch.store.content_reads import note_readings
from services.dispatch.store.incidents import IncidentStore
from services.dispatch.store.offers import OfferStore
from services.dispatch.store.sos_calls import SosCallStore
from services.dispatch.store.timeline import last_wave_of, timeline_of
from services.dispatch.store.views import IncidentViews

LISTED_AT_MOST: Final = 500
LINES_AT_MOST: Final = 500
WHOLE_KM: Final = re.compile(r"near:([0-9]+)km")
NOT_SHOWN: Final = frozenset({"sealed_why", "excluded"})
"""Facts of a timeline entry that its sentence does not say: one is sealed, the other is answered apart."""

router = APIRouter(prefix="/v1/incidents", tags=["incidents"])


@router.get("")
async def list_incidents(
    staff: AnyStaff,
    database: TheDatabase,
    resources: TheResources,
    state: Annotated[Literal["open", "closed", "all"], Query()] = "open",
) -> IncidentList:
    """Every open SOS; incidents with one first, then the newest. At most 500 of each, and how many there are."""
    async with database.reading() as connection:
        in_danger, views = SosCallStore(connection), IncidentViews(connection, staff.scope)
        sos_total = await in_danger.count("open", staff.scope)
        calls = await in_danger.listed("open", LISTED_AT_MOST, staff.scope)
        total, found = await views.count(state), await views.listed(state, LISTED_AT_MOST)
        over = await _with_sos_over(connection, found, resources.sealer)
    gone = _keys_gone(found, resources.sealer)
    return IncidentList(
        sos_total=sos_total,
        sos=tuple(map(sos_summary, calls)),
        total=total,
        incidents=tuple(_summary(each, over, gone) for each in found),
    )


@router.get("/{reference}", responses=refuses(AMBIGUOUS))
async def read_incident(
    reference: str, staff: AnyStaff, database: TheDatabase, resources: TheResources
) -> IncidentDetail:
    """By id or code, with the last lines of its timeline. The words of a finding are for those who review it, and each
    reading is noted.
    """
    async with database.reading() as connection:
        views = IncidentViews(connection, staff.scope)
        incident_id = await find_incident(views, reference)
        found = await views.incident(incident_id)
        if found is None:
            raise not_found("incident")
        earlier, timeline = await timeline_of(connection, incident_id, LINES_AT_MOST)
        wave = await last_wave_of(connection, incident_id)
        report_ids = await views.report_ids(incident_id)
        team = await OfferStore(connection).assignments_of([incident_id])
        offers = await OfferStore(connection).offers_of([incident_id])
        over = await _with_sos_over(connection, [found], resources.sealer)
    sealer = resources.sealer if staff.role is Role.DUTY_LEAD else None
    if sealer is not None and found.finding is not None and found.finding.words is not None:
        async with database.transaction() as connection:
            await note_readings(connection, "finding", [found.finding.id], staff)
    return IncidentDetail(
        **{
            **dict(_summary(found, over, _keys_gone([found], resources.sealer))),
            "finding": _finding_detail(found.finding, sealer),
        },
        report_ids=tuple(report_ids),
        assignments=tuple(_assignment(each) for each in team),
        asked=tuple(_offer(each) for each in sorted(offers, key=lambda o: (o.offered_at, o.person.callsign))),
        timeline=tuple(_line(entry) for entry in timeline),
        timeline_earlier=earlier,
        excluded=_excluded(wave, but={offer.person.callsign for offer in offers}),
    )


@router.get("/{reference}/timeline", responses=refuses(AMBIGUOUS))
async def read_timeline(
    reference: str,
    staff: AnyStaff,
    database: TheDatabase,
    before: Annotated[int | None, Query(ge=0, description="As `timeline_earlier` said.")] = None,
    lines: Annotated[int, Query(ge=1, le=LINES_AT_MOST)] = LINES_AT_MOST,
) -> TimelinePart:
    """The last lines of all, or of the first `before`."""
    async with database.reading() as connection:
        incident_id = await find_incident(IncidentViews(connection, staff.scope), reference)
        earlier, timeline = await timeline_of(connection, incident_id, lines, before=before)
    return TimelinePart(timeline=tuple(_line(entry) for entry in timeline), timeline_earlier=earlier)


async def _with_sos_over(
    connection: Connection, incidents: Iterable[IncidentOverview], sealer: Sealer
) -> frozenset[UUID]:
    """Those that wait because of an SOS near which is open no more."""
    held = [each.incident_id for each in incidents if each.near_sos]
    if not held:
        return frozenset()
    store = IncidentStore(connection, sealer)
    cries = await SosCallStore(connection).cries_out_there(store)
    return frozenset(each.id for each in await store.these(held) if not open_near(each, cries))


def _keys_gone(incidents: Iterable[IncidentOverview], sealer: Sealer) -> frozenset[str]:
    """Of the keys of their places; a place that is kept no more has none."""
    return keys_gone((each.place_key for each in incidents if each.place_key is not None), sealer)


def _summary(incident: IncidentOverview, with_sos_over: Collection[UUID], gone: Collection[str]) -> IncidentSummary:
    return IncidentSummary(
        incident_id=incident.incident_id,
        code=incident.code,
        network_id=incident.network_id,
        state=incident.state.value,
        zone=incident.zone,
        opened_at=incident.opened_at,
        reports=incident.reports,
        callers_waiting=incident.callers_waiting,
        wave=incident.wave,
        needs=IncidentNeeds(
            observers=incident.needs.observers, level=incident.needs.level, languages=incident.needs.languages
        ),
        offers=OfferCounts(**{state.value: count for state, count in incident.offers.items()}),
        team=incident.team,
        sos=incident.sos,
        finding=_finding(incident.finding),
        outcome=incident.outcome,
        agency=incident.agency,
        reviewed_by=incident.reviewed_by,
        closed_at=incident.closed_at,
        exercise=incident.exercise,
        without_lead=incident.without_lead,
        waits_for_place=_waits_for_place(incident),
        near_sos=incident.near_sos,
        near_sos_over=incident.incident_id in with_sos_over,
        place_gone=incident.place_key is None or incident.place_key in gone,
    )


def _waits_for_place(incident: IncidentOverview) -> bool:
    full = len(incident.team) >= size_of_team(incident.needs)
    return full and incident.state in SEEKING and not incident.has_meeting_point


def _finding(finding: Finding | None) -> FindingSummary | None:
    if finding is None:
        return None
    return FindingSummary.model_validate(
        {
            "outcome": finding.outcome,
            "people": finding.people,
            "vehicles": finding.vehicles,
            "submitted_by": finding.submitted_by,
            "submitted_at": finding.submitted_at,
            "decision": finding.decision,
        }
    )


def _finding_detail(finding: Finding | None, sealer: Sealer | None) -> FindingDetail | None:
    """Without a sealer its words stay closed."""
    summary = _finding(finding)
    if finding is None or summary is None:
        return None
    words = opened_or_none(open_finding_words, finding.words, finding.id, sealer) if sealer else None
    return FindingDetail(**dict(summary), words=words)


def _assignment(assignment: Assignment) -> AssignmentSummary:
    return AssignmentSummary(
        assignment_id=assignment.id,
        callsign=assignment.person.callsign,
        state=assignment.state.value,
        eta_minutes=assignment.eta_minutes,
        held_at=assignment.held_at,
        confirmed_at=assignment.confirmed_at,
        on_scene_at=assignment.on_scene_at,
        sos_at=assignment.sos_at,
        out_at=assignment.out_at,
        released_at=assignment.released_at,
        still_out_since=assignment.confirmed_at if assignment.active else None,
        sign_due_at=assignment.sign_due_at if assignment.active else None,
        signs_asked=assignment.signs_asked,
    )


def _offer(offer: Offer) -> OfferSummary:
    return OfferSummary(
        callsign=offer.person.callsign,
        state=offer.state.value,
        wave=offer.wave,
        asked=offer.asked,
        reasons=tuple(map(_in_a_range, offer.reasons)),
        offered_at=offer.offered_at,
        delivered_at=offer.delivered_at,
        answered_at=offer.answered_at,
        eta_minutes=offer.eta_minutes,
        not_after=offer.not_after,
    )


def _in_a_range(reason: str) -> str:
    """Offers of the last release kept whole kilometres: `near:3km`."""
    return f"near:{range_of(float(kept[1]))}" if (kept := WHOLE_KM.fullmatch(reason)) else reason


def _line(entry: TimelineEntry) -> TimelineLine:
    shown = {name: value for name, value in entry.params.items() if name not in NOT_SHOWN}
    return TimelineLine(at=entry.at, kind=entry.kind, params=shown)


def _excluded(wave: TimelineEntry | None, *, but: Collection[str]) -> tuple[ExcludedVolunteer, ...]:
    """Who was near when the latest wave went out and was never asked, each with the first gate they failed."""
    listed = wave.params.get("excluded", "") if wave else ""
    pairs = (each.split(" ", 1) for each in listed.split(",") if " " in each)
    return tuple(ExcludedVolunteer(callsign=who, reason=reason) for who, reason in pairs if who not in but)
