"""What thumbs shorten, written out one word for one: "need 2 talk", "thx 4 that", "hablar x tel", "sum1 else". Pure.

Only where the digit or letter cannot count or answer anything: "C 4 2" and a code stay as they were typed.
"""

from dataclasses import replace
from typing import Final

from schemas.reply_text.plain_text import PlainText, word_set
from schemas.reply_text.slips import by_ear, one_slip
from services.dispatch.grammar.number_words import UNITS
from services.dispatch.grammar.parts import KNOWN

_SHORT: Final = {
    "2DAY": "TODAY", "2NITE": "TONIGHT", "2NIGHT": "TONIGHT", "2MORROW": "TOMORROW", "2MRW": "TOMORROW",
    "L8R": "LATER", "L8": "LATE", "B4": "BEFORE", "GR8": "GREAT", "W8": "WAIT", "W8ING": "WAITING",
    "SUM1": "SOMEONE", "SM1": "SOMEONE", "NE1": "ANYONE", "IMMA": "GONNA", "IMA": "GONNA", "GUNNA": "GONNA",
    "MTG": "MEETING", "APT": "APPOINTMENT", "WRK": "WORK", "WRKING": "WORKING", "TMR": "TOMORROW", "TMRO": "TOMORROW",
    "TRAFIC": "TRAFFIC", "PRKING": "PARKING", "RLY": "REALLY",
    "TMB": "TAMBIEN", "TMBN": "TAMBIEN", "TBN": "TAMBIEN", "DND": "DONDE", "DNDE": "DONDE", "KIEN": "QUIEN",
    "CDO": "CUANDO", "CNDO": "CUANDO", "MSJ": "MENSAJE", "MSJS": "MENSAJES", "TDO": "TODO", "TRBJO": "TRABAJO",
    "TRAB": "TRABAJO", "XQ": "PORQUE", "XK": "PORQUE", "ESQ": "PORQUE", "NESESITO": "NECESITO", "HIR": "IR",
    "BOI": "VOY", "VOI": "VOY", "OI": "HOY", "NADIEN": "NADIE", "HAIGA": "HAYA", "ASTA": "HASTA",
}  # fmt: skip
_WRITTEN_BY_EAR: Final = word_set(
    "VOY VAMOS LLEGO LLEGUE LLEGAMOS LLEGANDO LLEGA HABLAR HABLARME VENIMOS VENGO VINE CRUZO CRUZANDO PRESION"
    " CABEZA IGLESIA"
    " ESQUINA HOSPITAL HIJO HIJOS HIJA HIJAS HERMANA HERMANO HACIENDO HACER HASTA HAY HUBO NECESITO CASA CALLE"
    " OCUPADA OCUPADO"
    " TRABAJO TRABAJANDO TRAFICO CERCA CERCANO ESTACION BICI DOCTOR CITA CLASES VECINO VECINA VISITA VUELTA VEO"
    " VEMOS VER"
    " VEHICULO VIEJO NADIE LEJOS PARQUEADO CABALLERO AZUCAR CANSADA CANSADO ENFERMA LLAMAR LLAMEN LLAME QUEDO QUIEN"
    " QUIERO"
    " QUIENES AQUI HACIA HORITA DESOCUPADA SALIENDO BAJANDO SUBIENDO NOVEDAD"
)
_HEARD: Final = {by_ear(word): word for word in _WRITTEN_BY_EAR}
_BEFORE_A_BOY: Final = word_set("A THE THIS THAT LITTLE YOUNG MY ONE HIS HER SOME OH")
_BEFORE_TO: Final = word_set(
    "NEED NEEDS HAVE HAD WANT WANTED GOT LIKE LOVE TRYING GOING ABLE READY HAPPY GLAD SUPPOSED BACK"
)
_BEFORE_FOR: Final = word_set("THANKS THX TY THANK READY WAITING LOOKING SORRY UP")
_BEHIND_POR: Final = word_set("TEL TELEFONO FAVOR FA CEL CELULAR LLAMADA HOY AHORA MIENTRAS")
_WELL: Final = word_set("BIEN TRANQUI TRANQUILO TRANQUILA TRANQUILOS ORDEN CALMADO CALMA TODO BUENO NOVEDAD")
_HERE: Final = word_set("ACA AQUI AKI ACAA ALLA EL ESTE")
_SWAPPED: Final = word_set("JUST GOT HERE THERE")
"""What arrives with two of its letters swapped: "jsut gto hree"."""


def written_out(heard: PlainText, codes: frozenset[str]) -> PlainText:
    """The same text, its shorthand in full; every word stays in its place."""
    clauses = tuple(
        tuple(word if word in codes else _full(clause, at) for at, word in enumerate(clause))
        for clause in heard.clauses
    )
    if clauses == heard.clauses:
        return heard
    return replace(heard, clauses=clauses, words=tuple(word for clause in clauses for word in clause))


def _full(clause: tuple[str, ...], at: int) -> str:
    word, before, after = clause[at], clause[at - 1 : at], clause[at + 1 : at + 2]
    goes_on = bool(after) and after[0].isalpha() and len(after[0]) > 1 and after[0] not in UNITS
    if word == "2" and goes_on and not _BEFORE_TO.isdisjoint(before):
        return "TO"
    if word == "4" and goes_on and not _BEFORE_FOR.isdisjoint(before):
        return "FOR"
    if word == "X" and before and not _BEHIND_POR.isdisjoint(after):
        return "POR"
    if word == "X" and not (_WELL.isdisjoint(before) or _HERE.isdisjoint(after)):
        return "POR"
    if word in _SHORT:
        return _SHORT[word]
    if word not in KNOWN and (meant := _unswapped(word)) is not None:
        return meant
    heard = _HEARD.get(by_ear(word), word) if word.isalpha() and word not in KNOWN else word
    return word if heard == "VOY" and not _BEFORE_A_BOY.isdisjoint(before) else heard


def _unswapped(word: str) -> str | None:
    return next((meant for meant in _SWAPPED if one_slip(word, meant, swap_only=True)), None)
