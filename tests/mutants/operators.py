"""Mutants of a file: mutmut's operators on its syntax tree, and a few of ours that take a gate or a line away.

Left alone are what decides nothing: annotations and type aliases, docstrings, decorators, what is logged, the wording
of an exception, and the arm that `assert_never` guards.
"""

import difflib
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import libcst as cst
import libcst.matchers as m
from libcst.metadata import ByteSpanPositionProvider, MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators, operator_arg_removal

from tests.mutants.targets import ROOT

UNTOUCHED_CALLS: Final = frozenset({"assert_never", "cast", "len", "isinstance", "Field", "getLogger", "get_logger"})
UNREACHABLE: Final = "case never: assert_never(never)"
LOG: Final = m.Call(func=m.Attribute(value=m.Name("log")))


@dataclass(frozen=True, slots=True)
class Mutant:
    """One changed version of a file.

    Attributes:
        path: from the root of the repository.
        was, now: the lines that differ, without the space around them, joined by a blank.
        nth: counts those that look alike, from 0.
    """

    path: str
    line: int
    was: str
    now: str
    nth: int
    source: str

    @property
    def id(self) -> str:
        """The same as long as the changed lines stay as they are, wherever in the file they stand."""
        return hashlib.sha256(f"{self.path}|{self.was}|{self.now}|{self.nth}".encode()).hexdigest()[:12]

    def diff(self) -> str:
        """As a patch of the file in the tree."""
        before = (ROOT / self.path).read_text().splitlines(keepends=True)
        after = self.source.splitlines(keepends=True)
        return "".join(difflib.unified_diff(before, after, self.path, self.path, n=1))


def mutants_of(path: Path) -> list[Mutant]:
    """All of them, in the order of the file."""
    text = path.read_text()
    wrapper = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
    finder = _Finder()
    wrapper.visit(finder)
    splice = _Splice(wrapper, text)
    seen: dict[tuple[str, str], int] = {}
    sources: set[str] = {text}
    before = text.splitlines()
    found = []
    for original, changed, line in finder.changes:
        source = splice(original, changed)
        if source in sources or not _compiles(source):
            continue
        sources.add(source)
        was, now = _difference(before, source.splitlines())
        if was == UNREACHABLE and not now:
            continue
        nth = seen.get((was, now), 0)
        seen[was, now] = nth + 1
        found.append(Mutant(str(path.relative_to(ROOT)), line, was, now, nth, source))
    return found


class _Splice:
    """Puts a changed node in its place: as text where that is the same (and quick), else as a tree."""

    def __init__(self, wrapper: MetadataWrapper, text: str) -> None:
        self._module = wrapper.module
        self._raw = text.encode()
        self._spans = wrapper.resolve(ByteSpanPositionProvider)

    def __call__(self, original: cst.CSTNode, changed: cst.CSTNode) -> str:
        span = self._spans[original]
        start, end = span.start, span.start + span.length
        if isinstance(changed, cst.Pass) or (
            self._module.code_for_node(original).encode() == self._raw[start:end]
            and not isinstance(original, cst.BaseCompoundStatement)
        ):
            return (self._raw[:start] + self._module.code_for_node(changed).encode() + self._raw[end:]).decode()
        return cst.ensure_type(self._module.deep_replace(original, changed), cst.Module).code


