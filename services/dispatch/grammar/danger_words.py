"""Words of danger: SOS, HELP, AYUDA, PELIGRO, 911, as frightened thumbs type them; and when they are no cry. Pure.

A word of danger counts unless it is denied, asked about, supposed, or about something harmless: help with parking, an
address with 911 in it, "¿quién sos?".
"""

import re
from functools import lru_cache
from itertools import pairwise
from typing import Final

from schemas.reply_text.consent_words import COURTESIES
from schemas.reply_text.plain_text import PlainText, cried_out, word_set
from services.dispatch.grammar.guards import SUPPOSED
from services.dispatch.grammar.slips import one_slip

ALWAYS: Final = word_set("SOS S0S AYUDAME AYUDENME AYUDENOS AYUDANOS AUXILIO SOCORRO MAYDAY HELPME HELPUS")
"""Danger in any state, beside anything."""
DANGER: Final = word_set("PELIGRO")
HELP: Final = word_set("HELP AYUDA")
ON_A_MISSION: Final = word_set("DANGER EMERGENCY EMERGENCIA")
DISTRESS: Final = ALWAYS | DANGER | word_set("911")
DISTRESS_ON_A_MISSION: Final = HELP | ON_A_MISSION
_ALL: Final = ALWAYS | DANGER | HELP | ON_A_MISSION

_NEGATED = re.compile(
    r"\b(?:NO|NOT|SIN|NEVER|NUNCA|NADIE|NOBODY|NO ONE|NI|WITHOUT|ISNT|ARENT|AINT|WASNT|DONT|DIDNT|DOESNT"
    r"|WERENT|HAVENT|HASNT|WONT|FUERA DE|OUT OF|ZERO|CERO|NINGUN|NINGUNA)"
    r"(?: (?:HAY|ES|ESTOY|ESTAMOS|ESTA|CORREMOS|CORRO|VEO|VEMOS|EN|IN|ANY|AN|A|UN|UNA|IS|REAL|MORE|MAS"
    r"|LONGER|IN ANY|NECESITO|NECESITAMOS|NEED|SE NECESITA|HACE FALTA"
    r"|WE|I|ARE|AM|HUBO|TENGO|TENEMOS|PARECE|THE|NINGUN|NINGUNA|SU|TU|YOUR|ME|NOS|LES|HA|HAN|CALL|LLAMEN"
    r"|LLAME|AL|LLAMES|QUIERO|REQUIERO))*$"
)
_ASKED = re.compile(
    r"\b(?:YOU|USTEDES|USTED|ANYONE|ANYBODY|ALGUIEN|WHAT|QUE|WHY|CUANDO|WHEN|DO|DOES|IS IT|IS THERE|ANY"
    r"|HAY|ES|ESTA|NECESITAN|NECESITAS|NECESITA|HOW)\b"
)
# --- help that is no cry
_MUNDANE = word_set(
    "PARKING PARK PARKED DIRECTIONS ADDRESS APP MAP MAPS CODE TRANSLATE TRANSLATION TRANSLATING "
    "TRANSLATOR INTERPRETER RIDE LAWYER LEGAL ATTORNEY BATTERY CHARGER CHARGE "
    "LANGUAGE SPANISH ENGLISH FIND FINDING LOCATE LOCATING LOCATION ADDRESS SETTINGS LOGIN PASSWORD "
    "SCHEDULE SHIFT SIGN UNDERSTAND ENTRANCE STREET CORNER LINK FORM QUESTION UPLOAD PHOTOS "
    "ESTACIONAR ESTACIONARME ESTACIONARNOS ESTACIONAMIENTO PARQUEAR PARQUEO DIRECCION DIRECCIONES "
    "APLICACION MAPA CODIGO TRADUCIR TRADUCCION TRADUCTOR ABOGADO ABOGADA INTERPRETE "
    "ENCONTRAR ENCONTRARLOS BUSCAR UBICAR UBICACION ENTENDER IDIOMA INGLES ESPANOL CARGADOR BATERIA "
    "TURNO ENTRADA CALLE ESQUINA PREGUNTA RAITE GROCERIES COMIDA FOOD RENT RENTA DINERO MONEY FORMS "
    "PAPERWORK "
    "TRAMITE FORMULARIO TOW GRUA LLANTA TIRE FLAT GAS GASOLINA DINERO"
)
_HELPS_OTHERS = re.compile(
    r"\b(?:I|WE|GOT|PIDE|PIDEN|PEDIA|CAN I|I CAN|WE CAN|WILL|ILL|TO|GLAD TO|HOW CAN I|LET ME|MAY I"
    r"|COULD I|FOR|YOUR|THEIR|FOR THE|SU|TU|POR|POR LA|POR TODA LA|POR SU|POR TU|DE|CON|LEGAL|GRAN|MUCHA"
    r"|HAPPY TO|LINE|SELF|DE GRAN|THANKS|PARA DAR|DAR|OFREZCO|OFRECER|BUENA|LINEA DE|EN LO QUE|LES|THE"
    r"|WOULD|MIGHT|DIDNT|A|ANY)$"
)
_HELP_WITH = re.compile(
    r"^(?:ME |US )?(?:WITH|CON)\b(?! (?:HIM|THEM|THIS|THESE|AGENTS?|ICE|ELLOS|LA MIGRA))|^(?:ME "
    r"|US )?\w+ING\b|^(?:THE|THAT|A|THIS|HER|YOURSELF|YOU)\b|^(?:A|PARA) (?:LA|EL|UNA|UN|LOS|LAS) "
    r"|^PARA \w+(?:AR|ER|IR)\b"
)
_HELP_OFFERED = word_set("LINE LINEA DESK OUT")

