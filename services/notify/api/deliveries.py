"""Tell what became of the messages of an incident or a report."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from schemas.api.notify import DeliveriesAnswer, MessageDelivery
from services.chassis.http_access import AnyStaff, TheDatabase
from services.notify.store.messages import MessageStore

router = APIRouter(prefix="/v1/deliveries", tags=["messages"])


@router.get("")
async def list_deliveries(
    subject_id: Annotated[UUID, Query()], staff: AnyStaff, database: TheDatabase
) -> DeliveriesAnswer:
    """What became of the messages of an incident or a report; ids, states and times only."""
    async with database.reading() as connection:
        found = await MessageStore(connection).deliveries_of(subject_id, staff.scope)
    return DeliveriesAnswer(deliveries=tuple(MessageDelivery.model_validate(asdict(each)) for each in found))
