"""What sounds like a wish for no more texts and leaves us some: of mail, at night, with a partner, on another number.

Pure.
"""

import re

from schemas.reply_text.opt_in_words import MENSAJES, TEXTS

_NOT_TO = re.compile(r"(?:DONT|DO NOT|NO|YA NO)\b")
_FOR_A_WHILE = re.compile(
    r"^ ?(?:RIGHT NOW|RN|YET|UNTIL|TILL?|WHILE|DURING|TONIGHT|TODAY|AT WORK|FOR NOW|AT THE MOMENT|WHEN"
    r"|BEFORE|AFTER|THIS|IN THE|ON MY|AT (?:NIGHT|NOON|LUNCH|SCHOOL|CHURCH|HOME|\d+|THIS HOUR|THE)|SO (?:LATE|EARLY"
    r"|MUCH)|LATE|EARLY|PAST|(?:ON )?WEEKENDS|EVERY|MORNINGS|NIGHTS|DE (?:NOCHE|MADRUGADA|DIA)|LOS|TARDE|TEMPRANO|FOR"
    r" (?:A|AN|THE|\d+)|ON (?:SUN|MON|TUES|WEDNES|THURS|FRI"
    r"|SATUR)DAYS?|ABOUT THIS"
    r"|AHORITA|AHORA|ORITA|TODAVIA|HASTA|MIENTRAS|CUANDO|HOY|POR (?:AHORA|HOY|EL MOMENTO)|EN (?:ESTE(?! (?:TELEFONO"
    r"|NUMERO|CEL))|EL"
    r"|LA)|ESTA|AL TRABAJO|DURANTE|MUY|TAN|DESPUES|ANTES|A ESTA HORA)\b|\b(?:RIGHT NOW|AHORITA|POR AHORA"
    r"|FOR NOW|MIENTRAS|WHILE|UNTIL|HASTA)\b"
)
_AT_SUCH_HOURS = re.compile(
    r"^ ?(?:SO (?:LATE|EARLY|MUCH|OFTEN)|DURING|WHILE I|WHEN(?:EVER)? IM?|(?:AFTER|BEFORE|PAST) \d+|DURANTE"
    r"|MIENTRAS|(?:DESPUES"
    r"|ANTES) DE LAS"
    r"|EN HORAS|AT NIGHT|TAN (?:TARDE|TEMPRANO|NOCHE)|DE (?:NOCHE"
    r"|MADRUGADA))\b"
)
"""Fewer texts, or at other hours, is not none."""
_FOR_A_SHIFT = re.compile(
    r"^(?: (?:DEL?|FROM|OFF|OF))? ?(?:LA LISTA|LISTA|THE LIST) (?:DE|PARA|FOR) (?:HOY|ESTA|MANANA|TODAY|TONIGHT"
    r"|THIS|\w+DAY)\b"
    r"|^ ?(?:(?:NOMAS|SOLO|SOLAMENTE|NADA MAS|JUST|ONLY) )?(?:FOR (?:THIS (?:ONE|TIME|MISSION|CALL|OUTING)|TODAY"
    r"|TONIGHT|NOW|SOME TIME|THE (?:DAY|NIGHT|WEEK|WEEKEND"
    r"|REST)|A (?:WHILE|BIT|FEW|COUPLE|MONTH|WEEK)|\d+)|POR (?:HOY|AHORA|ESTA|UNOS|LA|MIENTRAS)|(?:POR )?UN(?:A|OS|AS)?"
    r" (?:TIEMPO|RATO|DIAS|SEMANAS?|MES|TEMPORADA)|TEMPORAL\w*|TEMPORARILY|PARA ESTA|ESTA VEZ|THIS (?:TIME|WEEK"
    r"|WEEKEND|MONTH|EVENING|MORNING|AFTERNOON)|TODAY|TONIGHT|UNTIL|TILL?"
    r"|HASTA|ESTA"
    r" (?:NOCHE|SEMANA))\b"
)
_IN_A_LANGUAGE = re.compile(r"^ ?(?:(?:\w+ )?(?:IN|EN) (?:ENGLISH|SPANISH|INGLES|ESPANOL))\b")
"""It is the language that they want no more."""
_EVEN_MORE = re.compile(r"^ ?(?:ELSE|MORE|ANYMORE|ANY MORE|MAS|NADA|NADA MAS|NINGUNO)\b")
_FROM_SOMEBODY = re.compile(
    r"^ ?(?:FROM|DE PARTE DE|DEL?) (?!(?:YOU|THIS|THESE|THOSE|ALL|ANY|RRN|YOUR|USTED(?:ES)?|EST[EO]S?|ES[OA]S?"
    r"|ESTAS|SU|HERE|AQUI|AHI|ALLI|IT|THERE"
    r"|UDS?|(?:LOS|LAS|SUS"
    r"|ESTOS|ESTAS|SU|LA|ESTA) (?:MENSAJES|TEXTOS|AVISOS|ALERTAS|LISTA|NOTIFICACIONES|SMS|RED)"
    r"|THE (?:VOLUNTEER |PHONE |CONTACT )?(?:HOTLINE|NETWORK|SYSTEM|SERVICE|LIST|TEXTS|MESSAGES|ALERTS))\b)"
)
_OF_SOMEBODY = re.compile(
    r"^ ?(?:(?:TO )?MY (?!NUMBER|PHONE|CELL|NAME|SELF|INFO|LINE|DEVICE)|(?:TO )?(?:HIM|HER|THEM)\b"
    r"|(?:A )?MI (?!NUMERO|TELEFONO"
    r"|CEL|LINEA|NOMBRE|CORREO)|AL (?:DE|OTRO|NUMERO|TRABAJO)\b|A LA (?:OTRA|DE)\b|(?:OF|FROM|DE) (?:THE|LA"
    r"|EL) (?:OTHER|OTRA|OTRO)\b)"
)
"""It is somebody else, or another number, who shall get no more."""
_ON_AN_ERRAND = re.compile(
    r"^ ?(?:(?:MAS|NUNCA|OUT|YA|A MI|OTRA VEZ|AGAIN) )*(?:(?:CON|WITH|JUNTO A) (?!MENSAJES|TEXTOS|SPAM)\w|SOL[OA]\b"
    r"|EN (?:MOTO|BICI|CARRO|METRO|CAMION)\b|TAN LEJOS|LEJOS|TO (?!MY|THIS|ME)\w"
    r"|AL? (?!MI\b|ESTE\b|NADIE|NINGUN)\w)"
)
"""With whom or where they are sent."""
_BY_OTHER_MEANS = re.compile(r"\b(?:E ?MAILS?|CORREOS?|MAILS?|NEWSLETTERS?|VOICEMAILS?|PHONE CALLS|LLAMADAS)\b")
_OF_TEXTS = re.compile(rf"\b(?:{TEXTS}|{MENSAJES}|EVERYTHING|TODO)\b")
_TEXTS_KEPT = re.compile(
    rf"\b(?:{TEXTS}|{MENSAJES}|EL CELULAR|EL CEL)(?: (?:IS|ARE|WORKS?|ESTAN?|SON|ME|YA))* (?:FINE|OK|OKAY|GOOD"
    rf"|BETTER|GREAT|BIEN|SI|ONLY|NOMAS"
    rf"|DEJENL[OA]S?)\b|\b(?:KEEP|ONLY|JUST|STILL WANT|SOLO|NOMAS|PURO)(?: (?:THE|ME|LOS|POR))* (?:{TEXTS}"
    rf"|{MENSAJES})\b|\bJUST TEXT ME\b"
)
"""Mail is not texts."""
_ANOTHER_NUMBER = re.compile(r"^ ?(?:DE )?(?:MI )?(?:NUMERO )?(?:VIEJO|ANTERIOR|ANTIGUO|PASADO|OLD)\b")
_ON_ANOTHER = re.compile(
    r"\b(?:MEJOR|USEN?|ESCRIBANME|MANDEN(?:LO|ME)?|INSTEAD|USE|TRY|TEXT ME)(?: (?:AL?|EN|AT|ON|TO|EL|ESTE|MI|MY|THE|NEW"
    r"|OTRO|OTHER|NUMERO|NUMBER|CEL))* \d{3}"
)
"""A number beside it, where they want our texts."""
_TWICE = re.compile(
    r"\b(?:TWICE|DUPLICATES?|DOUBLES?|DOBLES?|DUPLICAD\w+|DOS VECES|REPETID\w+|\w{3,6}DAY LISTS?|LISTA DEL?"
    r" (?:LUNES|MARTES|MIERCOLES|JUEVES|VIERNES|SABADOS?|DOMINGOS?))\b"
)
"""Fewer, and not none."""
_SENDS = re.compile(r"\b(?:SEND|MANDE|MANDAR|ENVIE|ENVIAR)")


def leaves_us_texts(found: str, after: str, clause: str, spoken: str) -> bool:
    """Whether what was found in a clause of what was spoken is about less, somebody or something else than our"
    " texts."""
    if _FROM_SOMEBODY.search(after) or _OF_SOMEBODY.search(after) or _ANOTHER_NUMBER.search(after):
        return True
    if (_SENDS.search(found) and _ON_AN_ERRAND.search(after)) or _TWICE.search(spoken):
        return True
    if _ON_ANOTHER.search(spoken):
        return True
    by_mail = _BY_OTHER_MEANS.search(clause) is not None
    if by_mail and (_TEXTS_KEPT.search(spoken) or not _OF_TEXTS.search(found + after)):
        return True
    after = _EVEN_MORE.sub("", after)
    if _AT_SUCH_HOURS.search(after) or _FOR_A_SHIFT.search(after) or _IN_A_LANGUAGE.search(after):
        return True
    return _NOT_TO.match(found) is not None and _FOR_A_WHILE.search(after) is not None
