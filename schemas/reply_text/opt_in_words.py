"""How people who left ask for our texts again, in plain words beside START. Pure.

Consent is given by what nobody can mistake: a wish for the texts, or for the list, again; never beside a no, an "if"
or somebody else's words.
"""

import re

from schemas.reply_text.plain_text import PlainText, word_set

TEXTS = r"(?:TEXTS?|TXTS?|TEXTING|MESSAGES?|MSGS?|MESSAGING|SMS|ALERTS?|NOTIFICATIONS?|COMMUNICATIONS?)"
MENSAJES = r"(?:MENSAJES?|MENSAJITOS?|TEXTOS?|AVISOS?|ALERTAS?|SMS|NOTIFICACION(?:ES)?|MSJS?|MSGS?)"

_WANTED = rf"(?:(?:THE|YOUR|MY|ALL|THOSE|THESE) )*(?:{TEXTS}|LIST)"
_OTRA_VEZ = r"(?:OTRA VEZ|DE NUEVO|NUEVAMENTE|DE VUELTA)"
_QUERIDOS = rf"(?:(?:LOS|LAS|SUS|MIS|MAS) )*{MENSAJES}"
_OPT_IN = re.compile(
    r"\b(?:"
    r"(?:PUT|ADD|GET|SIGN) ME BACK(?: (?:ON|IN|UP|TO))?(?! (?:DUTY|CALL|SHIFT|SCHEDULE|STANDBY|BACKUP|RESERVE|CALLS?"
    r"|THE"
    r" (?:SCHEDULE|ROTA|MISSION|OFFER)))"
    rf"|(?:PUT|ADD|SIGN) ME (?:ON|UP|UP FOR|TO) (?:THE |YOUR |THIS )*(?:LIST AGAIN|{TEXTS})|SIGN ME UP AGAIN"
    r"|OPT(?:ING)? (?:ME )?(?:BACK )?IN|RE ?SUBSCRIBE|SUBSCRIBE ME(?: AGAIN)?|UNBLOCK ME"
    rf"|(?:TURN|SWITCH) (?:THEM|THESE|THOSE) BACK ON|(?:TURN|SWITCH) (?:(?:BACK )?ON {_WANTED}|{_WANTED} (?:BACK"
    rf" )?ON)|(?:RESUME|RESTART"
    rf"|RESTORE) (?:SENDING )?(?:ME )?{_WANTED}"
    rf"|(?:TEXT|SEND|MESSAGE|START (?:TEXTING|SENDING|MESSAGING)) ME (?:{_WANTED} )?AGAIN|START (?:TEXTING"
    rf"|MESSAGING) ME"
    rf"|(?:WANT|LIKE|LOVE|READY|NEED|START|KEEP)(?: TO)?(?: (?:START|GO BACK TO|BE))?(?: (?:GET|GETTING|RECEIVE"
    rf"|RECEIVING|HAVE|SEE))?"
    rf" {_WANTED} (?:AGAIN|BACK)"
    rf"|(?:QUIERO|QUISIERA|DESEO|GUSTARIA|PUEDO|NECESITO) (?:VOLVER A|OTRA VEZ) (?:RECIBIR|TENER|ESTAR EN LA LISTA)"
    rf"|(?:QUIERO|QUISIERA|DESEO|GUSTARIA|NECESITO)(?: (?:RECIBIR|TENER))? {_QUERIDOS} {_OTRA_VEZ}"
    r"|(?:VUELVA[NS]?|VUELVE|PUEDEN VOLVER|PUEDE VOLVER) A (?:MANDAR|ENVIAR|AVISAR|ESCRIBIR|TEXTEAR|PONER|AGREGAR"
    r"|ANOTAR)ME|(?:ME|NOS) VUELVAN? A (?:LLEGAR|MANDAR|ENVIAR|AVISAR|ESCRIBIR|TEXTEAR)|(?:ME|NOS) (?:PUEDEN?"
    r"|PODRIAN?) VOLVER A (?:ANOTAR|AGREGAR|APUNTAR|MANDAR|ENVIAR|ESCRIBIR|INSCRIBIR)|VUELVAN?ME A (?:MANDAR|ENVIAR"
    r"|AVISAR|ESCRIBIR|TEXTEAR|PONER|AGREGAR|ANOTAR|APUNTAR|INSCRIBIR|METER)"
    rf"|(?:MANDEN?|ENVIEN?|MANDE|ENVIE|ESCRIBAN?|AVISEN?|TEXTEEN?)ME (?:{_QUERIDOS} )?{_OTRA_VEZ}"
    rf"|(?:PONGAN?|PON|AGREGUEN?|ANOTEN?|INSCRIBAN?|APUNTEN?|METAN?)ME (?:{_OTRA_VEZ}(?! (?:DE|EN|A) (?:TURNO|GUARDIA"
    rf"|SERVICIO)| ACTIV| DISPON)(?: EN LA LISTA)?|EN LA"
    rf" LISTA(?: {_OTRA_VEZ})?(?! (?:DE|PARA) (?:HOY|GUARDIA|TURNO|LA NOCHE)))"
    rf"|(?:HOOK|START|SET|SIGN|PLUG|FIRE) ME (?:BACK )?(?:UP|IN)(?: AGAIN)?(?: (?:WITH|FOR|TO|ON))+ {_WANTED}|(?:WANT"
    rf"|LET ME) BACK IN"
    rf"|REACTIV\w+ (?:A )?{_QUERIDOS}|QUE ME (?:LLEGU|MAND|ENVI|LLEGAR)\w+ (?:{_OTRA_VEZ} {_QUERIDOS}|{_QUERIDOS}"
    rf" {_OTRA_VEZ})"
    r"|REACTIVEN? (?:MI|MIS) (?:NUMERO|SUSCRIPCION|AVISOS|ALERTAS|MENSAJES)|(?:SUSCRIBIR|INSCRIBIR)ME (?:OTRA VEZ|DE"
    r" NUEVO)"
    r")\b"
)
_IN_THEIR_NAME = re.compile(
    r"(?:START|UNSTOP)(?: (?:AGAIN|PLEASE|PLS|PORFA|POR FAVOR|OTRA VEZ))*"
    r" (?:SOY|HABLA|ES|ITS|IT IS|THIS IS)(?: (?:EL|LA))? [A-Z]+"
)
"""START, and who says so."""
_NO_OPT_IN = word_set(
    "NO NOT DONT NEVER STOP QUIT CANT WONT IF UNLESS SI WHEN CUANDO NUNCA TAMPOCO MAYBE THINKING LATER THEY HE SHE SAID"
    " TOLD DIJO DICE TOMORROW MANANA"
)
_STOPPED_BEFORE = re.compile(
    r"\b(?:HIT|SENT|TEXTED|TYPED|PRESSED|SAID|WROTE|REPLIED|PUSHED|PUSE|MANDE|ESCRIBI|APRETE|DIJE|ENVIE|CON EL"
    r"|EL) STOP\b"
)
"""How they left is no wish to leave."""
_MOST_WORDS_OF_AN_OPT_IN = 16


