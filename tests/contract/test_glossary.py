"""Every code that people may meet is in the glossary, and every name it gives for the code is one."""

import os
import re
from enum import StrEnum
from functools import cache
from pathlib import Path

import pytest

from schemas import values
from services.dispatch.model.incident import AssignmentState, IncidentState, OfferState
from services.intake.model.report import ReportState

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text()
ENUMS = [each for each in vars(values).values() if isinstance(each, type) and issubclass(each, StrEnum)]


@cache
def words_of_the_code() -> frozenset[str]:
    found: set[str] = set()
    for top in ("services", "schemas"):
        for folder, _, files in os.walk(ROOT / top):
            for name in files:
                if name.endswith((".py", ".sql", ".po", ".toml")):
                    found.update(re.findall(r"\w+", (Path(folder) / name).read_text()))
                    found.add(name.removesuffix(".py"))
            found.add(Path(folder).name)
    return frozenset(found)


@pytest.mark.parametrize(
    "enum",
    [each for each in ENUMS if each is not StrEnum] + [ReportState, IncidentState, OfferState, AssignmentState],
    ids=lambda enum: enum.__name__,
)
def test_every_code_is_in_the_glossary(enum: type[StrEnum]):
    missing = [member.value for member in enum if f"`{member.value}`" not in GLOSSARY]

    assert not missing


def test_every_name_in_the_code_is_one():
    rows = [line.split(" | ") for line in GLOSSARY.partition("## Codes")[0].splitlines() if line.startswith("| ")]
    names = {name for row in rows for name in re.findall(r"`(\w+)`", row[-1])}

    assert len(names) > 50
    assert not {name for name in names if not name.endswith("_")} - words_of_the_code()
