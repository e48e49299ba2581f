"""Tell callers how it ended: each once, in their language; again only what corrects what they were told.

Who cried for help hears it once somebody has spoken with them (rule R55): until then it is kept for them.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import assert_never
from uuid import UUID

import structlog

from schemas.envelope import Received
from schemas.events.incident import CheckDelayedV1, EndingChosenV1, FindingReviewedV1, ReportUnservedV1
from schemas.events.report import ReportDismissedV1
from services.chassis.connection import Connection
from services.chassis.sealing import KeyMissing, Tampered
from services.chassis.unit_of_work import UnitOfWork
from services.intake.callers.answers import Answering, CallerAnswer, Telling, ToldAnswer, reports_answered, telling
from services.intake.callers.notices import (
    DELAY_FRESH,
    NOTICE_FRESH,
    OUTSIDE,
    CallerNotice,
    not_checked_so_far,
    notice_of,
)
from services.intake.model.finding import ReviewedFinding
from services.intake.model.report import TextableCaller
from services.intake.reports.factory import ReportFactory
from services.intake.store.answers import AnswerStore
from services.intake.store.callers import CallerStore
from services.intake.store.news import NewsStore
from services.intake.store.reports import ReportStore

log = structlog.get_logger()


async def tell_answer(unit: UnitOfWork, factory: ReportFactory, event: Received[Answering]) -> None:
    """Each caller who said that texts are safe, in their language; nobody else (rule R7). Nothing before a review."""
    report_ids, answers = reports_answered(event.data), AnswerStore(unit.connection)
    crying = await CallerStore(unit.connection).lock_cries(report_ids)
    kept = await answers.kept_for(sorted(crying))
    answer, place = await _said(unit.connection, factory, event)
    given: dict[UUID, ToldAnswer] = {}
    keep: list[UUID] = []
    for caller, notice in await notices_of(unit.connection, answer, report_ids, place=place):
        if notice is None or caller.report_id not in crying:
            given[caller.report_id] = _tell(unit, factory, answer, caller, notice)
        elif telling(answer, kept.get(caller.report_id)) is not Telling.NOT:
            keep.append(caller.report_id)
    await answers.note_told(given)
    await answers.keep(keep, event, answer)


async def notices_kept(
    connection: Connection, factory: ReportFactory, report_id: UUID, *, now: datetime
) -> tuple[CallerAnswer | None, list[tuple[TextableCaller, CallerNotice | None]]]:
    """The answer that waits until somebody speaks with this caller, as of now; none, or it is outlived: no text."""
    event = await AnswerStore(connection).kept(report_id)
    if event is None:
        return None, []
    answer, place = await _said(connection, factory, event)
    return answer, await notices_of(connection, answer, [report_id], place=place, told_at=now)


async def tell_kept(
    unit: UnitOfWork, factory: ReportFactory, report_id: UUID, *, by_voice: bool
) -> list[tuple[TextableCaller, CallerNotice]]:
    """Somebody spoke with this caller, so the answer that was kept for them goes out.

    Args:
        by_voice: they were told it, so it is noted and no text says it again.
    """
    answer, notices = await notices_kept(unit.connection, factory, report_id, now=unit.now)
    if answer is None:
        return []
    going = [(caller, None if by_voice else notice) for caller, notice in notices]
    given = {caller.report_id: _tell(unit, factory, answer, caller, notice) for caller, notice in going}
    await AnswerStore(unit.connection).note_told(given)
    await AnswerStore(unit.connection).forget_kept(report_id)
    return [(caller, notice) for caller, notice in going if notice is not None]


async def tell_delay(unit: UnitOfWork, factory: ReportFactory, delayed: Received[CheckDelayedV1]) -> None:
    """Whoever was told an end meanwhile hears nothing older; nor who cried, before somebody has spoken with them."""
    reports, of_callers = ReportStore(unit.connection), CallerStore(unit.connection)
    crying = await of_callers.lock_cries(delayed.data.report_ids)
    callers = [each for each in await of_callers.callers(delayed.data.report_ids) if each.report_id not in crying]
    told = await AnswerStore(unit.connection).told([caller.report_id for caller in callers])
    networks = await reports.networks(sorted({caller.network_id for caller in callers}))
    for caller in callers:
        if caller.report_id not in told and (network := networks.get(caller.network_id)) is not None:
            addressee = replace(caller, exercise=caller.exercise or delayed.data.exercise)
            notice = not_checked_so_far(caller.ref, network)
            unit.outgoing.append(factory.request_notice(addressee, notice, now=unit.now, fresh_for=DELAY_FRESH))


async def notices_of(
    connection: Connection,
    answer: CallerAnswer,
    report_ids: Sequence[UUID],
    *,
    place: str,
    told_at: datetime | None = None,
) -> list[tuple[TextableCaller, CallerNotice | None]]:
    """Whom the answer is for, each with their text, whether or not they may have it yet; None: by somebody's choice, no
    text. Who heard it is not listed.

    Args:
        told_at: when they read it; None: as it is said.
    """
    reports = ReportStore(connection)
    callers = await CallerStore(connection).callers(report_ids)
    told = await AnswerStore(connection).told([caller.report_id for caller in callers])
    networks = await reports.networks(sorted({caller.network_id for caller in callers}))
    found: list[tuple[TextableCaller, CallerNotice | None]] = []
    for caller in callers:
        how = telling(answer, told.get(caller.report_id))
        if how is Telling.NOT:
            continue
        if (network := networks.get(caller.network_id)) is None:
            log.warning("caller.not_told", report_id=str(caller.report_id), reason="network_unknown")
            continue
        notice = notice_of(
            answer, how, ref=caller.ref, language=caller.language, network=network, place=place, told_at=told_at
        )
        found.append((caller, notice))
    return found


def _tell(
    unit: UnitOfWork, factory: ReportFactory, answer: CallerAnswer, caller: TextableCaller, notice: CallerNotice | None
) -> ToldAnswer:
    if notice is not None:
        addressee = replace(caller, exercise=caller.exercise or answer.exercise)
        unit.outgoing.append(factory.request_notice(addressee, notice, now=unit.now, fresh_for=NOTICE_FRESH))
    return ToldAnswer(answer.event_id, answer.at, answer.incident_id, None if notice is None else notice.template)


async def _said(connection: Connection, factory: ReportFactory, event: Received[Answering]) -> tuple[CallerAnswer, str]:
    """What the event tells callers, and where, as it may be told.

    Whoever lies outside hears so; where only we do not know better, that it could not be checked.
    """
    match event.data:
        case FindingReviewedV1() as it:
            finding = ReviewedFinding(
                it.outcome,
                it.went,
                it.agency,
                it.seen_at,
                it.seen_by,
                it.why,
                agency_words=_agency_words(factory, it),
            )
            answer = CallerAnswer(event.id, event.at, it.incident_id, finding, it.corrects, it.exercise)
            return answer, await _place_to_tell(connection, factory, it)
        case EndingChosenV1() as it:
            return CallerAnswer(event.id, event.at, it.incident_id, it.ending, exercise=it.exercise), ""
        case ReportDismissedV1() as it:
            return CallerAnswer(event.id, event.at, None, it.ending), ""
        case ReportUnservedV1() as it:
            ending = OUTSIDE if it.reason == "outside" else "not_checked"
            return CallerAnswer(event.id, event.at, None, ending), ""
        case never:
            assert_never(never)


async def _place_to_tell(connection: Connection, factory: ReportFactory, data: FindingReviewedV1) -> str:
    """As the reviewer worded it; the zone where they did not, or where it cannot be opened."""
    if data.sealed_place is not None:
        try:
            return factory.open_text(data.sealed_place, purpose="incident.public_place", record=data.incident_id)
        except (KeyMissing, Tampered):
            log.warning("place.gone", incident_id=str(data.incident_id))
    return await NewsStore(connection).zone_of(data.incident_id) or ""


def _agency_words(factory: ReportFactory, data: FindingReviewedV1) -> dict[str, str]:
    """None where they cannot be opened: it is told as another agency then."""
    if data.sealed_agency_words is None:
        return {}
    try:
        opened = factory.open_text(data.sealed_agency_words, purpose="incident.agency_words", record=data.incident_id)
    except (KeyMissing, Tampered):
        log.warning("agency_words.gone", incident_id=str(data.incident_id))
        return {}
    return {str(language): str(words) for language, words in json.loads(opened).items()}
