"""What a text says once the ways of typing are taken away: the words that both sides of a reply read.

`notify` looks here for consent, `dispatch` for commands; both must see the same words (rule R21). Pure.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from schemas.reply_text.confusables import LOOKALIKES

LONGEST_TEXT = 1600
"""Providers accept no longer text; what is beyond is not read, and a longer text is never a command."""

THUMB_UP = "👍"

_BREAK = "\n"
_PIECE = re.compile(r"\S+|\n")
_ASKING = frozenset("?¿⁇⁈⁉")
_ENDING = frozenset(".!,;:¡…")
_LOADED = frozenset("%$=<>€")
_QUOTES = '“”„«»"'
# A reaction that a phone sends as a text: Liked “…”, Reacted 😂 to “…”, Le gustó “…”, 👍 to “…”, Liked an image.
_REACTION = re.compile(
    r"\s*(?:(?:dis)?liked|loved|laughed at|emphasi[sz]ed|questioned|reacted \S{1,12} to"
    r"|removed an? [\w ]{1,20} from|(?:no )?(?:te|le|me|les) (?:gust|encant)[oóa]|(?:se )?r(?:i[oó]|[ií]e) de"
    r"|(?:enfatiz|destac|pregunt|cuestion)[oóa]|reaccion[oó] con \S{1,12} a|[^\w\s“\"«]{1,8} (?:to|a)"
    r")\s*(?:(?P<quote>[“\"«„])|(?:an?|una?) (?:image|photo|movie|video|attachment|imagen|foto)\b)",
    re.IGNORECASE,
)
# The parts of our own texts that would command something or opt out, were a copy of them taken for the sender's
# own words. tests/unit/notify/test_wording.py sends every text of ours back and expects that nothing happens.
_SOME = r"(?:\S+ ){1,4}"
_OURS = re.compile(
    r"(?<!\S)(?:"
    + "|".join(
        (
            "ONLY OBSERVE DO NOT INTERFERE TEXT HERE ON ARRIVAL DANGER SOS",
            "SOLO OBSERVE NO INTERFIERA MANDE AQUI AL LLEGAR PELIGRO SOS",
            "X = CANNOT TELL DANGER SOS",
            "X = NO SE SABE PELIGRO SOS",
            "REPLY OK OR SOS NO ANSWER IN",
            "RESPONDA OK O SOS SI NO RESPONDE EN",
            "SOS RECEIVED GET SAFE FIRST",
            "WE ARE NOT 911 IF LIFE IS IN DANGER YOU CAN CALL 911",
            "SOS RECIBIDO PRIMERO PONGASE A SALVO",
            "NO SOMOS EL 911 SI HAY PELIGRO DE MUERTE PUEDE LLAMAR AL 911",
            "THE DUTY LEAD IS CALLING YOU NOW IN DANGER SOS",
            "EL RESPONSABLE LE LLAMA YA EN PELIGRO SOS",
            "HERE C F G X OK OUT ON OFF SOS",
            "AQUI C F G X OK FUERA ACTIVO PAUSA SOS",
            r"NEWS WITHIN \S+ MIN DANGER SOS",
            r"AVISAMOS EN \S+ MIN PELIGRO SOS",
            "DO NOT GO ON WAIT WHERE IT IS PUBLIC DANGER SOS",
            "NO SIGA ESPERE EN UN LUGAR PUBLICO PELIGRO SOS",
            "N IF YOU CANNOT COME DANGER SOS",
            "NO SI NO PUEDE PELIGRO SOS",
            "IF YOU WANT TO LEAVE TEXT OUT DANGER SOS",
            "SI QUIERE IRSE MANDE FUERA PELIGRO SOS",
            "STILL THERE OK DANGER SOS",
            "SI SIGUE AHI OK PELIGRO SOS",
            "DO NOT INTERFERE DANGER SOS",
            "SIN INTERFERIR PELIGRO SOS",
            "TELLS YOU WHERE TO LOOK DANGER SOS",
            "LES DICE HACIA DONDE MIRAR PELIGRO SOS",
            "WHEN BOTH ARE THERE DANGER SOS",
            "CUANDO ESTEN LOS DOS PELIGRO SOS",
            f"OR CALL {_SOME}IN DANGER SOS",
            f"SI NO LLAME AL {_SOME}EN PELIGRO SOS",
            f"PLEASE CALL {_SOME}IN DANGER SOS",
            f"POR FAVOR LLAME AL {_SOME}EN PELIGRO SOS",
            r"SOS FROM \S+ LEAVE NOW",
            r"SOS DE \S+ SALGA YA",
            "YOUR SOS IS CLOSED IN DANGER AGAIN SOS",
            "SU SOS QUEDA CERRADO SI VUELVE EL PELIGRO SOS",
            "YOUR SOS STAYS OPEN UNTIL WE HAVE SPOKEN IN DANGER SOS",
            "SU SOS SIGUE ABIERTO HASTA QUE HABLEMOS EN PELIGRO SOS",
            r"THE SOS OF \S+ IS OVER A LEAD SPOKE",
            r"EL SOS DE \S+ TERMINO YA HABLARON",
            r"DUTY \S+ SOS FROM",
            r"(?:GUARDIA|RESPONSABLE) \S+ SOS DE",
            r"TAKEN BY \S+ (?:\S+ ){1,16}?NOTHING TO DO FOR YOU",
            r"LO TOMA \S+ (?:\S+ ){1,16}?USTED NO TIENE QUE HACER NADA",
            r"YOU TOOK (?:\S+ ){1,16}?OTHERS WHO WERE PAGED ARE TOLD",
            r"USTED TOMA (?:\S+ ){1,16}?SE AVISA A LOS OTROS",
            r"OPEN (?:\S+ ){1,16}?PLEASE REPLY ACK AND THE CODE FOR AN SOS LIKE ACK SOS",
            r"ABIERTOS (?:\S+ ){1,16}?POR FAVOR RESPONDA ACK Y EL CODIGO SI ES SOS ASI ACK SOS",
            r"OPEN SOS FIRST (?:\S+ ){1,16}?REPLY ACK AND A CODE",
            r"ABIERTOS PRIMERO SOS (?:\S+ ){1,16}?RESPONDA ACK Y EL CODIGO DE UNO",
            "HELP FOR HELP STOP TO OPT OUT",
            "HELP PARA AYUDA STOP PARA SALIR",
            "DO NOT SHARE IT AS FACT HELP OR A LAWYER",
            "NO LO COMPARTA COMO UN HECHO AYUDA O ABOGADO",
            "FOTO DEL LUGAR AYUDA SIN CARAS",
            "RATES MAY APPLY STOP TO OPT OUT",
            f"DO NOT TEXT NAMES OR IMMIGRATION STATUS {_SOME}(?:\\S+ )?STOP TO OPT OUT",
            f"IS IT HAPPENING NOW CALL {_SOME}STOP TO OPT OUT",
            "WE HAVE YOUR HELP REQUEST",
            "TENEMOS SU PEDIDO DE AYUDA",
            r"HELP OR A LAWYER \S*\d\S*",
            r"AYUDA O ABOGADO \S*\d\S*",
            "YOU ARE OPTED OUT NO MORE TEXTS YOU CAN STILL CALL",
            "NO RECIBIRA MAS MENSAJES PUEDE LLAMAR",
        )
    )
    + r")(?!\S)"
)
_MARKS_OF_OURS = ("SOS", "911", "OPT", "RECIBIRA", "HELP", "AYUDA")
"""One of them is in each phrase above."""


@dataclass(frozen=True, slots=True)
class PlainText:
    """The words of a text, upper-case and without accents, quotes, punctuation or emoji (👍 stays, as a word)."""

    words: tuple[str, ...] = field(repr=False)
    clauses: tuple[tuple[str, ...], ...] = field(repr=False)
    """The same words, cut at punctuation and line ends."""
    typed: tuple[str, ...] = field(repr=False)
    """The pieces between spaces as they were typed."""
    origin: tuple[int, ...] = field(repr=False)
    """For each word, the index in `typed` of the piece that it came from."""
    asks: bool
    """Somebody put a question mark."""
    copied: bool
    """Held a copy of a text of ours, or a phone's reaction to one; `words` are what was left beside it."""
    complete: bool
    """Nothing was left unread."""


