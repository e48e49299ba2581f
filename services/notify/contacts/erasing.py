"""Forget whom dispatch or intake erased (rule R116); a STOP from their number is honoured for ever."""

from collections.abc import Sequence
from uuid import UUID

import structlog

from services.chassis.scope import EVERY_NETWORK
from services.chassis.sealing import Sealer
from services.chassis.unit_of_work import UnitOfWork
from services.notify.contacts.announcing import announce_reach
from services.notify.store.contacts import ContactStore
from services.notify.store.erasures import ErasedRows

log = structlog.get_logger()


async def forget_people(unit: UnitOfWork, person_ids: Sequence[UUID], sealer: Sealer) -> None:
    """Contact, texts from and to them. The key is destroyed before the commit: what fails here is done again."""
    if not person_ids:
        return
    rows, contacts = ErasedRows(unit.connection), ContactStore(unit.connection)
    await rows.of_people(person_ids)
    for person_id in sorted(person_ids):
        await contacts.delete(person_id, EVERY_NETWORK, unit.now)
        sealer.keyring.destroy(f"person/{person_id}")
    await announce_reach(unit, person_ids)
    log.info("contacts.erased", persons=len(person_ids))


async def forget_callers(unit: UnitOfWork, report_ids: Sequence[UUID]) -> None:
    """Whatever was texted to them about these reports, and what came from their numbers."""
    if report_ids:
        await ErasedRows(unit.connection).of_callers(report_ids)
