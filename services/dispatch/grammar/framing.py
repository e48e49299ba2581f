"""What a text as a whole says in other words than those that are listed: frames, wishes and news, as readings. Pure."""

import re

from schemas.reply_text.distress.danger_as_typed import ALL
from schemas.reply_text.distress.spoken_of import without_denied_danger
from schemas.reply_text.verbs import Verb
from services.dispatch.grammar.frames import framed, wants_another
from services.dispatch.grammar.news import (
    BEFORE_MINUTES,
    BEHIND_MINUTES,
    UNTIL_THERE,
    is_returned,
    news_of,
)
from services.dispatch.grammar.news_of_the_road import TOLD_ANEW
from services.dispatch.grammar.number_words import COUNTED_ON_THE_WAY, NumberUnit
from services.dispatch.grammar.parts import Part, PartKind
from services.dispatch.grammar.readings import Late, Reading, Unread, WhichOne
from services.dispatch.grammar.refusals import BACKING_OUT_SAID
from services.dispatch.grammar.reply import meaning
from services.dispatch.grammar.reply_parts import LONGEST_ETA_MINUTES, ReplyParts
from services.dispatch.grammar.their_text import TheirText
from services.dispatch.grammar.turning_words import LATE
from services.dispatch.grammar.well_words import MARK_OF_UNHURT
from services.dispatch.grammar.wishes import wished

MOST_WORDS_OF_A_LABEL = 9
_ANEW = re.compile(rf"\b{TOLD_ANEW}\w+(?: MIN\w*)?(?: MORE| MAS)?$")
_DANGER = frozenset(("DANGER", "PELIGRO"))


def framed_reading(text: TheirText) -> Reading | None:
    """What the text as a whole says in other words than those listed; ours begin with a code and a colon."""
    begins_as_ours = any(piece.endswith(":") and piece[:-1].upper() in text.codes for piece in text.heard.typed[:2])
    if begins_as_ours and len(text.words) > MOST_WORDS_OF_A_LABEL:
        return None
    spoken = without_denied_danger(text.spoken, ALL)
    verb = (
        wished(text.heard.clauses, text.situation, asks=text.heard.asks)
        or framed(spoken, text.situation, asks=text.heard.asks)
        or news_told(text)
    )
    if verb is None:
        return None
    minutes = tuple(part for part in text.reply.parts if part.unit is NumberUnit.MINUTES or _counts_minutes(text, part))
    minutes = tuple(part for part in minutes if _is_told_anew(text, part)) or minutes
    codes = tuple(part for part in text.reply.parts if part.kind is PartKind.CODE)
    hours = tuple(part for part in text.reply.parts if part.unit is NumberUnit.HOURS)
    if verb is Verb.FINE and len(minutes) == 1 and text.reply.goes_on_the_road:
        verb = Verb.GO
    if verb is Verb.ON:
        minutes = hours
    if verb is Verb.STANDBY:
        told = ReplyParts(text.answer.minutes or (), text.situation)
        minutes = told.parts if told.fits_minutes() else ()
    counts = (
        minutes
        if verb is Verb.STANDBY
        or (verb is Verb.ON and len(hours) == 1)
        or (verb is Verb.GO and len(minutes) == 1 and _tells_when(text, minutes[0]))
        else ()
    )
    meant = meaning(ReplyParts((*codes, *counts), text.situation), verb)
    return None if isinstance(meant, Unread | WhichOne | Late) else meant


def backs_out(text: TheirText) -> Reading | None:
    """ "My car died on the 60, send somebody else" tells of the road, and wants out."""
    out = BACKING_OUT_SAID.search(text.spoken) is not None or wants_another(text.spoken)
    return framed_reading(text) if text.situation.assignment and out else None


def news_told(text: TheirText) -> Verb | None:
    """What they tell of themselves from a mission; a denied danger is none, and "and you?" no question."""
    if text.heard.asks and not is_returned(text.words):
        return None
    return news_of(tuple(map(_without_danger, text.heard.clauses)), text.situation)


def _without_danger(clause: tuple[str, ...]) -> tuple[str, ...]:
    """Denied, it says that all is well."""
    spoken = " ".join(clause)
    told = without_denied_danger(spoken, ALL)
    denied = told != spoken and not _DANGER.isdisjoint(clause)
    return (MARK_OF_UNHURT, *told.split()) if denied else tuple(told.split())


def _tells_when(text: TheirText, minutes: Part) -> bool:
    """How late they are says not when they come: "10 min late", but "running late, 10 more"."""
    end = minutes.at + len(minutes.words)
    beside = {*text.words[max(0, minutes.at - 2) : minutes.at], *minutes.words, *text.words[end : end + 1]}
    if _is_told_anew(text, minutes):
        return True
    alone = minutes.words in text.heard.clauses  # "gonna be late, 25"
    return alone or LATE.isdisjoint(text.words) or not UNTIL_THERE.isdisjoint(beside)


def _is_told_anew(text: TheirText, part: Part) -> bool:
    """ "Running late, make it 20"."""
    until_then = " ".join((*text.words[: part.at], *part.words))
    return _ANEW.search(until_then) is not None


def _counts_minutes(text: TheirText, part: Part) -> bool:
    """ "GPS says 15", "still 15 away", "en 15 estoy": a number by itself, beside a word of how long it takes."""
    if part.kind is not PartKind.NUMBER or part.unit is not None or not 1 <= part.number <= LONGEST_ETA_MINUTES:
        return False
    before, after = text.words[: part.at][-1:], text.words[part.at + len(part.words) :][:1]
    if not COUNTED_ON_THE_WAY.isdisjoint(after):
        return False
    if _is_told_anew(text, part) or part.words in text.heard.clauses:  # "so much traffic. 20"
        return True
    leads = len(part.words) > 1 or not BEFORE_MINUTES.isdisjoint(before)
    return leads or not BEHIND_MINUTES.isdisjoint(after)
