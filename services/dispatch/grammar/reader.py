"""Read a reply: state decides before words, and the whole text must be explained (rule R20). Pure.

A text with a word left over commands nothing; it goes to a human with our best guess beside it. Exceptions, each on
the safe side: a cry for help counts anywhere; an opt-out is looked for in whole clauses; a copy of a text of ours
commands nothing; VOY, OK or 👍 to a single open offer asks back.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from schemas.reply_text.consent_words import asks_who_this_is, is_opt_in, is_opt_out
from schemas.reply_text.distress.spoken_of import without_the_call
from schemas.reply_text.jests import is_in_jest
from schemas.reply_text.own_texts import without_ours
from schemas.reply_text.plain_text import PlainText, plain
from schemas.reply_text.verbs import Verb
from schemas.reply_text.words import FINDINGS
from services.dispatch.grammar.coming import ALMOST, BOUND_ELSEWHERE, comes_not_here, would_still_come
from services.dispatch.grammar.courtesies import is_courteous
from services.dispatch.grammar.cries import in_distress
from services.dispatch.grammar.finding_text import finding_in
from services.dispatch.grammar.frames import wants_another
from services.dispatch.grammar.framing import backs_out, framed_reading, news_told
from services.dispatch.grammar.guesses import best_guess, command_beside, is_quiet_in_words, is_turned
from services.dispatch.grammar.left_alone import has_to_go
from services.dispatch.grammar.news import befalls_others
from services.dispatch.grammar.number_words import UNITS, NumberUnit
from services.dispatch.grammar.pages_taken import takes_the_cry
from services.dispatch.grammar.parts import KNOWN, Part
from services.dispatch.grammar.plain_findings import found_in_words, tells_of_the_taken
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
    OptIn,
    OptOut,
    Reading,
    ReleaseMe,
    SetLanguage,
    ShiftOff,
    ShiftOn,
    Situation,
    Sos,
    Stage,
    Talk,
    Unread,
    WhichOne,
)
from services.dispatch.grammar.refusals import CORRECTED, LAST_RESORT_SAID, NOT_UNDERSTOOD, stays_after_all
from services.dispatch.grammar.reply import reading
from services.dispatch.grammar.reply_parts import ReplyParts
from services.dispatch.grammar.shifts import shift_ends
from services.dispatch.grammar.shorthand import written_out
from services.dispatch.grammar.their_text import MOST_WORDS, TheirText, codes_of
from services.dispatch.grammar.told_beside import looks_for_the_other, told_beside
from services.dispatch.grammar.turning_words import COMING, LATE, TURNS_ROUND
from services.dispatch.grammar.wishes import of_pages
from services.dispatch.grammar.wordless import wordless

_MAY_BE_ASKED = (Verb.TALK, Verb.ENGLISH, Verb.SPANISH)
_CODE_SHAPE = re.compile(r"[2-9CDFGHJKMNPQRTVWXY]{3}")
_PERHAPS = frozenset(("MAYBE", "PERHAPS", "QUIZA", "QUIZAS", "TALVEZ", "POSSIBLY"))


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
    return _reading(TheirText(written_out(heard, frozenset(codes_of(situation))), situation))


def _acknowledged_cry(heard: PlainText, situation: Situation) -> Reading | None:
    """ACK SOS K7Q takes a page, and so does whatever takes "it"; from whoever was not paged it is a cry like any other.

    The others' SOS is no cry of theirs (`spoken_of.py`), but harm that is told beside it is; with ACK it is one page
    that is taken, never all.
    """
    if not situation.duty_pages or heard.copied or heard.asks or "SOS" not in heard.words:
        return None
    rest = plain(without_the_call(heard.clauses, "SOS"))
    named = "ACK" in heard.words or takes_the_cry(of_pages(heard.clauses, situation))
    if in_distress(rest if named else heard, situation):
        return None
    cries = tuple(page for page in situation.duty_pages if page.sos) or situation.duty_pages
    paged = replace(situation, duty_pages=cries)
    taken = _reading(TheirText(rest, paged))
    return taken if isinstance(taken, Ack | WhichOne) else None


def _mission_of(heard: PlainText, situation: Situation) -> str | None:
    if situation.assignment is not None:
        return situation.assignment.code
    named = {code for code in codes_of(situation) if code in heard.words}
    return named.pop() if len(named) == 1 else None


def _reading(text: TheirText) -> Reading:
    meant = _meaning(text)
    if isinstance(meant, Unread) and is_turned(text, meant.best_guess):
        meant = replace(meant, best_guess=None)
    if isinstance(meant, ShiftOn) and meant.hours is None:
        meant = ShiftOn(None, shift_ends(text.spoken))
    if _is_taken_back(text, meant):
        return Unread(None, text.words)
    unread = isinstance(meant, ShiftOn) or (isinstance(meant, Unread) and meant.words)
    if unread and (late := _comes_late(text)) is not None:
        return late
    if isinstance(meant, ReleaseMe) and not _PERHAPS.isdisjoint(text.words):
        return Unread(meant, text.words)
    if isinstance(meant, Arrived | ShiftOff) and text.reply.unexplained and _is_home(text):
        return Left(text.situation.assignment.code if text.situation.assignment else None)
    if isinstance(meant, Arrived) and ALMOST.search(text.spoken):
        return EnRoute(meant.code)
    if isinstance(meant, EnRoute) and BOUND_ELSEWHERE.search(text.spoken):
        return Unread(None, text.words)
    if isinstance(meant, EnRoute) and _is_held_up(text):
        return Unread(meant, text.words)
    if isinstance(meant, Unread) and _has_to_go(text):
        return Left(text.situation.assignment.code if text.situation.assignment else None)
    if isinstance(meant, Talk | SetLanguage) and (also := command_beside(text, type(meant))) is not None:
        return Unread(also, text.words)
    return meant


def _has_to_go(text: TheirText) -> bool:
    """At the scene "I have to go" says that they leave, as "I'm leaving" does: the other one must not stay alone.

    What they say of the other one beside it a person reads.
    """
    mission = text.situation.assignment
    if mission is None or mission.stage is not Stage.ON_SCENE or text.heard.asks or text.reply.numbers:
        return False
    return (TURNS_ROUND | text.others).isdisjoint(text.words) and has_to_go(text.heard.clauses)


def _is_home(text: TheirText) -> bool:
    """Done for today, or in bed, of whoever was at the scene: they are gone from it."""
    mission = text.situation.assignment
    return mission is not None and mission.stage is Stage.ON_SCENE and news_told(text) is Verb.AWAY


def _is_taken_back(text: TheirText, meant: Reading) -> bool:
    """Whether an answer is somebody else's, of another errand, or takes back what it says."""
    match meant:
        case Accept() | AskAgain() if text.situation.open_offers:
            return comes_not_here(text.answer.spoken)
        case Left():
            return befalls_others(text.spoken) or text.tells_of_another_gone()
        case FindingReply():
            return is_quiet_in_words(text, meant) and tells_of_the_taken(text.spoken)
        case ReleaseMe():
            asked = text.situation.asked_release is not None
            stays = not wants_another(text.spoken) and stays_after_all(text.spoken, asked=asked)
            return is_in_jest(text.spoken) or stays
        case Decline() | WhichOne():
            if is_in_jest(text.spoken):
                return True
            of_codes = "|".join(map(re.escape, codes_of(text.situation)))
            one_of_them = re.search(rf"\b(?:{of_codes}) (?:SI|YES|Y|YEAH|OK)\b", text.spoken)
            return (one_of_them or NOT_UNDERSTOOD.search(text.spoken) or CORRECTED.search(text.spoken)) is not None
        case _:
            return False


