"""`make bench`: every figure that is promised beside its ceiling, in one run; exits 1 below a floor, or when void.

    make bench                                   # whole, on a machine with nothing else to do: 20 minutes at most
    python -m tests.load.bench --only capacity --volunteers 2000 --minutes 1   # a part, short

Shows how far it is, then a table of the figures, and leaves JSON and an SVG in build/bench. What it left before is gone
when it starts. Nobody needs to be there.
"""

import argparse
import asyncio
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from deploy.local.layout import CHECKOUT
from tests.load import parts
from tests.load.figures import bars, named, readable
from tests.load.floors import shortfalls
from tests.load.picture import Bar, draw
from tests.load.progress import HowFar
from tests.load.quiet import loaded_before

OUTPUT = CHECKOUT / "build/bench"
LATEST, PICTURE = OUTPUT / "latest.json", OUTPUT / "latest.svg"
DEMO = CHECKOUT / "build/demo/latest.json"
PARTS: Final = ("accept", "handoff", "capacity", "filled", "flood", "match")
WHOLE_SECONDS: Final = 1200


@dataclass(frozen=True, slots=True)
class Options:
    ran: tuple[str, ...]
    seconds: float
    volunteers: int
    minutes: float
    sizes: tuple[int, ...]

    def expected(self) -> dict[str, float]:
        """Seconds that each part takes on a quiet machine of two cores; a search takes the time that it is given."""
        city, search = self.volunteers / 1000, self.minutes * 60
        known = {
            "accept": 60 + 12 * min(self.seconds, 5),
            "handoff": 40 + city + self.seconds,
            "capacity": 40 + city + search,
            "filled": 150 + city + search,
            "flood": 40.0,
            "match": 30 + sum(self.sizes) / 10_000,
        }
        return {part: known[part] for part in self.ran}


async def bench(
    console: Console,
    expected: Mapping[str, float],
    measure: Callable[[str], Awaitable[parts.Found]],
    *,
    whole_seconds: float = WHOLE_SECONDS,
) -> dict[str, parts.Found]:
    """What each part came to. One that breaks has failed, and those after it are measured all the same.

    Args:
        expected: seconds by part. One may take longer, but not so long that those after it miss the end of the whole.
    """
    found: dict[str, parts.Found] = {}
    after = sum(expected.values())
    ends = time.monotonic() + max(whole_seconds, 1.25 * after)
    with HowFar(console, expected) as shown:
        for part, seconds in expected.items():
            after -= seconds
            async with shown.during(part):
                try:
                    async with asyncio.timeout(ends - after - time.monotonic()):
                        found[part] = await measure(part)
                except Exception as error:  # whatever it was: it is this part's, and the run exits 1
                    console.print_exception()
                    found[part] = parts.Found(failed=["; ".join(_in_words(error))])
    return found


def _in_words(error: Exception) -> Iterator[str]:
    if isinstance(error, ExceptionGroup):
        for one in error.exceptions:
            yield from _in_words(one)
    else:
        yield f"{type(error).__name__}: {error}"


async def _run(part: str, options: Options) -> parts.Found:
    """A part has a stack of its own, so that none measures another's leftovers."""
    match part:
        case "accept":
            return await parts.accept(seconds=min(options.seconds, 5))
        case "handoff":
            return await parts.handoff(volunteers=options.volunteers, seconds=options.seconds)
        case "capacity" | "filled":
            return await parts.capacity(part, volunteers=options.volunteers, minutes=options.minutes)
        case "flood":
            return await parts.flood()
        case _:
            return await parts.match(options.sizes)


def machine(loaded: Sequence[str]) -> dict[str, Any]:
    cpu = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.processor(),
    )
    return {
        "cpu": cpu,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "commit": _git("rev-parse", "--short", "HEAD"),
        "dirty": bool(_git("status", "--porcelain")),
        "loaded_before": list(loaded),
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], capture_output=True, text=True, cwd=CHECKOUT).stdout.strip()


def _of_the_demo() -> float | None:
    """Of a demo that ran since this commit was made; an older one says nothing about it."""
    made = _git("log", "-1", "--format=%ct")
    if not DEMO.exists() or not made or DEMO.stat().st_mtime < float(made):
        return None
    first_text_s: float | None = json.loads(DEMO.read_text()).get("first_text_s")
    return first_text_s


def _options() -> Options:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=PARTS, help="one part; its floors alone are looked at")
    parser.add_argument("--seconds", type=float, default=30, help="length of the runs at a fixed rate")
    parser.add_argument("--volunteers", type=int, default=50_000, help="on call in the city")
    parser.add_argument("--minutes", type=float, default=3, help="of each search: what was shown by then stands")
    parser.add_argument("--sizes", default="10000,100000,1000000", help="volunteers on call in the match figures")
    given = parser.parse_args()
    return Options(
        ran=(given.only,) if given.only else PARTS,
        seconds=given.seconds,
        volunteers=given.volunteers,
        minutes=given.minutes,
        sizes=tuple(int(size) for size in given.sizes.split(",")),
    )


def main() -> int:
    options, console = _options(), Console()
    OUTPUT.mkdir(parents=True, exist_ok=True)
    for old in (LATEST, PICTURE):
        old.unlink(missing_ok=True)
    about = machine(loaded := loaded_before())
    of_parts = asyncio.run(bench(console, options.expected(), partial(_run, options=options)))
    measured: dict[str, Any] = {}
    for one in of_parts.values():
        measured |= one.measured
    found = {**named(measured), "demo_first_text_s": _of_the_demo()}
    void = {**{part: one.void for part, one in of_parts.items()}, "all": loaded}
    failed = {part: one.failed for part, one in of_parts.items()}
    said = shortfalls(found, ran=options.ran, void=void, failed=failed)
    document = {**found, "machine": about, "shortfalls": said, "raw": measured}
    LATEST.write_text(json.dumps(document, indent=2, allow_nan=False) + "\n")
    drawn = bars(found)
    PICTURE.write_text(draw(drawn, about))
    console.print(table(drawn))
    console.print(f"{LATEST.relative_to(CHECKOUT)} and {PICTURE.relative_to(CHECKOUT)}")
    for shortfall in said:
        console.print(f"not passed: {shortfall}", style="red", highlight=False)
    return 1 if said else 0


def table(drawn: Sequence[Bar]) -> Table:
    """As a person reads it: the figure, its bound, and whether it is kept."""
    shown = Table("figure", title="From a report to a phone")
    shown.add_column("measured", justify="right")
    shown.add_column("should be", justify="right")
    shown.add_column("")
    for bar in drawn:
        kept = Text(bar.verdict, style="green" if bar.reached else "red")
        bound = f"{'≥' if bar.better == 'more' else '≤'} {readable(bar.reach)}"
        shown.add_row(bar.name, "none" if bar.value is None else readable(bar.value), bound, kept)
    return shown


if __name__ == "__main__":
    sys.exit(main())
