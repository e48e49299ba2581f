"""`make bench`: every figure that is promised beside its ceiling, in one run; prints it, and leaves JSON and an SVG."""

import argparse
import asyncio
import json
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from deploy.local.layout import CHECKOUT, throwaway_layout
from deploy.local.stack import Stack
from tests.faults.city import build_city
from tests.load import measures
from tests.load.picture import Bar, draw

OUTPUT = CHECKOUT / "build/bench"
TESTING = {"HOTLINE_MODE": "test"}


async def bench(
    console: Console, *, seconds: float, volunteers: int, only: str | None, rate: float, sizes: tuple[int, ...]
) -> dict[str, Any]:
    """Run what was asked for; each part has a stack of its own, so that none measures another's leftovers."""
    figures: dict[str, Any] = {}
    steps: list[tuple[str, Callable[[], Awaitable[dict[str, Any]]]]] = [
        ("accept", lambda: _accept(seconds=min(seconds, 5))),
        ("handoff", lambda: _handoff(volunteers=volunteers, rate=50, seconds=seconds)),
        ("sustained", lambda: _handoff(volunteers=volunteers, rate=rate, seconds=seconds)),
        ("flood", _flood),
        ("match", lambda: _match(sizes)),
    ]
    for name, step in steps:
        if only is not None and only != name:
            continue
        started = time.monotonic()
        console.print(f"{name} …", highlight=False)
        figures[name] = await step()
        console.print(f"{name}: {json.dumps(figures[name])} ({time.monotonic() - started:.0f} s)", highlight=False)
    return figures


async def _with_stack(
    services: tuple[str, ...], work: Callable[[Stack], Awaitable[dict[str, Any]]], **part_env: dict[str, str]
) -> dict[str, Any]:
    layout = throwaway_layout(prefix="hotline-bench-")
    part_env["sandbox"] = {"HOTLINE_SANDBOX_STATE": ""}  # it stands for a provider elsewhere: its disk is not ours
    try:
        async with Stack(layout, mode="test", services=services, lasting=False, part_env=part_env) as stack:
            return await work(stack)
    finally:
        shutil.rmtree(layout.home, ignore_errors=True)


async def _accept(*, seconds: float) -> dict[str, Any]:
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
    return {
        "deferred": await _with_stack(alone, deferred, intake={"HOTLINE_INTAKE_RELAY_LANES": '["main"]'}),
        "relaying": await _with_stack(alone, accepting),
    }


async def _source_only(stack: Stack) -> str:
    from services.chassis.http_client import client

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


async def _handoff(*, volunteers: int, rate: float, seconds: float) -> dict[str, Any]:
    async def measure(stack: Stack) -> dict[str, Any]:
        city = await build_city(stack, volunteers=volunteers, box=measures.REGION)
        reports = measures.documents(
            1, spacing_km=2
        )  # one after the other, so that none joins what the first run opened
        await measures.handoffs(stack, city, reports, rate=rate, seconds=5)  # warm
        return await measures.handoffs(stack, city, reports, rate=rate, seconds=seconds)

    return await _with_stack(("intake", "dispatch", "notify", "sandbox"), measure)


async def _flood() -> dict[str, Any]:
    async def measure(stack: Stack) -> dict[str, Any]:
        city = await build_city(stack, volunteers=200)
        return await measures.behind_flood(stack, city)

    return await _with_stack(("intake", "dispatch", "notify", "sandbox"), measure)


async def _match(sizes: tuple[int, ...]) -> dict[str, Any]:
    from tests.load.match_bench import measure

    return await measure(sizes)


