"""In which language a text is written, where that is plain: of who says nothing else about theirs. Pure."""

from typing import Final, Literal

from schemas.reply_text.plain_text import plain, word_set

_SPANISH: Final = word_set(
    "AYUDA AYUDEN AYUDAME AYUDENME AUXILIO SOCORRO HOLA QUE YA NOS POR CON UNA ESTA ESTAN ESTOY ESTAMOS TENGO AQUI HAY"
    " LLEVAN LLEVARON LLEVANDO AGARRARON SIGUEN SIGUIENDO PEGANDO GOLPEANDO TIENEN MIS HIJO HIJA ESPOSO ESPOSA HERMANO"
    " HERMANA PUERTA SALVENME AFUERA ADENTRO VENGAN MIEDO"
)
_OFTEN_SPANISH: Final = word_set("LA EL LOS LAS EN DE SE UN MI ME TE SU Y ES NO MIGRA CASA MAMA PAPA FAVOR")
"""Or of a name, or of a text in English."""
_ENGLISH: Final = word_set(
    "THE IS ARE AT AND MY OUR YOU THEY THEYRE IM HELP PLEASE OF TO TOOK HERE THERE WE HE SHE IT HIS HER WITH FROM HAVE"
    " SOMEONE"
)


def language_of(text: str) -> Literal["en", "es"]:
    """English, unless it is plainly Spanish. Never raises, whatever the text holds."""
    words = set(plain(text).words)
    spanish = 2 * len(words & _SPANISH) + len(words & _OFTEN_SPANISH)
    return "es" if spanish >= 2 and spanish > 2 * len(words & _ENGLISH) else "en"
