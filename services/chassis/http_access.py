"""Whom a route lets in, and what it is handed, as FastAPI dependencies that read `app.state`.

`public_app` sets what every service's routes need (database, staff keys, replay) from arguments that nobody can forget;
a service's app.py hands in what its own need beside, and reads it in the same way in its `api/dependencies.py`. They
are coroutines, since FastAPI would run a plain function in a thread.
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import Annotated, cast

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from services.chassis.auth import Role, Staff, StaffKeys
from services.chassis.database import Database
from services.chassis.sealing import Sealer

STAFF_KEY = HTTPBearer(
    scheme_name="staffKey",
    bearerFormat="hl_<key id>_<secret>",
    description="A person's key, made by `hotline staff add`; each route names the roles it is for.",
    auto_error=False,
)


def names_of(roles: Iterable[Role]) -> list[str]:
    """As the OpenAPI document lists them beside the key: the roles of which one is needed; none: any."""
    return [role.value for role in roles]


def require_staff(*roles: Role) -> Callable[..., Awaitable[Staff]]:
    """Lets in staff with one of the roles (none named: any); else 401 for a stranger, 403 for who may not."""

    async def staff(
        request: Request,
        _: Annotated[HTTPAuthorizationCredentials | None, Security(STAFF_KEY, scopes=names_of(roles))] = None,
    ) -> Staff:
        keys = cast("StaffKeys", request.app.state.staff_keys)
        return keys.who(request.headers.get("authorization"), *roles)

    return staff


async def database_of(request: Request) -> Database:
    return cast("Database", request.app.state.database)


async def sealer_of(request: Request) -> Sealer:
    """For a service that hands one in: what it answers is opened, what it takes is sealed."""
    return cast("Sealer", request.app.state.sealer)


TheDatabase = Annotated[Database, Depends(database_of)]
TheSealer = Annotated[Sealer, Depends(sealer_of)]
AnyStaff = Annotated[Staff, Depends(require_staff())]
