"""How well the grammar reads the texts of a corpus: `python -m tests.unit.dispatch.corpus.score dev`.

Of ours each miss is shown. Of any other file (its path instead of a name) only counts by kind are: whoever works
on the grammar is told how they stand and has not read it.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from deploy.understand.asked import asked_from
from deploy.understand.door import understood
from tests.unit.dispatch.corpus import own

FOLDER = Path(__file__).parent
SHOWN = (
    "dev",
    "own",
    "held_out",
    "voices",
    "many",
    "haste",
    "streets",
    "danger",
    "wishes",
    "answers",
    "scene",
    "e1",
    "harm",
    "d1",
    "a2",
    "b2",
    "c2",
    "month",
    "cries",
    "idioms",
    "ordinary",
    "contrasts",
    "tails",
    "week",
    "g2",
    "h2",
    "i2",
    "j2",
    "k2",
    "l2",
    "m2",
    "close_calls",
    "crowd",
    "sixth_eyes",
    "seventh_eyes",
    "o2",
    "n2",
    "f2",
    "errands",
    "r2",
    "reasons",
    "alarms",
    "s2",
    "u2",
    "v2",
    "supposed",
)
COMMANDS_NEVER_WRONG = ("sos", "optout", "accept", "release", "finding_confirmed")
COMPARED = ("kind", "code", "codes", "minutes", "people", "vehicles", "hours", "confirmed", "sos", "letter")


@dataclass(frozen=True, slots=True)
class Miss:
    line: dict[str, Any]
    got: dict[str, Any]

    @property
    def wanted(self) -> dict[str, Any]:
        wanted: dict[str, Any] = self.line["want"]
        return wanted

    @property
    def is_dangerous(self) -> bool:
        """Something was done that nobody asked for, or a cry was not heard."""
        allowed = {self.wanted["kind"], *self.line.get("also", ())}
        return (self.got["kind"] in COMMANDS_NEVER_WRONG and self.got["kind"] not in allowed) or (
            self.wanted["kind"] == "sos" and self.got["kind"] not in allowed
        )


def lines_of(name: str) -> list[dict[str, Any]]:
    if name == "own":
        return list(own.lines())
    path = FOLDER / f"{name}.jsonl" if name in SHOWN else Path(name)
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def read(line: dict[str, Any]) -> dict[str, Any]:
    """What the grammar makes of it; the same line is read once in a process, however many tests ask."""
    return _read(json.dumps({key: value for key, value in line.items() if key not in ("want", "also", "why")}))


@cache
def _read(line: str) -> dict[str, Any]:
    return understood(asked_from(json.loads(line)))


def misses_in(lines: list[dict[str, Any]]) -> Iterator[Miss]:
    for line in lines:
        got = read(line)
        if not (_fits(line["want"], got) or got["kind"] in line.get("also", ())):
            yield Miss(line, got)


def _fits(wanted: dict[str, Any], got: dict[str, Any]) -> bool:
    """What is wanted is there; a guess that is wanted may be absent, and may not be another."""
    plain = all(got.get(field) == wanted[field] for field in COMPARED if field in wanted)
    guess, guessed = wanted.get("guess") or {}, got.get("guess")
    if not plain or "guess" not in wanted or not guessed:
        return plain
    return bool(guess) and all(guessed.get(field) == guess[field] for field in COMPARED if field in guess)


def main(name: str) -> int:
    lines = lines_of(name)
    misses = list(misses_in(lines))
    if name in SHOWN:
        for miss in misses:
            state = {key: value for key, value in miss.line.items() if key not in ("text", "want", "also", "why")}
            got = {key: value for key, value in miss.got.items() if value is not None}
            mark = "!!" if miss.is_dangerous else "  "
            print(f"{mark} {miss.line['text']!r} {json.dumps(state)}")
            print(f"     want {miss.wanted} also {miss.line.get('also')}")
            print(f"     got  {got}")
    total = Counter(line["want"]["kind"] for line in lines)
    missed = Counter(miss.wanted["kind"] for miss in misses)
    for kind, count in sorted(total.items()):
        got = Counter(miss.got["kind"] for miss in misses if miss.wanted["kind"] == kind)
        print(f"{kind:22} {count - missed[kind]:4} of {count:4}  {dict(got) if got else ''}")
    dangerous = Counter(f"{miss.wanted['kind']} as {miss.got['kind']}" for miss in misses if miss.is_dangerous)
    print(f"{name}: {1 - len(misses) / len(lines):.1%} of {len(lines)}; dangerous: {dict(dangerous) or 'none'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
