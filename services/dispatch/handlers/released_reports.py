"""Released reports, a batch as one unit: each joins an open incident or opens one, and the first wave goes out.

Two folds over the batch: the first decides what belongs together, so that the second report joins what the first one
opens; the second asks people, so that nobody is taken twice.
"""

import base64
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal
from uuid import UUID

from schemas.envelope import Received
from schemas.events.incident import IncidentOpenedV1, Needs, ReportLinkedV1, ReportUnservedV1
from schemas.events.report import ReportReleasedV1
from schemas.values import Accuracy, clock_time, uuid7
from services.chassis.errors import Reject
from services.chassis.sealing import Tampered
from services.dispatch.escalation.paging import page_without_incident
from services.dispatch.incident.clustering import Link, OpenIncident, PlacedSighting, link_or_open, with_sighting
from services.dispatch.incident.offering import next_wave, target_of
from services.dispatch.incident.pair_rule import size_of_team
from services.dispatch.matching import geography
from services.dispatch.matching.ranking import CandidateSearch
from services.dispatch.model.incident import Incident, IncidentState, PageReason, TeamNeeds
from services.dispatch.model.message_request import MAIL, MessageRequest, id_of_message
from services.dispatch.model.mission import Duty, Mission
from services.dispatch.model.pending_changes import NotedReport, PendingEvent
from services.dispatch.model.scene_place import ScenePlace
from services.dispatch.sealing import open_report_place
from services.dispatch.unit_of_work import IncidentUnitOfWork

ReleasedReport = Received[ReportReleasedV1]
MOST_WANTED: Final = 200
"""However many reports of a batch lie in one area, no more people than this are looked at for each."""
LOCKED_AROUND_M: Final = 500
UNSERVED_ZONE: Final = "outside"


@dataclass(frozen=True, slots=True)
class PlacedReport:
    """A report with its place opened, and the network whose territory holds it."""

    event: ReleasedReport
    place: ScenePlace
    duty: Duty

    @property
    def sighting(self) -> PlacedSighting:
        data = self.event.data
        seen_at = data.observed_at or data.received_at
        return PlacedSighting(self.duty.network.network_id, data.exercise, self.place.lat, self.place.lon, seen_at)


@dataclass(frozen=True, slots=True)
class UnservedReport:
    """Nobody can be sent."""

    event: ReleasedReport
    reason: Literal["outside", "network_unknown", "place_unknown"]


@dataclass(frozen=True, slots=True)
class ClusteredReport:
    """Where a report belongs; `incident` is set when it opens one."""

    placed: PlacedReport
    incident_id: UUID
    incident: Incident | None


async def on_released(work: IncidentUnitOfWork, batch: Sequence[ReleasedReport]) -> None:
    """Load, decide, save, announce."""
    places = {event.id: _place_of(event, work) for event in batch}
    await work.incidents.lock_areas(
        {cell for event in batch if (place := places[event.id]) for cell in _areas(place, event, work)}
    )
    known = await work.incidents.known_reports({event.data.report_id for event in batch})
    fresh, updated = _sort_out(batch, known)
    for event in updated:
        work.pending.reports[event.data.report_id] = _noted(event, "linked", known[event.data.report_id].incident_id)

    placed, unserved = await _locate(work, fresh, places)
    near = await work.incidents.lock_joinable(_cells_near(placed)) if placed else []
    await work.load_duties({incident.network_id for incident in near})
    belongings = _cluster(placed, near)
    opening = [each for each in belongings if each.incident is not None]
    codes = await _take_codes(work, [*(each.placed.duty for each in opening)], [e for e in unserved])
    opened = {each.incident_id: _with_code(each, codes) for each in opening}
    await work.find_candidates(_searches(opened.values()))

    missions = {incident.id: work.mission(incident) for incident in near}
    for unserved_report in unserved:
        _answer_unserved(work, unserved_report, codes)
    for each in belongings:
        if each.incident is not None:
            missions[each.incident_id] = _open(work, opened[each.incident_id], each.placed)
        else:
            _join(work, missions[each.incident_id], each.placed)
    await _mail_coordinators(work, [missions[incident_id] for incident_id in opened])
    await work.save()


def _sort_out(
    batch: Sequence[ReleasedReport], known: Mapping[UUID, NotedReport]
) -> tuple[list[ReleasedReport], list[ReleasedReport]]:
    """Those to act on, and newer revisions of those acted on before. The highest revision wins, also in a batch."""
    latest: dict[UUID, ReleasedReport] = {}
    for event in batch:
        report_id = event.data.report_id
        revision = max(
            known[report_id].revision if report_id in known else 0,
            latest[report_id].data.revision if report_id in latest else 0,
        )
        if event.data.revision > revision:
            latest[report_id] = event
    fresh = [event for event in latest.values() if not _linked(known.get(event.data.report_id))]
    return fresh, [event for event in latest.values() if _linked(known.get(event.data.report_id))]


def _linked(report: NotedReport | None) -> bool:
    return report is not None and report.state == "linked"


