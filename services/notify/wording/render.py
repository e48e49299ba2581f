"""Word every text and mail that leaves the house: fixed templates by id, filled with short values from an allow-list.

Texts are plain to carriers and lock screens, so a template holds codes and zones, never caller data, and each is one
GSM-7 segment whatever fills it (rule R25). The words are in schemas/language/locales/*/texts.po. Pure after import.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import Template
from typing import Final

from schemas import text_lengths
from schemas.agencies import Agency
from schemas.language.catalogue import LANGUAGES, Catalogue, catalogue
from schemas.language.tags import names_in, primary_of
from schemas.pages_in_text import page_in_words, pages_listed
from schemas.phone_numbers import spoken
from schemas.text_units import fold, in_gsm7, said_in_text, segments, units_in_text
from services.notify.wording.placeholders import OWN_WORDS, PLACEHOLDERS

ZONES: Final = ("zone", "requests")
"""Placeholders that name zones, which may end in a compass point."""
MOMENTS: Final = ("when", "until", "time")
"""Placeholders that are a moment, each worded as the group of its name says: in Spanish `a la 1:05pm`, `las 7pm`."""
ONE_O_CLOCK: Final = re.compile(r"1(?=\D)")


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
            **{group: _group(said, group) for group in ("compass", "day", "outcome", "seen_by", "page", *MOMENTS)},
            "language": {
                tag: said_in_text(name, PLACEHOLDERS["languages"].longest)
                for tag, name in {**names_in(language), **_group(said, "language")}.items()
            },
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
        raise WordingError("there is no such text")
    return said.texts[template_id].substitute(_filled(template_id, language, params))


def render_mail(template_id: str, language: str, params: Mapping[str, str]) -> WordedMail:
    """As `render`; the text has no limit of length, but its parameters do."""
    said = WORDINGS[readable(language)]
    if template_id not in said.mails:
        raise WordingError("there is no such mail")
    filled = _filled(template_id, language, params)
    subject, text = said.mails[template_id]
    return WordedMail(subject.substitute(filled), text.substitute(filled))


def is_mail(template_id: str) -> bool:
    return template_id in WORDINGS["en"].mails


def readable(language: str) -> str:
    """The language of ours for a BCP-47 tag: es-MX reads es, quc reads en."""
    primary = primary_of(language)
    return primary if primary in LANGUAGES else "en"


def cut_short(template_id: str, params: Mapping[str, str]) -> tuple[str, ...]:
    """Which of the values are said only in part, because the text takes no more of them."""
    return tuple(
        name
        for name in sorted(REQUIRED.get(template_id, frozenset()) & params.keys())
        if PLACEHOLDERS[name].is_cut and units_in_text(_compact(name, params[name])) > PLACEHOLDERS[name].longest
    )


def pages_in_words(pages: str, words: Mapping[str, str]) -> str:
    """K7Q:sos,K7Q:sos,M4T:finding,+3 as people read it: K7Q SOS x2, M4T finding +3. Cut at a code, with how many more.

    A reason that has no word here is left out: a page that says less goes out all the same.
    """
    parts = pages.split(",")
    named = [page_in_words(part, words) for part in parts if ":" in part]
    unnamed = sum(int(part) for part in parts if ":" not in part)
    for shown in range(len(named), 0, -1):
        more = len(named) - shown + unnamed
        text = pages_listed(named[:shown], more)
        if units_in_text(text) <= PLACEHOLDERS["pages"].longest:
            return text
    return ""


def own_words(template_id: str) -> frozenset[str]:
    """What a template may be given beside its parameters: a reviewer's own words for one of them, in each language."""
    return frozenset(f"{name}_{language}" for name in OWN_WORDS & REQUIRED[template_id] for language in LANGUAGES)


