"""All routes of notify but its webhooks, as the service and its OpenAPI document list them."""

from typing import Final

from fastapi import APIRouter

from services.chassis import operations_api
from services.notify.api import callers, contacts, deliveries, previews

ROUTERS: Final[tuple[APIRouter, ...]] = (
    contacts.router,
    previews.router,
    callers.router,
    deliveries.router,
    operations_api.router,
)
