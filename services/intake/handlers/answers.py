"""Tell callers how it ended: each once, in their language; again only what corrects what they were told."""

import json
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import structlog

from schemas.envelope import Received
from schemas.events.incident import CheckDelayedV1, EndingChosenV1, FindingReviewedV1, ReportUnservedV1
from services.chassis.connection import Connection
from services.chassis.sealing import KeyMissing
from services.chassis.unit_of_work import UnitOfWork
from services.intake.callers.answers import CallerAnswer, Telling, ToldAnswer, telling
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


async def tell_finding(unit: UnitOfWork, factory: ReportFactory, reviewed: Received[FindingReviewedV1]) -> None:
    """Nothing before a review."""
    data = reviewed.data
    finding = ReviewedFinding(
        data.outcome,
        data.went,
        data.agency,
        data.seen_at,
        data.seen_by,
        data.why,
        agency_words=_agency_words(factory, data),
    )
    answer = CallerAnswer(reviewed.id, reviewed.at, data.incident_id, finding, data.corrects)
    await tell_callers(
        unit,
        factory,
        answer,
        data.report_ids,
        place=await _place_to_tell(unit, factory, data),
        exercise=data.exercise,
    )


async def tell_ending(unit: UnitOfWork, factory: ReportFactory, chosen: Received[EndingChosenV1]) -> None:
    data = chosen.data
    answer = CallerAnswer(chosen.id, chosen.at, data.incident_id, data.ending)
    await tell_callers(unit, factory, answer, data.report_ids, exercise=data.exercise)


async def tell_delay(unit: UnitOfWork, factory: ReportFactory, delayed: Received[CheckDelayedV1]) -> None:
    """Whoever was told an end meanwhile hears nothing older."""
    reports = ReportStore(unit.connection)
    callers = await CallerStore(unit.connection).callers(delayed.data.report_ids)
    told = await AnswerStore(unit.connection).told([caller.report_id for caller in callers])
    networks = await reports.networks(sorted({caller.network_id for caller in callers}))
    for caller in callers:
        if caller.report_id not in told and (network := networks.get(caller.network_id)) is not None:
            addressee = replace(caller, exercise=caller.exercise or delayed.data.exercise)
            notice = not_checked_so_far(caller.ref, network)
            unit.outgoing.append(factory.request_notice(addressee, notice, now=unit.now, fresh_for=DELAY_FRESH))


async def tell_unserved(unit: UnitOfWork, factory: ReportFactory, unserved: Received[ReportUnservedV1]) -> None:
    """Whoever lies outside hears so; where only we do not know better, that it could not be checked."""
    data = unserved.data
    ending = OUTSIDE if data.reason == "outside" else "not_checked"
    await tell_callers(unit, factory, CallerAnswer(unserved.id, unserved.at, None, ending), [data.report_id])


async def tell_callers(
    unit: UnitOfWork,
    factory: ReportFactory,
    answer: CallerAnswer,
    report_ids: Sequence[UUID],
    *,
    place: str = "",
    exercise: bool = False,
) -> None:
    """Each caller who said that texts are safe, in their language; nobody else (rule R7)."""
    given: dict[UUID, ToldAnswer] = {}
    for caller, notice in await notices_of(unit.connection, answer, report_ids, place=place):
        template = None if notice is None else notice.template
        given[caller.report_id] = ToldAnswer(answer.event_id, answer.at, answer.incident_id, template)
        if notice is not None:
            addressee = replace(caller, exercise=caller.exercise or exercise)
            unit.outgoing.append(factory.request_notice(addressee, notice, now=unit.now, fresh_for=NOTICE_FRESH))
    await AnswerStore(unit.connection).note_told(given)


async def notices_of(
    connection: Connection, answer: CallerAnswer, report_ids: Sequence[UUID], *, place: str
) -> list[tuple[TextableCaller, CallerNotice | None]]:
    """Whom the answer is for, each with their text; None: no text, by somebody's choice, or because they cried and
    nobody has read it: a person calls them first. Who heard it is not listed.
    """
    reports, of_callers = ReportStore(connection), CallerStore(connection)
    callers = await of_callers.callers(report_ids)
    crying = {each.report_id for each in await of_callers.unread_callers(report_ids) if each.cried_at is not None}
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
        notice = notice_of(answer, how, ref=caller.ref, language=caller.language, network=network, place=place)
        found.append((caller, None if caller.report_id in crying else notice))
    return found


async def _place_to_tell(unit: UnitOfWork, factory: ReportFactory, data: FindingReviewedV1) -> str:
    """As the reviewer worded it; the zone where they did not, or where its key is gone."""
    if data.sealed_place is not None:
        try:
            return factory.open_text(data.sealed_place, purpose="incident.public_place", record=data.incident_id)
        except KeyMissing:
            log.warning("place.gone", incident_id=str(data.incident_id))
    return await NewsStore(unit.connection).zone_of(data.incident_id) or ""


def _agency_words(factory: ReportFactory, data: FindingReviewedV1) -> dict[str, str]:
    """None where their key is gone: it is told as another agency then."""
    if data.sealed_agency_words is None:
        return {}
    try:
        opened = factory.open_text(data.sealed_agency_words, purpose="incident.agency_words", record=data.incident_id)
    except KeyMissing:
        log.warning("agency_words.gone", incident_id=str(data.incident_id))
        return {}
    return {str(language): str(words) for language, words in json.loads(opened).items()}
