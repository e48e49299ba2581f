"""What is kept or shown in clear holds no telephone number and no address, however it is typed."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from schemas.values import NameInClear, NewCallsign, SpokenLanguage


def taken(kind: Any, value: str) -> bool:
    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("RRN hotline desk", True),
        ("Desk 2, since 2024", True),
        ("Línea 24/7", True),
        ("call 213-555-0177", False),
        ("(213) 555 0177", False),
        ("+12135550177", False),
        ("２１３５５５０１７７", False),
        ("desk@example.org", False),
    ],
)
def test_a_name_in_clear_is_no_number_and_no_address(name: str, fits: bool) -> None:
    assert taken(NameInClear, name) is fits


@pytest.mark.parametrize(
    ("tag", "fits"),
    [("es", True), ("es-419", True), ("zh-Hant-TW", True), ("de-1996", True), ("quc", True), ("es-213555-0177", False),
     ("es-2135-5501-77", False)],
)  # fmt: skip
def test_a_language_is_no_number(tag: str, fits: bool) -> None:
    assert taken(SpokenLanguage, tag) is fits


@pytest.mark.parametrize(("callsign", "fits"), [("HERON", True), ("HERON-21", True), ("A213555017", False)])
def test_a_call_sign_is_no_number(callsign: str, fits: bool) -> None:
    assert taken(NewCallsign, callsign) is fits
