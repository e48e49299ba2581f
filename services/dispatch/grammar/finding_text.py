"""Read a finding from the scene: a letter, how many people and vehicles, and words that are kept sealed. Pure.

Free text may follow only where it cannot turn the letter into something else: after both counts, after a colon, or,
for F, as the agency seen. "C u in 5" is no finding.
"""

from collections.abc import Sequence

from schemas.reply_text.plain_text import PlainText
from services.dispatch.grammar.parts import Part, PartKind
from services.dispatch.grammar.readings import FindingLetter, FindingReply, Unread
from services.dispatch.grammar.words import AGENCIES_SEEN, BETWEEN_COUNTS, FINDINGS, NUMBER_WORDS, NumberUnit, Verb

MOST_COUNTED = 99


def finding_in(parts: Sequence[Part], code: str, heard: PlainText) -> FindingReply | Unread | None:
    """None: the text does not begin with a finding's letter, and may mean something else."""
    said = [
        part
        for part in parts
        if not (
            part.kind is PartKind.FILLER
            or part.verb is Verb.OK
            or (part.kind is PartKind.CODE and part.words == (code,))
        )
    ]
    if not said or said[0].verb not in FINDINGS:
        return None
    letter = FindingLetter(said[0].words[0])
    counts, rest = _counts(said[1:])
    bare = FindingReply(code, letter, counts.get(NumberUnit.PEOPLE), counts.get(NumberUnit.VEHICLES))
    if heard.asks or any(count > MOST_COUNTED for count in counts.values()):
        return Unread(FindingReply(code, letter), heard.words)
    if not rest:
        return bare
    before = heard.typed[heard.origin[rest[0].at] - 1] if heard.origin[rest[0].at] else ""
    may_follow = (
        len(counts) == 2
        or before.endswith(":")
        or (letter is FindingLetter.OTHER_AGENCY and rest[0].words[0] in AGENCIES_SEEN)
    )
    if not may_follow:
        return Unread(bare, tuple(word for part in rest for word in part.words))
    typed = " ".join(piece for piece in heard.typed[heard.origin[rest[0].at] :] if piece != "\n")
    return FindingReply(code, letter, bare.people, bare.vehicles, typed)


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
