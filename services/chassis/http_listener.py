"""A port that serves an app: uvicorn as we run it, with bounded connections."""

from contextlib import nullcontext
from functools import partial
from math import ceil
from typing import Any, Final, cast

import uvicorn
from fastapi import FastAPI

from services.chassis.http_connections import BoundedProtocol, ConnectionLimits, Connections
from services.chassis.settings import HttpSettings

INTERNAL: Final = ConnectionLimits(total=64, per_address=64)
"""Of the port with health and metrics: a port of its own, so that a flood of callers leaves it open."""


class HttpPort(uvicorn.Server):
    """uvicorn without its own signal handling: the runtime decides the order in which things end."""

    def __init__(self, app: FastAPI, host: str, port: int, limits: ConnectionLimits) -> None:
        self.connections = Connections(limits)
        proxies = [str(network) for network in limits.proxies]
        super().__init__(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                loop="none",
                http=cast("Any", partial(BoundedProtocol, connections=self.connections)),
                ws="none",
                lifespan="off",
                access_log=False,
                log_config=None,
                server_header=False,
                date_header=False,
                timeout_graceful_shutdown=5,
                timeout_keep_alive=ceil(limits.idle_seconds),
                backlog=1024,
                proxy_headers=bool(proxies),
                forwarded_allow_ips=proxies,
            )
        )

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second."""
        if counter % 5 == 0:
            self.connections.put_out_overdue()
        return await super().on_tick(counter)

    def install_signal_handlers(self) -> None:
        return

    def capture_signals(self):  # type: ignore[no-untyped-def]  # uvicorn's own context manager, made a no-op
        return nullcontext()


def public_limits(http: HttpSettings) -> ConnectionLimits:
    return ConnectionLimits(
        total=http.connections,
        per_address=http.connections_per_address,
        proxies=http.trusted_proxies,
    )
