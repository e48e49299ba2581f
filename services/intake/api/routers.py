"""Every route of intake; the OpenAPI document is made of these, without a service."""

from typing import Final

from fastapi import APIRouter

from services.chassis import operations_api
from services.intake.api import callers, floods, queue, reports, sources, triage

ROUTERS: Final[tuple[APIRouter, ...]] = (
    reports.router,
    triage.router,
    queue.router,
    floods.router,
    callers.router,
    sources.router,
    operations_api.router,
)
TEST_MODE_ROUTERS: Final[tuple[APIRouter, ...]] = (reports.router, reports.noop_router, *ROUTERS[1:])
"""The bench compares two routes, so both are found as fast: a route is looked for in this order."""
