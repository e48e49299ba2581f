"""The parts of `make bench`: which stack each has, and what is measured on it."""

import shutil
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from deploy.local.layout import throwaway_layout
from deploy.local.stack import Stack
from services.chassis.http_client import client
from tests.faults.city import build_city
from tests.load import measures
from tests.load.capacity import LATE_MS, Capacity, highest_that_holds
from tests.load.documents import REGION, documents, reports
from tests.load.history import fill_history
from tests.load.phones import People
from tests.load.quiet import Watch
from tests.load.window import measure_window, slow_provider

SERVICES = ("intake", "dispatch", "notify", "sandbox")
HANDOFF_RATE, COST_RATE, START_RATE = 50, 200, 200
COST_SECONDS, WARM_SECONDS = 15, 5
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Found:
    """What a part measured, by name; why that says nothing (the machine was not ours); and what went wrong."""

    measured: dict[str, Any] = field(default_factory=dict)
    void: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


async def _with_stack(
    services: tuple[str, ...], work: Callable[[Stack], Awaitable[Result]], **part_env: dict[str, str]
) -> Result:
    layout = throwaway_layout(prefix="hotline-bench-")
    part_env["sandbox"] = {"HOTLINE_SANDBOX_STATE": ""}  # it stands for a provider elsewhere: its disk is not ours
    try:
        async with Stack(layout, mode="test", services=services, lasting=False, part_env=part_env) as stack:
            return await work(stack)
    finally:
        shutil.rmtree(layout.home, ignore_errors=True)


async def accept(*, seconds: float) -> Found:
    """Held reports; dispatch and notify stopped. First with the held lane deferred, then with it running."""

    async def accepting(stack: Stack) -> dict[str, Any]:
        await stack.stop("dispatch")
        return await measures.accept_ratio(stack, await _source_only(stack), seconds=seconds)

    async def deferred(stack: Stack) -> dict[str, Any]:
        found = await accepting(stack)
        stack.configure("intake", HOTLINE_INTAKE_RELAY_LANES='["main", "held"]')
        await stack.restart("intake")
        return {**found, "drain": await measures.drain_rate(stack)}

    alone = ("intake", "dispatch")
    watch = Watch()
    found = {
        "deferred": await _with_stack(alone, deferred, intake={"HOTLINE_INTAKE_RELAY_LANES": '["main"]'}),
        "relaying": await _with_stack(alone, accepting),
    }
    return Found({"accept": found}, watch.use().disturbed())


async def _source_only(stack: Stack) -> str:
    headers = {"Authorization": f"Bearer {stack.env['HOTLINE_STAFF_KEY']}"}
    document = {
        "name": "bench",
        "network_id": "bench",
        "trust": "operator",
        "rate_per_minute": 1_000_000_000,
        "burst": 1_000_000_000,
    }
    async with client(base_url=stack.url("intake"), headers=headers) as intake:
        response = await intake.post("/v1/sources", json=document)
        response.raise_for_status()
        return str(response.json()["key"])


async def handoff(*, volunteers: int, seconds: float) -> Found:
    """The way of a text at a quiet rate; then what a report costs at a busy one. Nobody answers in either."""

    async def measure(stack: Stack) -> Found:
        city = await build_city(stack, volunteers=volunteers, box=REGION)
        posted = documents(1, spacing_km=2)  # one after the other: none joins what the run before opened

        async with People(stack, answering=False) as people:

            async def run(rate: float, lasting: float) -> dict[str, Any]:
                return await measures.handoffs(stack, city, people, posted, rate=rate, seconds=lasting)

            await run(HANDOFF_RATE, WARM_SECONDS)
            watch = Watch()
            found = {"handoff": await run(HANDOFF_RATE, seconds), "cost": await run(COST_RATE, COST_SECONDS)}
            disturbed = watch.use().disturbed()
        late = [
            f"the generator was {found[at]['late_ms']:.0f} ms late" for at in found if found[at]["late_ms"] > LATE_MS
        ]
        wrong = [f"{run}: {reason}" for run in found for reason in found[run]["failed"]]
        return Found(found, [*disturbed, *late], wrong)

    return await _with_stack(SERVICES, measure)


async def capacity(part: str, *, volunteers: int, minutes: float) -> Found:
    """The highest rate that holds with people answering and a slow provider; `filled`: with a year of history."""

    async def search(stack: Stack) -> Capacity:
        if part == "filled":
            await fill_history(stack)
        city = await build_city(stack, volunteers=volunteers, box=REGION)
        await slow_provider(stack)
        posted = reports(1)
        async with People(stack) as people:
            until = time.monotonic() + minutes * 60
            return await highest_that_holds(
                lambda rate: measure_window(stack, city, people, posted, rate=rate),
                start=START_RATE,
                time_left=lambda: time.monotonic() < until,
            )

    found = await _with_stack(SERVICES, search)
    return Found({part: found.as_json()}, found.void())


async def flood() -> Found:
    async def measure(stack: Stack) -> Found:
        city = await build_city(stack, volunteers=200)
        async with People(stack, answering=False) as people:
            watch = Watch()
            found = await measures.behind_flood(stack, city, people)
            return Found({"flood": found}, watch.use().disturbed(), found["failed"])

    return await _with_stack(SERVICES, measure)


async def match(sizes: tuple[int, ...]) -> Found:
    from tests.load.match_bench import measure

    watch = Watch()
    return Found({"match": await measure(sizes)}, watch.use().disturbed())
