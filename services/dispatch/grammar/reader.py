"""Read a reply: state decides before words, and the whole text must be explained (rule R20). Pure.

A text with a word left over commands nothing; it goes to a human with our best guess beside it. Exceptions, each on
the safe side: a cry for help counts anywhere; an opt-out is looked for in whole clauses; a copy of a text of ours
commands nothing; VOY, OK or 👍 to a single open offer asks back.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from schemas.reply_text.consent_words import asks_who_this_is, is_opt_in, is_opt_out
from schemas.reply_text.own_texts import without_ours
from schemas.reply_text.plain_text import PlainText, plain
from services.dispatch.grammar.acceptance import AnswerToOffer
from services.dispatch.grammar.coming import comes_not_here, would_still_come
from services.dispatch.grammar.courtesies import is_courteous
from services.dispatch.grammar.cries import in_distress
from services.dispatch.grammar.danger_words import ALL
from services.dispatch.grammar.finding_text import finding_in
from services.dispatch.grammar.finding_words import DENIAL
from services.dispatch.grammar.frames import framed
from services.dispatch.grammar.news import BEFORE_MINUTES, BEHIND_MINUTES, is_returned, news_of
from services.dispatch.grammar.number_words import NumberUnit
from services.dispatch.grammar.pages_taken import takes_the_cry
from services.dispatch.grammar.parts import MEANT_ALONE, Part, PartKind, parts_of
from services.dispatch.grammar.plain_findings import found_in_words
from services.dispatch.grammar.readings import (
    Accept,
    Ack,
    AskAgain,
    Decline,
    EnRoute,
    FindingLetter,
    FindingReply,
    Help,
    Late,
    OptIn,
    OptOut,
    Reading,
    ReleaseMe,
    ReplyCommand,
    Situation,
    Sos,
    Stage,
    Unread,
    WhichOne,
)
from services.dispatch.grammar.refusals import BACKING_OUT_SAID, LAST_RESORT_SAID, NOT_UNDERSTOOD, stays_after_all
from services.dispatch.grammar.reply import LONGEST_ETA_MINUTES, NOES, ReplyParts
from services.dispatch.grammar.spoken_of import without_denied_danger, without_the_call
from services.dispatch.grammar.turning_words import (
    BEFORE_A_PLACE,
    BEFORE_A_REASON,
    COMING,
    LANGUAGE_WISHES,
    LATE,
    NOT_THE_PLACE,
    STILL_A_NO,
    THEIRS,
    TURNS_ROUND,
)
from services.dispatch.grammar.verbs import Verb
from services.dispatch.grammar.wishes import of_pages, wished
from services.dispatch.grammar.words import CALL_SIGNS, FILLERS, FINDINGS, HINTS

MOST_WORDS_OF_A_LABEL = 9
MOST_WORDS = 60
"""No command is longer; the rest is looked at for distress and opt-outs only, or is a finding's free text."""
_HYPHENATED = re.compile(r"\D*\d{1,3}[-–—]\d{1,3}\D*")
_BUT = frozenset(("BUT", "PERO", "THOUGH", "AUNQUE", "BECAUSE", "PORQUE", "CAUSE", "BC", "PQ", "XQ", "ALTHOUGH"))
_MAY_BE_ASKED = (Verb.TALK, Verb.ENGLISH, Verb.SPANISH)


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
    """ACK SOS K7Q takes a page, and so does whatever takes "it"; from whoever was not paged it is a cry like any other.

    The others' SOS is no cry of theirs (`spoken_of.py`); with ACK it is one page that is taken, never all.
    """
    if not situation.duty_pages or heard.copied or heard.asks or "SOS" not in heard.words:
        return None
    named = takes_the_cry(of_pages(heard.clauses, situation))
    rest = plain(without_the_call(heard.clauses, "SOS"))
    if "ACK" not in heard.words and in_distress(rest if named else heard, situation):
        return None
    cries = tuple(page for page in situation.duty_pages if page.sos) or situation.duty_pages
    paged = replace(situation, duty_pages=cries)
    taken = _Text(rest, paged).reading()
    return taken if isinstance(taken, Ack | WhichOne) else None


_PERHAPS = frozenset(("MAYBE", "PERHAPS", "QUIZA", "QUIZAS", "TALVEZ", "POSSIBLY"))


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


