"""Take a reply apart: every word is a command word, a code, a number, a filler, or not explained. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from schemas.reply_text.plain_text import word_set
from schemas.reply_text.slips import ABBREVIATED, by_ear, one_slip
from schemas.reply_text.verbs import Verb
from schemas.reply_text.words import (
    FILLER_PHRASES,
    FILLERS,
    FINDINGS,
    LONGEST_PHRASE_WORDS,
    REASONS,
    SORRY,
    UNREAL,
    VERBS,
)
from services.dispatch.grammar.finding_words import DENIAL, DOUBT
from services.dispatch.grammar.number_words import (
    AFTER_MINUTES,
    BETWEEN_COUNTS,
    BETWEEN_RANGE,
    LEADING_TO_A_NUMBER,
    LONGEST_LEAD_WORDS,
    NUMBER_WORDS,
    SPANS,
    UNITS,
    NumberUnit,
)
from services.dispatch.grammar.turning_words import CONDITIONED, IN_TURNS_A_YES, STILL_A_NO, TURNS_ROUND

_COUNT_AND_UNIT = re.compile(r"(\d{1,3})([A-Z]+)")
_VERB_AND_COUNT = re.compile(r"([A-Z]+)(\d{1,3})([A-Z]*)")
_LAUGHTER = re.compile(r"[JH]?(?:[AEI][JH]){2,}[AEI]?|J{3,}|X+D+|L+O+L+")
_REPEATED = re.compile(r"([A-Z])\1+")
_ARTICLES = frozenset(("UN", "UNA"))
_PAST = (("AGO",), ("ATRAS",))
"""Behind minutes: when they left, and not when they come."""
_COUNTED = frozenset((unit,) for unit in UNITS)
"""Behind ONE: a number; else "the K7Q one" names the mission."""
_VOWELS = frozenset("AEIOU")
_GOES_ON = word_set("I IM ILL WE WELL THEN GO GOING HEADING HEAD COMING BE WILL OMW OTW AM LEAVING BIKE WALK DRIVE SEE")
"""Behind N: "gimme 20 n im there"."""
_WRITTEN_BY_EAR = word_set(
    "VOY VAMOS LLEGO LLEGUE LLEGAMOS LLEGANDO YA HORA HORAS HOY AHORITA AQUI ALLI ALLA CAMINO SALIENDO SALGO PUEDO"
    " PODEMOS"
    " QUIERO ESTOY ESTAMOS BIEN HABLAR VEHICULOS CARROS BUENAS NECESITO TRABAJANDO AHI MEDIA HACE"
)
_BY_EAR = {by_ear(word): word for word in _WRITTEN_BY_EAR}
_COUNTABLE = (Verb.YES, Verb.YEAH, Verb.STANDBY, Verb.GO, Verb.ON, *FINDINGS)
KNOWN = (
    frozenset(
        word
        for phrases in (VERBS, FILLER_PHRASES, REASONS, LEADING_TO_A_NUMBER, SPANS, AFTER_MINUTES)
        for phrase in phrases
        for word in phrase
    )
    | FILLERS
    | NUMBER_WORDS.keys()
    | UNITS.keys()
    | BETWEEN_COUNTS
    | SORRY
    | UNREAL
)
"""Every word that may mean something beside another."""
_TURNING = IN_TURNS_A_YES | DENIAL | DOUBT | UNREAL | STILL_A_NO | TURNS_ROUND | CONDITIONED
"""Never a slip of another word."""
_LONG = sorted(word for word in KNOWN if len(word) >= 6 and word.isalpha())
MEANT_ALONE = (
    frozenset(phrase[0] for phrase in VERBS if len(phrase) == 1)
    | UNREAL
    | DOUBT
    | DENIAL
    | IN_TURNS_A_YES
    | SORRY
    | NUMBER_WORDS.keys()
)
"""What means something by itself, so that it is no name below a text."""


class PartKind(StrEnum):
    VERB = "verb"
    CODE = "code"
    NUMBER = "number"
    FILLER = "filler"
    REASON = "reason"
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
    of_range: bool = False
    """The larger of two: "15-20 min"."""


def parts_of(words: Sequence[str], codes: frozenset[str], hyphens: frozenset[int] = frozenset()) -> tuple[Part, ...]:
    """A code of this person wins over any word; else the longest phrase that explains what comes next.

    `hyphens`: the words behind which a hyphen was typed and then a number.
    """
    split = [(word, at) for at, whole in enumerate(_with_english_and(words)) for word in _unglued(whole, codes)]
    spoken = tuple(word for word, _ in split)
    parts: list[Part] = []
    index = 0
    while index < len(spoken):
        part, used = _next(spoken, index, split[index][1], codes)
        parts.append(part)
        index += used
    return tuple(_with_lone_digit(_with_spanish_and(_with_ranges(parts, hyphens))))


def _with_english_and(words: Sequence[str]) -> list[str]:
    """N is no where an answer stands; between what somebody does and what they do next it is "and"."""
    inner = range(1, len(words) - 1)
    if tuple(words[:2]) == ("10", "4") and not any(word.isdecimal() or word in UNITS for word in words[2:3]):
        words = ("COPY", "COPY", *words[2:])  # "10-4"
    return [
        "AND" if at in inner and word == "N" and words[at + 1] in _GOES_ON else word for at, word in enumerate(words)
    ]


def _next(spoken: tuple[str, ...], index: int, at: int, codes: frozenset[str]) -> tuple[Part, int]:
    """The part that starts here, and how many words it takes."""
    if spoken[index] in codes:
        return Part(PartKind.CODE, spoken[index : index + 1], at), 1
    if (
        spoken[index] == "ONE"
        and index
        and spoken[index - 1] in codes
        and spoken[index + 1 : index + 2] not in _COUNTED
    ):
        return Part(PartKind.FILLER, spoken[index : index + 1], at), 1
    begins_a_phrase = spoken[index] in _ARTICLES and spoken[index : index + 2] in FILLER_PHRASES
    if not begins_a_phrase and (counted := _number(spoken, index)) is not None:
        number, unit, used = counted
        if spoken[index + used : index + used + 1] in _PAST or spoken[index] == "HACE":
            used += spoken[index] != "HACE"
            return Part(PartKind.FILLER, spoken[index : index + used], at), used
        return Part(PartKind.NUMBER, spoken[index : index + used], at, number=number, unit=unit), used
    for length in range(min(LONGEST_PHRASE_WORDS, len(spoken) - index), 0, -1):
        phrase = spoken[index : index + length]
        if phrase in VERBS:
            return Part(PartKind.VERB, phrase, at, verb=VERBS[phrase]), length
        if phrase in REASONS:
            return Part(PartKind.REASON, phrase, at), length
        if phrase in FILLER_PHRASES or (length == 1 and phrase[0] in FILLERS):
            return Part(PartKind.FILLER, phrase, at), length
    return Part(PartKind.UNEXPLAINED, spoken[index : index + 1], at), 1


def _as_listed(word: str) -> str:
    """YESSS as YES, NOOO as NO, LLEGUEEE as LLEGUE, when nothing is listed as it was typed."""
    if word in ABBREVIATED:
        return ABBREVIATED[word]
    if word in KNOWN or len(word) < 3:
        return word
    if len(word) % 2 == 0 and len(word) > 2 and word in {"OKOK", "SISI", "NONO", "YESYES"}:
        return word[: len(word) // 2]
    if _LAUGHTER.fullmatch(word):
        return "JAJA"
    for times in ("\\1", "\\1\\1"):
        shorter = _REPEATED.sub(times, word)
        if shorter in KNOWN and not _VOWELS.isdisjoint(shorter):  # TTY is a code, and no thank you
            return shorter
    return _as_heard(word)


@lru_cache(maxsize=8192)
def _as_heard(word: str) -> str:
    """BOY as VOY, ORA as HORA, YEGO as LLEGO: Spanish written by ear. COMMING as COMING: one slip in a long word."""
    heard = _BY_EAR.get(by_ear(word))
    if heard is not None:
        return heard
    if len(word) < 6 or word in _TURNING or word == "SAYING":
        return word
    meant = [known for known in _LONG if known[0] == word[0] and one_slip(word, known)]
    return meant[0] if len(meant) == 1 else word


def _number(spoken: tuple[str, ...], index: int) -> tuple[int, NumberUnit | None, int] | None:
    """A number in digits or words, with what leads to it and its unit: "in about 25 minutes", "treinta y cinco"."""
    start = index
    for length in range(LONGEST_LEAD_WORDS, 0, -1):
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
    if spoken[end : end + 1] in (("MORE",), ("MAS",)) and not UNITS.keys().isdisjoint(spoken[end + 1 : end + 2]):
        end += 1  # 5 more minutes
    unit = UNITS.get(spoken[end]) if end < len(spoken) else None
    end += unit is not None
    if unit in (NumberUnit.MINUTES, NumberUnit.HOURS) or spoken[end : end + 1] == ("AWAY",):
        for length in range(4, 0, -1):
            if spoken[end : end + length] in AFTER_MINUTES:
                end += length
                break
    return number, unit, end - index


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
    if word in codes or word.isdecimal():
        return (word,)
    if word.isalpha():
        return (_as_listed(word),)
    if (found := _COUNT_AND_UNIT.fullmatch(word)) and found[2] == "ISH":
        return (found[1],)
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


def _with_ranges(parts: list[Part], hyphens: frozenset[int]) -> list[Part]:
    """ "10 or 15", "15 a 20": the larger, since a person who comes later than they said is missed."""
    index = 0
    while index + 1 < len(parts):
        last = parts[index].at + len(parts[index].words) - 1
        beside = 2 if last in hyphens and parts[index + 1].at == last + 1 else 3
        if index + beside > len(parts):
            break
        low, *between, high = parts[index : index + beside]
        if between and not _may_part(low, between[0]):
            index += 1
        elif low.kind is high.kind is PartKind.NUMBER and low.number < high.number and low.unit in (None, high.unit):
            words = low.words + high.words
            larger = Part(PartKind.NUMBER, words, low.at, number=high.number, unit=high.unit, of_range=True)
            parts[index : index + 2 + len(between)] = [larger]
        else:
            index += 1
    return parts


def _may_part(low: Part, between: Part) -> bool:
    [word, *more] = between.words
    return not more and word in BETWEEN_RANGE and (word not in BETWEEN_COUNTS or low.words[0] in {"BETWEEN", "ENTRE"})


def _with_spanish_and(parts: list[Part]) -> list[Part]:
    """Y is yes where a command stands: first, last, or before a number or a code. Anywhere else it is "and"."""
    places = [
        index for index, part in enumerate(parts) if part.words == ("Y",) and part.kind is PartKind.VERB and index
    ]
    if not places:
        return parts
    first_other = next((index for index, part in enumerate(parts) if not _beside_yes(part)), len(parts))
    last_other = max((index for index, part in enumerate(parts) if not _beside_yes(part)), default=-1)
    first_but_codes = next((index for index, part in enumerate(parts) if part.kind is not PartKind.CODE), len(parts))
    for index in places:
        before, after = parts[index - 1], parts[index + 1] if index + 1 < len(parts) else None
        answers = last_other < index <= first_other and (
            after is None or after.kind in (PartKind.CODE, PartKind.NUMBER) or index <= first_but_codes
        )
        joined = after is not None and (
            before.kind is after.kind is PartKind.CODE
            or before.kind is after.kind is PartKind.NUMBER
            or before.words == ("SI",)
        )
        if joined or not answers:
            parts[index] = Part(PartKind.FILLER, parts[index].words, parts[index].at)
    return parts


def _beside_yes(part: Part) -> bool:
    return (
        part.kind in (PartKind.CODE, PartKind.NUMBER, PartKind.FILLER)
        or part.words in (("OK",), ("OKAY",))
        or part.verb is Verb.YES
    )


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
