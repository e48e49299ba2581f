"""Every route of dispatch; the OpenAPI document is made of these, without a service."""

from typing import Final

from fastapi import APIRouter

from services.chassis import operations_api
from services.dispatch.api import (
    beside,
    erasures,
    holds,
    incidents,
    networks,
    pages,
    review_page,
    sos,
    splitting,
    steps,
    unread,
    volunteers,
)

ROUTERS: Final[tuple[APIRouter, ...]] = (
    sos.router,
    pages.router,
    incidents.router,
    review_page.router,
    steps.router,
    splitting.router,
    beside.router,
    unread.router,
    networks.router,
    volunteers.router,
    erasures.router,
    holds.router,
    operations_api.router,
)
