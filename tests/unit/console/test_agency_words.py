"""What a reviewer is proposed where an observer said "other agency" in words of their own."""

import pytest

from schemas.agencies import Agency
from services.console.language.agency_words import agency_named


@pytest.mark.parametrize(
    ("words", "agency"),
    [
        ("LAPD car stop", "local_police"),
        ("era la policía nomás", "local_police"),
        ("just cops", "local_police"),
        ("2 sheriff SUVs", "sheriff"),
        ("una ambulancia", "ambulance"),
        ("paramedics and a fire truck", "ambulance"),
        ("bomberos", "fire_department"),
        ("metro police on the platform", "transit_police"),
        ("policia del metro", "transit_police"),
        ("inspectores de boletos", "fare_inspectors"),
        ("una grúa llevándose un carro", "tow_truck"),
        ("security guards at the store", "private_security"),
        ("CHP", "highway_patrol"),
        ("rodaje de una pelicula", "film_crew"),
        ("two white vans, no idea", None),
        ("", None),
    ],
)
def test_an_agency_is_known_by_the_words_people_use(words: str, agency: str | None) -> None:
    assert agency_named(words) == (None if agency is None else Agency(agency))
