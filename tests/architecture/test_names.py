"""A name means one thing: no two public classes share one, and no file is called after nothing in particular."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(path for package in ("schemas", "services", "deploy") for path in (ROOT / package).rglob("*.py"))
SAYS_NOTHING = {"utils", "helpers", "manager", "service", "base", "misc", "common_utils"}


def test_no_two_public_classes_share_a_name() -> None:
    found: dict[str, list[str]] = defaultdict(list)
    for path in SOURCES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(str(path.relative_to(ROOT)))

    assert len(found) > 300
    assert {name: files for name, files in found.items() if len(files) > 1} == {}


def test_every_file_opens_with_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        if path.stat().st_size and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_no_file_is_called_after_nothing_in_particular() -> None:
    assert [str(path.relative_to(ROOT)) for path in SOURCES if path.stem in SAYS_NOTHING] == []
