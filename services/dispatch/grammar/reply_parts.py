"""A reply taken apart, beside what is open: what it counts, which code it is about, what is left unexplained. Pure."""

from collections.abc import Iterable
from itertools import chain
from typing import assert_never

from schemas.reply_text.verbs import Verb
from schemas.reply_text.words import SORRY
from services.dispatch.grammar.number_words import NumberUnit
from services.dispatch.grammar.parts import Part, PartKind
from services.dispatch.grammar.readings import Late, Situation, Stage, WhichOne

LONGEST_ETA_MINUTES = 180
ON_THE_ROAD = (Stage.HELD, Stage.CONFIRMED, Stage.EN_ROUTE)


class ReplyParts:
    """A reply taken apart, beside the situation that says what its parts mean."""

    def __init__(self, parts: tuple[Part, ...], situation: Situation) -> None:
        self.parts = parts
        self.situation = situation
        self.mission = situation.assignment.code if situation.assignment is not None else None
        self.stage = situation.assignment.stage if situation.assignment is not None else None
        self.verbs = {part.verb for part in parts if part.verb is not None}
        self.numbers = tuple(part for part in parts if part.kind is PartKind.NUMBER)
        self.codes = tuple(dict.fromkeys(part.words[0] for part in parts if part.kind is PartKind.CODE))

    @property
    def unexplained(self) -> tuple[str, ...]:
        """Words with no place in the reply; "at work" has one beside a no, or alone as one to an offer."""
        stray = {PartKind.UNEXPLAINED}
        refused = not self.verbs.isdisjoint({Verb.NO, Verb.CANNOT, Verb.UNAVAILABLE})
        if not refused and (self.verbs or not self.situation.open_offers):
            stray.add(PartKind.REASON)
        return tuple(chain.from_iterable(part.words for part in self.parts if part.kind in stray))

    @property
    def is_sorry(self) -> bool:
        return any(not SORRY.isdisjoint(part.words) or part.words[:2] == ("LO", "SIENTO") for part in self.parts)

    @property
    def says_nah(self) -> bool:
        """ "Nah we're fine" is no "no"."""
        return any(part.verb is Verb.NO and part.words in {("NAH",), ("NEL",)} for part in self.parts)

    @property
    def goes_on_the_road(self) -> bool:
        """Asked on the way whether all is well: a number beside the yes says when they are there."""
        return self.situation.check_in_open and self.stage in ON_THE_ROAD and not self.situation.open_offers

    @property
    def tells_minutes(self) -> bool:
        """ "15 min", "in 15": more than a bare number, which may count anything."""
        return bool(self.numbers) and self.fits_minutes() and len(self.numbers[0].words) > 1

    def fits_minutes(self) -> bool:
        if not self.numbers:
            return True
        minutes = self.minutes()
        return len(self.numbers) == 1 and minutes is not None and 1 <= minutes <= LONGEST_ETA_MINUTES

    def minutes(self) -> int | None:
        if not self.numbers:
            return None
        match self.numbers[0].unit:
            case None | NumberUnit.MINUTES:
                return self.numbers[0].number
            case NumberUnit.HOURS:
                return self.numbers[0].number * 60
            case NumberUnit.PEOPLE | NumberUnit.VEHICLES:
                return None
            case never:
                assert_never(never)

    def missions(self, *stages: Stage) -> tuple[str, ...]:
        return (self.mission,) if self.mission is not None and self.stage in stages else ()

    def about(self, candidates: Iterable[str]) -> "str | WhichOne | Late | None":
        """The code meant: the one named if it is open, else the only one open. What is over never touches another."""
        open_codes = tuple(dict.fromkeys(candidates))
        if len(self.codes) > 1:
            return WhichOne(self.codes) if set(self.codes) <= set(open_codes) else None
        if self.codes:
            [code] = self.codes
            if code in open_codes:
                return code
            return Late(code) if code in self.situation.recent_codes else None
        if len(open_codes) > 1:
            return WhichOne(open_codes)
        if open_codes:
            return open_codes[0]
        latest = self.situation.recent_codes[:1]
        return Late(latest[0]) if latest and self.mission is None else None
