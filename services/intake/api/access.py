"""Whom an endpoint lets in: a source, by key or signature, or staff; wrong keys are counted against their address."""

from fastapi import Request

from services.chassis.auth import Role, Staff, StaffKeys
from services.chassis.database import Database
from services.chassis.errors import Problem
from services.intake.sources.source_book import Asked, SourceBook, Visitor
from services.intake.store.sources import SourceStore


class Doors:
    def __init__(self, database: Database, book: SourceBook, staff: StaffKeys) -> None:
        self._database = database
        self._book = book
        self._staff = staff

    async def source(self, request: Request, body: bytes = b"") -> Visitor:
        """
        Raises:
            Problem: 401 or 429.
        """
        return await self._book.visitor(asked(request, body))

    def staff(self, request: Request, *roles: Role) -> Staff:
        """
        Raises:
            Problem: 401, 403 or 429.
        """
        try:
            return self._staff.who(request.headers.get("authorization"), *roles)
        except Problem as problem:
            if problem.status == 401:
                self._book.count_guess(_address(request))
            raise

    async def reader(self, request: Request) -> Staff | Visitor:
        """Staff, or a source that asks after its own. A signed request is good once, for reading too.

        Raises:
            Problem: 401, 409 or 429.
        """
        authorization = request.headers.get("authorization")
        if authorization is not None:
            try:
                return self._staff.who(authorization)
            except Problem as problem:
                if problem.status != 401:
                    raise
        visitor = await self.source(request)
        if visitor.nonce is not None:
            async with self._database.transaction() as connection:
                if not await SourceStore(connection).use_nonces([visitor.nonce]):
                    raise replayed()
        return visitor


def asked(request: Request, body: bytes) -> Asked:
    scope = request.scope
    query: bytes = scope["query_string"]
    path = scope.get("raw_path") or scope["path"].encode()
    target = path + b"?" + query if query else path
    return Asked(dict(scope["headers"]), scope["method"], target.decode("latin-1"), body, _address(request))


def replayed() -> Problem:
    return Problem(
        409,
        "replayed",
        "This signed request came before",
        "Sign again with a new webhook-id; with the same Idempotency-Key the report stays one.",
    )


def _address(request: Request) -> str:
    client = request.scope.get("client")
    return client[0] if client else "unknown"