async def _locate(
    work: IncidentUnitOfWork, fresh: Sequence[ReleasedReport], places: Mapping[UUID, ScenePlace | None]
) -> tuple[list[PlacedReport], list[UnservedReport]]:
    """Each with the network that serves its place: the source's own, else whichever territory holds it."""
    await work.load_duties({event.data.network_id for event in fresh})
    placed: list[PlacedReport] = []
    unserved: list[UnservedReport] = []
    for event in fresh:
        place, duty = places[event.id], work.duties.get(event.data.network_id)
        if duty is None:
            unserved.append(UnservedReport(event, "network_unknown"))
        elif place is None:
            unserved.append(UnservedReport(event, "place_unknown"))
        elif geography.covers(duty.network.territory, place.lat, place.lon):
            placed.append(PlacedReport(event, place, duty))
        elif (other := await _network_at(work, place)) is not None:
            placed.append(PlacedReport(event, place, other))
        else:
            unserved.append(UnservedReport(event, "outside"))
    return placed, unserved


async def _network_at(work: IncidentUnitOfWork, place: ScenePlace) -> Duty | None:
    for network in await work.roster.all_networks():
        if geography.covers(network.territory, place.lat, place.lon):
            await work.load_duties({network.network_id})
            return work.duties[network.network_id]
    return None


def _cluster(placed: Sequence[PlacedReport], near: Iterable[Incident]) -> list[ClusteredReport]:
    """The first fold: join the nearest incident, also one that an earlier report of the batch opens."""
    cells: dict[int, dict[UUID, OpenIncident]] = {}

    def lay(incident: OpenIncident) -> None:
        cell = geography.cell_of(incident.lat, incident.lon, geography.NEAR_RESOLUTION)
        cells.setdefault(cell, {})[incident.incident_id] = incident

    for incident in near:
        lay(_as_open(incident))
    belongings: list[ClusteredReport] = []
    for each in placed:
        sighting, policy = each.sighting, each.duty.network.policy
        around = [
            incident
            for cell in geography.cells_near(sighting.lat, sighting.lon, policy.join_m)
            for incident in cells.get(cell, {}).values()
        ]
        found = link_or_open(sighting, around, policy=policy)
        if isinstance(found, Link):
            joined = next(incident for incident in around if incident.incident_id == found.incident_id)
            lay(with_sighting(joined, sighting))
            belongings.append(ClusteredReport(each, found.incident_id, None))
        else:
            opened = _incident(each)
            lay(_as_open(opened))
            belongings.append(ClusteredReport(each, opened.id, opened))
    return belongings


def _open(work: IncidentUnitOfWork, incident: Incident, placed: PlacedReport) -> Mission:
    data = placed.event.data
    mission = work.mission(incident)
    mission.report_ids.append(data.report_id)
    work.pending.opened[incident.id] = incident
    work.pending.reports[data.report_id] = _noted(placed.event, "linked", incident.id)
    mission.announce(
        IncidentOpenedV1(
            **mission.event_head,
            report_id=data.report_id,
            source_id=data.source_id,
            zone=incident.zone,
            cell=geography.cell_name(geography.cell_of(incident.lat, incident.lon)),
            needs=Needs(
                observers=incident.needs.observers, level=incident.needs.level, languages=incident.needs.languages
            ),
        )
    )
    mission.note("opened", zone=incident.zone, ref=data.ref)
    next_wave(mission)
    return mission


def _join(work: IncidentUnitOfWork, mission: Mission, placed: PlacedReport) -> None:
    """Languages that only this report names are wanted too, as long as nobody was asked."""
    data, incident = placed.event.data, mission.incident
    languages = tuple(dict.fromkeys((*incident.needs.languages, *data.languages)))
    seen_at = placed.sighting.seen_at
    mission.update_incident(
        needs=replace(incident.needs, languages=languages) if incident.wave == 0 else incident.needs,
        seen_from=min(incident.seen_from, seen_at),
        seen_until=max(incident.seen_until, seen_at),
    )
    mission.report_ids.append(data.report_id)
    work.pending.reports[data.report_id] = _noted(placed.event, "linked", incident.id)
    mission.announce(ReportLinkedV1(**mission.event_head, report_id=data.report_id, source_id=data.source_id))
    mission.note("joined", ref=data.ref)


def _answer_unserved(work: IncidentUnitOfWork, unserved: UnservedReport, codes: dict[str, list[str]]) -> None:
    """The caller's line hears it by its status, and the source's duty lead by text."""
    data = unserved.event.data
    work.pending.reports[data.report_id] = _noted(unserved.event, "unserved", None)
    event = ReportUnservedV1(report_id=data.report_id, network_id=data.network_id, reason=unserved.reason)
    work.pending.outgoing.append(PendingEvent(event, data.report_id, unserved.event.correlation_id))
    duty = work.duties.get(data.network_id)
    if duty is not None and duty.leads:
        page_without_incident(
            work.pending,
            duty,
            code=codes[data.network_id].pop(0),
            reason=PageReason.UNSERVED,
            zone=UNSERVED_ZONE,
            now=work.now,
            exercise=data.exercise,
            about=None,
        )


