"""The sandbox's HTTP server: uvicorn's protocol behind a listening socket that can be closed for a while.

It used to be a protocol of our own, for the bench's sake. Measured in November 2026, in CPU for one text and its status
callback: 0.12 ms with that one, 0.16 ms with uvicorn's and a bare ASGI application, 0.21 ms with Starlette's routes.
So uvicorn serves all of it; people and tests get Starlette's routes, and the provider's face, which the bench pays for,
stands before them as a bare application (app.py).
"""

import asyncio
import logging
import socket
import struct

import uvicorn
from starlette.types import ASGIApp, Scope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

CONNECTIONS_LIMIT = 1_024
IDLE_SECONDS = 120
ENDING_SECONDS = 1.0
HANG_UP = "hang_up"
"""Under this name a request's state has what resets its connection: given its scope."""


class HttpServer:
    """Listens; can close its door for a while, as a provider that is down does.

    uvicorn's protocol is used without `uvicorn.Server`, which can neither do that nor leave signals to others.
    """

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._config = uvicorn.Config(
            app,
            interface="asgi3",
            http="httptools",
            ws="none",
            lifespan="off",
            access_log=False,
            log_config=None,
            proxy_headers=False,
            server_header=False,
            date_header=False,
            limit_concurrency=CONNECTIONS_LIMIT,
            timeout_keep_alive=IDLE_SECONDS,
        )
        self._config.load()
        self._state = ServerState()
        self._server: asyncio.Server | None = None
        keep_words_out_of_the_log()

    async def open(self) -> int:
        """Returns the port, which the kernel chose where 0 was asked for."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._connected, self._host, self._port, backlog=512)
        self._port = self._server.sockets[0].getsockname()[1]
        return self._port

    def _connected(self) -> HttpToolsProtocol:
        return HttpToolsProtocol(self._config, self._state, app_state={HANG_UP: self._hang_up})

    @property
    def _connections(self) -> tuple[HttpToolsProtocol, ...]:
        return tuple(known for known in self._state.connections if isinstance(known, HttpToolsProtocol))

    def _hang_up(self, scope: Scope) -> None:
        """With a linger of zero the kernel sends RST, as a crashed peer's would."""
        for connection in self._connections:
            if connection.client == scope["client"]:
                sock = connection.transport.get_extra_info("socket")
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                connection.transport.abort()

    async def refuse_connections(self, seconds: float) -> None:
        """New connections are refused and the idle ones closed; running answers finish."""
        if self._server is None:
            return
        self._stop_listening()
        await asyncio.sleep(seconds)
        await self.open()

    def _stop_listening(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for connection in self._connections:
            connection.shutdown()

    async def close(self) -> None:
        """Whoever still listens or waits is cut off."""
        self._stop_listening()
        for connection in self._connections:
            connection.transport.abort()
        if self._state.tasks:
            await asyncio.wait(self._state.tasks, timeout=ENDING_SECONDS)


class _WithoutWords(logging.Filter):
    """Where a failure happened and what it is, but not what it says: a message could quote a text."""

    def filter(self, record: logging.LogRecord) -> bool:
        failure = record.exc_info[1] if record.exc_info else None
        if failure is not None:
            place = failure.__traceback__
            while place and place.tb_next:
                place = place.tb_next
            where = f"{place.tb_frame.f_code.co_qualname}:{place.tb_lineno}" if place else "unknown"
            record.msg, record.args = "failure %s at %s", (type(failure).__name__, where)
            record.exc_info = None
        return True


def keep_words_out_of_the_log() -> None:
    log = logging.getLogger("uvicorn.error")
    if not any(isinstance(known, _WithoutWords) for known in log.filters):
        log.addFilter(_WithoutWords())
