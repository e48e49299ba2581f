"""Write the OpenAPI document of each service; `--check` fails where one has drifted, or would break its callers.

What a release leaves for the next one to be compared with is kept beside them: the documents, and the SQL statements.

python -m deploy.contracts             write schemas/published/openapi/
python -m deploy.contracts --check     change nothing; exit 1 when one is not as the routes say, or breaks callers
python -m deploy.contracts --release   the documents and statements of now become those that are compared with
"""

import json
import sys
from pathlib import Path
from typing import Any, Final

from deploy.contracts.openapi import ROUTERS, document_of
from deploy.contracts.statements import statements_of, written
from schemas.publishing.http_compatibility import broken_callers

ROOT: Final = Path(__file__).resolve().parents[2]
PUBLISHED: Final = ROOT / "schemas/published/openapi"
BASELINE: Final = ROOT / "schemas/baseline/openapi"
"""The documents as last released. What breaks their callers needs a new path, `/v2/..`, beside the old one."""

STATEMENTS: Final = ROOT / "schemas/baseline/statements"
"""What the last release runs; a schema on which one of these fails would stop it while the next one is rolled out."""


def drift() -> list[str]:
    """Documents that are missing, or not as the routes say, or of no service."""
    found = [_told(path) for path, text in _wanted(PUBLISHED) if not path.exists() or path.read_text() != text]
    return found + [_told(path) for path in sorted(PUBLISHED.glob("*")) if path.stem not in ROUTERS]


def breaks() -> list[str]:
    """What the routes of now would do to callers of the released ones, and released services that are gone."""
    found: list[str] = []
    for path in sorted(BASELINE.glob("*.json")):
        if path.stem not in ROUTERS:
            found.append(f"{path.stem}: the service was removed")
            continue
        found += [f"{path.stem}: {change}" for change in broken_callers(_read(path), document_of(path.stem))]
    return found


def write() -> list[str]:
    """Write what differs; what a service has first is its baseline too."""
    changed: list[str] = []
    for path, text in _wanted(PUBLISHED):
        if not path.exists() or path.read_text() != text:
            _write(path, text)
            changed.append(_told(path))
    for path, text in _released():
        if not path.exists():
            _write(path, text)
            changed.append(_told(path))
    return changed


def release() -> list[str]:
    """Move the baseline forward. Refuses to when callers of the old one would break."""
    if broken := breaks():
        return broken
    for path, text in _released():
        _write(path, text)
    return []


def main(arguments: list[str]) -> int:
    match arguments:
        case ["--check"]:
            stale, broken = drift(), breaks()
            for name in stale:
                print(f"{name} is not as the routes say: run `make schemas`", file=sys.stderr)
            for change in broken:
                print(f"breaks its callers: {change}", file=sys.stderr)
            return 1 if stale or broken else 0
        case ["--release"]:
            refused = release()
            for change in refused:
                print(f"breaks its callers: {change}", file=sys.stderr)
            return 1 if refused else 0
        case []:
            for name in write():
                print(f"wrote {name}")
            return 0
        case _:
            print(__doc__, file=sys.stderr)
            return 2


def _wanted(folder: Path) -> list[tuple[Path, str]]:
    return [(folder / f"{service}.json", _json(document_of(service))) for service in ROUTERS]


def _released() -> list[tuple[Path, str]]:
    statements = [(STATEMENTS / f"{service}.sql", written(statements_of(service))) for service in ROUTERS]
    return _wanted(BASELINE) + statements


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _told(path: Path) -> str:
    return str(path.relative_to(ROOT))
