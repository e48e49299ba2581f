"""Texts from volunteers that wait for a person: read, answered, or closed with a word on what they were."""

from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Query

from schemas.api.dispatch.unread import (
    UnreadAnswerRequest,
    UnreadCloseRequest,
    UnreadSettled,
    UnreadTextList,
    UnreadTextSummary,
)
from schemas.events.incident import UnreadTextSettledV1
from schemas.text_units import in_gsm7
from services.chassis.auth import Staff
from services.chassis.database import Database
from services.chassis.errors import Problem
from services.chassis.http_access import TheDatabase
from services.chassis.http_server import not_found
from services.chassis.openapi import refuses
from services.chassis.sealing import Sealer
from services.dispatch.api.dependencies import LeadOrOperator, TheResources
from services.dispatch.api.incident_steps import text_shown
from services.dispatch.model.message_request import MessageRequest, id_of_message
from services.dispatch.model.pending_changes import PendingEvent, TimelineEntry
from services.dispatch.model.unread_text import PAGED_AS, SettledAs, UnreadText, WaitingText
from services.dispatch.resources import DispatchResources
from services.dispatch.sealing import reply_words, seal_unread_note
from services.dispatch.store.content_reads import note_readings
from services.dispatch.store.unread_texts import UnreadTextStore
from services.dispatch.unit_of_work import IncidentUnitOfWork

ANSWER: Final = "answer"
MOST_ANSWERS: Final = 10
ANSWERS_WITHIN: Final = timedelta(hours=1)
LISTED_AT_MOST: Final = 100
"""A text holds up to 1,600 signs, of up to four bytes each: so many stay below what a client takes in one answer."""
SETTLED: Final = (409, "settled", "Somebody answered or closed it before")
NOT_REACHED: Final = (409, "not-reached", "No text reaches this person; call them")
TOO_MANY: Final = (429, "too-many-answers", "This person got many answers within the hour; call them")

router = APIRouter(prefix="/v1/unread", tags=["unread"])


@router.get("")
async def list_unread_texts(
    staff: LeadOrOperator,
    database: TheDatabase,
    resources: TheResources,
    state: Annotated[Literal["open", "settled", "all"], Query()] = "open",
) -> UnreadTextList:
    """Texts from volunteers that wait for a person, opened, the longest waiting first; each reading is noted."""
    async with database.reading() as connection:
        store = UnreadTextStore(connection)
        total, texts = await store.count(state, staff.scope), await store.latest(LISTED_AT_MOST, state, staff.scope)
    async with database.transaction() as connection:
        await note_readings(connection, "unread_text", [waiting.text.reply_id for waiting in texts], staff)
    return UnreadTextList(total=total, texts=tuple(_opened(waiting, resources.sealer) for waiting in texts))


@router.get("/{reply_id}")
async def read_unread_text(
    reply_id: UUID, staff: LeadOrOperator, database: TheDatabase, resources: TheResources
) -> UnreadTextSummary:
    """One of them, opened; the reading is noted."""
    async with database.transaction() as connection:
        found = await UnreadTextStore(connection).waiting(reply_id, staff.scope)
        if found is None:
            raise not_found("text")
        await note_readings(connection, "unread_text", [reply_id], staff)
    return _opened(found, resources.sealer)


@router.post("/{reply_id}/answer", responses=refuses(SETTLED, NOT_REACHED, TOO_MANY))
async def answer_unread_text(
    reply_id: UUID, order: UnreadAnswerRequest, staff: LeadOrOperator, database: TheDatabase, resources: TheResources
) -> UnreadSettled:
    """A text of the staff's own words to whoever sent it: one segment of GSM-7, kept sealed. Its page ends."""
    words = in_gsm7(order.text)
    return await _settle(database, resources, reply_id, SettledAs.ANSWERED, words, by=staff, preview=order.preview)


@router.post("/{reply_id}/close", responses=refuses(SETTLED))
async def close_unread_text(
    reply_id: UUID, order: UnreadCloseRequest, staff: LeadOrOperator, database: TheDatabase, resources: TheResources
) -> UnreadSettled:
    """It needs no answer by text; what it was is kept sealed. Its page ends."""
    return await _settle(database, resources, reply_id, SettledAs.CLOSED, order.note, by=staff)


