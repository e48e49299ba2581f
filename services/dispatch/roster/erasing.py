"""A person is erased: at once, or as soon as nobody needs them any more; then notify hears of it (rule R116).

Dispatch decides, since it knows who is out there. Notify's contact and the person's key go last, by the event.
"""

from collections.abc import Sequence
from typing import Final

import structlog

from schemas.events.message import PersonErasedV1
from services.chassis.database import Database
from services.chassis.scope import EVERY_NETWORK
from services.chassis.telemetry import ERASURES_OVERDUE, ERASURES_WAITING
from services.chassis.unit_of_work import UnitOfWork
from services.dispatch.model.erasure import Erasure, ErasureWait
from services.dispatch.store.erasures import ErasureStore
from services.dispatch.store.roster import RosterStore

log = structlog.get_logger()

EVERY_SECONDS: Final = 60


async def erase_or_wait(unit: UnitOfWork, erasure: Erasure) -> Sequence[ErasureWait]:
    """What it waits for; nothing: they are erased with this transaction. Off call they are in any case."""
    store = ErasureStore(unit.connection)
    missions = await store.lock(erasure.person_id)
    if missions is None:
        return ()
    await RosterStore(unit.connection).switch_off([erasure.person_id])
    if waits := await store.waits_for(erasure, missions):
        return waits
    await store.erase(erasure, missions, unit.now)
    unit.announce(PersonErasedV1(person_id=erasure.person_id), subject=str(erasure.person_id))
    return ()


class Erasures:
    """Those that wait, tried again."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def run(self) -> int:
        """Once, each in a transaction of its own; any number of processes may do it. Returns how many still wait."""
        async with self._database.reading() as connection:
            asked = await ErasureStore(connection).waiting(EVERY_NETWORK)
        waiting = overdue = 0
        for erasure in asked:
            async with self._database.unit() as unit:
                if unit.now < erasure.begins_at:
                    continue
                waits = await erase_or_wait(unit, erasure)
                late = bool(waits) and unit.now >= erasure.due_at
            waiting += bool(waits)
            overdue += late
        if overdue:
            log.error("erasure.overdue", persons=overdue)
        ERASURES_WAITING.set(waiting)
        ERASURES_OVERDUE.set(overdue)
        return waiting
