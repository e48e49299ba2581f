"""Whether a caller's text sounds like danger to whoever wrote it, so that a person is asked to read it at once. Pure.

A report tells of others; a cry tells of "me" or "us", or calls for help. It only pages a person, and sends nobody into
the street, so in doubt it is one: wider than what is a volunteer's SOS (`schemas/reply_text/distress/cries.py`).
"""

import re
from typing import Final

from schemas.reply_text.own_texts import without_ours
from schemas.reply_text.plain_text import cried_out, plain, word_set

_ALWAYS: Final = word_set("SOS S0S AYUDAME AYUDENME AYUDENOS AYUDANOS AUXILIO SOCORRO MAYDAY HELPME HELPUS")
_SHE_OR_THEY: Final = (
    r"(?:THEY|THEYRE|THEYVE|HE|HES|SHE|SHES|ICE|AGENTS?|COPS?|POLICE|SOMEONE|SOMEBODY|MEN|MAN|GUYS?|OFFICERS?|MIGRA)"
)
_OURS: Final = r"(?:MY|OUR)"
_MIA: Final = r"(?:LA|MI|NUESTRA|MI CASA|DE MI)"
_BEGUN: Final = r"(?:ESTAN|ESTA|VAN A|VA A|QUIEREN|QUIERE|ANDAN|ANDA|VIENEN|VIENE|ACABAN DE|HAN|HA|TIENEN)"
_DONE_IN_SPANISH: Final = (
    r"(?:PER)?(?:SIGUIENDO|SIGUEN|SIGUE|SIGUIERON)|LLEVA(?:NDO|N|RON|R)?|AGARRA(?:NDO|N|RON|R|DO)?"
    r"|GOLPEA(?:NDO|N|RON|R)?|PEGA(?:NDO|N|RON|R)?|APUNTA(?:NDO|N|RON)?|AMENAZA(?:NDO|N|RON)?|ATACA(?:NDO|N|RON|R)?"
    r"|DETUVIERON|DETIENEN|DETENIENDO|DETENER|DETENID[OA]S?|ARRESTA(?:NDO|N|RON|R)?|ESPOSA(?:NDO|N|RON|D[OA]S?)?"
    r"|RODEA(?:NDO|N|RON|D[OA]S?)?|ENCERRA(?:NDO|N|RON|D[OA]S?)|DISPARA(?:NDO|N|RON|R)?|MATA(?:N|R)|SACA(?:NDO|RON|R)"
    r"|EMPUJA(?:NDO|N|RON)"
)
_CRY: Final = re.compile(
    # help, called for
    r"\b(?:NEED|NECESITO|NECESITAMOS|OCUPO|SEND|MANDEN?|PIDO) (?:\w+ )?(?:HELP|AYUDA)\b"
    r"|(?:^|(?<=\n))(?:\w+ ){0,2}?(?:HELP|AYUDA)(?: (?:ME|US|PLEASE|PLS|NOW|YA|POR FAVOR|URGENTE))*(?=\n|$)"
    r"|\b(?:ME|US|DOOR|PUERTA|NOW|YA|PLEASE|HERE|AQUI|CASA|HOUSE|FAVOR) (?:HELP|AYUDA)\b(?! (?:WITH|CON)\b)"
    r"|\bHELP (?:ME|US)\b(?! (?:WITH|FIND|UNDERSTAND|KNOW)\b)"
    r"|\b(?:PELIGRO|IN DANGER|EMERGENCY|EMERGENCIA|911)(?=\n|$)|\bEN PELIGRO\b"
    r"|\b(?:CALL|CALLING|LLAMEN?|LLAMA)(?: \w+)? (?:911|AMBULANCE|AMBULANCIA|POLICE|POLICIA)\b"
    # what is done to us
    rf"|\b{_SHE_OR_THEY} (?:\w+ ){{0,3}}?(?:TOOK|TAKE|TAKING|GRAB\w*|HIT|HITTING|BEAT\w*|DETAIN\w*|ARREST\w*|GOT|HAVE"
    r"|HOLD\w*|SURROUND\w*|FOLLOW\w*|CHAS\w+|CUFF\w*|HANDCUFF\w*|ATTACK\w*|THREATEN\w*|PUSH\w*|HURT\w*|SHOOT\w*"
    r"|KICK\w*|DRAG\w*|TRAP\w*|STOPPED|AIMING|POINT\w*)(?: (?:A|THEIR|GUNS?|AT|FOR))* (?:ME|US)\b"
    r"|\b(?:FOLLOWING|CHASING|HITTING|BEATING|GRABBING|TAKING|DETAINING|ARRESTING|SURROUNDING|ATTACKING|THREATENING"
    r"|DRAGGING|KICKING|CUFFING|SHOOTING AT|AFTER|BEHIND) (?:ME|US)\b"
    rf"|\b(?:ME|NOS) (?:{_BEGUN} )?(?:{_DONE_IN_SPANISH})\b(?! (?:LLAMANDO|MANDANDO|LLEGANDO|ESCRIBIENDO|A LA CORTE))"
    r"|\b(?:SIGUIENDO|LLEVANDO|AGARRANDO|GOLPEANDO|PEGANDO|APUNTANDO|AMENAZANDO|ATACANDO|DETENIENDO|ARRESTANDO)(?:ME|NOS)"
    r"\b"
    # our door
    rf"|\b(?:BREAK\w*|BROKE|KICK\w*|BANG\w*|BUST\w*|POUND\w*|FORC\w+|COMING|CAME|GETTING) (?:(?:DOWN|IN|INTO|ON|AT|TO"
    rf"|THROUGH) )*{_OURS} (?:\w+ )?(?:DOOR|GATE|WINDOWS?|HOUSE|HOME|APARTMENT|APT|ROOM|CAR|TRUCK)\b"
    rf"|\b(?:IN|INSIDE|AT|OUTSIDE) {_OURS} (?:FRONT |BACK )?(?:HOUSE|HOME|APARTMENT|APT|DOOR|YARD|ROOM|BUILDING|CAR)\b"
    rf"|\b(?:TUMBA|ROMPI?E|FORZA|PATEA|GOLPEA|TOCA)\w* {_MIA} (?:PUERTA|VENTANA|CASA|REJA)\b"
    r"|\b(?:EN|AFUERA DE|DENTRO DE|FRENTE A|A|ENTRARON A|ENTRANDO A) (?:MI|NUESTRA) (?:CASA|PUERTA|CUARTO|APARTAMENTO"
    r"|DEPARTAMENTO|YARDA|CARRO|TRABAJO)\b"
    # how we are
    r"|\b(?:I AM|IM|WE ARE|WERE) (?:\w+ )?(?:TRAPPED|FOLLOWED|TAKEN|DETAINED|ARRESTED|HURT|BLEEDING|SHOT|HIDING"
    r"|SURROUNDED|SCARED|AFRAID|INJURED|LOCKED IN|CORNERED|ALONE AND)\b"
    r"|\b(?:ESTOY|ESTAMOS) (?:\w+ )?(?:ATRAPAD|ESCONDID|HERID|SANGRANDO|RODEAD|DETENID|ENCERRAD|ACORRALAD)\w*"
    r"|\bTENGO (?:MUCHO )?MIEDO\b|\b(?:CANT|CANNOT) (?:BREATHE|GET OUT)\b|\bNO PUEDO (?:RESPIRAR|SALIR)\b"
    r"|\b(?:SHOTS FIRED|GUNSHOTS?|BALAZOS|DISPAROS|AMBULANCE|AMBULANCIA)\b"
)
_DENIED: Final = re.compile(
    r"\b(?:NO|NOT|ARENT|ISNT|DIDNT|DONT|NEVER|NUNCA|NADIE|NOBODY|STOPPED|DEJARON DE|NO LONGER|WITHOUT|SIN|IF|SI"
    r"|THANKS FOR|GRACIAS POR)(?: \w+){0,3} ?$"
)


def cries_out(text: str) -> bool:
    """Never raises, whatever the text holds. A copy of a text of ours is nobody's cry."""
    heard = without_ours(plain(text))
    words = cried_out(heard.words)
    if not _ALWAYS.isdisjoint(words):
        return True
    spoken = "\n".join(" ".join(cried_out(clause)) for clause in heard.clauses)
    return any(not _DENIED.search(spoken[: found.start()].rpartition("\n")[2]) for found in _CRY.finditer(spoken))
