"""What a service refused, in the reader's language: its English sentences are found in the catalogue. Pure."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

from schemas.language.catalogue import catalogue
from services.console.language.words import said, word

CODES: Final = ("outcome", "incident_state", "role", "agency")
"""Groups whose codes stand in a sentence of a service."""
_CODE: Final = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")
_PLACE: Final = re.compile(r"\\\{([a-z]+)\\\}")


def complaint(language: str, key: str, facts: Mapping[str, Any]) -> str:
    """The one line that says why a command was not done."""
    told = dict(facts)
    if "problem" in told:
        told["why"] = why_refused(language, told.pop("problem"))
    if isinstance(told.get("faults"), tuple):
        told["faults"] = "; ".join(_faults(language, told["faults"]))
    return said(language, key, **told)


def why_refused(language: str, problem: Any) -> str:
    """A problem+json (RFC 9457) as one line, with the options that answer it, which no service knows."""
    options = catalogue("problems", language).find("options", problem.type.rpartition(":")[2])
    words = [
        _told(language, "problem", problem.title),
        options or "",
        _told(language, "detail", problem.detail or ""),
        *_faults(language, [(fault.pointer or "body", fault.detail) for fault in problem.errors]),
    ]
    return " · ".join(each.rstrip(".") for each in words if each)


def how_misused(language: str, message: str) -> str:
    """What Typer says of a command that was typed wrongly. Options, names and choices stay as they are typed."""
    sentence = " ".join(message.split()).rstrip(".")
    of_what, colon, why = sentence.partition(": ")
    if not (colon and of_what.startswith("Invalid value")):
        return _misuse(language, sentence)
    told = _misuse(language, why) if why.startswith("Value error") else _told(language, "fault", why)
    return f"{_misuse(language, of_what)}: {told}"


def _misuse(language: str, sentence: str) -> str:
    for key, pattern in _patterns("misuse"):
        if found := pattern.fullmatch(sentence):
            return catalogue("problems", language).text("misuse", key).format(**found.groupdict())
    return sentence


def _faults(language: str, faults: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{pointer}: {_told(language, 'fault', detail)}" for pointer, detail in faults]


def _told(language: str, group: str, sentence: str) -> str:
    """A sentence that the catalogue does not know is shown as it came."""
    for key, pattern in _patterns(group):
        if found := pattern.fullmatch(sentence.rstrip(".")):
            filled = {
                name: _roles(language, value) if name == "roles" else _worded(language, value)
                for name, value in found.groupdict().items()
            }
            return catalogue("problems", language).text(group, key).format(**filled)
    return sentence if language == "en" else _CODE.sub(lambda found: _code(language, found[0]), sentence)


@cache
def _patterns(group: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """How the services say it, which is the catalogue's English."""
    english = catalogue("problems", "en")
    return tuple(
        (key, re.compile(_PLACE.sub(r"(?P<\1>.+)", re.escape(english.text(group, key).rstrip(".")))))
        for key in english.keys_of(group)
    )


def _worded(language: str, value: str) -> str:
    """What a service put into its sentence: codes, one or several."""
    if language == "en":
        return value
    return _CODE.sub(lambda found: _code(language, found[0]), value).replace(" or ", f" {said(language, 'or')} ")


def _roles(language: str, value: str) -> str:
    """Any one of several: in Spanish `u` before a word that begins with o."""
    if language == "en":
        return value
    told = f" {said(language, 'or')} ".join(word("role", code, language) for code in value.split(" or "))
    return re.sub(r" o (?=h?o)", " u ", told)


def _code(language: str, code: str) -> str:
    return next((each for group in CODES if (each := word(group, code, language)) != code), code)
