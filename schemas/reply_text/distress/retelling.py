"""A clause told again in few words, so that a sentence of harm is recognized by its shape, whoever it is about. Pure.

Slips are mended, contractions written out, adverbs and courtesies left out; and whoever or whatever belongs to a
vocabulary of `harm_words.py` becomes one mark: "omg the two ice guys just grabbed heron's arm" is THEY_ GRABBED BODY_.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from schemas.reply_text.distress.harm_concepts import WHOM
from schemas.reply_text.distress.harm_shapes import AFRAID, ON_A_MISSION, STUCK
from schemas.reply_text.distress.harm_table import CONCEPTS
from schemas.reply_text.distress.harm_words import (
    AGENTS,
    BESIDE_US,
    BODY,
    CAR,
    CAR_PARTS,
    HELD,
    KIN,
    MATES,
    OF_THEM,
    PEOPLE,
    PRONOUNS,
    SPELLED,
    WEAPON,
    WEAPONS,
    one_of,
)
from schemas.reply_text.plain_text import as_word, word_set
from schemas.reply_text.slips import by_ear, one_slip
from schemas.reply_text.words import CALL_SIGNS, FILLERS, VERBS

_WRITTEN_OUT: Final = {
    short: long.split()
    for short, long in {
        "OUTTA": "OUT OF",
        "IM": "I AM", "IVE": "I HAVE", "WEVE": "WE HAVE", "THEYRE": "THEY ARE", "THEYVE": "THEY HAVE",
        "HES": "HE IS", "SHES": "SHE IS", "THEYLL": "THEY WILL",
        "THEYD": "THEY WOULD", "HED": "HE WOULD", "HELL": "HE WILL", "SHELL": "SHE WILL",
        "GONNA": "GOING TO", "WANNA": "WANT TO", "TRYNA": "TRYING TO", "FINNA": "GOING TO", "GOTTA": "GOT TO",
        "CANNOT": "CANT", "U": "YOU", "UR": "YOUR", "WER": "WE ARE", "R": "ARE", "EM": "THEM", "BC": "BECAUSE",
        "PA": "PARA", "D": "DE", "Q": "QUE", "X": "POR", "TOY": "ESTOY", "TAMOS": "ESTAMOS",
        "TAN": "ESTAN", "STAN": "ESTAN",
        "MIGRAS": "MIGRA", "LAMIGRA": "LA MIGRA", "PULICIA": "POLICIA", "SOMEONES": "SOMEONE IS",
        "NOBODYS": "NOBODY IS", "CARS": "CARS",
        "ICES": "ICE", "COULDNT": "CANT", "PLZ": "PLEASE", "PLS": "PLEASE", "TOK": "TOOK", "CONMIGO": "CONMIGO",
    }.items()
}  # fmt: skip
_LEFT_OUT: Final = word_set(
    "JUST REALLY LITERALLY ALREADY STILL FUCKING FUCKIN DAMN DAMNED GODDAMN NOW RN OMG KINDA TOTALLY COMPLETELY BADLY"
    " CURRENTLY ACTUALLY BASICALLY SUDDENLY ALSO LITERAL PHYSICALLY VIOLENTLY HARD REPEATEDLY STRAIGHT ABSOLUTELY"
    " YA AHORITA AHORA ORITA MUY TAMBIEN APENAS BIEN FEO FUERTE TODITO MERO"
)
_CONJUNCTIONS: Final = word_set(
    "AND BUT SO COS CAUSE BECAUSE THAT THEN CUZ PLEASE HELP YES HEY SOS NOW LIKE THINK WHILE"
)
_SAID_AROUND: Final = re.compile(
    r"^(?:(?:HOLA|HI|HEY|HELLO|OH|GOD|DIOS|PLEASE|POR FAVOR|OK|AY|YES|SI|BUENAS|OIGAN|GUYS|RRN|WAIT|SHIT|FUCK|HELP"
    r"|NO(?= (?:ME|NOS) TIENEN? (?:DEL?|CONTRA|EN EL|RODEAD\w+|ESPOSAD\w+|AQUI)\b)"
    r"|NO(?= (?:THEY|HE|SHE|WE|I|MY|SOMEONE|SOMEBODY|ONE OF (?:THE|THEM|THESE)|THE (?!ONE)\w+ (?:IS|ARE|JUST)|AN?"
    r" (?:MAN|GUY|COP|CAR|TRUCK"
    r"|LADY|WOMAN|DUDE|AGENT|OFFICER|VAN|SUV))\b)"
    r"|AYUDA|DIOS MIO) )+(?=\w+ \w)"
    r"|(?: (?:PLEASE|POR FAVOR|PORFA|GRACIAS|THANKS|THANK YOU|RIGHT|OMG|HELP|AYUDA))+$"
)
"""Nobody is less in danger for saying please."""
_MINE: Final = r"(?:MY|OUR|MI|MIS|NUESTR[OA]S?|A MI|MATE_S?)"
_LOOKS: Final = one_of(
    "BLACK WHITE GRAY GREY DARK UNMARKED RED BLUE SILVER TINTED SAME NEGR[OA]S? BLANC[OA]S? GRIS ROJ[OA]S? SIN_PLACAS"
)


_M_AS_ME: Final = re.compile(
    r"(?<!\d )\bM (?=(?:SIG|AGARR|LLEV|PEG|EMPUJ|TIEN|TRA[EI]|EST[AO]N?|PAR|PERSIG|DETUV|QUIT|GOLPE)\w*)"
)
"""M SIGUEN, as it is often typed."""


def retold(clause: Sequence[str], teammates: frozenset[str]) -> str:
    """The clause in upper-case words and marks."""
    words: list[str] = []
    for typed in clause:
        word = meant_as(typed)
        if word == "WERE" and (not words or words[-1] in _CONJUNCTIONS):
            words += ["WE", "ARE"]
        elif word not in _LEFT_OUT:
            words += _WRITTEN_OUT.get(word, [word])
    spoken = _SAID_AROUND.sub("", " ".join(words))
    spoken = re.sub(r"\bCAN NOT\b", "CANT", spoken)
    spoken = re.sub(r"\bPARA CA\b", "PARA ACA", spoken)
    spoken = _M_AS_ME.sub("ME ", spoken)
    spoken = re.sub(r"\b(ME|NOS|L[AEO]S?) AN (?=\w+[AI]DO\b)", r"\1 HAN ", spoken)
    spoken = re.sub(r"\b(?:WONT|DONT|DOESNT|NOT|NEVER) (?:QUIT|STOP)\b", "KEEP", spoken)
    for pattern, mark in _marks(teammates):
        spoken = pattern.sub(mark, spoken)
    return spoken


_PERSON: Final = "(?:GUY|LADY|GIRL|KID|DUDE|WOMAN|MAN|PERSON|ONE|FELLA|OBSERVER|VOLUNTEER|SOUL|THING)"
_PERSONA: Final = (
    "(?:MUCHACH[OA]|SENORA?|CHAV[OA]|JOVEN|PERSONA|MUJER|HOMBRE|TIPO|VOLUNTARI[OA]|OBSERVADORA?|MORR[OA]|CHIC[OA])"
)
_OURS_AS: Final = rf"(?:FELLOW OBSERVER|TEAM MATE|CO WORKER|OTHER OBSERVER|{'|'.join(sorted(MATES))})"
_A_MATE: Final = "PARTNER|BUDDY|TEAMMATE|FRIEND|COLLEAGUE|PAL|HOMIE"
_OF_AGENTS: Final = rf"(?: (?:DE|FULL OF|OF) (?:LA )?{AGENTS})?"
_THEIR: Final = rf"(?:(?:{OF_THEM}|HIS|HER|THEIR|SU|SUS) )*"
_SOMEBODY: Final = rf"(?:{AGENTS}|{PEOPLE})"


@lru_cache(maxsize=256)
def _marks(teammates: frozenset[str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    names = "|".join(sorted(map(re.escape, CALL_SIGNS | set(map(as_word, teammates)))))
    return tuple(
        (re.compile(rf"\b(?:{pattern})\b"), mark)
        for pattern, mark in (
            (rf"(?:{KIN} |EL |LA )?(?:{names})", "MATE_"),
            (
                rf"(?:MY|OUR) (?!\w+S )\w{{3,}} (?:{_A_MATE})|(?:MY|OUR|MI|MIS|NUESTR[OA]S?|THE) {_OURS_AS}|(?:LA|EL"
                rf"|LA OTRA|EL OTRO) COMPANER[OA]",
                "MATE_",
            ),
            (rf"(?:(?:THE|POOR|DEAR) )+{_PERSON}(?: (?:THAT|WHO))? (?:I AM|I WAS|I CAME|WE ARE) WITH", "MATE_"),
            (
                rf"(?:LA|EL|AL) (?:{_PERSONA} )?(?:QUE (?:VINE|VENIA|VIENE|VINO|ANDA|ANDABA|ESTA|ESTABA)(?: AQUI)?"
                rf" CONMIGO"
                r"|(?:CON QUIEN|CON (?:LA|EL) QUE) (?:VINE|VENIA|VENIMOS|VENGO|ANDABA|ANDO|ESTABA|ESTOY))",
                "MATE_",
            ),
            (rf"(?:(?:MY|OUR|MI|MIS|NUESTR[OA]S?) )?{KIN}(?=.* {BESIDE_US}\b)|PERSON (?:I AM )?WITH(?: ME)?", "MATE_"),
            (rf"(?:{names}|{'|'.join(sorted(MATES))})S(?= (?:{BODY}|{HELD}|{CAR})\b)", "MATE_"),
            (
                rf"(?:{names})S(?= (?:RIGHT|BEHIND|WITH|BEEN|BEING|GETTING|GOT|DOWN|HURT|BLEEDING|STUCK|GONE|NOT|ON"
                rf"|IN|AT)\b)",
                "MATE_ IS",
            ),
            (r"(?:BOTH|ALL|TWO|THE TWO|THREE) OF US|US BOTH", "MATE_"),
            (r"ME (?:AND|N|Y) (?:MY|MI|OUR) \w+(?= (?:AM|ARE|WERE|GOT|HAVE|JUST|CANT|BOTH)\b)", "WE"),
            (r"(?:ME|US) (?:AND|N) (?:MY|OUR) \w+|(?:MY|OUR) \w+ (?:AND|N) (?:ME|US)\b", "US"),
            (r"(?<!YO )A (?:MI|MIS) \w+(?: \w+)? Y (?:TAMBIEN )?A MI\b(?! (?:MAMA|PAPA|CASA|CARRO))", "A NOSOTROS"),
            (r"(?:ME AND|I AND|YO Y) MATE_|MATE_ (?:AND|Y) (?:I|ME|YO)", "MATE_"),
            (rf"{_MINE} (?:(?:FRONT|OWN|OTHER|WHOLE|LEFT|RIGHT) )?{CAR}(?! (?:IS HERE|BROKE))", "OURCAR_"),
            (rf"(?:{_MINE}|OURCAR_)(?: (?:FRONT|BACK|REAR|SIDE|LEFT|RIGHT))* {CAR_PARTS}", "OURCAR_"),
            (
                rf"{_MINE} (?:FRONT|BACK|REAR|SIDE|DRIVERS?|DRIVER SIDE|PASSENGER"
                rf"|CAR) (?:SIDE )?WINDOWS?",
                "OURCAR_ WINDOW",
            ),
            (rf"{_MINE} (?:(?:LEFT|RIGHT|OTHER) )?{BODY}(?! (?:DOOR|YARD|SEAT|GATE|PORCH|WINDOW)\b)", "BODY_"),
            (rf"{_MINE} {HELD}", "HELD_"),
            (rf"(?:(?:{OF_THEM}|{_LOOKS}) )*{CAR}(?: {_LOOKS})*{_OF_AGENTS}", "CAR_"),
            (rf"{_THEIR}{WEAPON}", "GUN_"),
            (rf"{_THEIR}{WEAPONS}", "GUNS_"),
            (rf"(?:{OF_THEM} )*{_SOMEBODY}(?: {_SOMEBODY})*(?: (?:OF THEM|IN (?:A )?MASKS?|DE NEGRO))?", "THEY_"),
            (rf"{PRONOUNS}|(?:ONE|TWO|UNO|DOS) (?:OF THEM|DE ELLOS)", "THEY_"),
        )
    )


_CRIED_IN_ENGLISH: Final = word_set(
    "FOLLOWING FOLLOWED GRABBED GRABBING ARRESTED ARRESTING PUSHED PUSHING SURROUNDED SURROUNDING TRAPPED THREATENED "
    "THREATENING ATTACKED ATTACKING HANDCUFFED DETAINED DETAINING CHASING CHASED PUNCHED TACKLED BLOCKED PARTNER"
    " COLLEAGUE CORNERED ASSAULTED SHOVED KICKED"
)
_CRIED_IN_SPANISH: Final = {
    by_ear(word): word
    for word in word_set(
        "SIGUEN SIGUIENDO EMPUJO EMPUJARON EMPUJANDO AGARRARON AGARRO AGARRANDO DETUVIERON DETUVO GOLPEARON GOLPEO "
        "PEGARON RODEARON RODEADOS RODEADAS LLEVARON LLEVAN LLEVANDO ARRESTARON PERSIGUEN PERSIGUIENDO ENCERRARON "
        "AMENAZARON AMENAZANDO COMPANERO COMPANERA JALARON GASEARON ATRAPADOS ESPOSARON GOLPEANDO SIGUIO"
    )
}
KNOWN_WORDS: Final = FILLERS | {word for phrase in VERBS for word in phrase}
_OTHER_WORDS: Final = word_set("ATTACHED BLOCKS PARTNERS PARTNERED PASSED CHASES FOLLOWS BLOCKER TAPPED")
"""One letter from a cry, and another word."""


_SHOUTED: Final = re.compile(r"([A-Z])\1{2,}")
_SAID: Final = frozenset(
    re.findall(
        r"(?<![A-Z])[A-Z]{3,}(?![A-Z])",
        " ".join(
            (
                *(each.pattern for each in (ON_A_MISSION, AFRAID, STUCK, *CONCEPTS.values(), *WHOM.values())),
                WEAPON,
                WEAPONS,
            )
        ),
    )
)
"""Every other word of the shapes and concepts."""
_FORMS: Final = sorted(
    form for form in SPELLED if len(form) > 5 and form not in _CRIED_IN_ENGLISH and form not in _OTHER_WORDS
)


@lru_cache(maxsize=8192)
def meant_as(word: str) -> str:
    """FOLOWING as FOLLOWING, DETUBIERON as DETUVIERON: one slip in what is often cried, Spanish written by ear; of any
    other word of harm only two letters swapped, one left out or one too many, since LOOKED is not LOCKED."""
    word = re.sub(r"(?<=[A-Z]{2}[^AEIOU])NG$", "ING", _unshouted(word))
    if len(word) < 5 or word in _OTHER_WORDS or word in _CRIED_IN_ENGLISH or word in SPELLED or word in _SAID:
        return word
    if (heard := _CRIED_IN_SPANISH.get(by_ear(word))) is not None:
        return heard
    meant = [cry for cry in _CRIED_IN_ENGLISH if cry[0] == word[0] and one_slip(word, cry)]
    if len(meant) == 1 or len(word) < 6 or word in KNOWN_WORDS:
        return meant[0] if len(meant) == 1 else word
    meant = [form for form in _FORMS if form[0] == word[0] and one_slip(word, form, swap_only=len(form) == len(word))]
    meant = meant or [said for said in _SAID if len(said) == len(word) and one_slip(word, said, swap_only=True)]
    return meant[0] if meant else word


def _unshouted(word: str) -> str:
    """PUSHHHED as PUSHED, TOOOOK as TOOK."""
    if not _SHOUTED.search(word):
        return word
    once, twice = _SHOUTED.sub(r"\1", word), _SHOUTED.sub(r"\1\1", word)
    return twice if twice in _SAID or twice in SPELLED else once
