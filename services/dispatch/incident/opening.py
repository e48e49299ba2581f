"""Decide what released reports are to incidents: which count, which belong together, what opens. Pure."""

import base64
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from schemas.envelope import Received
from schemas.events.incident import IncidentOpenedV1, Needs, ReportLinkedV1
from schemas.events.report import ReportHeldV1, ReportReleasedV1
from schemas.values import Accuracy, Channel, uuid7
from services.dispatch.incident.answering import ONE_LOOK_M, answers_until, expect_news, look_again, team_can_look
from services.dispatch.incident.called_back import call_back
from services.dispatch.incident.clustering import (
    JoinableIncident,
    JoinsIncident,
    OpenReason,
    OpensIncident,
    PlacedSighting,
    join_or_open,
    with_sighting,
)
from services.dispatch.incident.offering import ask_once_more, next_wave
from services.dispatch.incident.pair_rule import size_of_team
from services.dispatch.incident.quota import Room
from services.dispatch.incident.whom_to_ask import target_of
from services.dispatch.matching import geography
from services.dispatch.matching.ranking import CandidateSearch
from services.dispatch.model.incident import Incident, IncidentState, TeamNeeds
from services.dispatch.model.mission import Mission, NetworkDuty
from services.dispatch.model.noted_report import NotedReport
from services.dispatch.model.roster import RosterNetwork
from services.dispatch.model.scene_place import ScenePlace

ReleasedReport = Received[ReportReleasedV1]
MOST_WANTED: Final = 200
"""However many reports of a batch lie in one area, no more people than this are looked at for each."""


@dataclass(frozen=True, slots=True)
class PlacedReport:
    """A report with its place opened, and the network whose territory holds it."""

    event: ReleasedReport
    place: ScenePlace
    duty: NetworkDuty

    @property
    def sighting(self) -> PlacedSighting:
        data = self.event.data
        return PlacedSighting(
            self.duty.network.network_id,
            data.exercise,
            self.place.lat,
            self.place.lon,
            seen_at=data.observed_at or data.received_at,
            received_at=data.received_at,
            asks_first=asks_first(data.channel, data.is_residence),
            join=data.join,
            apart=data.apart,
        )

    def linked(self, incident: Incident) -> NotedReport:
        metres = geography.km_between(self.place.lat, self.place.lon, incident.lat, incident.lon) * 1000
        linked = noted_report(self.event.data, "linked", incident.id)
        return replace(linked, elsewhere=metres > ONE_LOOK_M)

    def new_incident(self) -> Incident:
        return new_incident(
            noted_report(self.event.data, "unserved", None),
            self.place,
            self.duty.network,
            opened_at=self.event.at,
            correlation_id=self.event.correlation_id,
        )


@dataclass(frozen=True, slots=True)
class UnservedReport:
    """Nobody can be sent."""

    event: ReleasedReport
    reason: Literal["outside", "network_unknown", "place_unknown"]


@dataclass(frozen=True, slots=True)
class ClusteredReport:
    """Where a report belongs; `incident` is set when it opens one, and `opens` says why it does."""

    placed: PlacedReport
    incident_id: UUID
    incident: Incident | None = None
    opens: OpensIncident | None = None


