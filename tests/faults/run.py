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
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from deploy.local.layout import CHECKOUT, throwaway_layout
from deploy.local.stack import Stack
from tests.faults.city import build_city
from tests.faults.trials import REPLYING, Field, Trial, all_kinds

OUTPUT = CHECKOUT / "build/faults/latest.json"


async def run(trials: int, *, seed: int, only: str | None, reports: int, console: Console) -> list[Trial]:
    """Play so many trials, each kind in turn, on one stack that lives as long as they do."""
    kinds = {name: fault for name, fault in all_kinds().items() if only is None or only in name}
    chance = random.Random(seed)
    done: list[Trial] = []
    layout = throwaway_layout(prefix="hotline-faults-")
    try:
        async with Stack(layout, mode="test", lasting=False) as stack:
            field = Field(stack, await build_city(stack, volunteers=2000, seed=seed, wave_seconds=3600), chance)
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
            with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
                task = progress.add_task("faults", total=trials)
                for number in range(trials):
                    name = list(kinds)[number % len(kinds)]
                    progress.update(task, description=f"{name:<28}")
                    trial = await field.run(
                        name, kinds[name], reports=reports, replies=any(name.startswith(place) for place in REPLYING)
                    )
                    done.append(trial)
                    progress.advance(task)
                    if not console.is_terminal or not trial.verdict.holds:
                        console.print(_line(number + 1, trial), highlight=False)
            await field.close()
    finally:
        shutil.rmtree(layout.home, ignore_errors=True)
    return done


def ledger(trials: list[Trial]) -> dict[str, dict[str, Any]]:
    """Per kind what was tried and what was found."""
    kinds: dict[str, dict[str, Any]] = defaultdict(
        lambda: {"trials": 0, "not_reached": 0, "reports": 0, "lost": 0, "double_texts": 0, "late": 0, "broken": []}
    )
    for trial in trials:
        row = kinds[trial.kind]
        row["trials"] += 1
        row["not_reached"] += 0 if trial.fired else 1
        row["reports"] += trial.reports
        row["lost"] += len(trial.verdict.lost)
        row["double_texts"] += len(trial.verdict.double_texts)
        row["late"] += trial.late
        row["broken"] += trial.verdict.broken
    return dict(kinds)


def _line(number: int, trial: Trial) -> str:
    found = "held" if trial.verdict.holds else f"BROKEN {trial.verdict}"
    reached = "" if trial.fired else " (place not reached)"
    return f"{number:4} {trial.kind:<28} {trial.settled_seconds:6.1f} s to settle  {found}{reached}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=100, help="how many trials")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--only", help="kinds whose name contains this")
    parser.add_argument("--reports", type=int, default=20, help="reports in flight per trial")
    options = parser.parse_args()
    console = Console()
    started = time.monotonic()
    trials = asyncio.run(run(options.n, seed=options.seed, only=options.only, reports=options.reports, console=console))
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
    table = Table("kind", "trials", "reports", "lost", "double texts", "late", "not reached", title="Faults")
    for name, row in kinds.items():
        table.add_row(
            name, *(str(row[column]) for column in ("trials", "reports", "lost", "double_texts", "late", "not_reached"))
        )
    console.print(table)
    bad = sum(1 for trial in trials if not trial.verdict.holds)
    bound = 3 / len(trials) if trials and not bad else None
    console.print(
        f"{len(trials)} trials, {bad} with a broken invariant"
        + (f"; 95 % upper bound {bound:.2%} a trial" if bound else "")
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
