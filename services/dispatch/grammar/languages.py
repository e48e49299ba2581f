"""In which language somebody wishes to be written to: asked for, preferred, or the only one that they know. Pure.

A language is wanted when it is wished for, and when the other one is not understood. What other people speak, and in
what language our cards are, is no wish; nor is a wish for both.
"""

import re
from typing import Final

from schemas.reply_text.verbs import Verb

_NAMED: Final = {
    Verb.ENGLISH: r"(?:ENGLISH|ENGLIS|INGLISH|INGLES|GRINGO)",
    Verb.SPANISH: r"(?:SPANISH|SPANIS|ESPANOL|ESPANISH|CASTELLANO|CASTILIAN)",
}
_OTHER: Final = {Verb.ENGLISH: Verb.SPANISH, Verb.SPANISH: Verb.ENGLISH}
_KNOWS: Final = (
    r"(?:SPEAK|UNDERSTAND|READ|KNOW|GET|FOLLOW|UNDERSTANDING|READING|SPEAKING|HABLO|HABLAMOS|HABLA|HABLAR|ENTIENDO"
    r"|ENTIENDE"
    r"|ENTENDEMOS|ENTENDER|LEO|LEER|LEEMOS|SE|DOMINO|COMPRENDO)"
)
_BADLY: Final = (
    r"(?:BAD|NO GOOD|NOT (?:\w+ ){0,2}(?:GOOD|GREAT|STRONG|FLUENT|THE BEST)|ISNT (?:\w+ ){0,2}(?:GOOD|GREAT|STRONG"
    r"|THE BEST)"
    r"|AINT (?:\w+ )?(?:GOOD|GREAT)|POOR|TERRIBLE|AWFUL|TRASH|GARBAGE|BASURA|A MESS|ROUGH|NULO|NULA|FATAL|WEAK"
    r"|RUSTY|LIMITED|HARD|HORRIBLE|SUCKS?|ZERO|NONEXISTENT"
    r"|VERY LITTLE|BASIC|SO SO|MEH|SHAKY|BROKEN|NOT MUCH"
    r"|ES (?:\w+ )?(?:MALO|MALITO|POCO|POQUITO|BASICO|PESIMO|LIMITADO)|(?:NO ES|NO ESTA) (?:\w+ )?BUENO|MAL(?:O|ITO)"
    r"|POQUIT[OA])"
)
_TO_ME: Final = (
    r"(?:SEND|TEXT|WRITE|MESSAGE|MESSAGES|TEXTS|ALERTS|TRANSLATE|PREFER|PREFERRED|PLEASE|PLS|PLZ|PLISS?|NEED|WANT"
    r"|WANTED|LIKE"
    r"|RATHER|GET|COME|SWITCH|CHANGE|SET|BACK|CAN|COULD|INSTEAD|VERSION|BETTER|EASIER|MAKE|ONLY|HAVE|FORGOT|GO|PUT|ID"
    r"|MEANT"
    r"|REPLY|MAND\w+|ENVI\w+|ESCRIB\w+|PON\w+|CAMBI\w+|PREFIERO|PREFERIRIA|PORFA\w*|FAVOR|XFA|PLIS|MEJOR|NECESITO"
    r"|QUIERO"
    r"|QUISIERA|RECIBIR|PUEDE\w*|PODRIA\w*|TIENEN?|PUDIERAN?|MENSAJES|MENSAJITOS|AVISOS|TEXTOS|SOLO|SOLAMENTE"
    r"|ENTIENDO|VERSION"
    r"|OCUPO|HABLEN\w*|CONTESTEN?|RESPONDAN?|GUSTARIA|IDIOMA|PASEN\w*|DIGAN\w*|ACTUALI\w+|COMUNI\w+)"
)
_IS_IN: Final = (
    r"(?:ARE|IS|ITS|COMES|(?<!CAN THESE )(?<!COULD THESE )(?<!CAN THEY )(?<!COULD THEY )COME|COMING|CAME|GETTING"
    r"|GOT|THEYRE|WAS|WERE|SENT ME|SENDING ME|ESTAN?|VIENEN?|LLEGAN?|LLEGO"
    r"|LLEGARON"
    r"|MANDARON)(?: \w+)? (?:IN|EN)"
)
_SWITCH: Final = (
    r"(?<!DONT )(?<!NOT )(?<!DO NOT )(?:(?:SWITCH|CHANGE|TURN)(?: (?:IT|ME|THIS|THEM|EM|BACK|OVER|MY \w+))* (?:TO|INTO)"
    r"|(?<!NO )CAMBI(?:E|EN|A|AR)(?:ME|LO|LOS|MELOS)?(?: (?:EL IDIOMA|TODO|ESTO))? (?:AL?|PARA))"
)
"""An order, whoever else is spoken of."""
_DONT_WRITE: Final = (
    r"(?:DONT|DO NOT|NO|NEVER) (?:\w+ )?(?:SWITCH|CHANGE|SEND|TEXT|WRITE|WANT|CAMBI\w+|MAND\w+|ESCRIB\w+|QUIERO)"
)
_NO_WISH: Final = re.compile(
    r"\b(?:(?:DO|DOES|WILL|WOULD) (?:YOU|U|YALL|I|WE|IT|THIS|THEY) NEED|(?:IS|ES) (?:SPANISH|ENGLISH|ESPANOL|INGLES)"
    r" (?:A )?(?:NEEDED|REQUIRED|NECESSARY|MUST|NECESARIO)|(?:NECESITAN|OCUPAN|SE NECESITA|SE OCUPA|SE REQUIERE)"
    r"(?: (?:SABER|HABLAR|QUE HABLE))? (?:ESPANOL|INGLES)|SAID|SAYS|DIJO|DICE|DIJERON|THEY|HE|SHE|HIM|HER|ELLA|ELLOS"
    r"|AGENTS?|AGENTES?|MIGRA|ICE|SIGNS?|LETREROS?"
    r"|LAD(?:Y|IES)"
    r"|SENORA|SENOR|MAN|WOMAN|FLYERS?|TARJETAS?|CARDS?|VOLANTES?|FOLLETOS?|YELL\w*|GRIT\w*|SPOKE|HABLABA\w*|ASK\w*"
    r"|PREGUNT\w*"
    r"|BOTH|AMBOS|BILINGUAL|BILINGUE|TRANSLATORS?|INTERPRET\w*|TRADU\w+|LAWYERS?|ABOGAD[OA]S?|FAMIL\w+|NEIGHBORS?"
    r"|VECIN[OA]S?"
    r"|(?:MY|MI|AN?|THE|UNA?) (?:PARTNER|BUDDY|COMPANER[OA])|CLASS(?:ES)?|CLASES?|SHIRT|INTERVIEW\w*"
    r"|VOLUNTEER(?:ING)?|TEACH\w*"
    r"|SOMEONE WHO"
    r"|ALGUIEN QUE|ANYONE|RADIO|NEWS|NOTICIAS|IF YOU NEED|POR SI|EL QUE|HABLAN|LEEN|ENTIENDEN|TOO|TAMBIEN|ALSO|(?:MY"
    r"|MI|HIS|HER|SU) (?:MOM|MAMA|DAD|PAPA|HIJ[OA]S?|SON|DAUGHTER|KIDS?|WIFE|HUSBAND"
    r"|ESPOS[OA]|MARIDO|SISTER|BROTHER|HERMAN[OA]|ABUEL[OA]|TI[OA]|FRIEND|AMIG[OA]|NINOS)|IF|SI (?:OCUPAN|NECESITAN"
    r"|HACE)|I CAN)\b"
    r"(?! (?:PUEDO|POSIBLE|POSSIBLE|SPEAKS? ONLY))"
)


