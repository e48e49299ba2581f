"""The HTTP border of every service: problem+json for every fault, bounded bodies, health and metrics apart."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final

import structlog
from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from fastapi.routing import APIRoute
from fastapi.telemetry import TelemetryConfig
from prometheus_client import Counter, generate_latest
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from schemas.field_faults import fault_said
from services.chassis.clocks import PeerClocks
from services.chassis.database import Database
from services.chassis.errors import INFRASTRUCTURE, FieldError, Problem
from services.chassis.guesses import Guesses
from services.chassis.http_access import doors_of
from services.chassis.keys_in_use import KEYS_PATH, KeyWatch
from services.chassis.openapi import BODY_LIMIT, PROBLEM_JSON, openapi_document, operation_id
from services.chassis.replay import Replay
from services.chassis.retention import Retention
from services.chassis.sealing import KeyMissing
from services.chassis.staff_keys import StaffKeys
from services.chassis.telemetry import REQUESTS

log = structlog.get_logger()

JSON_LIMIT: Final = 64 * 1024
FORM_LIMIT: Final = 256 * 1024
ANSWER_SECONDS: Final = 10
"""From a request's arrival to its answer, whatever it waits for within; what the sender takes to send is not counted.
What is broken off then may have been stored, as when a connection breaks: the same request again finds out."""
LONG_ANSWER_SECONDS: Final = 60
"""Where a route takes a thousand of something at once."""
NO_TELEMETRY: Final[TelemetryConfig] = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
"""FastAPI asks for each request whether OpenTelemetry was set up, and would tell it what was sent to us."""
API_VERSION: Final = "1"
"""Of the HTTP contract, as its paths say (`/v1/..`): what breaks a caller gets a new one beside it."""


class ProblemMiddleware:
    """Pure ASGI, outermost: key first, body second; counts answers, turns any fault into a problem.

    Whatever reads a body gets the first of it when the route's own doors have let the sender in (rule R97), and no more
    of it than the route takes. A body without Content-Length is counted as it comes.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        taken, most = 0, None
        started = False

        deadline = asyncio.timeout(ANSWER_SECONDS)
        seconds = ANSWER_SECONDS

        async def let_in() -> Message:
            nonlocal taken, most, seconds
            if most is None:
                most = await _most_of_body(scope)
                seconds = LONG_ANSWER_SECONDS if most > FORM_LIMIT else ANSWER_SECONDS
            deadline.reschedule(None)
            message = await receive()
            deadline.reschedule(asyncio.get_running_loop().time() + seconds)
            taken += len(message.get("body", b""))
            if taken > most:
                raise too_large(most)
            return message

        async def counted(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _requests(scope["method"], getattr(scope.get("route"), "path", "none"), message["status"]).inc()
            await send(message)

        try:
            async with deadline:
                await self._app(scope, let_in, counted)
        except ClientDisconnect:
            return
        except Problem as raised:
            if started:
                raise
            await _render(raised)(scope, receive, send)
        except INFRASTRUCTURE as error:
            if started:
                raise
            log.warning("request.unavailable", error=type(error).__name__)
            await _render(unavailable())(scope, receive, send)
        except KeyMissing as error:
            if started:
                raise
            log.error("request.key_missing", key_id=str(error))
            await _render(unavailable())(scope, receive, send)


@lru_cache(maxsize=1024)
def _requests(method: str, route: str, status: int) -> Counter:
    """To be looked for once: a label has to be found under a lock, in the order of their names."""
    return REQUESTS.labels(method, route, status)


async def _most_of_body(scope: Scope) -> int:
    """Bytes that may be read of this request's body.

    Raises:
        Problem: none of them: who sends it is not let in (401, 403, 429), it is compressed (415) or longer (413).
    """
    route = scope.get("route")
    most = JSON_LIMIT
    if isinstance(route, APIRoute):
        for door in doors_of(route.dependant):
            await door(Request(scope))
        most = (route.openapi_extra or {}).get(BODY_LIMIT, JSON_LIMIT)
    elif isinstance(route, PlainRoute):
        most = FORM_LIMIT
    headers = dict(scope["headers"])
    if b"content-encoding" in headers:
        raise Problem(415, "content-encoding", "Send the body as it is", "Compressed bodies are not taken.")
    length = headers.get(b"content-length", b"0")
    if not length.isdigit() or int(length) > most:
        raise too_large(most)
    return most


def too_large(limit: int) -> Problem:
    return Problem(413, "too-large", "The body is too large", f"At most {limit} bytes.")


def unavailable(seconds: int = 2) -> Problem:
    """Nothing was stored as far as we know; the same request may be sent again."""
    return Problem(
        503,
        "unavailable",
        "Not now",
        "Nothing was stored as far as we know. Send the same request again.",
        headers={"Retry-After": str(seconds)},
    )


def not_found(what: str) -> Problem:
    return Problem(404, "not-found", f"No such {what}")


def _render(problem: Problem) -> Response:
    body: dict[str, Any] = {
        "type": f"urn:hotline:problem:{problem.kind}",
        "title": problem.title,
        "status": problem.status,
    }
    if problem.detail is not None:
        body["detail"] = problem.detail
    if problem.errors:
        body["errors"] = [{"pointer": error.pointer, "detail": error.detail} for error in problem.errors]
    return JSONResponse(body, problem.status, problem.headers, media_type=PROBLEM_JSON)


LONGEST_NAME: Final = 40
"""Of a field, as an error names it: one that we do not know is what the caller sent."""


async def _on_problem(_: Request, problem: Exception) -> Response:
    assert isinstance(problem, Problem)
    return _render(problem)


async def _on_invalid(_: Request, error: Exception) -> Response:
    """422, or 400 where the body is no JSON at all. The caller's input is never repeated (rule R92)."""
    assert isinstance(error, RequestValidationError)
    faults = [FieldError(pointer_to(item["loc"]), fault_said(item["msg"])) for item in error.errors()[:20]]
    if any(item["type"] == "json_invalid" for item in error.errors()):
        return _render(Problem(400, "malformed", "This is not JSON", errors=(FieldError("", "not JSON"),)))
    return _render(Problem(422, "invalid", "Some fields do not fit", errors=tuple(faults)))


def pointer_to(location: Iterable[Any]) -> str:
    """pydantic's location as a JSON pointer into the body, or `header:name`, `query:name`, `path:name`."""
    where, *rest = [str(part)[:LONGEST_NAME] for part in location] or ["body"]
    if where == "body":
        return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in rest)
    return f"{where}:{'.'.join(rest)}"