# --- 911 that is no cry
_CALLING = word_set(
    "CALL CALLED CALLING LLAME LLAMEN LLAMA LLAMEN LLAMAR LLAMO LLAMANDO AL MARQUEN MARCA MARQUE MARCAR "
    "DIAL TO NEED NECESITO NECESITAMOS"
)
_NUMBERED = word_set(
    "APT APARTMENT UNIT SUITE NUMBER NUMERO NUM NO RM ROOM CUARTO APTO DEPTO CASA BUS RUTA ROUTE LINE "
    "LINEA PLATE PLACA PLACAS CALLE STREET AVENIDA EXIT SALIDA AT EN FROM DESDE NEAR CERCA PORSCHE BLDG "
    "EDIFICIO FLIGHT REF"
)
_STREET = word_set(
    "ST STREET AVE AVENUE BLVD RD ROAD DR DRIVE WAY PL PLACE LN LANE CT HWY PKWY CALLE AVENIDA N S E W "
    "NORTH SOUTH EAST WEST"
)
_ASKING_FIRST = word_set("HAY ES ESTA IS ARE THERE EXISTE CORRO CORREMOS HABRA AHI")
_CALLED_911 = word_set("DISPATCH DISPATCHER CENTER BUILDING OPERATOR OPERATORS MEMORIAL OFFICE STATION SIGN")
_NINE_ONE_ONE = re.compile(r"(?<![\d-])9([-. ]?)1\1(?=1)1(?![\d-])|\bNUEVE ONCE\b|\bNINE ONE ONE\b|\bNUEVE UNO UNO\b")
_NOT_OURS: Final = re.compile(
    r"\b(?:FAMILY|FAMILIAR|MEDICAL|CONTACT|ROOM|VEHICLES?|EXIT|BRAKE|SERVICES|CONTACTO|SALIDA DE|MEDICA"
    r"|LIGHTS|LUCES|CREWS?)\b"
)


def calls_for_help(heard: PlainText, *, on_a_mission: bool) -> bool:
    """Whether a word of danger is said and meant. HELP and EMERGENCY are such words on a mission only."""
    stems = tuple(_stem(word) for word in heard.words)
    shouted = cried_out(heard.words)
    if (
        not ALWAYS.isdisjoint(stems) or not ALWAYS.isdisjoint(shouted) or " S O S " in f" {' '.join(shouted)} "
    ) and not _is_no_cry(stems, heard, ALWAYS):
        return True
    if not heard.copied and _calls_nine_one_one(heard, " ".join(heard.words)):
        return True
    if not DANGER.isdisjoint(stems) and _means_it(stems, heard, DANGER):
        return True
    if not on_a_mission:
        return False
    if heard.unsigned and len(heard.unsigned) <= 2 and not _SWAPPED_SOS.isdisjoint(heard.unsigned):
        return True
    return any(not listed.isdisjoint(stems) and _means_it(stems, heard, listed) for listed in (HELP, ON_A_MISSION))


_BEHIND_HELP_ME: Final = word_set(
    "PLEASE PLS PLZ NOW THEY THEYRE HE SHE HES SHES IM I WE WERE ICE AGENTS AGENT COPS SOMEONE SOMEBODY THERE THERES"
    " GOD"
    " QUICK ASAP RIGHT URGENT EMERGENCY AYUDA SOS HELP AT IN OMG RN GUYS ANYONE OUT TWO THREE LA MY"
)
"""Any other word says what they need a hand with: "help me set the volume"."""


