"""Cries for help over HTTP: listed first, read and noted on by the staff, cleared by who spoke with the person."""

from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Query

from schemas.api.dispatch.sos import (
    SosCleared,
    SosDetail,
    SosEntryLine,
    SosList,
    SosNoted,
    SosNoteRequest,
    SosSpokenRequest,
    SosSummary,
    SosTeammate,
)
from schemas.events.incident import SosNotedV1
from schemas.values import Callsign, uuid7
from services.chassis.connection import Connection
from services.chassis.errors import Problem
from services.chassis.http_access import AnyStaff, TheDatabase
from services.chassis.http_server import not_found
from services.chassis.openapi import refuses
from services.chassis.scope import Scope
from services.chassis.sealing import Sealer
from services.dispatch.api.dependencies import DutyLeadOnly, LeadOrOperator, TheResources
from services.dispatch.api.incident_steps import text_shown
from services.dispatch.api.references import CODE
from services.dispatch.api.steps import NO_SOS, end_call
from services.dispatch.model.pending_changes import PendingEvent, TimelineEntry
from services.dispatch.model.sos_call import SosCall, SosEntry, SosEntryKind, SosOverview
from services.dispatch.sealing import (
    open_meeting_point,
    open_report_place,
    open_sos_note,
    opened_or_none,
    reply_words,
    seal_sos_note,
)
from services.dispatch.store.content_reads import note_readings
from services.dispatch.store.sos_calls import SosCallStore
from services.dispatch.store.views import IncidentViews, SealedPlaces
from services.dispatch.unit_of_work import IncidentUnitOfWork

LISTED_AT_MOST: Final = 500
WHO: Final = (409, "ambiguous-sos", "More than one person in danger goes by that code; name who it is")
CallsignQuery = Annotated[Callsign | None, Query(description="Where two of one mission are in danger.")]

router = APIRouter(prefix="/v1/sos", tags=["sos"])


@router.get("")
async def list_sos(
    staff: AnyStaff, database: TheDatabase, state: Annotated[Literal["open", "cleared", "all"], Query()] = "open"
) -> SosList:
    """Who cried for help, on a mission or off one: with whom, who was paged, who took it. No words."""
    async with database.reading() as connection:
        store = SosCallStore(connection)
        total = await store.count(state, staff.scope)
        found = await store.listed(state, LISTED_AT_MOST, staff.scope)
    return SosList(total=total, calls=tuple(map(sos_summary, found)))


@router.get("/{reference}", responses=refuses(WHO))
async def read_sos(
    reference: str, staff: DutyLeadOnly, database: TheDatabase, resources: TheResources, callsign: CallsignQuery = None
) -> SosDetail:
    """By id or code: their words, where they are, and what was done. Each reading is noted."""
    async with database.reading() as connection:
        found = await find_sos(connection, reference, callsign, staff.scope)
        entries = await SosCallStore(connection).entries_of(found.call.id)
        incident_id = found.call.incident_id
        sealed = await IncidentViews(connection, staff.scope).sealed_places(incident_id) if incident_id else None
    async with database.transaction() as connection:
        await note_readings(connection, "sos_call", [found.call.id], staff)
    return SosDetail(
        **dict(sos_summary(found)),
        meeting_point=_meeting_point(sealed, incident_id, resources.sealer),
        place=_place(sealed, resources.sealer),
        entries=tuple(_line(entry, found.call.volunteer_id, resources.sealer) for entry in entries),
    )


@router.post("/{reference}/notes", responses=refuses(WHO))
async def note_on_sos(
    reference: str, order: SosNoteRequest, staff: LeadOrOperator, database: TheDatabase, resources: TheResources
) -> SosNoted:
    """What was done, kept sealed; that something was done is told."""
    async with database.unit() as unit:
        call = (await find_sos(unit.connection, reference, order.callsign, staff.scope)).call
        work = IncidentUnitOfWork(unit, resources)
        await work.lock_missions([call.incident_id] if call.incident_id else [], networks=[call.network_id])
        await work.lock_calls([call.network_id], [call.volunteer_id])
        _note(work, call, order.note, by=staff.actor)
        await work.save()
    return SosNoted(call_id=call.id, code=call.code, callsign=call.callsign)


