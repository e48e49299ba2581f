"""One application of the provider's face, the tests' controls and the pages: which path leads to whom."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from deploy.sandbox.web.access import OPEN_TO_ALL, OwnMachineOnly
from deploy.sandbox.web.control_api import ON_ERROR, ControlApi, answer, nothing_here
from deploy.sandbox.web.pages import Pages

PROVIDER = "/2010-04-01/"
CONTROLS = "/sandbox"
REQUEST_LIMIT_BYTES = 64 * 1024


class Site:
    """The provider's face stands before the routes: it has a password of its own, and the bench counts its time."""

    def __init__(self, provider: ASGIApp, control: ControlApi, pages: Pages) -> None:
        self._provider = provider
        self._pages = pages
        self._rest = Starlette(
            routes=[Route(OPEN_TO_ALL, _healthz), Mount(CONTROLS, routes=control.routes()), *pages.routes()],
            middleware=[Middleware(OwnMachineOnly)],
            exception_handlers={HTTPException: self._on_refusal, **ON_ERROR},
            max_body_size=REQUEST_LIMIT_BYTES,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answering = self._provider if scope["path"].startswith(PROVIDER) else self._rest
        await answering(scope, receive, send)

    async def _on_refusal(self, request: Request, refusal: Exception) -> Response:
        """No such path, or no such method on it; else what Starlette says, such as 413."""
        if isinstance(refusal, HTTPException) and refusal.status_code not in (404, 405):
            return Response(status_code=refusal.status_code)
        is_a_page = request.method == "GET" and not request.url.path.startswith(f"{CONTROLS}/")
        return self._pages.nothing(request) if is_a_page else nothing_here()


async def _healthz(request: Request) -> Response:
    return answer(200, {"status": "ok"})
