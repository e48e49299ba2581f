"""What happens to anybody on the road and is no harm by others: a train that stands, a mirror that is hit. Pure.

What is told must be such a mishap, and somewhere in the text it must be said that it was nothing, what it was, or that
they go on; and nobody of whom they would be afraid may be named. So too a driver who cuts them off and honks, a stop by
the police for how they drive, and an identification that was asked for: nothing else may be done to them.
"""

import re
from typing import Final

from schemas.reply_text.distress.harm_words import AGENTS

_STOPPED: Final = (
    r"(?:(?:ME|NOS) (?:TIENEN? |TUV\w+ )?(?:PAR|DETUV|DETIEN|BAJ)\w+|(?:STOPPED|HELD|STOPPING|HOLDING|KICKED"
    r"|DROPPED|LET)"
    r" (?:ME|US|EVERYONE)(?: ALL)?(?: OFF)?)"
)
_IN_TRANSIT: Final = (
    r"(?:TUNEL|SEMAFORO|ANDEN|ESTACION|TREN|METRO|CAMION|BUS|AUTOBUS|GUAGUA|CRUCE|PARADA|TUNNEL|LIGHT|PLATFORM|STATION"
    r"|TRAIN|CROSSING|STOP|RED LINE|BLUE LINE)"
)
_OUR_CAR: Final = (
    r"(?:ESPEJO|RETROVISOR|DEFENSA|SALPICADERA|FACIA|CARRO|COCHE|TROCA|OURCAR_|MIRROR|BUMPERS?|FENDER|ESTACIONAMIENTO"
    r"|PARKING|PARKEO|LOT|SUPER|LEVE|LEVEMENTE|TANTITO|POQUITO|GOLPECITO|LLEGUECITO|LIGHTLY|BARELY)"
)
_BUMPED: Final = (
    r"(?:(?:ME|NOS|LE) (?:PEG|CHOC|RAY|ROZ|RASP|TOP|DI|DIERON)\w* |\b(?:HIT|BUMPED|TAPPED|SCRAPED|CLIPPED|DINGED"
    r"|SCRATCHED|GRAZED)\b)"
)
_MISHAP: Final = re.compile(
    rf"\b{_STOPPED} (?:(?:EN|DEL?|ENTRE|IN|AT|ON|OFF|OF|BETWEEN) )?(?:(?:EL|LA|UN|UNA|THE|A|AN|DOS) )?{_IN_TRANSIT}\b"
    rf"|{_BUMPED}(?:.*\b)?{_OUR_CAR}\b"
    r"|\b(?:KIDS?|SKATERS?|JOGGERS?|RUNNERS?|BIKERS?|CYCLISTS?|SHOPPERS?|DRUNK|LADY|TODDLER|STUDENTS?|SKATEBOARDERS?)"
    r" (?:\w+ )?(?:BUMPED|RAN|BACKED|WALKED|CRASHED) INTO (?:ME|US)\b"
)
_NOTHING_HAPPENED: Final = re.compile(
    r"\bNO (?:ES|FUE|ERA|PASO|LE PASO|ME PASO|HIZO) NADA\b(?! (?:LEVE|BUENO|BIEN))|\bNADA (?:GRAVE|SERIO)\b|\bTODO"
    r" BIEN\b"
    r"|\b(?:ITS|IT IS|WAS|ITS ALL|ALL) (?:NOTHING|FINE|GOOD|OK|OKAY|MINOR)\b|\bNO (?:DAMAGE|BIG DEAL|BIGGIE|HARM)\b"
    r"|\b(?:INTERCAMBI\w+|EXCHANG\w+|SWAPP\w+) (?:\w+ )?(?:DATOS|INFO\w*|INSURANCE|NUMBERS)\b"
    r"|\b(?:FALLA|AVERIA|DESCOMP\w+|MECANIC\w+|SIGNAL PROBLEM|SIGNALS?|DELAYS?|RETRASO|BROKE DOWN|OUT OF SERVICE)\b"
    r"|\b(?:YA|PERO|BUT|STILL|Y|AND) (?:YA )?(?:SIGO|SEGUIMOS|VOY|VAMOS|AVANZ\w+|CAMIN\w+|COMING|ON MY WAY|OMW"
    r"|MOVING)\b"
    r"|\b(?:SIGO|SEGUIMOS) (?:A PIE|CAMINANDO|EN CAMINO)\b|\b(?:MOVING|ROLLING|GOING) AGAIN\b|\bCAMBIO DE (?:TREN"
    r"|CAMION)\b"
    r"|\b(?:AGARRO|TOMO|ESPERO|CATCHING|TAKING|WAITING FOR) (?:EL|THE) (?:QUE SIGUE|OTRO|SIGUIENTE|NEXT)\b"
    r"|\bNO AVANZA\b|\b(?:UN RATO|UN RATITO|A BIT|A WHILE)\b"
)
_FEARED: Final = re.compile(
    rf"\b(?:{AGENTS}|MASK\w*|ENCAPUCHAD\w+|PASAMONTANAS|ARMAD\w+|GUNS?|PAPELES|PAPERS|REVIS\w+|SE BAJ\w+|GOT OUT|BEHIND"
    r"|SIGU\w+|SIGUEN|FOLLOW\w*|ADREDE|PURPOSE|A PROPOSITO|AYUDA|HELP|CARA|CABEZA|HEAD|FACE)\b(?<!\bSIGUE)"
)

