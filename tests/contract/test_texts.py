"""What `make texts` shows and writes: every text, one segment each, and the lines that a translator reads."""

import re

import polib
import pytest

from deploy.contracts.texts.__main__ import main
from deploy.contracts.texts.page import page
from deploy.contracts.texts.shown import ShownText, longest_value, shown_texts
from deploy.contracts.texts.translator_lines import with_values
from schemas.language.catalogue import LANGUAGES, LOCALES
from schemas.text_units import SmsEncoding
from services.notify.wording.placeholders import PLACEHOLDERS
from services.notify.wording.render import REQUIRED

SHOWN = {language: tuple(shown_texts(language)) for language in LANGUAGES}


def named(text: ShownText) -> str:
    return f"{text.template}-{text.language}"


def test_the_lines_for_translators_are_of_today() -> None:
    assert main(["--check"]) == 0


def test_an_old_line_is_replaced_and_a_missing_one_written() -> None:
    content = 'msgctxt "text"\nmsgid "V14"\nmsgstr "$code: understood, thank you."\n'
    old = "#. An answer.\n#. Values: $code 9 (K7Q); 1 of 160 units at the longest.\n" + content

    written = "#. An answer.\n#. Values: $code 5 (K7Q); 29 of 160 units at the longest.\n" + content
    assert with_values(old, SHOWN["en"]) == written
    assert with_values("#. An answer.\n" + content, SHOWN["en"]) == written


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_tells_a_translator_its_purpose_and_each_of_its_values(language: str) -> None:
    file = polib.pofile(str(LOCALES / language / "texts.po"), encoding="utf-8")
    entries = [entry for entry in file if entry.msgctxt in ("text", "mail_subject")]

    assert [entry.msgid for entry in entries] == list(REQUIRED)
    for entry in entries:
        *purpose, values = entry.comment.splitlines()
        assert purpose, entry.msgid
        assert set(re.findall(r"\$(\w+) \d", values)) == REQUIRED[entry.msgid], entry.msgid


@pytest.mark.parametrize("text", [each for texts in SHOWN.values() for each in texts if not each.is_mail], ids=named)
def test_at_its_longest_a_text_is_one_segment(text: ShownText) -> None:
    assert (text.encoding, text.segments) == (SmsEncoding.GSM7, 1)
    assert text.units == len(text.longest) <= 160


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "name", [name for name, placeholder in PLACEHOLDERS.items() if placeholder.group is placeholder.worst is None]
)
def test_the_longest_value_is_as_long_as_it_may_be(name: str, language: str) -> None:
    assert len(longest_value(name, language)) == PLACEHOLDERS[name].longest


def test_the_page_shows_every_text_and_fetches_nothing() -> None:
    shown = page(SHOWN)

    for template in REQUIRED:
        assert f'<article id="{template}">' in shown
    assert '<article id="on_your_phone">' in shown
    assert "Msg&amp;data rates may apply" in shown
    assert not re.search(r'(src|href)=(?!"#)|url\(|@import', shown)