def sort_out(
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


def cells_near(placed: Iterable[PlacedReport]) -> set[int]:
    return {
        cell
        for each in placed
        for cell in geography.cells_near(each.place.lat, each.place.lon, each.duty.network.policy.join_m)
    }


def asks_first(channel: Channel, is_residence: bool | None) -> bool:
    """A home, or what may be one, is a door and not a street; and a partner says what it has checked itself."""
    return channel is Channel.PARTNER or is_residence is not False


def names_in(placed: Iterable[PlacedReport]) -> set[tuple[str, str]]:
    """Network and code of the incidents that people chose."""
    return {(each.duty.network.network_id, code) for each in placed if (code := each.event.data.join) is not None}


def cluster(
    placed: Sequence[PlacedReport], near: Iterable[JoinableIncident], room: Room | None = None
) -> list[ClusteredReport]:
    """The first fold: join the nearest incident that can still answer, also one that an earlier report of the batch
    opens.

    Args:
        near: around the places, and those that a person named, wherever they are.
        room: what would open an incident, and has no place there, belongs nowhere and is left out.
    """
    cells: dict[int, dict[UUID, JoinableIncident]] = {}
    known: dict[UUID, JoinableIncident] = {}

    def lay(incident: JoinableIncident) -> None:
        cell = geography.cell_of(incident.lat, incident.lon, geography.NEAR_RESOLUTION)
        cells.setdefault(cell, {})[incident.incident_id] = known[incident.incident_id] = incident

    for incident in near:
        lay(incident)
    belongings: list[ClusteredReport] = []
    for each in placed:
        sighting, policy = each.sighting, each.duty.network.policy
        around = {
            incident.incident_id: incident
            for cell in geography.cells_near(sighting.lat, sighting.lon, policy.join_m)
            for incident in cells.get(cell, {}).values()
        }
        if sighting.join is not None:
            around = known
        found = join_or_open(sighting, around.values(), policy=policy)
        if isinstance(found, JoinsIncident):
            lay(with_sighting(around[found.incident_id], sighting))
            belongings.append(ClusteredReport(each, found.incident_id))
        elif room is None or room.takes(each.event.data):
            opened = each.new_incident()
            lay(_standing(opened))
            belongings.append(ClusteredReport(each, opened.id, opened, found))
    return belongings


def joinable(mission: Mission) -> JoinableIncident:
    """How it stands for a report that comes now."""
    waiting = mission.waiting_findings
    return replace(
        _standing(mission.incident),
        team_stands=team_can_look(mission),
        answers_until=answers_until(waiting[-1], mission.assignments.values()) if waiting else None,
    )


def with_code(each: ClusteredReport, codes: dict[str, list[str]]) -> Incident:
    assert each.incident is not None
    return replace(each.incident, code=codes[each.incident.network_id].pop(0))


def searches_for(opened: Iterable[Incident]) -> list[CandidateSearch]:
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


def search_once_more(mission: Mission) -> CandidateSearch:
    """Whoever was asked before may be among the nearest."""
    incident = mission.incident
    most = max(incident.policy.wave_sizes) + len(mission.offers) + len(mission.duty.leads)
    return CandidateSearch(incident.id, target_of(incident), most)


def open_incident(mission: Mission, report: NotedReport, why: OpenReason, beside: str | None) -> None:
    """The report that opens it; then the first wave.

    Args:
        beside: the code of what it might have joined, or was split off from; it is said why it stands apart.
    """
    incident = mission.incident
    mission.pending.opened[incident.id] = incident
    mission.reports.append(report)
    mission.announce(
        IncidentOpenedV1(
            **mission.event_head,
            report_id=report.report_id,
            source_id=report.source_id,
            zone=incident.zone,
            cell=geography.cell_name(geography.cell_of(incident.lat, incident.lon)),
            needs=Needs(
                observers=incident.needs.observers, level=incident.needs.level, languages=incident.needs.languages
            ),
            beside=beside,
            why_apart=None if beside is None else why.value,
        )
    )
    mission.note("opened", zone=incident.zone, ref=report.ref)
    if beside is not None:
        mission.note("apart", beside=beside, why_apart=why.value)
    expect_news(mission)
    next_wave(mission)


def join_incident(mission: Mission, report: NotedReport) -> None:
    """Languages that only this report names are wanted too, as long as nobody was asked. A team that has looked
    already, or looks elsewhere, is asked to look: toward the report's own crossing, where it names no house; after a
    review only when they say that they are still there. Where nobody was found people are asked once more.
    """
    incident = mission.incident
    languages = tuple(dict.fromkeys((*incident.needs.languages, *report.languages)))
    mission.update_incident(
        needs=replace(incident.needs, languages=languages) if incident.wave == 0 else incident.needs,
        seen_from=min(incident.seen_from, report.seen_at),
        seen_until=max(incident.seen_until, report.seen_at),
    )
    mission.reports.append(report)
    mission.announce(ReportLinkedV1(**mission.event_head, report_id=report.report_id, source_id=report.source_id))
    mission.note("joined", ref=report.ref)
    expect_news(mission)
    if not call_back(mission):
        look_again(mission, report)
    ask_once_more(mission)


def new_incident(
    report: NotedReport,
    place: ScenePlace,
    network: RosterNetwork,
    *,
    opened_at: datetime,
    code: str = "",
    correlation_id: UUID | None = None,
) -> Incident:
    """As it opens; the policy of this moment holds for its whole life. A batch gives its codes later."""
    assert report.sealed_place is not None
    return Incident(
        id=uuid7(),
        network_id=network.network_id,
        code=code,
        state=IncidentState.ASSESSING,
        exercise=report.exercise,
        zone=geography.zone_label(network.zones, place.lat, place.lon) or network.name,
        lat=place.lat,
        lon=place.lon,
        place_text=place.text,
        place_of=report.report_id,
        source_id=report.source_id,
        sealed_place=report.sealed_place,
        intersection=report.intersection,
        is_residence=report.is_residence is not False,
        needs=TeamNeeds(network.policy.observers, network.policy.level, report.languages),
        policy=network.policy,
        correlation_id=correlation_id or report.report_id,
        opened_at=opened_at,
        seen_from=report.seen_at,
        seen_until=report.seen_at,
    )


def noted_report(data: ReportReleasedV1 | ReportHeldV1, state: str, incident_id: UUID | None) -> NotedReport:
    return NotedReport(
        report_id=data.report_id,
        revision=data.revision,
        network_id=data.network_id,
        source_id=data.source_id,
        state=state,
        incident_id=incident_id,
        exercise=data.exercise,
        ref=data.ref,
        channel=data.channel,
        received_at=data.received_at,
        seen_at=data.observed_at or data.received_at,
        is_residence=data.is_residence,
        languages=data.languages,
        intersection=data.accuracy is Accuracy.INTERSECTION,
        sealed_place=None if data.sealed_place is None else base64.b64decode(data.sealed_place),
        priority=data.priority if isinstance(data, ReportHeldV1) else None,
        request=data.request,
    )


def _linked(report: NotedReport | None) -> bool:
    return report is not None and report.state == "linked"


def _standing(incident: Incident) -> JoinableIncident:
    return JoinableIncident(
        incident.id,
        incident.code,
        incident.network_id,
        incident.exercise,
        incident.lat,
        incident.lon,
        incident.seen_from,
        incident.seen_until,
        incident.state,
        incident.went,
    )