def language_wished(clauses: tuple[str, ...]) -> Verb | None:
    """The one language that the text as a whole wishes for; none when it names other people or wishes for both."""
    whole = " ".join(clauses)
    ordered = {verb for verb in _NAMED if re.search(rf"\b{_SWITCH} {_NAMED[verb]}\b", whole)}
    if len(ordered) == 1:
        return ordered.pop()
    if _NO_WISH.search(whole):
        return None
    lacking = {verb for verb in _NAMED if _is_unread(whole, verb) or any(_lacks(clause, verb) for clause in clauses)}
    if lacking:
        return _OTHER[lacking.pop()] if len(lacking) == 1 else None
    wanted = {verb for verb in _NAMED if any(_wants(clause, verb, whole) for clause in clauses)}
    if len(wanted) > 1:
        wanted = {verb for verb in wanted if re.search(rf"\b(?:IN|EN|TO|AL) {_NAMED[verb]}\b", whole)}
    return wanted.pop() if len(wanted) == 1 else None


def _wants(clause: str, verb: Verb, whole: str) -> bool:
    named = _NAMED[verb]
    if re.search(rf"\b(?:NO|NOT|NI|INSTEAD OF|EN VEZ DE|STOP)(?: \w+)? (?:IN |EN )?{named}\b", clause):
        return False
    if re.search(rf"\b{_DONT_WRITE}(?: \w+){{0,2}} (?:TO|IN|INTO|EN|AL?) {named}\b", clause):
        return False
    about = re.sub(rf"\b{_IS_IN} {named}\b", " ", clause)
    about = re.sub(rf"\b{named} (?:WAS|IS|FUE|ES) (?:\w+ )?(?:MISTAKE|ERROR|WRONG)\b", " ", about)
    if not re.search(rf"\b{named}\b", about):
        return False
    if re.search(rf"\b{_TO_ME}\b", about):
        return True
    beside = len(whole.split()) <= _SHORT_TEXT
    asked_for = len(about.split()) <= _SHORT and not _is_spoken(about, named)
    return beside and (asked_for or re.search(rf"\b{_TO_ME}\b", whole) is not None)


