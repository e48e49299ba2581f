"""What an event says fits the stores and the calendar that it goes into, or it is no event."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from schemas.envelope import Undecodable, decode
from schemas.topics import EVENTS

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT")
TOO_EARLY_OR_LATE = ("0001-01-01T00:00:00Z", "1999-12-31T23:59:59Z", "2100-01-01T00:00:00Z", "9999-12-31T23:59:59Z")
TOO_MUCH = (2**31, -(2**31) - 1, 2**63)


def beyond_bounds(type: str) -> Iterator[tuple[str, bytes]]:
    """(field and value, event): each number, place and time of an example in turn replaced by what cannot be."""
    event = json.loads(Path("schemas/examples", type, "full.json").read_text())
    for name, value in event["data"].items():
        bad: tuple[Any, ...] = ()
        if isinstance(value, int) and not isinstance(value, bool):
            bad = TOO_MUCH
        elif isinstance(value, str) and MOMENT.match(value):
            bad = TOO_EARLY_OR_LATE
        elif name == "territory_box":
            bad = ([float("nan"), *value[1:]], [*value[:3], 1e300])
        for each in bad:
            yield f"{name}: {each}", json.dumps({**event, "data": {**event["data"], name: each}}).encode()
    for each in TOO_EARLY_OR_LATE:
        yield f"time: {each}", json.dumps({**event, "time": each}).encode()


@pytest.mark.parametrize("type", EVENTS)
def test_a_number_or_time_that_no_store_holds_is_no_event(type: str):
    taken = []
    for what, value in beyond_bounds(type):
        try:
            decode(EVENTS[type], value)
        except Undecodable:
            continue
        taken.append(what)

    assert taken == []
