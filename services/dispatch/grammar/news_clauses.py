"""A text from a mission, cut into what it says one after another and told again in few words. Pure.

Who says it is what decides: "we left" is gone from the scene, "they left" is what was seen. So a new piece begins
where a new subject or a joining word does, contractions are written out, and whoever it is about becomes a mark: MATE_
for who is with them, THEY_ for anybody else, ICE_ for agents of immigration. Adverbs that change nothing are left out.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from schemas.reply_text.plain_text import as_word, word_set
from schemas.reply_text.slips import ABBREVIATED
from schemas.reply_text.words import CALL_SIGNS

_WRITTEN_OUT: Final = {
    short: long.split()
    for short, long in {
        "IM": "I AM", "IVE": "I HAVE", "WEVE": "WE HAVE", "ILL": "I WILL", "WELL": "WELL", "ITS": "IT IS",
        "THEYRE": "THEY ARE", "THEYVE": "THEY HAVE", "HES": "HE IS", "SHES": "SHE IS", "THATS": "THAT IS",
        "THERES": "THERE IS", "CANNOT": "CANT", "U": "YOU", "R": "ARE", "GONNA": "GOING TO", "GOTTA": "GOT TO",
        "PA": "PARA", "TOY": "ESTOY", "STOY": "ESTOY", "TAMOS": "ESTAMOS", "AKI": "AQUI", "Q": "QUE", "D": "DE",
        "HALLA": "ALLA", "AYI": "ALLI", "W": "WITH", "STREETS": "STREET IS", "EVERYTHINGS": "EVERYTHING IS",
        "NOBODYS": "NOBODY IS", "NOONES": "NO ONE IS", "BLOCKS": "BLOCKS", "PLACES": "PLACE IS", "IDK": "DONT KNOW",
        "WHOS": "WHO IS", "TRYNA": "TRYING TO", "NOONE": "NO ONE", "ICES": "ICE", "YALL": "YOU", "ALRIGHT": "OK",
    }.items()
}  # fmt: skip
_LEFT_OUT: Final = word_set(
    "ALREADY REALLY LITERALLY NOW RN SAFELY FINALLY ALSO TOTALLY PRETTY VERY SO ACTUALLY BASICALLY QUICKLY HONEY"
    " YA AHORITA AHORA ORITA MUY APENAS TAMBIEN PUES MIJA MIJO JEFE JEFA DEAR SIR MAAM LOL JAJA"
    " MERA MERITA MERISIMA PLEASE PLS THANKS GRACIAS PORFA HOLA HI HEY HELLO SORRY PERDON DISCULPE UPDATE FYI"
)
"""What changes nothing about where somebody is or what they see."""
_JOINING: Final = word_set("AND THEN SO BUT LOL LMAO Y PERO PORQUE BECAUSE CUZ ASI LUEGO")
_SUBJECTS: Final = word_set("I WE IM WERE IVE WEVE ILL HE SHE THEY THEYRE HES SHES ITS THERES")
_BEFORE_A_CLAUSE_OF_ITS_OWN: Final = word_set(
    "WHERE WHO WHAT HOW IF WHEN THAT QUE AS BEFORE SINCE MATE_ TIME AND OF DO ARE IS CAN DID SHOULD COULD HAVE TELL SEE"
    " SAW THINK KNOW SURE UNLESS"
)
_OTHERS_THAT_WERE: Final = word_set("THEY THERE YOU WE ICE AGENTS COPS PEOPLE CARS VANS GUYS THOSE THESE ALL NEIGHBORS")
"""A subject behind them belongs to what they began."""
_EASY: Final = (
    r"(?:NOT|ISNT)(?: (?:TOO|THAT|SO))? (?:BAD|FAR|LONG)|NO (?:TRAFFIC|TRAFICO|RUSH|WORRIES|WORRY|PROBLEM|PROBLEMA)"
    r"|(?:NO (?:SE|TE)|DONT|DO NOT) (?:PREOCUPEN?|PREOCUPES|DESESPEREN?|APUREN?|WORRY)"
)
"""It denies, and nothing is wrong."""
_OTHERS: Final = ("THEY_", "MATE_", "ICE_")
_MATE: Final = (
    r"(?:PARTNERS?|BUDDY|BUDDIES|TEAMMATES?|TEAM|FRIENDS?|COMPANION|COLLEAGUE|COMADRE|COMPADRE|HOMIE"
    r"|COMPANER[OA]S?|COMPITA|COMPA|COLEGA|AMIG[OA]|EQUIPO|PAREJA)"
)
_ICE: Final = r"(?:ICE|MIGRA|IMMIGRATION|INMIGRACION|HSI|CBP|ERO|DHS|BORDER PATROL|FEDS|FEDERALES)"
_ARTICLE: Final = r"(?:(?:THE|AN?|ANY|LA|EL|LOS|LAS|UNA?|DE) )*"
_THEY: Final = (
    r"(?:(?:THE|A|THAT|LA|EL) (?:VAN|CAR|TRUCK|SUV|CRUISER|CAMIONETA|CARRO|TROCA|PATRULLA)S?(?= (?:MADE|LEFT|SPED"
    r"|DROVE|STOPPED|PARKED|SE|HIZO|DIO))"
    r"|THEY|HE|SHE|ELLOS|ELLAS|ELLA|EVERYBODY ELSE|SOME(?:ONE|BODY)|ALGUIEN|(?:ONE|TWO|SOME|ALL|MOST) OF THEM"
    r"|(?:THE|A|ONE|AN|MY|MI|UN|UNA|LA|EL|THAT|THIS) (?:LADY|MAN|GUY|WOMAN|NEIGHBOR|KID|DRIVER|COUSIN|FRIEND|BROTHER"
    r"|SISTER"
    r"|SENORA?|VECIN[OA]|PRIM[OA]|HERMAN[OA]|MUCHACH[OA]|FAMILY|FAMILIA))"
)


def pieces_of(clauses: Iterable[tuple[str, ...]], teammates: Iterable[str]) -> tuple[str, ...]:
    """What is said, one thing after another, in upper-case words and marks."""
    marks = _marks(frozenset(map(as_word, teammates)))
    pieces: list[str] = []
    for clause in clauses:
        subject = ""
        for spoken in _cut(clause):
            piece = _retold(spoken, marks)
            if subject and piece and piece.split()[0] not in _SUBJECTS:
                piece = f"{subject} {piece}"  # "they knocked and left": they did
            if piece:
                pieces.append(piece)
                subject = next((mark for mark in _OTHERS if piece.startswith(mark)), "")
    return tuple(pieces)


def _cut(clause: tuple[str, ...]) -> list[list[str]]:
    """At every joining word, and before a subject that begins anew."""
    found: list[list[str]] = [[]]
    for at, word in enumerate(clause):
        before = clause[at - 1] if at else ""
        beside = clause[at + 1] if at + 1 < len(clause) else ""
        joins = (
            word in _JOINING
            and not (word == "SO" and beside not in _SUBJECTS)
            and beside not in {"I", "ME", "YO"}
            and before not in {"I", "ME", "YO"}
        )
        were = word == "WERE" and before in _OTHERS_THAT_WERE
        begins = word in _SUBJECTS and not were and before not in _BEFORE_A_CLAUSE_OF_ITS_OWN and at > 0
        if joins or begins:
            found.append([])
        if not joins:
            found[-1].append(word)
    return found


def _retold(spoken: list[str], marks: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    words: list[str] = []
    for word in spoken:
        if word == "WERE" and not words:
            words += ["WE", "ARE"]
        elif word not in _LEFT_OUT:
            words += _WRITTEN_OUT.get(word) or [ABBREVIATED.get(word, word)]
    told = " ".join(words)
    for pattern, mark in marks:
        told = pattern.sub(mark, told)
    return told


@lru_cache(maxsize=256)
def _marks(teammates: frozenset[str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    names = "|".join(sorted(map(re.escape, CALL_SIGNS | teammates)))
    return tuple(
        (re.compile(rf"\b(?:{pattern})\b"), mark)
        for pattern, mark in (
            (rf"(?:MY|OUR|MI|MIS|NUESTR[OA]|THE|LA|EL) {_MATE}(?: (?:{names}))?|{names}", "MATE_"),
            (r" TOO$", ""),
            (_EASY, "EASY_"),
            (r"(?:MAYBE|PROBABLY|LIKE|QUIZAS?|TAL VEZ|(?:I )?THINK|I GUESS|CREO QUE) (?=(?:\w+ ){1,3}MIN\w*)", ""),
            (r"MATE_ (?:AND|Y|N) (?:I|ME|MYSELF|YO)|(?:ME|YO|I) (?:AND|Y|N|CON|WITH) MATE_", "WE"),
            (r"(?:(?:THE )?(?:TWO|BOTH|ALL) OF US|WE BOTH|US (?:BOTH|TWO)|WE ALL)(?: (?:ARE|HAVE))?", "WE"),
            (rf"{_ARTICLE}{_ICE}(?: (?:AGENTS?|AGENTES|VANS?|OFFICERS?|PEOPLE|GUYS))?", "ICE_"),
            (_THEY, "THEY_"),
        )
    )
