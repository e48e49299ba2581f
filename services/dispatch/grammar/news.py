"""News from a mission in a person's own words: under way, at the meeting point, gone from the scene, well or not. Pure.

Each is a few shapes over vocabularies, of a piece of the text (`news_clauses.py`): who it is about stands first and is
I, we or left out, as people text; then an act or a state, then a place. Whatever another does, what is asked, supposed,
heard, doubted or denied is no news of theirs, and goes to a person. Only for what may be misread without harm (R20).
"""

import re
from dataclasses import dataclass
from typing import Final

from schemas.reply_text.plain_text import word_set
from schemas.reply_text.verbs import Verb
from services.dispatch.grammar.coming import GETS_READY
from services.dispatch.grammar.news_clauses import pieces_of
from services.dispatch.grammar.news_of_the_road import (
    ARRIVED,
    EN_CAMINO,
    HAS_A_RIDE,
    HOW_LONG,
    KIN,
    MOVING,
    RIDE,
    TOLD_ANEW,
    WAITED,
    WAITS_FOR_A_RIDE,
    WE,
)
from services.dispatch.grammar.readings import Situation, Stage
from services.dispatch.grammar.reservations import ASKED, DOUBTED, HEARD, SUPPOSED
from services.dispatch.grammar.well_words import MARK_OF_UNHURT, NOT_MEANT_BADLY, NOT_WELL, UNHURT, WELL, WORRYING

