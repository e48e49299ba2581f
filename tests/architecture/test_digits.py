"""What is read as a number is written in 0 to 9: `isdigit` takes a raised 2, on which `int` fails, and wide digits."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.test_purity import SOURCES, name_of

ASKS = {"isdigit", "isdecimal", "isnumeric"}
EVERY_DIGIT = {
    "services/dispatch/grammar/": "reads words of schemas/reply_text, where compatibility forms are resolved",
    "schemas/reply_text/": "resolves them, and what is a cry is read on the safe side",
    "services/intake/reports/redaction.py": "masks numbers: one in other digits is one too",
    "services/chassis/telemetry.py": "masks numbers",
    "services/chassis/http_server.py": "asks bytes, which are digits from 0 to 9 alone",
    "schemas/values.py": "refuses numbers where names are kept; its patterns stand beside a check for ASCII",
}
"""Where every digit that Unicode knows is meant, and why."""


def statements(tree: ast.AST) -> Iterator[ast.AST]:
    """The smallest that hold an expression: of a compound one its head only."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If | ast.While):
            yield node.test
        elif isinstance(node, ast.stmt) and not hasattr(node, "body"):
            yield node


def in_any_digits(source: str) -> set[str]:
    """What of a file takes more than 0 to 9: a text not asked for ASCII beside it, a pattern without re.ASCII."""
    found = set()
    for statement in statements(ast.parse(source)):
        whole = ast.unparse(statement)
        for node in ast.walk(statement):
            if isinstance(node, ast.Attribute) and node.attr in ASKS:
                if ".isascii()" not in whole:
                    found.add(ast.unparse(node))
            elif isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re."):
                pattern = ast.unparse(node.args[0])
                if r"\d" in pattern and "re.ASCII" not in whole:
                    found.add(pattern)
    return found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("page = int(text) if text.isdigit() else 1", {"text.isdigit"}),
        ("if text.isnumeric():\n    pass", {"text.isnumeric"}),
        ("any(map(str.isdigit, text))", {"str.isdigit"}),
        ("N = re.compile(r'\\d+')", {"'\\\\d+'"}),
        ("page = int(text) if text.isascii() and text.isdigit() else 1", set()),
        ("N = re.compile(r'\\d+', re.ASCII)", set()),
        ("N = re.compile(r'[0-9]+')", set()),
    ],
)
def test_the_check_sees_what_it_is_for(source: str, found: set[str]) -> None:
    assert in_any_digits(source) == found


def test_what_comes_from_outside_is_a_number_in_ascii_only() -> None:
    bound = [path for path in SOURCES if not name_of(path).startswith(tuple(EVERY_DIGIT))]

    found = {name_of(path): wide for path in bound if (wide := in_any_digits(path.read_text(encoding="utf-8")))}

    assert found == {}


def test_no_exception_outlives_what_it_was_made_for() -> None:
    for prefix in EVERY_DIGIT:
        files = [path for path in SOURCES if name_of(path).startswith(prefix)]
        assert any(in_any_digits(path.read_text(encoding="utf-8")) for path in files), prefix
