"""A whole stack of its own for the end-to-end tests, and what must be true when they are done with it."""

import json
import shutil
from collections.abc import AsyncIterator

import asyncpg
import pytest

from deploy.local.layout import throwaway_layout
from deploy.local.stack import Stack
from tests.faults.invariants import ASIDE, SERVICES


@pytest.fixture(scope="module")
async def stack() -> AsyncIterator[Stack]:
    """Everything, in mode test; nothing may have gone wrong in it by the time it is stopped."""
    layout = throwaway_layout(prefix="hotline-e2e-")
    try:
        async with Stack(layout, mode="test", lasting=False) as running:
            yield running
            dead = {service: await aside(running, service) for service in SERVICES}
        assert dead == dict.fromkeys(SERVICES, 0)
        assert errors_logged(running) == []
    finally:
        shutil.rmtree(layout.home, ignore_errors=True)


async def aside(stack: Stack, service: str) -> int:
    """Dead letters and parked events of a service."""
    connection = await asyncpg.connect(stack.database_url(service))
    try:
        found: int = await connection.fetchval(ASIDE)
    finally:
        await connection.close()
    return found


def errors_logged(stack: Stack) -> list[dict[str, object]]:
    """Every line of level error or critical in the logs of the services."""
    found = []
    for service in SERVICES:
        for line in (stack.layout.logs / f"{service}.log").read_text().splitlines():
            entry = json.loads(line) if line.startswith("{") else {"level": "error", "event": line[:200]}
            if entry.get("level") in ("error", "critical"):
                found.append(entry)
    return found