_OFF: Final = (
    r"(?:AWAY|OFF|OUT|HOME|BACK|SEPARATE WAYS|EAST|WEST|NORTH|SOUTH|INSIDE MY|TO (?:(?:MY|OUR|THE) )?(?:CARS?|TRUCK"
    r"|BIKES?|BUS"
    r"|TRAIN|METRO|UBER|STATION|HOUSE|PLACE|WORK))"
)
_GONE: Final = "|".join(
    (
        rf"{WE}LEAVING (?:NOW|HERE|TOGETHER)\b|{WE}LEAVING (?:THE |THIS )?(?:SCENE|AREA|SITE|PLACE|SPOT|BLOCK"
        rf"|CORNER|ZONE|LOCATION)\b"
        rf"|(?<!VAN )(?<!ESTAN"
        rf" )(?<!VIENEN )(?<!ANDAN )\bSALIENDO DEL? (?:LA |EL )?(?:LUGAR|AQUI|AREA"
        r"|ZONA|ESCENA|AHI|ALLI|SITIO|CUADRA)\b|\bME (?:PELE|LARGUE|JUI|ESFUME|DESAPARECI)\b",
        rf"{WE}(?:WALKED|WALKING|DROVE|DRIVING|BIKED|BIKING|MOVED|(?:PULLED|PULLING)(?! (?:THE|AN?|HIM|HER|THEM"
        rf"|SOME\w*|PEOPLE|THEY_)\b)|PACKED|PACKING|CLEARED|CLEARING|TOOK"
        rf"|TAKING"
        rf"|HEADED|HEADING|SPLIT|PEELED|PEELING|WENT|GOT|GOING|BACKED|DISPERSED|WRAPPED|WRAPPING|WALKED SAFELY|RODE"
        rf"|SCATTERED|STEPPED)\b(?: (?!IN\b)\w+){{0,2}}? {_OFF}\b",
        rf"{WE}(?:SPLIT|DISPERSED|BOUNCED|BOUNCING|DIPPED|DIPPING|CLEARED|CLEARED THE SCENE|WRAPPED UP|LEFT|GONE"
        rf"|VACATED|OUT"
        rf"|OUTIE|OUTTA (?:HERE|THERE)|CLEAR|PARTED WAYS|ALL DONE|LONG GONE|AWAY)$",
        rf"{WE}(?:OUT|OFF|GONE|CLEAR)(?: (?:AND|N|SAFE|FROM|OF|THERE|HERE|OK|WE|ARE|BOTH|US|NOW|ALL))*$",
        rf"{WE}(?:SPLIT UP|WENT OUR|DISPERSED|BOUNCED|DIPPED|OUTTA|LONG GONE|LEFT (?:THE|TOGETHER|ABOUT|LIKE|\d|A FEW"
        rf"|IN"
        rf" (?:MY|OUR)|BY)|CLEARED (?:THE|OUT)|PARTED)\b(?! (?:MATE_|VAN|CAR))",
        rf"{WE}(?:BACK|HOME|SAFE|SAFELY|OFF(?! TO)|CLEAR|FAR|MADE IT BACK|GOT BACK) (?:AT|IN|ON|TO|HOME|AWAY|OF|FROM"
        rf"|SITE"
        rf"|SCENE|THE BLOCK|THE STREET"
        rf"|INSIDE)\b(?! (?:POSITION|(?:THE )?(?:CORNER|SPOT)))",
        rf"{WE}(?:SAFE AT|AT) (?:HOME|MY (?:PLACE|HOUSE|APARTMENT))\b|{WE}(?:MADE IT|GOT) (?:BACK|HOME)\b"
        rf"|{WE}(?:(?:NOW|BACK|ALREADY) )?(?:ON|IN) MY (?:OWN )?(?:PORCH|COUCH|BED|SOFA)\b|{WE}IN BED$|\b(?:LLEGUE"
        r"|ESTOY|ANDO)"
        rf" (?:A|EN) LA MIA\b",
        rf"{WE}ON (?:(?:MY|OUR|THE|A) )?(?:WAY|BUS|TRAIN|FREEWAY|ROAD|METRO|\d+)(?: (?:BACK|HOME|OUT|TO (?:MY|THE)"
        rf" (?:HOUSE"
        rf"|CAR)|WITH MATE_))",
        rf"{WE}IN (?:MY|OUR|THE|MATE_S?) (?:CARS?|TRUCK)\b(?! (?:ACROSS|WATCHING|OUTSIDE|IN FRONT|PARKED))",
        rf"{WE}DROPPED (?:OFF MATE_|MATE_ OFF|MATE_)\b|{WE}SAID (?:OUR )?GOODBYES?\b",
        rf"{WE}(?:DONE|FINISHED|ALL DONE|WRAPPED UP)(?: HERE| UP)? (?:WALKING|HEADING|GOING|DRIVING|HEADED)\b",
        r"\b(?:NOS DESPEDIMOS|ME DESPEDI|ME DESPIDO|CADA (?:QUIEN|UNO|CUAL) (?:A|PA|PARA|POR|EN)|NOS SEPARAMOS)\b",
        r"\b(?:VOY|VAMOS|ANDO|ANDAMOS|ESTAMOS|ESTOY|VENGO)(?: \w+){0,2}? (?:DE (?:VUELTA|SALIDA|REGRESO|RETIRADA)"
        r"|LEJOS|FUERA DE)\b",
        r"\b(?:NOS MOVIMOS (?:DE AHI|LEJOS)|ME MOVI (?:DE AHI|LEJOS)|NOS QUITAMOS|ME QUITE|NOS FUIMOS|ME FUI|NOS"
        r" RETIRAMOS|ME RETIRE|NOS SALIMOS|ME SALI"
        r"|NOS ALEJAMOS|NOS PELAMOS|ME PELE|NOS ABRIMOS|ME ABRI|NOS LARGAMOS)\b(?! (?:A (?:LA OTRA|UN LADO)|PARA"
        r" ATRAS))",
        r"\b(?:SALI|SALIMOS)(?: (?:LOS|LAS|TODOS|DOS|DE|SIN|A|EN|CON)\b.*)?$",
        r"\b(?:AFUERA|FUERA|LEJOS) DE (?:AHI|ALLI|ALLA|LA ZONA|EL AREA|LA ESCENA)\b|\bEN MI (?:CASA|CAMA|SILLON"
        r"|CUARTO|DEPA|CARRO|TROCA)\b"
        r"|\bEN (?:LA )?CASA\b|\bDE (?:REGRESO|VUELTA)\b",
        r"\b(?:A|PARA) (?:LA |MI |NUESTRA )?CASA\b|^LEJOS\b|\b(?:ANDAMOS|ESTAMOS|ANDO|ESTOY) FUERA$",
        rf"{WE}HALFWAY HOME\b|{WE}BACK (?:INDOORS|INSIDE)\b|{WE}HOME\b|{WE}(?:FAR )?AWAY FROM\b|\b(?:ME VOY|NOS"
        rf" VAMOS|ME RETIRO|NOS RETIRAMOS)\b(?! A\b)",
        r"\b(?:LLEGUE|LLEGAMOS|ESTOY|ESTAMOS|ANDO|ANDAMOS)(?: YA| AQUI)* (?:CON|(?:A|EN)(?: LA)? CASA DE|DONDE|CA)"
        r" (?:MI|MIS|LOS"
        rf" DE MI) {KIN}\b|{WE}AT MY {KIN}S?(?: (?:HOUSE|PLACE|APARTMENT))?\b|\b(?:CENANDO|HAVING DINNER)$",
        rf"\b(?:VOY|VAMOS) EN (?:EL |LA |MI )?{RIDE}\b|^(?:TERMINAMOS|ACABAMOS|TERMINE)$",
    )
)

