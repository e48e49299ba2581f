"""Word every text and mail that leaves the house: fixed templates by id, filled with short values from an allow-list.

Texts are plain to carriers and lock screens, so a template holds codes and zones, never caller data, and each is one
GSM-7 segment whatever fills it (rule R25). The words are in schemas/language/locales/*/texts.po. Pure after import.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from string import Template

from schemas.language.catalogue import LANGUAGES, Catalogue, catalogue
from services.notify.wording.placeholders import PLACEHOLDERS
from services.notify.wording.segments import fold, segments


class WordingError(ValueError):
    """A message that cannot be worded as asked; the caller named the wrong template or filled it wrongly."""


@dataclass(frozen=True, slots=True)
class WordedMail:
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Wording:
    """Everything that is said in one language. `words`: by group and key, for placeholders whose value is a key."""

    texts: Mapping[str, Template]
    mails: Mapping[str, tuple[Template, Template]]
    words: Mapping[str, Mapping[str, str]]
    mail_instead: str
    """What a mail says instead of a text whose values no mail may show; `$hotline` is the number to call."""
    exercise: str
    """The mark before what belongs to an exercise."""


def _wording(language: str) -> Wording:
    said = catalogue("texts", language)
    shared = catalogue("words", language)
    return Wording(
        texts={name: Template(text) for name, text in _group(said, "text").items()},
        mails={
            name: (Template(subject), Template(said.text("mail_text", name)))
            for name, subject in _group(said, "mail_subject").items()
        },
        words={
            **{group: _group(said, group) for group in ("language", "day", "outcome")},
            "agency": {key: fold(word) for key, word in _group(shared, "agency").items()},
        },
        mail_instead=said.text("mail_instead", "on_your_phone"),
        exercise=said.text("mark", "exercise"),
    )


def _group(said: Catalogue, group: str) -> dict[str, str]:
    return {key: said.text(group, key) for key in said.keys_of(group)}


def _names(*templates: Template) -> frozenset[str]:
    return frozenset(name for template in templates for name in template.get_identifiers())


WORDINGS: Mapping[str, Wording] = {language: _wording(language) for language in LANGUAGES}
REQUIRED: Mapping[str, frozenset[str]] = {
    **{name: _names(template) for name, template in WORDINGS["en"].texts.items()},
    **{name: _names(*mail) for name, mail in WORDINGS["en"].mails.items()},
}
"""For every template, the parameters it must be given; no other is taken."""


def render(template_id: str, language: str, params: Mapping[str, str]) -> str:
    """The text as it is sent. Who reads neither English nor Spanish gets English."""
    said = WORDINGS[readable(language)]
    if template_id not in said.texts:
        raise WordingError(f"no text is called {template_id!r}")
    return said.texts[template_id].substitute(_filled(template_id, said, params))


def render_mail(template_id: str, language: str, params: Mapping[str, str]) -> WordedMail:
    """As `render`; the text has no limit of length, but its parameters do."""
    said = WORDINGS[readable(language)]
    if template_id not in said.mails:
        raise WordingError(f"no mail is called {template_id!r}")
    filled = _filled(template_id, said, params)
    subject, text = said.mails[template_id]
    return WordedMail(subject.substitute(filled), text.substitute(filled))


def is_mail(template_id: str) -> bool:
    return template_id in WORDINGS["en"].mails


def readable(language: str) -> str:
    """The language of ours for a BCP-47 tag: es-MX reads es, quc reads en."""
    primary = language.split("-")[0].lower()
    return primary if primary in LANGUAGES else "en"


def fit(placeholder: str, value: str) -> str:
    """The value shortened at a word to what the placeholder takes: for names of places when they are entered."""
    value, longest = _clean(value), PLACEHOLDERS[placeholder].longest
    while _size(value) > longest:
        words = value.rsplit(" ", 1)
        value = words[0].rstrip(" ,;&-") if len(words) > 1 else value[:-1]
    return value


def _filled(template_id: str, said: Wording, params: Mapping[str, str]) -> dict[str, str]:
    """The values as they stand in the text. Every fault is named without its value: values may be personal."""
    required = REQUIRED[template_id]
    if missing := required - params.keys():
        raise WordingError(f"{template_id} lacks {', '.join(sorted(missing))}")
    if unknown := params.keys() - required:
        raise WordingError(f"{template_id} takes no {', '.join(sorted(unknown))}")
    return {name: _value(template_id, name, params[name], said) for name in required}


def _value(template_id: str, name: str, given: str, said: Wording) -> str:
    value = _clean(given)
    longest, group = PLACEHOLDERS[name].longest, PLACEHOLDERS[name].group
    if name == "languages":
        value = _language_names(value, said.words["language"])
    elif group is not None:
        words = said.words[group]
        if value not in words:
            raise WordingError(f"{template_id}: {name} is none of {', '.join(words)}")
        value = words[value]
    if not value:
        raise WordingError(f"{template_id}: {name} is empty")
    if (size := _size(value)) > longest:
        raise WordingError(f"{template_id}: {name} takes {size} units, {longest} fit")
    return value


def _language_names(tags: str, names: Mapping[str, str]) -> str:
    """Tags parted by commas, as people say them: Spanish/Mixteco. More than fit are a plus sign."""
    named = [
        _clean(names.get(tag.strip().split("-")[0].lower(), tag.strip())) for tag in tags.split(",") if tag.strip()
    ]
    shown = ""
    for index, name in enumerate(named):
        longer = f"{shown}/{name}" if shown else name
        more = "+" if index < len(named) - 1 else ""
        if _size(longer + more) > PLACEHOLDERS["languages"].longest:
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
