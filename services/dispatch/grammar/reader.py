"""Read a reply: state decides before words, and the whole text must be explained (rule R20). Pure.

A text with a word left over commands nothing; it goes to a human with our best guess beside it. Exceptions, each on
the safe side: a cry for help counts anywhere; an opt-out is looked for in whole clauses; a copy of a text of ours
commands nothing; VOY, OK or 👍 to a single open offer asks back.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import assert_never

from schemas.reply_text.consent_words import asks_who_this_is, is_opt_in, is_opt_out
from schemas.reply_text.own_texts import without_ours
from schemas.reply_text.plain_text import THUMB_DOWN, THUMB_UP, PlainText, plain
from services.dispatch.grammar.cries import in_distress
from services.dispatch.grammar.finding_text import finding_in
from services.dispatch.grammar.frames import framed
from services.dispatch.grammar.parts import MEANT_ALONE, Part, PartKind, parts_of
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
    Stay,
    Talk,
    Unread,
    WhichOne,
)
from services.dispatch.grammar.words import (
    AWAY_FOR_A_WHILE,
    BEFORE_A_PLACE,
    BEFORE_A_REASON,
    BESIDE_YES,
    CALL_SIGNS,
    CONDITIONED,
    CONDITIONED_ON_ME,
    DENIAL,
    FILLERS,
    FINDINGS,
    HARMLESS_IDIOMS,
    HINTS,
    IN_TURNS_A_YES,
    LANGUAGE_WISHES,
    MOST_WORDS_OF_AN_IDIOM,
    NOT_THE_PLACE,
    SORRY,
    STILL_A_NO,
    THEIRS,
    TURNS_ROUND,
    UNREAL,
    UNSURE_OF_NO,
    NumberUnit,
    Verb,
)

LONGEST_ETA_MINUTES = 180
LONGEST_SHIFT_HOURS = 24
MOST_WORDS_OF_A_LABEL = 9
MOST_WORDS = 60
"""No command is longer; the rest is looked at for distress and opt-outs only, or is a finding's free text."""
_HYPHENATED = re.compile(r"\D*\d{1,3}[-–—]\d{1,3}\D*")
_BUT = frozenset(("BUT", "PERO", "THOUGH", "AUNQUE", "BECAUSE", "PORQUE", "CAUSE", "BC", "PQ", "XQ", "ALTHOUGH"))
_COURTEOUS = (Verb.OK, Verb.FINE, Verb.NOTED, Verb.WILLING)
_MAY_BE_ASKED = (Verb.TALK, Verb.ENGLISH, Verb.SPANISH)
_ON_THE_ROAD = (Stage.HELD, Stage.CONFIRMED, Stage.EN_ROUTE)
_SUMS_UP: tuple[tuple[set[Verb], set[Verb], Verb], ...] = (
    (
        {Verb.YES, Verb.YEAH, Verb.GO, Verb.WILL_ARRIVE, Verb.WANT, Verb.SETTING_OUT},
        {Verb.WILL_ARRIVE},
        Verb.WILL_ARRIVE,
    ),
    ({Verb.YES, Verb.YEAH, Verb.GO, Verb.WANT, Verb.ON_IT, Verb.SETTING_OUT}, {Verb.YES}, Verb.YES),
    ({Verb.YES, Verb.YEAH, Verb.GO, Verb.WANT, Verb.ON_IT, Verb.SETTING_OUT}, {Verb.YEAH}, Verb.YES),
    ({Verb.GO, Verb.SETTING_OUT}, {Verb.SETTING_OUT}, Verb.SETTING_OUT),
    ({Verb.HERE, Verb.YES, Verb.YEAH, Verb.I_AM_OUTSIDE}, {Verb.HERE}, Verb.HERE),
    (
        {Verb.AWAY, Verb.SETTING_OUT, Verb.OUT, Verb.I_AM_OUT, Verb.ESTOY_FUERA, Verb.GO, Verb.YES},
        {Verb.AWAY},
        Verb.AWAY,
    ),
    ({Verb.OUT, Verb.I_AM_OUT, Verb.ESTOY_FUERA, Verb.SETTING_OUT}, set(), Verb.OUT),
    ({Verb.NO, Verb.NOT_OK}, {Verb.NOT_OK}, Verb.NOT_OK),
    ({Verb.NO, Verb.CANNOT, Verb.UNAVAILABLE}, {Verb.UNAVAILABLE}, Verb.UNAVAILABLE),
    ({Verb.NO, Verb.CANNOT, Verb.I_AM_OUT}, {Verb.CANNOT}, Verb.CANNOT),
    ({Verb.ACK, Verb.ON_IT, Verb.GO, Verb.YES}, {Verb.ACK}, Verb.ACK),
    ({Verb.ON_IT, Verb.GO, Verb.YES}, {Verb.ON_IT}, Verb.ON_IT),
    ({Verb.STAY, Verb.YES, Verb.GO, Verb.NO}, {Verb.STAY}, Verb.STAY),
    ({Verb.LEAVE, Verb.YES}, {Verb.LEAVE}, Verb.LEAVE),
    ({Verb.OFF, Verb.NO, Verb.I_AM_OFF, Verb.UNAVAILABLE}, {Verb.OFF}, Verb.OFF),
    ({Verb.I_AM_ON, Verb.ON}, {Verb.ON}, Verb.ON),
    ({Verb.STANDBY, Verb.YES, Verb.YEAH, Verb.GO}, {Verb.STANDBY}, Verb.STANDBY),
)
"""What says the same thing; what must be among it; and which of them it is."""


