"""Words of danger as frightened thumbs type them: shouted, doubled, swapped, left out, by ear. Pure."""

import re
from functools import lru_cache
from typing import Final

from schemas.reply_text.plain_text import cried_out, word_set
from schemas.reply_text.slips import beside_it, one_slip

ALWAYS: Final = word_set("SOS S0S AYUDAME AYUDENME AYUDENOS AYUDANOS AUXILIO SOCORRO MAYDAY HELPME HELPUS")
"""Danger in any state, beside anything."""
DANGER: Final = word_set("PELIGRO")
HELP: Final = word_set("HELP AYUDA")
ON_A_MISSION: Final = word_set("DANGER EMERGENCY EMERGENCIA")
DISTRESS: Final = ALWAYS | DANGER | word_set("911")
DISTRESS_ON_A_MISSION: Final = HELP | ON_A_MISSION
ALL: Final = ALWAYS | DANGER | HELP | ON_A_MISSION
_OTHER_WORDS: Final = word_set("HELPS RANGER AYUDAMOS AYUDEMOS")
SWAPPED_SOS: Final = word_set("SSO OSS AOS SPS SOA SOSO S0S SO5")
"""One slip from SOS, when that is all they write on a mission."""
_SLIPS: Final = {
    slip: meant
    for meant, slips in (
        ("HELP", "HLP HEPL HALP HELO0 HELPO HELPP JELP HELPZ"),
        ("AUXILIO", "AUSILIO AUCSILIO AUXLIO AUXILO"),
        ("SOCORRO", "SOKORRO SOCORO SOCCORRO"),
        ("SOS", "SOSS SSOS SOSOS SOSOSOS S05 SOZ 5OS S0SS 505"),
        ("AYUDA", "ALLUDA AYUDAS0 AYUA AYUDAA AIUDA HAYUDA AYDA AUDA AYUADA"),
        ("AYUDAME", "ALLUDAME AYUDEME AYUDAMEE AIUDAME AYUDAMI AYUDAM HAYUDAME"),
        ("AYUDENME", "AYUNDENME AYUDEMEN AYUDENMEN AYUDEMNE ALLUDENME AYUDEN AYUDENNOS"),
        ("PELIGRO", "PELIGROO PELIRGO PELIGR PELIGO"),
        ("EMERGENCY", "EMERGANCY EMERGENCYY EMERGENC EMERGECY EMERGENY"),
    )
    for slip in slips.split()
}


def as_meant(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words with those of danger as they are meant, however long somebody shouts them."""
    return tuple(stem if (stem := _stem(word)) in ALL else _stem(cried_out((word,))[0]) for word in words)


@lru_cache(maxsize=8192)
def _stem(word: str) -> str:
    """Letters doubled, two of them swapped, one inside left out, one beside the right key, or an ending more."""
    if word in ALL or word in _OTHER_WORDS or len(word) < 3 or not word.isalnum():
        return word
    squeezed = re.sub(r"(.)\1+", r"\1", word)
    for cry in ALL:
        if squeezed == re.sub(r"(.)\1+", r"\1", cry) and (squeezed != "SOCORO" or word.startswith("SOCORR")):
            return cry
        if word[0] != cry[0] and word[:2] != cry[1::-1]:
            continue
        if len(cry) >= 4 and len(squeezed) == len(cry) and one_slip(squeezed, cry, swap_only=True):
            return cry
        if len(cry) >= 5 and len(word) == len(cry) and beside_it(word, cry):
            return cry
        if len(cry) >= 6 and len(word) == len(cry) - 1 and word[-1] == cry[-1] and one_slip(word, cry):
            return cry
    return _SLIPS.get(word, word)