BEFORE_MINUTES: Final = word_set("BE ETA GPS MAPS WAZE SAYS DICE STILL LIKE ABOUT OTHER OTROS UNOS COMO FALTA FALTAN")
BEHIND_MINUTES: Final = word_set("AWAY OUT MORE MAS TOPS TODAVIA INSTEAD MEJOR")
"""What makes a number by itself one of minutes, on the road."""
UNTIL_THERE: Final = BEHIND_MINUTES | word_set(
    "ETA GPS MAPS WAZE SAYS DICE STILL IN EN FALTA FALTAN OTHER OTROS ANOTHER LLEGO LLEGAMOS LLEGANDO THERE WAIT GIVE"
    " ESPEREN ESPERENME ESPEREME ESPERAME DENME DAME DEME"
)
"""Beside how late they are, what says that the number counts the minutes until they are there."""

_AWAITS: Final = re.compile(
    r"(?:(?:I|WE|BUT|STILL|HAVE|TODAVIA|AUN|NO SIGN OF|QUE|EL|LA) )*(?:"
    r"(?:DONT|DO NOT|CANT|HAVENT|HAVE NOT|NOT|DIDNT) (?:SEE|SEEN|SEEING|FIND|FOUND) (?:MATE_|HIM|HER|THEM|ANYONE"
    r"|ANYBODY|THEY_|THE OTHER \w+|A VEST|ANYBODY WITH A VEST)"
    r"|NO SIGN OF (?:MATE_|ANYONE|ANYBODY)|NO SIGN OF|MATE_ (?:IS )?(?:NOT|ISNT) HERE|NO (?:MATE_|PARTNER|BUDDY"
    r"|TEAMMATE|COMPANER[OA])|(?:WAITING|ESPERO"
    r"|ESPERANDO) (?:FOR |ON |A |AL )*(?:MATE_|THE OTHER \w+)"
    r"|(?:NOBODY|NO ONE|NADIE)(?: (?:ELSE|IS|HAS|MAS|HERE|SHOWED|CAME|HA|LLEGADO|LLEGA|AROUND|UP))*"
    r"|NO (?:HAY|LLEGA|HA LLEGADO|VEO A|L[AO] VEO|VEO|ESTA|SE VE)(?: A)?(?: (?:NADIE|MATE_|NADIE MAS|EL OTRO|LA OTRA))*"
    r"|(?:IT IS )?JUST ME|SOL[OA](?: POR)?|ONLY ME|(?:NOMAS|SOLO) YO|WHERE (?:DO I|SHOULD I) (?:LOOK FOR|FIND|MEET)"
    r" MATE_"
    r"|DONDE (?:BUSCO A|VEO A|ESTA) MATE_)"
    r"(?: (?:(?:WITH|IN|CON) (?:AN? |EL )?(?:VEST|CHALECO)|YET|HERE|SO|FAR|SO FAR|STILL|TODAVIA|AUN|AQUI|POR AHORA"
    r"|ANYWHERE|ANYMORE|HASTA AHORA|NOW|AHORITA))*"
)
"""Who stands at the meeting point and does not see the other one is there all the same."""
_TROUBLE: Final = (
    r"\b(?:(?:WILL|CAN|ILL) WAIT(?! FOR (?:THE|MY|A|AN)\b)|CANCEL\w*|LOST|PERDID[OA]|BROKE|BROKEN|DESCOMPU\w+"
    r"|CRASH\w*|(?<!HAY UN )(?<!THERE IS AN )(?<!AN )ACCIDENTE?(?! (?:ON|EN) )|(?<!HAY UN )CHOQUE|OUT OF GAS|STUCK"
    r" AT(?!"
    r" (?:THE|A)"
    r" (?:LIGHT|RED|STOPLIGHT|TRAIN|RAILROAD|CROSSING|BRIDGE|DRAWBRIDGE|CROSSWALK))|NEVER|NOT|CANT|COULDNT|WONT|"
    r"ISNT|HASNT|HAVENT|DIDNT|NOBODY|NADIE|NO (?:ONE|HAY|ENCUENTRO|VEO|VEMOS|PUEDO|SE|LLEG\w+|ESTA|ESTOY|VOY|VAMOS|ME"
    r" DEJ\w+"
    r"|TENGO)|WRONG|EQUIVOCAD[OA]|911|ICE_|AGENTS?|AGENTES|VANS?(?! A SER)|SUVS?|COPS?|POLICE|POLICIA|PATRULLAS?"
    r"|ALONE|SOL[OA]"
    r"|FORGOT|OLVIDE|LEFT"
    r" MY|DEJE MI|WITHOUT MATE_|SIN MATE_|HELP|AYUDA|SICK|ENFERM[OA]|(?<!BIT )(?<!LITTLE )(?<!GOT )TURN(?:ED|ING)"
    r" AROUND|REGRES\w+)\b"
)
_OTHERS_ACT: Final = (
    r"^(?:THEY_|MATE_)(?! (?:AND|Y|(?:ME|NOS) (?:VA A )?(?:LLEV|TRA|DA|DEJ|RECOG)\w*) )(?! (?:ME|NOS) VA A \w+$)"
    r"|\b(?:THEY_|MATE_|ICE_)(?: \w+)? (?:IS|ARE|HAS|HASNT|ISNT|LEFT|WENT|GONE|NOT"
    r"|DOESNT|DIDNT|CANT"
    r"|LLEGO|SE FUE|VIENE|ESTA)\b|\b(?:ONE|TWO|SOME|VAN|CAR|FAMILY|AGENTS?|DRIVER) (?:\w+ )?(?:LEFT|WENT|GONE"
    r"|LEAVING)\b"
)
_REMAINS: Final = (
    r"\b(?:STILL (?:HERE|WATCHING|ON|AT|FILMING|OBSERVING)|STAY(?:ING)?|QUEDAMOS|QUEDO|SEGUIMOS|SIGO|WATCHING"
    r"|OBSERVANDO|NOT"
    r"|CANT|CANNOT|NO (?:NOS|ME|PODEMOS|PUEDO)|WONT|WANT|WANNA|QUIERO|QUEREMOS|SHOULD|NEED|NECESIT\w+|SOON|PRONTO"
    r"|ABOUT TO"
    r"|IN \d+|EN \d+|A BLOCK|UNA CUADRA|ACROSS THE STREET|OUT OF THE WAY|GET(?:TING)? (?:WATER|FOOD|COFFEE)|BACK"
    r" (?:SOON|IN \w+ MIN\w*)"
    r"|ALONE|SOL[OA]|GOING TO|WILL|ME (?:DEJO|DEJARON)|LEFT ME|OUT HERE)\b"
)