def read(text: str, situation: Situation) -> Reading:
    """Never raises, whatever arrives. The same text in the same situation means the same each time."""
    heard = without_ours(plain(text))
    if (taken := _acknowledged_cry(heard, situation)) is not None:
        return taken
    if in_distress(heard, situation):
        return Sos(_mission_of(heard, situation))
    if is_opt_out(heard):
        return OptOut()
    if is_opt_in(heard):
        return OptIn()
    if asks_who_this_is(heard):
        return Help()
    return _Text(heard, situation).reading()


def _acknowledged_cry(heard: PlainText, situation: Situation) -> Reading | None:
    """ACK SOS K7Q takes a page; from whoever was not paged it is a cry like any other."""
    if not situation.duty_pages or heard.copied or heard.asks or not {"ACK", "SOS"}.issubset(heard.words):
        return None
    others = tuple(word for word in heard.unsigned if word != "SOS")
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


def _without_idioms(words: Sequence[str]) -> tuple[str, ...]:
    """Without "no problem" and its like, which deny nothing."""
    kept: list[str] = []
    at = 0
    while at < len(words):
        lengths = range(MOST_WORDS_OF_AN_IDIOM, 1, -1)
        used = next((length for length in lengths if tuple(words[at : at + length]) in _IDIOMS), 0)
        if not used:
            kept.append(words[at])
        at += used or 1
    return tuple(kept)


def _duration_in(parts: Sequence[Part]) -> tuple[Part, ...] | None:
    """The one duration told, None without any number; empty when it is not clear which number is one."""
    numbers = [part for part in parts if part.kind is PartKind.NUMBER]
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


