"""Whether a text is a yes to an offer, whatever else it tells. Pure.

A plain yes, or what says by its act that they come and one duration, is one beside anything but the closed kinds of
words that turn it round: what may stand there is open, what may not is listed (rule R20, ADR 18).
"""

import re
from collections.abc import Callable, Sequence
from itertools import zip_longest

from schemas.reply_text.plain_text import THUMB_UP
from schemas.reply_text.verbs import Verb
from services.dispatch.grammar.coming import CARED_FOR, SETS_OUT, comes_not_here
from services.dispatch.grammar.number_words import COUNTED_ON_THE_WAY, NumberUnit
from services.dispatch.grammar.parts import Part, PartKind
from services.dispatch.grammar.readings import Reading, Situation
from services.dispatch.grammar.reply_parts import ReplyParts
from services.dispatch.grammar.turning_words import (
    BESIDE_YES,
    CONDITIONED,
    CONDITIONED_ON_ME,
    FREE_TO_COME,
    HARMLESS_IDIOMS,
    IN_TURNS_A_YES,
    MOST_WORDS_OF_AN_IDIOM,
)
from services.dispatch.grammar.yes_and_no import go, yes

_COMES_ALONG = {
    Verb.YES,
    Verb.YEAH,
    Verb.GO,
    Verb.WILLING,
    Verb.OK,
    Verb.FINE,
    Verb.NOTED,
    Verb.WILL_ARRIVE,
    Verb.SETTING_OUT,
    Verb.WANT,
    Verb.HERE,
}
"""What only underlines a yes."""
_SENDS_MINUTES = {Verb.WILLING, Verb.GO, Verb.WILL_ARRIVE, Verb.SETTING_OUT, Verb.WANT}
"""With a duration as good as a yes: they answer what the offer asks for."""
_ANSWERING = (PartKind.FILLER, PartKind.CODE)
_IN_COMPANY = {"CON", "WITH"}
_RIGHT_NOW = {"YA", "AHORA", "AHORITA", "PARA", "DE", "EN"}
_SAYS_NO_MORE = {
    ("ON",),
    ("IM", "OFF"),
    ("HOME",),
    ("IM", "HOME"),
    ("AT", "HOME"),
    ("EN", "CASA"),
    ("ESTOY", "EN", "CASA"),
    ("CALLING",),
    ("SALGO",),
    ("AFUERA",),
    ("AQUI", "AFUERA"),
}
"""Verbs elsewhere; beside a yes, where they are or what they put on."""
_WHENCE = {"FROM", "DESDE"}
_MOST_WORDS_OF_A_PLACE = 4
_SIGNS = {THUMB_UP, "=", "+"}
_IDIOMS = frozenset(HARMLESS_IDIOMS)
_FREE = frozenset(FREE_TO_COME)


_SARCASM = re.compile(r"^(?:YEAH|YES|YA) (?:RIGHT(?! (?:AWAY|NOW|HERE|THERE|BEHIND|AFTER))|SURE LOL|AS IF)\b")


