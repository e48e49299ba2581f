"""Legal puts an incident on hold, and lets go of it (rule R117)."""

from fastapi import APIRouter

from schemas.api.dispatch.holds import HeldIncidentSummary, HoldChanged, HoldList, HoldRequest
from services.chassis.http_access import AnyStaff, TheDatabase
from services.chassis.openapi import refuses
from services.dispatch.api.dependencies import LegalOnly, TheResources
from services.dispatch.api.references import AMBIGUOUS, find_incident
from services.dispatch.roster.holding import hold_incident, let_go_of_incident
from services.dispatch.store.legal_holds import LegalHoldStore
from services.dispatch.store.views import IncidentViews

router = APIRouter(prefix="/v1", tags=["legal"])


@router.post("/incidents/{reference}/hold", responses=refuses(AMBIGUOUS))
async def hold(
    reference: str, order: HoldRequest, staff: LegalOnly, database: TheDatabase, resources: TheResources
) -> HoldChanged:
    """Nothing of it ends from now on: who went, what they saw, its reports and callers. By id where it is over."""
    async with database.unit() as unit:
        incident_id = await find_incident(IncidentViews(unit.connection, staff.scope), reference)
        changed = await hold_incident(unit, resources.sealer, incident_id, by=staff.actor, why=order.why)
    return HoldChanged(incident_id=incident_id, held=True, changed=changed)


@router.post("/incidents/{reference}/unhold", responses=refuses(AMBIGUOUS))
async def let_go(reference: str, order: HoldRequest, staff: LegalOnly, database: TheDatabase) -> HoldChanged:
    """It ends in its own time again; what is past its time is gone within the hour."""
    async with database.unit() as unit:
        incident_id = await find_incident(IncidentViews(unit.connection, staff.scope), reference)
        changed = await let_go_of_incident(unit, incident_id, by=staff.actor, why=order.why)
    return HoldChanged(incident_id=incident_id, held=False, changed=changed)


@router.get("/holds")
async def list_holds(staff: AnyStaff, database: TheDatabase) -> HoldList:
    """What is held, the longest first."""
    async with database.reading() as connection:
        held = await LegalHoldStore(connection).held(staff.scope)
    return HoldList(
        holds=tuple(
            HeldIncidentSummary(
                incident_id=each.incident_id,
                network_id=each.network_id,
                code=each.code,
                state=each.state,
                opened_at=each.opened_at,
                held_at=each.held_at,
                held_by=each.held_by,
                why=each.held_why,
            )
            for each in held
        )
    )