class _Word(NamedTuple):
    word: str
    origin: int
    clause: int


def plain(text: str) -> PlainText:
    """Never raises, whatever the text holds, and stays far below 5 ms for the longest that can arrive."""
    own, copied = _without_quotation(text[:LONGEST_TEXT])
    typed = tuple(_PIECE.findall(own))
    found, all_read = _words_in(typed)
    kept = _without_ours(found)
    return PlainText(
        words=tuple(each.word for each in kept),
        clauses=tuple(tuple(each.word for each in clause) for _, clause in groupby(kept, key=lambda each: each.clause)),
        typed=typed,
        origin=tuple(each.origin for each in kept),
        asks=not _ASKING.isdisjoint(own),
        copied=copied or len(kept) < len(found),
        complete=all_read and len(text) <= LONGEST_TEXT,
    )


def folded(piece: str) -> str:
    """Upper-case, compatibility forms resolved, Latin where it looks Latin; its marks still beside the letters."""
    if piece.isascii():
        return piece.upper()
    expanded = unicodedata.normalize("NFKD", piece.translate(LOOKALIKES))[: 2 * LONGEST_TEXT]
    return expanded.upper().translate(LOOKALIKES)


def word_set(words: str) -> frozenset[str]:
    """A closed list, written as a person reads it."""
    return frozenset(words.split())