async def _settle(
    database: Database,
    resources: DispatchResources,
    reply_id: UUID,
    settled_as: SettledAs,
    words: str,
    *,
    by: Staff,
    preview: bool = False,
) -> UnreadSettled:
    async with database.unit() as unit:
        work = IncidentUnitOfWork(unit, resources)
        found = await work.unread_texts.waiting(reply_id, by.scope)
        if found is None:
            raise not_found("text")
        incident_id = found.text.incident_id
        await work.lock_missions([incident_id] if incident_id else [], networks=[found.text.network_id])
        pages = list(await work.pages.open_pages_without_incident([found.text.network_id]))
        pages += [page for mission in work.missions.values() for page in mission.pages.values()]
        text = await work.unread_texts.lock(reply_id)
        if text is None or text.settled_at is not None:
            raise Problem(*SETTLED)
        if settled_as is SettledAs.ANSWERED:
            work.pending.outgoing.append(await _answer(work, text, words))
        note = seal_unread_note(words, reply_id, resources.sealer, work.now.date())
        settled = replace(text, settled_as=settled_as, settled_by=by.actor, settled_at=work.now, note=note)
        work.pending.settled.append(settled)
        if not await work.unread_texts.more_like(text):
            for page in pages:
                if page.reason in PAGED_AS[text.kind] and page.about_id == text.person_id:
                    work.put_page(replace(page, open=False))
        _tell(work, text, settled_as, by.actor)
        if not preview:
            await work.save()
    texts = tuple(text_shown(message) for message in work.pending.messages)
    return UnreadSettled(reply_id=reply_id, callsign=text.callsign, settled_as=settled_as.value, texts=texts)


async def _answer(work: IncidentUnitOfWork, text: UnreadText, words: str) -> MessageRequest:
    """
    Raises:
        Problem: no text reaches them, or they got too many.
    """
    person = (await work.roster.volunteers([text.person_id])).get(text.person_id)
    if person is None or not person.reach.text:
        raise Problem(*NOT_REACHED)
    if await work.unread_texts.answered_since(text.person_id, work.now - ANSWERS_WITHIN) >= MOST_ANSWERS:
        raise Problem(*TOO_MANY)
    mission = work.missions.get(text.incident_id) if text.incident_id else None
    return MessageRequest(
        id=id_of_message(text.subject_id, text.person_id, ANSWER, str(text.reply_id)),
        network_id=text.network_id,
        subject_id=text.subject_id,
        person_id=text.person_id,
        callsign=text.callsign,
        template=ANSWER,
        params={},
        sealed={"words": words},
        exercise=mission.incident.exercise if mission else False,
        correlation_id=mission.incident.correlation_id if mission else None,
    )


def _tell(work: IncidentUnitOfWork, text: UnreadText, settled_as: SettledAs, by: str) -> None:
    event = UnreadTextSettledV1(
        reply_id=text.reply_id,
        network_id=text.network_id,
        incident_id=text.incident_id,
        code=text.code or None,
        callsign="",
        kind=text.kind.value,
        settled_as=settled_as.value,
        by=by,
    )
    work.pending.outgoing.append(PendingEvent(event, text.subject_id, None))
    if text.incident_id is not None:
        params = {"callsign": text.callsign, "by": by}
        kind = f"text_{settled_as.value}"
        work.pending.timeline.append(TimelineEntry(text.incident_id, work.now, kind, params))


def _opened(waiting: WaitingText, sealer: Sealer) -> UnreadTextSummary:
    text = waiting.text
    return UnreadTextSummary(
        reply_id=text.reply_id,
        callsign=text.callsign,
        network_id=text.network_id,
        code=text.code or None,
        guess=text.guess,
        received_at=text.received_at,
        text=reply_words(text.words, text.reply_id, text.person_id, sealer),
        kind=text.kind.value,
        stage=waiting.stage,
        stood_down=waiting.stood_down,
        settled_as=text.settled_as.value if text.settled_as else None,
        settled_by=text.settled_by,
        settled_at=text.settled_at,
    )
