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
THUMB_DOWN = "👎"
_THUMBS = frozenset("👍👌✅✔☑🆗")

_BREAK = "\n"
_PIECE = re.compile(r"\S+|\n")
_ASKING = frozenset("?¿⁇⁈⁉")
_ENDING = frozenset(".!,;:¡…")
_LOADED = frozenset("%$=<>€")
_QUOTES = '“”„«»"'
# A reaction that a phone sends as a text: Liked “…”, Reacted 😂 to “…”, Le gustó “…”, 👍 to “…”, Liked an image.
_REACTION = re.compile(
    r"\s*(?:"
    # what a phone says in English, Spanish and a few more: a stem of it anywhere in a few words, then the quote
    r"(?:[^\s“\"«„]+\s+){0,4}?(?:(?:dis)?lik|lov|laugh|emphasi|question|react|remov|gust|encant|se r[ií]"
    r"|r[ií]e|risa|enfati|destac|exclam"
    r"|pregunt|cuestion|reaccion|quit[oóa]|elimin[oóa]|aim[eé]|ador|gost|curti|amou|riu|gefällt|geliebt|hat|mag"
    r"|gelacht|piace|messo|hl[aä]|ri à)[^\s“\"«„]*"
    r"(?:\s+[^\s“\"«„]+){0,4}?\s*"
    # Le dio “Me gusta” a “…”
    r"|(?:[^\s“\"«„]+\s+){0,3}?[“\"«](?:no )?me \w+[”\"»]\s+(?:a|en)\s*"
    # 👍 to “…”, and whatever is written in another alphabet
    r"|[^\w\s“\"«]{1,8} (?:to|a|à|an|auf|para|em)\s*|[^\x00-\x7fÀ-ÿ“”«»„]+\s*"
    r")(?:(?P<quote>[“\"«„])|(?:an?|una?) (?:image|photo|movie|video|attachment|imagen|foto)\b)",
    re.IGNORECASE,
)
_LONGEST_TAIL = 80
# What a phone adds below.
_DEVICE = re.compile(
    r"(?:^|\s)(?:sent (?:from|via|with) (?:my|yahoo|outlook|mail|proton|gmail|samsung)"
    r"|enviado (?:desde|con|por) (?:mi|outlook|yahoo)"
    r"|mandado desde mi|get outlook for|obt[eé]ne?r? outlook)[^\n]{0,40}\s*$",
    re.IGNORECASE,
)
# - Maria; — H.; ~ Heron; or a line of its own: Maria, HERON.
_SIGNATURE = re.compile(
    r"\n\s*(?i:atte|att|atentamente|saludos|regards|best|cheers|xoxo|abrazos|cari[nñ]os)[.,:]*\s+[^\n\d]{1,30}$|"
    r"\n\s*(?i:bro|sis|mrs?|ms|dra?|rev|pastora?|padre|fr|sra?|do[nñ]a?|hn[oa]|deacon|elder|prof[ea]?)\b\.?"
    r" [A-ZÁÉÍÓÚÑ][^\n\d]{0,40}$|"
    r"\n\s*[-–—~]{1,3} ?[^\W\d_][^\n\d]{0,30}$|"
    r"\n\s*[-–—_]{2,}\s*\n[\s\S]{0,60}$|"
    r"(?:(?:\n|(?<=\S)[ \t])\s*[-–—~]{1,3}\s*[^\W\d_][^\W\d_.]{0,15}\.?(?: [^\W\d_][^\W\d_.]{0,15}\.?)?"
    r"|(?<=\S)\s*\n\s*[A-ZÁÉÍÓÚÑ][^\W\d_.]{1,15}(?: [A-ZÁÉÍÓÚÑ][^\W\d_.]{0,15}\.?)?)\s*$"
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
            r"SOS FROM \S+ OF YOUR TEAM",
            r"SOS DE \S+ DE SU EQUIPO",
            "DO NOT GO TO THE AREA IF YOU ARE IN DANGER SOS",
            "NO VAYA AL LUGAR SI ESTA EN PELIGRO SOS",
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
            r"NOTHING MORE TO DO ABOUT (?:\S+ ){1,16}?IT IS OVER THANK YOU",
            r"NADA MAS QUE HACER CON (?:\S+ ){1,16}?YA TERMINO GRACIAS",
            r"YOU TOOK (?:\S+ ){1,16}?(?:OTHERS (?:WHO WERE PAGED )?ARE TOLD|IF YOU CANNOT SEE TO IT|IF NOT SEEN TO)",
            r"USTED TOMA (?:\S+ ){1,16}?(?:SE AVISA A LOS OTROS|SI NO PUEDE ATENDERLO|SI NADIE LO ATIENDE)",
            r"OPEN (?:\S+ ){1,16}?PLEASE REPLY ACK AND THE CODE FOR AN SOS LIKE ACK SOS",
            r"ABIERTOS? (?:\S+ ){1,16}?POR FAVOR RESPONDA ACK Y EL CODIGO SI ES SOS ASI ACK SOS",
            r"OVER NOW (?:\S+ ){1,16}?NOTHING MORE TO DO THERE",
            r"YA TERMINO (?:\S+ ){1,16}?NO HAY NADA MAS QUE HACER AHI",
            r"YA NO HAY QUE ATENDER (?:\S+ ){1,16}?GRACIAS",
            r"OPEN (?:\S+ ){1,16}?(?:CALL WHO IS IN DANGER NOW|PLEASE SEE TO THEM) DO NOT ANSWER BY MAIL",
            r"ABIERTOS (?:\S+ ){1,16}?(?:LLAME YA (?:SI )?HAY PELIGRO|POR FAVOR ATIENDA) TOME NO POR CORREO",
            r"HOTLINE PAGES TAKE \S+ SOS",
            r"OPEN (?:\S+ ){1,18}?REPLY ACK AND A CODE",
            r"ABIERTOS (?:\S+ ){1,18}?RESPONDA ACK Y EL CODIGO DE UNO",
            "HELP FOR HELP STOP TO OPT OUT",
            "HELP PARA AYUDA STOP PARA SALIR",
            "DO NOT SHARE IT AS FACT HELP OR A LAWYER",
            "NO LO COMPARTA COMO UN HECHO AYUDA O ABOGADO",
            "RATES MAY APPLY STOP TO OPT OUT",
            f"DO NOT TEXT NAMES OR IMMIGRATION STATUS {_SOME}(?:\\S+ )?STOP TO OPT OUT",
            f"IS IT HAPPENING NOW CALL {_SOME}STOP TO OPT OUT",
            "WE HAVE YOUR HELP REQUEST",
            f"TEXTS ABOUT YOUR REPORT AGAIN {_SOME}(?:\\S+ )?STOP TO OPT OUT",
            "VUELVE A RECIBIR TEXTOS SOBRE SU REPORTE",
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
    signature: int = 0
    """So many of the last words look like a name below the text; whoever knows the words must decide."""

    @property
    def signed(self) -> tuple[str, ...]:
        return self.words[len(self.words) - self.signature :]

    @property
    def unsigned(self) -> tuple[str, ...]:
        return self.words[: len(self.words) - self.signature]


class _Word(NamedTuple):
    word: str
    origin: int
    clause: int


def plain(text: str) -> PlainText:
    """Never raises, whatever the text holds, and stays far below 5 ms for the longest that can arrive."""
    own, copied = _without_quotation(text[:LONGEST_TEXT])
    own = _without_device(own.rstrip())
    typed = tuple(_PIECE.findall(own))
    found, all_read = _words_in(typed)
    kept = _without_ours(found)
    signed_from = _signature_in(own, len(typed))
    return PlainText(
        words=tuple(each.word for each in kept),
        clauses=tuple(tuple(each.word for each in clause) for _, clause in groupby(kept, key=lambda each: each.clause)),
        typed=typed,
        origin=tuple(each.origin for each in kept),
        asks=not _ASKING.isdisjoint(own),
        copied=copied or len(kept) < len(found),
        complete=all_read and len(text) <= LONGEST_TEXT,
        signature=sum(each.origin >= signed_from for each in kept),
    )


def folded(piece: str) -> str:
    """Upper-case, compatibility forms resolved, Latin where it looks Latin; its marks still beside the letters."""
    if piece.isascii():
        return piece.upper()
    expanded = unicodedata.normalize("NFKD", piece.translate(LOOKALIKES))[: 2 * LONGEST_TEXT]
    return expanded.upper().translate(LOOKALIKES)


def as_word(name: str) -> str:
    """A name as it stands among the words of a text: FLAMBOYAN."""
    return "".join(map(_meaning, folded(name)))


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
    if character in _THUMBS:
        return f" {THUMB_UP} "
    if character == THUMB_DOWN:
        return f" {THUMB_DOWN} "
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
    """The sender's own words: a phone's reaction is somebody else's, and so is a line quoted with >, which is answered
    on the others."""
    if reaction := _REACTION.match(text):
        if reaction["quote"] is None:
            return text[reaction.end() :], True
        closing = max(text.rfind(mark) for mark in _QUOTES)
        return (text[closing + 1 :] if closing >= reaction.end() else ""), True
    lines = text.split("\n")
    own = [line for line in lines if not line.lstrip().startswith(">")]
    said = _without_device("\n".join(own))
    return said, not said.strip() and len(own) < len(lines)


def _without_device(own: str) -> str:
    """Without "Sent from my phone"."""
    start = max(len(own) - _LONGEST_TAIL, 0)
    device = _DEVICE.search(own, start)
    return own[: device.start()] if device else own


def _signature_in(own: str, pieces: int) -> int:
    """The index of the first piece of what looks like a name below the text."""
    start = max(len(own) - _LONGEST_TAIL, 0)
    signed = _SIGNATURE.search(own, start)
    return len(_PIECE.findall(own[: signed.start()])) if signed else pieces


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
