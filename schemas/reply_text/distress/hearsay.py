"""What goes on elsewhere and was heard of: a scanner, an app, the television or a neighbour says so. Pure.

Nothing of it is a cry while the text tells nothing of us; that we see or hear none of it does not.
"""

import re
from typing import Final

_MEDIA: Final = (
    r"(?:SCANNERS?|ESCANER|RADIO|CITIZEN|APPS?|FACEBOOK|FACE|FB|INSTAGRAM|IG|TIKTOK|TWITTER|NEXTDOOR|WHATSAPP|REDDIT"
    r"|NEWS|NOTICIAS|NOTICIERO|TV|TELE|TELEVISION|GROUP CHAT|CHAT|GRUPO)"
)
_NEIGHBORS: Final = r"(?:NEIGHBORS?|VECIN[OA]S?|SHOP ?KEEPER|VENDOR|VENDEDORA?)"
_SAY: Final = r"(?:SAYS?|SAID|SAYING|REPORTS?|REPORTED|REPORTING|POSTED|SHOWS?|DICEN?|DIJO|DIJERON|REPORTAN?|PUSIERON)"
_THE: Final = r"(?:(?:THE|MY|AN?|ONE|SOME|EL|LA|LOS|LAS|MI|UN|UNA|EN|POR|LOCAL|POLICE) )*"
_SAID_THERE: Final = re.compile(
    rf"\b{_THE}(?:{_MEDIA}|{_NEIGHBORS})(?: (?:ALERT|FEED|APP|CITIZEN|JUST|ME|NOS|DE|LA|TIENDA|PAGE))*? {_SAY}\b"
    rf"|\b{_SAY} {_THE}(?:{_MEDIA}|{_NEIGHBORS})\b"
    r"|\b(?:SEGUN|ACCORDING TO|PER|(?:(?:I|WE) )?(?:HEARD|SAW|READ|VI|OI|LEI|ESCUCHE)(?: (?:IT|THIS|ESO|THAT))?"
    r" (?:ON|OVER|EN|POR))"
    rf" {_THE}{_MEDIA}\b"
)
_NONE_OF_IT_HERE: Final = re.compile(
    r"\b(?:BUT |AND |PERO |Y )?(?:(?:WE|I|NOSOTR[OA]S|YO|AQUI|HERE|ACA) )*(?:(?:DONT|DIDNT|CANT|HAVENT|ARENT|DO NOT) "
    r"(?:SEE|SEEN|HEAR|HEARD|SEEING|HEARING) (?:ANYTHING|NOTHING|ANY|IT|ANYONE|A THING)"
    r"|NO (?:SE |HEMOS |HE )?(?:OYE|OIMOS|OIGO|VE|VEMOS|VEO|HAY|ESCUCHA|ESCUCHAMOS|OIDO|VISTO) NADA"
    r"|(?:ARE |AM |ESTAMOS |ESTOY )?(?:FINE|OK|OKAY|SAFE|BIEN)\b|(?:ALL |TODO )?(?:QUIET|CALM|CLEAR|TRANQUIL[OA]))"
    r"(?: (?:HERE|AQUI|ACA|YET|SO FAR|TODAVIA|THOUGH|FROM HERE|DESDE AQUI))*"
)
_OF_US: Final = re.compile(
    r"\b(?:ME|US|NOS|NOSOTR[OA]S|WE|(?<!THERE )(?<!SHOTS )WERE|IM|I|MY|MI|OUR|CONMIGO|ESTAMOS|ESTOY|HERE|AQUI|ACA"
    r"|CLOSE|CERCA|NEARBY"
    r"|NEXT TO|OUTSIDE|AFUERA|THIS|EST[EA]|NOW|AHORA|AHORITA|RUN|CORRAN|CORRE|HIDE|HIDING|ESCOND\w+|COMING|VIENEN?"
    r"|HELP|AYUDA|HURRY|APUREN\w*|HEAR|OIMOS|OIGO|OYEN|ESCUCHA\w*|SOS)\b"
)

_OF_US_IN_MARKS: Final = re.compile(r"MATE_|BODY_|OURCAR_|HELD_")


def is_heard_of(said: str, clause: str, before: str, spoken: str) -> bool:
    """Whether what was said, told again as a clause, behind the one before, is what others say of another place."""
    introduced = _SAID_THERE.search(before)
    if _SAID_THERE.search(said) is None and not (introduced and introduced.end() == len(before)):
        return False
    if _OF_US_IN_MARKS.search(clause):
        return False
    beside = _NONE_OF_IT_HERE.sub(" ", _SAID_THERE.sub(" ", spoken))
    return _OF_US.search(beside) is None


