"""Released reports that their source has no room for: nobody is asked, and intake holds them (rule R119)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from schemas.events.incident import ReportHeldBackV1
from services.chassis.telemetry import REPORTS_HELD_BACK
from services.dispatch.escalation.held_too_long import Waiting
from services.dispatch.incident.clustering import JoinableIncident
from services.dispatch.incident.opening import (
    ClusteredReport,
    PlacedReport,
    ReleasedReport,
    UnservedReport,
    cluster,
    noted_report,
)
from services.dispatch.incident.quota import QuotaUse, Room, use_of
from services.dispatch.model.incident import PageReason
from services.dispatch.model.pending_changes import PendingEvent
from services.dispatch.store.quota import QuotaStore
from services.dispatch.unit_of_work import IncidentUnitOfWork

QUOTA: Final = "quota"


@dataclass(frozen=True, slots=True)
class WithinQuota:
    """Where the reports of a batch belong; nobody is asked about those that are over."""

    belongings: Sequence[ClusteredReport]
    unserved: Sequence[UnservedReport]
    over: Sequence[ReleasedReport]


async def within_quota(
    work: IncidentUnitOfWork,
    placed: Sequence[PlacedReport],
    unserved: Sequence[UnservedReport],
    near: Sequence[JoinableIncident],
) -> WithinQuota:
    """What opens an incident, or can be served by nobody, takes a place; what joins takes none.

    Places are claimed only where one is needed, and until the unit ends: units that open for one source take turns.
    """
    belongings = cluster(placed, near)
    opening = [each for each in belongings if each.opens is not None]
    events = [*(each.event for each in placed), *(each.event for each in unserved)]
    quotas = _quotas(work, events)
    if not quotas or not (opening or unserved):
        return WithinQuota(belongings, unserved, ())
    places = await QuotaStore(work.unit.connection).claim_places(quotas)
    room = Room(places)
    if not all([room.takes(each.placed.event.data) for each in opening]):
        room = Room(places)
        belongings = cluster(placed, near, room)
    told = [each for each in unserved if room.takes(each.event.data)]
    there = {each.placed.event.id for each in belongings} | {each.event.id for each in told}
    over = [event for event in events if event.id not in there]
    return WithinQuota(belongings, told, over)


def hold_back(work: IncidentUnitOfWork, over: Iterable[ReleasedReport]) -> None:
    """Noted as held, and intake is told; a later revision, which a person released, is acted on."""
    for event in over:
        data = event.data
        work.pending.reports[data.report_id] = noted_report(data, "held", None)
        back = ReportHeldBackV1(
            report_id=data.report_id, network_id=data.network_id, revision=data.revision, reason=QUOTA
        )
        work.pending.outgoing.append(PendingEvent(back, data.report_id, event.correlation_id))
        work.unit.after_commit.append(REPORTS_HELD_BACK.inc)


def paged_about(over: Iterable[ReleasedReport]) -> set[Waiting]:
    """One page for a network, however many of its sources send too much."""
    return {Waiting(PageReason.QUOTA, event.data.network_id, event.data.exercise) for event in over}


def _quotas(work: IncidentUnitOfWork, events: Iterable[ReleasedReport]) -> Mapping[QuotaUse, int]:
    """Of each source whose network is known and sets one."""
    quotas: dict[QuotaUse, int] = {}
    for event in events:
        duty = work.duties.get(event.data.network_id)
        if duty is not None and duty.network.policy.source_open_incidents > 0:
            quotas[use_of(event.data)] = duty.network.policy.source_open_incidents
    return quotas
