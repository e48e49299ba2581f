"""`make soak`: an hour at half of the capacity, with people answering; nothing may grow that holds no work.

    make soak                                        # an hour
    python -m tests.soak.run --minutes 5 --rate 20   # a look

The rate is half of `capacity_filled_reports_per_s` that `make bench` left, else 50 a second. Every ten seconds each
service's memory and descriptors, and each database's dead rows, connections and queues. Exits 1 where one of them rose
over the last two thirds of the run by more than is allowed, or a report was refused or nobody was texted. Leaves
build/soak/latest.json and latest.svg.
"""

import argparse
import asyncio
import json
import logging
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from math import inf
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from deploy.local.layout import CHECKOUT, throwaway_layout
from deploy.local.stack import Stack
from tests.faults.city import build_city
from tests.faults.invariants import SERVICES
from tests.load.documents import REGION, reports
from tests.load.phones import People
from tests.load.window import measure_window, slow_provider
from tests.soak.picture import draw
from tests.soak.samples import Series, sample
from tests.soak.verdict import Trend, trend

EVERY_SECONDS, RATE, VOLUNTEERS = 10.0, 50.0, 5000
OUTPUT = CHECKOUT / "build/soak/latest.json"
BENCH = CHECKOUT / "build/bench/latest.json"


def half_of_capacity() -> float:
    """Reports a second."""
    with suppress(OSError, ValueError, TypeError):
        found = json.loads(BENCH.read_text()).get("capacity_filled_reports_per_s")
        if found:
            return float(found) / 2
    return RATE


async def run(minutes: float, rate: float, console: Console) -> dict[str, Any]:
    """What was counted and sampled."""
    layout = throwaway_layout(prefix="hotline-soak-")
    series: Series = {}
    counted = {"reports": 0, "refused": 0, "without_two_texts": 0, "texts": 0, "replies": 0}
    part_env = {"sandbox": {"HOTLINE_SANDBOX_STATE": ""}}
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    try:
        async with Stack(layout, mode="test", lasting=False, part_env=part_env) as stack:
            city = await build_city(stack, volunteers=VOLUNTEERS, box=REGION)
            await slow_provider(stack)
            posted, began = reports(1), time.monotonic()
            until = began + minutes * 60
            with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
                task = progress.add_task("soak", total=minutes * 60)

                async def sampling() -> None:
                    while True:
                        await sample(stack, series, began)
                        progress.update(task, completed=min(time.monotonic() - began, minutes * 60))
                        await asyncio.sleep(EVERY_SECONDS)

                watching = asyncio.create_task(sampling())
                async with People(stack) as people:
                    while time.monotonic() < until:
                        window = await measure_window(stack, city, people, posted, rate=rate)
                        counted["reports"] += len(window.delays_ms)
                        counted["refused"] += sum(window.refused.values())
                        counted["without_two_texts"] += sum(delay == inf for delay in window.delays_ms)
                        counted["texts"] += window.counted["texts"]
                        counted["replies"] += window.counted["replies"]
                        if watching.done():
                            break
                watching.cancel()
                with suppress(asyncio.CancelledError):
                    await watching  # what ended it is raised
    finally:
        shutil.rmtree(layout.home, ignore_errors=True)
    return {"minutes": minutes, "rate": rate, **counted, "series": series}


def faults_of(found: dict[str, Any], trends: list[Trend]) -> list[str]:
    """What does not hold, in words."""
    said = [
        f"{each.name}: {each.rise:+,.1f} over the last two thirds, {each.allowed:,.0f} are allowed"
        if each.samples >= 2 and each.rise > each.allowed
        else f"{each.name}: too short a run, {each.samples} samples"
        for each in trends
        if not each.flat
    ]
    said += [f"{service}: was not there" for service in SERVICES if f"{service}.rss_mb" not in {t.name for t in trends}]
    said += [] if found["reports"] else ["no reports"]
    lost = {name: found[name] for name in ("refused", "without_two_texts") if found[name]}
    return said + [f"{count} reports {name.replace('_', ' ')}" for name, count in lost.items()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=float, help="reports a second")
    options = parser.parse_args()
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    console = Console()
    found = asyncio.run(run(options.minutes, options.rate or half_of_capacity(), console))
    trends = [trend(name, points) for name, points in sorted(found["series"].items())]
    said = faults_of(found, trends)
    head = ("git", "rev-parse", "--short", "HEAD")
    commit = subprocess.run(head, capture_output=True, text=True, cwd=CHECKOUT, check=False).stdout.strip()
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_text(json.dumps({"commit": commit, "holds": not said, "broken": said, **found}, indent=1) + "\n")
    title = f"{found['minutes']:g} minutes at {found['rate']:g} reports a second, {commit}"
    OUTPUT.with_suffix(".svg").write_text(draw(found["series"], trends, title))
    table = Table("series", "from", "to", "rise", "allowed", "", title=title)
    for each in trends:
        figures = (f"{value:,.1f}" for value in (each.first, each.last, each.rise, each.allowed))
        table.add_row(each.name, *figures, "flat" if each.flat else "RISES")
    console.print(table)
    totals = ", ".join(f"{found[name]:,} {name.replace('_', ' ')}" for name in ("reports", "texts", "replies"))
    console.print(f"{totals}; {'; '.join(said) if said else 'nothing grew'}", highlight=False)
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
