"""`make fuzz N=1000000`: hostile requests and records against a stack of its own; leaves build/fuzz/latest.json."""

import argparse
import asyncio
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from deploy.local.layout import CHECKOUT, throwaway_layout
from deploy.local.stack import Stack
from tests.fuzz.campaign import Campaign
from tests.fuzz.target import Target

OUTPUT = CHECKOUT / "build/fuzz"
RECORDS_IN = 20
"""Of so many requests there is one record."""


async def fuzz(requests: int, *, seed: int, only: str, kept: Path, console: Console) -> Campaign:
    layout = throwaway_layout(prefix="hotline-fuzz-")
    records = requests // RECORDS_IN
    try:
        async with Stack(layout, mode="test", lasting=False) as stack:
            target = Target(stack)
            try:
                await target.open()
                target.doors = [door for door in target.doors if only in door.name]
                columns = (TextColumn("{task.description:<16}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
                with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
                    task = progress.add_task("fuzz", total=requests + records)
                    campaign = Campaign(
                        target,
                        seed,
                        kept,
                        lambda phase, count: progress.update(task, description=phase, advance=count),
                    )
                    await campaign.run(requests=requests, records=records)
            finally:
                await target.close()
    finally:
        shutil.rmtree(layout.home, ignore_errors=True)
    return campaign


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=1_000_000, help="how many requests")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--only", default="", help="doors whose name contains this, such as `dispatch POST`")
    options = parser.parse_args()
    console = Console()
    shutil.rmtree(OUTPUT, ignore_errors=True)
    started = time.monotonic()
    campaign = asyncio.run(
        fuzz(options.n, seed=options.seed, only=options.only, kept=OUTPUT / "found", console=console)
    )
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=CHECKOUT)
    figures: dict[str, Any] = {"commit": commit.stdout.strip(), "seconds": round(time.monotonic() - started)}
    OUTPUT.mkdir(parents=True, exist_ok=True)
    (OUTPUT / "latest.json").write_text(json.dumps(figures | campaign.report(), indent=2) + "\n")
    console.print_json(json.dumps(figures | campaign.report()))
    for finding in campaign.findings[:50]:
        console.print(str(finding), highlight=False, markup=False)
    if campaign.findings:
        console.print(
            f"{len(campaign.findings)} found; again: make fuzz N={options.n} SEED={options.seed}"
            f"; what was sent and answered is in {(OUTPUT / 'found').relative_to(CHECKOUT)}",
            highlight=False,
        )
    return 1 if campaign.findings else 0


if __name__ == "__main__":
    sys.exit(main())
