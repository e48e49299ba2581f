"""Erase somebody, and see who is to be erased and why they are not yet (rule R116)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from fastapi import APIRouter, status

from schemas.api.dispatch.erasures import ErasureList, ErasureRequest, ErasureSummary, ErasureWaitSummary
from schemas.values import NetworkId
from services.chassis.http_access import TheDatabase
from services.chassis.openapi import refuses
from services.chassis.scope import Scope
from services.dispatch.api.dependencies import RosterAdmin
from services.dispatch.api.references import UNKNOWN_CALLSIGN, find_volunteers, require_network
from services.dispatch.model.erasure import Erasure, ErasureWait
from services.dispatch.roster.erasing import erase_or_wait
from services.dispatch.store.erasures import ErasureStore
from services.dispatch.store.roster import RosterStore

MOST_LISTED: Final = 500

router = APIRouter(prefix="/v1/networks/{network_id}/erasures", tags=["volunteers"])


@router.post("", status_code=status.HTTP_202_ACCEPTED, responses=refuses(UNKNOWN_CALLSIGN))
async def erase_person(
    network_id: NetworkId, order: ErasureRequest, staff: RosterAdmin, database: TheDatabase
) -> ErasureSummary:
    """At once, or as soon as what is open has ended; off call from now on. Number and address go with it, in minutes.

    What happened stays: missions keep their times without saying who it was. A number that texted STOP is never texted,
    and the ledger keeps that it was so.
    """
    async with database.unit() as unit:
        roster = RosterStore(unit.connection)
        await require_network(roster, network_id, staff.scope)
        [person_id] = await find_volunteers(roster, network_id, [order.callsign], "/callsign")
        store = ErasureStore(unit.connection)
        erasure = Erasure(person_id, network_id, order.callsign, unit.now, staff.actor)
        if order.preview:
            waits: Sequence[ErasureWait] = await store.waits_for(erasure, await store.missions(person_id))
        else:
            erasure = await store.ask(erasure)
            waits = await erase_or_wait(unit, erasure)
        on_hold = await store.on_hold(person_id)
        return _summary(erasure, waits, unit.now, erased=not waits and not order.preview, on_hold=on_hold)


@router.get("")
async def list_erasures(network_id: NetworkId, staff: RosterAdmin, database: TheDatabase) -> ErasureList:
    """Who is not erased yet, and what each waits for."""
    async with database.unit() as unit:
        await require_network(RosterStore(unit.connection), network_id, staff.scope)
        store = ErasureStore(unit.connection)
        asked = (await store.waiting(Scope(frozenset({network_id}))))[:MOST_LISTED]
        waits = [await store.waits_for(each, await store.missions(each.person_id)) for each in asked]
    return ErasureList(
        erasures=tuple(_summary(each, found, unit.now, erased=False) for each, found in zip(asked, waits, strict=True))
    )


def _summary(
    erasure: Erasure, waits: Sequence[ErasureWait], now: datetime, *, erased: bool, on_hold: int = 0
) -> ErasureSummary:
    return ErasureSummary(
        callsign=erasure.callsign,
        erased=erased,
        asked_at=erasure.asked_at,
        due_at=erasure.due_at,
        overdue=not erased and now >= erasure.due_at,
        waits_for=tuple(ErasureWaitSummary(what=each.what, code=each.code) for each in waits),
        on_hold=on_hold,
    )
