"""A legal hold on an incident: nothing of it ends, and it outlives the keys of its days (rule R117)."""

import asyncio
from typing import Final
from uuid import UUID

from schemas.events.incident import LegalHoldChangedV1
from services.chassis.connection import write_together
from services.chassis.database import Database
from services.chassis.legal_hold import seal_again
from services.chassis.scope import EVERY_NETWORK
from services.chassis.sealing import Sealer
from services.chassis.unit_of_work import UnitOfWork
from services.dispatch.model.pending_changes import TimelineEntry
from services.dispatch.store.legal_holds import HELD_VALUES, ChangedHold, LegalHoldStore
from services.dispatch.store.timeline import writing_timeline

EVERY_SECONDS: Final = 60


async def hold_incident(unit: UnitOfWork, sealer: Sealer, incident_id: UUID, *, by: str, why: str) -> bool:
    """False: it is held already, and stays as it is."""
    changed = await LegalHoldStore(unit.connection).hold(incident_id, at=unit.now, by=by, why=why)
    if changed is None:
        return False
    await asyncio.to_thread(sealer.keyring.make_hold_key, incident_id)  # under the lock: nobody ends it meanwhile
    await seal_again(unit.connection, sealer, incident_id, HELD_VALUES)
    await _tell(unit, incident_id, changed, held=True, by=by, why=why)
    return True


async def let_go_of_incident(unit: UnitOfWork, incident_id: UUID, *, by: str, why: str) -> bool:
    """It ends in its own time from now on. False: it is not held."""
    changed = await LegalHoldStore(unit.connection).let_go(incident_id)
    if changed is None:
        return False
    await _tell(unit, incident_id, changed, held=False, by=by, why=why)
    return True


async def _tell(unit: UnitOfWork, incident_id: UUID, changed: ChangedHold, *, held: bool, by: str, why: str) -> None:
    kind = "legal_hold" if held else "legal_hold_over"
    entry = TimelineEntry(incident_id, unit.now, kind, {"by": by, "why_held": why})
    await write_together(unit.connection, [writing_timeline([entry])])
    unit.announce(
        LegalHoldChangedV1(
            incident_id=incident_id,
            network_id=changed.network_id,
            code=changed.code,
            exercise=changed.exercise,
            held=held,
            changed_at=unit.now,
        ),
        subject=str(incident_id),
    )


class LegalHolds:
    """What was sealed since is sealed again; keys of holds that are over end with their matter's own time."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    async def run(self) -> int:
        """Once; any number of processes may do it. Returns how many incidents are held."""
        async with self._database.reading() as connection:
            held = await LegalHoldStore(connection).held(EVERY_NETWORK)
        for each in held:
            async with self._database.unit() as unit:
                await seal_again(unit.connection, self._sealer, each.incident_id, HELD_VALUES)
        matters = await asyncio.to_thread(self._sealer.keyring.held_matters)
        if matters:
            async with self._database.reading() as connection:
                over = await LegalHoldStore(connection).may_end(matters)
            for matter_id in over:
                async with self._database.unit() as unit:
                    if await LegalHoldStore(unit.connection).still_may_end(matter_id):
                        await asyncio.to_thread(self._sealer.keyring.destroy, f"hold/{matter_id}")
        return len(held)
