"""911 as a call for help, in digits and words; and not as a number of anything else. Pure."""

import re
from typing import Final

from schemas.reply_text.distress.guards import SUPPOSED
from schemas.reply_text.distress.hearsay import is_case_of_a_call
from schemas.reply_text.distress.spoken_of import Mentioned, is_quoted
from schemas.reply_text.plain_text import PlainText, word_set

_CALLING = word_set(
    "CALL CALLED CALLING LLAME LLAMEN LLAMA LLAMEN LLAMAR LLAMO LLAMANDO AL MARQUEN MARCA MARQUE MARCAR "
    "DIAL TO NEED NECESITO NECESITAMOS"
)
_NUMBERED = word_set(
    "APT APARTMENT UNIT SUITE NUMBER NUMERO NUM NO RM ROOM CUARTO APTO DEPTO CASA BUS RUTA ROUTE LINE "
    "LINEA PLATE PLACA PLACAS CALLE STREET AVENIDA EXIT SALIDA AT EN FROM DESDE NEAR CERCA PORSCHE BLDG "
    "EDIFICIO FLIGHT REF"
)
_STREET = word_set(
    "ST STREET AVE AVENUE BLVD RD ROAD DR DRIVE WAY PL PLACE LN LANE CT HWY PKWY CALLE AVENIDA N S E W "
    "NORTH SOUTH EAST WEST"
)
_CALLED_911 = word_set("DISPATCH DISPATCHER CENTER BUILDING OPERATOR OPERATORS MEMORIAL OFFICE STATION SIGN")
_NINE_ONE_ONE = re.compile(r"(?<![\d-])9([-. ]?)1\1(?=1)1(?![\d-])|\bNUEVE ONCE\b|\bNINE ONE ONE\b|\bNUEVE UNO UNO\b")
_PLATE: Final = re.compile(r"\b\d+[A-Za-z]+911\b")
_CALLED_THEN: Final = re.compile(
    r"\b(?:REMEMBER|RECUERDAN?|ACUERDAN?|ONCE|EN (?:JULIO|ENERO)|ON HOLD|ENDS? (?:IN|WITH)|POST|PRE|TERMINA EN"
    r"|PLATES?|PLACAS?)\b"
    r".*@|@ (?:(?:IS|ARE|YA|ALREADY|JUST|GOT|ESTA) )*(?:HERE|ARRIVED|AQUI|LLEGO)\b|\b(?:I|WE|THEY) (?:HELP|TEACH"
    r"|SHOW) (?!ME\b|US\b)\w+ (?:\w+ ){0,3}@|@ (?:HOLD|TURBO|CARRERA|TARGA)\b"
    r"|\b(?:ALREADY|YA|SOMEONE|SOMEBODY|ALGUIEN|NEIGHBORS?|VECIN[OA]S?) (?:CALLED|LLAMO|LLAMARON|MARCO|MARCARON)(?:"
    r" AL)? @"
    r" (?:FOR|POR|PARA) (?:THE|AN?|SOME|EL|LA|UN|UNA) (?:\w+ )?(?:MAN|WOMAN|LADY|GUY|KID|BOY|GIRL|PERSON|SENORA?|HOMBRE"
    r"|MUJER|MUCHACH[OA]|NIN[OA]|VIEJIT[OA]|PERSONA|DRIVER|JOGGER)\b"
    r"|@ (?:CALLS? )?(?:IN|ON|FROM) THE (?:NEWS|TV|PAPER)\b|@ (?:DE|EN) LAS? (?:NOTICIAS|TELE)\b"
    r"|\b(?:VIVO|LIVE|LIVING|MOVED|EN EL|ES EL|AT|AL) (?:\w+ )?@ (?:DE|DEL|ON|OF)\b"
)
"""Called another time, or digits of something."""
_ASKED_OF_IT: Final = re.compile(
    r"\b(?:IS IT|IS THAT|DO (?:I|WE|YOU)|SHOULD (?:I|WE)|WHEN|WHO|CUANDO|QUIEN|(?:SE )?LLAMO|SE LLAMA|LLAMAMOS)\b.*@"
)
"""Whom to call first, and when."""
_WHETHER_TO: Final = re.compile(
    r"^(?:ARE|IS|CAN|SHOULD|MAY|COULD|DO) (?:WE|I|IT)\b.*@.*\b(?:IF|FIRST|OURSELVES|MYSELF|INSTEAD"
    r"|OR (?:NOT|NO|WAIT)$)\b"
    r"|\b(?:LLAMO|LLAMAMOS|MARCO|MARCAMOS)(?: AL)? @ O (?:NO|MEJOR ESPER\w+|ESPER\w+)$"
)
_ITS_NAME: Final = re.compile(r"911 (?!Now|Please|Help|Hurry|Ahora|Por|Ya|Ayuda)[A-Z][a-z]{2,}")
"""The house number of a street."""


_FOR_ANOTHER: Final = re.compile(
    r"@.*\b(?:FOR|TO|WITH|PARA) (?:HER|HIM|THEM|ELLA|EL|ELLOS|ELLAS)\b|\b(?:LES?) (?:MARC|LLAM|HABL)\w+ (?:AL )?@"
    r"|@.*\b(?:IF|SI) (?:HE|SHE|THEY|NO (?:ME )?(?:CONTESTA|RESPONDE))\b|\b(?:HIS|HER|THEIR) BEHALF\b"
    r"|\b(?:HE|SHE|THEY|ELLA) (?:\w+ )?(?:CALL|CALLED|LLAMO|MARCO)\w* (?:AL )?@"
)
"""Said by whoever was paged: it is called for whoever cried."""


def calls_nine_one_one(heard: PlainText, spoken: str, *, paged: bool = False) -> bool:
    typed = " ".join(heard.typed)
    if "9" not in typed and "NINE" not in spoken and "NUEVE" not in spoken and "911" not in spoken:
        return False
    found = _NINE_ONE_ONE.search(typed) or (_NINE_ONE_ONE.search(spoken) if " 9 1 1 " not in f" {spoken} " else None)
    if found is None or _PLATE.search(typed):
        return False
    words = heard.words
    if "911" in words:
        at = words.index("911")
        before, after = words[at - 1] if at else "", words[at + 1 : at + 5]
        told = Mentioned((words,), 0, at, asks=heard.asks, paged=False, quoted=is_quoted(heard, at))
        if is_case_of_a_call(told.spoken):
            return False
        if _WHETHER_TO.search(told.spoken) or (paged and _FOR_ANOTHER.search(told.spoken)):
            return False
        if heard.asks and (_ASKED_OF_IT.search(told.spoken) or _ITS_NAME.search(typed)):
            return False
        if told.is_mentioned(may_be_screamed=False) or SUPPOSED.search(told.spoken) or _CALLED_THEN.search(told.spoken):
            return False
        if before in _CALLING and before != "AL":
            return True
        if not _CALLED_911.isdisjoint(after[:2]):
            return False
        beside = [piece for piece in heard.typed if "911" in piece]
        if any(
            sum(c.isdigit() for c in piece) > 3 or re.search(r"[A-Za-z#]-?911|911-?[A-Za-z]", piece) for piece in beside
        ):
            return False
        if before.isdecimal() or (after and after[0].isdecimal() and len(after[0]) > 2 and after[0] != "911"):
            return False
        if not _STREET.isdisjoint(after[:3]) or (
            before in _NUMBERED and bool(after or before not in {"AT", "EN", "NO"})
        ):
            return False
    return True
