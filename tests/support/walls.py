"""Walks every route of a service as somebody of another network: nothing is there, and nothing changes (rule R95)."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from fastapi import FastAPI
from starlette.routing import Route

from services.chassis.database import Database

FRAMEWORKS_OWN = {"GET /openapi.json", "HEAD /openapi.json"}
"""Tells what routes there are, and nothing of anybody."""

DIGEST = """SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM ":table" t"""


@dataclass(frozen=True, slots=True)
class Behind:
    """A route that is about something of a network.

    Args:
        names: what stands for each parameter of the path, and for `{..}` in query and body: a kind of object, or
            several that are tried one after the other.
        lists: it answers with what there is; else with one thing, which is there or not.
    """

    names: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    body: Any = None
    query: str = ""
    lists: bool = False

    def variants(self) -> list[dict[str, str]]:
        most = max((len(kinds) for kinds in self.names.values() if isinstance(kinds, tuple)), default=1)
        several = {name: (kinds,) if isinstance(kinds, str) else kinds for name, kinds in self.names.items()}
        return [{name: kinds[min(at, len(kinds) - 1)] for name, kinds in several.items()} for at in range(most)]


@dataclass(frozen=True, slots=True)
class Apart:
    """A route that is about nothing of a network; why. `refused`: with 403 to who is of some networks only."""

    why: str
    refused: bool = False
    body: Any = None


Doors = Mapping[str, Behind | Apart]
"""By method and path as the app has them: a route that is not there fails the walk."""


@dataclass(frozen=True, slots=True)
class Objects:
    """Of the network behind the wall, by kind; `nowhere`: the same kinds, as nobody has them."""

    there: Mapping[str, str]
    nowhere: Mapping[str, str]


def routes_of(app: FastAPI) -> set[str]:
    found = {f"{method} {route.path}" for route in _flat(app.routes) for method in route.methods or ()}
    return {each for each in found if not each.startswith("HEAD ")} - FRAMEWORKS_OWN


def _flat(routes: Iterable[Any]) -> Iterator[Route]:
    """Whatever else there is to be reached must be told here how it is walked: it has no such attribute."""
    for route in routes:
        if isinstance(route, Route):
            yield route
        else:
            yield from _flat(route.original_router.routes)


async def every_row(database: Database) -> dict[str, str]:
    """A digest of each table."""
    async with database.connection() as connection:
        tables = await connection.fetch(
            """
            SELECT table_name FROM information_schema.tables
            WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
            """
        )
        return {name: await connection.fetchval(DIGEST.replace(":table", name)) for (name,) in tables}


class Walk:
    """Over the doors of one app, with keys by role: of another network, and of the one behind the wall."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        doors: Doors,
        objects: Objects,
        *,
        strangers: Iterable[str],
        own: Iterable[str],
    ) -> None:
        self._http = http
        self._doors = doors
        self._objects = objects
        self._strangers = list(strangers)
        self._own = list(own)

    async def as_strangers(self) -> list[str]:
        """What is wrong, a line each."""
        wrong: list[str] = []
        for door, how in self._doors.items():
            if isinstance(how, Apart):
                wrong += await self._apart(door, how)
                continue
            for kinds in how.variants():
                answers = [await self._ask(door, how, kinds, self._objects.there, key) for key in self._strangers]
                nobodys = [await self._ask(door, how, kinds, self._objects.nowhere, key) for key in self._strangers]
                wrong += [f"{door} {kinds}: {fault}" for fault in self._faults(how, answers, nobodys)]
        return wrong

    async def as_their_own(self) -> list[str]:
        """Which doors do not open to the network's own people: the walk of strangers proves nothing there."""
        shut: list[str] = []
        for door, how in sorted(self._doors.items(), key=lambda each: not each[0].startswith("GET ")):
            if isinstance(how, Behind):
                kinds = how.variants()[0]
                answers = [await self._ask(door, how, kinds, self._objects.there, key) for key in self._own]
                nobodys = [await self._ask(door, how, kinds, self._objects.nowhere, key) for key in self._own]
                if not any(self._opens(how, *each) for each in zip(answers, nobodys, strict=True)):
                    shut.append(f"{door}: {[(each.status_code, each.text[:200]) for each in answers]}")
        return shut

    def _faults(self, how: Behind, answers: list[httpx.Response], nobodys: list[httpx.Response]) -> list[str]:
        faults: list[str] = []
        for answer, nobody in zip(answers, nobodys, strict=True):
            if answer.status_code >= 500:
                faults.append(f"{answer.status_code} {answer.text[:200]}")
            elif answer.status_code != 403 and _differ(answer, nobody):
                faults.append(f"{answer.status_code} {answer.text[:200]}, of nobody's {nobody.text[:200]}")
            elif answer.is_success and (shown := self._shown(answer)):
                faults.append(f"shows {shown}")
            elif answer.status_code not in ((403, 200) if how.lists else (403, 404)):
                faults.append(f"{answer.status_code} {answer.text[:200]}")
        if all(answer.status_code == 403 for answer in answers):
            faults.append("no role gets as far as the wall")
        return faults

    def _shown(self, answer: httpx.Response) -> list[str]:
        return [kind for kind, name in self._objects.there.items() if f'"{name}"' in answer.text]

    def _opens(self, how: Behind, answer: httpx.Response, nobody: httpx.Response) -> bool:
        if how.lists:
            return answer.is_success and bool(self._shown(answer))
        return answer.status_code != 403 and _differ(answer, nobody)

    async def _apart(self, door: str, how: Apart) -> list[str]:
        answers = [await self._ask(door, Behind(body=how.body), {}, {}, key) for key in self._strangers]
        if how.refused and any(answer.status_code != 403 for answer in answers):
            return [f"{door}: {[answer.status_code for answer in answers]}, which is for keys of every network"]
        shown = [kind for answer in answers for kind in self._shown(answer)]
        return [f"{door} shows {shown}"] if shown else []

    async def _ask(
        self, door: str, how: Behind, kinds: Mapping[str, str], objects: Mapping[str, str], key: str
    ) -> httpx.Response:
        method, path = door.split(" ")
        for name, kind in kinds.items():
            path = path.replace(f"{{{name}}}", objects[kind])
        query, body = how.query, json.dumps(how.body)
        for kind, name in objects.items():
            query, body = query.replace(f"<{kind}>", name), body.replace(f"<{kind}>", name)
        return await self._http.request(
            method,
            path + query,
            content=None if how.body is None else body,
            headers={"Authorization": f"Bearer {key}", "content-type": "application/json"},
        )


def _differ(one: httpx.Response, other: httpx.Response) -> bool:
    return (one.status_code, one.content) != (other.status_code, other.content)
