"""A name means one thing: no two public classes or aliases share one, and no file is called after nothing in it."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(path for package in ("schemas", "services", "deploy") for path in (ROOT / package).rglob("*.py"))
SAYS_NOTHING = {"utils", "helpers", "manager", "service", "base", "misc", "common_utils"}


CAMEL_CASE = re.compile(r"[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*")


def names_in(source: str) -> Iterator[tuple[str, bool]]:
    """The public classes and type aliases of a module, and whether it is a type variable: that one means what it means
    within its file, so that two files may call theirs alike."""
    for node in ast.parse(source).body:
        match node:
            case ast.ClassDef(name=name) if not name.startswith("_"):
                yield name, False
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if CAMEL_CASE.fullmatch(name):
                yield name, isinstance(value, ast.Call) and ast.unparse(value.func) in {"TypeVar", "ParamSpec"}
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()) if CAMEL_CASE.fullmatch(name):
                yield name, False


def test_no_two_public_classes_or_aliases_share_a_name() -> None:
    found: dict[str, list[str]] = defaultdict(list)
    variables: dict[str, list[str]] = defaultdict(list)
    for path in SOURCES:
        for name, is_variable in names_in(path.read_text(encoding="utf-8")):
            (variables if is_variable else found)[name].append(str(path.relative_to(ROOT)))

    assert len(found) > 400
    assert {name: files for name, files in found.items() if len(files) > 1} == {}
    assert {name: files + found[name] for name, files in variables.items() if name in found} == {}


def test_aliases_of_every_spelling_are_seen_and_constants_are_not() -> None:
    source = """
class Incident: ...
class _Hidden: ...
Outcome = Literal["seen"]
Reading = Incident | Outcome
Row: TypeAlias = tuple[str, ...]
Item = TypeVar("Item")
LIMIT = 3
log = get_logger()
"""
    assert list(names_in(source)) == [
        ("Incident", False),
        ("Outcome", False),
        ("Reading", False),
        ("Row", False),
        ("Item", True),
    ]


def test_every_file_opens_with_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        if path.stat().st_size and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_no_file_is_called_after_nothing_in_particular() -> None:
    assert [str(path.relative_to(ROOT)) for path in SOURCES if path.stem in SAYS_NOTHING] == []
