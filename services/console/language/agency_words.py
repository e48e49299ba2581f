"""Which agency an observer's words name, to propose it to whoever reviews "other agency". Pure."""

import re
from typing import Final

from schemas.agencies import Agency
from schemas.reply_text.plain_text import plain

_NAMED: Final = {
    Agency.TRANSIT_POLICE: r"(?:METRO|TRANSIT) (?:POLICE|COPS?)|POLICIAS? DEL METRO",
    Agency.SHERIFF: r"SHERIFFS?|LASD|DEPUTY|DEPUTIES|ALGUACIL(?:ES)?",
    Agency.HIGHWAY_PATROL: r"CHP|HIGHWAY PATROL|PATRULLA DE CAMINOS",
    Agency.LOCAL_POLICE: r"LAPD|POLICE|COPS?|POLICIAS?|(?:CAR|TRAFFIC) STOP|PATRULLA(?! DE CAMINOS)",
    Agency.FIRE_DEPARTMENT: r"LAFD|FIRE(?: DEPT| DEPARTMENT|FIGHTERS?| TRUCK| ENGINE)?|FIRETRUCKS?|BOMBEROS?",
    Agency.AMBULANCE: r"AMBULANCES?|AMBULANCIAS?|PARAMEDICS?|PARAMEDICOS?|EMS",
    Agency.FARE_INSPECTORS: r"FARE (?:INSPECTORS?|CHECK\w*)|INSPECTOR(?:ES)? DE (?:PASAJES?|BOLETOS?|TARIFAS?)",
    Agency.UTILITY_CREW: r"EDISON|DWP|LADWP|SOCALGAS|GAS COMPANY|UTILIT(?:Y|IES)|COMPANIA DE(?: LA)? (?:LUZ|GAS|AGUA)",
    Agency.CONSTRUCTION: r"CONSTRUCTION|ROAD ?WORKS?|CONSTRUCCION|OBRAS?|ALBANILES",
    Agency.PARKING: r"PARKING (?:ENFORCEMENT|OFFICERS?|TICKETS?)|METER MAIDS?|PARQUIMETROS?",
    Agency.TOW_TRUCK: r"TOW(?:ING)?(?: TRUCKS?)?|GRUAS?",
    Agency.PRIVATE_SECURITY: r"SECURITY(?: GUARDS?)?|(?:GUARDIAS?|AGENTES?) DE SEGURIDAD|SEGURIDAD PRIVADA|VIGILANTES?",
    Agency.CODE_ENFORCEMENT: r"CODE ENFORCEMENT|(?:HEALTH|CITY|BUILDING) INSPECTORS?|INSPECTOR(?:ES)? DE(?: LA)? "
    r"(?:CIUDAD|SALUD)",
    Agency.FILM_CREW: r"FILM(?:ING)?(?: CREW| SHOOT)?|MOVIE(?: SET| SHOOT)?|RODAJE|FILMACION|PELICULA",
}
_WORDS: Final = {agency: re.compile(rf"\b(?:{pattern})\b") for agency, pattern in _NAMED.items()}


def agency_named(words: str) -> Agency | None:
    """The one that stands first; of two at one place the narrower, which the list has first."""
    said = " ".join(plain(words).words)
    found = [(match.start(), agency) for agency, pattern in _WORDS.items() if (match := pattern.search(said))]
    return min(found, key=lambda each: each[0])[1] if found else None
