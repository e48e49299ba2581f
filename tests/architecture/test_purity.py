"""A file that calls itself pure is held to it: by the contract of its imports, and by having no clock and no chance."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(path for package in ("schemas", "services", "deploy") for path in (ROOT / package).rglob("*.py"))
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
[PURE] = [contract["source_modules"] for contract in CONTRACTS if contract.get("id") == "decisions-are-pure"]

CLOCKS_AND_CHANCE = {"time", "random", "secrets", "os", "uuid.uuid1", "uuid.uuid4"}
READS_THE_CLOCK = {"now", "utcnow", "today"}
MAKE_IDS = {
    "services/dispatch/escalation/paging.py",
    "services/dispatch/incident/distress.py",
    "services/dispatch/incident/asking.py",
    "services/dispatch/incident/opening.py",
    "services/dispatch/incident/team.py",
}
"""They call `uuid7` for what they open: a new id holds the moment and chance, and nothing is decided by either."""


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def is_covered(path: Path) -> bool:
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    return any(module == pure or module.startswith(f"{pure}.") for pure in PURE)


COVERED = [path for path in SOURCES if is_covered(path)]


def imported(tree: ast.Module) -> Iterator[str]:
    """`time`, and for `from uuid import uuid4`: `uuid` and `uuid.uuid4`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def impurities(source: str) -> set[str]:
    """Where a file gets the time or chance from by itself: `mission.now` was handed in, `now()` was not."""
    tree = ast.parse(source)
    found = CLOCKS_AND_CHANCE.intersection(imported(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READS_THE_CLOCK:
            found.add(node.func.attr)
    return found


def test_every_file_that_says_that_it_is_pure_is_under_the_contract() -> None:
    say_so = [
        path
        for path in SOURCES
        if re.search(r"\bPure\b", ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "")
    ]

    assert len(say_so) > 60
    assert [name_of(path) for path in say_so if path not in COVERED] == []


def test_every_module_of_the_contract_is_there() -> None:
    gone = [pure for pure in PURE if not any(is_covered(path) and pure in _modules(path) for path in COVERED)]
    assert gone == []


def _modules(path: Path) -> set[str]:
    """The file's own name and those of the packages that it lies in."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return {".".join(parts[:length]) for length in range(1, len(parts) + 1)}


def test_what_is_pure_has_no_clock_and_no_chance_of_its_own() -> None:
    found = {name_of(path): impurities(path.read_text(encoding="utf-8")) for path in COVERED}
    assert {name: what for name, what in found.items() if what} == {}


def test_a_clock_and_chance_would_be_seen() -> None:
    assert impurities("import time\n") == {"time"}
    assert impurities("from random import Random\n") == {"random"}
    assert impurities("from uuid import UUID, uuid4\n") == {"uuid.uuid4"}
    assert impurities("from datetime import datetime\nthen = datetime.now()\n") == {"now"}
    assert impurities("from uuid import UUID\ndef late(mission): return mission.now\n") == set()


def test_new_ids_are_made_where_something_opens_and_nowhere_else() -> None:
    make = {
        name_of(path)
        for path in COVERED
        if {"schemas.values.uuid7", "schemas.values.uuid7_text"}.intersection(
            imported(ast.parse(path.read_text(encoding="utf-8")))
        )
    }
    assert make == MAKE_IDS
