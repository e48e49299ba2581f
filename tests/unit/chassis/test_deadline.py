"""A request is answered in time, whatever it waits for; what its sender takes to send is not counted (rule R94)."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Body, FastAPI

from services.chassis import http_server
from services.chassis.http_server import app_of_routes
from services.chassis.openapi import LARGE_BODY


def an_app(broken_off: list[str]) -> FastAPI:
    router = APIRouter()

    @router.get("/hangs")
    async def hangs() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            broken_off.append("hangs")
            raise

    @router.put("/small")
    async def small(document: Annotated[dict[str, str], Body()]) -> int:
        await asyncio.sleep(0.3)
        return len(document)

    @router.put("/large", openapi_extra=LARGE_BODY)
    async def large(document: Annotated[dict[str, str], Body()]) -> int:
        await asyncio.sleep(0.3)
        return len(document)

    return app_of_routes(title="test", routers=[router])


async def slowly() -> AsyncIterator[bytes]:
    for piece in (b'{"a": ', b'"b"', b"}"):
        await asyncio.sleep(0.1)
        yield piece


@pytest.mark.parametrize(
    ("method", "path", "seconds", "status"),
    [
        ("GET", "/hangs", 0.1, 503),
        ("PUT", "/small", 0.2, 503),
        ("PUT", "/small", 0.5, 200),
        ("PUT", "/large", 0.2, 200),
    ],
)
async def test_who_is_kept_waiting_is_told_to_come_again(
    monkeypatch: pytest.MonkeyPatch, method: str, path: str, seconds: float, status: int
) -> None:
    monkeypatch.setattr(http_server, "ANSWER_SECONDS", seconds)
    broken_off: list[str] = []
    app, headers = httpx.ASGITransport(an_app(broken_off)), {"Content-Type": "application/json"}
    async with httpx.AsyncClient(transport=app, base_url="http://test", headers=headers) as client:
        answer = await asyncio.wait_for(client.request(method, path, content=slowly()), 5)

    assert answer.status_code == status
    if status == 503:
        assert answer.headers["retry-after"] == "2"
        assert answer.json()["type"] == "urn:hotline:problem:unavailable"
    assert broken_off == (["hangs"] if path == "/hangs" else [])
