"""Every text and mail as it goes out: with examples, with the longest values, and what it costs then."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from string import Template
from typing import Final

import polib

from schemas.language.catalogue import LOCALES
from schemas.text_units import SmsEncoding, segments
from services.notify.wording.placeholders import PLACEHOLDERS
from services.notify.wording.render import REQUIRED, WORDINGS, is_mail, pages_in_words, render, render_mail

ONE_SEGMENT: Final = {SmsEncoding.GSM7: 160, SmsEncoding.UCS2: 70}
INSTEAD: Final = "on_your_phone"
INSTEAD_SUBJECT: Final = "$org $code"
"""As services/notify/wording/composer.py writes it."""
VALUES: Final = {"en": "Values: ", "es": "Datos: "}
"""Begins the line of a catalogue that translator_lines.py writes."""


@dataclass(frozen=True, slots=True)
class ShownText:
    """One template in one language. `longest`: with every value at its longest, _ where an example is shorter."""

    template: str
    language: str
    purpose: str
    pattern: str
    """As it stands in the catalogue, $placeholders and all."""
    example: str
    longest: str
    subject: str | None = None
    """Pattern of a mail's; a mail has no limit."""

    @property
    def is_mail(self) -> bool:
        return self.subject is not None

    @property
    def units(self) -> int:
        return segments(self.longest).units

    @property
    def encoding(self) -> SmsEncoding:
        return segments(self.longest).encoding

    @property
    def segments(self) -> int:
        return segments(self.longest).count

    @property
    def room(self) -> int:
        """What one segment holds."""
        return ONE_SEGMENT[self.encoding]


def shown_texts(language: str) -> Iterator[ShownText]:
    """In the order of the catalogue, and at the end what a mail says instead of a text that it may not show."""
    purposes, said = _purposes(language), WORDINGS[language]
    for template, names in REQUIRED.items():
        example = {name: PLACEHOLDERS[name].example for name in names}
        longest = {name: longest_value(name, language) for name in names}
        if is_mail(template):
            subject, pattern = said.mails[template]
            yield ShownText(
                template,
                language,
                purposes[template],
                pattern.template,
                render_mail(template, language, example).text,
                render_mail(template, language, longest).text,
                subject.template,
            )
        else:
            yield ShownText(
                template,
                language,
                purposes[template],
                said.texts[template].template,
                render(template, language, example),
                render(template, language, longest),
            )
    instead = Template(said.mail_instead)
    hotline = PLACEHOLDERS["hotline"].example
    yield ShownText(
        INSTEAD,
        language,
        purposes[INSTEAD],
        instead.template,
        instead.substitute(hotline=hotline),
        instead.substitute(hotline=longest_value("hotline", language)),
        INSTEAD_SUBJECT,
    )


def longest_value(name: str, language: str) -> str:
    """An example filled up to the limit; of codes, the one whose words are the longest in this language."""
    placeholder = PLACEHOLDERS[name]
    if placeholder.worst is not None:
        return placeholder.worst
    if placeholder.group is None:
        return placeholder.example.ljust(placeholder.longest, "_")
    sizes = {key: segments(word).units for key, word in WORDINGS[language].words[placeholder.group].items()}
    if name == "languages":
        pairs = {f"{one},{other}": sizes[one] + 1 + sizes[other] for one, other in combinations(sizes, 2)}
        sizes |= {both: size for both, size in pairs.items() if size <= placeholder.longest}
    if name == "pages":
        words = WORDINGS[language].words["page"]
        return max(_lists_of_pages(words), key=lambda each: len(pages_in_words(each, words)))
    return max(sizes, key=lambda key: sizes[key])


def _lists_of_pages(words: Mapping[str, str]) -> Iterator[str]:
    """Codes of five characters with every pair and every three of the reasons, and some more of them."""
    for reasons in (*combinations(words, 2), *combinations(words, 3)):
        yield ",".join((*(f"K7Q__:{reason}" for reason in reasons), "+99"))


def example_value(name: str, language: str) -> str:
    """As it stands in the text."""
    placeholder = PLACEHOLDERS[name]
    words: Mapping[str, str] = WORDINGS[language].words[placeholder.group] if placeholder.group else {}
    if name == "pages":
        return pages_in_words(placeholder.example, words)
    return "/".join(words.get(key, key) for key in placeholder.example.split(",")) if words else placeholder.example


def _purposes(language: str) -> dict[str, str]:
    """The translator's comment of each template, but for the line about its values."""
    file = polib.pofile(str(LOCALES / language / "texts.po"), encoding="utf-8")
    return {
        entry.msgid: " ".join(line for line in entry.comment.splitlines() if not line.startswith(VALUES[language]))
        for entry in file
        if entry.msgctxt in ("text", "mail_subject", "mail_instead")
    }