def _comes_late(text: TheirText) -> Reading | None:
    """Who would still come, or asks whether it is too late, hears that it is over."""
    situation = text.situation
    if situation.assignment is not None or situation.open_offers or not situation.recent_codes:
        return None
    clauses = [clause for clause in text.clauses() if any(map(str.isdecimal, clause))]
    beside = text.reply.unexplained and text.clauses()[1:] and not text.heard.copied
    told = clauses if beside else []  # "was asleep. Y 15"
    answers = (reading(ReplyParts(text.taken_apart(clause), situation)) for clause in told)
    comes = would_still_come(text.spoken) or any(isinstance(meant, Late) for meant in answers)
    return Late(situation.recent_codes[0]) if comes else None


def _meaning(text: TheirText) -> Reading:
    heard, reply = text.heard, text.reply
    if heard.copied:
        own = () if _fills_our_blanks(text.words) else text.words
        return Unread(best_guess(text) if own else None, own, copy_of_ours=True)
    if not text.words:
        return wordless(text)
    mission = text.situation.assignment
    if heard.complete and mission is not None and mission.stage is Stage.ON_SCENE:
        finding = finding_in(reply.parts, mission.code, heard, text.words, check_in=text.situation.check_in_open)
        if isinstance(finding, Unread) and isinstance(told := _found_in_words(text), FindingReply):
            guess = finding.best_guess
            same = isinstance(guess, FindingReply) and guess.letter is told.letter
            return told if same or _sees_too_little(told, text.reply.parts) else finding
        if finding is not None:
            return finding
    too_long = not heard.complete or len(heard.words) > MOST_WORDS
    if too_long:
        return Unread(best_guess(text), heard.words)
    if (there := looks_for_the_other(text)) is not None:
        return there
    if heard.asks and not _may_be_asked(text):  # "Out?" asks; it does not say
        return framed_reading(text) or Unread(best_guess(text), text.words)
    if text.situation.open_offers and LAST_RESORT_SAID.search(text.spoken):
        return framed_reading(text) or Unread(best_guess(text), text.words)
    if reply.unexplained:
        return (
            text.answer.firm_yes()
            or backs_out(text)
            or _found_in_words(text)
            or told_beside(text)
            or framed_reading(text)
            or _courtesy(text)
            or Unread(best_guess(text), reply.unexplained)
        )
    meant = reading(reply)
    if isinstance(meant, Accept) and text.answer.is_turned():
        return Unread(best_guess(text), text.words)
    if isinstance(meant, AskAgain):
        meant = text.answer.firm_yes() or meant
    meant = meant or text.answer.firm_yes() or _found_in_words(text)
    if meant is None and all(part.unit is NumberUnit.HOURS for part in reply.numbers):
        meant = framed_reading(text) or _courtesy(text)
    return meant or Unread(best_guess(text), text.words)


