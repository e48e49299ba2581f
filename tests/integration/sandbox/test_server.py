"""The sandbox's HTTP server: what fails is answered and logged without a word of what it was about."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from deploy.sandbox.web.server import HANG_UP, HttpServer


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    server = HttpServer(app, "127.0.0.1", 0)
    port = await server.open()
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            yield client
    finally:
        await server.close()


async def fails(scope: Scope, receive: Receive, send: Send) -> None:
    raise ValueError("secret words")


async def hangs_up(scope: Scope, receive: Receive, send: Send) -> None:
    scope["state"][HANG_UP](scope)
    await receive()
    await receive()


async def test_a_failure_is_logged_by_its_place_alone(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.ERROR):
        async with served(fails) as client:
            answer = await client.get("/")

    assert answer.status_code == 500
    assert "failure ValueError at fails:" in caplog.text
    assert "secret" not in caplog.text + answer.text


async def test_a_connection_can_be_reset_instead_of_an_answer():
    async with served(hangs_up) as client:
        with pytest.raises(httpx.ReadError):
            await client.get("/")