class AnswerToOffer:
    """A text while offers are open to its sender, taken apart without what denies nothing ("no problem")."""

    def __init__(
        self,
        words: Sequence[str],
        clauses: Sequence[Sequence[str]],
        situation: Situation,
        taken_apart: Callable[[Sequence[str]], tuple[Part, ...]],
    ) -> None:
        self.situation = situation
        self.words = _without_idioms(CARED_FOR.sub(" ", " ".join(words)).split(), _IDIOMS | _FREE)
        self.parts = taken_apart(self.words)
        self.minutes = _duration_in(self.parts)
        self.spoken = " ".join(self.words)
        self.sets_out = SETS_OUT.search(self.spoken) is not None
        self.clauses = tuple(map(taken_apart, clauses))
        self.no_problem = len(_without_idioms(words, _IDIOMS)) < len(words)

    def firm_yes(self) -> Reading | None:
        """A plain yes by itself, or with one duration anywhere; what stands beside it is harmless, unless it is of the
        few kinds of words that turn a yes round."""
        if not self.situation.open_offers or self.situation.assignment is not None or self.is_turned():
            return None
        verbs = {part.verb for part in self.parts if part.verb is not None and part.words not in _SAYS_NO_MORE}
        minutes = self.minutes
        firm = not verbs.isdisjoint({Verb.YES, Verb.YEAH})
        sent = self.no_problem or self.sets_out or not verbs.isdisjoint(_SENDS_MINUTES)
        if minutes == () or not verbs <= _COMES_ALONG | ({Verb.ON_IT} if (firm or sent) and minutes else set()):
            return None
        codes = tuple(part for part in self.parts if part.kind is PartKind.CODE)
        if minutes:
            return yes(ReplyParts((*codes, *minutes), self.situation)) if firm or sent else None
        if firm and self._begins_with_yes():
            return yes(ReplyParts(codes, self.situation))
        return go(ReplyParts(codes, self.situation)) if self.sets_out and not firm else None

    def is_turned(self) -> bool:
        """Whether anything denies, doubts, supposes, contrasts, asks, or speaks of another time or person."""
        if _SARCASM.search(self.spoken):
            return True
        first_yes = next((part.at for part in self.parts if part.verb in _COMES_ALONG), len(self.words))
        told = (
            part for part in self.parts if part.kind is not PartKind.NUMBER or part.at < first_yes
        )  # "yes, maybe 20 min"
        beside = {word for part in told for word in part.words}
        by_the_clock = any(part.words in (("AM",), ("PM",)) for part in self.parts)
        if by_the_clock or not IN_TURNS_A_YES.isdisjoint(beside) or not all(map(str.isalnum, beside - _SIGNS)):
            return True
        if any(part.kind is PartKind.REASON and part.words[0] not in _IN_COMPANY for part in self.parts):
            return True
        if comes_not_here(self.spoken):
            return True
        return any(self._is_if(at) for at, part in enumerate(self.parts) if part.words[0] == "SI")

    def _begins_with_yes(self) -> bool:
        """The first clause says no more than yes, or any of them in so many words ("cuenten conmigo"); or,"
        " unpunctuated,
        nothing does but words that belong to a yes."""
        strange = (part for part in _without_whence(self.parts) if part.kind is PartKind.UNEXPLAINED)
        if BESIDE_YES.issuperset(word for part in strange for word in part.words):
            return True
        return any(
            all(part.kind is not PartKind.UNEXPLAINED for part in clause)
            and any(part.verb is Verb.YES and (not at or len(part.words) > 1) for part in clause)
            for at, clause in enumerate(self.clauses)
        )

    def _is_if(self, at: int) -> bool:
        """Whether a SI is "if": behind words that are no answer, or before what is not known yet."""
        before = self.parts[at - 1] if at else None
        after = tuple(word for part in self.parts[at:] for word in part.words)[1:]
        told = before is not None and not (before.kind in _ANSWERING or before.verb in _COMES_ALONG)
        on_me = after[:1] == ("ME",) and not CONDITIONED_ON_ME.isdisjoint(after[1:2])
        leaves_then = after[:1] == ("SALGO",) and not _RIGHT_NOW.issuperset(after[1:2])
        goes_on = any(part.kind is not PartKind.FILLER for part in self.parts[at + 1 :])
        return (told and goes_on) or on_me or leaves_then or not CONDITIONED.isdisjoint(after[:1])


def _without_whence(parts: Sequence[Part]) -> Sequence[Part]:
    """Without where they come from, at the end: "yes from the barbershop"."""
    at = next((at for at, part in enumerate(parts) if at and part.words[0] in _WHENCE), len(parts))
    return parts[:at] if len(parts) - at <= _MOST_WORDS_OF_A_PLACE else parts


def _without_idioms(words: Sequence[str], idioms: frozenset[tuple[str, ...]]) -> tuple[str, ...]:
    """Without "no problem" and its like, which deny nothing."""
    kept: list[str] = []
    at = 0
    while at < len(words):
        lengths = range(MOST_WORDS_OF_AN_IDIOM, 1, -1)
        used = next((length for length in lengths if tuple(words[at : at + length]) in idioms), 0)
        if not used:
            kept.append(words[at])
        at += used or 1
    return tuple(kept)


def _duration_in(parts: Sequence[Part]) -> tuple[Part, ...] | None:
    """The one duration told, None without any number; empty when it is not clear which number is one."""
    numbers = [
        part
        for part, after in zip_longest(parts, parts[1:])
        if part.kind is PartKind.NUMBER and (after is None or after.words[0] not in COUNTED_ON_THE_WAY)
    ]
    timed = [part for part in numbers if part.unit in (NumberUnit.MINUTES, NumberUnit.HOURS)]
    if not numbers:
        return None
    if any(part.unit in (NumberUnit.PEOPLE, NumberUnit.VEHICLES) for part in numbers) or len(timed) > 1:
        return ()
    if timed:
        return tuple(timed)
    if len(numbers) > 1:
        return ()
    at = parts.index(numbers[0])
    before = [part for part in parts[:at] if part.kind is not PartKind.FILLER]
    plainly = not before or before[-1].kind is PartKind.CODE or before[-1].verb is not None or len(numbers[0].words) > 1
    return (numbers[0],) if plainly else ()
