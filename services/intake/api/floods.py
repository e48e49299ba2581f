"""Flood mode: what an operator begins when hoaxes come in hundreds, and ends; by itself it ends after some hours."""

from datetime import datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends

from schemas.api.intake.floods import FloodBeginOrder, FloodEndOrder, FloodMode, FloodModeList
from services.chassis.auth import Role, Staff
from services.chassis.errors import Problem
from services.chassis.http_access import TheDatabase, require_staff
from services.chassis.http_server import not_found
from services.chassis.openapi import KnownProblem, refuses
from services.intake.api.dependencies import TOO_MANY_REQUESTS, IntakeStaff
from services.intake.model.flood import Flood
from services.intake.store.floods import FloodStore

NO_SUCH_NETWORK: Final = KnownProblem(404, "not-found", "No such network")
NO_FLOOD_MODE: Final = KnownProblem(409, "no-flood-mode", "Flood mode is not on")
FloodKeeper = Annotated[Staff, Depends(require_staff(Role.OPERATOR, Role.DUTY_LEAD))]

router = APIRouter(prefix="/v1/floods", tags=["triage"], responses=refuses(TOO_MANY_REQUESTS))


@router.post("", responses=refuses(NO_SUCH_NETWORK))
async def begin_flood_mode(order: FloodBeginOrder, staff: FloodKeeper, database: TheDatabase) -> FloodMode:
    """From now on what no operator vouches for waits as `flood` and presses nobody without evidence, and sources may
    have a quarter of their quota open. What meets the whole rule still goes out.
    """
    async with database.unit() as unit:
        store = FloodStore(unit.connection)
        if not await store.lock(order.network_id, staff.scope):
            raise not_found("network")
        await store.end(order.network_id, unit.now, by=staff.actor)
        flood = Flood(order.network_id, unit.now, unit.now + timedelta(hours=order.hours), staff.actor)
        await store.begin(flood)
    return mode_from(flood, unit.now)


@router.post("/end", responses=refuses(NO_SUCH_NETWORK, NO_FLOOD_MODE))
async def end_flood_mode(order: FloodEndOrder, staff: FloodKeeper, database: TheDatabase) -> FloodMode:
    """What waits goes on waiting: a person decides on it."""
    async with database.unit() as unit:
        store = FloodStore(unit.connection)
        if not await store.lock(order.network_id, staff.scope):
            raise not_found("network")
        ended = await store.end(order.network_id, unit.now, by=staff.actor)
        if ended is None:
            raise Problem(*NO_FLOOD_MODE)
    return mode_from(ended, unit.now)


@router.get("")
async def list_flood_modes(staff: IntakeStaff, database: TheDatabase) -> FloodModeList:
    """Whether it is on in the networks that the key names, and what was done about it lately."""
    async with database.reading() as connection:
        found = await FloodStore(connection).latest(staff.scope)
    now = await database.now()
    return FloodModeList(floods=tuple(mode_from(flood, now) for flood in found))


def mode_from(flood: Flood, now: datetime) -> FloodMode:
    return FloodMode(
        network_id=flood.network_id,
        on=flood.is_on(now),
        began_at=flood.began_at,
        until=flood.until,
        begun_by=flood.begun_by,
        ended_at=flood.ended_at,
        ended_by=flood.ended_by,
    )
