"""The reports that are posted under load: where, and of whom."""

import itertools
import json
import random
from collections.abc import Iterator
from typing import Any

from tests.faults.city import NUMBERS, a_place, a_report, made_up_phone

REGION = SOUTH, NORTH, WEST, EAST = (33.2, 36.2, -120.4, -117.4)
"""Large enough for 20,000 places at least 2 km apart: no report joins the incident of another."""
OF_CALLERS = 0.02
CALLERS = range(NUMBERS - 400, NUMBERS)
"""The last there are, no volunteer's; each gets a few texts an hour at most, as shipped."""


def documents(seed: int, *, spacing_km: float = 0.0, **changes: Any) -> Iterator[bytes]:
    """Reports at random places, or on a grid whose points are at least `spacing_km` apart, in random order."""
    chance = random.Random(seed)
    if not spacing_km:
        while True:
            yield json.dumps(a_report(a_place(chance), **changes)).encode()
    step_lat, step_lon = spacing_km / 111.0, spacing_km / 92.0
    grid = [
        (SOUTH + 0.01 + row * step_lat, WEST + 0.01 + column * step_lon)
        for row in range(int((NORTH - SOUTH - 0.02) / step_lat))
        for column in range(int((EAST - WEST - 0.02) / step_lon))
    ]
    chance.shuffle(grid)
    for lat, lon in itertools.cycle(grid):  # a hundred meters off each time: nor does one join that of a round before
        north, east = chance.uniform(0, 0.001), chance.uniform(0, 0.001)
        place = {**a_place(chance), "lat": round(lat + north, 5), "lon": round(lon + east, 5)}
        yield json.dumps(a_report(place, **changes)).encode()


def reports(seed: int) -> Iterator[bytes]:
    """Reports of which some have a caller who may be texted."""
    callers = itertools.cycle(CALLERS)
    chance = random.Random(seed)
    for document in documents(seed, spacing_km=2):
        if chance.random() >= OF_CALLERS:
            yield document
            continue
        caller = {"phone": made_up_phone(next(callers)), "language": "es", "safe_to_text": True}
        yield json.dumps({**json.loads(document), "caller": caller}).encode()
