"""Incident codes: never a word of a reply, never twice, and longer before they come back too soon."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from schemas.api.dispatch.steps import CODE_TO_COME
from services.dispatch.grammar.parts import PartKind, parts_of
from services.dispatch.incident.codes import ALPHABET, REST, CodeCounter, first_counter, is_code, next_codes

NOW = datetime(2026, 11, 24, tzinfo=UTC)
ALL = len(ALPHABET) ** 3


def test_codes_are_three_characters_that_cannot_be_misheard() -> None:
    codes, counter = next_codes("la", first_counter(NOW), 500, now=NOW)

    assert len(set(codes)) == 500
    assert {len(code) for code in codes} == {3}
    assert set("".join(codes)) <= set(ALPHABET)
    assert counter.position >= 500


def test_a_network_goes_on_where_it_was() -> None:
    together, _ = next_codes("la", first_counter(NOW), 20, now=NOW)

    first, counter = next_codes("la", first_counter(NOW), 8, now=NOW)
    second, _ = next_codes("la", counter, 12, now=NOW)

    assert first + second == together


def test_two_networks_do_not_have_the_same_codes_at_the_same_time() -> None:
    assert next_codes("la", first_counter(NOW), 5, now=NOW)[0] != next_codes("oc", first_counter(NOW), 5, now=NOW)[0]


def test_every_code_comes_once_before_any_comes_again() -> None:
    counter = replace(first_counter(NOW), half_started_at=NOW - 2 * REST)
    codes: list[str] = []
    while counter.places == 3 and len(codes) < ALL and (counter.position > 0 or not codes):
        more, counter = next_codes("la", counter, 1, now=NOW if counter.position < ALL // 2 else NOW + REST)
        codes += more

    assert len(codes) == len(set(codes))
    assert ALL * 0.8 < len(codes) < ALL


def test_half_used_within_seven_days_they_grow_by_a_place() -> None:
    counter = CodeCounter(3, ALL // 2 - 3, NOW)

    codes, after = next_codes("la", counter, 10, now=NOW + REST - timedelta(seconds=1))

    assert [len(code) for code in codes][-1] == 4
    assert after.places == 4


def test_half_used_in_seven_days_or_more_the_other_half_is_used() -> None:
    counter = CodeCounter(3, ALL // 2 - 3, NOW)

    codes, after = next_codes("la", counter, 10, now=NOW + REST)

    assert {len(code) for code in codes} == {3}
    assert (after.places, after.half_started_at) == (3, NOW + REST)


def test_the_last_code_is_followed_by_the_first() -> None:
    _, after = next_codes("la", CodeCounter(3, ALL - 2, NOW - REST), 5, now=NOW)

    assert after.places == 3
    assert after.position < 20


def test_codes_still_in_use_are_passed_over() -> None:
    first, _ = next_codes("la", first_counter(NOW), 3, now=NOW)

    again, _ = next_codes("la", first_counter(NOW), 3, now=NOW, in_use=frozenset(first[:2]))

    assert again[0] == first[2]
    assert not set(first[:2]) & set(again)


@pytest.mark.parametrize("text", ["THX", "222", "Y22", "22M", "2HR", "C42", "KKK", "XKKK", "WTF", CODE_TO_COME])
def test_words_numbers_and_unkind_letters_are_no_codes(text: str) -> None:
    assert not is_code(text)


def test_no_code_could_be_read_as_anything_else_in_a_reply() -> None:
    """Without an offer of that code open, the grammar explains none of them as a command or a number."""
    codes, _ = next_codes("la", first_counter(NOW), 6000, now=NOW)

    taken = [
        code for code in codes if any(part.kind is not PartKind.UNEXPLAINED for part in parts_of([code], frozenset()))
    ]

    assert taken == []
