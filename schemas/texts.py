"""What a text says once the ways of typing are taken away: the words that both sides of a reply read.

`notify` looks here for consent, `dispatch` for commands; both must see the same words (PRACTICE §4.1). Pure.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from schemas.lookalikes import LOOKALIKES

LONGEST_TEXT = 1600
"""Providers accept no longer text; what is beyond is not read, and a longer text is never a command."""

THUMB_UP = "👍"
BREAK = "\n"

_PIECE = re.compile(r"\S+|\n")
_ASKING = frozenset("?¿⁇⁈⁉")
_ENDING = frozenset(".!,;:¡…⁉" + BREAK)
_QUOTING = '“”„«»"'
# A reaction that phones send as a text: Liked “…”, Reacted 😂 to “…”, Le gustó “…”, 👍 to “…”, Liked an image.
_REACTION = re.compile(
    r"\s*(?:(?:dis)?liked|loved|laughed\s+at|emphasi[sz]ed|questioned|reacted\s+\S{1,12}\s+to"
    r"|removed\s+an?\s+[\w\s]{1,20}\s+from"
    r"|(?:no\s+)?(?:te|le|me|les)\s+(?:gust[oóa]|encant[oóa])|(?:se\s+)?ri[oó]\s+de|se\s+r[ií]e\s+de"
    r"|(?:enfatiz|destac|pregunt)[oóa]\b[\w\s]{0,12}?|reaccion[oó]\s+con\s+\S{1,12}\s+a|[^\w\s“\"«]{1,8}\s*(?:to|a)"
    r")\s*(?:(?P<quote>[“\"«„])|(?:an?|una?)\s+(?:image|photo|movie|video|attachment|imagen|foto)\b)",
    re.IGNORECASE,
)
# Ends of our own texts that would command something, or opt out, if a copy of them were taken for the sender's words.
# tests/unit/test_grammar.py sends every text of ours back and expects nothing to happen.
OUR_PHRASES = tuple(
    phrase.split()
    for phrase in (
        "ONLY OBSERVE DO NOT INTERFERE TEXT HERE ON ARRIVAL DANGER SOS",
        "SOLO OBSERVE NO INTERFIERA MANDE AQUI AL LLEGAR PELIGRO SOS",
        "X CANNOT TELL DANGER SOS",
        "X NO SE SABE PELIGRO SOS",
        "OK REPLY OK OR SOS NO ANSWER IN",
        "TODO BIEN RESPONDA OK O SOS SI NO RESPONDE",
        "SOS RECEIVED GET SAFE FIRST YOUR BUDDY AND THE DUTY LEAD ARE ALERTED",
        "WE ARE NOT 911 IF LIFE IS IN DANGER YOU CAN CALL 911",
        "SOS RECIBIDO PRIMERO PONGASE A SALVO AVISAMOS A SU PAREJA Y AL RESPONSABLE",
        "NO SOMOS EL 911 SI HAY PELIGRO DE MUERTE PUEDE LLAMAR AL 911",
        "THE DUTY LEAD IS CALLING YOU NOW IN DANGER SOS",
        "EL RESPONSABLE LE LLAMA YA EN PELIGRO SOS",
        "HERE C F G X OK OUT ON OFF SOS",
        "AQUI C F G X OK FUERA ACTIVO PAUSA SOS",
        "YOU ARE OPTED OUT NO MORE TEXTS YOU CAN STILL CALL",
        "NO RECIBIRA MAS MENSAJES PUEDE LLAMAR AL",
        "HELP FOR HELP STOP TO OPT OUT",
        "DATA RATES MAY APPLY STOP TO OPT OUT",
        "STOP TO OPT OUT",
    )
)


@dataclass(frozen=True, slots=True)
class PlainText:
    """The words of a text, upper-case and without accents, quotes, punctuation or emoji (👍 stays, as a word)."""

    words: tuple[str, ...] = field(repr=False)
    clauses: tuple[tuple[str, ...], ...] = field(repr=False)
    """The same words, cut at punctuation and line ends."""
    typed: tuple[str, ...] = field(repr=False)
    """The pieces between spaces as they were typed."""
    origin: tuple[int, ...] = field(repr=False)
    """For each word, the index in `typed` of the piece it came from."""
    asks: bool
    """Somebody put a question mark."""
    copied: bool
    """Holds a copy of a text of ours or a phone's reaction to one; `words` are what is left beside it."""
    complete: bool
    """Nothing was left unread."""


