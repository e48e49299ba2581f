"""Whether a caller's text says thanks or OK and nothing else, so that nobody need be paged to read it. Pure."""

from typing import Final

from schemas.reply_text.callers_cries import cries_out
from schemas.reply_text.plain_text import THUMB_UP, plain, word_set

_THANKS: Final = word_set(f"THANKS THANK THANKYOU THX TY THNX GRACIAS GRAX OK OKAY VALE {THUMB_UP}")
_BESIDE_THEM: Final = word_set(
    "YOU SO MUCH VERY A LOT ALL FOR EVERYTHING YOUR THE HELP GOD BLESS I WE APPRECIATE IT MUCHAS MUCHISIMAS MIL BUENO"
    " POR TODO LA SU AYUDA AVISAR AVISARME USTEDES DIOS LOS LES BENDIGA LE AGRADEZCO"
)


def only_thanks(text: str) -> bool:
    """Never raises, whatever the text holds. In doubt it says more."""
    heard = plain(text)
    words = set(heard.words)
    thanks = not words.isdisjoint(_THANKS) and words <= _THANKS | _BESIDE_THEM
    return thanks and not heard.asks and not cries_out(text)