_CASE_PUT: Final = re.compile(
    r"^(?:(?:AND|SO|HEY|OK|HI|HOLA|OIGAN?|Y|QUICK QUESTION|PREGUNTA) )*(?:"
    r"(?:WHAT )?(?:IF|SHOULD|IN CASE) (?:(?:THEY|ICE|HE|SHE|THE|ANY\w*|SOME\w*|AGENTS?|COPS?|ONE|WE|I|AN?)\b).*"
    r"\b(?:(?:DO|SHOULD|CAN|WOULD|SHALL) (?:WE|I)|IS IT)\b.*@"
    r"|(?:SI|EN CASO DE QUE) (?!.*\b\w+(?:ARON|IERON|AJERON|ANDO|IENDO|STA[NS]?)\b)(?:NOS|ME|SE|LE|ALGUIEN|LLEGAN?"
    r"|LOS?|LA)\b.*\b(?:LLAM|MARC|HABL|AVIS)(?:O|AMOS)\b.*\b(?:USTEDES|QUIEN|USTED) O (?:AL? )?@)"
    r"(?: (?:WE|I|YOU|U|YALL|GUYS|OR|O|USTEDES|FIRST|PRIMERO|THAT|CALL))*$"
)
"""Whom one would call first, if it came to that: asked before anything has happened."""
_CASE_OF_US: Final = re.compile(
    r"^(?:(?:Y|OIGAN?|HOLA) )*(?:SI|EN CASO DE QUE) (?!.*\b\w+(?:ARON|IERON|AJERON|ANDO|IENDO|STA[NS]?)\b)(?:NOS"
    r"|ME)\b.*"
    r"\b(?:LLAM|MARC|HABL|AVIS)(?:O|AMOS) (?:A USTEDES|A USTED|A QUIEN)\b"
)


def is_case_of_a_call(told: str) -> bool:
    """Whether `@`, the number, is only asked about for a supposed case: nothing else is told in the text."""
    return _CASE_PUT.search(told) is not None


def is_case_of_harm(spoken: str) -> bool:
    """Si nos agarran, ¿les llamamos a ustedes?"""
    return _CASE_OF_US.search(spoken) is not None


_LABEL: Final = r"(?:PELIGRO|DANGER) SOS\b"
_LABEL_ASKED_ABOUT: Final = re.compile(
    r"\b(?:QUE (?:SIGNIFICA|QUIERE DECIR|ES|QUIEREN DECIR CON)|A QUE SE REFIER\w+|NO (?:LE )?ENT(?:IEND\w+|ENDI)(?="
    r" (?:LO|ESO|ESTO|LA|EL|QUE (?:ES|SIGNIFICA))\b)"
    r"|PARA QUE (?:ES|SIRVE)|(?:POR QUE|DONDE) (?:DICE|DICEN|PONE|PONEN|MANDAN)"
    r"|WHAT (?:DOES|DO)(?: (?:IT|YOU|THAT|THIS))?(?: MEAN)?|WHAT (?:IS|WAS)(?= (?:THE|THAT|THIS|YOUR)\b)"
    r"|WHATS(?= (?:THE|THAT|THIS|YOUR)\b)|WHY (?:DOES|DO|DID) (?:IT|YOU|THE TEXT|THIS) (?:SAY|SAYS|MEAN|SEND|WRITE)"
    r"|(?:DONT|DIDNT|DO NOT) (?:GET|UNDERSTAND)(?= (?:THE|THAT|THIS|YOUR)\b)"
    r"|(?:DO I|SHOULD I|DO WE|MUST I|(?:TENGO|HAY) QUE|DEBO)(?: (?:ALSO|ALWAYS|HAVE TO|NEED TO|TAMBIEN|SIEMPRE))*"
    r" (?:PUT|WRITE|ADD|TYPE|SIGN|PONER\w*|ESCRIBIR|AGREGAR\w*))"
    r"(?: (?:LO|DE|DEL|CON|ESO|ESTO|EL|LA|PALABRA|PARTE|QUE|DICE|THE|THAT|THIS|YOUR|PART|WORD|BY|WITH|ABOUT|SAYS))*"
    rf" {_LABEL}"
)


def without_the_label(spoken: str) -> str | None:
    """What is left of a text that asks what "Danger: SOS", which ends our own texts, means; None if it does not."""
    found = _LABEL_ASKED_ABOUT.search(spoken)
    return None if found is None else f"{spoken[: found.start()]} {spoken[found.end() :]}"
