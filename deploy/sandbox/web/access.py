"""Who may knock: this machine and the sandbox's own pages; the provider's face has a password instead."""

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

REFUSAL = {"error": "the sandbox answers only its own machine and its own pages"}
OPEN_TO_ALL = "/healthz"


class OwnMachineOnly:
    """ASGI middleware that keeps out the other pages of the browser."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answering = self._app
        if scope["path"] != OPEN_TO_ALL and not is_neighbour(Headers(scope=scope)):
            answering = JSONResponse(REFUSAL, 403, {"Cache-Control": "no-store"})
        await answering(scope, receive, send)


def is_neighbour(headers: Headers) -> bool:
    """Neither a name rebound to this machine nor a foreign origin."""
    host = headers.get("host", "")
    if not is_local_name(urlsplit(f"//{host}").hostname or ""):
        return False
    origin = headers.get("origin")
    return not origin or urlsplit(origin).netloc == host


def is_local_name(name: str) -> bool:
    """An address, or a name without a dot (localhost, a container's name): no foreign domain can be one."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return "." not in name or name.endswith(".localhost")
    return True
