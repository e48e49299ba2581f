"""What intake reads from the environment, beside what every service reads."""

from typing import Literal

from pydantic import Field

from schemas.values import NetworkId
from services.chassis.settings import DatabaseSettings, HttpSettings, ServiceSettings


class IntakeHttp(HttpSettings):
    port: int = 8401
    internal_port: int = 8411


class IntakeSettings(ServiceSettings):
    """HOTLINE_INTAKE_*."""

    intake_database: DatabaseSettings
    intake_http: IntakeHttp = IntakeHttp()
    intake_queue: int = Field(2000, ge=1, le=100_000)
    """Requests that may wait for the store; above that callers are asked to come back (503)."""
    intake_relay_lanes: tuple[Literal["main", "held"], ...] = ("main", "held")
    """Which lanes of the outbox this process may publish; the bench defers one."""
    intake_default_network: NetworkId | None = None
    """Whose report a text from an unknown number becomes; None: the first network that intake knows."""
    intake_url: str | None = None
    """Read by the `hotline` command from the same environment file; nothing here uses it."""