def _is_spoken(clause: str, named: str) -> bool:
    """ "I speak English": a skill, unless it is the only one."""
    return re.search(rf"\b{_KNOWS} (?!(?:ONLY|JUST|SOLO|PURO|NOMAS)\b)(?:\w+ )?{named}\b", clause) is not None


def _lacks(clause: str, verb: Verb) -> bool:
    """The sender does not understand it; said of nobody, "no habla español" is about the sender too."""
    named = _NAMED[verb]
    only = _NAMED[_OTHER[verb]]
    return any(
        re.search(shape, clause) is not None
        for shape in (
            r"\b(?:DONT|DO NOT|CANT|CANNOT|NOT|NEVER|BARELY|HARDLY|NO|NO LE HAGO|POCO|CASI NO|NADA|DIDNT|TAMPOCO"
            rf"|SIN)(?: (?:\w+)){{0,2}}"
            rf" {_KNOWS}(?: (?!MUCHO|MUCH|TANTO|{only})\w+){{0,6}}? {named}\b",
            rf"\b{named} (?:YO |PUES |LA VERDAD )?(?:NO|CASI NO|NADA|I DONT|I CANT|I DO NOT)(?: L[EOA]S?)? {_KNOWS}\b"
            rf"|\bNO LE (?:HAGO|MASCO|PEGO|SE)(?: AL?| EL)* {named}\b",
            rf"\b(?:NO|DONT|STOP|QUIT|DEJEN DE|PAREN DE)(?: \w+){{0,2}} (?:ESCRIB|MAND|ENVI|TEXT|SEND|WRIT"
            rf"|MESSAG)\w*(?: \w+){{0,3}} (?:IN|EN)"
            rf" {named}\b",
            rf"\b{named} (?:\w+ )?{_BADLY}(?!\w)|\b{_BADLY} (?:AT |IN |CON EL |EN |EL )*{named}\b",
            rf"^(?:SORRY |PERDON |DISCULPE |HI |HOLA )?NO {named}$|\b(?:DIFICULTA|COMPLICA|CUESTA|BATALLO"
            rf"|CONFUNDO)(?: \w+){{0,3}} {named}\b",
            rf"\b(?:ONLY|JUST|SOLO|SOLAMENTE|PURO|NOMAS|UNICAMENTE)(?: {_KNOWS})? (?:PURO )?{only}\b"
            rf"|\b{_KNOWS} (?:ONLY|JUST|SOLO"
            rf"|PURO|NOMAS|UNICAMENTE) {only}\b",
        )
    )


def _is_unread(whole: str, verb: Verb) -> bool:
    """ "It is in Spanish, I can't read it", either way round."""
    named = _NAMED[verb]
    return any(
        re.search(shape, whole) is not None
        for shape in (
            rf"\b{_IS_IN} {named}(?: \w+){{0,4}} (?:UNDERSTAND|READ|ENTIENDO|LEO|COMPRENDO)\b",
            rf"\b(?:CANT|DONT|NO)(?: \w+){{0,2}} (?:READ|UNDERSTAND|ENTIENDO|LEO)(?: \w+){{0,3}} {_IS_IN} {named}\b",
        )
    )


_SHORT: Final = 4
"""So few words that name a language ask for it: "mejor en castellano", "english version?"."""
_SHORT_TEXT: Final = 14
"""In a longer text the wish stands beside the language: an offer names one too."""
