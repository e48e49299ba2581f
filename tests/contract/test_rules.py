"""Every rule that the code cites is in docs/rules.md, and every rule there is held by something that exists."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "docs" / "rules.md"
HEADING = re.compile(r"^### (R\d+)$", re.MULTILINE)
CITED = re.compile(r"\brules? (R\d+)(?:(?:, | and | to )(R\d+))*")
IN_CODE_MARKS = re.compile(r"`([^`]+)`")
SKIPPED = {".git", ".venv", "build", "node_modules", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"}
READ = {".py", ".sql", ".toml", ".po", ".md", ".json", ".yaml", ".sh", ".in", ".css", ".js", "Makefile", "Dockerfile"}


OUTSIDE = re.compile(r"§|\b(?:PRACTICE|DESIGN|DELIVERY|LIBRARIES|PEERS)\b|\bSTYLE[ ,]+[\d\"]|\brule \d")
"""Marks of design notes that are not in the repository, and rules cited without their letter."""
MAY_HAVE_SUCH = (
    "§¿",
    "/migrations/",
    "docs/rules.md",
    "tests/contract/test_rules.py",
    "schemas/baseline/",
    "services/dispatch/grammar/",
    "schemas/reply_text/",
)
"""GSM-7's table; migrations, which may not change once applied (rules.md says what their marks mean); old releases; the
words of replies."""


def rules() -> dict[str, str]:
    """The text of each rule by its number."""
    parts = HEADING.split(RULES.read_text())
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def texts() -> Iterator[tuple[Path, str]]:
    """Of every file of ours that is text."""
    for folder, names, files in os.walk(ROOT):
        names[:] = [name for name in names if name not in SKIPPED]
        for path in (Path(folder) / name for name in files):
            if path.suffix in READ or path.name in READ:
                yield path, path.read_text()


def cited_in(text: str) -> set[str]:
    return {number for match in CITED.finditer(text) for number in re.findall(r"R\d+", match[0])}


def test_every_rule_that_is_cited_is_written_down():
    known = rules()

    unknown = {
        f"{path.relative_to(ROOT)}: {number}"
        for path, text in texts()
        if path != Path(__file__)
        for number in cited_in(text) - known.keys()
    }

    assert not unknown


def test_a_citation_of_several_rules_is_read_whole():
    assert cited_in("as rules R3, R5 and R12 say (rule R7)") == {"R3", "R5", "R12", "R7"}


def test_every_rule_has_a_reason_and_is_held_by_files_that_exist():
    for number, text in rules().items():
        statement, why, held = text.index("**"), text.index("Why: "), text.index("Held by ")
        assert statement < why < held, number
        places = [place for place in IN_CODE_MARKS.findall(text[held:]) if "/" in place or "." in place]
        assert places, number
        for place in places:
            assert (ROOT / place).exists(), f"{number}: {place}"


def test_numbers_ascend_and_none_is_given_twice():
    numbers = [int(number[1:]) for number in HEADING.findall(RULES.read_text())]

    assert numbers == sorted(set(numbers))


def test_no_mark_leads_outside_the_repository():
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path, text in texts()
        if not any(part in str(path) for part in MAY_HAVE_SUCH)
        for number, line in enumerate(text.splitlines(), 1)
        if OUTSIDE.search(line) and not any(part in line for part in MAY_HAVE_SUCH)
    ]

    assert not found


def test_every_rule_is_cited_or_names_the_file_that_holds_it():
    cited = {number for path, text in texts() if path != RULES for number in cited_in(text)}

    uncited = rules().keys() - cited
    assert {
        number for number in uncited if "`services/" not in rules()[number] and "`tests/" not in rules()[number]
    } == set()
