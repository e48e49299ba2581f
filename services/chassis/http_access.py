"""Whom a route lets in, and what it is handed, as FastAPI dependencies that read `app.state`.

`public_app` sets what every service's routes need (database, staff keys, replay) from arguments that nobody can forget;
a service's app.py hands in what its own need beside, and reads it in the same way in its `api/dependencies.py`. They
are coroutines, since FastAPI would run a plain function in a thread.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Annotated, Final, cast

from fastapi import Depends, Request, Security
from fastapi.dependencies.models import Dependant
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from fastapi.security.base import SecurityBase

from services.chassis.auth import Role, Staff
from services.chassis.database import Database
from services.chassis.errors import Problem
from services.chassis.guesses import Guesses
from services.chassis.sealing import Sealer
from services.chassis.staff_keys import StaffKeys

STAFF_KEY = HTTPBearer(
    scheme_name="staffKey",
    bearerFormat="hl_<key id>_<secret>",
    description="A person's key, made by `hotline staff add`; each route names the roles it is for.",
    auto_error=False,
)

OF_THE_INSTANCE: Final = "This is of every network; it needs a key that is for all of them."
BearerKey = HTTPAuthorizationCredentials | None
Door = Callable[[Request], Awaitable[object]]
"""Lets a request in by its head alone, or raises a Problem."""


def names_of(roles: Iterable[Role]) -> list[str]:
    """As the OpenAPI document lists them beside the key: the roles of which one is needed; none: any."""
    return [role.value for role in roles]


def require_staff(*roles: Role) -> Callable[..., Awaitable[Staff]]:
    """Lets in staff with one of the roles (none named: any): 401 for a stranger, 429 for one who guesses, 403 for who
    may not."""

    async def staff(
        request: Request,
        _: Annotated[BearerKey, Security(STAFF_KEY, scopes=names_of(roles))] = None,
    ) -> Staff:
        try:
            return staff_keys_of(request).who(request.headers.get("authorization"), *roles)
        except Problem as problem:
            if problem.status == 401:
                guesses = cast("Guesses", request.app.state.guesses)
                guesses.count(address_of(request))
            raise

    return staff


def require_staff_of_all(*roles: Role) -> Callable[..., Awaitable[Staff]]:
    """For what is of the instance and of no network: only keys that are for every one (rule R95)."""
    any_of_them = require_staff(*roles)

    async def staff(
        request: Request,
        _: Annotated[BearerKey, Security(STAFF_KEY, scopes=names_of(roles))] = None,
    ) -> Staff:
        known = await any_of_them(request)
        if not known.scope.is_whole:
            raise Problem(403, "forbidden", "Not with this key", OF_THE_INSTANCE)
        return known

    return staff


def doors_of(route: Dependant) -> Iterator[Door]:
    """What of a route's dependencies asks for a key, that is, has a security scheme of its own (rule R97)."""
    for each in route.dependencies:
        if any(isinstance(inner.call, SecurityBase) for inner in each.dependencies):
            yield cast("Door", each.call)
        else:
            yield from doors_of(each)


def staff_keys_of(request: Request) -> StaffKeys:
    return cast("StaffKeys", request.app.state.staff_keys)


def address_of(request: Request) -> str:
    """Whom a guess is counted against; what a proxy forwards is believed of a trusted one alone (runtime.py)."""
    client = request.scope.get("client")
    return client[0] if client else "unknown"


async def database_of(request: Request) -> Database:
    return cast("Database", request.app.state.database)


async def sealer_of(request: Request) -> Sealer:
    """For a service that hands one in: what it answers is opened, what it takes is sealed."""
    return cast("Sealer", request.app.state.sealer)


TheDatabase = Annotated[Database, Depends(database_of)]
TheSealer = Annotated[Sealer, Depends(sealer_of)]
AnyStaff = Annotated[Staff, Depends(require_staff())]