def _fills_our_blanks(left: tuple[str, ...]) -> bool:
    """Of a copy only a code, a time or a name is left, which stood in our text."""
    said = [word for word in left if not (_CODE_SHAPE.fullmatch(word) or word.isdecimal() or word in UNITS)]
    return len(said) <= 1 and KNOWN.isdisjoint(said)


def _courtesy(text: TheirText) -> Unread | None:
    """Thanks in any words say nothing, unless we wait for an answer to a check-in or to a question."""
    asked = text.situation.check_in_open or text.situation.asked_again or text.situation.asked_release
    courteous = not asked and is_courteous(text.clauses(), offered=bool(text.situation.open_offers))
    return Unread(None, ()) if courteous else None


def _is_held_up(text: TheirText) -> bool:
    """Only late, and neither coming nor when: somebody waits for them, and a person weighs it."""
    late = not LATE.isdisjoint(text.words)
    spoken = " ".join(text.words).replace("VOY A TARD", "TARD").replace("NO ME TARD", "VOY").replace("NO TARD", "VOY")
    return late and not text.reply.numbers and COMING.isdisjoint(spoken.split())


def _found_in_words(text: TheirText) -> Reading | None:
    """Nothing seen, no telling, another agency: said whole at the scene; the words go to the reviewer."""
    mission = text.situation.assignment
    quiet = mission is None or mission.stage is not Stage.ON_SCENE or text.situation.check_in_open
    if mission is None or quiet or text.heard.asks:
        return None
    letter = found_in_words(text.heard.clauses, text.situation)
    if letter is None:
        return None
    finding = FindingReply(mission.code, letter, free_text=" ".join(text.heard.typed))
    too_far = letter is FindingLetter.CANNOT_TELL and "LEJOS" in text.words
    gone = not too_far and news_told(text) is not None  # two things at once
    return Unread(FindingReply(mission.code, letter), text.words) if gone else finding


def _sees_too_little(told: FindingReply, parts: Sequence[Part]) -> bool:
    """ "No se ve nada por la neblina": in words, and not by another letter."""
    by_letter = any(part.verb in FINDINGS and len(part.words[0]) == 1 for part in parts)
    return told.letter is FindingLetter.CANNOT_TELL and not by_letter


def _may_be_asked(text: TheirText) -> bool:
    """ "Can you call me?" and "en español?" wish for something."""
    return not text.reply.unexplained and len(text.reply.verbs) == 1 and text.reply.verbs.issubset(_MAY_BE_ASKED)
