"""Read a finding from the scene: a letter, how many people and vehicles, and words that are kept sealed. Pure.

Free text may follow only where it cannot turn the letter into something else: after both counts, after a colon, or,
for F, as the agency seen. "C u in 5" is no finding.
"""

import re
from collections.abc import Sequence

from schemas.reply_text.plain_text import PlainText
from schemas.reply_text.verbs import Verb
from schemas.reply_text.words import FILLERS, FINDINGS, THANKING
from services.dispatch.grammar.finding_words import (
    BEFORE_WHY,
    CONTRADICTS_UNKNOWN,
    DENIAL,
    DOUBT,
    IMMIGRATION,
    NO_AGENCY_AFTER,
    NO_DETAIL,
    OF_THE_STREET,
    ON_A_VEST,
    OTHERS_WORDS,
    OWN_WORDS,
    SEEN_BESIDE,
    TELLS_WHO,
)
from services.dispatch.grammar.number_words import BETWEEN_COUNTS, NUMBER_WORDS, UNITS, NumberUnit
from services.dispatch.grammar.parts import Part, PartKind
from services.dispatch.grammar.readings import FindingLetter, FindingReply, Unread

MOST_COUNTED = 99
_CONFIRMED = ("CONFIRMED", "CONFIRMADO", "CONFIRMADA", "CONFIRM", "CONFIRMO", "CONFIRMAMOS", "CONFIRMING")
_NAMING_A_LETTER = ("LETRA", "LETTER")
_CONFIRMING = (*_CONFIRMED, "DEFINITELY")
_NOT_IMMIGRATION = re.compile(
    rf"\b(?:NO|NOT|ISNT|AINT|WASNT|SIN)(?: (?:ES|ERA|ERAN|SON|HAY|ESTA|LA|DE|AN|ANY|IS|WAS|SIGN OF|HABIA))*"
    rf" (?:{'|'.join(sorted(IMMIGRATION))}|AGENTS?|AGENTES)\b"
)
_THERE_ARE = frozenset(
    (
        *("THEY", "GOT", "HAVE", "SON", "ITS", "ES", "HAY", "ARE", "THERE", "THERES", "WE", "SEE", "VEO", "VEMOS"),
        *("SAW", "COUNT", "ABOUT", "THEYVE", "TRAEN", "VIENEN"),
    )
)
_OF_THEM = frozenset(("OF", "THEM", "EM", "DE", "ELLOS"))
"""Six of them."""
_CLOSING = (("F",), ("G",), ("X",))
_OF_ONESELF = frozenset(
    (
        "IM",
        "ILL",
        "IVE",
        "ME",
        "MY",
        "YOU",
        "U",
        "YALL",
        "MI",
        "YO",
        "SOY",
        "VOY",
        "USTEDES",
        "TU",
        "TE",
        "NAME",
        "SIGNED",
    )
)
_BEHIND_POR = frozenset(
    (
        "AQUI",
        "ACA",
        "ALLA",
        "AHI",
        "LA",
        "EL",
        "LOS",
        "LAS",
        "ESTA",
        "ESTE",
        "ESO",
        "AHORA",
        "DONDE",
        "QUE",
        "FAVOR",
        "SI",
    )
)
"""X before them is POR."""
_PARTING = frozenset(("BLESS", "BLESSINGS", "LOVE", "BENDIGA", "BENDICIONES", "ABRAZOS", "SALUDOS", "CUIDENSE", "SAFE"))
_ON_A_BACK = frozenset(
    ("VEST", "VESTS", "CHALECO", "CHALECOS", "JACKET", "JACKETS", "BACK", "ESPALDA", "SHIRT", "PATCH")
)
_WRITTEN_ON = re.compile(rf"\b(?:SAYS?|SAYING|DICEN?) (?=(?:{'|'.join(sorted(IMMIGRATION))}|POLICE|POLICIA)\b)")
_CERTAIN = re.compile(
    r"\b(?:IM|I AM|WE ARE|ESTOY|ESTAMOS) (?:VERY |MUY |PRETTY )?(?:SURE|POSITIVE|SEGUR[OA]S?|CERTAIN)\b"
)
_NO_DETAIL = re.compile(
    rf"\b(?:NO|SIN|WITHOUT)(?: (?:VISIBLE|FRONT|LICENSE|POLICE|ANY))? (?:{'|'.join(sorted(NO_DETAIL))})\b"
)


