"""The OpenAPI document of each service, made from its routers without building the service."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter

from services.chassis.http_server import app_of_routes
from services.dispatch.api import routers as dispatch
from services.intake.api import routers as intake
from services.notify.api import routers as notify

ROUTERS: Final[Mapping[str, tuple[APIRouter, ...]]] = {
    "dispatch": dispatch.ROUTERS,
    "intake": intake.ROUTERS,
    "notify": notify.ROUTERS,
}


def document_of(service: str) -> dict[str, Any]:
    """As the running service answers it at /openapi.json."""
    return app_of_routes(title=title_of(service), routers=ROUTERS[service]).openapi()


def title_of(service: str) -> str:
    return f"Hotline Dispatch: {service}"
