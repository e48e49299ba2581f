"""Who is on call and on duty: switched by hand, ended by the clock, told to the others (NetworkChangedV1)."""

from collections.abc import Collection, Sequence
from dataclasses import astuple
from datetime import datetime
from typing import Final
from uuid import UUID

from schemas.events.network import NetworkChangedV1
from services.chassis.timers import Timer, schedule
from services.chassis.unit_of_work import UnitOfWork
from services.dispatch.matching.geography import cell_name
from services.dispatch.model.roster import DutyLead, DutyPosition, RosterNetwork
from services.dispatch.store.roster import RosterStore

SHIFT_END: Final = "shift_end"
"""The timer that ends what is over, for everyone at once; app.py gives it `on_shift_end`."""
DUTY_CHANGED: Final = "duty_changed"
"""The timer that looks for missions without a lead and cries that nobody sees to, at once and in a transaction of its
own. Its subject: who can be reached again, or nobody (`NOBODY_REACHED`)."""
NOBODY_REACHED: Final = UUID(int=0)

MOST_CORNERS_TOLD: Final = 5_000
"""As many as one ring may have; some 120 KB of the 256 that an event may be."""


async def switch_on(
    unit: UnitOfWork, store: RosterStore, volunteer_ids: Collection[UUID], until: datetime | None
) -> None:
    """On call until then; None: until switched off."""
    await store.switch_on(volunteer_ids, until)
    await _end_at(unit, volunteer_ids, until)


async def go_on_duty(
    unit: UnitOfWork,
    store: RosterStore,
    network_id: str,
    volunteer_id: UUID,
    position: DutyPosition,
    until: datetime | None,
) -> bool:
    """False: nothing changed."""
    changed = await store.set_duty(volunteer_id, position, until, unit.now)
    if changed:
        await _end_at(unit, [volunteer_id], until)
        await tell_duty_changed(unit, store, network_id)
    return changed


async def go_off_duty(unit: UnitOfWork, store: RosterStore, network_id: str, volunteer_id: UUID) -> bool:
    """False: they were not on duty."""
    changed = await store.clear_duty(volunteer_id)
    if changed:
        await tell_duty_changed(unit, store, network_id)
    return changed


async def hand_over_duty(
    unit: UnitOfWork,
    store: RosterStore,
    network_id: str,
    volunteer_id: UUID,
    successor: UUID,
    position: DutyPosition,
    until: datetime | None,
) -> bool:
    """The successor is on duty until then instead; told once, so that nobody hears of a moment without a lead.

    Returns whether the one who goes was on duty.
    """
    gone = await store.clear_duty(volunteer_id)  # open cries are locked before networks, everywhere
    came = await store.set_duty(successor, position, until, unit.now)
    if came:
        await _end_at(unit, [successor], until)
    if gone or came:
        await tell_duty_changed(unit, store, network_id)
    return gone


async def on_shift_end(unit: UnitOfWork, timers: Sequence[Timer]) -> None:
    """Ends every shift that is over, whichever timers came; one that was prolonged is left alone."""
    store = RosterStore(unit.connection)
    networks = await store.end_duty(unit.now)  # open cries are locked before people, and these before networks
    await store.end_on_call(unit.now)
    for network_id in sorted(networks):
        await tell_duty_changed(unit, store, network_id)


async def tell_duty_changed(unit: UnitOfWork, store: RosterStore, network_id: str) -> None:
    await store.next_revision(network_id, unit.now)
    await schedule(unit, [Timer(NOBODY_REACHED, DUTY_CHANGED, unit.now)])
    await tell_network(unit, store, network_id)


async def tell_network(unit: UnitOfWork, store: RosterStore, network_id: str) -> RosterNetwork:
    """Announce the whole state of the network at its present revision."""
    network = (await store.networks([network_id]))[network_id]
    leads = (await store.duty_leads([network_id], unit.now)).get(network_id, ())
    unit.announce(network_changed(network, leads), subject=network_id)
    return network


def network_changed(network: RosterNetwork, leads: Sequence[DutyLead]) -> NetworkChangedV1:
    """A backup alone counts: they are paged too, so somebody stands behind the mission (rule R2).

    Whom no text reaches does not (rule R45).
    """
    reachable = [lead for lead in leads if lead.reachable]
    return NetworkChangedV1(
        network_id=network.network_id,
        revision=network.revision,
        name=network.name,
        hotline_phone=network.hotline_phone,
        time_zone=network.time_zone,
        languages=network.languages,
        territory=tuple(sorted(cell_name(cell) for cell in network.cells)),
        duty_lead_on_duty=bool(reachable),
        release_max_age_minutes=network.policy.release_max_age_minutes,
        source_open_incidents=network.policy.source_open_incidents,
        territory_box=astuple(network.territory.box),
        territory_drawn=network.territory.polygons if _corners(network) <= MOST_CORNERS_TOLD else None,
        alarm_person_id=reachable[0].volunteer_id if reachable else None,
    )


def _corners(network: RosterNetwork) -> int:
    return sum(len(ring) for polygon in network.territory.polygons for ring in polygon)


async def _end_at(unit: UnitOfWork, volunteer_ids: Collection[UUID], until: datetime | None) -> None:
    """One timer for all of them: what it starts looks for everyone whose time is over."""
    if until is not None and volunteer_ids:
        await schedule(unit, [Timer(min(volunteer_ids), SHIFT_END, until)])
