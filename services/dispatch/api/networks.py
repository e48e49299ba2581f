"""Networks: applied from their file by an admin, looked at by anyone on the staff."""

import asyncio
from collections.abc import Sequence

from fastapi import APIRouter

from schemas.api.dispatch.networks import (
    AppliedNetworkFile,
    DutyHolder,
    NetworkApplied,
    NetworkDetail,
    NetworkList,
    NetworkSummary,
)
from schemas.network_file import NetworkFile, mistyped_places
from schemas.values import NetworkId
from services.chassis.errors import FieldError, Problem
from services.chassis.http_access import AnyStaff, TheDatabase
from services.chassis.http_server import not_found
from services.chassis.openapi import LARGE_BODY
from services.dispatch.api.dependencies import RosterAdmin
from services.dispatch.api.references import field_invalid, require_network
from services.dispatch.matching.geography import NoTerritory, cells_over
from services.dispatch.model.roster import DutyLead, RosterNetwork
from services.dispatch.roster import shifts
from services.dispatch.store.roster import RosterStore

router = APIRouter(prefix="/v1/networks", tags=["networks"])


@router.put("/{network_id}", openapi_extra=LARGE_BODY)
async def apply_network(
    network_id: NetworkId, file: NetworkFile, staff: RosterAdmin, database: TheDatabase
) -> NetworkApplied:
    """Create or replace a network that the key names; the same file again changes nothing and tells nobody."""
    if network_id not in staff.scope:
        raise not_found("network")
    faults = [FieldError(*fault) for fault in file.faults()]
    if file.id != network_id:
        faults.append(FieldError("/id", f"the address says {network_id}"))
    if faults:
        raise Problem(422, "invalid", "The network file does not fit", errors=tuple(faults[:20]))
    content = file.content()
    try:
        cells = await asyncio.to_thread(cells_over, content["territory"])
    except NoTerritory as error:
        raise field_invalid("/territory", str(error)) from None
    if not cells:
        raise field_invalid("/territory", "encloses nothing")
    async with database.unit() as unit:
        store = RosterStore(unit.connection)
        changed = await store.apply_network(network_id, content, cells, unit.now)
        if changed:
            network = await shifts.tell_network(unit, store, network_id)
        else:
            network = (await store.networks([network_id]))[network_id]
    warnings = mistyped_places(file)
    return NetworkApplied(network_id=network_id, revision=network.revision, changed=changed, warnings=warnings)


@router.get("")
async def list_networks(staff: AnyStaff, database: TheDatabase) -> NetworkList:
    """Those that the key names, each with who is on duty."""
    now = await database.now()
    async with database.reading() as connection:
        store = RosterStore(connection)
        found = await store.all_networks(staff.scope)
        leads = await store.duty_leads([each.network_id for each in found], now)
    return NetworkList(networks=tuple(_summary(each, leads.get(each.network_id, ())) for each in found))


@router.get("/{network_id}", response_model_exclude_none=True)
async def read_network(network_id: NetworkId, staff: AnyStaff, database: TheDatabase) -> NetworkDetail:
    """With its file as it was applied."""
    now = await database.now()
    async with database.reading() as connection:
        store = RosterStore(connection)
        known = await require_network(store, network_id, staff.scope)
        file = await store.network_file(network_id)
        leads = (await store.duty_leads([network_id], now)).get(network_id, ())
    return NetworkDetail(**dict(_summary(known, leads)), file=AppliedNetworkFile.model_validate(file))


def duty_holders(leads: Sequence[DutyLead]) -> tuple[DutyHolder, ...]:
    return tuple(
        DutyHolder(
            callsign=lead.callsign,
            volunteer_id=lead.volunteer_id,
            position=lead.position.value,
            unreachable=lead.reach.text_reason,
        )
        for lead in leads
    )


def _summary(network: RosterNetwork, leads: Sequence[DutyLead]) -> NetworkSummary:
    return NetworkSummary(
        network_id=network.network_id,
        revision=network.revision,
        name=network.name,
        hotline_phone=network.hotline_phone,
        time_zone=network.time_zone,
        languages=network.languages,
        cells=len(network.cells),
        duty=duty_holders(leads),
    )
