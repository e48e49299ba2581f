"""Every text and mail that leaves the house: fixed templates by id, filled with short values from an allow-list.

Texts are plain to carriers and lock screens, so a template holds codes and zones, never caller data, and each is one
GSM-7 segment whatever fills it (PRACTICE §4). Data: `locales/`. Pure after import.
"""

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

from services.notify.wording.segments import fold, segments

LANGUAGES = ("en", "es")
_LOCALES = Path(__file__).with_name("locales")


class WordingError(ValueError):
    """A message that cannot be worded as asked; the caller named the wrong template or filled it wrongly."""


@dataclass(frozen=True, slots=True)
class WordedMail:
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class _Locale:
    texts: dict[str, Template]
    mails: dict[str, tuple[Template, Template]]
    tables: dict[str, dict[str, str]]


def _locale(language: str) -> _Locale:
    read = tomllib.loads((_LOCALES / f"{language}.toml").read_text(encoding="utf-8"))
    texts, mails = read.pop("texts"), read.pop("mails")
    return _Locale(
        texts={name: Template(text) for name, text in texts.items()},
        mails={name: (Template(mail["subject"]), Template(mail["text"].strip())) for name, mail in mails.items()},
        tables=read,
    )


def _names(*templates: Template) -> frozenset[str]:
    return frozenset(name for template in templates for name in template.get_identifiers())


_PLACEHOLDERS = tomllib.loads((_LOCALES / "placeholders.toml").read_text(encoding="utf-8"))
_LOCALE = {language: _locale(language) for language in LANGUAGES}

LONGEST: Mapping[str, int] = _PLACEHOLDERS["longest"]
"""How many GSM-7 units each placeholder may take."""
WORDED: Mapping[str, str] = _PLACEHOLDERS["worded"]
"""Placeholders whose value is a key, and the table of words it is looked up in."""
REQUIRED: Mapping[str, frozenset[str]] = {
    **{name: _names(template) for name, template in _LOCALE["en"].texts.items()},
    **{name: _names(*mail) for name, mail in _LOCALE["en"].mails.items()},
}
"""For every template, the parameters it must be given; no other is taken."""


def render(template_id: str, language: str, params: Mapping[str, str]) -> str:
    """The text as it is sent. Who reads neither English nor Spanish gets English."""
    locale = _LOCALE[readable(language)]
    if template_id not in locale.texts:
        raise WordingError(f"no text is called {template_id!r}")
    return locale.texts[template_id].substitute(_filled(template_id, locale, params))


def render_mail(template_id: str, language: str, params: Mapping[str, str]) -> WordedMail:
    """As `render`; the text has no limit of length, but its parameters do."""
    locale = _LOCALE[readable(language)]
    if template_id not in locale.mails:
        raise WordingError(f"no mail is called {template_id!r}")
    filled = _filled(template_id, locale, params)
    subject, text = locale.mails[template_id]
    return WordedMail(subject.substitute(filled), text.substitute(filled))


def is_mail(template_id: str) -> bool:
    return template_id in _LOCALE["en"].mails


def readable(language: str) -> str:
    """The language of ours for a BCP-47 tag: es-MX reads es, quc reads en."""
    primary = language.split("-")[0].lower()
    return primary if primary in LANGUAGES else "en"


def fit(placeholder: str, value: str) -> str:
    """The value shortened at a word to what the placeholder takes: for names of places when they are entered."""
    value, longest = _clean(value), LONGEST[placeholder]
    while _size(value) > longest:
        words = value.rsplit(" ", 1)
        value = words[0].rstrip(" ,;&-") if len(words) > 1 else value[:-1]
    return value


def _filled(template_id: str, locale: _Locale, params: Mapping[str, str]) -> dict[str, str]:
    """The values as they stand in the text. Every fault is named without its value: values may be personal."""
    required = REQUIRED[template_id]
    if missing := required - params.keys():
        raise WordingError(f"{template_id} lacks {', '.join(sorted(missing))}")
    if unknown := params.keys() - required:
        raise WordingError(f"{template_id} takes no {', '.join(sorted(unknown))}")
    return {name: _value(template_id, name, params[name], locale) for name in required}


def _value(template_id: str, name: str, given: str, locale: _Locale) -> str:
    value = _clean(given)
    if name == "languages":
        value = _language_names(value, locale.tables["languages"])
    elif name in WORDED:
        table = locale.tables[WORDED[name]]
        if value not in table:
            raise WordingError(f"{template_id}: {name} is none of {', '.join(table)}")
        value = table[value]
    if not value:
        raise WordingError(f"{template_id}: {name} is empty")
    if (size := _size(value)) > LONGEST[name]:
        raise WordingError(f"{template_id}: {name} takes {size} units, {LONGEST[name]} fit")
    return value


def _language_names(tags: str, names: Mapping[str, str]) -> str:
    """Tags parted by commas, as people say them: Spanish/Mixteco. More than fit are a plus sign."""
    said = [_clean(names.get(tag.strip().split("-")[0].lower(), tag.strip())) for tag in tags.split(",") if tag.strip()]
    shown = ""
    for index, name in enumerate(said):
        longer = f"{shown}/{name}" if shown else name
        more = "+" if index < len(said) - 1 else ""
        if _size(longer + more) > LONGEST["languages"]:
            return f"{shown}+" if shown else longer
        shown = longer
    return shown


def _clean(value: str) -> str:
    """One line, nothing invisible, and no sign that would triple the price where another will do."""
    line = " ".join(value.split())
    if not line.isprintable():
        line = "".join(sign for sign in line if unicodedata.category(sign) not in ("Cc", "Cf", "Cs"))
    return fold(line)


def _size(value: str) -> int:
    return segments(value).units