class _Text:
    """A text beside its situation: the whole of it must be explained, and each clause may hold a guess."""

    def __init__(self, heard: PlainText, situation: Situation) -> None:
        self.heard = heard
        self.situation = situation
        self.codes = frozenset(_codes_of(situation))
        self.words = self._own_words()
        hyphens = frozenset(
            index
            for index in range(min(len(self.words), MOST_WORDS) - 1)
            if heard.origin[index] == heard.origin[index + 1]
            and _HYPHENATED.fullmatch(heard.typed[heard.origin[index]])
        )
        self.reply = _Reply(parts_of(self._said(self.words[:MOST_WORDS]), self.codes, hyphens), situation)

    def reading(self) -> Reading:
        heard, reply = self.heard, self.reply
        if heard.copied:
            return Unread(self.best_guess(), self.words, copy_of_ours=True)
        if not self.words:
            return self._wordless()
        mission = self.situation.assignment
        if heard.complete and mission is not None and mission.stage is Stage.ON_SCENE:
            finding = finding_in(reply.parts, mission.code, heard, self.words)
            if finding is not None:
                return finding
        too_long = not heard.complete or len(heard.words) > MOST_WORDS
        if too_long:
            return Unread(self.best_guess(), heard.words)
        if heard.asks and not self._may_be_asked():  # "Out?" asks; it does not say
            return self._framed() or Unread(self.best_guess(), self.words)
        if reply.unexplained:
            return (
                self._firm_yes()
                or self._with_reasons()
                or self._framed()
                or Unread(self.best_guess(), reply.unexplained)
            )
        contradicts = len(reply.verbs) > 1
        meant = reply.reading()
        if isinstance(meant, Accept) and self._yes_is_turned():
            return Unread(self.best_guess(), self.words)
        return meant or (self._framed() if contradicts else None) or Unread(self.best_guess(), self.words)

    def _firm_yes(self) -> Reading | None:
        """A plain yes by itself, or with one duration anywhere; what stands beside it is harmless, unless it is of the
        few kinds of words that turn a yes round."""
        offers = self.situation.open_offers
        if not offers or self.situation.assignment is not None or self._yes_is_turned():
            return None
        words = _without_idioms(self.words)
        parts = parts_of(self._said(words), self.codes)
        verbs = {part.verb for part in parts if part.verb is not None and part.words != ("ON",)}
        minutes = _duration_in(parts)
        firm = not verbs.isdisjoint({Verb.YES, Verb.YEAH})
        no_problem = len(words) < len(self.words)
        sent = minutes is not None and (no_problem or not verbs.isdisjoint(_SENDS_MINUTES))
        if minutes == () or not verbs <= _COMES_ALONG or not (firm or sent):
            return None
        if not minutes and not self._begins_with_yes(parts):
            return None
        codes = tuple(part for part in parts if part.kind is PartKind.CODE)
        return _Reply((*codes, *(minutes or ())), self.situation).meaning(Verb.YES)

    def _begins_with_yes(self, parts: Sequence[Part]) -> bool:
        """The first clause says no more than yes; or, unpunctuated, nothing does but words that belong to a yes."""
        if BESIDE_YES.issuperset(word for part in parts if part.kind is PartKind.UNEXPLAINED for word in part.words):
            return True
        first = parts_of(self._said(self.heard.clauses[0]), self.codes)
        return any(part.verb is Verb.YES for part in first) and not any(
            part.kind is PartKind.UNEXPLAINED for part in first
        )

    def _yes_is_turned(self) -> bool:
        """Whether anything denies, doubts, supposes, contrasts, asks, or speaks of another time or person."""
        words = _without_idioms(self.words)
        parts = parts_of(self._said(words), self.codes)
        first_yes = next((part.at for part in parts if part.verb in _COMES_ALONG), len(words))
        told = (
            part for part in parts if part.kind is not PartKind.NUMBER or part.at < first_yes
        )  # "yes, maybe 20 min"
        beside = {word for part in told for word in part.words}
        if not (IN_TURNS_A_YES | {"AM", "PM"}).isdisjoint(beside) or not all(map(str.isalnum, beside - _SIGNS)):
            return True
        if any(part.kind is PartKind.REASON and part.words[0] not in _IN_COMPANY for part in parts):
            return True
        return any(self._is_if(parts, at) for at, part in enumerate(parts) if part.words[0] == "SI")

    def _is_if(self, parts: Sequence[Part], at: int) -> bool:
        """Whether a SI is "if": behind words that are no answer, or before what is not known yet."""
        before = parts[at - 1] if at else None
        after = tuple(word for part in parts[at:] for word in part.words)[1:]
        told = before is not None and not (before.kind in _ANSWERING or before.verb in _COMES_ALONG)
        on_me = after[:1] == ("ME",) and not CONDITIONED_ON_ME.isdisjoint(after[1:2])
        leaves_then = after[:1] == ("SALGO",) and not _RIGHT_NOW.issuperset(after[1:2])
        goes_on = any(part.kind is not PartKind.FILLER for part in parts[at + 1 :])
        return (told and goes_on) or on_me or leaves_then or not CONDITIONED.isdisjoint(after[:1])

    def _framed(self) -> Reading | None:
        """What the text as a whole says in other words than those listed; ours begin with a code and a colon."""
        begins_as_ours = any(piece.endswith(":") and piece[:-1].upper() in self.codes for piece in self.heard.typed[:2])
        if begins_as_ours and len(self.words) > MOST_WORDS_OF_A_LABEL:
            return None
        verb = framed(" ".join(self.words[:MOST_WORDS]), self.situation, asks=self.heard.asks)
        if verb is None:
            return None
        minutes = tuple(part for part in self.reply.parts if part.unit is NumberUnit.MINUTES)
        codes = tuple(part for part in self.reply.parts if part.kind is PartKind.CODE)
        counts = (
            minutes
            if verb is Verb.GO and len(minutes) == 1 and "LATE" not in self.words and "TARDE" not in self.words
            else ()
        )
        reading = _Reply((*codes, *counts), self.situation).meaning(verb)
        return None if isinstance(reading, Unread | WhichOne | Late) else reading

    def _with_reasons(self) -> Reading | None:
        """A no may have any reason, and whoever is under way, there, gone, well or wants to talk may tell more: one
        clause says it whole, or begins or ends with it, and no other turns it round."""
        mission = self.situation.assignment
        if self.reply.verbs in ({Verb.ENGLISH}, {Verb.SPANISH}) and LANGUAGE_WISHES.issuperset(self.reply.unexplained):
            return self.reply.reading_of_language()
        if self.heard.asks:
            return None
        explained: list[Part] = []
        told: list[tuple[str, ...]] = []
        for clause in self.heard.clauses:
            parts = parts_of(self._said(clause), self.codes)
            kept = parts if not _Reply(parts, self.situation).unexplained else _kept_of(parts)
            explained += kept
            told.append(tuple(word for part in parts if part not in kept for word in part.words))
        reply = _Reply(tuple(explained), self.situation)
        verb = reply.one_verb() if reply.verbs or (reply.tells_minutes and mission is not None) else None
        if verb is None or verb not in _MAY_TELL_MORE or reply.unexplained:
            return None
        if verb is Verb.NO and (self.situation.assignment is not None or not self.situation.open_offers):
            return None
        if verb in (Verb.OK, Verb.FINE) and not (
            self.situation.check_in_open
            and all(DENIAL.isdisjoint(clause) and THEIRS.isdisjoint(clause) for clause in told)
        ):
            return None
        if not self._no_other_way(verb, {word for clause in told for word in clause}):
            return None
        reading = reply.reading()
        return None if isinstance(reading, Unread | Accept) else reading

    def _no_other_way(self, verb: Verb, told: set[str]) -> bool:
        """Whether nothing turns round what was said; a no to an offer may be for now only, or with a but."""
        if verb in _NOES and self.situation.open_offers:
            return STILL_A_NO.isdisjoint(told)
        return TURNS_ROUND.isdisjoint(told)

    def best_guess(self) -> ReplyCommand | None:
        """For a human's eyes, right or absent: the one thing that a clause says whole, or a known phrase."""
        if (hinted := self._hinted()) is not None:
            return hinted
        said = {guess for clause in self._clauses() if (guess := self._guess_of(clause)) is not None}
        if len(said) == 1:
            [guess] = said
            return guess
        return None

    def _wordless(self) -> Unread:
        """A photo comes without words; on a mission, a cry may be an emoji. Thanks are 🙏 and bother nobody."""
        signs = tuple(piece for piece in self.heard.typed if piece != "\n")
        if not signs:
            return Unread(None, () if self.heard.copied else ("",))
        kind = all(character in _KIND_SIGNS for piece in signs for character in piece)
        open_to_us = self.situation.assignment is not None or self.situation.open_offers
        photo = any(sign in piece for piece in signs for sign in _PHOTOS)
        return Unread(None, signs if photo or (open_to_us and not kind) else ())

    def _may_be_asked(self) -> bool:
        """ "Can you call me?" and "en español?" wish for something."""
        return not self.reply.unexplained and len(self.reply.verbs) == 1 and self.reply.verbs.issubset(_MAY_BE_ASKED)

    def _own_words(self) -> tuple[str, ...]:
        """Without a name below, unless it is a word that may mean something."""
        heard = self.heard
        words = heard.words
        signed = heard.words[len(heard.unsigned) :]
        if signed and heard.unsigned and len(words) == len(heard.words):
            initials = {word for word in signed[1:] if len(word) == 1}
            if not any(
                (word in MEANT_ALONE and word not in initials) or word in self.codes or any(map(str.isdigit, word))
                for word in signed
            ):
                return heard.unsigned
        return words

    def _said(self, words: Sequence[str]) -> list[str]:
        """Their call sign at either end is no part of what they say: a filler stands for it."""
        said = list(words)
        names = CALL_SIGNS | {self.situation.callsign.upper(), *map(str.upper, self.situation.teammates)}
        if len(said) > 1:
            last = max((at for at, word in enumerate(said) if word not in _COURTESIES), default=0)
            for end in (0, last):
                if said[end] in names and said[end] not in self.codes:
                    said[end] = _NAME
        if len(said) > 2 and said[0] in {"SOY", "ITS"} and said[1] in names:
            said[:2] = [_NAME, _NAME]
        if (
            len(said) > 3
            and tuple(said[:2]) in {("THIS", "IS"), ("IT", "IS"), ("HABLA", "LA"), ("SOY", "LA"), ("SOY", "EL")}
            and said[2] in names
        ):
            said[:3] = [_NAME] * 3
        if len(said) > 2 and said[0] == _NAME and said[1] in {"HERE", "AQUI"}:
            said[1] = _NAME
        return said

    def _clauses(self) -> list[tuple[str, ...]]:
        """The words between punctuation, and on both sides of a "but"."""
        clauses: list[tuple[str, ...]] = []
        for whole in self.heard.clauses[:MOST_WORDS]:
            clause, start = whole[:MOST_WORDS], 0
            for index, word in enumerate(clause):
                if word in _BUT:
                    clauses.append(clause[start:index])
                    start = index + 1
            clauses.append(clause[start:])
        return [clause for clause in clauses if clause]

    def _guess_of(self, clause: tuple[str, ...]) -> ReplyCommand | None:
        reply = _Reply(parts_of(self._said(clause), self.codes), self.situation)
        mission = self.situation.assignment
        if mission is not None and mission.stage is Stage.ON_SCENE:
            letter = next((part for part in reply.parts if part.kind is not PartKind.FILLER), None)
            if letter is not None and letter.verb in FINDINGS and len(letter.words[0]) == 1 and not reply.unexplained:
                counts = [part.number for part in reply.numbers]
                people, vehicles = (*counts, None, None)[:2]
                return FindingReply(mission.code, FindingLetter(letter.verb.value), people, vehicles)
        if self.heard.asks:
            return None
        if reply.unexplained:
            return reply.guess_beside(reply.unexplained)
        return reply.guess()

    def _hinted(self) -> ReplyCommand | None:
        if self.heard.asks:
            return None
        spoken = f" {' '.join(self.words[:MOST_WORDS])} "
        verbs = {verb for phrase, verb in HINTS if f" {' '.join(phrase)} " in spoken}
        if Verb.OTHER_AGENCY in verbs:
            verbs.discard(Verb.CONFIRMED)
        if Verb.HERE in verbs and not NOT_THE_PLACE.isdisjoint(self.words):
            return None
        if len(verbs) != 1:
            return None
        [verb] = verbs
        return self.reply.meant_by(verb)