_CUT_OFF: Final = re.compile(
    r"\bCUT(?:TING)? (?:ME|US|OURCAR_) OFF\b|\bSE (?:ME|NOS) (?:CERR|METI|ATRAVES)\w+|\b(?:ME|NOS) CERR(?:O|ARON)\b"
)
_AS_DRIVERS_DO: Final = re.compile(
    r"\b(?:HONK\w*|PIT(?:O|ARON|ANDO)|CLAXON\w*|FLIPPED (?:ME|US|OFF)|MIDDLE FINGER|ROAD RAGE|FREEWAY|HIGHWAY|LANES?"
    r"|MERG\w+|EXIT|CARRIL|GLORIETA|RETORNO|RUDE|JERK|IDIOT|GROSERO)\b"
)
_STOPPED_BY_POLICE: Final = re.compile(
    r"\b(?:STOPPED|PULLED)(?: (?:ME|US|OURCAR_))?(?: OVER| BY)\b|\b(?:STOPPED|PULLED OVER)\b"
    r"|\bLIT (?:ME|US) UP\b|\b(?:ME|NOS) (?:PARO|PARARON|DETUVO|DETUVIERON)\b"
)
_FOR_DRIVING: Final = re.compile(
    r"\b(?:SPEEDING|VELOCIDAD|TAIL ?LIGHTS?|BRAKE ?LIGHTS?|HEAD ?LIGHTS?|STOP SIGN|RED LIGHT|YELLOW LIGHT|TURN SIGNAL"
    r"|EXPIRED|REGISTRATION|TICKET|WARNING|SEAT ?BELT|U TURN|MULTA|INFRACCION|ADVERTENCIA|CINTURON"
    r"|(?:PASAR\w*|PASE|COMER\w*|COMI) (?:EL|UN|EN) (?:ALTO|ROJO|AMARILLO|SEMAFORO)"
    r"|(?:LUZ|LUCES) (?:DE )?ATRAS|(?:LUZ|FARO|FOCO|CALAVERA|STOP) (?:TRASER[AO]|FUNDID[AO]|QUEBRAD[AO]|ROT[AO])"
    r"|POR (?:NO TRAER|FALTA DE) (?:LAS |MIS )?PLACAS|PLACAS? VENCID\w+|VUELTA PROHIBIDA)\b"
)
_ASKED_WHO_I_AM: Final = re.compile(r"\bASKED (?:(?:ME|US) )?(?:FOR |TO SEE )HELD_|\b(?:ME|NOS) PID(?:IO|IERON|E|EN)\b")
_AN_IDENTIFICATION: Final = re.compile(
    r"\bASKED (?:(?:ME|US) )?(?:FOR |TO SEE )(?:MY|OUR) (?:IDS?|LICENSES?)\b"
    r"|\b(?:ME|NOS) PID(?:IO|IERON|E|EN) (?:(?:MIS?|NUESTR[OA]S?|LAS?|EL|LOS|UNA) )?"
    r"(?:IDENTIFICACION(?:ES)?|IDS?|LICENCIAS?)\b"
)
_BLOCKED_IN: Final = re.compile(r"\b(?:BLOCKED|BOXED|PARKED) (?:ME|US|OURCAR_)(?: IN)?\b")
_PARKED_BADLY: Final = re.compile(r"\b(?:DOUBLE PARKED|NEIGHBORS?|DELIVERY|UPS|FEDEX|AMAZON|GARBAGE|MOVING TRUCK)\b")
_ORDINARY: Final = (
    (_CUT_OFF, _AS_DRIVERS_DO),
    (_STOPPED_BY_POLICE, _FOR_DRIVING),
    (_ASKED_WHO_I_AM, _AN_IDENTIFICATION),
    (_BLOCKED_IN, _PARKED_BADLY),
)
"""What is done to them, and what must be said somewhere that makes it ordinary."""
_ORDINARILY_DONE: Final = re.compile(
    r"\b(?:CUT(?:TING)? (?:ME|US) OFF|SE (?:ME|NOS) \w+|FLIPP\w+ (?:ME|US)(?: OFF)?|(?:HONK|YELL)\w* AT (?:ME|US)"
    r"|(?:ME|NOS) (?:CERR(?:O|ARON)|PID(?:IO|IERON|E|EN))"
    r"|(?:PASAR|COMER)(?:ME|NOS) (?:EL|UN|EN)|(?:ME|NOS) (?:PITO|PITARON|TOCO EL CLAXON)|(?:STOPPED|BLOCKED|BOXED"
    r"|PULLED|LIT|LET|GAVE|WROTE|HANDED|ASKED|WARNED) (?:ME|US)"
    r"|(?:ME|NOS) (?:PARO|PARARON|DETUVO|DETUVIERON|DIO|DIERON|PUSO|PUSIERON|DEJO IR|DEJARON IR|SOLTO"
    r"|SOLTARON|TOCO))\b"
)
_DONE_TO_US: Final = re.compile(r"\b(?:ME|US|NOS|\w+(?:NDO|AR|ER|IR)(?:ME|NOS))\b")
_NOT_ORDINARY: Final = re.compile(
    r"\b(?:ICE|MIGRA|INMIGRACION|IMMIGRATION|HSI|CBP|DHS|ERO|FEDS?|FEDERAL\w*|BORDER|AGENTS?|AGENTES?|UNMARKED"
    r"|SIN PLACAS|BADGES?|MASK\w*|ENCAPUCHAD\w+|PASAMONTANAS|ARMA\w*|PISTOLA\w*|GUNS?|RIFLES?|TAS\w+|ARREST\w*"
    r"|DETAIN\w*|ESPOS\w+|\w*CUFF\w*|LLEVA\w*|TAK(?:E|ES|ING)|TOOK|BAJ\w+|OUT|PAPELES|PAPERS|STATUS|BORN|NACI\w*"
    r"|WONT|NOT|NO (?:ME|NOS|ES|SON|QUIERE\w*)|SEARCH\w*|REVIS\w+|BREAK\w*|BROKE|SMASH\w*|ROMP\w+|KEYS|LLAVES|HELP"
    r"|AYUDA|SCARED|AFRAID|MIEDO|FOLLOW\w*|SIGUE\w*|SIGUI\w+|SURROUND\w*|RODE\w+|BOX\w*|BLOCK\w*|BLOQUE\w+|TRAP\w*"
    r"|HIT|GOLPE\w*|PEG\w+|EMPUJ\w+|PUSH\w*|SHOV\w*|GRAB\w*|AGARR\w+|SPRAY\w*|GAS|FAKE|KEEPS?|AGAIN|OTRA VEZ|ENDS"
    r"|SIDES?|LADOS|VANS?|SUVS?|CAMIONETAS?|TROCAS?|STOPPED IN|SLAMM?\w*|MEN|HOMBRES|TIPOS|YELL\w*|GRIT\w+"
    r"|CALL\w*|LLAM\w+|CRASH\w*|CHO[CQ]\w+)\b"
    r"(?<!ON MY WAY AGAIN)(?<!GOING AGAIN)(?<!MOVING AGAIN)(?<!LIGHT OUT)(?<!LIGHTS OUT)(?<!LIGHT IS OUT)"
)
"""Wider than of a mishap, since this is done by others."""
_ARMED: Final = re.compile(r"\bGUNS?_")
_NO_MORE_THAN: Final = re.compile(
    r"\b(?:IS|ARE|WAS|WERE|ITS|HES|SHES|THATS|THEYRE|TURNED OUT TO BE|ES|SON|ERA|ERAN|RESULTO(?: SER)?)"
    r" (?:JUST|ONLY|SIMPLY|NOMAS|SOLO|SOLAMENTE|NADA MAS)"
    r" (?:(?:THE|AN?|SOME|MY|OUR|EL|LA|LOS|LAS|UN|UNA|UNOS|UNAS) )+(?!ICE|AGENTS?|FEDS?|MIGRA|MASKED|ARMED|GUY|MAN"
    r"|TIPO)\w+"
)
_IN_PLAY: Final = re.compile(r"\b(?:JOKING|JOKINGLY|PLAYING|GOOFING|KIDDING|DE BROMA|EN BROMA|BROMEANDO|JUGANDO)\b")
_COMING: Final = re.compile(
    r"\b(?:COM(?:E|ES|ING)|CAME|RUN\w*|WALK\w*|VIENEN?|CORR\w+|ACERC\w+|HACIA|SWING\w*|CHARG\w+)\b"
)
_ANOTHERS_CAR: Final = re.compile(
    r"\b(?:TIRES?|WHEELS?|WINDOWS?|LLANTAS?|VENTANAS?|VIDRIOS?) (?:(?:ON|OF|FROM|IN|TO|DE|A|AL) )?(?:AN? \w+ )?CAR_$"
)


def is_of_others(clause: str, spoken: str) -> bool:
    """Arms that are a coach's bat or waved in play, and harm to a stranger's car: nothing is done to us or comes."""
    if _DONE_TO_US.search(clause) or "MATE_" in clause or "OURCAR_" in clause or _COMING.search(clause):
        return False
    harmless = _NO_MORE_THAN.search(spoken) or _IN_PLAY.search(spoken)
    return (_ARMED.search(clause) is not None and harmless is not None) or _ANOTHERS_CAR.search(clause) is not None


def is_mishap(clause: str, spoken: str) -> bool:
    """Whether a clause, of all that was spoken, is of a train that stands or a dent, and they go on."""
    if _MISHAP.search(clause) and _NOTHING_HAPPENED.search(spoken) and not _FEARED.search(spoken):
        return True
    beside = _ORDINARILY_DONE.sub(" ", spoken)
    return any(done.search(clause) and why.search(spoken) for done, why in _ORDINARY) and not (
        _NOT_ORDINARY.search(beside) or _DONE_TO_US.search(beside)
    )
