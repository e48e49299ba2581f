"""Who says at the scene that they have to go, and who says that nobody is with them any more. Pure."""

import re
from collections.abc import Sequence
from typing import Final

from schemas.reply_text.plain_text import plain

_HAS_TO_GO: Final = re.compile(
    r"(?:(?:SORRY|PERDON|LO SIENTO|DISCULPEN?|YA|HEY|OK|PERO|BUT) )*"
    r"(?:(?:I|WE) (?:REALLY )?(?:HAVE TO|HAVE GOT TO|HAVE GOTTA|GOTTA|GOT TO|NEED TO|MUST)|(?:IVE|WEVE) GOT TO|GOTTA"
    r"|ME TENGO QUE|NOS TENEMOS QUE|TENGO QUE|TENEMOS QUE|DEBO|ME TOCA)"
    r" (?:GO|LEAVE|TAKE OFF|HEAD OUT|GO HOME|IR|IRME|IRNOS|RETIRARME|RETIRARNOS|RETIRAR)"
    r"(?: (?:NOW|YA|AHORA|AHORITA|SORRY|PERDON|LO SIENTO|HOME|A (?:MI )?CASA))*"
)
_SOMEBODY: Final = (
    r"(?:MY|MI) (?:PARTNER|BUDDY|TEAMMATE|OBSERVER|PERSON|COMPANER[OA])|(?:THE )?OTHER (?:ONE|PERSON|OBSERVER)"
    r"|(?:EL|LA) OTR[OA]"
)
_WENT: Final = (
    r"(?:JUST |ALREADY |HAS |HAVE |IS |YA )*(?:LEFT(?: (?:ME|ALREADY|EARLY|US|HERE|NOW))*|LEAVING ME|WENT (?:HOME|AWAY)"
    r"|GONE(?: HOME)?|TOOK OFF|DROVE OFF|WALKED OFF|BAILED(?: ON ME)?|DITCHED ME|ABANDONED ME|HAD TO (?:GO|LEAVE)"
    r"|SE FUE(?: YA| A (?:SU )?CASA)*|SE HA IDO|SE TUVO QUE IR|TUVO QUE IRSE"
    r"|ME (?:DEJO|ABANDONO)(?: SOL[OA])?(?: AQUI)?|YA NO ESTA)"
)
_AFTER_IT: Final = r"(?= (?:WHAT|AND|SO|I|IM|SHOULD|QUE|Y|COMO|AHORA|NOW|HACE|CON)\b|$)"
_ALONE: Final = re.compile(
    r"\b(?<!NOT )(?<!NO )(?<!ARENT )(?:ALL |STILL |HERE )?(?:ALONE|ON MY OWN|BY MYSELF|BY MY SELF)\b(?! TIME)"
    r"|\b(?<!NO )(?:ESTOY|SIGO|ME QUEDE|QUEDE|ME DEJARON|ME DEJO|ANDO|TODAVIA|AUN)"
    r"(?: AQUI| YA| MUY| TODAVIA)* SOL[OA]\b"
    r"|\b(?:LEFT|DITCHED|ABANDONED) ME\b|\bNO(?:BODY| ONE)S? (?:IS )?(?:HERE )?WITH ME\b|\bNADIE (?:ESTA )?CONMIGO\b"
)


def has_to_go(clauses: Sequence[Sequence[str]]) -> bool:
    """Whether a whole clause says that they go now."""
    return any(_HAS_TO_GO.fullmatch(" ".join(clause)) for clause in clauses)


def is_left_alone(text: str, teammates: Sequence[str]) -> bool:
    """Whether they say that they are alone, or that whoever they are with has gone."""
    names = "|".join(map(re.escape, teammates))
    gone = re.compile(rf"\b(?:{_SOMEBODY}{'|' if names else ''}{names}) {_WENT}{_AFTER_IT}")
    clauses = [" ".join(clause) for clause in plain(text).clauses]
    return any(_ALONE.search(clause) or gone.search(clause) for clause in clauses)
