"""Tell before a step which callers no text reaches: who texted STOP, and whose phone gets none."""

from fastapi import APIRouter

from schemas.api.notify import CallersAsked, CallersReach, UnreachableCaller
from services.chassis.http_access import AnyStaff, TheDatabase
from services.notify.contacts.reach import why_no_text_to_caller
from services.notify.store.messages import MessageStore

router = APIRouter(prefix="/v1/callers", tags=["messages"])


@router.post("/reach")
async def read_callers_reach(wanted: CallersAsked, staff: AnyStaff, database: TheDatabase) -> CallersReach:
    """Ids and reasons only. A caller whom nobody texted about the report yet is not listed."""
    now = await database.now()
    async with database.reading() as connection:
        found = await MessageStore(connection).numbers_of_callers(wanted.report_ids, staff.scope)
    reasons = {each.report_id: why_no_text_to_caller(each, now) for each in found}
    return CallersReach(
        unreachable=tuple(
            UnreachableCaller(report_id=report_id, reason=reason)
            for report_id, reason in reasons.items()
            if reason is not None
        )
    )