@dataclass(frozen=True, slots=True)
class _News:
    """What says it in one piece, and what in any of them takes it away."""

    verb: Verb
    says: re.Pattern[str]
    unless: re.Pattern[str]


def _news(verb: Verb, says: str, *unless: str) -> _News:
    return _News(verb, re.compile(says), re.compile("|".join(unless)))


_ON_THE_ROAD: Final = (
    _news(Verb.HERE, WAITED, _TROUBLE),
    _news(Verb.GO, f"{MOVING}|{EN_CAMINO}", _TROUBLE),
    _news(Verb.GO, rf"\b{TOLD_ANEW}\d+\b", _TROUBLE),
    _news(Verb.GO, HOW_LONG, _TROUBLE, r"\b(?:WAIT\w*|ESPER\w*|AGO|HACE|BEEN|HERE|AQUI|BREAK|LATE|TARDE|^C)\b"),
    _news(
        Verb.HERE,
        ARRIVED,
        _TROUBLE,
        rf"{WAITS_FOR_A_RIDE.pattern}|\b(?:FILLING UP|PUMPING GAS|ECHANDO(?:LE)? GAS\w*)\b",
        r"^WE GO$|\b(?:WILL BE(?! HERE)|ALMOST|CASI|YET|TODAVIA|RED LIGHT|STOPLIGHT|SEMAFORO|FREEWAY)\b",
    ),
    _news(Verb.GO, rf"{HAS_A_RIDE}|\b(?:{GETS_READY})\b", _TROUBLE),
)
"""Whoever moves is not there yet; whoever got off the bus and stands at the corner is."""
_BEFALLS_OTHERS: Final = re.compile(
    r"\b(?:PEGARON|PEGO|GOLPE\w+|EMPUJ\w+|LLEVARON|AGARRARON|DETUV\w+|ARREST\w+|ESPOSARON|TIRARON|PATEARON|JALONEA\w+"
    r"|ROMPIERON|TUMBARON|SOMETIERON|GASEARON|TACKLED|SHOVED|CUFFED|KICKED|(?:THEY|ICE|COPS?|AGENTS?|POLICE|HE|MIGRA)"
    r" (?:\w+ ){0,2}(?:TOOK|TAKING|GRABBED|PUSHED|HIT|DETAIN\w+|ARREST\w+|BEAT|BEATING)"
    r"|(?:PUSHED|GRABBED|DETAINED|BEAT|HIT|TOOK) (?:(?:A|AN|THE|ONE|TWO|SOME) )?(?:GUY|MAN|WOMAN|LADY|KID|BOY|GIRL"
    r"|PERSON"
    r"|PEOPLE|FAMILY|VENDOR|WORKER|DRIVER|STUDENT|SOME ?ONE|SOME ?BODY|\d+ PEOPLE)S?"
    r"|LET (?!ME\b|US\b)(?:\w+ ){1,3}GO(?! TO\b)|(?:RELEASED|FREED) (?!ME\b|US\b)\w+|(?<!ME )(?<!NOS )(?:SOLTARON"
    r"|DEJARON IR|DEJO IR))\b"
)
_AT_THE_SCENE: Final = (_news(Verb.AWAY, _GONE, _REMAINS, r"^ICE_|\bTHEY_ (?:ARE )?(?:STILL|FOLLOW\w*|COMING)"),)
_WHEN_OVER: Final = (_news(Verb.AWAY, _GONE, _REMAINS, r"\b(?:ICE_|THEY_|ME VOY|ME FUI|IN MY CAR|HEADING OUT)\b"),)
"""Released or closed, they may tell still that they are gone."""
_CHECKED: Final = (_news(Verb.FINE, WELL, NOT_WELL, WORRYING),)
_BUT: Final = word_set("BUT PERO AUNQUE THOUGH ALTHOUGH")
_UNWELL: Final = re.compile(NOT_WELL)
_NOT_MEANT_BADLY: Final = re.compile(NOT_MEANT_BADLY)
_UNHURT: Final = re.compile(UNHURT)