class _Text:
    """A text beside its situation: the whole of it must be explained, and each clause may hold a guess."""

    def __init__(self, heard: PlainText, situation: Situation) -> None:
        self.heard = heard
        self.situation = situation
        self.codes = frozenset(_codes_of(situation))
        self.words = self._own_words()
        self.spoken = " ".join(self.words[:MOST_WORDS])
        hyphens = frozenset(
            index
            for index in range(min(len(self.words), MOST_WORDS) - 1)
            if heard.origin[index] == heard.origin[index + 1]
            and _HYPHENATED.fullmatch(heard.typed[heard.origin[index]])
        )
        self.reply = ReplyParts(parts_of(self._said(self.words[:MOST_WORDS]), self.codes, hyphens), situation)
        first = heard.clauses[0] if heard.clauses else ()
        self.answer = AnswerToOffer(self.words, first, situation, self._taken_apart)

    def reading(self) -> Reading:
        meant = self._meaning()
        if self._is_taken_back(meant):
            return Unread(None, self.words)
        if isinstance(meant, Unread) and meant.words and (late := self._comes_late()) is not None:
            return late
        if isinstance(meant, ReleaseMe) and not _PERHAPS.isdisjoint(self.words):
            return Unread(meant, self.words)
        if isinstance(meant, EnRoute) and self._is_held_up():
            return Unread(meant, self.words)
        return meant

    def _is_taken_back(self, meant: Reading) -> bool:
        """Whether an answer is somebody else's, of another errand, or takes back what it says."""
        match meant:
            case Accept() | AskAgain() if self.situation.open_offers:
                return comes_not_here(self.answer.spoken)
            case ReleaseMe():
                return stays_after_all(self.spoken, asked=self.situation.asked_release is not None)
            case Decline() | WhichOne():
                return NOT_UNDERSTOOD.search(self.spoken) is not None
            case _:
                return False

    def _comes_late(self) -> Reading | None:
        """Who would still come, or asks whether it is too late, hears that it is over."""
        situation = self.situation
        if situation.assignment is not None or situation.open_offers or not situation.recent_codes:
            return None
        return Late(situation.recent_codes[0]) if would_still_come(self.spoken) else None

    def _meaning(self) -> Reading:
        heard, reply = self.heard, self.reply
        if heard.copied:
            return Unread(self.best_guess(), self.words, copy_of_ours=True)
        if not self.words:
            return self._wordless()
        mission = self.situation.assignment
        if heard.complete and mission is not None and mission.stage is Stage.ON_SCENE:
            finding = finding_in(reply.parts, mission.code, heard, self.words, check_in=self.situation.check_in_open)
            if isinstance(finding, Unread) and isinstance(told := self._found_in_words(), FindingReply):
                guess = finding.best_guess
                return told if isinstance(guess, FindingReply) and guess.letter is told.letter else finding
            if finding is not None:
                return finding
        too_long = not heard.complete or len(heard.words) > MOST_WORDS
        if too_long:
            return Unread(self.best_guess(), heard.words)
        if heard.asks and not self._may_be_asked():  # "Out?" asks; it does not say
            return self._framed() or Unread(self.best_guess(), self.words)
        if self.situation.open_offers and LAST_RESORT_SAID.search(self.spoken):
            return self._framed() or Unread(self.best_guess(), self.words)
        if reply.unexplained:
            return (
                self.answer.firm_yes()
                or self._backs_out()
                or self._found_in_words()
                or self._with_reasons()
                or self._framed()
                or self._courtesy()
                or Unread(self.best_guess(), reply.unexplained)
            )
        meant = reply.reading()
        if isinstance(meant, Accept) and self.answer.is_turned():
            return Unread(self.best_guess(), self.words)
        meant = meant or self.answer.firm_yes() or self._found_in_words()
        if meant is None and all(part.unit is NumberUnit.HOURS for part in reply.numbers):
            meant = self._framed() or self._courtesy()
        return meant or Unread(self.best_guess(), self.words)

    def _courtesy(self) -> Unread | None:
        """Thanks in any words say nothing, unless we wait for an answer to a check-in or to a question."""
        asked = self.situation.check_in_open or self.situation.asked_again or self.situation.asked_release
        courteous = not asked and is_courteous(self._clauses_of_own(), offered=bool(self.situation.open_offers))
        return Unread(None, ()) if courteous else None

    def _clauses_of_own(self) -> tuple[tuple[str, ...], ...]:
        """The clauses, without a name below."""
        below = self.heard.signed if len(self.words) < len(self.heard.words) else ()
        return tuple(clause for clause in self.heard.clauses if clause != below)

    def _taken_apart(self, words: Sequence[str]) -> tuple[Part, ...]:
        return parts_of(self._said(words[:MOST_WORDS]), self.codes)

    def _is_held_up(self) -> bool:
        """Only late, and neither coming nor when: somebody waits for them, and a person weighs it."""
        late = not LATE.isdisjoint(self.words)
        spoken = (
            " ".join(self.words).replace("VOY A TARD", "TARD").replace("NO ME TARD", "VOY").replace("NO TARD", "VOY")
        )
        return late and not self.reply.numbers and COMING.isdisjoint(spoken.split())

    def _framed(self) -> Reading | None:
        """What the text as a whole says in other words than those listed; ours begin with a code and a colon."""
        begins_as_ours = any(piece.endswith(":") and piece[:-1].upper() in self.codes for piece in self.heard.typed[:2])
        if begins_as_ours and len(self.words) > MOST_WORDS_OF_A_LABEL:
            return None
        spoken = without_denied_danger(self.spoken, ALL)
        verb = (
            wished(self.heard.clauses, self.situation, asks=self.heard.asks)
            or framed(spoken, self.situation, asks=self.heard.asks)
            or self._news()
        )
        if verb is None:
            return None
        minutes = tuple(
            part for part in self.reply.parts if part.unit is NumberUnit.MINUTES or self._counts_minutes(part)
        )
        codes = tuple(part for part in self.reply.parts if part.kind is PartKind.CODE)
        hours = tuple(part for part in self.reply.parts if part.unit is NumberUnit.HOURS)
        if verb is Verb.ON:
            minutes = hours
        if verb is Verb.STANDBY:
            minutes = self.answer.minutes or ()
        counts = (
            minutes
            if verb is Verb.STANDBY
            or (verb is Verb.ON and len(hours) == 1)
            or (verb is Verb.GO and len(minutes) == 1 and "LATE" not in self.words and "TARDE" not in self.words)
            else ()
        )
        reading = ReplyParts((*codes, *counts), self.situation).meaning(verb)
        return None if isinstance(reading, Unread | WhichOne | Late) else reading

    def _backs_out(self) -> Reading | None:
        """ "My car died on the 60, send somebody else" tells of the road, and wants out."""
        return self._framed() if self.situation.assignment and BACKING_OUT_SAID.search(self.spoken) else None

    def _news(self) -> Verb | None:
        """What they tell of themselves from a mission; a denied danger is none, and "and you?" no question."""
        if self.heard.asks and not is_returned(self.words):
            return None
        clauses = (without_denied_danger(" ".join(clause), ALL).split() for clause in self.heard.clauses)
        return news_of(tuple(map(tuple, clauses)), self.situation)

    def _counts_minutes(self, part: Part) -> bool:
        """ "GPS says 15", "still 15 away", "en 15 estoy": a number by itself, beside a word of how long it takes."""
        if part.kind is not PartKind.NUMBER or part.unit is not None or not 1 <= part.number <= LONGEST_ETA_MINUTES:
            return False
        before, after = self.words[: part.at][-1:], self.words[part.at + len(part.words) :][:1]
        leads = len(part.words) > 1 or not BEFORE_MINUTES.isdisjoint(before)
        return leads or not BEHIND_MINUTES.isdisjoint(after)

    def _found_in_words(self) -> Reading | None:
        """Nothing seen, no telling, another agency: said whole at the scene; the words go to the reviewer."""
        mission = self.situation.assignment
        quiet = mission is None or mission.stage is not Stage.ON_SCENE or self.situation.check_in_open
        if mission is None or quiet or self.heard.asks:
            return None
        letter = found_in_words(self.heard.clauses, self.situation)
        if letter is None:
            return None
        finding = FindingReply(mission.code, letter, free_text=" ".join(self.heard.typed))
        gone = self._news() is not None  # two things at once
        return Unread(FindingReply(mission.code, letter), self.words) if gone else finding

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
            kept = parts if not ReplyParts(parts, self.situation).unexplained else _kept_of(parts)
            explained += kept
            told.append(tuple(word for part in parts if part not in kept for word in part.words))
        if not any(part.kind is PartKind.CODE for part in explained):
            explained += [part for part in self.reply.parts if part.kind is PartKind.CODE]
        reply = ReplyParts(tuple(explained), self.situation)
        verb = reply.one_verb() if reply.verbs or (reply.tells_minutes and mission is not None) else None
        answers_v21 = verb in (Verb.LEAVE, Verb.STAY) and self.situation.asked_release is not None
        if verb is None or not (verb in _MAY_TELL_MORE or answers_v21) or reply.unexplained:
            return None
        if verb is Verb.NO and (self.situation.assignment is not None or not self.situation.open_offers):
            return None
        if verb in (Verb.OK, Verb.FINE) and not (
            self.situation.check_in_open
            and all(DENIAL.isdisjoint(clause) and THEIRS.isdisjoint(clause) for clause in told)
        ):
            return None
        if verb is Verb.HERE and self.situation.check_in_open:
            return None  # "here, all good" answers it
        if not self._no_other_way(verb, {word for clause in told for word in clause}):
            return None
        reading = reply.reading()
        return None if isinstance(reading, Unread | Accept) else reading

    def _no_other_way(self, verb: Verb, told: set[str]) -> bool:
        """Whether nothing turns round what was said; a no to an offer may be for now only, or with a but."""
        if verb in NOES and self.situation.open_offers:
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
        if len(said) > 3 and tuple(said[-3:-1]) in {("THIS", "IS"), ("SOY", "LA"), ("SOY", "EL")} and said[-1] == _NAME:
            said[-3:] = [_NAME] * 3
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
        reply = ReplyParts(parts_of(self._said(clause), self.codes), self.situation)
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
