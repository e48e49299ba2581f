"""The queue as staff read it: a page of what waits for a person, who sent how much of it, and where the next begins."""

import base64
import struct
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query

from schemas.api.intake.queue import QueuedOfSource, QueuedReport, ReportQueue
from services.chassis.errors import FieldError, Problem
from services.chassis.http_access import TheDatabase
from services.chassis.openapi import refuses
from services.intake.api.dependencies import TOO_MANY_REQUESTS, IntakeStaff
from services.intake.api.floods import mode_from
from services.intake.api.reports import STATE_NAMES
from services.intake.model.queue import PagePosition
from services.intake.model.report import ReportState, WaitingReport
from services.intake.reports.fair_order import in_fair_order, position_after
from services.intake.store.floods import FloodStore
from services.intake.store.queue import QueueStore

QUEUE_PAGE: Final = 500
LONGEST_POSITION: Final = 16_384
"""Of some 380 sources."""
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)
_CRY: Final = struct.Struct(">Q16s")
_SHOWN: Final = struct.Struct(">16s16s")

router = APIRouter(prefix="/v1", tags=["triage"], responses=refuses(TOO_MANY_REQUESTS))


@router.get("/queue")
async def read_queue(
    staff: IntakeStaff,
    database: TheDatabase,
    limit: Annotated[int, Query(ge=1, le=QUEUE_PAGE)] = QUEUE_PAGE,
    after: Annotated[str | None, Query(max_length=LONGEST_POSITION)] = None,
) -> ReportQueue:
    """Reports that wait for a person, a page of them: cries of callers first, then most pressing first, then oldest
    first; where one source has many, those of the others come before its twenty-first. `after`: `next` of the page
    before; what is decided on meanwhile shifts nothing.
    """
    position = position_in(after)
    async with database.reading() as connection:
        store = QueueStore(connection)
        cries = await store.cries(staff.scope, limit + 1, position)
        more, cries = len(cries) > limit, cries[:limit]
        room = limit - len(cries)
        waiting = await store.next_of_each_source(staff.scope, room + 1, position)
        shown = in_fair_order(waiting, limit=room)
        reports = await store.these([*(report_id for _, report_id in cries), *(place.report_id for place in shown)])
        backlog = await store.backlog(staff.scope)
        floods = await FloodStore(connection).on(staff.scope)
    now = await database.now()
    more = more or len(waiting) > len(shown)
    return ReportQueue(
        total=sum(each.waiting for each in backlog),
        reports=tuple(map(_queued, reports)),
        sources=tuple(map(QueuedOfSource.model_validate, backlog)),
        floods=tuple(mode_from(flood, now) for flood in floods),
        next=position_text(position_after(position, cries, shown)) if more else None,
    )


def _queued(waiting: WaitingReport) -> QueuedReport:
    """What was dismissed, and whose caller texted or cried since, lacks nothing for a release."""
    missing = waiting.missing if waiting.state is ReportState.HELD else ()
    return QueuedReport.model_validate({**asdict(waiting), "state": STATE_NAMES[waiting.state], "missing": missing})


def position_text(position: PagePosition) -> str:
    moment, cry = position.cry or (EPOCH, UUID(int=0))
    packed = _CRY.pack((moment - EPOCH) // MICROSECOND, cry.bytes)
    packed += b"".join(_SHOWN.pack(source.bytes, report.bytes) for source, report in position.last_shown)
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def position_in(text: str | None) -> PagePosition:
    """
    Raises:
        Problem: 422, no page ended there.
    """
    if text is None:
        return PagePosition()
    try:
        packed = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
        micros, cry = _CRY.unpack_from(packed)
        shown = tuple((UUID(bytes=of), UUID(bytes=last)) for of, last in _SHOWN.iter_unpack(packed[_CRY.size :]))
        moment = EPOCH + micros * MICROSECOND
    except (ValueError, OverflowError, struct.error):
        fault = FieldError("query:after", "is no `next` of a page")
        raise Problem(422, "invalid", "Some fields do not fit", errors=(fault,)) from None
    return PagePosition((moment, UUID(bytes=cry)) if micros else None, shown)
