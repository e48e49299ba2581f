"""A crossing in as few signs as a text has room for: less of each street, and never one of the two alone. Pure.

`Martin Luther King Jr Blvd & S Figueroa St` is `Martin Luther & Figueroa` in a text to a caller, which tells them more
than the zone.
"""

import re
from typing import Final

from schemas.text_units import cut, one_line, units_in_text

JOINED: Final = re.compile(r"\s*[&/]\s*|\s+(?:and|at|y|con|esquina)\s+", re.IGNORECASE)
BETWEEN: Final = " & "
BESIDES_THE_NAME: Final = frozenset(
    word
    for line in (
        "st street ave av avenue blvd boulevard rd road dr drive ln lane pl place ct court way hwy highway pkwy",
        "parkway ter terrace calle avenida bulevar camino paseo",
        "n s e w ne nw se sw north south east west norte sur este oeste",
    )
    for word in line.split()
)
"""What kind of street it is, and which end of it."""


def crossing_in(text: str, longest: int) -> str:
    """The place in at most `longest` GSM-7 units: whole, else without what streets are called besides their names, else
    each street cut at a word.
    """
    place = one_line(text)
    if units_in_text(place) <= longest:
        return place
    streets = [_name_of(street) for street in JOINED.split(place, maxsplit=1) if street]
    named = BETWEEN.join(streets)
    if units_in_text(named) <= longest or len(streets) < 2:
        return cut(named, longest)
    room = longest - len(BETWEEN)
    half = room // 2
    first, second = streets
    if units_in_text(first) <= half:
        second = cut(second, room - units_in_text(first))
    elif units_in_text(second) <= half:
        first = cut(first, room - units_in_text(second))
    else:
        first, second = cut(first, room - half), cut(second, half)
    return cut(BETWEEN.join((first, second)), longest)


def _name_of(street: str) -> str:
    """Where anything is left."""
    words = street.split()
    while len(words) > 1 and words[-1].rstrip(".,").lower() in BESIDES_THE_NAME:
        words.pop()
    while len(words) > 1 and words[0].rstrip(".,").lower() in BESIDES_THE_NAME:
        words.pop(0)
    return " ".join(words)