async def _on_http_exception(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    cause = error.__cause__
    if cause is not None and isinstance(cause, (Problem, *INFRASTRUCTURE)):
        raise cause  # FastAPI makes a 400 of whatever ends the reading of a body
    if error.status_code == 400:
        return _render(Problem(400, "malformed", "This is not JSON", errors=(FieldError("", "not JSON"),)))
    kind = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
    return _render(
        Problem(error.status_code, kind, HTTPStatus(error.status_code).phrase, headers=dict(error.headers or {}))
    )


async def _on_crash(_: Request, error: Exception) -> Response:
    log.error("request.crashed", exc_info=error)
    return _render(Problem(500, "bug", "A fault of ours", "It was logged. The same request may be sent again."))


class PublicApp(FastAPI):
    """An app whose document tells how it refuses."""

    routers: tuple[APIRouter, ...] = ()

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            self.openapi_schema = openapi_document(self, self.routers)
        return self.openapi_schema


def public_app(
    *,
    title: str,
    routers: Iterable[APIRouter],
    database: Database,
    staff_keys: StaffKeys,
    replay: Replay,
    retention: Retention,
    keys: KeyWatch,
    clocks: PeerClocks | None = None,
    guesses: Guesses | None = None,
    documented: bool = True,
    state: Mapping[str, Any] | None = None,
) -> FastAPI:
    """The app that callers reach, with what the dependencies of every service's routes ask for (http_access.py,
    operations_api.py); `state` is what its own ask for beside, by name. `documented`: it answers its own document."""
    app = app_of_routes(title=title, routers=routers, documented=documented)
    for name, value in {**(state or {}), "database": database, "staff_keys": staff_keys, "replay": replay}.items():
        setattr(app.state, name, value)
    app.state.retention = retention
    app.state.keys = keys
    app.state.clocks = clocks or PeerClocks()
    app.state.guesses = guesses or Guesses()
    return app


def app_of_routes(*, title: str, routers: Iterable[APIRouter], documented: bool = True) -> FastAPI:
    """The routes with the border around them and nothing behind them: enough for their document."""
    app = PublicApp(
        title=title,
        version=API_VERSION,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # a redirect would repeat whatever Host header came
        openapi_url=DOCUMENT if documented else None,
        generate_unique_id_function=operation_id,
        telemetry=NO_TELEMETRY,
    )
    app.routers = tuple(routers)
    for router in app.routers:
        app.include_router(router)
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(Exception, _on_crash)
    app.add_middleware(ProblemMiddleware)
    app.add_middleware(NoStoreMiddleware)
    return app


DOCUMENT: Final = "/openapi.json"
NO_STORE: Final = (b"cache-control", b"no-store")


class NoStoreMiddleware:
    """No browser and no proxy keeps what was answered; only the API's own document may be kept (rule R65)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] == DOCUMENT:
            await self._app(scope, receive, send)
            return

        async def stamped(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), NO_STORE]
            await send(message)

        await self._app(scope, receive, stamped)


class PlainRoute(Route):
    """A route without FastAPI, for forms (webhooks). It is in the scope, and so counted by its path; it looks at who
    sends before it reads."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        match, child_scope = super().matches(scope)
        return match, child_scope if match is Match.NONE else {**child_scope, "route": self}


Check = Callable[[], Awaitable[str | None]]
"""None: well; else what is not, in a few words."""


def internal_app(
    checks: Mapping[str, Check], without: Mapping[str, Check], keys_in_use: Callable[[], Awaitable[dict[str, Any]]]
) -> FastAPI:
    """`/healthz` (the process lives; touches nothing), `/readyz` (its needs are met), `/metrics`, `/keys-in-use`.

    Args:
        keys_in_use: what the job that destroys keys is answered (services/chassis/keys_in_use.py).
        without: what it can do without for a while. It is told of, and takes the service out nowhere (rule R107).
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, telemetry=NO_TELEMETRY)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(Exception, _on_crash)

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/readyz")
    async def readyz() -> Response:
        bad, degraded = await _failing(checks), await _failing(without)
        status = "not ready" if bad else "degraded" if degraded else "ready"
        return JSONResponse({"status": status, "not_ready": bad, "degraded": degraded}, 503 if bad else 200)

    @app.get(KEYS_PATH)
    async def keys() -> Response:
        try:
            return JSONResponse(await keys_in_use())
        except INFRASTRUCTURE as error:
            log.warning("request.unavailable", error=type(error).__name__)
            return _render(unavailable())

    @app.get("/metrics")
    async def metrics() -> Response:
        return PlainTextResponse(generate_latest().decode(), media_type="text/plain; version=0.0.4")

    return app


async def _failing(checks: Mapping[str, Check]) -> dict[str, str]:
    found = {name: await check() for name, check in checks.items()}
    return {name: why for name, why in found.items() if why is not None}
