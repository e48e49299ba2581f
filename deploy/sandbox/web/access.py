"""The one HTTP door of the sandbox: who may knock, and who answers which path."""

import ipaddress
from collections.abc import Awaitable
from urllib.parse import urlsplit

from deploy.sandbox.web.control_api import ControlApi, not_found, reply
from deploy.sandbox.web.pages import Pages
from deploy.sandbox.web.server import Reply, Request
from deploy.sandbox.web.twilio_messages import TwilioMessages


class Door:
    def __init__(self, twilio: TwilioMessages, control: ControlApi, pages: Pages) -> None:
        self._twilio = twilio
        self._control = control
        self._pages = pages

    def __call__(self, request: Request) -> Reply | Awaitable[Reply]:
        path = request.path
        if path.startswith("/2010-04-01/"):
            return self._twilio.answer(request)
        if path == "/healthz":
            return reply(200, {"status": "ok"})
        if not is_neighbour(request):
            return reply(403, {"error": "the sandbox answers only its own machine and its own pages"})
        if path.startswith("/sandbox/"):
            return self._control.answer(request)
        if request.method == "GET":
            return self._pages.answer(request)
        return not_found()


def is_neighbour(request: Request) -> bool:
    """Keeps out the other pages of the browser: neither a name rebound to this machine nor a foreign origin."""
    host = request.header(b"host")
    if not is_local_name(urlsplit(f"//{host}").hostname or ""):
        return False
    origin = request.header(b"origin")
    return not origin or urlsplit(origin).netloc == host


def is_local_name(name: str) -> bool:
    """An address, or a name without a dot (localhost, a container's name): no foreign domain can be one."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return "." not in name or name.endswith(".localhost")
    return True
