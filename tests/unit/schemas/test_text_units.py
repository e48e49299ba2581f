"""Parts of a text: the edges of 160, 153, 70 and 67, and what folding does to Spanish."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.text_units import GSM7, GSM7_EXTENSION, Segments, SmsEncoding, fold, segments

GSM, UCS = SmsEncoding.GSM7, SmsEncoding.UCS2


def test_the_tables_are_those_of_gsm_03_38() -> None:
    assert len(GSM7) == 127  # 128 places, one of them the escape to the extension
    assert len(GSM7_EXTENSION) == 10
    assert set("éñüàÑÜ¿¡") <= GSM7
    assert GSM7.isdisjoint("áíóúÁÍÓÚ“”–’")
    assert (SmsEncoding.GSM7.value, SmsEncoding.UCS2.value) == ("gsm7", "ucs2")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Segments(GSM, 0, 0)),
        ("a", Segments(GSM, 1, 1)),
        ("a" * 160, Segments(GSM, 160, 1)),
        ("a" * 161, Segments(GSM, 161, 2)),
        ("a" * 306, Segments(GSM, 306, 2)),
        ("a" * 307, Segments(GSM, 307, 3)),
        ("€" * 80, Segments(GSM, 160, 1)),
        ("€" * 81, Segments(GSM, 162, 2)),
        ("a" * 152 + "€" + "a" * 152, Segments(GSM, 306, 3)),  # the euro may not straddle, so one unit is lost
        ("a" * 151 + "€" + "a" * 153, Segments(GSM, 306, 2)),
        ("á" + "a" * 69, Segments(UCS, 70, 1)),
        ("á" + "a" * 70, Segments(UCS, 71, 2)),
        ("á" * 134, Segments(UCS, 134, 2)),
        ("á" * 135, Segments(UCS, 135, 3)),
        ("😀" * 35, Segments(UCS, 70, 1)),
        ("😀" * 36, Segments(UCS, 72, 2)),
        ("😀" * 67, Segments(UCS, 134, 3)),  # 33 pairs fit in 67 units
        ("\u2068RRN\u2069", Segments(UCS, 5, 1)),
        ("\uffff", Segments(UCS, 1, 1)),
        ("\U00010000", Segments(UCS, 2, 1)),
    ],
)
def test_parts_are_counted_as_providers_count_them(text: str, expected: Segments) -> None:
    assert segments(text) == expected


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Línea: recibió aviso, ¿qué día?", "Linea: recibio aviso, ¿qué dia?"),
        ("español, mañana, pingüino", "español, mañana, pingüino"),
        ("ÁÍÓÚ", "AIOU"),
        ("cami\u0301n", "camin"),
        ("nin\u0303o", "niño"),
        ("“Soto” – 1st…", '"Soto" - 1st...'),
        ("l’avenue", "l'avenue"),
        ("\u2068K7Q\u2069\u00a0ok", "K7Q ok"),
        ("Q'anjob'al", "Q'anjob'al"),
        ("中文", "中文"),
        ("한", "한"),  # takes one unit; its parts would take three
        ("\u0301", "\u0301"),  # an accent on nothing has no nearest sign
        ("ﬁn de 1ª, nº 5 • €", "fin de 1a, no 5 - €"),
    ],
)
def test_folding_keeps_the_words_and_saves_the_part(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=400))
def test_folding_never_costs_a_part_and_is_done_once(text: str) -> None:
    once = fold(text)

    assert fold(once) == once
    if segments(text).encoding is GSM:
        assert once == text


@given(st.text(alphabet=sorted(GSM7 | GSM7_EXTENSION), max_size=700))
def test_parts_hold_all_units_and_waste_at_most_one_each(text: str) -> None:
    found = segments(text)

    assert found.encoding is GSM
    if found.count > 1:
        assert found.count * 152 < found.units + 153
        assert found.units <= found.count * 153