_RETURNED: Final = re.compile(r"\b(?:Y|AND|HOW ABOUT|WHAT ABOUT|COMO ESTAN) (?:USTEDES?|TU|VOS|YOU|U|YALL|YOU GUYS)$")


_THEN_THERE: Final = re.compile(
    r"\b(?:THEN|LUEGO|DESPUES) (?:(?:STRAIGHT|RIGHT|HEADING|COMING|DRIVING|DIRECTO) )+(?:THERE|OVER|ALLA|PARA ALLA)\b"
    r"|\b(?:THEN|LUEGO|DESPUES) (?:IM|I AM|ILL BE|WERE|ESTOY|LLEGO) (?:THERE|HERE|AHI|ALLA)\b"
)
"""Who is there after something else is not there yet."""


def is_returned(words: tuple[str, ...]) -> bool:
    """Whether a text asks no more than "and you?"."""
    return _RETURNED.search(" ".join(words)) is not None


def news_of(clauses: tuple[tuple[str, ...], ...], situation: Situation) -> Verb | None:
    """The one thing that a person tells of themselves, in this stage of their mission; None if it is not plain."""
    pieces = pieces_of(clauses, situation.teammates)
    if situation.assignment and situation.assignment.stage is not Stage.ON_SCENE and not situation.check_in_open:
        pieces = tuple(piece for piece in pieces if not _AWAITS.fullmatch(piece))
    if any(ASKED.search(piece) for piece in pieces):
        return None
    if situation.check_in_open:
        pieces = tuple(_UNHURT.sub(MARK_OF_UNHURT, piece) for piece in pieces)
    if situation.check_in_open and any(_UNWELL.search(piece) for piece in pieces):
        return None if any(_NOT_MEANT_BADLY.search(piece) for piece in pieces) else Verb.NOT_OK
    if situation.check_in_open and any(not _BUT.isdisjoint(clause) for clause in clauses):
        return None
    if any(guard.search(piece) for piece in pieces for guard in (SUPPOSED, DOUBTED, HEARD)):
        return None
    if situation.assignment and any(_THEN_THERE.search(" ".join(clause)) for clause in clauses):
        return Verb.GO if situation.assignment.stage is not Stage.ON_SCENE else None
    for news in _told_in(situation):
        if any(news.says.search(piece) and not _of_another(piece) for piece in pieces):
            return None if any(news.unless.search(piece) for piece in pieces) else news.verb
    return None


def befalls_others(spoken: str) -> bool:
    """Beside that they are gone it is told what was done to somebody: a person reads it."""
    return _BEFALLS_OTHERS.search(spoken) is not None


def _told_in(situation: Situation) -> tuple[_News, ...]:
    mission = situation.assignment
    if situation.open_offers:
        return ()
    if mission is None:
        return _WHEN_OVER if situation.recent_codes else ()
    if situation.check_in_open:
        return _CHECKED
    return _AT_THE_SCENE if mission.stage is Stage.ON_SCENE else _ON_THE_ROAD


_OF_ANOTHER: Final = re.compile(_OTHERS_ACT)


def _of_another(piece: str) -> bool:
    return _OF_ANOTHER.search(piece) is not None
