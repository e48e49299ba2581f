"""The catalogues of what people read: each language holds every entry, and every fact that another language tells."""

import re

import pytest

from schemas.language.catalogue import LANGUAGES, LOCALES, Catalogue, catalogue

DOMAINS = sorted(file.stem for file in (LOCALES / "en").glob("*.po"))
PLACEHOLDER = re.compile(r"\{[a-z_]*\}|\$[a-z_]+")


def facts(words: Catalogue, group: str, key: str) -> list[set[str]]:
    """Of each form; a form for one may leave its number out, so the forms are compared among languages, not here."""
    return [set(PLACEHOLDER.findall(form)) for form in words.forms(group, key)]


def test_every_language_holds_the_same_domains() -> None:
    for language in LANGUAGES:
        assert sorted(file.stem for file in (LOCALES / language).glob("*.po")) == DOMAINS
    assert {folder.name for folder in LOCALES.iterdir()} == set(LANGUAGES)


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_language_holds_every_entry_with_the_same_facts(domain: str) -> None:
    english, spanish = (catalogue(domain, language) for language in LANGUAGES)
    assert list(english) == list(spanish), "the same entries in the same order"
    for group, key in english:
        assert facts(english, group, key) == facts(spanish, group, key), (group, key)
        for form in (*english.forms(group, key), *spanish.forms(group, key)):
            assert form, (group, key)


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_file_says_its_language_and_leaves_nothing_for_later(domain: str) -> None:
    for language in LANGUAGES:
        content = (LOCALES / language / f"{domain}.po").read_text(encoding="utf-8")
        assert f'"Language: {language}\\n"' in content
        assert "fuzzy" not in content
        assert "\n#~" not in content


def test_a_language_that_we_do_not_have_reads_as_english() -> None:
    assert catalogue("words", "fr") is catalogue("words", "en")
    assert catalogue("words", "es").text("role", "duty_lead") == "responsable de turno"


def test_an_entry_is_found_asked_for_or_counted() -> None:
    english = catalogue("console", "en")
    assert english.find("command", "no such thing") is None
    with pytest.raises(KeyError):
        english.text("command", "no such thing")
    assert [english.counted("count", "people", number) for number in (0, 1, 2)] == [
        "{count} people",
        "{count} person",
        "{count} people",
    ]
