"""Read a reply: state decides before words, and the whole text must be explained (rule R20). Pure.

A text with a word left over commands nothing; it goes to a human with our best guess beside it. Four exceptions, each
on the safe side: distress words count anywhere; an opt-out is looked for in whole sentences; a copy of a text of ours
commands nothing; VOY, OK or 👍 to a single open offer asks back.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import assert_never

from schemas.reply_text.consent_words import asks_who_this_is, is_opt_in, is_opt_out
from schemas.reply_text.plain_text import PlainText, cried_out, plain
from services.dispatch.grammar.finding_text import finding_in
from services.dispatch.grammar.parts import Part, PartKind, parts_of
from services.dispatch.grammar.readings import (
    Accept,
    Ack,
    Arrived,
    AskAgain,
    Decline,
    EnRoute,
    FindingLetter,
    FindingReply,
    Help,
    Late,
    Left,
    NotOk,
    Ok,
    OpenPage,
    OptIn,
    OptOut,
    Reading,
    ReleaseMe,
    ReplyCommand,
    SetLanguage,
    ShiftOff,
    ShiftOn,
    Situation,
    Sos,
    Stage,
    Standby,
    Talk,
    Unread,
    WhichOne,
)
from services.dispatch.grammar.words import (
    DISTRESS,
    DISTRESS_ON_A_MISSION,
    FINDINGS,
    HINTS,
    UNSURE_OF_NO,
    NumberUnit,
    Verb,
)

LONGEST_ETA_MINUTES = 180
LONGEST_SHIFT_HOURS = 24
MOST_WORDS = 60
"""No command is longer; the rest is looked at for distress and opt-outs only, or is a finding's free text."""
_NINE_ONE_ONE = re.compile(r"(?<!\d)9[-.]1[-.]1(?!\d)")
_WORTH_A_GUESS = frozenset((Verb.YES, Verb.STANDBY, Verb.GO, Verb.HERE, Verb.TALK, Verb.OFF, Verb.WILLING))


def read(text: str, situation: Situation) -> Reading:
    """Never raises, whatever arrives. The same text in the same situation means the same each time."""
    heard = plain(text)
    if (taken := _acknowledged_cry(heard, situation)) is not None:
        return taken
    if _in_distress(heard, situation):
        return Sos(_mission_of(heard, situation))
    if is_opt_out(heard):
        return OptOut()
    if is_opt_in(heard):
        return OptIn()
    if asks_who_this_is(heard):
        return Help()

    reply = _Reply(parts_of(heard.words[:MOST_WORDS], frozenset(_codes_of(situation))), situation)
    if heard.copied:
        return Unread(reply.best_guess(), heard.words, copy_of_ours=True)
    if not heard.words:  # on a mission, a cry may be an emoji
        signs = tuple(piece for piece in heard.typed if piece != "\n")
        return Unread(None, signs if situation.assignment is not None else ())
    if heard.complete and situation.assignment is not None and situation.assignment.stage is Stage.ON_SCENE:
        finding = finding_in(reply.parts, situation.assignment.code, heard)
        if finding is not None:
            return finding
    if heard.asks or not heard.complete or len(heard.words) > MOST_WORDS:  # "Out?" asks; it does not say
        return Unread(reply.best_guess(), heard.words)
    if reply.unexplained:
        return Unread(reply.best_guess(), reply.unexplained)
    return reply.reading() or Unread(reply.best_guess(), heard.words)


def _in_distress(heard: PlainText, situation: Situation) -> bool:
    """A distress word anywhere, shouted or spelled out; on a mission also a plain call for help."""
    words = cried_out(heard.words)
    listed = DISTRESS if situation.assignment is None else DISTRESS | DISTRESS_ON_A_MISSION
    return (
        not listed.isdisjoint(words)
        or " S O S " in f" {' '.join(words)} "
        or (not heard.copied and _NINE_ONE_ONE.search(" ".join(heard.typed)) is not None)
    )


def _acknowledged_cry(heard: PlainText, situation: Situation) -> Reading | None:
    """ACK SOS K7Q takes a page; from whoever was not paged it is a cry like any other."""
    if not situation.duty_pages or heard.copied or heard.asks or not {"ACK", "SOS"}.issubset(heard.words):
        return None
    others = tuple(word for word in heard.words if word != "SOS")
    reply = _Reply(parts_of(others, frozenset(_codes_of(situation))), situation)
    if reply.unexplained or reply.verbs != {Verb.ACK}:
        return None
    return reply.ack(of=tuple(page for page in situation.duty_pages if page.sos) or situation.duty_pages)


