"""Missions behind which nobody stands: the rest of the chain is paged, the missions' timelines say it, and its end."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid5

from services.chassis.timers import Timer
from services.dispatch.escalation.paging import begun_again, page_without_incident
from services.dispatch.model.incident import PageReason
from services.dispatch.model.open_mission import OpenMission
from services.dispatch.model.pending_changes import TimelineEntry
from services.dispatch.store.views import IncidentViews
from services.dispatch.unit_of_work import IncidentUnitOfWork


async def on_duty_changed(work: IncidentUnitOfWork, _: Sequence[Timer]) -> None:
    """Looks at every network, whichever changed. A page that was taken is raised again at the next change only."""
    missions = await IncidentViews(work.unit.connection).open_missions()
    pages = {page.network_id: page for page in await work.pages.leaderless()}
    networks = missions.keys() | pages.keys()
    await work.load_duties(networks)
    without_lead = {name for name in missions if not any(lead.reachable for lead in work.duties[name].leads)}
    for name in sorted(pages.keys() - without_lead):
        work.put_page(replace(pages[name], open=False, due_at=None))
        _note(work, missions.get(name, ()), "with_lead")
    for name in sorted(pages.keys() & without_lead):
        if pages[name].given_up:
            work.put_page(begun_again(pages[name], work.now))
    unsaid = sorted(without_lead - pages.keys())
    codes = await work.take_codes(dict.fromkeys(unsaid, 1))
    for name in unsaid:
        _raise_page(work, name, missions[name], codes[name].pop(0))
        _note(work, missions[name], "without_lead")
    await work.save()


def _raise_page(work: IncidentUnitOfWork, network_id: str, missions: Sequence[OpenMission], code: str) -> None:
    """Two that look at the same change make the same page."""
    duty = work.duties[network_id]
    real = [mission for mission in missions if not mission.exercise]
    page_without_incident(
        work.pending,
        duty,
        page_id=uuid5(UUID(int=0), f"leaderless:{network_id}:{duty.network.revision}"),
        code=code,
        reason=PageReason.LEADERLESS,
        zone=duty.network.name,
        now=work.now,
        exercise=not real,
        about=None,
        detail=", ".join(mission.code for mission in real or missions),
    )


def _note(work: IncidentUnitOfWork, missions: Sequence[OpenMission], kind: str) -> None:
    work.pending.timeline += [TimelineEntry(mission.incident_id, work.now, kind, {}) for mission in missions]
