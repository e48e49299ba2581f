"""The port with health and figures refuses as every other does; a database that is silent is no fault of ours."""

import asyncpg
import httpx
import pytest

from services.chassis.http_server import internal_app
from services.chassis.openapi import PROBLEM_JSON


async def asked(path: str, *, method: str = "GET", failure: BaseException | None = None) -> httpx.Response:
    async def keys() -> dict[str, object]:
        if failure is not None:
            raise failure
        return {"service": "intake"}

    transport = httpx.ASGITransport(app=internal_app({}, {}, keys))
    async with httpx.AsyncClient(transport=transport, base_url="http://inside") as client:
        return await client.request(method, path)


@pytest.mark.parametrize("failure", [TimeoutError(), asyncpg.LockNotAvailableError("busy"), OSError("gone")])
async def test_keys_that_cannot_be_looked_up_now_are_said_so(failure: BaseException):
    answer = await asked("/keys-in-use", failure=failure)

    assert (answer.status_code, answer.headers["content-type"]) == (503, PROBLEM_JSON)
    assert answer.json()["type"] == "urn:hotline:problem:unavailable"
    assert answer.headers["retry-after"] == "2"


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/v1/keys", 404), ("POST", "/metrics", 405)])
async def test_what_is_not_there_is_refused_by_a_problem(method: str, path: str, status: int):
    answer = await asked(path, method=method)

    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM_JSON)
    assert answer.json()["status"] == status