@router.post("/{reference}/clear", responses=refuses(WHO, NO_SOS))
async def clear_sos_spoken(
    reference: str, order: SosSpokenRequest, staff: DutyLeadOnly, database: TheDatabase, resources: TheResources
) -> SosCleared:
    """A duty lead has spoken with the person: they hear that it is closed, and nobody is paged any more (rule R54)."""
    async with database.unit() as unit:
        found = (await find_sos(unit.connection, reference, order.callsign, staff.scope)).call
        work = IncidentUnitOfWork(unit, resources)
        await work.lock_missions([found.incident_id] if found.incident_id else [], networks=[found.network_id])
        pages = await work.pages.open_pages_without_incident([found.network_id])
        await work.lock_calls([found.network_id], [found.volunteer_id])
        call = work.calls.get(found.volunteer_id)
        if call is None or call.id != found.id:
            raise Problem(*NO_SOS)
        end_call(work, call, pages, by=staff.actor)
        if order.note is not None:
            _note(work, call, order.note, by=staff.actor)
        if not order.preview:
            await work.save()
    texts = tuple(text_shown(message) for message in work.pending.messages)
    return SosCleared(call_id=call.id, code=call.code, callsign=call.callsign, texts=texts)


async def find_sos(connection: Connection, reference: str, callsign: str | None, scope: Scope) -> SosOverview:
    """By id or by code, of those in the scope; one that is open goes before one that is over.

    Raises:
        Problem: no such call, or two people in danger go by the code.
    """
    store = SosCallStore(connection)
    try:
        found = await store.overview(UUID(reference), scope)
    except ValueError:
        code = reference.upper()
        named = await store.named(code, callsign, scope) if CODE.match(code) else []
        if len(named) > 1 and named[1].call.cleared_at is None:
            raise Problem(*WHO, " | ".join(sorted(each.call.callsign for each in named))) from None
        found = named[0] if named else None
    if found is None:
        raise not_found("SOS")
    return found


def sos_summary(found: SosOverview) -> SosSummary:
    call = found.call
    return SosSummary(
        call_id=call.id,
        code=call.code,
        network_id=call.network_id,
        callsign=call.callsign,
        volunteer_id=call.volunteer_id,
        incident_id=call.incident_id,
        zone=call.zone,
        raised_at=call.raised_at,
        repeated_at=call.repeated_at,
        cries=call.cries,
        team=tuple(SosTeammate(callsign=callsign, state=state.value) for callsign, state in found.team),
        paged=found.paged,
        is_paged=found.is_paged,
        acknowledged_by=call.acknowledged_by,
        acknowledged_at=call.acknowledged_at,
        notes=found.notes,
        cleared_by=call.cleared_by,
        cleared_at=call.cleared_at,
        exercise=call.exercise,
    )


def _note(work: IncidentUnitOfWork, call: SosCall, note: str, *, by: str) -> None:
    entry_id, now = uuid7(), work.now
    words = seal_sos_note(note, entry_id, work.resources.sealer, now.date())
    work.pending.sos_entries.append(SosEntry(entry_id, call.id, SosEntryKind.NOTE, by, now, words))
    event = SosNotedV1(
        incident_id=call.subject_id,
        network_id=call.network_id,
        code=call.code,
        exercise=call.exercise,
        call_id=call.id,
        callsign=call.callsign,
        by=by,
    )
    work.pending.outgoing.append(PendingEvent(event, call.subject_id, None))
    if call.incident_id is not None:
        params = {"callsign": call.callsign, "by": by}
        work.pending.timeline.append(TimelineEntry(call.incident_id, now, "sos_noted", params))


def _line(entry: SosEntry, person_id: UUID, sealer: Sealer) -> SosEntryLine:
    if entry.kind is SosEntryKind.NOTE:
        words = opened_or_none(open_sos_note, entry.words, entry.id, sealer)
    else:
        words = reply_words(entry.words, entry.id, person_id, sealer)
    return SosEntryLine(at=entry.at, kind=entry.kind.value, author=entry.author, words=words)


def _meeting_point(sealed: SealedPlaces | None, incident_id: UUID | None, sealer: Sealer) -> str | None:
    if sealed is None or incident_id is None:
        return None
    point = opened_or_none(open_meeting_point, sealed.meeting, incident_id, sealer)
    return point.name if point else None


def _place(sealed: SealedPlaces | None, sealer: Sealer) -> str | None:
    if sealed is None:
        return None
    place = opened_or_none(open_report_place, sealed.place, sealed.place_of, sealer)
    return (place.text or f"{place.lat:.5f}, {place.lon:.5f}") if place else None