def named(figures: dict[str, Any]) -> dict[str, Any]:
    """The figures by name; a part that did not run has no entry."""
    out: dict[str, Any] = {}
    if accept := figures.get("accept"):
        out["accept_ratio"] = accept["deferred"]["ratio"]
        out["accept_ratio_relaying"] = accept["relaying"]["ratio"]
        out["accepts_per_s"] = accept["deferred"]["durable_per_s"]
        out["accepts_noop_per_s"] = accept["deferred"]["noop_per_s"]
        out["drain_events_per_s"] = accept["deferred"]["drain"]["events_per_s"]
    if handoff := figures.get("handoff"):
        out["handoff_ms"] = {"p50": handoff["p50"], "p99": handoff["p99"]}
    if sustained := figures.get("sustained"):
        out["sustained_reports_per_s"] = sustained["accepted_per_s"]
        out["sustained_backlog_texts"] = sustained["backlog_texts"]
        out["sustained_drained_s"] = sustained["drained_s"]
        out["rss_mb"] = sustained["rss_mb"]
        out["cpu_ms_per_report"] = sustained["cpu_ms_per_report"]
    if flood := figures.get("flood"):
        out["behind_flood_s"] = flood["seconds"]
    if match := figures.get("match"):
        out["match_p99_ms"] = match.get("match_p99_ms", match)
    demo = CHECKOUT / "build/demo/latest.json"
    if demo.exists():
        out["demo_first_text_s"] = json.loads(demo.read_text()).get("first_text_s")
    return out


def bars(found: dict[str, Any]) -> list[Bar]:
    """What the picture shows: each figure beside what it should reach, and its ceiling where there is one."""
    drawn: list[Bar] = []
    if "accept_ratio" in found:
        drawn.append(
            Bar(
                "accepts/s",
                found["accepts_per_s"],
                0.85 * found["accepts_noop_per_s"],
                "more",
                ceiling=found["accepts_noop_per_s"],
                note="ceiling: the same server doing nothing",
            )
        )
    if handoff := found.get("handoff_ms"):
        drawn.append(Bar("202 to provider, p50 ms", handoff["p50"], 25, "less"))
        drawn.append(Bar("202 to provider, p99 ms", handoff["p99"], 100, "less"))
    if "sustained_reports_per_s" in found:
        drawn.append(Bar("sustained reports/s", found["sustained_reports_per_s"], 250, "more"))
    if "behind_flood_s" in found:
        drawn.append(Bar("behind 20,000 held reports, s", found["behind_flood_s"], 2, "less"))
    for part, megabytes in (found.get("rss_mb") or {}).items():
        if part in ("intake", "dispatch", "notify"):
            drawn.append(Bar(f"memory of {part}, MB", megabytes, 120, "less"))
    match = found.get("match_p99_ms")
    if isinstance(match, dict) and {"10k", "1m"} <= match.keys():
        drawn.append(Bar("match p99 ms, 1m on call", match["1m"], 2, "less"))
        drawn.append(Bar("the same over that of 10k", round(match["1m"] / match["10k"], 2), 1.5, "less"))
    return drawn


def machine() -> dict[str, Any]:
    cpu = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.processor(),
    )
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=CHECKOUT)
    import os

    return {
        "cpu": cpu,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "commit": commit.stdout.strip(),
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="length of the open-loop runs")
    parser.add_argument("--volunteers", type=int, default=50_000, help="on call in the sustained run")
    parser.add_argument("--rate", type=float, default=255, help="reports a second in the sustained run")
    parser.add_argument("--only", choices=["accept", "handoff", "sustained", "flood", "match"])
    parser.add_argument("--sizes", default="10000,100000,1000000", help="volunteers on call in the match figures")
    options = parser.parse_args()
    console = Console()
    sizes = tuple(int(size) for size in options.sizes.split(","))
    raw = asyncio.run(
        bench(
            console,
            seconds=options.seconds,
            volunteers=options.volunteers,
            only=options.only,
            rate=options.rate,
            sizes=sizes,
        )
    )
    found = named(raw)
    OUTPUT.mkdir(parents=True, exist_ok=True)
    latest = OUTPUT / "latest.json"
    kept = json.loads(latest.read_text()) if options.only and latest.exists() else {}
    document = {**kept, **found, "machine": machine(), "raw": {**kept.get("raw", {}), **raw}}
    latest.write_text(json.dumps(document, indent=2) + "\n")
    drawn = bars(document)
    (OUTPUT / "latest.svg").write_text(draw(drawn, document["machine"]))
    table = Table("figure", "measured", "reach", "", title="Figures")
    for bar in drawn:
        table.add_row(bar.name, f"{bar.value:g}" if bar.value is not None else "none", f"{bar.reach:g}", bar.verdict)
    console.print(table)
    console.print(f"{latest.relative_to(CHECKOUT)} and {(OUTPUT / 'latest.svg').relative_to(CHECKOUT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
