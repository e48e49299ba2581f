"""How people ask for no more texts, for texts again, or what this is: carrier words and plain sentences, both languages.

47 CFR 64.1200(a)(10) counts any reasonable wording, so in doubt an opt-out is honoured. Yet a volunteer at a scene who
is cut off by mistake cannot be warned any more: a word that is ordinary speech there (ALTO, PARAR, BAJA) counts only
as the whole message, and END, CANCEL, STOP only alone or beside a courtesy. Pure.
"""

from enum import StrEnum

from schemas.texts import THUMB_UP


class ConsentWord(StrEnum):
    """What a text asks of the sender's consent."""

    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    HELP = "help"


CARRIER_OPT_OUT = frozenset(
    ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT", "REMOVE", "ARRET", "TD", "CANCELAR", "UNSUSCRIBE", "UNSUBCRIBE", "CTOP"]
)
"""Words that carriers, providers or the FCC take for an opt-out, with the commonest misspellings and Russian СТОП."""
WHOLE_MESSAGE_OPT_OUT = frozenset(
    "ALTO BAJA PARAR PARE PAREN DETENER SALIR BASTA CANCELA CANCELEN|NO MAS|YA NO MAS|BASTA YA|OPT OUT|STOP ALL"
    "|UN SUBSCRIBE|NO MAS GRACIAS|NO MAS POR FAVOR|YA BASTA".replace(" CANCELEN", "|CANCELEN").split("|")
)
OPT_IN = frozenset(("START", "UNSTOP"))
HELP = frozenset(("HELP", "INFO", "AYUDA"))
COURTESIES = frozenset(
    f"PLEASE PLS PLZ THANKS THANK YOU THX TY OK OKAY HI HELLO HEY NOW HOLA GRACIAS MUCHAS POR FAVOR PORFAVOR PORFA "
    f"YA AHORA BUENAS BUENOS DIAS TARDES NOCHES {THUMB_UP}".split()
)