_WORTH_A_GUESS = frozenset(
    (Verb.YES, Verb.YEAH, Verb.STANDBY, Verb.UNAVAILABLE, Verb.GO, Verb.HERE, Verb.TALK, Verb.OFF)
)
_GOES_ON = {Verb.YES, Verb.YEAH, Verb.GO, Verb.WILL_ARRIVE}
"""Beside "all good" to a check-in they say that all goes on."""
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
_SIGNS = {THUMB_UP, "=", "+"}
_IDIOMS = frozenset(HARMLESS_IDIOMS)
_NOES = {Verb.NO, Verb.CANNOT, Verb.UNAVAILABLE, Verb.OK, Verb.WILLING}
_WITH_MINUTES_ONLY = frozenset(
    (("THERE",), ("LLEGO",), ("YA", "LLEGO"), ("ARRIVE",), ("GET", "THERE"), ("YO", "LLEGO"))
)
_RELEASES = frozenset((("RELEASE", "ME"), ("RELEASE",), ("LIBERENME",), ("LIBEREME",)))
_COURTESIES = FILLERS | {"THANK", "YOU", "POR", "FAVOR", "MUCHAS"}
_NAME = "JAJA"
"""A word that stands for a name and says nothing."""
_PHOTOS = ("📷", "📸", "🎥", "📹", "🖼")
_KIND_SIGNS = frozenset("🙏❤♥😊🙂😀😁😃😄👏💪🤝🙌😘🥰💜💙💚🧡💛🖤🤍🎉✊✌👋😅😂🤣🫶🫡😌🏻🏼🏽🏾🏿\ufe0f\u200d!.…,♀♂")


