"""What happens to anybody on the road and is no harm by others: a train that stands, a mirror that is hit. Pure.

What is told must be such a mishap, and somewhere in the text it must be said that it was nothing, what it was, or that
they go on; and nobody of whom they would be afraid may be named.
"""

import re
from typing import Final

from schemas.reply_text.distress.harm_words import AGENTS

_STOPPED: Final = (
    r"(?:(?:ME|NOS) (?:TIENEN? )?(?:PAR|DETUV|DETIEN|BAJ)\w+|(?:STOPPED|HELD|STOPPING|HOLDING|KICKED|DROPPED|LET)"
    r" (?:ME|US|EVERYONE)(?: ALL)?(?: OFF)?)"
)
_IN_TRANSIT: Final = (
    r"(?:TUNEL|SEMAFORO|ANDEN|ESTACION|TREN|METRO|CAMION|BUS|AUTOBUS|GUAGUA|CRUCE|PARADA|TUNNEL|LIGHT|PLATFORM|STATION"
    r"|TRAIN|CROSSING|STOP|RED LINE|BLUE LINE)"
)
_OUR_CAR: Final = (
    r"(?:ESPEJO|RETROVISOR|DEFENSA|SALPICADERA|FACIA|CARRO|COCHE|TROCA|OURCAR_|MIRROR|BUMPERS?|FENDER|ESTACIONAMIENTO"
    r"|PARKING|PARKEO|LOT|SUPER|LEVE|LEVEMENTE|TANTITO|POQUITO|GOLPECITO|LLEGUECITO|LIGHTLY|BARELY)"
)
_BUMPED: Final = (
    r"(?:(?:ME|NOS|LE) (?:PEG|CHOC|RAY|ROZ|RASP|TOP|DI|DIERON)\w* |\b(?:HIT|BUMPED|TAPPED|SCRAPED|CLIPPED|DINGED"
    r"|SCRATCHED|GRAZED)\b)"
)
_MISHAP: Final = re.compile(
    rf"\b{_STOPPED} (?:(?:EN|DEL?|ENTRE|IN|AT|ON|OFF|OF|BETWEEN) )?(?:(?:EL|LA|UN|UNA|THE|A|AN|DOS) )?{_IN_TRANSIT}\b"
    rf"|{_BUMPED}(?:.*\b)?{_OUR_CAR}\b"
)
_NOTHING_HAPPENED: Final = re.compile(
    r"\bNO (?:ES|FUE|ERA|PASO|LE PASO|ME PASO|HIZO) NADA\b(?! (?:LEVE|BUENO|BIEN))|\bNADA (?:GRAVE|SERIO)\b|\bTODO"
    r" BIEN\b"
    r"|\b(?:ITS|IT IS|WAS|ITS ALL|ALL) (?:NOTHING|FINE|GOOD|OK|OKAY|MINOR)\b|\bNO (?:DAMAGE|BIG DEAL|BIGGIE|HARM)\b"
    r"|\b(?:INTERCAMBI\w+|EXCHANG\w+|SWAPP\w+) (?:\w+ )?(?:DATOS|INFO\w*|INSURANCE|NUMBERS)\b"
    r"|\b(?:FALLA|AVERIA|DESCOMP\w+|MECANIC\w+|SIGNAL PROBLEM|SIGNALS?|DELAYS?|RETRASO|BROKE DOWN|OUT OF SERVICE)\b"
    r"|\b(?:YA|PERO|BUT|STILL|Y|AND) (?:YA )?(?:SIGO|SEGUIMOS|VOY|VAMOS|AVANZ\w+|CAMIN\w+|COMING|ON MY WAY|OMW"
    r"|MOVING)\b"
    r"|\b(?:SIGO|SEGUIMOS) (?:A PIE|CAMINANDO|EN CAMINO)\b|\b(?:MOVING|ROLLING|GOING) AGAIN\b|\bCAMBIO DE (?:TREN"
    r"|CAMION)\b"
    r"|\b(?:AGARRO|TOMO|ESPERO|CATCHING|TAKING|WAITING FOR) (?:EL|THE) (?:QUE SIGUE|OTRO|SIGUIENTE|NEXT)\b"
    r"|\bNO AVANZA\b"
)
_FEARED: Final = re.compile(
    rf"\b(?:{AGENTS}|MASK\w*|ENCAPUCHAD\w+|PASAMONTANAS|ARMAD\w+|GUNS?|PAPELES|PAPERS|REVIS\w+|SE BAJ\w+|GOT OUT|BEHIND"
    r"|SIGU\w+|SIGUEN|FOLLOW\w*|ADREDE|PURPOSE|A PROPOSITO|AYUDA|HELP|CARA|CABEZA|HEAD|FACE)\b(?<!\bSIGUE)"
)


def is_mishap(clause: str, spoken: str) -> bool:
    """Whether a clause, of all that was spoken, is of a train that stands or a dent, and they go on."""
    return (
        _MISHAP.search(clause) is not None
        and _NOTHING_HAPPENED.search(spoken) is not None
        and _FEARED.search(spoken) is None
    )
