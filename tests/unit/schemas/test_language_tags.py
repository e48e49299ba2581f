"""A language is one, however its tag is written, and is called what people call it."""

import pytest

from schemas.language.tags import canonical, kept_under, looked_up_by, match, name_of, names_in, those_spoken
from schemas.text_units import units_in_text


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("es", "es"),
        ("ES", "es"),
        ("es_mx", "es-MX"),
        ("ES-419", "es-419"),
        ("spa", "es"),
        ("zh-hant", "zh-Hant"),
        ("zh-TW", "zh-Hant-TW"),
        ("ZH-CN", "zh-Hans-CN"),
        ("zh-Hans-TW", "zh-Hans-TW"),
        ("zh-yue", "yue"),
        ("cmn", "zh"),
        ("iw", "he"),
        ("tl", "fil"),
        ("QUC", "quc"),
        ("so-Latn-x-Home", "so-Latn-x-home"),
        ("any", "any"),
        ("", ""),
        ("español", "español"),
    ],
)
def test_a_tag_is_kept_in_one_form(written: str, kept: str) -> None:
    assert canonical(written) == kept
    assert canonical(kept) == kept


@pytest.mark.parametrize(
    ("wanted", "spoken", "matches"),
    [
        ("es", "es-MX", True),
        ("es-MX", "es", True),
        ("es-419", "es-MX", True),
        ("ES", "es", True),
        ("zh", "zh-Hant", True),
        ("zh-Hant", "zh", True),
        ("zh-TW", "zh-Hant", True),
        ("zh-Hant", "zh-Hans", False),
        ("zh-Hant", "zh-CN", False),
        ("zh", "yue", False),
        ("es", "en", False),
        ("mam", "ma", False),
        ("zap", "zai", False),
    ],
)
def test_tags_match_by_language_and_script_whatever_the_region(wanted: str, spoken: str, matches: bool) -> None:
    assert match(wanted, spoken) is matches
    assert match(spoken, wanted) is matches
    assert those_spoken([wanted], [spoken]) == ((wanted,) if matches else ())
    assert bool(set(looked_up_by(wanted)) & set(kept_under(spoken))) is matches


@pytest.mark.parametrize(
    ("tag", "english", "spanish"),
    [
        ("so", "Somali", "somalí"),
        ("es-MX", "Spanish", "español"),
        ("zh-TW", "Chinese", "chino"),
        ("mam", "Mam", "mam"),
        ("kek", "Q'eqchi'", "q'eqchi'"),
        ("quc", "K'iche'", "k'iche'"),
        ("kjb", "Q'anjob'al", "q'anjob'al"),
        ("mix", "Mixtec", "mixteco"),
        ("nah", "Nahuatl", "náhuatl"),
        ("zap", "Zapotec", "zapoteco"),
        ("ht", "Haitian Creole", "criollo haitiano"),
        ("tl", "Tagalog", "tagalo"),
        ("qaa", "qaa", "qaa"),
    ],
)
def test_a_language_is_named_in_words(tag: str, english: str, spanish: str) -> None:
    assert (name_of(tag, "en"), name_of(tag, "es")) == (english, spanish)


def test_most_names_fit_a_text_whole() -> None:
    for language in ("en", "es"):
        names = names_in(language).values()
        assert all(names)
        assert sum(units_in_text(name) > 16 for name in names) < len(names) / 10