def cried_out(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words as if nobody had shouted: STOOOP is STOP, SOOOS is SOS. Only for what is read on the safe side."""
    return tuple(re.sub(r"([^\W\d])\1{2,}", r"\1", " ".join(words)).split())


def _words_in(typed: tuple[str, ...]) -> tuple[list[_Word], bool]:
    """The words, and whether that is all of them: some single characters fold into eighteen, so there is an end."""
    found: list[_Word] = []
    clause, room = 0, 2 * LONGEST_TEXT
    for index, piece in enumerate(typed):
        letters = folded(piece)[:room]
        room -= len(letters)
        for word in _PIECE.findall("".join(map(_meaning, letters))):
            if word == _BREAK:
                clause += 1
            else:
                found.append(_Word(word, index, clause))
        if room == 0:
            return found, False
    return found, True


@lru_cache(maxsize=4096)
def _meaning(character: str) -> str:
    """A letter or digit stays; what says nothing by itself becomes a space, a break or nothing at all."""
    if character.isascii() and character.isalnum():
        return character
    if character in _ENDING or character in _ASKING or character == _BREAK:
        return _BREAK
    if character == "'":
        return ""
    if character == THUMB_UP:
        return f" {THUMB_UP} "
    if character == "🆘":
        return " SOS "
    if character in _LOADED:  # Y 100% is not an arrival in 100 minutes
        return f" {character} "
    kind = unicodedata.category(character)
    if kind == "Nd":
        return str(unicodedata.decimal(character))
    if kind[0] in "LN":
        return character
    if kind[0] == "M" or kind in ("Cf", "Cc", "Cs"):
        return ""
    return " "


def _without_quotation(text: str) -> tuple[str, bool]:
    """The sender's own words: a phone's reaction and lines quoted with > are somebody else's."""
    if reaction := _REACTION.match(text):
        if reaction["quote"] is None:
            return text[reaction.end() :], True
        closing = max(text.rfind(mark) for mark in _QUOTES)
        return (text[closing + 1 :] if closing >= reaction.end() else ""), True
    lines = text.split("\n")
    own = [line for line in lines if not line.lstrip().startswith(">")]
    return "\n".join(own), len(own) < len(lines)


def _without_ours(found: list[_Word]) -> list[_Word]:
    """What is left when the phrases of our own texts are taken out."""
    spoken = " ".join(each.word for each in found)
    if not any(mark in spoken for mark in _MARKS_OF_OURS):
        return found
    kept: list[_Word] = []
    at = 0
    for ours in _OURS.finditer(spoken):
        start = spoken.count(" ", 0, ours.start())
        kept += found[at:start]
        at = start + ours.group().count(" ") + 1
    return kept + found[at:]
