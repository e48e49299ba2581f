"""Whatever is stored, its text goes out: every template in every language is one segment with any value (rule R25)."""

import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.language.catalogue import LANGUAGES
from schemas.text_units import in_gsm7, segments
from services.notify.wording.placeholders import PLACEHOLDERS
from services.notify.wording.render import REQUIRED, is_mail, render
from tests.unit.notify.test_wording import SAMPLE

FREE = sorted({"languages", "agency"} | {name for name, each in PLACEHOLDERS.items() if each.is_cut})
TEXTS = sorted(name for name in REQUIRED if not is_mail(name) and REQUIRED[name] & set(FREE))
HOSTILE = [
    "00000000000²,곽",
    "[Santa Ana] Logan NW",
    "Vermont/8th [Metro B] NW",
    "[" * 80,
    "€" * 39,
    "á" * 200,
    "唐人街",
    "🏠🏚️",
    "\u202e\u200b",
    "a\nb\r\n" * 30,
    "",
    "K7Q Boyle Heights NE, M4T Westlake, " * 9,
]


def worded(template: str, language: str, value: str) -> str:
    params = {name: value if name in FREE else SAMPLE[name] for name in REQUIRED[template]}
    return render(template, language, params)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", TEXTS)
def test_hostile_values_are_cut_and_the_text_goes_out(template: str, language: str) -> None:
    for value in HOSTILE:
        counted = segments(worded(template, language, value))

        assert (counted.encoding.value, counted.count) == ("gsm7", 1), value


@given(value=st.text(max_size=120), template=st.sampled_from(TEXTS), language=st.sampled_from(LANGUAGES))
@settings(max_examples=300)
def test_any_value_at_all_is_worded(value: str, template: str, language: str) -> None:
    counted = segments(worded(template, language, value))

    assert (counted.encoding.value, counted.count) == ("gsm7", 1)


def test_every_printable_character_can_be_said() -> None:
    unseen = ("Cs", "Co", "Cn")
    signs = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) not in unseen]

    for at in range(0, len(signs), 500):
        assert segments(in_gsm7("".join(signs[at : at + 500]))).encoding.value == "gsm7"
