"""What dispatch's routes are handed beside the staff and the database; app.py puts it on `app.state`."""

from typing import Annotated, cast

from fastapi import Depends, Request

from services.chassis.auth import Role, Staff
from services.chassis.http_access import require_staff
from services.dispatch.resources import DispatchResources


async def resources_of(request: Request) -> DispatchResources:
    return cast("DispatchResources", request.app.state.resources)


TheResources = Annotated[DispatchResources, Depends(resources_of)]
RosterAdmin = Annotated[Staff, Depends(require_staff(Role.ADMIN))]
"""Sets up: networks, volunteers."""
DutyLeadOnly = Annotated[Staff, Depends(require_staff(Role.DUTY_LEAD))]
"""Decides: reviews, closes, says where to meet, ends an SOS."""
LeadOrOperator = Annotated[Staff, Depends(require_staff(Role.DUTY_LEAD, Role.OPERATOR))]
"""Stands down, says that somebody is out, reads what nobody understood."""
LegalOnly = Annotated[Staff, Depends(require_staff(Role.LEGAL))]
"""Says what may not end, and lets go of it."""
Switcher = Annotated[Staff, Depends(require_staff(Role.ADMIN, Role.DUTY_LEAD, Role.OPERATOR))]
"""Switches people on call and on duty."""