def asks_for_help(heard: PlainText) -> bool:
    """Off a mission HELP alone asks who we are; "help me", "help us" do not."""
    stems = tuple(_stem(word) for word in heard.unsigned or heard.words)
    begs = any(
        word == "HELP"
        and after in {"ME", "US"}
        and (at + 2 == len(stems) or stems[at + 2] in _BEHIND_HELP_ME | COURTESIES)
        for at, (word, after) in enumerate(pairwise(stems))
    )
    return begs and not heard.copied and _means_it(stems, heard, HELP)


@lru_cache(maxsize=8192)
def _stem(word: str) -> str:
    """A word of danger as it is meant: letters doubled, two of them swapped, one inside left out, or an ending more."""
    if word in _ALL or len(word) < 3 or not word.isalnum():
        return word
    squeezed = re.sub(r"(.)\1+", r"\1", word)
    for cry in _ALL:
        if squeezed == re.sub(r"(.)\1+", r"\1", cry) and (squeezed != "SOCORO" or word.startswith("SOCORR")):
            return cry
        if word[0] != cry[0] and word[:2] != cry[1::-1]:
            continue
        if len(cry) >= 4 and len(squeezed) == len(cry) and one_slip(squeezed, cry, swap_only=True):
            return cry
        if len(cry) >= 6 and len(word) == len(cry) - 1 and word[-1] == cry[-1] and one_slip(word, cry):
            return cry
    return _SLIPS.get(word, word)


_SWAPPED_SOS: Final = word_set("SSO OSS AOS SPS SOA SOSO S0S SO5")
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
        ("AYUDENME", "AYUDEMEN AYUDENMEN AYUDEMNE ALLUDENME AYUDEN AYUDENNOS"),
        ("PELIGRO", "PELIGROO PELIRGO PELIGR PELIGO"),
        ("EMERGENCY", "EMERGANCY EMERGENCYY EMERGENC EMERGECY EMERGENY"),
    )
    for slip in slips.split()
}


_VOSEO_BEFORE: Final = word_set("VOS QUIEN")
_PRAISED: Final = word_set("MUY LO BUENO BUENA GENIAL TAN DIVINA DIVINO GRANDE")
"""¡Sos muy amable!"""
_VOSEO_AFTER: Final = word_set("VOS EL LA UN UNA MUY DE TU MI LO BIEN LOS QUIEN")


_SPOKEN_OF = re.compile(
    r"\b(?:NO|NOT|ISNT|WASNT|DIDNT|NADA DE)(?: (?:ES|FUE|ERA|IS|WAS|NEED|MEAN|TO|SEND|AN?|UN|THE|EL|HACE|FALTA|NECESITO"
    r"|REAL|SENT|MANDE|QUISE|MANDAR))+ SOS\b|\bNO SOS (?:NEEDED|NECESARIO|YET|REQUIRED|TODAVIA|POR AHORA|FOR NOW"
    r"|RIGHT NOW)\b"
)
"""Denied, with a verb or a word behind it: a bare NO before SOS is a scream."""
_ASKED_ABOUT = re.compile(
    r"\b(?:TEXT|SEND|PRESS|SAY|TYPE|USE|WRITE|PUT|MAND[OAE]|MANDAR|MANDAMOS|PONGO|PONER|ESCRIB\w+|USAR|USO|SENT|IS"
    r"|ES|MEANS?"
    r"|SIGNIFICA|CALLED|RAISED|ABOUT)(?: (?:THE|AN?|EL|UN|LA|THAT|THIS|ESE))? SOS\b"
    r"|\bSOS (?:IS|ES|WAS|FUE|FOR|MEANS?|SIGNIFICA|CON|SE|THING|BUTTON|TEXT|WORD)\b"
)
_INTERROGATIVE = re.compile(
    r"^(?:\w+ ){0,2}?(?:DO|DOES|SHOULD|CAN|COULD|WHEN|WHO|WHAT|WHATS|HOW|IS|QUE|Q|QUIEN|CUANDO|COMO|DEBO|PUEDO|IF|SI)\b"
)
_OTHERS_CRY = re.compile(
    r"\b(?:GRIT(?:ANDO|ABA|O|ARON|AN|AVA)|YELL(?:ING|ED|S)|SCREAM(?:ING|ED|S)|SHOUT(?:ING|ED|S)|PIDIENDO|PEDIA)"
    r"(?: (?:QUE|POR|UN|DE|FOR))* (?:AUXILIO|SOCORRO|HELP|AYUDA)\b"
)
_I_CRY = re.compile(r"\b(?:IM|I AM|WERE|WE ARE|ESTOY|ESTAMOS|ME|NOS|US|I|WE)\b")