def plain(text: str) -> PlainText:
    """Never raises, whatever the text holds, and takes well under 5 ms for the longest that can arrive."""
    complete = len(text) <= LONGEST_TEXT
    own, copied = _without_quotation(text[:LONGEST_TEXT])
    typed = tuple(_PIECE.findall(own))
    asks = any(mark in own for mark in _ASKING)
    words: list[str] = []
    origin: list[int] = []
    for index, piece in enumerate(typed):
        for word in _words_of(piece):
            words.append(word)
            origin.append(index)
    for start, end in reversed(list(_ours_in(words))):
        copied = True
        del words[start:end], origin[start:end]
    kept = [index for index, word in enumerate(words) if word != BREAK]
    return PlainText(
        words=tuple(words[index] for index in kept),
        clauses=tuple(_cut(words)),
        typed=typed,
        origin=tuple(origin[index] for index in kept),
        asks=asks,
        copied=copied,
        complete=complete,
    )


def fold(piece: str) -> str:
    """Upper-case, Latin where it looks Latin, compatibility forms resolved; marks are still in it."""
    if piece.isascii():
        return piece.upper()
    return unicodedata.normalize("NFKD", piece.translate(LOOKALIKES)).upper().translate(LOOKALIKES)


def squeezed(word: str) -> str:
    """A word cried out: STOOOP is STOP, SOOOS is SOS. Only for what is read on the safe side."""
    return re.sub(r"(.)\1{2,}", r"\1", word)


def _words_of(piece: str) -> list[str]:
    """The words in one piece between spaces, with BREAK where a clause ends."""
    return _PIECE.findall("".join(map(_plain_character, fold(piece))))


def _plain_character(character: str) -> str:
    """A letter or digit stays; what carries no meaning of its own becomes a space, a break or nothing."""
    if character.isascii() and character.isalnum():
        return character
    if character in _ENDING:
        return BREAK
    if character == "'":
        return ""
    if character == THUMB_UP:
        return f" {THUMB_UP} "
    if character == "🆘":
        return " SOS "
    if character in "%$=<>€":  # Y 100% is not an arrival in 100 minutes
        return f" {character} "
    kind = unicodedata.category(character)
    if kind == "Nd":
        return str(unicodedata.decimal(character))
    if kind[0] in "LN":
        return character
    if kind[0] == "M" or kind in ("Cf", "Cc", "Cs"):
        return ""
    return BREAK if character in _ASKING else " "


def _without_quotation(text: str) -> tuple[str, bool]:
    """The sender's own words: a phone's reaction and lines quoted with > are somebody else's."""
    if reaction := _REACTION.match(text):
        if reaction["quote"] is None:
            return text[reaction.end() :], True
        end = max(text.rfind(mark) for mark in _QUOTING)
        return (text[end + 1 :] if end >= reaction.end() else ""), True
    lines = text.split("\n")
    own = [line for line in lines if not line.lstrip().startswith(">")]
    return "\n".join(own), len(own) < len(lines)


def _ours_in(words: list[str]) -> Iterator[tuple[int, int]]:
    """Where our own phrases stand among the words, breaks not counted; from the start, not overlapping."""
    spoken = [index for index, word in enumerate(words) if word != BREAK]
    at = 0
    while at < len(spoken):
        for phrase in OUR_PHRASES:
            found = spoken[at : at + len(phrase)]
            if words[found[0]] == phrase[0] and [words[index] for index in found] == phrase:
                yield found[0], found[-1] + 1
                at += len(phrase)
                break
        else:
            at += 1


def _cut(words: list[str]) -> Iterator[tuple[str, ...]]:
    """The words between breaks."""
    clause: list[str] = []
    for word in [*words, BREAK]:
        if word != BREAK:
            clause.append(word)
        elif clause:
            yield tuple(clause)
            clause = []
