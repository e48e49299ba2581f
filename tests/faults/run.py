"""`make faults N=100`: trials of every kind in turn; prints the ledger and leaves build/faults/latest.json."""

import argparse
import asyncio
import json
import random
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from deploy.local.layout import CHECKOUT, throwaway_layout
from deploy.local.stack import Stack
from tests.faults.city import build_city
from tests.faults.kinds import all_kinds
from tests.faults.trials import LATE_SECONDS, Field, Trial

FIRST_SETTLE_SECONDS = LATE_SECONDS + 10
OUTPUT = CHECKOUT / "build/faults/latest.json"


async def run(
    trials: int,
    *,
    seed: int,
    only: str | None,
    reports: int,
    replicas: int,
    console: Console,
    to_the_first: bool = False,
) -> list[Trial]:
    """Play so many trials, each kind in turn, on one stack that lives as long as they do.

    Args:
        to_the_first: only until one is broken or late, which it is given less time to be (see controls.py).
    """
    wanted = (only or "").split(",")
    kinds = {name: fault for name, fault in all_kinds().items() if any(part in name for part in wanted)}
    kinds = {name: fault for name, fault in kinds.items() if name in wanted} or kinds
    chance = random.Random(seed)
    done: list[Trial] = []
    layout = throwaway_layout(prefix="hotline-faults-")
    try:
        async with small_disk(layout.home), Stack(layout, replicas=replicas, mode="test", lasting=False) as stack:
            field = Field(stack, await build_city(stack, volunteers=2000, seed=seed, wave_seconds=3600), chance)
            if to_the_first:
                field.settle_seconds = FIRST_SETTLE_SECONDS
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
            with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
                task = progress.add_task("faults", total=trials)
                for number in range(trials):
                    name = list(kinds)[number % len(kinds)]
                    progress.update(task, description=f"{name:<28}")
                    trial = await field.run(name, kinds[name], reports=reports)
                    done.append(trial)
                    progress.advance(task)
                    if not console.is_terminal or not trial.verdict.holds:
                        console.print(_line(number + 1, trial), highlight=False)
                    if to_the_first and (trial.late or not trial.verdict.holds):
                        break
            await field.close()
    finally:
        shutil.rmtree(layout.home, ignore_errors=True)
    return done


@asynccontextmanager
async def small_disk(home: Path) -> AsyncIterator[None]:
    """All of the instance on a disk of its own, so that one can be full. Without the right to mount: on no disk of its
    own, and the trials that need one say that they did not reach it."""
    home.mkdir(parents=True, exist_ok=True)
    mounted = await _quietly("mount", "-t", "tmpfs", "-o", "size=3g", "tmpfs", str(home))
    try:
        yield
    finally:
        if mounted:
            await _quietly("umount", "-l", str(home))


async def _quietly(*command: str) -> bool:
    try:
        process = await asyncio.create_subprocess_exec(*command, stderr=subprocess.DEVNULL)
    except FileNotFoundError:
        return False
    return await process.wait() == 0


def ledger(trials: list[Trial]) -> dict[str, dict[str, Any]]:
    """Per kind what was tried and what was found."""
    kinds: dict[str, dict[str, Any]] = defaultdict(
        lambda: (
            {"trials": 0, "not_reached": 0, "reports": 0, "lost": 0, "double_texts": 0, "late": 0, "broken": []}
            | {"worst_delay_s": 0.0}
        )
    )
    for trial in trials:
        row = kinds[trial.kind]
        row["trials"] += 1
        row["not_reached"] += 0 if trial.fired else 1
        row["reports"] += trial.reports
        row["lost"] += len(trial.verdict.lost)
        row["double_texts"] += len(trial.verdict.double_texts)
        row["late"] += trial.late
        row["worst_delay_s"] = max(row["worst_delay_s"], trial.worst_delay_s)
        row["broken"] += trial.verdict.broken
    return dict(kinds)


def _line(number: int, trial: Trial) -> str:
    found = "held" if trial.verdict.holds else f"BROKEN {trial.verdict}"
    reached = "" if trial.fired else " (place not reached)"
    figures = f"slowest text {trial.worst_delay_s:5.1f} s, settled after {trial.settled_seconds:5.1f} s"
    return f"{number:4} {trial.kind:<28} {figures}  {found}{reached}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=100, help="how many trials")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument(
        "--only", help="the kind of this name, else those whose names contain it; or one of several: stop.,log."
    )
    parser.add_argument("--reports", type=int, default=20, help="reports in flight per trial")
    parser.add_argument("--replicas", type=int, default=2, choices=(1, 2), help="of each service")
    parser.add_argument("--to-the-first", action="store_true", help="end with the first that is broken or late")
    options = parser.parse_args()
    console = Console()
    started = time.monotonic()
    trials = asyncio.run(
        run(
            options.n,
            seed=options.seed,
            only=options.only,
            reports=options.reports,
            replicas=options.replicas,
            console=console,
            to_the_first=options.to_the_first,
        )
    )
    kinds = ledger(trials)
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=CHECKOUT)
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_text(
        json.dumps(
            {
                "commit": commit.stdout.strip(),
                "seed": options.seed,
                "trials": len(trials),
                "seconds": round(time.monotonic() - started),
                "kinds": kinds,
            },
            indent=2,
        )
        + "\n"
    )
    table = Table(
        "kind", "trials", "reports", "lost", "double texts", "late", "not reached", "slowest text, s", title="Faults"
    )
    for name, row in kinds.items():
        table.add_row(
            name,
            *(
                str(row[column])
                for column in ("trials", "reports", "lost", "double_texts", "late", "not_reached", "worst_delay_s")
            ),
        )
    console.print(table)
    bad = sum(1 for trial in trials if not trial.verdict.holds)
    bound = min(1, 3 / len(trials)) if trials and not bad else None
    console.print(
        f"{len(trials)} trials, {bad} with a broken invariant"
        + (f"; 95 % upper bound {bound:.2%} a trial" if bound else "")
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
