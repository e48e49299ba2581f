"""Whether a caller's text says thanks or OK and nothing else, so that nobody need be paged to read it. Pure."""

from typing import Final

from schemas.reply_text.callers_cries import cries_out
from schemas.reply_text.plain_text import THUMB_UP, plain, word_set

_THANKS: Final = word_set(
    f"THANKS THANK THANKYOU THX TY THNX GRACIAS GRAX OK OKAY VALE BLESS BLESSINGS BENDIGA BENDICIONES {THUMB_UP}"
)
_BESIDE_THEM: Final = word_set(
    "YOU SO MUCH VERY A LOT ALL FOR EVERYTHING YOUR THE HELP GOD BLESS I WE APPRECIATE IT MUCHAS MUCHISIMAS MIL BUENO"
    " POR TODO TODOS LA SU AYUDA AVISAR AVISARME AVISARNOS AYUDAR AYUDARME AYUDARNOS USTEDES DIOS LOS LES A"
    " LE AGRADEZCO AGRADECEMOS GUYS AND Y QUE"
)
_HELPING: Final = word_set("HELPING US ME")
"""What we did; "help me" is something else."""


def only_thanks(text: str) -> bool:
    """Never raises, whatever the text holds. In doubt it says more."""
    heard = plain(text)
    words = set(heard.words)
    beside = _BESIDE_THEM | _HELPING if "HELPING" in words else _BESIDE_THEM
    thanks = not words.isdisjoint(_THANKS) and words <= _THANKS | beside
    return thanks and not heard.asks and not cries_out(text)
