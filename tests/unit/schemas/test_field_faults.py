"""No person reads a pattern: what a field should be is a sentence with a right example."""

import re
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from schemas.field_faults import SENTENCES, fault_said
from schemas.values import Callsign, IncidentCode, Language, NetworkId, PhoneE164, RefCode


@pytest.mark.parametrize(
    ("kind", "typed", "example"),
    [
        (PhoneE164, "213-555-0111", "+12135550111"),
        (RefCode, "48", "482193"),
        (IncidentCode, "AEI", "K7Q"),
        (Language, "!", "zh-Hant"),
        (NetworkId, "Boyle Heights", "boyle-heights"),
        (Callsign, "blue heron", "HERON"),
    ],
)
def test_what_does_not_fit_is_told_by_a_right_example(kind: Any, typed: str, example: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(kind).validate_python(typed)
    [fault] = refused.value.errors()
    said = fault_said(fault["msg"])
    assert said.endswith(example)
    assert "pattern" not in said
    TypeAdapter(kind).validate_python(example)


def test_each_sentence_tells_an_example_that_fits() -> None:
    for pattern, sentence in SENTENCES.items():
        assert re.fullmatch(pattern, sentence.split()[-1]), sentence


def test_a_pattern_that_nobody_described_is_not_shown_either() -> None:
    assert "[a-z]" not in fault_said("String should match pattern '^[a-z]$'")
    assert fault_said("Field required") == "Field required"
