"""The closed lists of the reply grammar: every word that a reply may consist of, in English and Spanish.

Nothing here is a word that carriers take for an opt-out. A word that is not in this file sends the text to a human
(rule R20), so add one only when it can mean one thing alone. Pure data.
"""

from enum import StrEnum

from schemas.reply_text.plain_text import THUMB_UP, word_set


class Verb(StrEnum):
    """What a word asks for; what that means is for the person's state to say."""

    YES = "yes"
    STANDBY = "standby"
    NO = "no"
    GO = "go"
    HERE = "here"
    CONFIRMED = "C"
    OTHER_AGENCY = "F"
    NOTHING_HERE = "G"
    CANNOT_TELL = "X"
    OK = "ok"
    NOT_OK = "not ok"
    WILLING = "willing"
    OUT = "out"
    TALK = "talk"
    ON = "on"
    OFF = "off"
    ENGLISH = "en"
    SPANISH = "es"
    ACK = "ack"


class NumberUnit(StrEnum):
    """What a number counts."""

    MINUTES = "minutes"
    HOURS = "hours"
    PEOPLE = "people"
    VEHICLES = "vehicles"


Phrase = tuple[str, ...]


def _phrases(listed: str) -> list[Phrase]:
    """Phrases by their words; `|` parts them."""
    return [tuple(phrase.split()) for phrase in listed.split("|")]


VERBS: dict[Phrase, Verb] = {
    phrase: verb
    for verb, listed in {
        Verb.YES: "Y|YES|SI",
        Verb.STANDBY: "L",
        Verb.NO: "N|NO",
        Verb.GO: "GO|VOY",
        Verb.HERE: "HERE|AQUI|LLEGUE",
        Verb.CONFIRMED: "C",
        Verb.OTHER_AGENCY: "F",
        Verb.NOTHING_HERE: "G",
        Verb.CANNOT_TELL: "X",
        Verb.OK: f"OK|OKAY|BIEN|TODO BIEN|ESTA BIEN|MUY BIEN|ALL OK|{THUMB_UP}",
        Verb.NOT_OK: "MAL|NOT OK|NOT OKAY",
        # Leans towards yes but is no answer: a single open offer is asked about again (V18).
        Verb.WILLING: "I CAN|WE CAN|SURE|YEAH|YEP|YUP|CLARO|CLARO QUE|PUEDO|PODEMOS|SEGURO|DALE|LISTO|LISTA|IR",
        Verb.OUT: "OUT|FUERA",
        Verb.TALK: "TALK|HABLAR",
        Verb.ON: "ON|ACTIVO|ACTIVA",
        Verb.OFF: "OFF|PAUSA",
        Verb.ENGLISH: "LANG EN|LANG ENGLISH|IDIOMA EN|IDIOMA INGLES",
        Verb.SPANISH: "LANG ES|LANG SPANISH|LANG ESPANOL|IDIOMA ES|IDIOMA ESPANOL",
        Verb.ACK: "ACK",
    }.items()
    for phrase in _phrases(listed)
}
LONGEST_PHRASE_WORDS = 4
FINDINGS = (Verb.CONFIRMED, Verb.OTHER_AGENCY, Verb.NOTHING_HERE, Verb.CANNOT_TELL)

FILLERS = word_set(
    "PLEASE PLS PLZ THANKS THX TY HI HELLO HEY NOW ALREADY IM SIR MAAM GRACIAS PORFAVOR PORFA HOLA YA AHORA AHORITA YO "
    "NOSOTROS ESTOY ESTAMOS SENOR SENORA BUENAS"
)
FILLER_PHRASES = frozenset(
    _phrases(
        "THANK YOU|THANK U|I AM|WE ARE|GOOD MORNING|GOOD EVENING|GOOD AFTERNOON|POR FAVOR|MUCHAS GRACIAS|MIL GRACIAS"
        "|BUEN DIA|BUENOS DIAS|BUENAS TARDES|BUENAS NOCHES|CON GUSTO|CON MUCHO GUSTO"
    )
)
"""A lone YOU explains nothing: "C you in 5" is no finding."""
REFUSING = frozenset(_phrases("CANT|CANNOT|CAN NOT|I CANT|I CANNOT|I CAN NOT"))
"""Explained beside N only: "No, I can't"."""
UNSURE_OF_NO = word_set("SURE YEAH YEP YUP SEGURO DALE LISTO LISTA CAN")
"""Beside N they turn it round or make it a doubt: "no, sure", "no seguro"."""

DISTRESS = word_set("SOS S0S PELIGRO AYUDAME AYUDENME AYUDENOS AUXILIO SOCORRO 911")
DISTRESS_ON_A_MISSION = word_set("HELP AYUDA DANGER EMERGENCY EMERGENCIA")

