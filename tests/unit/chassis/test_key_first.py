"""Key first, body second (rule R97): nobody makes a service read what they send before it knows who they are."""

import asyncio
import json
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from services.chassis.auth import new_key
from services.chassis.guesses import GUESSES_PER_MINUTE, Guesses
from services.chassis.http_access import doors_of
from services.chassis.http_server import JSON_LIMIT, app_of_routes
from services.chassis.staff_keys import StaffKeys

SERVICES = ("intake", "dispatch", "notify")
PROVE_THEMSELVES = {"/v1/reports"}
"""A source's key or signature is looked at by the route itself (tests/integration/intake/test_access.py)."""


def routes_of(service: str) -> Iterator[APIRoute]:
    routers = import_module(f"services.{service}.api.routers").ROUTERS
    return (each for each in chain.from_iterable(router.routes for router in routers) if isinstance(each, APIRoute))


READERS = [
    (service, route, method)
    for service in SERVICES
    for route in routes_of(service)
    for method in sorted(route.methods or ())
    if route.body_field is not None
]


@cache
def routed(service: str) -> FastAPI:
    return app_of_routes(title=service, routers=import_module(f"services.{service}.api.routers").ROUTERS)


def app_of(service: str, staff: Path | None = None) -> FastAPI:
    app = routed(service)
    app.state.staff_keys = StaffKeys(staff)
    app.state.guesses = Guesses()
    return app


def staff_file(folder: Path) -> tuple[Path, dict[str, str]]:
    """The file, and a key for each role."""
    made = {role: new_key() for role in ("admin", "operator", "duty_lead")}
    path = folder / "staff.json"
    path.write_text(
        json.dumps(
            [
                {"key_id": key_id, "actor": role.upper(), "role": role, "networks": "*", "sha256": sha256}
                for role, (key_id, _, sha256) in made.items()
            ]
        )
    )
    return path, {role: key for role, (_, key, _) in made.items()}


class Sender:
    """An ASGI client whose body never ends, and that counts what was read of it."""

    def __init__(self, *headers: tuple[str, str]) -> None:
        self.read = 0
        self.status = 0
        self.headers = [(name.encode(), value.encode()) for name, value in headers]
        self.headers.append((b"content-type", b"application/json"))

    async def receive(self) -> dict[str, Any]:
        await asyncio.sleep(0)
        self.read += 1024
        return {"type": "http.request", "body": b" " * 1024, "more_body": True}

    async def send(self, message: Any) -> None:
        self.status = message.get("status", self.status)

    async def __call__(self, app: FastAPI, method: str, path: str) -> int:
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "scheme": "http",
            "headers": self.headers,
            "client": ("198.51.100.7", 4000),
            "server": ("test", 80),
        }
        await app(scope, self.receive, self.send)
        return self.status


def path_of(route: APIRoute) -> str:
    return route.path.format_map({name: "x" for name in route.param_convertors})


@pytest.mark.parametrize(("service", "route", "method"), READERS, ids=lambda each: getattr(each, "name", str(each)))
async def test_a_strangers_body_is_not_read(service: str, route: APIRoute, method: str) -> None:
    for headers in ((), (("authorization", f"Bearer {new_key()[1]}"),)):
        sender = Sender(*headers)

        assert await sender(app_of(service), method, path_of(route)) == 401
        assert sender.read == 0


def test_whatever_reads_a_body_asks_for_a_key() -> None:
    for service in SERVICES:
        for route in routes_of(service):
            takes_body = route.body_field is not None or "requestBody" in (route.openapi_extra or {})
            assert not takes_body or any(doors_of(route.dependant)) or route.path in PROVE_THEMSELVES, route.path


async def test_nor_is_the_body_of_somebody_who_may_not(tmp_path: Path) -> None:
    file, keys = staff_file(tmp_path)
    sender = Sender(("authorization", f"Bearer {keys['operator']}"))

    assert await sender(app_of("notify", file), "PUT", "/v1/contacts") == 403
    assert sender.read == 0


@pytest.mark.parametrize("service", SERVICES)
async def test_who_guesses_at_keys_is_told_to_slow_down_by_every_service(service: str) -> None:
    app = app_of(service)
    route = next(each for each in routes_of(service) if each.path == "/v1/operations")

    answers = [await Sender()(app, "GET", route.path) for _ in range(GUESSES_PER_MINUTE + 1)]

    assert answers == [401] * GUESSES_PER_MINUTE + [429]


@pytest.mark.parametrize(("path", "most"), [("/v1/contacts", 1024 * 1024), ("/v1/callers/reach", JSON_LIMIT)])
async def test_who_may_send_is_read_as_far_as_the_route_goes(tmp_path: Path, path: str, most: int) -> None:
    file, keys = staff_file(tmp_path)
    as_admin = ("authorization", f"Bearer {keys['admin']}")
    method = "PUT" if path == "/v1/contacts" else "POST"
    endless, declared = Sender(as_admin), Sender(as_admin, ("content-length", str(most + 1)))

    assert await endless(app_of("notify", file), method, path) == 413
    assert endless.read == most + 1024
    assert await declared(app_of("notify", file), method, path) == 413
    assert declared.read == 0


async def test_the_document_is_answered_where_that_is_wanted_alone() -> None:
    open_to_all = app_of_routes(title="t", routers=[])
    in_production = app_of_routes(title="t", routers=[], documented=False)

    assert await Sender()(open_to_all, "GET", "/openapi.json") == 200
    assert await Sender()(in_production, "GET", "/openapi.json") == 404
