"""What staff call about callers: who cried for help, that somebody spoke with them, which texts callers would get."""

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

import structlog
from fastapi import APIRouter

from schemas.api.intake.callers import (
    CallerErased,
    CallerErasureRequest,
    CallerNoticePreview,
    CallerPhone,
    CallerWaits,
    NoticePreview,
    NoticePreviewRequest,
    SpokenRequest,
    SpokenResult,
)
from schemas.events.message import CallerErasedV1
from schemas.events.report import CallerSpokenWithV1
from schemas.values import uuid7
from services.chassis.connection import Connection
from services.chassis.errors import Problem
from services.chassis.http_access import TheDatabase
from services.chassis.http_server import not_found
from services.chassis.openapi import KnownProblem, refuses
from services.chassis.sealing import KeyMissing
from services.intake.api.dependencies import (
    GONE,
    TOO_MANY_REQUESTS,
    CallerReader,
    IntakeStaff,
    SourceAdmin,
    TheReportFactory,
)
from services.intake.callers.answers import CallerAnswer
from services.intake.callers.notices import CallerNotice
from services.intake.handlers.answers import notices_kept, notices_of, tell_kept
from services.intake.model.finding import ReviewedFinding
from services.intake.model.report import TextableCaller
from services.intake.reports.redaction import cleaned_or_none, cleaned_place_or_none
from services.intake.store.callers import CallerStore
from services.intake.store.erasures import CallerErasureStore
from services.intake.store.reports import ReportStore

NOT_IN_DANGER: Final = KnownProblem(409, "caller-not-in-danger", "This caller did not cry for help")

CALLER_WAITS: Final = KnownProblem(
    409, "caller-waits", "Somebody has yet to read, call or decide about these reports of theirs"
)
MOST_NAMED: Final = 100
AT_ONCE: Final = 500
log = structlog.get_logger()

router = APIRouter(prefix="/v1", tags=["triage"], responses=refuses(TOO_MANY_REQUESTS))


@router.get("/reports/{report_id}/caller", responses=refuses(NOT_IN_DANGER, GONE))
async def read_number_of_caller(
    report_id: UUID, staff: CallerReader, database: TheDatabase, factory: TheReportFactory
) -> CallerPhone:
    """The number of a caller who cried for help, for the duty lead who calls them; each reading is noted."""
    async with database.transaction() as connection:
        store = CallerStore(connection)
        caller = await store.caller_of(report_id, staff.scope)
        if caller is None:
            raise not_found("report")
        if caller.last_cried_at is None:
            raise Problem(*NOT_IN_DANGER, "The number of any other is shown to nobody.")
        await store.note_number_read(report_id, actor=staff.actor, role=staff.role)
    try:
        number = factory.open_number(caller)
    except KeyMissing:
        raise Problem(*GONE, "Its time was over; counts remain.") from None
    return CallerPhone(
        report_id=report_id,
        ref=caller.ref,
        network_id=caller.network_id,
        cried_at=caller.last_cried_at,
        phone=number,
        language=caller.language,
        safe_to_text=caller.safe_to_text,
    )


@router.post("/reports/{report_id}/caller/spoken", responses=refuses(NOT_IN_DANGER))
async def note_spoken_with_caller(
    report_id: UUID, wanted: SpokenRequest, staff: CallerReader, database: TheDatabase, factory: TheReportFactory
) -> SpokenResult:
    """Somebody spoke with a caller who cried for help: they are paged about no more, and how their report ended, which
    was kept for them until now, is told. Noted with who did it. Reading their texts or their number does none of it.
    """
    async with database.unit() as unit:
        store = CallerStore(unit.connection)
        caller = await store.caller_to_speak_with(report_id, staff.scope)
        if caller is None:
            raise not_found("report")
        if caller.last_cried_at is None:
            raise Problem(*NOT_IN_DANGER)
        if wanted.preview:
            _, notices = await notices_kept(unit.connection, factory, report_id, now=unit.now)
            texts = _previewed(() if wanted.told else notices)
        else:
            note = cleaned_or_none(wanted.note)
            spoken = factory.spoken_with(uuid7(), unit.now, by=staff.actor, told=wanted.told, note=note)
            await store.note_spoken(report_id, spoken, role=staff.role)
            texts = _previewed(await tell_kept(unit, factory, report_id, by_voice=wanted.told))
            event = CallerSpokenWithV1(
                report_id=report_id,
                network_id=caller.network_id,
                ref=caller.ref,
                exercise=caller.exercise,
                spoken_by=staff.actor,
            )
            unit.announce(event, subject=str(report_id), correlation_id=report_id)
    return SpokenResult(spoken=not wanted.preview, ref=caller.ref, texts=tuple(texts))


