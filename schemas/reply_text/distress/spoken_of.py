"""When a word of danger is spoken of and not cried: denied, corrected, sent by others, read on a sign, joked. Pure.

A clause is told again with `@` in place of the word: "perdon el sos fue por error" is `PERDON EL @ FUE POR ERROR`. A
word that merely stands there is cried; `mentions.py` and `mentions_of_a_call.py` hold the ways in which people mention
it. What is said behind a slip takes it back too, but nothing that comes later.
"""

import re
from collections.abc import Sequence
from typing import Final

from schemas.reply_text.distress.guards import IN_JEST, SUPPOSED
from schemas.reply_text.distress.harm_words import AGENTS
from schemas.reply_text.distress.mentions import (
    ASKED_AFTER,
    CHANTED,
    DENIED,
    HEARSAY,
    I_CRY,
    NO_SLIP,
    NOTED,
    OF_OTHERS,
    OF_THE_TEXT,
    OTHERS_CRY,
    QUOTED,
    REMINDER,
    SAYING,
    SCREAMED,
    SLIP,
    SPOKEN_ABOUT,
    TEXT_SHOWN,
    TOLD_TO,
    WHAT_IT_IS_FOR,
)
from schemas.reply_text.distress.mentions_of_a_call import (
    A_CALL,
    ABOUT_IT,
    ASKED_FOR,
    ASKED_OF_IT,
    ASSERTED,
    CONDITION,
    ITS,
    QUESTIONED,
    RECEIVED,
    SAID_TO,
    SENT_BY_ME,
    UNANSWERED,
    VOSEO,
)
from schemas.reply_text.plain_text import PlainText

HERE: Final = "@"
"""Stands for the word of danger in a clause that is told again."""
_OF_MINE: Final = re.compile(r"\b(?:ME|US|MY|NOS|MI|NECESITO|NEED)\b")
_GRAVE: Final = re.compile(rf"\b(?:{AGENTS}|BLOOD|SANGRE|GUNS?|ARMAS?|PISTOLAS?|HERID\w+|HURT|FOLLOW\w+|SIGUEN)\b")
_QUOTES: Final = '"“”«»'


def is_quoted(heard: PlainText, at: int) -> bool:
    """Whether a quotation opened before the word and did not close."""
    piece = heard.typed[heard.origin[at]]
    before = "".join(heard.typed[: heard.origin[at]]) + piece[: len(piece) - len(piece.lstrip(_QUOTES))]
    return sum(before.count(mark) for mark in _QUOTES) % 2 == 1


def without_denied_danger(spoken: str, dangers: frozenset[str]) -> str:
    """ "bien, no hace falta ayuda" is BIEN; unless any danger is left that nobody denied."""
    told = " ".join(HERE if word in dangers else word for word in spoken.split())
    left = re.sub(
        rf"(?:{DENIED.pattern})(?: (?:NEEDED|NECESSARY|REQUIRED|HERE|AQUI|AT ALL|SO FAR|YET|ANYMORE|PARA NADA))*",
        "",
        told,
    )
    return spoken if HERE in left else left.strip()


