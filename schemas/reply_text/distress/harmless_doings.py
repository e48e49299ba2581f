"""What people do with each other that is no harm, however it sounds: fetch, follow and take pictures. Pure.

"I'm grabbing maple from work", "my cousin is following me in his truck": whoever does it is the sender, their partner
or their kin. Only these words are left out; what else the clause tells counts.
"""

import re
from typing import Final

from schemas.reply_text.distress.harm_words import KIN, one_of

_PICTURES_TAKEN: Final = re.compile(
    r"\b(?:(?:ME|NOS|LES?) )?(?:ESTAN? )?(?:TOM|SAC|DISPAR|SHOOT|SHOT|TAKE|TAKING|TOOK|SNAP)\w*(?: (?:A|SOME|MY|OUR"
    r"|UNAS?|MAS|MUCHAS))*"
    r" (?:FOTOS?|PHOTOS?|PICTURES?|PICS?)\b"
)
"""No harm in itself, whatever else is done beside it."""
_I_AM_TO: Final = (
    r"(?:(?:I AM|WE ARE|I|WE|I HAVE|WE HAVE|WILL|GOING TO|GOT TO|LET ME|YO|VOY|VAMOS|PASO|PASAMOS|TENGO QUE|QUIERO|IRE"
    r"|ANDO|ESTOY|A|POR) )+"
)
_FETCH: Final = (
    r"(?:GRABB?(?:ED|ING)?|PICK(?:ED|ING)?(?: UP)?|TAK(?:E|ING)|TOOK|GET(?:TING)?|GOT|PULL(?:ED|ING)?|BRING(?:ING)?"
    r"|AGARR(?:AR|ANDO|E)|LEVANT(?:AR|ANDO|E)|RECOG(?:ER|IENDO|I)|LLEV(?:AR|ANDO)|TRAER|TRAYENDO|JALAR)"
)
_ON_MY_WAY: Final = (
    r"(?: (?:UP|A))?(?= (?:ON THE WAY|FIRST|THEN|REAL QUICK|AND (?:THEN|HEADING|GOING|WE)|(?:FROM|AT) (?:HER|HIS"
    r"|WORK|HOME"
    r"|SCHOOL|THE (?:BUS|METRO|TRAIN)))\b)"
)
_AT_HOME: Final = one_of(
    "VIEJ[OA] JEF[AEO] PATRON SUEGR[OA] MAMA PAPA MOM DAD KIDS? BOSS NIN[OA] ABUEL[OA] GRANDMA NANA PERR[OA] GATO"
    " DOG CAT"
    " ROOMMATE LANDLORD TEACHER PASTOR"
)
_IN_THEIR_CAR: Final = r"(?: (?:EN|IN) (?:(?:SU|HIS|HER|THEIR|OWN|PROPI[OA]) )*CAR_)?"
_MATE_IS: Final = r"(?:MATE_S?|(?:MY|OUR) (?:BUDDY|FRIEND|COMPANION|COLLEAGUE|COWORKER|HOMIE|HOMEGIRL|PAL)S)"
"""With its short "is"."""
_DRIVERS: Final = (
    rf"(?:{KIN}|{_AT_HOME}|MOTHER|FATHER|NOVI[OA]|CUNAD[OA]|COMADRE|COMPADRE|NIET[OA]|YERNO|NUERA|AMIG[OA]|GIRLFRIEND"
    r"|BOYFRIEND|UBER|LYFT|TAXI|CHOFER|TAXISTA)"
)
_CARRIES: Final = r"(?:LLEV\w+|TRA(?:E|ER|YENDO)|RECOG\w+|ACERC\w+|DEJ\w+|JAL\w+)"
_FETCHED: Final = re.compile(
    rf"^{_I_AM_TO}{_FETCH} (?:A )?MATE_|^{_FETCH} MATE_{_ON_MY_WAY}|^(?:GOING TO|GOT TO) {_FETCH} MATE_{_ON_MY_WAY}"
    r"|^(?:ME|NOS) LLEV(?:O|AMOS) A MATE_|^(?:LEVANTO|RECOJO|AGARRO) A MATE_(?= Y (?:NOS|VAMOS|VOY|LE))"
    r"|^MATE_ (?:IS |WILL )?(?:TAKING|DRIVING|BRINGING|PICKING|GETTING|TAKE|DRIVE|GIVING) (?:ME|US)(?: UP)?\b"
    r"|\bMATE_ (?:IS |VIENE |VA |ANDA )?(?:RIGHT |JUST |CLOSE )?(?:BEHIND|ATRAS DE|DETRAS DE) (?:ME|US|MI"
    rf"|NOSOTR[OA]S)\b{_IN_THEIR_CAR}"
    rf"|^(?:(?:OK|SO|AND|BUT|ALSO|YES|Y) )*{_MATE_IS} (?:(?:IS |WILL BE |VIENE |VA |ANDA )*(?:(?:FOLLOWING|SIGUIENDO)"
    rf"(?:ME|NOS| ME| US)|(?:RIGHT )?BEHIND (?:ME|US))|(?:ME|NOS) (?:(?:VIENE|VA|ANDA|ESTA) SIGUIENDO|SIGUE))\b"
    rf"{_IN_THEIR_CAR}"
    rf"|\b(?:MY|MIS?) {_DRIVERS} (?:ME|NOS) (?:VA A |VAN A |ESTA |VIENE A |PUEDE )?{_CARRIES}"
    rf"|\b(?:ME|NOS) (?:VA A |VAN A |ESTA |PUEDE )?{_CARRIES} (?:MI|MIS|EL) {_DRIVERS}\b"
    rf"|\b(?:MY|MIS?) {_DRIVERS} (?:IS |WILL |CAN |GOING TO |GONNA )*(?:TAK|DRIV|BRING|DROPP?|PICK)\w* (?:ME|US)\b"
    r"|^MATE_ (?:ME|NOS) (?:VA A )?(?:LLEVA\w*|TRAE\w*|RECOGE\w*|LEVANTA\w*)"
    rf"|\b(?:MY|MIS?) {KIN}S? (?:(?:IS |ARE |VIENEN? )?(?:FOLLOWING|SIGUIENDO)(?:ME|NOS| ME| US)|(?:ME|NOS) (?:VIENEN? "
    rf"|VAN? |ESTAN? )?(?:SIGUEN?|SIGUIENDO)){_IN_THEIR_CAR}"
    rf"|\b(?:ME|NOS) (?:(?:VIENEN?|VAN?|ESTAN?) SIGUIENDO|SIGUEN?) (?:MIS?|NUESTR[OA]S?) {KIN}S?\b{_IN_THEIR_CAR}"
    rf"|\b(?:MI|MIS|MY) (?:{KIN}|{_AT_HOME})S? (?:ME |NOS )?(?:DETUV|ENTRETUV|PAR|AGARR|ATAJ|ATRAP|STOPP|HELD"
    rf"|CAUGHT|CORNER"
    r"|TRAPP)\w*(?: (?:ME|US))?(?: UP)?\b(?! (?:DEL? |A GOLPES|BY MY))"
    rf"|\b(?:MY|MIS?) {KIN}S? (?:IS |WILL )?(?:(?:ME|NOS) )?(?:VAN? A |ESTA |GOING TO )?(?:LLEV(?:AN?|AR|ANDO)"
    rf"|TRA(?:EN?|ER|YENDO)"
    r"|RECOG\w+|DA (?:RAITE|RIDE|AVENTON)|DROP(?:PING)?|DRIV(?:E|ING)|TAK(?:E|ING)|BRING(?:ING)?|PICK(?:ING)?)(?:ME"
    r"|NOS| ME| US)?"
    r"(?: UP| OFF)?\b(?! (?:A GOLPES|BY))"
    r"|\b(?:MATE_|(?:MY|MI|MIS) (?!EX\b)\w+) (?:IS |ARE |YA |ME )*(?:COMING|COMES|VIENEN?|PASAN?|REGRESAN?|VUELVEN?"
    r"|VAN?)"
    r"(?: A)?(?: BACK)? (?:FOR|POR|TO GET|TO PICK) (?:ME|MI|US|NOSOTR[OA]S)\b"
)
"""Whom I fetch, or who fetches me: nobody is seized."""


