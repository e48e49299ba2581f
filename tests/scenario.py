"""`make scenario S=S1`: one acceptance scenario (rule R113) on a whole stack; leaves build/scenarios/<S>.json."""

import argparse
import asyncio
import json
import shutil
import sys

from rich.console import Console

from deploy.local.demo.outside_world import ExpectationFailed, OutsideWorld
from deploy.local.demo.story import Narrator, play
from deploy.local.layout import CHECKOUT, throwaway_layout
from deploy.local.stack import Stack

SCENARIOS = {"S1": play}


async def run(name: str, console: Console) -> bool:
    """True when the scenario ended as it should."""
    layout = throwaway_layout(prefix="hotline-scenario-")
    problem: str | None = None
    try:
        async with Stack(layout, mode="test", lasting=False) as stack, OutsideWorld(stack) as world:
            narrator = Narrator(console, world)
            try:
                await SCENARIOS[name](narrator)
            except ExpectationFailed as broke:
                problem = str(broke)
    finally:
        shutil.rmtree(layout.home, ignore_errors=True)
    output = CHECKOUT / f"build/scenarios/{name}.json"
    output.parent.mkdir(parents=True, exist_ok=True)
    document = {"scenario": name, "ok": problem is None, "problem": problem, "timeline": narrator.steps}
    output.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    console.print(f"{name}: {problem or 'as told'}; the timeline is in {output.relative_to(CHECKOUT)}", highlight=False)
    return problem is None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", choices=sorted(SCENARIOS))
    return 0 if asyncio.run(run(parser.parse_args().scenario, Console())) else 1


if __name__ == "__main__":
    sys.exit(main())
