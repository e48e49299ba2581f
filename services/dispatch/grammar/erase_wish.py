"""Somebody asks by text to be erased: these words and nothing else, then again with the code that they were sent."""

import re
from typing import Final, NamedTuple

from schemas.reply_text.plain_text import plain

WORDS: Final = frozenset(
    {
        *(("ERASE", *rest) for rest in (("MY", "DATA"), ("ALL", "MY", "DATA"))),
        *(("DELETE", *rest) for rest in (("MY", "DATA"), ("ALL", "MY", "DATA"))),
        *(
            (verb, *rest)
            for verb in ("BORRA", "BORRAR", "BORRE", "BORREN", "ELIMINA", "ELIMINAR", "ELIMINE", "ELIMINEN")
            for rest in (("MIS", "DATOS"), ("TODOS", "MIS", "DATOS"))
        ),
    }
)
CODE: Final = re.compile("[2-9CDFGHJKMNPQRTVWXY]{3}", re.ASCII)
COURTESY: Final = frozenset({"PLEASE", "PLS", "POR", "FAVOR"})


class EraseWish(NamedTuple):
    """`code`: what they were sent to say it with; None: they say it for the first time."""

    code: str | None


def erase_wish_in(text: str) -> EraseWish | None:
    """None: the text asks for something else, or for something beside it, and a person reads that."""
    read = plain(text)
    words = [word for word in read.words if word not in COURTESY]
    if read.copied or read.asks:
        return None
    if tuple(words) in WORDS:
        return EraseWish(None)
    if words and tuple(words[:-1]) in WORDS and CODE.fullmatch(words[-1]):
        return EraseWish(words[-1])
    return None
