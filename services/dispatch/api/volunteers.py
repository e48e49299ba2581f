"""The people of a network: imported by an admin; switched on call and on duty also by a duty lead or an operator."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query

from schemas.api.dispatch.volunteers import (
    DutyAnswer,
    DutyRequest,
    OnCallAnswer,
    OnCallRequest,
    SavedVolunteer,
    UnreachableVolunteer,
    VolunteerList,
    VolunteersRequest,
    VolunteersSaved,
    VolunteerSummary,
)
from schemas.territory import looks_mistyped
from schemas.values import Callsign, NetworkId, uuid7
from services.chassis.errors import FieldError, Problem
from services.chassis.http_access import AnyStaff, TheDatabase
from services.chassis.openapi import LARGE_BODY, refuses
from services.chassis.scope import Scope
from services.dispatch.api.dependencies import RosterAdmin, Switcher
from services.dispatch.api.networks import duty_holders
from services.dispatch.api.references import UNKNOWN_CALLSIGN, field_invalid, find_volunteers, require_network
from services.dispatch.model.open_mission import OpenMission
from services.dispatch.model.roster import DutyPosition, NewVolunteer, RosterRole, Volunteer
from services.dispatch.roster import shifts
from services.dispatch.roster.enlisting import changes_of, enlisted, faults_of_person
from services.dispatch.store.pages import PageStore
from services.dispatch.store.roster import RosterStore
from services.dispatch.store.sos_calls import SosCallStore
from services.dispatch.store.views import IncidentViews

MISSIONS_OPEN: Final = (
    409,
    "missions-open",
    "Missions, an SOS or callers in danger are open, and nobody else on duty can be reached about them",
)
NAMED_AT_MOST: Final = 20
LISTED_AT_MOST: Final = 1000
"""Volunteers in a page; a third of what our clients take in one answer."""

router = APIRouter(prefix="/v1/networks/{network_id}", tags=["volunteers"])


@router.post("/volunteers", openapi_extra=LARGE_BODY)
async def save_volunteers(
    network_id: NetworkId, order: VolunteersRequest, staff: RosterAdmin, database: TheDatabase, dry_run: bool = False
) -> VolunteersSaved:
    """All or none; a call sign that is known is updated, and keeps its id. What is not said of them stays.

    `dry_run`: what would become of each, by the same decision; nothing is stored.
    """
    async with database.unit() as unit:
        store = RosterStore(unit.connection)
        network = await require_network(store, network_id, staff.scope)
        known = await store.by_callsign(network_id, [entry.callsign for entry in order.volunteers])
        people = [enlisted(entry, known.get(entry.callsign), uuid7()) for entry in order.volunteers]
        _refuse_faults(people)
        ids = {person.callsign: person.volunteer_id for person in people}
        if not dry_run:
            ids = await store.save_volunteers(network_id, people)
    return VolunteersSaved(
        volunteers=tuple(
            SavedVolunteer(
                callsign=person.callsign,
                volunteer_id=ids[person.callsign],
                created=person.callsign not in known and ids[person.callsign] == person.volunteer_id,
                changes=tuple(changes_of(person, known.get(person.callsign))),
                warning=looks_mistyped(network.territory.box, entry.home.lat, entry.home.lon) if entry.home else None,
            )
            for person, entry in zip(people, order.volunteers, strict=True)
        )
    )


@router.get("/volunteers")
async def list_volunteers(
    network_id: NetworkId,
    staff: AnyStaff,
    database: TheDatabase,
    after: Annotated[Callsign | None, Query()] = None,
    limit: Annotated[int | None, Query(ge=1, le=LISTED_AT_MOST)] = None,
) -> VolunteerList:
    """By call sign. With a `limit` a page of them: the next begins `after` its last call sign."""
    async with database.reading() as connection:
        store = RosterStore(connection)
        await require_network(store, network_id, staff.scope)
        people = await store.roster(network_id, after=after or "", at_most=None if limit is None else limit + 1)
    listed = people[:limit]
    return VolunteerList(volunteers=tuple(_summary(person) for person in listed), more=len(people) > len(listed))


@router.post("/on-call", responses=refuses(UNKNOWN_CALLSIGN))
async def switch_on_call(
    network_id: NetworkId, order: OnCallRequest, staff: Switcher, database: TheDatabase
) -> OnCallAnswer:
    """From now on, for so many hours or until switched off. All or none of them."""
    async with database.unit() as unit:
        store = RosterStore(unit.connection)
        await require_network(store, network_id, staff.scope)
        ids = await find_volunteers(store, network_id, order.callsigns, "/callsigns/{}")
        until = _until(unit.now, order.hours) if order.on else None
        if order.on:
            await shifts.switch_on(unit, store, ids, until)
        else:
            await store.switch_off(ids)
        people = (await store.volunteers(ids)).values() if order.on else ()
    return OnCallAnswer(
        callsigns=tuple(order.callsigns),
        on=order.on,
        until=until,
        unreachable=tuple(
            UnreachableVolunteer(callsign=person.callsign, unreachable=person.reach.text_reason)
            for person in sorted(people, key=lambda person: person.callsign)
            if not person.reach.text
        ),
    )


@router.post("/duty", responses=refuses(UNKNOWN_CALLSIGN, MISSIONS_OPEN))
async def switch_duty(network_id: NetworkId, order: DutyRequest, staff: Switcher, database: TheDatabase) -> DutyAnswer:
    """Only who has the role may stand behind missions; nobody leaves open ones without a lead unawares."""
    missions: list[OpenMission] = []
    cries: list[str] = []
    callers: list[str] = []
    async with database.unit() as unit:
        store = RosterStore(unit.connection)
        await require_network(store, network_id, staff.scope)
        [person_id] = await find_volunteers(store, network_id, [order.callsign], "/callsign")
        until = _until(unit.now, order.hours)
        if order.on:
            await _require_lead(store, person_id, order.callsign, "/callsign")
            position = DutyPosition(order.position)
            changed = await shifts.go_on_duty(unit, store, network_id, person_id, position, until)
        else:
            here = Scope(frozenset({network_id}))
            missions = (await IncidentViews(unit.connection, here).open_missions()).get(network_id, [])
            cries = await SosCallStore(unit.connection).open_codes(network_id)
            taken = await PageStore(unit.connection).callers_taken(here)
            theirs = [page for page in taken if page.taken_by == order.callsign]
            callers = list(dict.fromkeys(page.about for page in theirs if page.about))
            if order.successor is not None and order.successor != order.callsign:
                [successor] = await find_volunteers(store, network_id, [order.successor], "/successor")
                await _require_lead(store, successor, order.successor, "/successor")
                before = (await store.duty_leads([network_id], unit.now)).get(network_id, ())
                places = [lead.position for lead in before if lead.volunteer_id == person_id]
                position = places[0] if places else DutyPosition(order.position)
                changed = await shifts.hand_over_duty(unit, store, network_id, person_id, successor, position, until)
            else:
                changed = await shifts.go_off_duty(unit, store, network_id, person_id)
        leads = (await store.duty_leads([network_id], unit.now)).get(network_id, ())
        if (
            (missions or cries or callers)
            and changed
            and not order.anyway
            and not any(lead.reachable for lead in leads)
        ):
            named = [*(f"SOS {code}" for code in cries), *callers, *(mission.code for mission in missions)]
            raise Problem(*MISSIONS_OPEN, ", ".join(named[:NAMED_AT_MOST]))
    return DutyAnswer(
        callsign=order.callsign,
        on=order.on,
        changed=changed,
        duty=duty_holders(leads),
        open_missions=tuple(mission.code for mission in missions),
        open_sos=tuple(cries),
        callers_in_danger=tuple(callers),
    )


async def _require_lead(store: RosterStore, person_id: UUID, callsign: str, pointer: str) -> None:
    if RosterRole.DUTY_LEAD not in (await store.volunteers([person_id]))[person_id].roles:
        raise field_invalid(pointer, f"{callsign} does not have the role duty_lead")


def _refuse_faults(people: Sequence[NewVolunteer]) -> None:
    seen: set[str] = set()
    faults: list[FieldError] = []
    for at, person in enumerate(people):
        if person.callsign in seen:
            faults.append(FieldError(f"/volunteers/{at}/callsign", f"{person.callsign} is there twice"))
        seen.add(person.callsign)
        faults += [FieldError(f"/volunteers/{at}{field}", detail) for field, detail in faults_of_person(person)]
    if faults:
        raise Problem(422, "invalid", "Some fields do not fit", errors=tuple(faults[:20]))


def _until(now: datetime, hours: float | None) -> datetime | None:
    return None if hours is None else now + timedelta(hours=hours)


def _summary(person: Volunteer) -> VolunteerSummary:
    return VolunteerSummary.model_validate(
        {
            "volunteer_id": person.volunteer_id,
            "callsign": person.callsign,
            "roles": sorted(person.roles),
            "level": person.level,
            "languages": person.languages,
            "radius_km": person.radius_km,
            "no_residences": person.no_residences,
            "on_call": person.on_call,
            "on_call_until": person.on_until,
            "assigned": person.assigned,
            "duty": person.duty,
            "unreachable": person.reach.text_reason,
            "no_mail": person.reach.mail_reason,
        }
    )
