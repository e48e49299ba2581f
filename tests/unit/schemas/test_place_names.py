"""A crossing in as few signs as there is room for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.place_names import crossing_in
from schemas.text_units import units_in_text


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("Soto St & E 1st St", "Soto St & E 1st St"),
        ("  Soto St &  E 1st St ", "Soto St & E 1st St"),
        ("South Alvarado Street & West 7th Street", "Alvarado & 7th"),
        ("Martin Luther King Jr Blvd & S Figueroa St", "Martin Luther & Figueroa"),
        ("S Figueroa St and Martin Luther King Jr Blvd", "Figueroa & Martin Luther"),
        ("Avenida Cesar Chavez y Calle Mathews Norte", "Cesar Chavez & Mathews"),
        ("Vermont/8th [Metro B] NW", "Vermont & 8th"),
        ("Huntington Park Transit Center", "Huntington Park Transit"),
        ("Santa Monica Boulevard / Crenshaw Boulevard", "Santa Monica & Crenshaw"),
        ("North Broadway at South Broadway Avenue", "Broadway & Broadway"),
    ],
)
def test_a_long_crossing_says_less_of_each_street_and_both_of_them(place: str, said: str) -> None:
    assert crossing_in(place, 24) == said


@given(st.text(max_size=120), st.integers(8, 60))
def test_it_never_takes_more_than_there_is(place: str, longest: int) -> None:
    assert units_in_text(crossing_in(place, longest)) <= longest
