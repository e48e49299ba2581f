"""Missions behind which nobody stands: the rest of the chain is paged, the missions' timelines say it, and its end."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid5

from services.chassis.timers import Timer
from services.dispatch.escalation.paging import begun_again, page_without_incident, tell_it_is_over
from services.dispatch.escalation.whom_to_page import hardly_asks
from services.dispatch.model.incident import PageReason
from services.dispatch.model.open_mission import OpenMission
from services.dispatch.model.pending_changes import TimelineEntry
from services.dispatch.model.roster import RosterNetwork
from services.dispatch.store.views import IncidentViews
from services.dispatch.unit_of_work import IncidentUnitOfWork

TAKEN_FOR: Final = timedelta(days=1)
"""How long whoever took such a page hears of its end."""


async def on_duty_changed(work: IncidentUnitOfWork, _: Sequence[Timer]) -> None:
    """Looks at every network, whichever changed. A page that was taken is raised again at the network's next change."""
    missions = await IncidentViews(work.unit.connection).open_missions()
    since = work.now - TAKEN_FOR
    networks = missions.keys() | {page.network_id for page in await work.pages.leaderless(since)}
    await work.pages.take_turns(networks)
    raised = await work.pages.leaderless(since)
    pages = {page.network_id: page for page in raised if page.open}
    await work.load_duties(networks)
    without_lead = {name for name in missions if not any(lead.reachable for lead in work.duties[name].leads)}
    for name in sorted({page.network_id for page in raised} - without_lead):
        ended = [page for page in raised if page.network_id == name]
        for page in ended:
            work.put_page(replace(page, open=False, due_at=None, ended_at=work.now))
        tell_it_is_over(ended, work.duties[name], work.pending)
        _note(work, missions.get(name, ()), "with_lead")
    for name in sorted(pages.keys() & without_lead):
        if hardly_asks(pages[name]):
            work.put_page(begun_again(pages[name], work.now))
    causes = {_page_id(work.duties[name].network): name for name in without_lead - pages.keys()}
    unsaid = sorted(causes[page_id] for page_id in causes.keys() - await work.pages.existing(causes))
    codes = await work.take_codes(dict.fromkeys(unsaid, 1))
    for name in unsaid:
        _raise_page(work, name, missions[name], codes[name].pop(0))
        _note(work, missions[name], "without_lead")
    await work.save()


def _raise_page(work: IncidentUnitOfWork, network_id: str, missions: Sequence[OpenMission], code: str) -> None:
    duty = work.duties[network_id]
    real = [mission for mission in missions if not mission.exercise]
    page_without_incident(
        work.pending,
        duty,
        page_id=_page_id(duty.network),
        code=code,
        reason=PageReason.LEADERLESS,
        zone=duty.network.name,
        now=work.now,
        exercise=not real,
        about=None,
        detail=", ".join(mission.code for mission in real or missions),
    )


def _page_id(network: RosterNetwork) -> UUID:
    """Of a change of the network there is one page, whoever looks and however often."""
    return uuid5(UUID(int=0), f"leaderless:{network.network_id}:{network.revision}")


def _note(work: IncidentUnitOfWork, missions: Sequence[OpenMission], kind: str) -> None:
    work.pending.timeline += [TimelineEntry(mission.incident_id, work.now, kind, {}) for mission in missions]