_KEPT_BY_THE_CLOCK: Final = re.compile(
    r"\b(?:DONT|WONT|NOT|NEVER) LET(?:TING)? (?:ME|US) (?:LEAVE|OFF|GO|OUT)(?: (?:WORK|HERE))? (?:TILL?|UNTIL"
    r"|BEFORE) (?:AT )?"
    r"(?:\d+|NOON|MIDNIGHT)\b"
)
"""An employer's hour."""
_ACHES: Final = re.compile(
    r"^(?:HOY |HOY SI )?(?:ME|NOS) DUELEN? (?:MUCHO )?(?:L[AO]S?|EL|MIS?) (?:BODY_|RODILLAS?|ESPALDA|PIES|MUELAS?"
    r"|HUESOS"
    r"|CADERAS?|GARGANTA|PIERNAS?)(?: (?:HOY|AHORITA|DESDE AYER))$"
)
"""With "today" it is an old one."""


_STALLED: Final = re.compile(
    r"\bSE (?:ME|NOS|LE) (?:\w+ )?AHOG(?:O|A|ABA) (?:(?:EL|LA|MI|NUESTR[OA]) )?(?:CAR_|OURCAR_|CARRO|TROCA|COCHE|AUTO"
    r"|CAMIONETA|MOTOR|MOTO|NAVE|RANFLA)"
    r"|\b(?:CAR_|OURCAR_|ENGINE|MOTOR|MOTORCYCLE|BIKE) (?:JUST )?(?:CHOKED|FLOODED|STALLED|DIED|QUIT|GAVE)"
    r"(?: (?:OUT|UP))?(?: ON (?:ME|US))?\b"
)
"""An engine that drowns; whoever drowns is another matter."""


def without_the_harmless(clause: str) -> str:
    """The clause, told again, without what is no harm in it."""
    for harmless in (_PICTURES_TAKEN, _FETCHED, _KEPT_BY_THE_CLOCK, _ACHES, _STALLED):
        clause = harmless.sub("", clause)
    return " ".join(clause.split())