_ONE_TEXT = re.compile(
    r"\b(?:EL|LA|THE|THAT|ESE|ESA|UN|UNA|A|MI|MY) (?:\w+ )?(?:TEXT|MESSAGE|ALERT|OFFER|LINK|CODE|ADDRESS|LOCATION"
    r"|AVISO|MENSAJE|TEXTO|ALERTA"
    r"|CODIGO|DIRECCION|UBICACION|OFERTA|LIGA)\b"
)
"""One that they lost, and no consent."""


def may_opt_in(text: PlainText) -> bool:
    """Whether a text is short and its own, and neither denies, supposes, puts off nor tells of another."""
    spoken = _STOPPED_BEFORE.sub(" ", " ".join(text.words))
    return len(text.words) <= _MOST_WORDS_OF_AN_OPT_IN and not text.copied and _NO_OPT_IN.isdisjoint(spoken.split())


def wishes_for_texts_again(text: PlainText) -> bool:
    """Whether a short text asks for our texts again, and nothing in it turns that round."""
    spoken = _STOPPED_BEFORE.sub(" ", " ".join(text.words))
    if not may_opt_in(text):
        return False
    named = _IN_THEIR_NAME.fullmatch(spoken) is not None and not text.asks
    return named or (_OPT_IN.search(spoken) is not None and _ONE_TEXT.search(spoken) is None)
