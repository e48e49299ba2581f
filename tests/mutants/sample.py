"""A few mutants that tests are known to kill quickly, kept beside the code so that each `make test` tries them again.

`make mutants SAMPLE=40` draws them anew from what was tried last, with a fixed seed.
"""

import json
import random
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from tests.mutants.operators import Mutant
from tests.mutants.targets import ROOT

SAMPLE: Final = Path(__file__).with_name("sample.json")
SEED: Final = 8
QUICK_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """Lines of a file, what they become, and the test that notices."""

    target: str
    path: str
    before: str
    after: str
    test: str

    def source(self) -> str | None:
        """The changed file; None where the lines are not there any more, or more than once."""
        path = ROOT / self.path
        text = path.read_text() if path.exists() else ""
        return text.replace(self.before, self.after) if text.count(self.before) == 1 else None


def read_sample() -> list[Drawn]:
    return [Drawn(**each) for each in json.loads(SAMPLE.read_text())]


def draw(number: int, tried: Mapping[str, Iterable[tuple[Mutant, dict[str, Any]]]]) -> list[Drawn]:
    """From each target in turn, of those that a single test noticed in a moment."""
    chance = random.Random(SEED)  # no secret
    piles: list[list[Drawn]] = []
    for target, trials in sorted(tried.items()):
        pile = [
            drawn
            for mutant, trial in trials
            if trial["outcome"] == "killed" and trial["noticed_by"] and trial["seconds"] <= QUICK_SECONDS
            if (drawn := _drawn(target, mutant, trial["noticed_by"])).source() == mutant.source
        ]
        chance.shuffle(pile)
        piles.append(pile)
    found: list[Drawn] = []
    while len(found) < number and any(piles):
        found += [pile.pop() for pile in piles if pile]
    return found[:number]


def write_sample(drawn: Iterable[Drawn]) -> None:
    SAMPLE.write_text(json.dumps([asdict(each) for each in drawn], indent=2, ensure_ascii=False) + "\n")


def _drawn(target: str, mutant: Mutant, test: str) -> Drawn:
    before = (ROOT / mutant.path).read_text().splitlines(keepends=True)
    after = mutant.source.splitlines(keepends=True)
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    start = max(0, start - 1)  # the line before helps to tell it from others
    return Drawn(
        target,
        mutant.path,
        "".join(before[start : len(before) - end]),
        "".join(after[start : len(after) - end]),
        test.split("[")[0],  # with all its rows: they may have others beside them by then
    )
