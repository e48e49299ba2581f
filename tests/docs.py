"""Check that every link between this repository's documents leads to a file and, where it names one, to a heading,
and that every place in the code that they name is there: `services/../file.py` · `name`.
"""

import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
PLACE = re.compile(r"`((?:services|schemas|deploy|tests|docs|requirements)/[\w./-]+)`(?: · `(\w+)`)?")
HISTORY = {"CHANGELOG.md"}
"""What tells of the past names places as they were."""
MADE_AT_USE = {"deploy/compose/.env"}
ELSEWHERE = ("http:", "https:", "mailto:", "tel:")
SKIPPED = {".venv", ".git", "build", "node_modules"}


def main() -> int:
    broken = [problem for document in documents() for problem in problems_of(document)]
    for problem in broken:
        print(problem)
    if not broken:
        print("every link leads somewhere, every place named is there")
    return 1 if broken else 0


def documents() -> list[Path]:
    return [path for path in sorted(ROOT.rglob("*.md")) if not SKIPPED & set(path.relative_to(ROOT).parts)]


def problems_of(document: Path) -> Iterator[str]:
    yield from broken_links(document)
    if document.name not in HISTORY:
        yield from wrong_places(document)


def wrong_places(document: Path) -> Iterator[str]:
    where = document.relative_to(ROOT)
    for match in PLACE.finditer(document.read_text()):
        place, name = ROOT / match[1], match[2]
        if match[1] in MADE_AT_USE:
            continue
        if not place.exists():
            yield f"{where}: `{match[1]}`: no such place"
        elif name and not re.search(rf"\b{name}\b", place.read_text()):
            yield f"{where}: `{match[1]}` · `{name}`: not in that file"


def broken_links(document: Path) -> Iterator[str]:
    text = FENCE.sub("", document.read_text())
    for match in LINK.finditer(text):
        link = match[1] or match[2]
        if link.startswith(ELSEWHERE):
            continue
        name, _, heading = link.partition("#")
        target = (document.parent / name).resolve() if name else document
        where = document.relative_to(ROOT)
        if not target.exists():
            yield f"{where}: {link}: no such file"
        elif heading and target.suffix == ".md" and heading not in anchors(target):
            yield f"{where}: {link}: no such heading"


def anchors(document: Path) -> set[str]:
    return {anchor(heading) for heading in HEADING.findall(FENCE.sub("", document.read_text()))}


def anchor(heading: str) -> str:
    """As the usual renderers make them: lower case, no punctuation, hyphens for blanks."""
    plain = unicodedata.normalize("NFC", re.sub(r"[`*]", "", heading)).lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


if __name__ == "__main__":
    sys.exit(main())
