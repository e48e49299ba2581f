"""One number, however it is written; and how a text says it."""

import pytest
from pydantic import TypeAdapter

from schemas.phone_numbers import forms_of, may_be_texted, one_number, spoken
from schemas.values import PhoneE164


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("+5215555550142", "+525555550142"),
        ("+525555550142", "+525555550142"),
        ("+12135550142", "+12135550142"),
        ("+521555555014", "+521555555014"),  # twelve digits: Mexico's own, and its area begins with 1
    ],
)
def test_a_mexican_mobile_is_one_number_with_and_without_its_1(written: str, kept: str) -> None:
    assert one_number(written) == kept
    assert one_number(kept) == kept


def test_every_door_takes_a_mexican_mobile_as_one_number() -> None:
    assert TypeAdapter(PhoneE164).validate_python("+5215555550142") == "+525555550142"


def test_what_was_kept_in_the_old_form_is_found_by_either() -> None:
    assert forms_of("+5215555550142") == forms_of("+525555550142") == ("+525555550142", "+5215555550142")
    assert forms_of("+12135550142") == ("+12135550142",)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("+12135550142", "213-555-0142"),
        ("(213) 555-0142", "213-555-0142"),
        ("1 213 555 0142", "213-555-0142"),
        ("+447700900123", "+447700900123"),
        ("+52 55 5555 0142", "+525555550142"),
        ("555-0142", "5550142"),
    ],
)
def test_a_number_is_said_as_people_say_it(number: str, said: str) -> None:
    assert spoken(number) == said


@pytest.mark.parametrize(
    "number", ["+12135550142", "+17875550142", "+16715550142", "+14165550142", "+18005550142", "+15515550142"]
)
def test_the_united_states_their_territories_and_canada_may_be_texted(number: str) -> None:
    assert may_be_texted(number, ("+1",))


@pytest.mark.parametrize("number", ["+18765550142", "+18095550142", "+18495550142", "+12425550142", "+16585550142"])
def test_the_rest_of_north_america_only_where_it_is_named(number: str) -> None:
    assert not may_be_texted(number, ("+1",))
    assert may_be_texted(number, ("+1", number[:5]))


@pytest.mark.parametrize("number", ["+19005550142", "+12139760142", "+15005550142", "+15335550142", "+17005550142"])
def test_premium_and_personal_numbers_are_no_phones_of_callers(number: str) -> None:
    assert not may_be_texted(number, ("+1", "+52"))


def test_another_country_only_where_it_is_named() -> None:
    assert not may_be_texted("+525512345678", ("+1",))
    assert may_be_texted("+525512345678", ("+1", "+52"))
    assert not may_be_texted("+12135550142", ("+52",))
