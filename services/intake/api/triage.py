"""What staff call about a report: find it, read its content, release or dismiss it."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query

from schemas.api.intake.content import CallerSpokenWith, CallerTextRead, ReportContent, ReportPlace, ReportSalute
from schemas.api.intake.reports import ReportStatusList
from schemas.api.intake.triage import (
    DismissalRequest,
    DismissalResult,
    ReleaseEffect,
    ReportCorrections,
    ReportReleaseRequest,
    ReportReleaseResult,
)
from schemas.endings import Ending
from schemas.envelope import Received
from schemas.events.report import ReportDismissedV1, ReportHeldV1, ReportReleasedV1
from schemas.values import RefCode, Request, uuid7
from services.chassis.errors import FieldError, Problem
from services.chassis.http_access import TheDatabase
from services.chassis.http_server import not_found
from services.chassis.openapi import KnownProblem, refuses
from services.chassis.outbox import append, outgoing
from services.chassis.sealing import KeyMissing
from services.intake.api.callers import previews
from services.intake.api.dependencies import (
    GONE,
    TOO_MANY_REQUESTS,
    ContentReader,
    IntakeStaff,
    TheReportFactory,
    TheTerritories,
)
from services.intake.api.reports import status_from
from services.intake.callers.answers import Answering, CallerAnswer
from services.intake.handlers.answers import tell_answer
from services.intake.model.report import LockedReport
from services.intake.reports.draft import ReportAmendment
from services.intake.reports.factory import CLOCKS_DIFFER, handed_over, released
from services.intake.reports.geography import Point
from services.intake.reports.redaction import cleaned_place_or_none
from services.intake.reports.release_rule import missing_for_a_person, missing_for_release, priority
from services.intake.store.callers import CallerStore
from services.intake.store.reports import ReportStore

ALREADY_RELEASED: Final = KnownProblem(409, "already-released", "It was released before")
OF_ANOTHER_NETWORK: Final = KnownProblem(
    409, "of-another-network", "Another network decides about that place; speak with its caller, who cried, before"
)
ALREADY_DISMISSED: Final = KnownProblem(409, "already-dismissed", "It was dismissed before")
SAY_NOTHING: Final = frozenset({Ending.TOLD_BY_VOICE, Ending.NOTHING})
"""What is left for who asked for help or an answer: every other ending tells of a check that nobody asked for."""
NOTHING_TO_CHECK: Final = FieldError(
    "/tell", "is about a check, and this report asks for none: call them (told_by_voice), or nothing"
)

router = APIRouter(prefix="/v1", tags=["triage"], responses=refuses(TOO_MANY_REQUESTS))


@router.get("/reports")
async def find_reports(staff: IntakeStaff, database: TheDatabase, ref: Annotated[RefCode, Query()]) -> ReportStatusList:
    """By the number that a caller says. For staff only: a ref proves nothing."""
    async with database.reading() as connection:
        found = await ReportStore(connection).progress_by_ref(ref, staff.scope)
    return ReportStatusList(reports=tuple(map(status_from, found)))


@router.get("/reports/{report_id}/content", response_model_exclude_unset=True, responses=refuses(GONE))
async def read_content(
    report_id: UUID, staff: ContentReader, database: TheDatabase, factory: TheReportFactory
) -> ReportContent:
    """What the caller said, where, and what they texted since; each reading is noted. Not who called."""
    async with database.transaction() as connection:
        found = await ReportStore(connection).content_for(report_id, staff.scope, actor=staff.actor, role=staff.role)
        if found is None:
            raise not_found("report")
        spoken = await CallerStore(connection).spoken_with(report_id)
    report, texts = found
    try:
        place, words = factory.open_place(report), factory.open_words(report)
    except KeyMissing:
        raise Problem(*GONE, "Its time was over; counts remain.") from None
    return ReportContent(
        report_id=report_id,
        ref=report.ref,
        network_id=report.network_id,
        place=ReportPlace(**place) if place else None,
        narrative=words.get("narrative"),
        salute=ReportSalute(**(words.get("salute") or {})),
        texts=tuple(CallerTextRead(received_at=it.received_at, words=factory.open_caller_text(it)) for it in texts),
        spoken=tuple(
            CallerSpokenWith(at=it.at, by=it.by, told=it.told, note=factory.open_spoken_note(it)) for it in spoken
        ),
    )


@router.post("/reports/{report_id}/release", responses=refuses(ALREADY_RELEASED, ALREADY_DISMISSED, OF_ANOTHER_NETWORK))
async def release_report(
    report_id: UUID,
    wanted: ReportReleaseRequest,
    staff: ContentReader,
    database: TheDatabase,
    factory: TheReportFactory,
    territories: TheTerritories,
) -> ReportReleaseResult:
    """Let a held report text observers. A person may do so without trust, freshness or a duty lead on duty,
    but not without a place, nor for somebody who asked for something else.

    Where the corrected place lies in another network's territory it is handed over, and waits for a person there.
    """
    amendment = amendment_from(wanted.corrections)
    async with database.transaction() as connection:
        store = ReportStore(connection)
        locked = await store.report_for_change(report_id, staff.scope)
        if locked is None:
            raise not_found("report")
        if locked.dismissed:
            raise Problem(*ALREADY_DISMISSED)
        if locked.held is None:
            return _already(locked, wanted)
        network_id = territories.network_at(locked.network_id, amendment.point)
        leaves = network_id != locked.network_id
        if leaves and locked.cries:
            raise Problem(*OF_ANOTHER_NETWORK)
        contexts, now = await store.release_contexts([(locked.source_id, network_id)])
        amendment = _seen_by_now(amendment, now)
        report = factory.amended(locked.held, amendment)
        lacks = missing_for_release(
            report,
            trust=report.source_trust,
            context=contexts[locked.source_id, network_id],
            now=now,
            exercise=report.exercise,
            elsewhere=leaves,
        )
        answer = ReportReleaseResult(
            released=False, ref=locked.ref, revision=locked.revision, will=ReleaseEffect.OPEN_OR_JOIN, missing=lacks
        )
        if leaves:
            answer = answer.model_copy(update={"will": ReleaseEffect.NOTHING, "hands_over": True})
        elif missing_for_a_person(report):
            return answer.model_copy(update={"will": ReleaseEffect.NOTHING})
        if wanted.preview:
            return answer
        event: ReportHeldV1 | ReportReleasedV1
        if leaves:
            event = handed_over(report, network_id, missing=lacks, priority=priority(report, now=now))
        else:
            event = released(report, by=staff.actor, join=wanted.join, apart=wanted.apart)
        going = outgoing(event, subject=str(report_id), at=now, correlation_id=report_id)
        if isinstance(event, ReportHeldV1):
            await store.hand_over(
                event, event_id=going.event_id, from_network=locked.network_id, actor=staff.actor, role=staff.role
            )
        else:
            await store.save_release(event, event_id=going.event_id)
        await append(connection, [going], now)
    database.committed([going.lane])
    return answer.model_copy(update={"released": not leaves, "revision": event.revision})


@router.post("/reports/{report_id}/dismiss", responses=refuses(ALREADY_RELEASED, ALREADY_DISMISSED))
async def dismiss_report(
    report_id: UUID, wanted: DismissalRequest, staff: ContentReader, database: TheDatabase, factory: TheReportFactory
) -> DismissalResult:
    """A held report that is not acted on: it leaves the queue, and its caller is told what the order says."""
    async with database.unit() as unit:
        store = ReportStore(unit.connection)
        locked = await store.report_for_change(report_id, staff.scope)
        if locked is None:
            raise not_found("report")
        if locked.held is None:
            raise Problem(*(ALREADY_DISMISSED if locked.dismissed else ALREADY_RELEASED))
        if locked.held.request is not Request.OBSERVE and wanted.tell not in SAY_NOTHING:
            raise Problem(422, "invalid", "Some fields do not fit", errors=(NOTHING_TO_CHECK,))
        answer = CallerAnswer(uuid7(), unit.now, None, wanted.tell)
        texts = await previews(unit.connection, answer, [report_id], place="")
        if not wanted.preview:
            await store.save_dismissal(report_id, ending=wanted.tell, by=staff.actor)
            dismissed = ReportDismissedV1(
                report_id=report_id,
                network_id=locked.network_id,
                ref=locked.ref,
                exercise=locked.held.exercise,
                ending=wanted.tell,
                dismissed_by=staff.actor,
            )
            unit.announce(dismissed, subject=str(report_id), event_id=answer.event_id, correlation_id=report_id)
            said: Received[Answering] = Received(answer.event_id, str(report_id), unit.now, report_id, dismissed)
            await tell_answer(unit, factory, said)
    return DismissalResult(dismissed=not wanted.preview, ref=locked.ref, texts=tuple(texts))


def amendment_from(corrections: ReportCorrections) -> ReportAmendment:
    place = corrections.place
    return ReportAmendment(
        request=corrections.request,
        accuracy=corrections.accuracy,
        is_residence=corrections.is_residence,
        observed_at=corrections.observed_at,
        point=Point(place.lat, place.lon) if place else None,
        place_text=cleaned_place_or_none(place.text) if place else None,
    )


def _seen_by_now(amendment: ReportAmendment, now: datetime) -> ReportAmendment:
    if amendment.observed_at is None or amendment.observed_at <= now:
        return amendment
    if amendment.observed_at > now + CLOCKS_DIFFER:
        pointer = "/corrections/observed_at"
        raise Problem(422, "invalid", "Some fields do not fit", errors=(FieldError(pointer, "lies in the future"),))
    return replace(amendment, observed_at=now)


def _already(locked: LockedReport, wanted: ReportReleaseRequest) -> ReportReleaseResult:
    """A second click changes nothing; corrections of what was released come too late.

    Raises:
        Problem: 409, there are corrections.
    """
    if wanted.corrections != ReportCorrections():
        raise Problem(*ALREADY_RELEASED, "Corrections come too late.")
    return ReportReleaseResult(
        released=True, ref=locked.ref, revision=locked.revision, will=ReleaseEffect.NOTHING, missing=()
    )