_MAY_TELL_MORE = frozenset(
    (
        *(Verb.NO, Verb.CANNOT, Verb.UNAVAILABLE, Verb.GO, Verb.SETTING_OUT, Verb.HERE, Verb.AWAY, Verb.OUT),
        *(Verb.OK, Verb.FINE, Verb.TALK, Verb.OFF, Verb.I_AM_OUT, Verb.NOT_OK, Verb.WILL_ARRIVE, Verb.WILLING),
    )
)


def _kept_of(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Of a clause with words left over: a no that ends it; what it begins with, if a place or a reason follows."""
    said = [part for part in parts if part.kind is not PartKind.FILLER]
    if not said:
        return ()
    if said[-1].verb in (Verb.CANNOT, Verb.UNAVAILABLE) and len(said[-1].words) > 1:
        return (said[-1],)
    first, *rest = said
    if first.verb is Verb.HERE and rest and rest[0].words[0] in BEFORE_A_PLACE:
        places = {word for part in rest for word in part.words}
        return (first,) if NOT_THE_PLACE.isdisjoint(places) else ()
    if first.verb in (Verb.GO, Verb.SETTING_OUT) and rest and rest[0].words[0] in BEFORE_A_PLACE:
        return (first,) if NOT_THE_PLACE.isdisjoint(word for part in rest for word in part.words) else ()
    if said[-1].kind is PartKind.NUMBER and len(said) > 1 and said[-2].verb in (Verb.GO, Verb.WILL_ARRIVE):
        return tuple(said[-2:])
    if said[-1].verb is Verb.GO and len(said[-1].words) > 2:
        return (said[-1],)
    if first.verb is Verb.TALK and len(first.words) > 1:
        return (first,)
    if first.verb in (Verb.CANNOT, Verb.UNAVAILABLE) and len(first.words) > 1 and rest[0].words[0] in BEFORE_A_REASON:
        return (first,)
    return ()


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
        """Words with no place in the reply; "at work" has one beside a no, or alone as one to an offer."""
        stray = {PartKind.UNEXPLAINED}
        refused = not self.verbs.isdisjoint({Verb.NO, Verb.CANNOT, Verb.UNAVAILABLE})
        if not refused and (self.verbs or not self.situation.open_offers):
            stray.add(PartKind.REASON)
        return tuple(chain.from_iterable(part.words for part in self.parts if part.kind in stray))

    @property
    def _is_sorry(self) -> bool:
        return any(not SORRY.isdisjoint(part.words) or part.words[:2] == ("LO", "SIENTO") for part in self.parts)

    def reading(self) -> Reading | None:
        """What the explained text means in this situation; None when it contradicts itself or fits nothing open."""
        if not (self.verbs or self.numbers or self.codes):
            if any(part.kind is PartKind.REASON for part in self.parts):
                return self.meaning(Verb.UNAVAILABLE)
            return None if self._is_sorry else Unread(None, ())
        verb = self.one_verb()
        return None if verb is None else self.meaning(verb)

    def guess(self) -> ReplyCommand | None:
        """What the words say, also where it fits nothing open."""
        if not (self.verbs or self.numbers or self.codes):
            return None
        verb = self.one_verb()
        return None if verb is None else self.meant_by(verb)

    def guess_beside(self, unexplained: tuple[str, ...]) -> ReplyCommand | None:
        """One clear word that nothing beside it turns round."""
        clear = self.verbs - set(_COURTEOUS)
        if len(clear) != 1 or not clear.issubset(_WORTH_A_GUESS) or not UNREAL.isdisjoint(unexplained):
            return None
        first = next((part for part in self.parts if part.kind is not PartKind.FILLER), None)
        return self.meant_by(clear.pop()) if first is not None and first.verb in self.verbs else None

    def reading_of_language(self) -> Reading | None:
        return self.meaning(next(iter(self.verbs)))

    def meant_by(self, verb: Verb) -> ReplyCommand | None:
        match self.meaning(verb) or self._although_unfit(verb):
            case AskAgain(code=code):
                return Accept(code, self._minutes())
            case None | WhichOne() | Late() | Unread():
                return None
            case command:
                return command

    def one_verb(self) -> Verb | None:
        """The one thing asked for: OK and "sure" beside another word only underline it, two others contradict."""
        said = self.verbs - set(_COURTEOUS)
        if (
            self.situation.check_in_open
            and said
            and said <= (_GOES_ON | {Verb.HERE} if self.stage is Stage.ON_SCENE else _GOES_ON)
            and not self.verbs.isdisjoint({Verb.OK, Verb.FINE})
        ):
            return Verb.FINE
        if not said:
            if self.verbs == {Verb.FINE, Verb.WILLING}:
                return None
            return next((verb for verb in _COURTEOUS if verb in self.verbs), Verb.WILLING)
        if self.stage in _ON_THE_ROAD and Verb.GO in said and said <= _GOES_ON | {Verb.SETTING_OUT}:
            return Verb.GO
        if len(said) > 1:
            return next((sum_ for verbs, among, sum_ in _SUMS_UP if among <= said <= verbs), None)
        [verb] = said
        doubtful = verb in (Verb.NO, Verb.CANNOT) and any(
            not UNSURE_OF_NO.isdisjoint(part.words) for part in self.parts if part.verb in (Verb.WILLING, Verb.YEAH)
        )
        return None if doubtful else verb

    def meaning(self, verb: Verb) -> Reading | None:
        match verb:
            case Verb.YES:
                return self._yes()
            case Verb.YEAH | Verb.WANT:
                return self._yeah(verb)
            case Verb.STANDBY:
                return self._standby()
            case Verb.NO:
                return self._no()
            case Verb.CANNOT:
                return self._cannot(every=False)
            case Verb.UNAVAILABLE:
                return self._cannot(every=True)
            case Verb.GO:
                return self._go()
            case Verb.SETTING_OUT:
                return self._left(*Stage) if self.stage is Stage.ON_SCENE else self._go()
            case Verb.WILL_ARRIVE:
                return self._will_arrive()
            case Verb.HERE:
                return self._here()
            case Verb.I_AM_OUTSIDE:
                return self._here() if self.stage not in (Stage.ON_SCENE, Stage.HELD) else None
            case Verb.OK | Verb.FINE | Verb.NOTED | Verb.WILLING:
                return self._ok(verb)
            case Verb.NOT_OK:
                return NotOk() if self.situation.check_in_open and not self.numbers else None
            case Verb.OUT:
                return self._out()
            case Verb.I_AM_OUT | Verb.ESTOY_FUERA:
                return self._i_am_out(verb)
            case Verb.AWAY:
                return self._left(Stage.ON_SCENE)
            case Verb.LEAVE | Verb.STAY:
                return self._leave_or_stay(verb)
            case Verb.TALK:
                return None if self.numbers else Talk()
            case Verb.ON:
                return self._on()
            case Verb.I_AM_ON:
                if self.situation.open_offers:
                    return self._ask_back()
                return self._on() if self.mission is None else None
            case Verb.OFF:
                return None if self.numbers else ShiftOff()
            case Verb.I_AM_OFF:
                return ShiftOff() if self.mission is None and not self.numbers else None
            case Verb.ENGLISH | Verb.SPANISH:
                return None if self.numbers else SetLanguage("en" if verb is Verb.ENGLISH else "es")
            case Verb.ACK:
                return self.ack(self.situation.duty_pages)
            case Verb.ON_IT:
                return self._on_it()
            case Verb.CONFIRMED | Verb.OTHER_AGENCY | Verb.NOTHING_HERE | Verb.CANNOT_TELL:
                return None  # a finding is read before, and on scene only
            case never:
                assert_never(never)

    def _yes(self) -> Reading | None:
        """To a check-in: well. To an offer; or once more to their own mission, unless they asked to leave it."""
        if not self._fits_minutes():
            return None
        if self.situation.check_in_open and not (self.situation.open_offers or self.codes or self.numbers):
            return Ok()
        again: tuple[str, ...] = ()
        if self.codes or not (
            self.situation.open_offers or self.situation.check_in_open or self.situation.asked_release
        ):
            again = self._missions(*_ON_THE_ROAD)
        code = self._about((*self.situation.open_offers, *again))
        return Accept(code, self._minutes()) if isinstance(code, str) else code

    def _yeah(self, verb: Verb) -> Reading | None:
        """As good as yes with minutes, beside "I can", or when asked again; alone to an offer it asks back."""
        if verb is Verb.WANT and not self.situation.asked_again:
            return None
        firm = self.numbers or Verb.WILLING in self.verbs or self.situation.asked_again
        return self._yes() if firm or not self.situation.open_offers else self._ask_back()

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
        if self.mission is not None and any(part.words == (THUMB_DOWN,) for part in self.parts):
            return None
        return self._decline()

    def _cannot(self, *, every: bool) -> Reading | None:
        """`every`: they cannot come to anything, so no question is asked which offer they mean."""
        offers = self.situation.open_offers
        if self.numbers or (self.mission is not None and self.stage is Stage.ON_SCENE and not offers):
            return None
        if every and self.mission is None and not (offers or self.situation.recent_codes):
            away = any(not AWAY_FOR_A_WHILE.isdisjoint(part.words) for part in self.parts)
            return ShiftOff() if away and not self.codes else None
        if every and len(offers) > 1 and not self.codes and self.mission is None:
            return Decline(None)
        return self._decline()

    def _decline(self) -> Reading | None:
        offers = self.situation.open_offers
        if len(self.codes) > 1 and set(self.codes) == set(offers) and self.verbs <= _NOES:
            return Decline(None)
        code = self._about((*offers, *self._missions(*_ON_THE_ROAD)))
        if not isinstance(code, str):
            return code
        if code in offers:
            return Decline(code)
        return ReleaseMe(code, confirmed=self.situation.asked_release == code)

    def _go(self) -> Reading | None:
        """Under way on a mission. To an offer it is no answer yet: did they see that there is a pair to wait for?"""
        missions = self._missions(*_ON_THE_ROAD)
        if missions and set(self.codes) <= set(missions):
            return EnRoute(missions[0], self._minutes()) if self._fits_minutes() else None
        firm = self.situation.asked_again or self.tells_minutes or (self.numbers and Verb.GO in self.verbs)
        return self._yes() if firm and self.situation.open_offers else self._ask_back()

    def _will_arrive(self) -> Reading | None:
        """ "Be there in 20" is a yes with minutes, or news from the road."""
        if not self.numbers and any(part.words in _WITH_MINUTES_ONLY for part in self.parts):
            return None
        missions = self._missions(*_ON_THE_ROAD)
        if missions and set(self.codes) <= set(missions):
            return self._go()
        return self._yes() if self.numbers and self.situation.open_offers else self._go()

    def _here(self) -> Reading | None:
        if self.numbers:
            return None
        code = self._about(self._missions(*Stage))
        return Arrived(code) if isinstance(code, str) else code

    def _ok(self, verb: Verb) -> Reading | None:
        """Well, when a check-in asks; to an open offer no answer yet; else a courtesy that says nothing."""
        own = set(self.codes) <= {self.mission}
        if self.situation.check_in_open and own:
            return Ok() if verb in (Verb.OK, Verb.FINE) and not self.numbers else None
        if verb is Verb.NOTED and self.situation.duty_pages and not self.numbers:
            return self.ack(self.situation.duty_pages)
        if self.situation.open_offers:
            willing = Verb.WILLING in self.verbs and (self.numbers or self.situation.asked_again)
            if willing or (self.situation.asked_again and self.numbers):
                return self._yes()
            return None if verb is Verb.FINE else self._ask_back()
        if self.numbers and own and self.tells_minutes:
            return self._go() if self._missions(*_ON_THE_ROAD) else None
        if not own or (self.codes and verb is not Verb.OK):
            return self._ask_back()
        return Unread(None, ()) if not self.numbers else None

    @property
    def tells_minutes(self) -> bool:
        """ "15 min", "in 15": more than a bare number, which may count anything."""
        return bool(self.numbers) and self._fits_minutes() and len(self.numbers[0].words) > 1

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

    def _left(self, *stages: Stage) -> Reading | None:
        """From where they were; when that is over already, of what was the latest."""
        missions = self._missions(*stages) or (() if self.mission else self.situation.recent_codes[:1])
        return Left(missions[0]) if missions and not self.numbers and set(self.codes) <= set(missions) else None

    def _i_am_out(self, verb: Verb) -> Reading | None:
        """From the scene: gone. To an offer: no. Before: out of the mission; on the road, who knows."""
        if self.stage is Stage.ON_SCENE:
            return self._out()
        if self.mission is None:
            return self._decline() if self.situation.open_offers and not self.numbers else None
        return self._decline() if verb is Verb.I_AM_OUT and self.stage is not Stage.EN_ROUTE else None

    def _leave_or_stay(self, verb: Verb) -> Reading | None:
        """The answers to V21; SALGO is also "I set out"."""
        if self.numbers or self.mission is None:
            return None
        if self.situation.asked_release == self.mission:
            return ReleaseMe(self.mission, confirmed=True) if verb is Verb.LEAVE else Stay(self.mission)
        words = {part.words for part in self.parts if part.verb is verb}
        if words == {("SALGO",)}:
            return self._go()
        return ReleaseMe(self.mission, confirmed=False) if words <= _RELEASES and self.stage in _ON_THE_ROAD else None

    def _on(self) -> Reading | None:
        if not self.numbers:
            return ShiftOn(None)
        [number, *more] = self.numbers
        fits = number.unit in (None, NumberUnit.HOURS) and 1 <= number.number <= LONGEST_SHIFT_HOURS
        return ShiftOn(number.number) if fits and not more else None

    def _on_it(self) -> Reading | None:
        """A lead takes a page; to an offer it sounds like yes."""
        if self.situation.duty_pages:
            return self.ack(self.situation.duty_pages)
        if self.situation.open_offers:
            taken = any("TAKE" in part.words for part in self.parts)
            return self._yes() if self.numbers or taken else self._ask_back()
        return Unread(None, ()) if self.mission is not None and not self.numbers else None

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
                return FindingReply(self.mission, FindingLetter(verb.value)) if self.stage is Stage.ON_SCENE else None
            if verb in (Verb.YES, Verb.YEAH, Verb.OK, Verb.FINE, Verb.WILLING) and self.situation.check_in_open:
                return Ok()
            if verb is Verb.NOT_OK:
                return None
            if verb is Verb.CANNOT and self.stage in _ON_THE_ROAD and not self.numbers:
                return ReleaseMe(self.mission, confirmed=False)
        if verb in (Verb.YES, Verb.YEAH, Verb.GO, Verb.OK, Verb.WILLING, Verb.WILL_ARRIVE) and len(offers) == 1:
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