def finding_in(
    parts: Sequence[Part], code: str, heard: PlainText, words: Sequence[str], *, check_in: bool = False
) -> FindingReply | Unread | None:
    """None: the text does not begin with a finding, and may mean something else. `words`: without a name below.

    `check_in`: it is open, so "yes, all quiet" answers it.
    """
    well = check_in and any(part.verb in (Verb.OK, Verb.YES) for part in parts)
    said = [
        part
        for part in parts
        if not (
            part.kind is PartKind.FILLER
            or (part.verb in (Verb.OK, Verb.YES) and part.words[0] not in _CONFIRMED)
            or (part.kind is PartKind.CODE and part.words == (code,))
        )
    ]
    said = _with_its_letter_first(said, heard)
    if len(said) > 1 and said[0].words[0] in _NAMING_A_LETTER and said[1].verb in FINDINGS:
        said = said[1:]
    if len(said) > 1 and said[0].words[0] in _CONFIRMING and said[1].verb is Verb.CONFIRMED:
        said = said[1:]
    if not said:
        return None
    found = Verb.CONFIRMED if _is_spelled_out(said) else said[0].verb
    if found not in FINDINGS or _is_initial(said[0], parts):
        return None
    if well and len(said[0].words[0]) > 1:
        return None
    letter = FindingLetter(found.value)
    counts, rest = _counts(_counted(said[1:]) if found in (Verb.CONFIRMED, Verb.OTHER_AGENCY) else said[1:])
    bare = FindingReply(code, letter, counts.get(NumberUnit.PEOPLE), counts.get(NumberUnit.VEHICLES))
    behind = said[0].at > min(part.at for part in said)
    beside = tuple(word for word in words[0 if behind else said[0].at :] if word not in said[0].words)
    if heard.asks or any(count > MOST_COUNTED for count in counts.values()):
        return Unread(FindingReply(code, letter), tuple(words))
    if any(part.of_range for part in said) or _is_doubtful(found, bare, beside):
        return Unread(bare, tuple(words))
    if not rest and found is Verb.CONFIRMED and not counts and _is_see_you(parts, said[0]):
        return Unread(None, tuple(words))
    if not rest:
        return bare
    before = heard.typed[heard.origin[rest[0].at] - 1] if heard.origin[rest[0].at] else ""
    own = OWN_WORDS[found]
    told = {word for part in rest for word in part.words}
    may_follow = (
        len(counts) == 2
        or behind
        or _is_why_unknown(found, rest[0], told, by_letter=len(said[0].words[0]) == 1)
        or before.endswith(":")
        or rest[0].words[0] in own
        or (found is Verb.OTHER_AGENCY and rest[0].words[0] not in NO_AGENCY_AFTER)
        or (
            found in (Verb.NOTHING_HERE, Verb.CANNOT_TELL)
            and (told <= own | FILLERS or _says_more(said[0], heard) or _says_why(rest[0], told))
        )
    )
    if not may_follow:
        return Unread(bare, tuple(word for part in rest for word in part.words))
    if own.issuperset(told) and found is not Verb.OTHER_AGENCY:
        return bare
    if behind:
        return FindingReply(code, letter, bare.people, bare.vehicles, " ".join(heard.typed))
    last = heard.origin[len(words)] if len(words) < len(heard.words) else len(heard.typed)
    typed = " ".join(piece for piece in heard.typed[heard.origin[rest[0].at] : last] if piece != "\n")
    return FindingReply(code, letter, bare.people, bare.vehicles, typed)


def _with_its_letter_first(said: list[Part], heard: PlainText) -> list[Part]:
    """ "Census people with clipboards. F": the letter closes what they saw, by itself, and nothing else is said."""
    if (
        len(said) < 2
        or said[0].verb in FINDINGS
        or heard.clauses[-1] != said[-1].words
        or said[-1].words not in _CLOSING
    ):
        return said
    told = {word for part in said[:-1] for word in part.words}
    described = said[0].verb in (None, Verb.NO) and any(part.kind is PartKind.UNEXPLAINED for part in said[:-1])
    return [said[-1], *said[:-1]] if described and _OF_ONESELF.isdisjoint(told) else said


def _is_why_unknown(found: Verb, first: Part, told: set[str], *, by_letter: bool) -> bool:
    """ "X no traen nada escrito": X, and by what nobody could tell; "x la esquina" is "por"."""
    return (
        found is Verb.CANNOT_TELL and by_letter and first.words[0] not in _BEHIND_POR and not TELLS_WHO.isdisjoint(told)
    )


