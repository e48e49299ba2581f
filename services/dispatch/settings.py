"""What dispatch reads from the environment, beside what every service reads."""

from services.chassis.settings import DatabaseSettings, HttpSettings, ServiceSettings


class DispatchHttp(HttpSettings):
    port: int = 8402
    internal_port: int = 8412


class DispatchSettings(ServiceSettings):
    """HOTLINE_DISPATCH_*."""

    dispatch_database: DatabaseSettings
    dispatch_http: DispatchHttp = DispatchHttp()
    dispatch_url: str | None = None
    """Read by the `hotline` command from the same environment file; nothing here uses it."""
