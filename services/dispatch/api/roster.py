"""Networks, volunteers, on call and duty over HTTP: what the console and a network's own tools set up."""

import asyncio
from datetime import datetime, timedelta
from typing import Annotated, Any, Final, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Header
from pydantic import BaseModel, ConfigDict, Field, model_validator

from schemas.network_file import Latitude, Longitude, NetworkFile
from schemas.values import Callsign, Language, Level, NetworkId, rfc3339, uuid7
from services.chassis.auth import Role as StaffRole
from services.chassis.auth import StaffKeys
from services.chassis.database import Database
from services.chassis.errors import FieldError, Problem
from services.chassis.http_server import not_found
from services.dispatch.matching.geography import NoTerritory, cell_of, territory_of
from services.dispatch.model.roster import DutyLead, NewVolunteer, Position, RosterNetwork, RosterRole, Volunteer
from services.dispatch.roster import shifts
from services.dispatch.store.roster import RosterStore

BODY_LIMIT: Final = 1024 * 1024
"""A thousand volunteers, or a territory with a few thousand corners; `public_app(limit=..)` of dispatch is this."""

Authorization = Annotated[str | None, Header()]
Hours = Annotated[float, Field(gt=0, le=168, allow_inf_nan=False)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Home(_Body):
    lat: Latitude
    lon: Longitude


class VolunteerBody(_Body):
    """A person by call sign. The home is made a cell of about five square kilometres before anything is stored."""

    callsign: Callsign
    roles: Annotated[list[RosterRole], Field(min_length=1)] = [RosterRole.OBSERVER]
    level: Level = Level.OBSERVER
    languages: Annotated[list[Language], Field(min_length=1, max_length=20)]
    home: Home | None = None
    radius_km: Annotated[float, Field(ge=2, le=200, allow_inf_nan=False)] = 10
    no_residences: bool = False

    @model_validator(mode="after")
    def _observer_has_a_home(self) -> Self:
        if RosterRole.OBSERVER in self.roles and self.home is None:
            raise ValueError("an observer needs a home (about a kilometre is enough), or would never be asked")
        return self


class VolunteersBody(_Body):
    volunteers: Annotated[list[VolunteerBody], Field(min_length=1, max_length=1000)]


class OnCallBody(_Body):
    """`hours` None: until switched off."""

    callsigns: Annotated[list[Callsign], Field(min_length=1, max_length=1000)]
    on: bool
    hours: Hours | None = None


class DutyBody(_Body):
    callsign: Callsign
    on: bool
    position: Literal["lead", "backup"] = "lead"
    hours: Hours | None = None


def roster_router(database: Database, staff: StaffKeys) -> APIRouter:
    """Setting up is an admin's; switching is also a duty lead's and an operator's; anyone on the staff may look."""
    router = APIRouter(prefix="/v1/networks")

    @router.put("/{network_id}")
    async def apply_network(
        network_id: NetworkId, body: NetworkFile, authorization: Authorization = None
    ) -> dict[str, Any]:
        """Create or replace a network; the same file again changes nothing and tells nobody."""
        staff.who(authorization, StaffRole.ADMIN)
        faults = [FieldError(*fault) for fault in body.faults()]
        if body.id != network_id:
            faults.append(FieldError("/id", f"the address says {network_id}"))
        if faults:
            raise Problem(422, "invalid", "The network file does not fit", errors=tuple(faults[:20]))
        content = body.content()
        try:
            territory = await asyncio.to_thread(territory_of, content["territory"])
        except NoTerritory as error:
            raise _invalid("/territory", str(error)) from None
        if not territory:
            raise _invalid("/territory", "encloses nothing")
        async with database.unit() as unit:
            store = RosterStore(unit.connection)
            changed = await store.apply_network(network_id, content, territory, unit.now)
            if changed:
                network = await shifts.tell_network(unit, store, network_id)
            else:
                network = (await store.networks([network_id]))[network_id]
        return {"network_id": network_id, "revision": network.revision, "changed": changed}

    @router.get("")
    async def networks(authorization: Authorization = None) -> dict[str, Any]:
        staff.who(authorization)
        async with database.unit() as unit:
            store = RosterStore(unit.connection)
            found = await store.all_networks()
            leads = await store.duty_leads([each.network_id for each in found], unit.now)
        return {"networks": [_network(each, leads.get(each.network_id, ())) for each in found]}

    @router.get("/{network_id}")
    async def network(network_id: NetworkId, authorization: Authorization = None) -> dict[str, Any]:
        """With its file as it was applied."""
        staff.who(authorization)
        async with database.unit() as unit:
            store = RosterStore(unit.connection)
            file = await store.network_file(network_id)
            if file is None:
                raise not_found("network")
            known = (await store.networks([network_id]))[network_id]
            leads = await store.duty_leads([network_id], unit.now)
        return {**_network(known, leads.get(network_id, ())), "file": file}

    @router.post("/{network_id}/volunteers")
    async def save_volunteers(
        network_id: NetworkId, body: VolunteersBody, authorization: Authorization = None
    ) -> dict[str, Any]:
        """All or none; a call sign that is known is updated, and keeps its id."""
        staff.who(authorization, StaffRole.ADMIN)
        _refuse_twice([person.callsign for person in body.volunteers])
        people = [_new_volunteer(person) for person in body.volunteers]
        async with database.unit() as unit:
            store = RosterStore(unit.connection)
            await _known(store, network_id)
            ids = await store.save_volunteers(network_id, people)
        return {
            "volunteers": [
                {
                    "callsign": person.callsign,
                    "volunteer_id": str(ids[person.callsign]),
                    "created": ids[person.callsign] == person.volunteer_id,
                }
                for person in people
            ]
        }

    @router.get("/{network_id}/volunteers")
    async def roster(network_id: NetworkId, authorization: Authorization = None) -> dict[str, Any]:
        staff.who(authorization)
        async with database.transaction() as connection:
            store = RosterStore(connection)
            await _known(store, network_id)
            people = await store.roster(network_id)
        return {"volunteers": [_volunteer(person) for person in people]}

    @router.post("/{network_id}/on-call")
    async def on_call(network_id: NetworkId, body: OnCallBody, authorization: Authorization = None) -> dict[str, Any]:
        """From now on, for so many hours or until switched off. All or none of them."""
        staff.who(authorization, StaffRole.ADMIN, StaffRole.DUTY_LEAD, StaffRole.OPERATOR)
        async with database.unit() as unit:
            store = RosterStore(unit.connection)
            await _known(store, network_id)
            ids = await _ids(store, network_id, body.callsigns, "/callsigns/{}")
            until = _until(unit.now, body.hours) if body.on else None
            if body.on:
                await shifts.switch_on(unit, store, ids, until)
            else:
                await store.switch_off(ids)
        return {"callsigns": body.callsigns, "on": body.on, "until": until and rfc3339(until)}

    @router.post("/{network_id}/duty")
    async def duty(network_id: NetworkId, body: DutyBody, authorization: Authorization = None) -> dict[str, Any]:
        """Only who has the role may stand behind missions."""
        staff.who(authorization, StaffRole.ADMIN, StaffRole.DUTY_LEAD, StaffRole.OPERATOR)
        async with database.unit() as unit:
            store = RosterStore(unit.connection)
            await _known(store, network_id)
            [person_id] = await _ids(store, network_id, [body.callsign], "/callsign")
            until = _until(unit.now, body.hours) if body.on else None
            if not body.on:
                changed = await shifts.go_off_duty(unit, store, network_id, person_id)
            elif RosterRole.DUTY_LEAD not in (await store.volunteers([person_id]))[person_id].roles:
                raise _invalid("/callsign", f"{body.callsign} does not have the role duty_lead")
            else:
                position = Position(body.position)
                changed = await shifts.go_on_duty(unit, store, network_id, person_id, position, until)
            leads = (await store.duty_leads([network_id], unit.now)).get(network_id, ())
        return {"callsign": body.callsign, "on": body.on, "changed": changed, "duty": _duty(leads)}

    return router


async def _known(store: RosterStore, network_id: str) -> None:
    if not await store.networks([network_id]):
        raise not_found("network")


async def _ids(store: RosterStore, network_id: str, callsigns: list[str], pointer: str) -> list[UUID]:
    known = await store.ids_of(network_id, callsigns)
    unknown = [
        FieldError(pointer.format(at), f"{callsign} is not on the roster")
        for at, callsign in enumerate(callsigns)
        if callsign not in known
    ]
    if unknown:
        raise Problem(404, "unknown-callsign", "Nobody by that call sign", errors=tuple(unknown[:20]))
    return list(known.values())


def _refuse_twice(callsigns: list[str]) -> None:
    seen: set[str] = set()
    for at, callsign in enumerate(callsigns):
        if callsign in seen:
            raise _invalid(f"/volunteers/{at}/callsign", f"{callsign} is there twice")
        seen.add(callsign)


def _invalid(pointer: str, detail: str) -> Problem:
    return Problem(422, "invalid", "Some fields do not fit", errors=(FieldError(pointer, detail),))


def _until(now: datetime, hours: float | None) -> datetime | None:
    return None if hours is None else now + timedelta(hours=hours)


def _new_volunteer(body: VolunteerBody) -> NewVolunteer:
    return NewVolunteer(
        uuid7(),
        body.callsign,
        tuple(sorted(set(body.roles))),
        body.level,
        tuple(dict.fromkeys(body.languages)),
        None if body.home is None else cell_of(body.home.lat, body.home.lon),
        body.radius_km,
        body.no_residences,
    )


def _network(network: RosterNetwork, leads: tuple[DutyLead, ...]) -> dict[str, Any]:
    return {
        "network_id": network.network_id,
        "revision": network.revision,
        "name": network.name,
        "hotline_phone": network.hotline_phone,
        "time_zone": network.time_zone,
        "languages": list(network.languages),
        "cells": len(network.territory),
        "duty": _duty(leads),
    }


def _duty(leads: tuple[DutyLead, ...]) -> list[dict[str, Any]]:
    return [
        {"callsign": lead.callsign, "volunteer_id": str(lead.volunteer_id), "position": lead.position} for lead in leads
    ]


def _volunteer(person: Volunteer) -> dict[str, Any]:
    """Never where they live (S3: the system's alone)."""
    return {
        "volunteer_id": str(person.volunteer_id),
        "callsign": person.callsign,
        "roles": sorted(person.roles),
        "level": person.level,
        "languages": list(person.languages),
        "radius_km": person.radius_km,
        "no_residences": person.no_residences,
        "on_call": person.on_call,
        "on_call_until": person.on_until and rfc3339(person.on_until),
        "assigned": person.assigned,
        "duty": person.duty,
    }
