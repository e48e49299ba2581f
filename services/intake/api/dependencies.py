"""Whom a route of intake lets in and what it is handed; app.py puts these on `app.state`.

A source comes by key or signature, staff by key (services/chassis/http_access.py). Whoever it claims to be, a wrong key
is counted against the address that it came from.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, Final, cast

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyHeader, HTTPBearer

from services.chassis.auth import Role, Staff
from services.chassis.errors import Problem
from services.chassis.http_access import (
    STAFF_KEY,
    AnyStaff,
    BearerKey,
    TheDatabase,
    address_of,
    require_staff,
    staff_keys_of,
)
from services.chassis.openapi import KnownProblem
from services.intake.model.source import AuthenticatedSource, IncomingRequest
from services.intake.reports.factory import ReportFactory
from services.intake.reports.territories import Territories
from services.intake.sources.directory import SourceDirectory
from services.intake.store.sources import SourceStore

SOURCE_KEY = HTTPBearer(
    scheme_name="sourceKey",
    bearerFormat="hl_<key id>_<secret>",
    description="A hotline system's key, shown once when an admin lets it in (POST /v1/sources).",
    auto_error=False,
)
SIGNED_REQUEST = APIKeyHeader(
    scheme_name="signedRequest",
    name="webhook-signature",
    description="In place of a key, as Standard Webhooks sign: `webhook-id` (new for each request; good once), "
    "`webhook-timestamp` (seconds since 1970, within 300 s), `webhook-key-id`, and `webhook-signature`: "
    '`v1,` and base64(HMAC-SHA256(signing secret, "<id>.<timestamp>.<METHOD> <path and query>.<body>")).',
    auto_error=False,
)
SOURCE_SECURITY = [{SOURCE_KEY.scheme_name: list[str]()}, {SIGNED_REQUEST.scheme_name: list[str]()}]
"""For the routes that call `require_posting_source` themselves: either of the two."""

TOO_MANY_REQUESTS = KnownProblem(429, "too-many-requests", "Slow down")
GONE: Final = KnownProblem(410, "gone", "The content was destroyed")
REPLAYED = KnownProblem(409, "replayed", "This signed request came before")


async def source_directory_of(request: Request) -> SourceDirectory:
    return cast("SourceDirectory", request.app.state.source_directory)


async def report_factory_of(request: Request) -> ReportFactory:
    return cast("ReportFactory", request.app.state.report_factory)


async def territories_of(request: Request) -> Territories:
    return cast("Territories", request.app.state.territories)


async def require_source(request: Request) -> AuthenticatedSource:
    """A source that reads: it sends nothing, so that is what it signed.

    Raises:
        Problem: 401 or 429.
    """
    directory = await source_directory_of(request)
    return await directory.authenticate(incoming(request, _no_body))


async def require_posting_source(request: Request) -> AuthenticatedSource:
    """A source that posts, and no more often than agreed. The routes call it and do not depend on it: they are hot.

    Raises:
        Problem: 401 or 429.
    """
    directory: SourceDirectory = request.app.state.source_directory
    sender = await directory.authenticate(incoming(request, request.body))
    directory.check_rate(sender.source)
    return sender


async def require_reader(
    request: Request,
    database: TheDatabase,
    _staff_key: Annotated[BearerKey, Security(STAFF_KEY)] = None,
    _source_key: Annotated[BearerKey, Security(SOURCE_KEY)] = None,
    _signature: Annotated[str | None, Security(SIGNED_REQUEST)] = None,
) -> Staff | AuthenticatedSource:
    """Staff, or a source that asks after its own. A signed request is good once, for reading too.

    Raises:
        Problem: 401, 409 or 429.
    """
    if "authorization" in request.headers:
        try:
            return staff_keys_of(request).who(request.headers["authorization"])
        except Problem as problem:
            if problem.status != 401:
                raise
    source = await require_source(request)
    if source.nonce is not None:
        async with database.for_public() as connection:
            if not await SourceStore(connection).use_nonces([source.nonce]):
                raise replayed()
    return source


IntakeStaff = AnyStaff
ContentReader = Annotated[Staff, Depends(require_staff(Role.OPERATOR, Role.DUTY_LEAD))]
CallerReader = Annotated[Staff, Depends(require_staff(Role.DUTY_LEAD))]
"""Whoever calls a caller who cries; nobody else learns a caller's number."""
SourceAdmin = Annotated[Staff, Depends(require_staff(Role.ADMIN))]
StaffOrSource = Annotated[Staff | AuthenticatedSource, Depends(require_reader)]
TheSourceDirectory = Annotated[SourceDirectory, Depends(source_directory_of)]
TheTerritories = Annotated[Territories, Depends(territories_of)]
TheReportFactory = Annotated[ReportFactory, Depends(report_factory_of)]


def incoming(request: Request, body: Callable[[], Awaitable[bytes]]) -> IncomingRequest:
    scope = request.scope
    query: bytes = scope["query_string"]
    path = scope.get("raw_path") or scope["path"].encode()
    target = path + b"?" + query if query else path
    return IncomingRequest(dict(scope["headers"]), scope["method"], target.decode("latin-1"), body, address_of(request))


async def _no_body() -> bytes:
    return b""


def replayed() -> Problem:
    return Problem(
        *REPLAYED,
        "Sign again with a new webhook-id; with the same Idempotency-Key the report stays one.",
    )
