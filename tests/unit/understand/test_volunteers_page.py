"""What volunteers are taught to text (docs/volunteers.md) is understood as they are told, in both languages."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from deploy.understand.door import answer_to

PAGE = Path(__file__).parents[3] / "docs/volunteers.md"
OFFER = {"offers": ["K7Q"]}
TWO_OFFERS = {"offers": ["K7Q", "M4T"]}
ON_THE_WAY = {"mission": {"code": "K7Q", "stage": "confirmed"}}
AT_THE_SCENE = {"mission": {"code": "K7Q", "stage": "on_scene"}}
TAUGHT: Final[tuple[tuple[Mapping[str, Any], str], ...]] = (
    ({}, "shift_on"),
    ({}, "shift_off"),
    (OFFER, "accept"),
    (OFFER, "decline"),
    (OFFER, "standby"),
    (TWO_OFFERS, "accept"),
    (ON_THE_WAY, "enroute"),
    (ON_THE_WAY, "arrived"),
    (ON_THE_WAY, "release"),
    (AT_THE_SCENE, "finding_confirmed"),
    (AT_THE_SCENE, "finding_unfounded"),
    (AT_THE_SCENE, "finding_nothing_seen"),
    (AT_THE_SCENE, "finding_unable"),
    (AT_THE_SCENE, "left"),
)
"""Row by row of its tables: when it is texted, and what it means."""


def rows(language: str) -> list[list[str]]:
    """The texts that each row of the language's tables teaches."""
    english, spanish = PAGE.read_text().split("\n## Español\n")
    page = english if language == "en" else spanish
    return [re.findall(r"`([^`]+)`", cells.split("|")[1]) for cells in page.splitlines() if cells.startswith("| `")]


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_row_is_understood_as_it_is_told(language: str) -> None:
    taught = rows(language)

    understood = [
        (text, json.loads(answer_to(json.dumps({"text": text, **state}), 1))["kind"])
        for texts, (state, _) in zip(taught, TAUGHT, strict=True)
        for text in texts
    ]

    assert understood == [(text, kind) for texts, (_, kind) in zip(taught, TAUGHT, strict=True) for text in texts]