NUMBER_WORDS = {
    word: value
    for words, value in (
        ("ZERO CERO", 0),
        ("ONE UNO UN UNA", 1),
        ("TWO DOS", 2),
        ("THREE TRES", 3),
        ("FOUR CUATRO", 4),
        ("FIVE CINCO", 5),
        ("SIX SEIS", 6),
        ("SEVEN SIETE", 7),
        ("EIGHT OCHO", 8),
        ("NINE NUEVE", 9),
        ("TEN DIEZ", 10),
        ("ELEVEN ONCE", 11),
        ("TWELVE DOCE", 12),
        ("THIRTEEN TRECE", 13),
        ("FOURTEEN CATORCE", 14),
        ("FIFTEEN QUINCE", 15),
        ("SIXTEEN DIECISEIS", 16),
        ("SEVENTEEN DIECISIETE", 17),
        ("EIGHTEEN DIECIOCHO", 18),
        ("NINETEEN DIECINUEVE", 19),
        ("TWENTY VEINTE", 20),
        ("VEINTIUNO VEINTIUN", 21),
        ("VEINTIDOS", 22),
        ("VEINTITRES", 23),
        ("VEINTICUATRO", 24),
        ("VEINTICINCO", 25),
        ("VEINTISEIS", 26),
        ("VEINTISIETE", 27),
        ("VEINTIOCHO", 28),
        ("VEINTINUEVE", 29),
        ("THIRTY TREINTA", 30),
        ("FORTY CUARENTA", 40),
        ("FIFTY CINCUENTA", 50),
        ("SIXTY SESENTA", 60),
        ("SEVENTY SETENTA", 70),
        ("EIGHTY OCHENTA", 80),
        ("NINETY NOVENTA", 90),
        ("HUNDRED CIEN", 100),
    )
    for word in words.split()
}
SPANS = {
    phrase: minutes
    for listed, minutes in (
        ("HALF HOUR|HALF AN HOUR|A HALF HOUR|MEDIA HORA", 30),
        ("AN HOUR|A HOUR", 60),
        ("HOUR AND A HALF|AN HOUR AND A HALF|HORA Y MEDIA|UNA HORA Y MEDIA", 90),
        ("UN CUARTO DE HORA|CUARTO DE HORA", 15),
    )
    for phrase in _phrases(listed)
}
LEADING_TO_A_NUMBER = frozenset(
    _phrases("IN|ABOUT|AROUND|IN ABOUT|FOR|EN|EN UNOS|UNOS|COMO|COMO EN|EN COMO|POR|DENTRO DE|APROX|ETA")
)
"""Explained only before a number: "in 10", never "En camino"."""
UNITS = {
    word: unit
    for unit, words in (
        (NumberUnit.MINUTES, "MIN MINS M MINUTE MINUTES MINUTO MINUTOS"),
        (NumberUnit.HOURS, "H HR HRS HOUR HOURS HORA HORAS"),
        (NumberUnit.PEOPLE, "PEOPLE PERSON PERSONS AGENT AGENTS OFFICER OFFICERS"),
        (NumberUnit.PEOPLE, "PERSONA PERSONAS AGENTE AGENTES OFICIALES GENTE"),
        (NumberUnit.VEHICLES, "CAR CARS VEHICLE VEHICLES VAN VANS SUV SUVS TRUCK TRUCKS"),
        (NumberUnit.VEHICLES, "CARRO CARROS COCHE COCHES AUTO AUTOS"),
        (NumberUnit.VEHICLES, "CAMIONETA CAMIONETAS VEHICULO VEHICULOS TROCA TROCAS"),
    )
    for word in words.split()
}
BETWEEN_COUNTS = word_set("AND Y WITH CON")
AGENCIES_SEEN = word_set(
    "POLICE POLICIA POLICIAS COPS LAPD LASD CHP SHERIFF SHERIFFS FARE METRO TRANSIT INSPECTOR INSPECTORS INSPECTORES "
    "PARKING UTILITY SECURITY SEGURIDAD LOCAL CITY TREN TRAFICO TRAFFIC TOW GRUA FIRE BOMBEROS AMBULANCE AMBULANCIA "
    "PARAMEDICS ATF DEA FBI NATIONAL GUARDIA CONSTRUCTION OBREROS CABLE GAS WATER AGUA"
)
"""What may follow F at once: "F fare inspectors", never "F this"."""

HINTS = tuple(
    (phrase, verb)
    for verb, listed in (
        (Verb.GO, "ON MY WAY|ON OUR WAY|OMW|EN CAMINO|HEADING OVER|HEADED OVER|COMING|VAMOS"),
        (Verb.CONFIRMED, "ES LA MIGRA|ES MIGRA|ITS ICE|IT IS ICE|ICE IS HERE|AQUI ESTA LA MIGRA"),
        (Verb.NOTHING_HERE, "NOTHING HERE|NO HAY NADA|NO ONE HERE|NOBODY HERE|NO HAY NADIE"),
        (Verb.HERE, "OUT FRONT|IM AT|I AM AT|ARRIVED|LLEGAMOS|YA LLEGUE|WE ARE AT"),
        (Verb.OUT, "IM SAFE|I LEFT|WE LEFT|YA SALI|YA ME FUI|A SALVO"),
        (Verb.OK, "NO PROBLEM|NO HAY PROBLEMA|ALL GOOD|IM FINE|I AM FINE|WE ARE FINE|TODO TRANQUILO"),
        (Verb.NO, "I CANT|CANNOT|NOT AVAILABLE|NOT TODAY|NO DISPONIBLE|HOY NO|NO PODRE"),
    )
    for phrase in _phrases(listed)
)
"""What a human is shown as our best guess for words that are never a command."""
