"""Words of danger, SOS, HELP, AYUDA, PELIGRO, 911: when they are a cry, and when they are none. Pure.

A word of danger counts unless it is spoken of (`spoken_of.py`), asked about, supposed, or about something harmless:
help with parking, an address with 911 in it.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from schemas.reply_text.consent_words import COURTESIES
from schemas.reply_text.distress.danger_as_typed import ALL, ALWAYS, DANGER, HELP, ON_A_MISSION, SWAPPED_SOS, as_meant
from schemas.reply_text.distress.guards import IN_JEST, SUPPOSED
from schemas.reply_text.distress.harm_words import AGENTS, CAR, PEOPLE
from schemas.reply_text.distress.hearsay import without_the_label
from schemas.reply_text.distress.nine_one_one import calls_nine_one_one
from schemas.reply_text.distress.spoken_of import Mentioned, is_quoted
from schemas.reply_text.plain_text import PlainText, cried_out, word_set

_ASKED = re.compile(
    r"\b(?:YOU|USTEDES|USTED|ANYONE|ANYBODY|ALGUIEN|WHAT|QUE|WHY|CUANDO|WHEN|DO|DOES|IS IT|IS THERE|ANY"
    r"|HAY|ES|ESTA|NECESITAN|NECESITAS|NECESITA|HOW)\b"
)
# --- cries of several words
_SHUT_IN: Final = re.compile(
    r"^(?:(?:I AM|IM|WE ARE|WERE|WE|ESTOY|ESTAMOS|PLEASE|HEY|BOTH|AMB[OA]S|LOS DOS|STILL|AQUI|SIGO|SEGUIMOS)"
    r" )*(?:TRAPPED"
    r"|CORNERED|ATRAPAD[OA]S?|ACORRALAD[OA]S?|ENCERRAD[OA]S?)\b(?! (?:BY|POR) (?!AGENTS?|THEM|ICE|LA MIGRA|ELLOS))"
)
_EVERY_DAY: Final = re.compile(
    rf"{IN_JEST.pattern}|\b(?:TRAFFIC|TRAFICO|FREEWAY|FWY|WORK|TRABAJO|CHAMBA|JUNTA|MEETING|ELEVATOR|ELEVADOR"
    rf"|ASCENSOR|TRAIN"
    r"|TREN|METRO|BUS|CAMION|CLASS|CLASE|CALL|LLAMADA|LINE|FILA|HOME|CASA|RAIN|LLUVIA|CHURCH|IGLESIA|KIDS?|HIJ[OA]S?"
    r"|DOCTOR"
    r"|HOSPITAL|COURT|CORTE|AEROPUERTO|AIRPORT|DRIVE THRU|LONGEST|EVER|COLA|TAQUERIA|IN LAWS|SUEGR[OA]S?|DMV|BANCO"
    r"|BANK|PARTY|FIESTA|NAP|BABY|COUCH|\d+)\b"
)
_AGENTS: Final = re.compile(rf"\b{AGENTS}\b")
_BEGGED: Final = re.compile(
    r"\b(?:QUE|ALGUIEN|QUIEN) (?:ME|NOS) AYUD(?:E|EN)\b(?! (?:A|CON|PARA)\b)"
    r"|(?<!NO )\b(?:ESTAMOS|ESTOY|METID[OA]S?) EN (?:\w+ )?(?:BRONCAS?|APUROS?)\b"
    r"|\b(?:SEND|MANDEN|MANDE|NEED|NECESITAMOS|OCUPAMOS) (?:A )?(?:SOMEONE|SOMEBODY|ALGUIEN|BACKUP|REFUERZOS|GENTE"
    r"|PEOPLE)\b"
    r"(?! (?:ELSE|MAS|TO|PARA|QUE|WHO)\b).*\b(?:NOW|ASAP|HURRY|QUICK\w*|FAST|YA|RAPIDO|URGE\w*|URGENT\w*|PRONTO)\b"
    r"|^(?!.*\b(?:NO PUEDO|CANT|CANNOT|INSTEAD|LUGAR)\b).*\b(?:(?:SOMEBODY|SOMEONE|ALGUIEN) (?:COME|VENGA|PLEASE|POR"
    r" FAVOR)"
    r"|(?:MANDEN|VENGA|NECESITO)(?: A)? ALGUIEN|NEED (?:SOMEONE|SOMEBODY))$"
)
_SENT_FOR: Final = re.compile(
    r"^(?:PLEASE |PLS |OMG )?(?:SEND|MANDEN A?) ?(?:EVERYONE|EVERYBODY|SOMEONE|SOMEBODY|ANYONE|HELP|BACKUP|TODOS"
    r"|ALGUIEN)"
    r"(?: (?:PLEASE|NOW|YA|PRONTO))?$|\bNO AGUANT\w+ (?:MAS )?(?:VENGAN|MANDEN|APUREN\w*)\b"
)
"""A clause that sends for whoever is there."""

# --- help that is no cry
_MUNDANE = word_set(
    "PARKING PARK PARKED DIRECTIONS ADDRESS APP MAP MAPS CODE TRANSLATE TRANSLATION TRANSLATING "
    "TRANSLATOR INTERPRETER RIDE LAWYER LEGAL ATTORNEY BATTERY CHARGER CHARGE "
    "LANGUAGE SPANISH ENGLISH FIND FINDING LOCATE LOCATING LOCATION ADDRESS SETTINGS LOGIN PASSWORD "
    "SCHEDULE SHIFT SIGN UNDERSTAND ENTRANCE STREET CORNER LINK FORM QUESTION UPLOAD PHOTOS "
    "ESTACIONAR ESTACIONARME ESTACIONARNOS ESTACIONAMIENTO PARQUEAR PARQUEO DIRECCION DIRECCIONES "
    "APLICACION MAPA CODIGO TRADUCIR TRADUCCION TRADUCTOR ABOGADO ABOGADA INTERPRETE "
    "SABER DECIDIR ENTENDERLE ENCONTRAR ENCONTRARLOS BUSCAR UBICAR UBICACION ENTENDER IDIOMA INGLES ESPANOL"
    " CARGADOR BATERIA "
    "TURNO ENTRADA CALLE ESQUINA PREGUNTA RAITE GROCERIES COMIDA FOOD RENT RENTA DINERO MONEY FORMS "
    "PAPERWORK "
    "EXIT SALIDA LANE CARRIL PISO VOLUME VOLUMEN TRAMITE FORMULARIO TOW GRUA LLANTA TIRE FLAT GASOLINA DINERO"
)
_HELPS_OTHERS = re.compile(
    r"\b(?:I|WE|GOT|PIDE|PIDEN|PEDIA|CAN I|I CAN|WE CAN|WILL|ILL|TO|GLAD TO|HOW CAN I|LET ME|MAY I"
    r"|COULD I|FOR|YOUR|THEIR|FOR THE|SU|TU|POR|POR LA|POR TODA LA|POR SU|POR TU|DE|CON|LEGAL|GRAN|MUCHA"
    r"|HAPPY TO|LINE|SELF|DE GRAN|THANKS|PARA DAR|DAR|OFREZCO|OFRECER|BUENA|LINEA DE|EN LO QUE|LES|THE"
    r"|WOULD|MIGHT|DIDNT|A|ANY|BIG|GREAT|HUGE|REAL|OFFER|OFFERS|OFFERED|OFFERING|GIVING|PROVIDING|BRINGING"
    r"|OFRECIENDO|DANDO)$"
)
_HELP_WITH = re.compile(
    r"^(?:ME |US )?(?:WITH|CON)\b(?! (?:HIM|THEM|THIS|THESE|AGENTS?|ICE|ELLOS|LA MIGRA))|^(?:ME "
    r"|US )?\w+ING\b|^(?:THE|THAT|A|THIS|HER|YOURSELF|YOU)\b|^(?:A|PARA) (?:LA|EL|UNA|UN|LOS|LAS) "
    r"|^PARA \w+(?:AR|ER|IR)\b"
)
_AT_A_CORNER: Final = re.compile(
    r"\b(?:(?:AT|ON|EN|BY) )?(?:(?:THE|LA) )?(?:CORNER (?:OF|BY)|ESQUINA (?:DE|CON)|(?:AT|ON|EN) (?:THE |LA )?(?:CORNER"
    r"|STREET|ESQUINA|CALLE))\b"
)
"""Where they are; "help me find the corner" still asks to find it."""
_CAN_YOU = re.compile(r"\b(?:U|YOU|YALL|GUYS) (?:CAN|COULD)$")
_SOMEBODY_DOES = re.compile(
    rf"(?:THE|AN?|THIS|SOME|UN|UNA) (?:\w+ )?(?:{AGENTS}|{PEOPLE}|{CAR}) (?:IS|ARE|KEEPS?|JUST|HAS|IN|OUTSIDE|\w+ING"
    rf"|\w+ED)\b"
)
"""HELP with a sentence behind it, not a lady to be helped."""
_FOR_THE_CAR = re.compile(r"\b(?:OUT OF|FOR|NEED|BUY|PUT) GAS\b")
_CHORES: Final = re.compile(
    r"^(?:ME|US|A) (?:TO )?(?:CARRY|LOAD|UNLOAD|LIFT|UPLOAD|DOWNLOAD|PARK|FIND|LOCATE|TRANSLATE|READ|FILL|FIGURE"
    r"|CHECK|CHANGE|JUMP (?:MY|THE)|SET|SEND (?:THE|A)"
    r"|SHARE|LOG|SIGN|PRINT|PICK|UNDERSTAND|DECIDE|CHOOSE|FIX|BRING|CLEAN|COOK|PACK|CHARGE|TURN|LEARN|TEACH|WRITE"
    r"|SCHEDULE|MOVE (?:THE|MY|SOME|A))\b"
)
"""Help with something harmless."""
_A_HAND_WITH: Final = re.compile(
    r"(?:(?:POR FAVOR|PORFA|PORFIS|TANTITO|POQUITO|UN POCO|UN MOMENTO) )*(?:A (?:VER|RECORDAR|CONFIRMAR|CONTESTAR"
    r"|RESPONDER|CHECAR|REVISAR|ENTENDER\w*|ELEGIR|ESCOGER|LLENAR|ESCRIBIR|LEER|MANDAR|USAR|LLEGAR(?! (?:A LA CASA|A MI"
    r"|AL HOSPITAL|CON VIDA))|HALLAR|APUNTAR|CONECTAR|CAMBIAR|CORREGIR)\b|(?:TANTITO|UN SEGUNDO|UN MOMENTO)$)"
)
"""A hand with something harmless; "ayudame a salir de aqui" is none."""
_HELP_OFFERED = word_set("LINE LINEA DESK OUT REQUEST REQUESTS WANTED CENTER MENU COMMAND KEYWORD BUTTON")

_INTERROGATIVE = re.compile(r"(?:WHICH|WHERE|WHATS?|HOW|DONDE|CUAL|COMO|EN CUAL|POR DONDE)\b")
_WHICH_DANGER: Final = re.compile(
    r"(?:^|\b)(?:CUAL(?:ES)?(?: ES| SON)?(?: EL| LOS)?|CUANTO|DE QUE|(?:QUE|ALGUN|ALGUNA) (?:\w+ DE)|ALGUN|WHICH"
    r"|WHAT(?: KIND OF| SORT OF| IS THE|S THE)?|HOW MUCH|ANY)$"
)
"""Asked, though nobody typed the question mark."""
_IN_DANGER_OF = word_set("MUERTE VIDA MORIR DEATH LIFE QUE_NOS VERDAD")
"""Any other is a danger of something: of rain, of extinction."""
_A_PLACE = re.compile(
    r"\b(?:CALLE|AVENIDA|IGLESIA|PARROQUIA|CAPILLA|ESCUELA|SENORA DEL|PERPETUO|VIRGEN DEL|CON|DONA|EN LA|IN|ON|AND|Y"
    r"|NEAR"
    r") (?:LA |EL )?@|@ (?:STREET|ST|AVE|AVENUE|ROAD|RD|CHURCH|Y|AND|CON)\b"
)


_ASKING_FIRST = word_set("HAY ES ESTA IS ARE THERE EXISTE CORRO CORREMOS HABRA AHI")

_IN_GENERAL: Final = re.compile(
    r"\b(?:USUALLY|NORMALLY|TYPICALLY|GENERALLY|OFTEN|COMMON|IN GENERAL|NORMALMENTE|USUALMENTE|GENERALMENTE|POR LO"
    r" GENERAL"
    r"|SUELE|SUELEN|(?:AT|EN) (?:THIS|THESE|ESTE|ESTAS?|ESTOS) (?:KINDS? OF|TIPO DE|COSAS|SALIDAS|MISIONES|THINGS))\b"
)
_OR_NOT: Final = re.compile(
    r"^(?:(?:Y|OIGA|OIGAN|PERO|ENTONCES|AQUI|NO SE SI) )*(?:HAY|HABRA|HABRIA|VA A HABER|ES|ESTA|ESTAMOS|CORRO|CORREMOS"
    r"|SERA|EXISTE)\b.*@(?: \w+){0,4} O (?:NO|YA|NOMAS|ES|SE|NOS|PODEMOS|PUEDO|PURA|PURO|SOLO|ESTA|TODO|SEGUIMOS|NADA"
    r"|LE|ME|VAMOS|MEJOR|NI|QUE)\b|^(?:(?:Y|OIGA|OIGAN) )*(?:HABRA|HABRIA|SERIA|VA A HABER|VAN A CORRER)\b.*@"
    r"|@ (?:EN|DE) (?:SER|IR|HACER|PREGUNTAR|PARTICIPAR|ACERCAR\w*|GRABAR|ENTRAR)\b|@ EN (?:ESTA|ESTO|ESTE)$|@(?:"
    r" \w+)? (?:OR|O) (?:NO|NOT)\b"
)
"""Asked with an alternative, or of what is still to come."""
_ASKED_AFTER: Final = re.compile(
    r"(?:(?:AND|SO|BUT|ALSO|HEY|QUICK QUESTION|Y) )*(?:(?:IS|WAS|WILL|WOULD|COULD|CAN|MIGHT) THERE\b|HOW MUCH\b|HOW BIG"
    r"|(?:DOES|DO|WILL|WOULD) (?:THIS|IT|THESE|THAT|THEY|YOU)\b|CUANTO\b|QUE TANTO\b|HABRA\b)"
)
"""A question by its order, whatever stands behind it."""
_AT_WORK: Final = re.compile(
    r"\b(?:WORK|JOB|OFFICE|HOME|HOUSEHOLD|PERSONAL|PLUMBING|DENTAL|PET|VET|CHILDCARE|BABYSITT\w+|SCHOOL|FAM|LITTLE"
    r"|SMALL|PEQUENA)$"
)
_OF_WORK: Final = re.compile(
    r"^(?:DE|DEL|EN|EN EL|EN LA|AT|AT MY) (?:EL |LA |MI )?(?:TRABAJO|CHAMBA|CASA|WORK|JOB|PLOMERIA|FAMILIA)\b"
    r"|^(?:PERSONAL|DENTAL)"
)
_AT_HOME: Final = re.compile(
    r"\b(?:SALIO|SURGIO|PRESENTO|ATRAVESO|CAME UP|POPPED UP)(?: \w+){0,2} EMERGENC\w+|\bEMERGENC\w+(?: \w+)? CAME UP\b"
    r"|\bEMERGENC\w+ (?:AT|EN|CON|WITH|DE) (?:(?:LA|EL|MI|MY|THE) )*(?:HOME|HOUSE|CASA|WORK|TRABAJO|JOB|CHAMBA|SCHOOL"
    r"|ESCUELA|MOM|MAMA"
    r"|DAD|PAPA|KIDS?|HIJ[OA]S?|SON|DAUGHTER|WIFE|HUSBAND|ESPOS[OA]|ABUEL[OA]|FAMIL\w+|DOG|PERR[OA]|PLUMBING|SALUD)\b"
)
"""An emergency of their own, that keeps them from coming."""
_NOT_OURS: Final = re.compile(
    r"\b(?:FAMILY|FAMILIAR|MEDICAL|CONTACT|ROOM|ENTRANCE|ENTRADA DE|SALA DE|CUARTO DE|ALERT|ALERTA|KIT|PLAN|DENTIST"
    r"|BROADCAST|STAIRS|DOOR|VEHICLES?|EXIT|BRAKE|SERVICES|CONTACTO|SALIDA DE|MEDICA"
    r"|LIGHTS|LUCES|CREWS?)\b"
)


_OF_MINE: Final = re.compile(r"\b(?:HUBO|TUVE|TENGO|HAD|HAVE|GOT)(?: (?:UNA?|AN?|FAMILY|LITTLE|PEQUENA))* EMERGENC\w+$")
_CANNOT_COME: Final = re.compile(
    r"\b(?:NO (?:VOY A PODER|PUEDO (?:IR|LLEGAR)|PODRE|VOY A LLEGAR|VOY A IR)|(?:CANT|CANNOT|WONT|NOT GOING TO)"
    r" (?:BE ABLE TO )?"
    r"(?:MAKE IT|COME|GO(?! HOME| ANYWHERE)|BE THERE)|(?:HAVE|NEED|TENGO QUE) (?:TO )?CANCEL\w*)\b"
)
"""Beside it the emergency is why."""
_SPELLED: Final = HELP | ALWAYS
"""Also letter by letter: H E L P."""


def _is_spelled(heard: PlainText) -> bool:
    letters = "".join(word if len(word) == 1 else " " for word in heard.words)
    return not _SPELLED.isdisjoint(letters.split())


def calls_for_help(heard: PlainText, *, on_a_mission: bool, paged: bool) -> bool:
    """Whether a word of danger is said and meant. HELP and EMERGENCY are such words on a mission only.

    `paged`: they were paged for somebody's SOS or incident, so that theirs is one that they received.
    """
    stems = as_meant(heard.words)
    beside_label = without_the_label(" ".join(heard.words))
    if beside_label is not None and ALL.isdisjoint(as_meant(tuple(beside_label.split()))):
        return False
    if " S O S " in f" {' '.join(cried_out(heard.words))} " or (on_a_mission and _is_spelled(heard)):
        return True
    if any(word in ALWAYS and not _is_no_cry(told, word, stems) for word, told in _told(stems, heard, paged=paged)):
        return True
    if not heard.copied and calls_nine_one_one(heard, " ".join(heard.words), paged=paged):
        return True
    if _means_it(stems, heard, DANGER):
        return True
    whole = " ".join(cried_out(stems))
    plainly = not heard.asks and not _EVERY_DAY.search(whole)
    shut_in = any(_SHUT_IN.search(" ".join(cried_out(clause))) for clause in heard.clauses)
    if plainly and shut_in and (on_a_mission or _AGENTS.search(whole)):
        return True
    if not on_a_mission:
        return False
    sent_for = any(_SENT_FOR.search(" ".join(cried_out(clause))) for clause in heard.clauses)
    if plainly and (sent_for or _BEGGED.search(whole)):
        return True
    if heard.unsigned and len(heard.unsigned) <= 2 and not SWAPPED_SOS.isdisjoint(heard.unsigned):
        return True
    return any(_means_it(stems, heard, listed) for listed in (HELP, ON_A_MISSION))


def _told(stems: tuple[str, ...], heard: PlainText, *, paged: bool = False) -> Iterator[tuple[str, Mentioned]]:
    """Each word of danger with what is said around it."""
    clauses, at = _clauses(heard, stems), 0
    for index, clause in enumerate(clauses):
        for place, word in enumerate(clause):
            if word in ALL:
                screamed = word == "MAYDAY" or _SCREAMED.search(heard.typed[heard.origin[at]]) is not None
                yield (
                    word,
                    Mentioned(
                        clauses,
                        index,
                        place,
                        asks=heard.asks,
                        paged=paged,
                        quoted=is_quoted(heard, at),
                        screamed=screamed,
                    ),
                )
            at += 1


_SCREAMED: Final = re.compile(r"🆘|([A-Za-z])\1\1")
"""Who speaks of a call does not draw it out; at the end of what they say it is cried, whatever stands before."""


_BEHIND_HELP_ME: Final = word_set(
    "PLEASE PLS PLZ NOW THEY THEYRE HE SHE HES SHES IM I WE WERE ICE AGENTS AGENT COPS SOMEONE SOMEBODY THERE THERES"
    " GOD"
    " QUICK ASAP RIGHT URGENT EMERGENCY AYUDA SOS HELP AT IN OMG RN GUYS ANYONE OUT TWO THREE LA MY"
)
"""Any other word says what they need a hand with: "help me set the volume"."""


_URGES: Final = re.compile(
    r"\bNEED HELP (?:NOW|ASAP|RIGHT NOW|FAST|QUICK|HURRY|URGENT\w*)\b"
    r"|^(?:(?:HI|HOLA|HEY|HELLO|PLEASE|OIGAN|OIGA) )*AYUDA (?:NOS|ESTAN|VIENEN|UNOS|YA|URGENTE|ALGUIEN(?! (?:SABE"
    r"|PUEDE|ME|QUE)))\b"
)


def asks_for_help(heard: PlainText) -> bool:
    """Off a mission HELP alone asks who we are; "help me", "help us" do not."""
    stems = as_meant(heard.unsigned or heard.words)
    begs = any(
        word == "HELP"
        and after in {"ME", "US"}
        and (at + 2 == len(stems) or stems[at + 2] in _BEHIND_HELP_ME | COURTESIES)
        for at, (word, after) in enumerate(pairwise(stems))
    )
    begs = begs and not (heard.asks and "HELP ME OUT" in " ".join(stems))
    begs = begs or (not heard.asks and _URGES.search(" ".join(stems)) is not None)
    return begs and not heard.copied and _means_it(stems, heard, HELP)


_SENT: Final = word_set("SOS S0S MAYDAY")
"""A call that people send, take and close; the others are words that only a cry begins."""


def _is_no_cry(told: Mentioned, word: str, stems: tuple[str, ...]) -> bool:
    """Help with parking; a call that is spoken of; the street of Our Lady of Perpetual Help."""
    if told.is_mentioned(may_be_screamed=True) or (word in _SENT and told.is_a_call_spoken_of()):
        return True
    if word.startswith("AYUD"):
        if _A_HAND_WITH.match(" ".join(told.clause[told.at + 1 :])):
            return True
        return _is_mundane(stems)
    if word == "AUXILIO":
        return re.search(r"@ (?:MUTUO|VIAL|MECANICO)\b|\b(?:CALLE|ESQUINA CON|HOSPITAL) @", told.spoken) is not None
    return word == "SOCORRO" and _A_PLACE.search(told.spoken) is not None


def _is_mundane(words: tuple[str, ...]) -> bool:
    return not _MUNDANE.isdisjoint(_AT_A_CORNER.sub(" ", " ".join(words)).split())


def _clauses(heard: PlainText, stems: tuple[str, ...]) -> list[tuple[str, ...]]:
    cut: list[tuple[str, ...]] = []
    at = 0
    for clause in heard.clauses:
        cut.append(stems[at : at + len(clause)])
        at += len(clause)
    return cut


def _means_it(stems: tuple[str, ...], heard: PlainText, listed: frozenset[str]) -> bool:
    """A word of danger that is neither denied nor asked about, nor help with something harmless."""
    if listed.isdisjoint(stems):
        return False
    return any(
        word in listed
        and not told.is_mentioned(may_be_screamed=False)
        and (told.is_begged() or not _unmeant(told.clause, told.at, word, heard))
        for word, told in _told(stems, heard)
    )


def _unmeant(clause: tuple[str, ...], at: int, word: str, heard: PlainText) -> bool:
    before, after = " ".join(clause[:at]), clause[at + 1 :]
    if SUPPOSED.search(before):
        return True
    if word in DANGER | ON_A_MISSION and (
        re.search(r"\b(?:IF|SI)\b", before)
        or after[:1] in {("IF",), ("SI",)}
        or (after[:1] == ("DE",) and _IN_DANGER_OF.isdisjoint(after[1:3]))
    ):
        return True
    if word in DANGER | ON_A_MISSION and (
        _WHICH_DANGER.search(before) or (clause[:at] == ("QUE",) and after[:1] == ("HAY",))
    ):
        return True
    if word in DANGER | ON_A_MISSION and (_IN_GENERAL.search(" ".join(clause)) or _ASKED_AFTER.match(before)):
        return True
    if word in DANGER | ON_A_MISSION and _OR_NOT.search(" ".join((*clause[:at], "@", *after))):
        return True
    if word in ON_A_MISSION and after[:1] == ("SOS",):  # which decides
        return True
    if word in ON_A_MISSION and (_AT_WORK.search(before) or _OF_WORK.search(" ".join(after))):
        return True
    if word in ON_A_MISSION and (_NOT_OURS.search(" ".join(clause)) or _AT_HOME.search(" ".join(clause))):
        return True
    if word in ON_A_MISSION and _OF_MINE.search(" ".join(clause)) and _CANNOT_COME.search(" ".join(heard.words)):
        return True
    if word in HELP:
        if after[:1] in {("THEM",), ("HER",), ("HIM",)} and _CAN_YOU.search(before):
            return True
        if not before and _SOMEBODY_DOES.match(" ".join(after)):
            return False
        if _FOR_THE_CAR.search(" ".join(clause)):
            return True
        if _is_mundane(clause) or _HELPS_OTHERS.search(before) or _HELP_WITH.search(" ".join(after[:3])):
            return True
        if _CHORES.search(" ".join(after[:4])):
            return True
        if len(clause) == 1 and _asks_the_way(heard):
            return True
        if after and after[0] in _HELP_OFFERED:
            return True
        if " ".join(after[:2]) in {"IS COMING", "IS HERE", "IS ON", "YOU WITH", "YOU GUYS", "YOU FIND"} or after[
            :1
        ] == ("YOU",):
            return True
    if word in DANGER and heard.asks and clause[0] in _ASKING_FIRST:
        return True
    if heard.asks:
        mine = not {"ME", "US", "NOS", "MI", "I", "WE", "MY"}.isdisjoint(clause)
        if len(clause) == 1:
            return word in DANGER | ON_A_MISSION
        return (bool(_ASKED.search(before)) and not mine) or (
            bool(before) and not mine and word in DANGER | ON_A_MISSION
        )
    return False


def _asks_the_way(heard: PlainText) -> bool:
    """ "help, which exit do I take": what stands beside a bare HELP asks for something harmless."""
    return any(_INTERROGATIVE.match(" ".join(clause)) and not _MUNDANE.isdisjoint(clause) for clause in heard.clauses)