class Mentioned:
    """A text whose word of danger at one place is looked at: how the clause goes on before and behind it."""

    def __init__(
        self,
        clauses: Sequence[Sequence[str]],
        clause: int,
        at: int,
        *,
        asks: bool,
        paged: bool,
        quoted: bool,
        screamed: bool = False,
    ) -> None:
        self.clause = words = tuple(clauses[clause])
        self.at = at
        self.width = len(words)
        self.spoken = " ".join((*words[:at], HERE, *words[at + 1 :]))
        self.later = [" ".join(each) for each in clauses[clause + 1 :]]
        self.whole = " ".join(word for each in clauses for word in each)
        self.asks = asks
        self.paged = paged
        self.quoted = quoted
        self.screamed = screamed

    def is_mentioned(self, *, may_be_screamed: bool) -> bool:
        """Whether the word, whichever it is, is denied, quoted, chanted, hearsay, of others, taken back or a joke."""
        spoken = self.spoken
        if OTHERS_CRY.search(spoken) and not I_CRY.search(spoken.partition(HERE)[0]):
            return True
        if DENIED.search(spoken) and not (may_be_screamed and SCREAMED.search(spoken)):
            return True
        if self.asks and self.width == 1 and self.later and re.match(r"(?:NO|NAH|NOPE)\b", self.later[0]):
            return True
        if self._is_of_our_text():
            return True
        if REMINDER.search(self.whole) or (self.quoted and SAYING.search(spoken) and not I_CRY.search(spoken)):
            return True
        if SUPPOSED.search(spoken.partition(HERE)[0]) and ASKED_FOR.search(spoken):
            return True
        if self.asks and ASKED_AFTER.search(spoken):
            return True
        patterns = (SPOKEN_ABOUT, QUOTED, CHANTED, HEARSAY, OF_OTHERS)
        return any(pattern.search(spoken) for pattern in patterns) or self._is_taken_back() or self._is_joked()

    def _is_of_our_text(self) -> bool:
        """Whether a text of ours is asked about, or what it says is noted."""
        shown = TEXT_SHOWN.search(self.whole) is not None and (self.asks or OF_THE_TEXT.search(self.whole) is not None)
        noted = NOTED.search(self.whole) is not None and WHAT_IT_IS_FOR.search(self.spoken) is not None
        return shown or noted

    def is_begged(self) -> bool:
        """Whether we scream or asked for it and nobody came."""
        if SUPPOSED.search(self.spoken) or not I_CRY.search(self.spoken.partition(HERE)[0]):
            return False
        return bool(OTHERS_CRY.search(self.spoken) or (ASKED_FOR.search(self.spoken) and UNANSWERED.search(self.whole)))

    def is_a_call_spoken_of(self) -> bool:
        """Whether SOS is sent, meant, taken or closed, or is "you are", rather than cried."""
        spoken = self.spoken
        if self.screamed and self.at == self.width - 1 and not self.asks:
            return False
        if VOSEO.search(spoken):
            return True
        if self.paged and (RECEIVED.search(spoken) or self._is_asked_of_another()):
            return True
        if ASKED_OF_IT.search(spoken) or (self.asks and self.width > 1 and QUESTIONED.search(spoken)):
            return True
        if SUPPOSED.search(spoken) and (SENT_BY_ME.search(spoken) or A_CALL.search(spoken)):
            return True
        if ASSERTED.search(spoken):
            return False
        if TOLD_TO.search(spoken) or REMINDER.search(self.whole) or ABOUT_IT.search(spoken) or SAID_TO.search(spoken):
            return True
        if UNANSWERED.search(self.whole):
            return False
        if SENT_BY_ME.search(spoken):
            return CONDITION.search(self.whole) is not None
        return A_CALL.search(spoken) is not None

    def _is_asked_of_another(self) -> bool:
        return self.asks and len(self.whole.split()) > 1 and not _OF_MINE.search(self.whole)

    def _is_taken_back(self) -> bool:
        return any(
            (found := SLIP.search(said)) and not NO_SLIP.search(said[: found.start()].rstrip())
            for said in (self.spoken, *self.later)
        )

    def _is_joked(self) -> bool:
        beside = self.width > 1 and len(self.whole.split()) > 3  # a cry that stands alone is none
        return beside and bool(IN_JEST.search(self.whole)) and not _GRAVE.search(self.whole)


# --- what a duty lead says of it
_TAKEN_AS_IT: Final = re.compile(
    rf"\b(GOT|HAVE|TAKE|TAKING|TOOK|HANDLING|HANDLE|WITH|(?<!THAT )ON) {ITS}?{HERE}(?: (?:ONE|CALL|PAGE))?"
)
_TAKEN_AS_LO: Final = re.compile(rf"\b(TOMO|ATIENDO|AGARRO|VEO|TENGO) {ITS}?{HERE}")
_LEFT_OUT: Final = re.compile(rf"(?:\bON |\b(?:FOR|DE) )?(?:\b{ITS})?{HERE}(?: (?:ONE|CALL|PAGE)\b)?")


def without_the_call(clauses: Sequence[Sequence[str]], call: str) -> str:
    """The text as if the SOS that they were paged for were called "it": GOT THE SOS is GOT IT."""
    said = []
    for clause in clauses:
        spoken = " ".join(HERE if word == call else word for word in clause)
        spoken = _TAKEN_AS_LO.sub(r"LO \1", _TAKEN_AS_IT.sub(r"\1 IT", spoken))
        said.append(_LEFT_OUT.sub("", spoken))
    return ", ".join(said)