@router.post("/callers/erase", responses=refuses(CALLER_WAITS))
async def erase_caller(
    wanted: CallerErasureRequest, staff: SourceAdmin, database: TheDatabase, factory: TheReportFactory
) -> CallerErased:
    """All reports of one number in your networks; at once, or not while somebody has yet to read or call them.

    A STOP that they texted is honoured for ever. Where a team is on its way the place stays until it is back.
    """
    async with database.unit() as unit:
        store = CallerErasureStore(unit.connection)
        if wanted.phone is not None:
            found = await store.of_number(factory.number_index(wanted.phone), staff.scope)
        else:
            assert wanted.report_id is not None
            found = await store.of_report(wanted.report_id, staff.scope)
            if not found:
                raise not_found("report")
        if waits := [report for report in found if report.waits]:
            raise Problem(*CALLER_WAITS, ", ".join(report.ref for report in waits[:MOST_NAMED]))
        goes = [report for report in found if not report.held]
        if goes and not wanted.preview:
            report_ids = [report.report_id for report in goes]
            await store.erase(report_ids)
            for first in range(0, len(report_ids), AT_ONCE):
                event = CallerErasedV1(report_ids=tuple(report_ids[first : first + AT_ONCE]))
                unit.announce(event, subject=str(report_ids[first]))
            log.info("caller.erased", reports=len(goes), actor=staff.actor)
    return CallerErased(
        erased=not wanted.preview,
        refs=tuple(report.ref for report in goes[:MOST_NAMED]),
        on_hold=tuple(report.ref for report in found[:MOST_NAMED] if report.held),
    )


@router.post("/notices/preview")
async def preview_notices(wanted: NoticePreviewRequest, staff: IntakeStaff, database: TheDatabase) -> NoticePreview:
    """The texts that callers would get if this were decided so; sends nothing."""
    async with database.reading() as connection:
        answer = CallerAnswer(uuid7(), await database.now(), wanted.incident_id, _said(wanted), wanted.corrects)
        reports = await ReportStore(connection).in_scope(wanted.report_ids, staff.scope)
        texts = await previews(connection, answer, reports, place=cleaned_place_or_none(wanted.place) or "")
        store = CallerStore(connection)
        reached = {caller.report_id for caller in await store.callers(reports)}
        waiting = await store.unanswered_callers(reports)
    everybody = set(wanted.report_ids)
    held = {each.report_id for each in waiting if each.cried_at is not None}
    unreachable = len(everybody - reached - held)
    return NoticePreview(
        texts=tuple(texts),
        unreachable=unreachable,
        silent=len(everybody) - unreachable - len(texts),
        waiting=tuple(
            CallerWaits(report_id=each.report_id, ref=each.ref, texts=each.texts, cried_at=each.cried_at)
            for each in waiting
        ),
    )


async def previews(
    connection: Connection, answer: CallerAnswer, report_ids: Sequence[UUID], *, place: str
) -> list[CallerNoticePreview]:
    """By the same rules as what goes out (services/intake/handlers/answers.py): who cried gets theirs later."""
    waiting = await CallerStore(connection).unanswered_callers(report_ids)
    crying = {each.report_id for each in waiting if each.cried_at is not None}
    notices = await notices_of(connection, answer, report_ids, place=place)
    return _previewed((caller, notice) for caller, notice in notices if caller.report_id not in crying)


def _previewed(notices: Iterable[tuple[TextableCaller, CallerNotice | None]]) -> list[CallerNoticePreview]:
    return [
        CallerNoticePreview(
            report_id=caller.report_id,
            ref=caller.ref,
            template=notice.template,
            language=caller.language,
            params={**notice.params, **notice.sealed},
        )
        for caller, notice in notices
        if notice is not None
    ]


def _said(wanted: NoticePreviewRequest) -> ReviewedFinding | str:
    if wanted.ending is not None:
        return wanted.ending
    assert wanted.outcome is not None
    return ReviewedFinding(
        wanted.outcome,
        wanted.went,
        cleaned_or_none(wanted.agency),
        wanted.seen_at,
        wanted.seen_by,
        wanted.why,
        agency_words=wanted.agency_words.model_dump() if wanted.agency_words else {},
    )
