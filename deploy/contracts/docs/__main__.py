"""`python -m deploy.contracts.docs`: write the documents made from the code; with --check say which have drifted."""

import sys
from collections.abc import Callable
from pathlib import Path

from deploy.contracts.docs import codes, states
from deploy.contracts.docs.markdown import between

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"


def glossary() -> str:
    return between((DOCS / "glossary.md").read_text(), "codes", codes.section())


DOCUMENTS: dict[str, Callable[[], str]] = {
    "glossary.md": glossary,
    "states.md": states.document,
}


def main(arguments: list[str]) -> int:
    check = arguments == ["--check"]
    drifted = []
    for name, written in DOCUMENTS.items():
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
