"""The three services over HTTP, with a staff key; their answers, or why not, in one line."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

from services.chassis.http_client import Client, HTTPError, Response, client
from services.console.client.environment import SERVICES, Environment
from services.console.errors import CommandRefused, ServiceUnreachable

CHUNK_ROWS: Final = 200
CHUNK_BYTES: Final = 48 * 1024
"""Below the 64 KiB that the services take in one body."""
CONNECT_SECONDS: Final = 3
ANSWER_SECONDS: Final = 30


class ServicesClient:
    """One HTTP client per service, kept for the length of a command."""

    def __init__(self, environment: Environment, clients: dict[str, Client]) -> None:
        self._environment = environment
        self._clients = clients

    async def get(self, service: str, path: str, **query: str | None) -> Any:
        return await self.call(service, "GET", path, query={k: v for k, v in query.items() if v is not None})

    async def post(self, service: str, path: str, body: Any) -> Any:
        return await self.call(service, "POST", path, body=body)

    async def put(self, service: str, path: str, body: Any) -> Any:
        return await self.call(service, "PUT", path, body=body)

    async def call(
        self,
        service: str,
        method: str,
        path: str,
        *,
        body: Any = None,
        query: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Any:
        """The parsed answer. Nothing is tried twice: the person who asked decides that.

        Raises:
            ServiceUnreachable: nobody listens there, or it took too long.
            CommandRefused: any answer but 2xx, with the service's own reason.
        """
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        kind = {} if content is None else {"content-type": "application/json"}
        try:
            response = await self._clients[service].request(
                method, path, content=content, params=query, headers={**kind, **(headers or {})}
            )
        except HTTPError:
            raise ServiceUnreachable(service, self._environment.url(service)) from None
        if response.is_success:
            return response.json() if response.content else {}
        raise _refusal(service, response)


@asynccontextmanager
async def reach(environment: Environment) -> AsyncIterator[ServicesClient]:
    """The services, asked with the staff key.

    Raises:
        CommandRefused: there is no staff key.
    """
    key = environment.staff_key
    clients = {
        service: client(
            base_url=environment.url(service),
            connect_seconds=CONNECT_SECONDS,
            total_seconds=ANSWER_SECONDS,
            connections=4,
            headers={"authorization": f"Bearer {key}"},
        )
        for service in SERVICES
    }
    try:
        yield ServicesClient(environment, clients)
    finally:
        for each in clients.values():
            await each.aclose()


def chunks(rows: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Rows in order, in bodies that the services take."""
    found: list[list[dict[str, Any]]] = []
    size = 0
    for row in rows:
        weight = len(json.dumps(row, ensure_ascii=False).encode()) + 2
        if not found or len(found[-1]) == CHUNK_ROWS or size + weight > CHUNK_BYTES:
            found.append([])
            size = 0
        found[-1].append(row)
        size += weight
    return found


def _refusal(service: str, response: Response) -> CommandRefused:
    """The problem+json of the answer (RFC 9457) as one line."""
    try:
        problem = response.json()
    except ValueError:
        problem = {}
    if not isinstance(problem, dict):
        problem = {}
    kind = str(problem.get("type", "")).removeprefix("urn:hotline:problem:")
    faults = [
        f"{e.get('pointer') or 'body'}: {e.get('detail')}" for e in problem.get("errors", []) if isinstance(e, dict)
    ]
    words = [str(problem.get("title") or response.reason_phrase), str(problem.get("detail") or ""), *faults]
    why = " · ".join(word.rstrip(".") for word in words if word)
    return CommandRefused("service_refused", service=service, status=response.status_code, why=why, kind=kind)
