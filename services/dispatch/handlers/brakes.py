"""Texts get through again: whoever was held back asks on, at once and by the timer that it waits for (rule R53)."""

from collections.abc import Collection, Iterable
from uuid import UUID

from services.dispatch.incident.offering import PROBE
from services.dispatch.model.incident import OfferState
from services.dispatch.model.mission import Mission
from services.dispatch.model.pending_changes import PendingTimer
from services.dispatch.unit_of_work import IncidentUnitOfWork


async def release_brakes(work: IncidentUnitOfWork, braked: Collection[str]) -> None:
    """Offers were received in these networks, where people were held back."""
    for name, brake in (await work.brakes.brakes_of(braked, locked=True)).items():
        work.pending.brakes[name] = brake.released(work.now)
    for incident_id, epoch in await work.brakes.held_back(braked):
        mission = work.missions.get(incident_id)
        now_at = epoch if mission is None else mission.incident.epoch
        work.pending.timers.append(PendingTimer(incident_id, PROBE, work.now, now_at))


def answered_probes(missions: Iterable[Mission], people: Collection[UUID]) -> set[UUID]:
    """Incidents that hold back, and asked one of these since: who answers has read it, receipt or none."""
    return {
        mission.incident.id
        for mission in missions
        if (braked_at := mission.incident.braked_at) is not None
        and any(
            offer.state is OfferState.OPEN and offer.offered_at >= braked_at
            for person_id in people
            if (offer := mission.offers.get(person_id)) is not None
        )
    }
