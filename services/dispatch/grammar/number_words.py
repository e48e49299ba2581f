"""Numbers as people write them, what leads to them, and what they count. Pure data."""

from enum import StrEnum

from schemas.reply_text.plain_text import word_set
from services.dispatch.grammar.verbs import phrases


class NumberUnit(StrEnum):
    """What a number counts."""

    MINUTES = "minutes"
    HOURS = "hours"
    PEOPLE = "people"
    VEHICLES = "vehicles"


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
        ("HALF HOUR|HALF AN HOUR|A HALF HOUR|MEDIA HORA|UNA MEDIA HORA|MEDIA HORITA|1 2 HOUR|HALF AN HR|HALF HR", 30),
        ("AN HOUR|A HOUR", 60),
        ("HOUR AND A HALF|AN HOUR AND A HALF|HORA Y MEDIA|UNA HORA Y MEDIA", 90),
        ("UN CUARTO DE HORA|CUARTO DE HORA|QUARTER OF AN HOUR|A QUARTER OF AN HOUR", 15),
        ("TRES CUARTOS DE HORA|45 MINUTITOS", 45),
        ("UNA HORITA|1 HORITA", 60),
    )
    for phrase in phrases(listed)
}
LEADING_TO_A_NUMBER = frozenset(
    phrases(
        "[BUT|PERO] [LIKE|LIKE IN|LIKE EN|COMO EN|COMO|IN|EN|ABOUT|LIKE|COMO EN|GIVE ME|ILL TAKE|ILL NEED|I NEED|ME"
        " TARDO|LLEGO EN|ITLL BE"
        "|IT WILL BE|IT WILL TAKE|TAKES ME|]|[LESS THAN|NO MORE THAN|UP TO|AT LEAST|GIVE OR TAKE|EN MENOS DE"
        "|MAXIMO|COMO MAXIMO|MENOS DE|WITHIN ABOUT|IT WILL TAKE ME|TAKES ME|ME TOMA COMO|WITH TRAFFIC|YO EN"
        "|VIVO A|I LIVE|ESTARIA EN|LLEGARIA EN|LLEGARIA COMO EN|WE ARE ABOUT]|[PROB|PROBABLY|MAYBE|LIKE"
        "|I THINK|APPROXIMATELY|APROXIMADAMENTE|ABT|IN ABT|ROUGHLY|CREO QUE|CREO QUE EN|YO CREO QUE EN"
        "|DIGAMOS|SAY|LIKE IN|IN LIKE|A BUEN PASO|SI ME DAS|SI ME DAN|IN APPROXIMATELY|EN APROXIMADAMENTE]|IN"
        "|ABOUT|AROUND|BETWEEN|ENTRE|IN BETWEEN|IN ABOUT|IN AROUND|FOR|EN|EN UNOS|EN UNAS|UNOS|UNAS|COMO"
        "|COMO EN|EN COMO|COMO A|COMO UNOS|COMO EN UNOS|POR|DENTRO DE|APROX"
        "|EN APROX|ETA|ETA IS|MY ETA IS|ETA DE|ETA ABOUT|MI ETA ES|[ESTOY|ESTAMOS|ANDO|QUEDO|ESTOY COMO"
        "|ESTAMOS COMO] A|ME TARDO|TARDO|ME TARDO COMO|TARDO COMO|ME TOMA"
        "|HAGO|ME HAGO|HAGO COMO|NOS TARDAMOS|[IM|WERE|I AM|WE ARE] ABOUT|GIVE ME|GIVE ME ABOUT|DAME|DENME"
        "|DEME|WITHIN|NEED|I NEED|ABOUT A|ITLL TAKE ME|TAKE ME"
    )
)
"""Explained only before a number: "in 10", never "En camino"."""
LONGEST_LEAD_WORDS = max(map(len, LEADING_TO_A_NUMBER))
AFTER_MINUTES = frozenset(
    phrases(
        "W TRAFFIC|WITH TRAFFIC|CON TRAFICO|DEPENDING ON TRAFFIC|AWAY|OUT|TOPS|MAX|MAXIMO|MAS|MAS O MENOS"
        "|APROX|OR SO|AT MOST|AT THE MOST|DRIVE|MINUTE DRIVE|DE AHI|DE ALLI|DE DISTANCIA|OR LESS|O MENOS|MORE"
        "|FROM NOW|FROM THERE|FROM HERE|A LO MUCHO|APROXIMADAMENTE|ISH|ETA|LATE"
    )
) - {("LATE",)}
"""Explained only behind minutes: "10 min out", never "Out 5"."""
BETWEEN_RANGE = word_set("TO A O OR Y AND")
"""Between two numbers that grow they make a range: "10 or 15", "entre 10 y 15"."""
UNITS = {
    word: unit
    for unit, words in (
        (NumberUnit.MINUTES, "MIN MINS M MINUTE MINUTES MINUTO MINUTOS MINUTITOS MINTUES MINUTS MINUTOS MINTOS"),
        (NumberUnit.HOURS, "H HR HRS HOUR HOURS HORA HORAS"),
        (NumberUnit.PEOPLE, "PEOPLE PERSON PERSONS AGENT AGENTS OFFICER OFFICERS"),
        (NumberUnit.PEOPLE, "PERSONA PERSONAS AGENTE AGENTES OFICIAL OFICIALES GENTE HOMBRES MEN GUYS ELEMENTOS"),
        (NumberUnit.VEHICLES, "CAR CARS VEHICLE VEHICLES VAN VANS SUV SUVS TRUCK TRUCKS PICKUP PICKUPS"),
        (NumberUnit.VEHICLES, "CARRO CARROS COCHE COCHES AUTO AUTOS"),
        (NumberUnit.VEHICLES, "CAMIONETA CAMIONETAS VEHICULO VEHICULOS TROCA TROCAS UNIDADES"),
    )
    for word in words.split()
}
BETWEEN_COUNTS = word_set("AND Y WITH CON")
