"""A text as its sender wrote it, beside what is open to them: without the name below it, taken apart. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import accumulate

from schemas.reply_text.plain_text import PlainText, as_word, word_set
from schemas.reply_text.words import CALL_SIGNS, FILLERS
from services.dispatch.grammar.acceptance import AnswerToOffer
from services.dispatch.grammar.parts import MEANT_ALONE, Part, parts_of
from services.dispatch.grammar.readings import Situation
from services.dispatch.grammar.reply_parts import ReplyParts

MOST_WORDS = 60
"""No command is longer; the rest is looked at for distress and opt-outs only, or is a finding's free text."""
_HYPHENATED = re.compile(r"\D*\d{1,3}[-–—]\d{1,3}\D*")
_GONE = re.compile(
    r"(?:(?:ALREADY|JUST|HAS|IS|ALSO|YA|SE) )*"
    r"(?:LEFT|LEAVING|GONE|WENT|BAILED|DIPPED|BOUNCED|SPLIT|HEADED|HEADING|DROVE|WALKED|FUE|SALIO|LARGO|PELO)\b"
)
"""Of whoever was named before it."""
_I_TOO = word_set("I IM ILL IVE WE WERE ME NOS BOTH YO NOSOTROS NOSOTRAS TOO TAMBIEN AND Y VOY VAMOS")
_COURTESIES = FILLERS | {"THANK", "YOU", "POR", "FAVOR", "MUCHAS"}
_THEY_COME = frozenset(("VOY", "VAMOS", "PUEDO", "PODEMOS", "LLEGO", "LLEGAMOS", "ACEPTO", "ACEPTAMOS"))
_ON_THEIR_WAY = frozenset(
    ("CAMINANDO", "MANEJANDO", "CORRIENDO", "PIE", "BICI", "BICICLETA", "CARRO", "BUS", "METRO", "TREN")
)
"""Behind "si me voy" it says how they come, whether SI is yes or if."""
_NAME = "JAJA"
"""A word that stands for a name and says nothing."""


def codes_of(situation: Situation) -> tuple[str, ...]:
    """Every code that this person may name."""
    own = (situation.assignment.code,) if situation.assignment is not None else ()
    paged = (name for page in situation.duty_pages for name in (page.code, page.ref) if name)
    return (*situation.open_offers, *own, *paged, *situation.recent_codes)


class TheirText:
    """What the parts of the reader share; the whole of it must be explained, and each clause may hold a guess."""

    def __init__(self, heard: PlainText, situation: Situation) -> None:
        self.heard = heard
        self.situation = situation
        self.codes = frozenset(codes_of(situation))
        self.words = self._own_words()
        self.spoken = " ".join(self.words[:MOST_WORDS])
        hyphens = frozenset(
            index
            for index in range(min(len(self.words), MOST_WORDS) - 1)
            if heard.origin[index] == heard.origin[index + 1]
            and _HYPHENATED.fullmatch(heard.typed[heard.origin[index]])
        )
        self.reply = ReplyParts(parts_of(self._said(self.words[:MOST_WORDS]), self.codes, hyphens), situation)
        self.answer = AnswerToOffer(self._with_plain_yes(), heard.clauses, situation, self.taken_apart)

    def clauses(self) -> tuple[tuple[str, ...], ...]:
        """The clauses, without a name below."""
        below = self.heard.signed if len(self.words) < len(self.heard.words) else ()
        return tuple(clause for clause in self.heard.clauses if clause != below)

    def _with_plain_yes(self) -> tuple[str, ...]:
        """SI is never "if" at the end of a clause, as a clause with VOY ("vivo cerca, si voy, 5 min"), or with its
        accent before what they do ("sí puedo")."""
        ends = frozenset(accumulate(map(len, self.heard.clauses)))
        told = ("YES" if self._is_plain_yes(at, ends) else word for at, word in enumerate(self.words))
        return tuple(" ".join(told).replace("YES ME VOY", "YES VOY").split())

    def _is_plain_yes(self, at: int, ends: frozenset[int]) -> bool:
        if self.words[at] != "SI":
            return False
        beside = self.words[at + 1] if at + 1 < len(self.words) else ""
        how = self.words[at + 1 : at + 3] == ("ME", "VOY") and not _ON_THEIR_WAY.isdisjoint(self.words[at + 3 : at + 5])
        counted = at in ends | {0} and beside.isdecimal()
        accented = "Í" in unicodedata.normalize("NFC", self.heard.typed[self.heard.origin[at]]).upper()
        whole = at in ends | {0} and at + 2 in ends and beside == "VOY"
        return at + 1 in ends or whole or how or counted or (accented and beside in _THEY_COME)

    @property
    def others(self) -> frozenset[str]:
        """Call signs that are not theirs."""
        return (CALL_SIGNS | set(map(as_word, self.situation.teammates))) - {as_word(self.situation.callsign)}

    def tells_of_another_gone(self) -> bool:
        """ "Maple left": said by another than Maple, it is no news of theirs."""
        clauses = self.clauses()
        gone = any(clause[0] in self.others and _GONE.match(" ".join(clause[1:MOST_WORDS])) for clause in clauses)
        return gone and _I_TOO.isdisjoint(word for clause in clauses for word in clause[1:])

    def taken_apart(self, words: Sequence[str]) -> tuple[Part, ...]:
        return parts_of(self._said(words[:MOST_WORDS]), self.codes)

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
        names = CALL_SIGNS | {as_word(name) for name in (self.situation.callsign, *self.situation.teammates)}
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