def _is_no_cry(stems: tuple[str, ...], heard: PlainText, listed: frozenset[str]) -> bool:
    """Help with parking; or "¿quién sos?", which is "who are you" in half of Central America."""
    cries = [index for index, word in enumerate(stems) if word in listed]
    if (others := _OTHERS_CRY.search(" ".join(stems))) and not _I_CRY.search(others.string):
        return len(cries) <= 1
    if all(stems[index].startswith("AYUD") for index in cries):
        return not _MUNDANE.isdisjoint(stems) and bool(cries)
    if stems.count("SOS") == 1 == len(cries):
        [at] = cries
        before, after = stems[at - 1] if at else "", stems[at + 1] if at + 1 < len(stems) else ""
        spoken = " ".join(stems)
        asks = heard.asks or _INTERROGATIVE.match(" ".join(stems[:at])) is not None
        if _SPOKEN_OF.search(spoken) or (asks and _ASKED_ABOUT.search(spoken)) or after in _PRAISED:
            return True
        return before in _VOSEO_BEFORE or (after in _VOSEO_AFTER and heard.asks)
    return False


def _clauses(heard: PlainText, stems: tuple[str, ...]) -> list[tuple[str, ...]]:
    cut: list[tuple[str, ...]] = []
    at = 0
    for clause in heard.clauses:
        cut.append(stems[at : at + len(clause)])
        at += len(clause)
    return cut


def _means_it(stems: tuple[str, ...], heard: PlainText, listed: frozenset[str]) -> bool:
    """A word of danger that is neither denied nor asked about, nor help with something harmless."""
    for clause in _clauses(heard, stems):
        for at, word in enumerate(clause):
            if word in listed and not _unmeant(clause, at, word, heard):
                return True
    return False


def _unmeant(clause: tuple[str, ...], at: int, word: str, heard: PlainText) -> bool:
    before, after = " ".join(clause[:at]), clause[at + 1 :]
    if _NEGATED.search(before) or SUPPOSED.search(before):
        return True
    if word in DANGER | ON_A_MISSION and re.search(r"\b(?:IF|SI)\b", before):
        return True
    if word in ON_A_MISSION and _NOT_OURS.search(" ".join(clause)):
        return True
    if word in HELP:
        if _OTHERS_CRY.search(f"{before} {word}") and not _I_CRY.search(before):
            return True
        if not _MUNDANE.isdisjoint(clause) or _HELPS_OTHERS.search(before) or _HELP_WITH.search(" ".join(after[:3])):
            return True
        if after and (after[0] in _HELP_OFFERED or (after[0] in {"NEEDED", "REQUIRED"} and clause[0] in {"NO", "NOT"})):
            return True
        if " ".join(after[:2]) in {"IS COMING", "IS HERE", "IS ON", "YOU WITH", "YOU GUYS", "YOU FIND"} or after[
            :1
        ] == ("YOU",):
            return True
    if word in DANGER and (after[:2] == ("DE", "QUE") or (heard.asks and clause[0] in _ASKING_FIRST)):
        return True
    if heard.asks:
        mine = not {"ME", "US", "NOS", "MI", "I", "WE", "MY"}.isdisjoint(clause)
        if len(clause) == 1:
            return word in DANGER | ON_A_MISSION
        return (bool(_ASKED.search(before)) and not mine) or (
            bool(before) and not mine and word in DANGER | ON_A_MISSION
        )
    return False


def _calls_nine_one_one(heard: PlainText, spoken: str) -> bool:
    typed = " ".join(heard.typed)
    if "9" not in typed and "NINE" not in spoken and "NUEVE" not in spoken and "911" not in spoken:
        return False
    found = _NINE_ONE_ONE.search(typed) or (_NINE_ONE_ONE.search(spoken) if " 9 1 1 " not in f" {spoken} " else None)
    if found is None:
        return False
    words = heard.words
    if "911" in words:
        at = words.index("911")
        before, after = words[at - 1] if at else "", words[at + 1 : at + 5]
        if _NEGATED.search(" ".join(words[:at])):
            return False
        if before in _CALLING and before != "AL":
            return True
        if not _CALLED_911.isdisjoint(after[:2]):
            return False
        beside = [piece for piece in heard.typed if "911" in piece]
        if any(
            sum(c.isdigit() for c in piece) > 3 or re.search(r"[A-Za-z#]-?911|911-?[A-Za-z]", piece) for piece in beside
        ):
            return False
        if before.isdecimal() or (after and after[0].isdecimal() and len(after[0]) > 2):
            return False
        if not _STREET.isdisjoint(after[:3]) or (
            before in _NUMBERED and bool(after or before not in {"AT", "EN", "NO"})
        ):
            return False
    return True
