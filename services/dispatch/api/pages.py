"""Pages: whatever somebody is asked about until somebody takes it, by text or here."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query

from schemas.api.dispatch.pages import OpenPageList, OpenPageSummary, PagesTaken, PageTaken, PageTakeRequest
from schemas.values import uuid7
from services.chassis.auth import Role, Staff
from services.chassis.connection import Connection
from services.chassis.errors import Problem
from services.chassis.http_access import AnyStaff, TheDatabase
from services.chassis.http_server import not_found
from services.chassis.openapi import refuses
from services.chassis.scope import Scope
from services.dispatch.api.dependencies import TheResources
from services.dispatch.api.incident_steps import text_shown
from services.dispatch.api.references import CODE
from services.dispatch.escalation.asked_next import AskedNext, asked_next
from services.dispatch.escalation.page_texts import URGENT, by_urgency
from services.dispatch.incident.codes import REST
from services.dispatch.incident.taking import take_pages
from services.dispatch.model.addressee import Addressee
from services.dispatch.model.incident import Page, PageReason
from services.dispatch.model.mission import NetworkDuty
from services.dispatch.resources import DispatchResources
from services.dispatch.store.pages import PageStore
from services.dispatch.store.roster import RosterStore
from services.dispatch.unit_of_work import IncidentUnitOfWork

LISTED_AT_MOST: Final = 500
CodeQuery = Annotated[
    str | None, Query(pattern=r"^[0-9A-Za-z]{1,5}$", description="As a text named it, in any case: open or not.")
]
TWO_NETWORKS: Final = (409, "ambiguous-page", "Two networks have an open page by that code; name it by its id")
IS_OVER: Final = (409, "page-over", "Somebody took it before, or what it was about is over")
NOT_PAGED: Final = (403, "not-paged", "Only who was paged takes it, or a duty lead, and nobody their own")
SOS_UNNAMED: Final = (409, "sos-unnamed", "It is an SOS; to take it say so (sos)")

router = APIRouter(prefix="/v1/pages", tags=["pages"])


@router.get("")
async def list_open_pages(
    staff: AnyStaff, database: TheDatabase, resources: TheResources, code: CodeQuery = None
) -> OpenPageList:
    """Every open page: about whom, who was asked, who is asked next and when, how to take it."""
    now = await database.now()
    async with database.reading() as connection:
        store = PageStore(connection)
        if code is None:
            total = await store.count_open(staff.scope)
            pages = await store.all_open(staff.scope, urgent=URGENT, at_most=LISTED_AT_MOST)
        else:
            pages = await _of_code(connection, code.upper(), now, staff.scope)
            total = len(pages)
        duties = await _duties(connection, {page.network_id for page in pages}, resources, now)
        addressees = await store.addressees({each.volunteer_id for duty in duties.values() for each in duty.chain})
        people = await RosterStore(connection).volunteers({person_id for page in pages for person_id in page.paged})
    callsigns = {person.volunteer_id: person.callsign for person in people.values()}
    return OpenPageList(
        total=total,
        pages=tuple(_summary(page, callsigns, _next(page, duties[page.network_id], addressees, now)) for page in pages),
    )


@router.post("/{reference}/take", responses=refuses(TWO_NETWORKS, IS_OVER, NOT_PAGED, SOS_UNNAMED))
async def take(
    reference: str, order: PageTakeRequest, staff: AnyStaff, database: TheDatabase, resources: TheResources
) -> PagesTaken:
    """By id or code, as ACK by text: all of that code that the caller was paged about, a duty lead all of it; an SOS
    only where `sos` says so.
    """
    async with database.unit() as unit:
        named = await _open_named(unit.connection, reference, unit.now, staff.scope)
        work = IncidentUnitOfWork(unit, resources)
        networks = {page.network_id for page in named}
        await work.lock_missions({page.incident_id for page in named if page.incident_id}, networks=networks)
        pages = list(await work.pages.open_pages_without_incident(networks))
        pages += [page for mission in work.missions.values() for page in mission.pages.values()]
        await work.lock_calls(networks)
        wanted = {page.id for page in named}
        still_open = [page for page in pages if page.id in wanted]
        if not still_open:
            raise Problem(*IS_OVER)
        people = await work.roster.volunteers({person_id for page in still_open for person_id in page.paged})
        me = {person_id for person_id, person in people.items() if person.callsign == staff.actor}
        mine = [page for page in still_open if _may_take(page, staff, me)]
        if not mine:
            raise Problem(*NOT_PAGED)
        taken = sorted((page for page in mine if order.sos or page.reason is not PageReason.SOS), key=by_urgency)
        if not taken:
            raise Problem(*SOS_UNNAMED)
        first = taken[0]
        if any(page.network_id != first.network_id for page in taken):
            raise Problem(*TWO_NETWORKS)
        by = next((person_id for page in taken for person_id in page.paged if person_id in me), None)
        duty = work.duties[first.network_id]
        ended, answered = take_pages(
            taken, by, staff.actor, duty, work.calls, work.pending, work.now, occasion=str(uuid7())
        )
        for page in ended:
            work.put_page(page)
        for call in answered:
            work.put_call(call)
        if not order.preview:
            await work.save()
    return PagesTaken(
        code=first.code,
        network_id=first.network_id,
        exercise=all(page.exercise for page in taken),
        pages=tuple(PageTaken(page_id=page.id, reason=page.reason.value, about=page.about) for page in taken),
        texts=tuple(text_shown(message) for message in work.pending.messages),
    )


async def _open_named(connection: Connection, reference: str, now: datetime, scope: Scope) -> list[Page]:
    """
    Raises:
        Problem: no such page, or none that is open.
    """
    try:
        page = await PageStore(connection).by_id(UUID(reference), scope)
        found = [page] if page else []
    except ValueError:
        code = reference.upper()
        found = await _of_code(connection, code, now, scope) if CODE.match(code) else []
    if not found:
        raise not_found("page")
    if not any(page.open for page in found):
        raise Problem(*IS_OVER)
    return [page for page in found if page.open]


def _may_take(page: Page, staff: Staff, me: Collection[UUID]) -> bool:
    """Whose cry it is takes nothing of it."""
    if page.about == staff.actor:
        return False
    return staff.role is Role.DUTY_LEAD or any(person_id in me for person_id in page.paged)


async def _of_code(connection: Connection, code: str, now: datetime, scope: Scope) -> list[Page]:
    """Whatever a text named by it, also what was taken or is over: whoever reads it there must find it here."""
    networks = await RosterStore(connection).all_networks(scope)
    found = await PageStore(connection).by_codes({each.network_id for each in networks}, {code}, now - REST)
    return sorted(found, key=lambda page: (not page.open, *by_urgency(page)))[:LISTED_AT_MOST]


async def _duties(
    connection: Connection, network_ids: Collection[str], resources: DispatchResources, now: datetime
) -> dict[str, NetworkDuty]:
    store = RosterStore(connection, resources.networks)
    networks = await store.networks(network_ids)
    leads, others = await store.duty_leads(network_ids, now), await store.not_on_duty(network_ids, now)
    return {name: NetworkDuty(network, leads.get(name, ()), others.get(name, ())) for name, network in networks.items()}


def _next(page: Page, duty: NetworkDuty, addressees: Mapping[UUID, Addressee], now: datetime) -> AskedNext | None:
    return asked_next(page, duty, addressees, now) if page.open else None


def _summary(page: Page, callsigns: Mapping[UUID, str], following: AskedNext | None) -> OpenPageSummary:
    people = following.people if following else ()
    return OpenPageSummary(
        page_id=page.id,
        code=page.code,
        network_id=page.network_id,
        reason=page.reason.value,
        about=page.about,
        incident_id=page.incident_id,
        zone=page.zone,
        since=page.raised_at,
        times_asked=page.attempt,
        asked=tuple(callsigns[person_id] for person_id in page.paged if person_id in callsigns),
        next_asked=tuple(member.callsign for member in people),
        next_by=("mail" if following.by_mail else "text") if following and people else None,
        next_at=following.at if following else None,
        take=f"ACK SOS {page.code}" if page.reason is PageReason.SOS else f"ACK {page.code}",
        exercise=page.exercise,
        report=page.detail if page.reason is PageReason.UNSERVED else None,
        open=page.open,
        taken_by=page.taken_by,
        taken_at=page.taken_at,
    )
