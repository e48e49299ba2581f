"""The bytes of every text and mail in both languages are those on file: a change of wording is seen, and meant.

texts_on_file.json was written from the TOML files that held the texts before the catalogues did. Whoever changes a text
changes it there too, by hand: what goes to thousands of phones is read twice.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from services.notify.wording.composer import in_words
from services.notify.wording.placeholders import PLACEHOLDERS
from services.notify.wording.render import REQUIRED, WORDINGS, is_mail, render, render_mail

ON_FILE: dict[str, Any] = json.loads(Path(__file__).with_name("texts_on_file.json").read_text(encoding="utf-8"))
PARAMS: dict[str, str] = ON_FILE["params"]
WORDED_IN = {
    "agencies": ("V9F", "agency"),
    "outcomes": ("D5", "outcome"),
    "moments": ("C6", "when"),
    "languages": ("V2", "languages"),
}


def params_of(template: str, **changes: str) -> dict[str, str]:
    return {name: changes.get(name, PARAMS[name]) for name in REQUIRED[template]}


def test_every_template_is_on_file():
    texts = {f"{language}/{name}" for language in WORDINGS for name in REQUIRED if not is_mail(name)}
    mails = {f"{language}/{name}" for language in WORDINGS for name in REQUIRED if is_mail(name)}

    assert ON_FILE["texts"].keys() == ON_FILE["exercise"].keys() == texts
    assert ON_FILE["mails"].keys() == mails
    assert ON_FILE["placeholders"]["longest"] == {name: each.longest for name, each in PLACEHOLDERS.items()}


@pytest.mark.parametrize("where", ON_FILE["texts"])
def test_a_text_is_word_for_word_the_one_on_file(where: str):
    language, _, template = where.partition("/")

    assert render(template, language, params_of(template)) == ON_FILE["texts"][where]
    marked = in_words(template, language, params_of(template), network=None, exercise=True)
    assert marked == ON_FILE["exercise"][where]


@pytest.mark.parametrize("where", ON_FILE["mails"])
def test_a_mail_is_word_for_word_the_one_on_file(where: str):
    language, _, template = where.partition("/")
    mail = render_mail(template, language, params_of(template))

    assert {"subject": mail.subject, "text": mail.text} == ON_FILE["mails"][where]


@pytest.mark.parametrize("where", ON_FILE["words"])
def test_a_code_is_worded_as_on_file(where: str):
    language, table, key = where.split("/")
    template, name = WORDED_IN[table]

    assert render(template, language, params_of(template, **{name: key})) == ON_FILE["words"][where]


def test_what_a_mail_says_instead_is_on_file():
    assert {language: said.mail_instead for language, said in WORDINGS.items()} == ON_FILE["on_your_phone"]