def _filled(template_id: str, language: str, params: Mapping[str, str]) -> dict[str, str]:
    """The values as they stand in the text. Every fault is named without its value: values may be personal."""
    required = REQUIRED[template_id]
    if missing := required - params.keys():
        raise WordingError(f"{template_id} lacks {', '.join(sorted(missing))}")
    if unknown := params.keys() - required - own_words(template_id):
        raise WordingError(f"{template_id} takes no {', '.join(sorted(unknown))}")
    return {name: _value(template_id, name, params, readable(language)) for name in required}


def _value(template_id: str, name: str, params: Mapping[str, str], language: str) -> str:
    placeholder, words, given = PLACEHOLDERS[name], WORDINGS[language].words, params[name]
    if (own := params.get(f"{name}_{language}")) is not None:
        return said_in_text(own, placeholder.longest)
    if name == "languages":
        return _language_names(given, words["language"])
    if name in MOMENTS:
        return _moment(name, given, words)
    if name == "pages":
        return pages_in_words(given, words["page"])
    if name in ZONES:
        given = ", ".join(_with_compass(each, words["compass"]) for each in given.split(", "))
    if placeholder.group is not None:
        return _word_of(template_id, name, given, words[placeholder.group])
    if placeholder.is_cut:
        return said_in_text(_compact(name, given), placeholder.longest)
    value = in_gsm7(given)
    if not value:
        raise WordingError(f"{template_id}: {name} is empty")
    if (size := segments(value).units) > placeholder.longest:
        raise WordingError(f"{template_id}: {name} takes {size} units, {placeholder.longest} fit")
    return value


def _word_of(template_id: str, name: str, key: str, words: Mapping[str, str]) -> str:
    """An agency that has no word here is another agency; anything else that has none is a fault of the caller's."""
    if key not in words and name == "agency":
        key = Agency.OTHER_AGENCY
    if key not in words:
        raise WordingError(f"{template_id}: {name} is none of {', '.join(words)}")
    return words[key]


def _compact(name: str, given: str) -> str:
    """A number to call is never cut where it can be written shorter: part of a number is somebody else's."""
    return spoken(given) if name == "hotline" and units_in_text(given) > PLACEHOLDERS[name].longest else given


def _language_names(tags: str, names: Mapping[str, str]) -> str:
    """Tags parted by commas, as people say them: Spanish/Mixteco. More than fit are a plus sign."""
    longest = PLACEHOLDERS["languages"].longest
    known = (names.get(primary_of(tag), tag) for tag in map(str.strip, tags.split(",")) if tag)
    named = [said_in_text(name, longest) for name in known]
    shown = ""
    for index, name in enumerate(named):
        longer = f"{shown}/{name}" if shown else name
        more = "+" if index < len(named) - 1 else ""
        if units_in_text(longer + more) > longest:
            return f"{shown}+" if shown else said_in_text(name, longest - len(more)) + more
        shown = longer
    return shown or names["any"]


def _with_compass(zone: str, words: Mapping[str, str]) -> str:
    """`Westlake NE` as the reader says it; a point whose word does not fit is left out: the zone alone is true."""
    name, _, point = zone.rpartition(" ")
    if not name or point not in words:
        return zone
    said = f"{name} {words[point]}"
    return said if units_in_text(said) <= text_lengths.ZONE else name


def _moment(name: str, value: str, words: Mapping[str, Mapping[str, str]]) -> str:
    """A moment given as `7:02am`, or `wed 7:02am` for another day: at one o'clock Spanish says it apart.

    Raises:
        WordingError: it begins with something else than a day.
    """
    day, _, time = in_gsm7(value).rpartition(" ")
    if not time or (day and day not in words["day"]):
        raise WordingError(f"{name} is no time, or begins with no day")
    how = "on_day" if day else "at_one" if ONE_O_CLOCK.match(time) else "at"
    moment = Template(words[name][how]).substitute(time=time, day=words["day"].get(day, ""))
    return said_in_text(moment, PLACEHOLDERS[name].longest)
