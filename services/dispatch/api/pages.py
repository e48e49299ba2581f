"""Pages, looked at: whatever somebody is asked about until somebody takes it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query

from schemas.api.dispatch.pages import OpenPageList, OpenPageSummary
from services.chassis.connection import Connection
from services.chassis.http_access import AnyStaff, TheDatabase
from services.dispatch.api.dependencies import TheResources
from services.dispatch.escalation.asked_next import AskedNext, asked_next
from services.dispatch.escalation.paging import URGENT, by_urgency
from services.dispatch.incident.codes import REST
from services.dispatch.model.addressee import Addressee
from services.dispatch.model.incident import Page, PageReason
from services.dispatch.model.mission import NetworkDuty
from services.dispatch.resources import DispatchResources
from services.dispatch.store.pages import PageStore
from services.dispatch.store.roster import RosterStore

LISTED_AT_MOST: Final = 500
CodeQuery = Annotated[
    str | None, Query(pattern=r"^[0-9A-Za-z]{1,5}$", description="As a text named it, in any case: open or not.")
]

router = APIRouter(prefix="/v1/pages", tags=["pages"])


@router.get("")
async def list_open_pages(
    _: AnyStaff, database: TheDatabase, resources: TheResources, code: CodeQuery = None
) -> OpenPageList:
    """Every open page of every network: about whom, who was asked, who is asked next and when, how to take it."""
    now = await database.now()
    async with database.reading() as connection:
        store = PageStore(connection)
        if code is None:
            total = await store.count_open()
            pages = await store.all_open(urgent=URGENT, at_most=LISTED_AT_MOST)
        else:
            pages = await _of_code(connection, code.upper(), now)
            total = len(pages)
        duties = await _duties(connection, {page.network_id for page in pages}, resources, now)
        addressees = await store.addressees({each.volunteer_id for duty in duties.values() for each in duty.chain})
        people = await RosterStore(connection).volunteers({person_id for page in pages for person_id in page.paged})
    callsigns = {person.volunteer_id: person.callsign for person in people.values()}
    return OpenPageList(
        total=total,
        pages=tuple(_summary(page, callsigns, _next(page, duties[page.network_id], addressees, now)) for page in pages),
    )


async def _of_code(connection: Connection, code: str, now: datetime) -> list[Page]:
    """Whatever a text named by it, also what was taken or is over: whoever reads it there must find it here."""
    networks = await RosterStore(connection).all_networks()
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
