"""`python -m deploy.contracts.docs`: write the documents made from the code; with --check say which have drifted."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from deploy.contracts.docs import codes, commands, events, routes, states
from deploy.contracts.docs.markdown import between

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"
OPENAPI = ROOT / "schemas" / "published" / "openapi"


def glossary() -> str:
    return between((DOCS / "glossary.md").read_text(), "codes", codes.section())


def documents() -> dict[str, Callable[[], str]]:
    """What writes each document, by its path below docs/."""
    interfaces = routes.published(OPENAPI)
    return {
        "glossary.md": glossary,
        "states.md": states.document,
        "reference/events.md": events.document,
        "reference/commands.md": commands.document,
        **({"reference/problems.md": partial(routes.problems, interfaces)} if interfaces else {}),
        **{f"reference/{name}.md": partial(routes.reference, name, each) for name, each in interfaces.items()},
    }


def main(arguments: list[str]) -> int:
    check = arguments == ["--check"]
    drifted = []
    for name, written in documents().items():
        path, text = DOCS / name, written()
        if path.exists() and path.read_text() == text:
            continue
        if check:
            drifted.append(name)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            print(f"docs/{name} written")
    for name in drifted:
        print(f"docs/{name} is not what the code says: run `make docs`")
    return 1 if drifted else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