def _mission_of(heard: PlainText, situation: Situation) -> str | None:
    if situation.assignment is not None:
        return situation.assignment.code
    named = {code for code in _codes_of(situation) if code in heard.words}
    return named.pop() if len(named) == 1 else None


def _codes_of(situation: Situation) -> tuple[str, ...]:
    """Every code that this person may name."""
    own = (situation.assignment.code,) if situation.assignment is not None else ()
    paged = (page.code for page in situation.duty_pages)
    return (*situation.open_offers, *own, *paged, *situation.recent_codes)


class _Reply:
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
        """Words with no place in the reply; "can't" has one only beside a no."""
        stray = {PartKind.UNEXPLAINED} if Verb.NO in self.verbs else {PartKind.UNEXPLAINED, PartKind.REFUSING}
        return tuple(chain.from_iterable(part.words for part in self.parts if part.kind in stray))

    def reading(self) -> Reading | None:
        """What the explained text means in this situation; None when it contradicts itself or fits nothing open."""
        if not (self.verbs or self.numbers or self.codes):
            return Unread(None, ())
        verb = self._one_verb()
        return None if verb is None else self._meaning(verb)

    def best_guess(self) -> ReplyCommand | None:
        """For a human's eyes: what the sender most likely wants, by a known phrase or by the one clear word."""
        if not self.parts:
            return None
        spoken = f" {' '.join(chain.from_iterable(part.words for part in self.parts))} "
        verb = next((verb for phrase, verb in HINTS if f" {' '.join(phrase)} " in spoken), None)
        if verb is None and self.unexplained:
            clear = self.verbs & _WORTH_A_GUESS
            verb = clear.pop() if len(clear) == 1 == len(self.verbs) else None
        elif verb is None:
            verb = self._one_verb()
        meant = None if verb is None else self._meaning(verb) or self._although_unfit(verb)
        match meant:
            case AskAgain(code=code):
                return Accept(code, self._minutes())
            case None | WhichOne() | Late() | Unread():
                return None
            case command:
                return command

    def _one_verb(self) -> Verb | None:
        """The one thing asked for: OK and "sure" beside another word only underline it, two others contradict."""
        said = self.verbs - {Verb.OK, Verb.WILLING}
        if not said:
            return Verb.OK if Verb.OK in self.verbs else Verb.WILLING
        if said == {Verb.YES, Verb.GO}:
            return Verb.GO
        if said == {Verb.NO, Verb.NOT_OK}:
            return Verb.NOT_OK
        if len(said) > 1:
            return None
        [verb] = said
        doubtful = verb is Verb.NO and any(
            not UNSURE_OF_NO.isdisjoint(part.words) for part in self.parts if part.verb is Verb.WILLING
        )
        return None if doubtful else verb

    def _meaning(self, verb: Verb) -> Reading | None:
        match verb:
            case Verb.YES:
                return self._yes()
            case Verb.STANDBY:
                return self._standby()
            case Verb.NO:
                return self._no()
            case Verb.GO:
                return self._go()
            case Verb.HERE:
                return self._here()
            case Verb.OK | Verb.WILLING:
                return self._ok(verb)
            case Verb.NOT_OK:
                return NotOk() if self.situation.check_in_open and not self.numbers else None
            case Verb.OUT:
                return self._out()
            case Verb.TALK:
                return None if self.numbers else Talk()
            case Verb.ON:
                return self._on()
            case Verb.OFF:
                return None if self.numbers else ShiftOff()
            case Verb.ENGLISH | Verb.SPANISH:
                return None if self.numbers else SetLanguage("en" if verb is Verb.ENGLISH else "es")
            case Verb.ACK:
                return self.ack(self.situation.duty_pages)
            case Verb.CONFIRMED | Verb.OTHER_AGENCY | Verb.NOTHING_HERE | Verb.CANNOT_TELL:
                return None  # a finding is read before, and on scene only
            case never:
                assert_never(never)

    def _yes(self) -> Reading | None:
        """To an offer; or once more to the mission that is theirs, unless something else was just asked there."""
        if not self._fits_minutes():
            return None
        again: tuple[str, ...] = ()
        if self.codes or not (
            self.situation.open_offers or self.situation.check_in_open or self.situation.asked_release
        ):
            again = self._missions(Stage.HELD, Stage.CONFIRMED, Stage.EN_ROUTE)
        code = self._about((*self.situation.open_offers, *again))
        return Accept(code, self._minutes()) if isinstance(code, str) else code

    def _standby(self) -> Reading | None:
        if not self._fits_minutes():
            return None
        code = self._about(self.situation.open_offers)
        return Standby(code, self._minutes()) if isinstance(code, str) else code

    def _no(self) -> Reading | None:
        """Not well, when a check-in waits for an answer; else no to an offer, or no more to a mission."""
        if self.numbers:
            return None
        if self.situation.check_in_open and not set(self.codes) & set(self.situation.open_offers):
            return NotOk()
        missions = self._missions(Stage.HELD, Stage.CONFIRMED, Stage.EN_ROUTE)
        code = self._about((*self.situation.open_offers, *missions))
        if not isinstance(code, str):
            return code
        if code in self.situation.open_offers:
            return Decline(code)
        return ReleaseMe(code, confirmed=self.situation.asked_release == code)

    def _go(self) -> Reading | None:
        """Under way on a mission. To an offer it is no answer yet: did they see that there is a pair to wait for?"""
        missions = self._missions(Stage.HELD, Stage.CONFIRMED, Stage.EN_ROUTE)
        if missions and set(self.codes) <= set(missions):
            return EnRoute(missions[0], self._minutes()) if self._fits_minutes() else None
        return self._ask_back()

    def _here(self) -> Reading | None:
        if self.numbers:
            return None
        code = self._about(self._missions(*Stage))
        return Arrived(code) if isinstance(code, str) else code

    def _ok(self, verb: Verb) -> Reading | None:
        """Well, when a check-in asks; to an open offer no answer yet; else a courtesy that says nothing."""
        own = set(self.codes) <= {self.mission}
        if self.situation.check_in_open and own:
            return Ok() if verb is Verb.OK and not self.numbers else None
        if self.situation.open_offers or not own or (self.codes and verb is not Verb.OK):
            return self._ask_back()
        return Unread(None, ()) if not self.numbers else None

    def _ask_back(self) -> Reading | None:
        """V18 once; a second unclear yes goes to a human."""
        if not self._fits_minutes():
            return None
        code = self._about(self.situation.open_offers)
        if not isinstance(code, str):
            return code
        return None if code == self.situation.asked_again else AskAgain(code)

    def _out(self) -> Reading | None:
        if self.numbers or len(self.codes) > 1:
            return None
        return Left(self.codes[0] if self.codes else self.mission)

    def _on(self) -> Reading | None:
        if not self.numbers:
            return ShiftOn(None)
        [number, *more] = self.numbers
        fits = number.unit in (None, NumberUnit.HOURS) and 1 <= number.number <= LONGEST_SHIFT_HOURS
        return ShiftOn(number.number) if fits and not more else None

    def ack(self, of: Sequence[OpenPage]) -> Reading | None:
        """Of these pages. A bare ACK never takes a cry while anything else is open."""
        if self.numbers:
            return None
        cries = {page.code for page in of if page.sos}
        if self.codes:
            code = self._about(page.code for page in self.situation.duty_pages)
            return Ack(code, sos=code in cries) if isinstance(code, str) else code
        if len(of) == 1:
            return Ack(of[0].code, sos=of[0].sos)
        return WhichOne(tuple(dict.fromkeys(page.code for page in of))) if cries else Ack(None)

    def _although_unfit(self, verb: Verb) -> ReplyCommand | None:
        """What the word would mean if the rest of the text fitted: a guess, never acted on."""
        offers = self.situation.open_offers
        if self.mission is not None:
            if verb in FINDINGS:
                return FindingReply(self.mission, FindingLetter(verb.value))
            if verb in (Verb.YES, Verb.OK, Verb.WILLING) and self.situation.check_in_open:
                return Ok()
            if verb is Verb.YES and self.situation.asked_release:
                return ReleaseMe(self.mission, confirmed=True)
            if verb is Verb.NO:
                return ReleaseMe(self.mission, confirmed=False)
        if verb in (Verb.YES, Verb.GO, Verb.OK, Verb.WILLING) and len(offers) == 1:
            return Accept(offers[0], self._minutes() if self._fits_minutes() else None)
        return None

    def _missions(self, *stages: Stage) -> tuple[str, ...]:
        return (self.mission,) if self.mission is not None and self.stage in stages else ()

    def _about(self, candidates: Iterable[str]) -> "str | WhichOne | Late | None":
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

    def _fits_minutes(self) -> bool:
        if not self.numbers:
            return True
        minutes = self._minutes()
        return len(self.numbers) == 1 and minutes is not None and 1 <= minutes <= LONGEST_ETA_MINUTES

    def _minutes(self) -> int | None:
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