async def _take_codes(
    work: IncidentUnitOfWork, opening: Sequence[Duty], unserved: Sequence[UnservedReport]
) -> dict[str, list[str]]:
    counts = Counter(duty.network.network_id for duty in opening)
    counts.update(each.event.data.network_id for each in unserved if each.event.data.network_id in work.duties)
    return await work.take_codes(counts)


def _with_code(each: ClusteredReport, codes: dict[str, list[str]]) -> Incident:
    assert each.incident is not None
    return replace(each.incident, code=codes[each.incident.network_id].pop(0))


def _searches(opened: Iterable[Incident]) -> list[CandidateSearch]:
    """People near each place: enough that the reports of one area, served one after the other, still find some."""
    incidents = list(opened)
    areas = [geography.cell_of(incident.lat, incident.lon, geography.AREA_RESOLUTION) for incident in incidents]
    crowd = Counter(areas)
    searches: list[CandidateSearch] = []
    for incident, area in zip(incidents, areas, strict=True):
        policy, size = incident.policy, max(incident.policy.wave_sizes[0], size_of_team(incident.needs))
        limits = [limit for limit in (policy.max_open_offers, policy.max_offers_per_day) if limit > 0]
        rounds = math.ceil(crowd[area] / min(limits)) if limits else 1  # each round uses up whom it asks
        searches.append(CandidateSearch(incident.id, target_of(incident), min(MOST_WANTED, size * rounds)))
    return searches


async def _mail_coordinators(work: IncidentUnitOfWork, missions: Sequence[Mission]) -> None:
    """A mail that a mission is open; no place in it, for lock screens and forwarding (rule R24)."""
    for mission in missions:
        incident, network = mission.incident, mission.duty.network
        for person_id, callsign in await work.coordinators(network.network_id):
            mission.pending.outgoing.append(
                MessageRequest(
                    id=id_of_message(incident.id, person_id, "mail-opened", ""),
                    network_id=incident.network_id,
                    subject_id=incident.id,
                    person_id=person_id,
                    callsign=callsign,
                    template="mail-opened",
                    params={
                        "code": incident.code,
                        "org": network.name,
                        "zone": incident.zone,
                        "time": clock_time(incident.opened_at, network.time_zone),
                        "count": str(min(99, len(mission.offers))),
                    },
                    channels=MAIL,
                    exercise=incident.exercise,
                    correlation_id=incident.correlation_id,
                )
            )


def _incident(placed: PlacedReport) -> Incident:
    """As it opens, without its code; the policy of this moment holds for its whole life."""
    data, place, network = placed.event.data, placed.place, placed.duty.network
    seen_at = placed.sighting.seen_at
    assert data.sealed_place is not None
    return Incident(
        id=uuid7(),
        network_id=network.network_id,
        code="",
        state=IncidentState.ASSESSING,
        exercise=data.exercise,
        zone=geography.zone_label(network.zones, place.lat, place.lon) or network.name,
        lat=place.lat,
        lon=place.lon,
        place_text=place.text,
        place_of=data.report_id,
        sealed_place=base64.b64decode(data.sealed_place),
        intersection=data.accuracy is Accuracy.INTERSECTION,
        is_residence=data.is_residence is not False,
        needs=TeamNeeds(network.policy.observers, network.policy.level, data.languages),
        policy=network.policy,
        correlation_id=placed.event.correlation_id or data.report_id,
        opened_at=placed.event.at,
        seen_from=seen_at,
        seen_until=seen_at,
    )


def _as_open(incident: Incident) -> OpenIncident:
    return OpenIncident(
        incident.id,
        incident.network_id,
        incident.exercise,
        incident.lat,
        incident.lon,
        incident.seen_from,
        incident.seen_until,
    )


def _place_of(event: ReleasedReport, work: IncidentUnitOfWork) -> ScenePlace | None:
    """A place whose key is not there stops this report, not the others: it is parked until the key is.

    Raises:
        Reject: it was not sealed for this report, or is no place.
    """
    sealed = event.data.sealed_place
    try:
        return None if sealed is None else open_report_place(sealed, event.data.report_id, work.resources.sealer)
    except (Tampered, ValueError, KeyError, TypeError) as error:
        raise Reject(f"report {event.data.report_id}: unreadable place: {type(error).__name__}") from None


def _areas(place: ScenePlace, event: ReleasedReport, work: IncidentUnitOfWork) -> tuple[int, ...]:
    """Before anything is read, so by what was known of the network last."""
    known = work.resources.networks.last_read(event.data.network_id)
    metres = max(LOCKED_AROUND_M, known.policy.join_m if known else 0)
    return geography.area_cells(place.lat, place.lon, metres)


def _cells_near(placed: Iterable[PlacedReport]) -> set[int]:
    return {
        cell
        for each in placed
        for cell in geography.cells_near(each.place.lat, each.place.lon, each.duty.network.policy.join_m)
    }


def _noted(event: ReleasedReport, state: str, incident_id: UUID | None) -> NotedReport:
    data = event.data
    return NotedReport(
        data.report_id, data.revision, data.network_id, data.source_id, state, incident_id, data.exercise
    )
