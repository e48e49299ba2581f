"""Mask in free text what may never be stored (rule R60), and drop characters that deceive a reader. Pure.

It errs on the side of masking: a bus number lost costs a question, a number kept may cost a person.
"""

import re
from typing import Final, NamedTuple, NewType

CleanText = NewType("CleanText", str)
"""Text that `cleaned` has seen; a draft takes no other, which mypy holds."""

_LINK = r"\W{0,3}(?:(?:is|was|es|era|no|num|number|numero|número)\b\W{0,3}|#\s?){0,2}"
"""What stands between the kind of a number and the number: "is", "no.", "#"."""
_SERIAL = r"(?=[A-Z0-9-]{0,12}\d)[A-Z0-9](?:-?[A-Z0-9]){4,14}\b"
_PLATE = r"(?:(?=[A-Z0-9-]{0,7}\d)[A-Z0-9-]{4,8}(?: \d{2,4})?|[A-Z]{1,4} \d{2,4}[A-Z]{0,3}|\d{1,4} [A-Z]{2,3})\b"
_DATE = (
    r"(?:\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|\d{1,2}(?:st|nd|rd|th)?\s(?:de\s|of\s)?[a-zé]{3,10}\.?(?:\s(?:de\s|del\s)?\d{2,4})?"
    r"|[a-z]{3,9}\.?\s\d{1,2}(?:st|nd|rd|th)?(?:,?\s\d{2,4})?|\d{4})\b"
)


_STREET = r"(?:st|str|street|ave?|avenue|blvd|boulevard|rd|road|dr|drive|pl|place|hwy|highway|way|ln|lane|ct|court)"
_MAIL = r"[\w.+-]{1,64}@[\w-]{1,64}\."


class _Mask(NamedTuple):
    name: str
    hints: tuple[str, ...]
    """The pattern cannot match without one of these in the lower-case text; "" stands for three digits in a row."""
    pattern: re.Pattern[str]


def _mask(name: str, hints: str, pattern: str) -> _Mask:
    return _Mask(f"[{name}]", tuple(hints.split("|")), re.compile(pattern, re.I))


_IN_A_STORY: Final = (
    _mask("email", "@", rf"{_MAIL}[\w.-]{{1,64}}"),
    _mask("account", "@", rf"(?<![\w@])@[A-Za-z_][\w.]{{2,29}}+(?! {_STREET}\b)"),
    _mask("status", "citizen|ciudadan", r"\b(?:(?:us )?citizens?(?! bank)|ciudadan[oa]s?)\b"),
)
"""What means something else where a place is told: there @ is "at", and citizens have banks and squares."""
_IN_A_PLACE: Final = (_mask("email", "@", rf"{_MAIL}(?!{_STREET}\b)[\w.-]{{1,64}}"),)
_ANYWHERE: Final = (
    _mask("ssn", "", r"\b\d{3}[- ]\d{2}[- ]\d{4}\b"),
    _mask("ssn", "ssn|itin|social", rf"\b(?:ssn|itin|social(?: security)?){_LINK}\d{{3}}[- ]?\d{{2}}[- ]?\d{{4}}\b"),
    _mask("A-number", "", r"\bA[-# ]{0,2}\d{3}[- ]?\d{3}[- ]?\d{2,3}\b"),
    _mask(
        "A-number",
        "alien|a-n|a n|a#|anum",
        rf"\b(?:alien|a)[- ]?(?:(?:registration )?(?:number|num|no\b\.?)|#){_LINK}\d[\d -]{{5,12}}\d",
    ),
    _mask(
        "document",
        "passp|pasap|visa|consular|card|i-94|i94| ead|licen",
        r"\b(?:passport|pasaporte|visa|consular(?: id)?|matr[ií]cula consular|green card|i-?94|ead|licencia"
        rf"|driver'?s license){_LINK}{_SERIAL}",
    ),
    _mask(
        "birth date",
        "born|naci|dob|d.o.b|birth|fdn",
        r"\b(?:dob|d\.o\.b\.?|born(?: on| in)?|birth ?(?:date|day)|date of birth|naci[oó](?: el| en)?"
        rf"|nacid[oa](?: el| en)?|fecha de nacimiento|fdn){_LINK}{_DATE}",
    ),
    _mask(
        "phone",
        "",
        r"(?<![\d-])(?:\+?\d{1,3}[ .-]?)?\(?\d{3}\)?[ .-]?\d{3}[ .-]\d{4}\b|\+\d{8,15}\b|(?<![\d-])1?\d{10}\b",
    ),
    _mask("plate", "plate|placa|matr|tag", rf"\b(?:(?:license )?plates?|placas?|matr[ií]culas?|tags?){_LINK}{_PLATE}"),
    _mask("plate", "", r"(?-i:\b\d[A-Z]{3}\d{3}\b|\b[A-Z]{3}-?\d{4}\b)"),
    _mask(
        "status",
        "docum|legal|paper|papel|overst|holder|asyl|asilo|daca|tps|deport",
        r"\b(?:un ?documented|indocumentad[oa]s?|illegal (?:alien|immigrant)s?|illegals?|ilegal(?:es)?|sin papeles"
        r"|without papers|no papers|overstayed|green card holders?|asylum seekers?|solicitantes? de asilo|daca|tps"
        r"|deported before|deportad[oa]s? antes)\b",
    ),
)
_THREE_DIGITS: Final = re.compile(r"\d{3}")
_DECEIVING: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def cleaned(text: str) -> CleanText:
    """The text without control and direction characters, and each thing that must not be kept as its kind alone."""
    return _masked(text, _IN_A_STORY + _ANYWHERE)


def cleaned_place(text: str) -> CleanText:
    """The same for the words of a place, which must stay words of a place: somebody is sent there by them."""
    return _masked(text, _IN_A_PLACE + _ANYWHERE)


def _masked(text: str, masks: tuple[_Mask, ...]) -> CleanText:
    if not text.isprintable():
        text = _DECEIVING.sub("", text)
    lower = text.lower()
    digits = _THREE_DIGITS.search(text) is not None
    for mask in masks:
        for hint in mask.hints:
            if hint in lower if hint else digits:
                text = mask.pattern.sub(mask.name, text)
                break
    return CleanText(text)


def cleaned_or_none(text: str | None) -> CleanText | None:
    return None if text is None else cleaned(text)


def cleaned_place_or_none(text: str | None) -> CleanText | None:
    return None if text is None else cleaned_place(text)
