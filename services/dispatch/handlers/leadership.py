"""Missions behind which nobody stands: the rest of the chain is paged, the missions' timelines say it, and its end."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid5

from services.chassis.scope import EVERY_NETWORK
from services.chassis.timers import Timer
from services.dispatch.escalation.page_texts import URGENT
from services.dispatch.escalation.paging import begun_again, page_without_incident, raised_again, tell_it_is_over
from services.dispatch.escalation.whom_to_page import hardly_asks
from services.dispatch.model.incident import PageReason
from services.dispatch.model.open_mission import OpenMission
from services.dispatch.model.pending_changes import TimelineEntry
from services.dispatch.model.roster import RosterNetwork
from services.dispatch.roster.shifts import NOBODY_REACHED
from services.dispatch.store.views import IncidentViews
from services.dispatch.unit_of_work import IncidentUnitOfWork

TAKEN_FOR: Final = timedelta(days=1)
"""How long whoever took such a page hears of its end."""


async def on_duty_changed(work: IncidentUnitOfWork, timers: Sequence[Timer]) -> None:
    """Looks at every network, whichever changed. A page that was taken is raised again at the network's next change.

    Before all else: who is in danger is told of to whoever came, or can be reached again.
    """
    work.reached |= {timer.subject_id for timer in timers} - {NOBODY_REACHED}
    await _hand_callers_over(work)
    await _hand_cries_over(work)
    work.to_page |= await work.pages.networks_in_need(URGENT)
    missions = await IncidentViews(work.unit.connection, EVERY_NETWORK).open_missions()
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


async def _hand_callers_over(work: IncidentUnitOfWork) -> None:
    """The same of a caller who cried, and nobody has spoken with them."""
    taken = await work.pages.callers_taken(EVERY_NETWORK)
    reached = await _reached(work, {page.network_id for page in taken})
    left = [page for page in taken if (page.network_id, page.taken_by) not in reached]
    if not left:
        return
    await work.lock_missions(
        {page.incident_id for page in left if page.incident_id}, networks={page.network_id for page in left}
    )
    of_callers = await work.pages.of_callers({page.about_id for page in left if page.about_id})
    seen_to = {page.about_id for page in of_callers if page.open}
    latest = {page.about_id: page for page in of_callers if page in left and page.about_id not in seen_to}
    for page in latest.values():
        work.put_page(raised_again(page, work.now))


async def _reached(work: IncidentUnitOfWork, networks: Collection[str]) -> set[tuple[str, str | None]]:
    """The network and call sign of everybody who may be paged there."""
    await work.load_duties(networks)
    return {(name, each.callsign) for name in networks for each in work.duties[name].chain if each.reach.text}


async def _hand_cries_over(work: IncidentUnitOfWork) -> None:
    """A cry that is open, and whose lead went off duty or gets no texts any more, is somebody else's: paged anew.

    Whoever went off duty has given back what they had taken (`go_off_duty`).
    """
    open_calls = await work.sos_calls.not_paged()
    reached = await _reached(work, {call.network_id for call in open_calls})
    left = [call for call in open_calls if (call.network_id, call.acknowledged_by) not in reached]
    if not left:
        return
    await work.lock_calls({call.network_id for call in left})
    pages = await work.pages.latest_sos({call.volunteer_id for call in left})
    for call in left:
        page = pages.get(call.volunteer_id)
        if work.calls.get(call.volunteer_id) == call and page is not None and not page.open:
            work.put_call(replace(call, acknowledged_by=None, acknowledged_at=None))
            work.put_page(raised_again(page, work.now))


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