def _compiles(source: str) -> bool:
    try:
        compile(source, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def _difference(before: list[str], after: list[str]) -> tuple[str, str]:
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    was = before[start : len(before) - end]
    now = after[start : len(after) - end]
    return " ".join(line.strip() for line in was), " ".join(line.strip() for line in now)


class _Finder(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.changes: list[tuple[cst.CSTNode, cst.CSTNode, int]] = []
        self._functions = 0
        self._raising = 0

    def on_visit(self, node: cst.CSTNode) -> bool:
        if self._is_left_alone(node):
            return False
        if isinstance(node, cst.FunctionDef | cst.Lambda):
            self._functions += 1
        if isinstance(node, cst.Raise):
            self._raising += 1
        line = self.get_metadata(PositionProvider, node).start.line
        self.changes += [(part, changed, line) for part, changed in self._changes_of(node)]
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if isinstance(original_node, cst.FunctionDef | cst.Lambda):
            self._functions -= 1
        if isinstance(original_node, cst.Raise):
            self._raising -= 1

    def _is_left_alone(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Annotation | cst.Decorator | cst.Import | cst.ImportFrom | cst.Global | cst.Nonlocal):
            return True
        if isinstance(node, cst.Call):
            name = node.func.value if isinstance(node.func, cst.Name) else ""
            return name in UNTOUCHED_CALLS or m.matches(node, LOG)
        if isinstance(node, cst.If) and m.matches(node.test, m.Name("TYPE_CHECKING")):
            return True
        if isinstance(node, cst.Expr) and m.matches(node.value, m.SimpleString() | m.ConcatenatedString()):
            return True  # a docstring
        if isinstance(node, cst.Assign) and not self._functions:
            return _is_type_alias(node)
        return False

    def _changes_of(self, node: cst.CSTNode) -> Iterator[tuple[cst.CSTNode, cst.CSTNode]]:
        """What to put in the place of which node; the node itself, or a part of it."""
        if self._raising and isinstance(node, cst.BaseString):
            return
        for kind, operator in mutation_operators:
            if isinstance(node, kind) and operator is not operator_arg_removal:
                for changed in _first_of_a_string(node, operator(node)):
                    yield node, changed
        if isinstance(node, cst.Call):
            yield from _arguments(node)
        if _may_go(node):
            yield node, cst.Pass()
        if isinstance(node, cst.If):
            yield node.test, cst.Name("True")
            yield node.test, cst.Name("False")
        if isinstance(node, cst.CompIf):
            yield node.test, cst.Name("True")
        if isinstance(node, cst.BooleanOperation):
            yield node, _in_parentheses(node.left)
            yield node, _in_parentheses(node.right)
        if isinstance(node, cst.SimpleString) and node.value.startswith('"""'):
            for statement in _sql(node):
                yield node, statement


def _is_type_alias(node: cst.Assign) -> bool:
    target = node.targets[0].target
    named = isinstance(target, cst.Name) and target.value[:1].isupper() and not target.value.isupper()
    return named and m.matches(node.value, m.Subscript() | m.BinaryOperation(operator=m.BitOr()) | m.SimpleString())


def _first_of_a_string(node: cst.CSTNode, changed: Iterable[Any]) -> Iterator[cst.CSTNode]:
    """Of a string's three mutants one: changed letters tell nothing that changed ends don't."""
    for number, each in enumerate(changed):
        if isinstance(node, cst.BaseString) and number:
            return
        yield each


def _arguments(node: cst.Call) -> Iterator[tuple[cst.CSTNode, cst.CSTNode]]:
    """Each argument as None, and a named one left to its default. To leave out others is a fault that Python finds."""
    for number, argument in enumerate(node.args):
        if argument.star == "" and not m.matches(argument.value, m.Name("None")):
            yield argument.value, cst.Name("None")
        if argument.keyword is not None:
            yield node, node.with_changes(args=[*node.args[:number], *node.args[number + 1 :]])


def _may_go(node: cst.CSTNode) -> bool:
    """A line that does something, or says what to do next."""
    if not isinstance(node, cst.SimpleStatementLine) or len(node.body) != 1:
        return False
    [statement] = node.body
    if isinstance(statement, cst.Return):
        return statement.value is not None and not m.matches(statement.value, m.Name("None"))
    if m.matches(statement, m.Expr(value=m.Call(func=m.Name("assert_never")) | LOG)):
        return False
    return m.matches(statement, m.Expr(value=m.Call() | m.Await()) | m.AugAssign() | m.Raise() | m.Continue())


def _in_parentheses(node: cst.BaseExpression) -> cst.BaseExpression:
    return node if node.lpar else node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


SQL: Final = re.compile(r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\b")
GONE: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"\bON CONFLICT( \(\w+\))? DO NOTHING\b",
        r"\bFOR UPDATE( SKIP LOCKED)?\b",
        r"\bSKIP LOCKED\b",
        r"\bORDER BY [\w.]+(, [\w.]+)*",
        r"\bDISTINCT\b",
        r"\bLIMIT [$\d]+",
        r" AND [\w.$]+ (=|<=|<|>|>=|<>|IS|IS NOT) [\w.$]+(\([^()]*\))*",
        r" WHERE [^()\n]*(\([^()]*\))*[^()\n]*$",
        r" \+ 1\b",
    )
)
CHANGED: Final = (
    (re.compile(r"(?<=[\w)]) = (?=[\w$(])"), " <> "),
    (re.compile(r" <= "), " < "),
    (re.compile(r" < "), " <= "),
    (re.compile(r" > "), " >= "),
    (re.compile(r"\bmin\("), "max("),
    (re.compile(r"\bmax\("), "min("),
    (re.compile(r"\bleast\("), "greatest("),
    (re.compile(r"interval '\d+ "), "interval '77 "),
)


def _sql(node: cst.SimpleString) -> Iterator[cst.SimpleString]:
    """A statement with one of its clauses gone, or one of its comparisons another."""
    text = node.value
    if not SQL.search(text):
        return
    for pattern in GONE:
        for hit in pattern.finditer(text):
            yield node.with_changes(value=text[: hit.start()] + text[hit.end() :])
    for pattern, other in CHANGED:
        for hit in pattern.finditer(text):
            yield node.with_changes(value=text[: hit.start()] + other + text[hit.end() :])
