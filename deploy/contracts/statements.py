"""The SQL statements of each service, kept at every release: the previous release must run on the next one's schema.

While a new release is rolled out, replicas of the old one go on working on the schema that the new one has migrated.
`schemas/baseline/statements/<service>.sql` holds what they run, by the names of the constants;
tests/integration/chassis/test_previous_release.py prepares each on the schema of now, and looks at what their inserts
leave out. What neither sees is a new CHECK or unique index that old rows would break: a migration says why it may.
"""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Final

VERBS: Final = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
NAMED: Final = "-- name: "
INSERTED: Final = re.compile(r"INSERT INTO (\w+)(?: AS \w+)? \(([^)]*)\)")


def statements_of(service: str) -> dict[str, str]:
    """What it runs, its own and the chassis', by the full name of each constant."""
    found: dict[str, str] = {}
    for package in ("services.chassis", f"services.{service}"):
        for module in _modules(package):
            for name in _constants(module):
                text = getattr(module, name, None)
                if isinstance(text, str) and text.split(maxsplit=1)[:1] and text.split()[0] in VERBS:
                    found[f"{module.__name__}.{name}"] = inspect.cleandoc(text)
    return dict(sorted(found.items()))


def _modules(package: str) -> Iterator[ModuleType]:
    root = importlib.import_module(package)
    for found in pkgutil.walk_packages(root.__path__, f"{package}."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def _constants(module: ModuleType) -> list[str]:
    """Names in capitals that the module itself gives a value, in contrast to those that it imports."""
    return re.findall(r"^([A-Z][A-Z0-9_]*)(?:: [^=]+)? = ", inspect.getsource(module), re.MULTILINE)


def written(statements: dict[str, str]) -> str:
    """As one file, which psql could read."""
    return "\n".join(f"{NAMED}{name}\n{text};\n" for name, text in statements.items())


def read(path: Path) -> dict[str, str]:
    """What `written` wrote."""
    found: dict[str, str] = {}
    for part in path.read_text(encoding="utf-8").split(NAMED)[1:]:
        name, _, text = part.partition("\n")
        found[name] = text.rstrip().removesuffix(";")
    return found


def inserted_columns(statement: str) -> Iterator[tuple[str, set[str]]]:
    """(table, columns named) of each INSERT in a statement."""
    for table, columns in INSERTED.findall(" ".join(statement.split())):
        yield table, {column.strip() for column in columns.split(",")}