def _is_spelled_out(said: Sequence[Part]) -> bool:
    """The label of our own text in place of its letter: "confirmed, 4 agents 2 vans". Less may confirm anything."""
    if said[0].words[0] not in _CONFIRMED:
        return False
    counts, rest = _counts(_counted(said[1:]))
    told = {word for part in said[1:] for word in part.words}
    counted = len(counts) == 2 or (bool(counts) and not told.isdisjoint(IMMIGRATION | UNITS.keys()))
    return counted and {word for part in rest for word in part.words} <= OWN_WORDS[Verb.CONFIRMED] | FILLERS


def _counted(said: Sequence[Part]) -> Sequence[Part]:
    """Without "there are", "it's ICE", "son" before a number."""
    first = next((at for at, part in enumerate(said) if part.kind is PartKind.NUMBER), 0)
    said = [part for part in said if not (_OF_THEM.issuperset(part.words) and part.at > said[first].at)]
    before = {word for part in said[:first] for word in part.words}
    return said[first:] if before <= _THERE_ARE | IMMIGRATION | FILLERS else said


def _says_more(letter: Part, heard: PlainText) -> bool:
    """A bare letter, closed by a full stop, with what they saw behind it: nobody is confirmed by these."""
    return len(letter.words[0]) == 1 and len(heard.clauses) > 1 and letter.words[0] == heard.clauses[0][-1]


def _says_why(first: Part, told: set[str]) -> bool:
    """ "X they closed the street", "G just pigeons": what follows describes, and tells of nobody."""
    return first.words[0] in BEFORE_WHY and SEEN_BESIDE.isdisjoint(told)


def _is_see_you(parts: Sequence[Part], letter: Part) -> bool:
    """C ya, c u: no finding, though YA is a filler elsewhere."""
    return any(part.at > letter.at and (part.verb is Verb.OK or part.words in {("YA",), ("YALL",)}) for part in parts)


def _is_initial(letter: Part, parts: Sequence[Part]) -> bool:
    """A letter after thanks is whoever signs, not what they saw."""
    before = [part for part in parts if part.at < letter.at]
    return any(
        not (THANKING | _PARTING).isdisjoint(part.words) or part.words[:2] == ("THANK", "YOU") for part in before[-1:]
    )


def _is_doubtful(found: Verb, said: FindingReply, beside: Sequence[str]) -> bool:
    """Beside doubt, denial or what another finding would say, a person weighs it."""
    told = f" {' '.join(beside)} "
    if found in (Verb.OTHER_AGENCY, Verb.NOTHING_HERE):
        told = _NOT_IMMIGRATION.sub(" ", told)
    if not _ON_A_BACK.isdisjoint(beside):
        told = _WRITTEN_ON.sub(" ", told)
    told = _CERTAIN.sub(" ", _NO_DETAIL.sub(" ", told))
    rest = [word for word in told.split() if word not in OWN_WORDS[found]]
    if found is Verb.CANNOT_TELL:
        if OF_THE_STREET.search(" ".join(beside)):
            return True
        return not CONTRADICTS_UNKNOWN.isdisjoint(rest)
    if not (DOUBT | DENIAL - ({"FAKE"} if found is Verb.OTHER_AGENCY else set())).isdisjoint(rest):  # "fake cop cars"
        return True
    others = OTHERS_WORDS[found] & set(rest)
    if found is Verb.CONFIRMED and not ON_A_VEST.isdisjoint(beside):
        others -= {"POLICE", "POLICIA", "SHERIFF"}
    return bool(others) or (found is Verb.NOTHING_HERE and bool(said.people or said.vehicles))


def _counts(said: Sequence[Part]) -> tuple[dict[NumberUnit, int], Sequence[Part]]:
    """How many people and vehicles, in that order unless their units say otherwise; and what comes after."""
    counts: dict[NumberUnit, int] = {}
    index = 0
    while index < len(said) and len(counts) < 2:
        part = said[index]
        if counts and part.words[0] in BETWEEN_COUNTS:
            following = said[index + 1 : index + 2]
            if not following or following[0].kind is not PartKind.NUMBER:
                break
            index += 1
            part = following[0]
        unit = part.unit or (NumberUnit.VEHICLES if NumberUnit.PEOPLE in counts else NumberUnit.PEOPLE)
        bare = part.words[0].isdecimal() or part.words[0] in NUMBER_WORDS  # not "in 5"
        bare = bare or (bool(counts) and unit is NumberUnit.VEHICLES and part.words[0] in {"IN", "EN"})
        if (
            part.kind is not PartKind.NUMBER
            or not bare
            or unit in counts
            or unit not in (NumberUnit.PEOPLE, NumberUnit.VEHICLES)
        ):
            break
        counts[unit] = part.number
        index += 1
    return counts, said[index:]
