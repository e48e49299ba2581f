"""Take a reply apart: every word is a command word, a code, a number, a filler, or not explained. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.dispatch.grammar.words import (
    FILLER_PHRASES,
    FILLERS,
    FINDINGS,
    LEADING_TO_A_NUMBER,
    LONGEST_PHRASE_WORDS,
    NUMBER_WORDS,
    REFUSING,
    SPANS,
    UNITS,
    VERBS,
    NumberUnit,
    Verb,
)

_COUNT_AND_UNIT = re.compile(r"(\d{1,3})([A-Z]+)")
_VERB_AND_COUNT = re.compile(r"([A-Z]+)(\d{1,3})([A-Z]*)")
_COUNTABLE = (Verb.YES, Verb.STANDBY, Verb.GO, Verb.ON, *FINDINGS)


class PartKind(StrEnum):
    VERB = "verb"
    CODE = "code"
    NUMBER = "number"
    FILLER = "filler"
    REFUSING = "refusing"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True, slots=True)
class Part:
    """One thing said; `at` is the index of its first word in the text."""

    kind: PartKind
    words: tuple[str, ...]
    at: int
    verb: Verb | None = None
    number: int = 0
    unit: NumberUnit | None = None


def parts_of(words: Sequence[str], codes: frozenset[str]) -> tuple[Part, ...]:
    """A code of this person wins over any word; else the longest phrase that explains what comes next."""
    split = [(word, at) for at, whole in enumerate(words) for word in _unglued(whole, codes)]
    spoken = tuple(word for word, _ in split)
    parts: list[Part] = []
    index = 0
    while index < len(spoken):
        part, used = _next(spoken, index, split[index][1], codes)
        parts.append(part)
        index += used
    return tuple(_with_lone_digit(parts))


def _next(spoken: tuple[str, ...], index: int, at: int, codes: frozenset[str]) -> tuple[Part, int]:
    """The part that starts here, and how many words it takes."""
    if spoken[index] in codes:
        return Part(PartKind.CODE, spoken[index : index + 1], at), 1
    if (counted := _number(spoken, index)) is not None:
        number, unit, used = counted
        return Part(PartKind.NUMBER, spoken[index : index + used], at, number=number, unit=unit), used
    for length in range(LONGEST_PHRASE_WORDS, 0, -1):
        phrase = spoken[index : index + length]
        if len(phrase) < length:
            continue
        if phrase in VERBS:
            return Part(PartKind.VERB, phrase, at, verb=VERBS[phrase]), length
        if phrase in FILLER_PHRASES or (length == 1 and phrase[0] in FILLERS):
            return Part(PartKind.FILLER, phrase, at), length
        if phrase in REFUSING:
            return Part(PartKind.REFUSING, phrase, at), length
    return Part(PartKind.UNEXPLAINED, spoken[index : index + 1], at), 1


def _number(spoken: tuple[str, ...], index: int) -> tuple[int, NumberUnit | None, int] | None:
    """A number in digits or words, with what leads to it and its unit: "in about 25 minutes", "treinta y cinco"."""
    start = index
    for length in (2, 1):
        if spoken[index : index + length] in LEADING_TO_A_NUMBER:
            start = index + length
            break
    for length in range(5, 1, -1):
        if (minutes := SPANS.get(spoken[start : start + length])) is not None:
            return minutes, NumberUnit.MINUTES, start + length - index
    found = _plain_number(spoken, start)
    if found is None:
        return None
    number, used = found
    end = start + used
    unit = UNITS.get(spoken[end]) if end < len(spoken) else None
    return number, unit, end - index + (unit is not None)


def _plain_number(spoken: tuple[str, ...], start: int) -> tuple[int, int] | None:
    if start >= len(spoken):
        return None
    word = spoken[start]
    if word.isascii() and word.isdecimal() and len(word) <= 4:
        return int(word), 1
    number = NUMBER_WORDS.get(word)
    if number is None:
        return None
    if 20 <= number <= 90 and number % 10 == 0:
        for joined in (1, 2):  # twenty five; treinta y cinco
            if joined == 2 and spoken[start + 1 : start + 2] != ("Y",):
                break
            rest = spoken[start + joined : start + joined + 1]
            if rest and 1 <= NUMBER_WORDS.get(rest[0], 0) <= 9:
                return number + NUMBER_WORDS[rest[0]], joined + 1
    return number, 1


def _unglued(word: str, codes: frozenset[str]) -> tuple[str, ...]:
    """Y10 is Y 10, 10MIN is 10 MIN. C42 stays: four people and two cars, or forty-two?"""
    if word in codes or word.isdecimal() or word.isalpha():
        return (word,)
    if (found := _COUNT_AND_UNIT.fullmatch(word)) and found[2] in UNITS:
        return found[1], found[2]
    if (found := _VERB_AND_COUNT.fullmatch(word)) and (verb := VERBS.get((found[1],))) in _COUNTABLE:
        if verb in FINDINGS and len(found[2]) > 1:
            return (word,)
        if found[3] == "":
            return found[1], found[2]
        if found[3] in UNITS:
            return found[1], found[2], found[3]
    return (word,)


def _with_lone_digit(parts: list[Part]) -> list[Part]:
    """1 is yes and 0 is no when nothing else is: "1 10" is yes, in ten minutes; the 1 of "C 1" is a person."""
    answers = {Verb.OK, Verb.WILLING}
    if any(part.verb not in answers for part in parts if part.kind is PartKind.VERB):
        return parts
    for index, part in enumerate(parts):
        if part.kind is PartKind.NUMBER:
            if part.words in (("1",), ("0",)):
                verb = Verb.YES if part.words == ("1",) else Verb.NO
                parts[index] = Part(PartKind.VERB, part.words, part.at, verb=verb)
            break
    return parts
