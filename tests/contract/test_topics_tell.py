"""What a topic may say of people: no field that names, reaches or places somebody in clear, but those listed here, each
with its reason (rule R61). Whoever adds a field meets this list.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from schemas.publishing import golden, publish
from schemas.topics import EVENTS

TELLING = re.compile(
    r"(^|_)(name|callsigns?|phone|number|contact|email|mail|address|lat|lon|latitude|longitude|home|cell|box|territory"
    r"|zone|place|point|km|metres|miles|distance|near|reasons?|text|words|note|narrative|caller|person|volunteer"
    r"|person_id|volunteer_id|by|language|languages|params|age|ip|sid)($|_)"
)
"""Parts of a field's name that say whom, where, how to reach them or what they said."""

WHO_ACTED = "a call sign of the staff, who act under it; no id beside it"
ON_A_MISSION = "a call sign of who went, with no id beside it; whom else was asked no topic says"
AN_ID = "an opaque id, with no call sign beside it"
A_CODE = "a code of a closed list or an open word"

ALLOWED: dict[str, str] = {
    # of a report
    "cell": "resolution 7, about 5 km², of where something was seen",
    "languages": "tags that CLDR knows, of people who are many",
    "language": "one of those, of a caller of whom nothing else is in clear",
    "source_trust": "a code",
    "released_by": WHO_ACTED,
    "dismissed_by": WHO_ACTED,
    "spoken_by": WHO_ACTED,
    "people": "a count",
    # of an incident
    "zone": "a name from the network's file, of an area",
    "callsign": ON_A_MISSION,
    "callsigns": ON_A_MISSION,
    "submitted_by": ON_A_MISSION,
    "reviewed_by": WHO_ACTED,
    "chosen_by": WHO_ACTED,
    "by": WHO_ACTED,
    "seen_by": "a count",
    "reason": A_CODE,
    "not_asked": "counts by codes",
    "alarm_person_id": AN_ID,
    # of a network
    "name": "of the network, as its texts sign",
    "hotline_phone": "of the hotline, as posters have it",
    "territory": "of the network",
    "territory_box": "of the network",
    "time_zone": "of the network",
    "release_max_age_minutes": "a setting of the network",
    # of a message
    "person_id": AN_ID,
    "safe_to_text": "yes or no",
    "params": "codes, zones, times and call signs; what is more goes sealed (services/dispatch/sealing.py)",
    "new_language": "en or es",
    "territory_drawn": "the outline of a network, which everybody may know",
    "by_text": "yes or no",
    "by_mail": "yes or no",
    "text_reason": A_CODE,
    "mail_reason": A_CODE,
    # of the last release, filled no more
    "volunteer_id": "the id of the assignment or call again",
    "reasons": "in an empty list",
}
SEALED = re.compile(r"^sealed_")
BESIDE_A_CALL_SIGN = {
    "hotline.dispatch.incident.offer_answered.v1": "announced no more",
    "hotline.dispatch.incident.wave_opened.v1": "its lists of people are empty",
    "hotline.dispatch.incident.assignment_changed.v1": "volunteer_id is the assignment's id",
    "hotline.dispatch.incident.sos_raised.v1": "volunteer_id is the call's id",
    "hotline.dispatch.incident.sos_cleared.v1": "volunteer_id is the call's id",
    "hotline.notify.contact.reachability.v1": "its call sign is not filled",
}


def fields_of(event_type: str) -> Iterator[str]:
    """Of the event's own data and whatever is nested in it; the envelope is the same for all."""
    schema = publish.schema_of(EVENTS[event_type])
    for name, part in schema["$defs"].items():
        if not name.startswith("Envelope"):
            yield from part.get("properties", {})


def said_in(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield name, inner
            yield from said_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from said_in(inner)


@pytest.mark.parametrize("event_type", EVENTS)
def test_a_field_that_may_tell_of_people_has_a_reason_to_be_on_a_topic(event_type: str) -> None:
    telling = {name for name in fields_of(event_type) if TELLING.search(name) and not SEALED.match(name)}

    assert telling - ALLOWED.keys() == set()


def test_no_reason_is_left_of_a_field_that_is_gone() -> None:
    everywhere = {name for event_type in EVENTS for name in fields_of(event_type)}

    assert ALLOWED.keys() - everywhere == set()


@pytest.mark.parametrize("event_type", EVENTS)
def test_no_id_of_a_person_stands_beside_a_call_sign(event_type: str) -> None:
    fields = set(fields_of(event_type))

    beside = bool(fields & {"callsign", "callsigns"}) and bool(fields & {"person_id", "volunteer_id"})

    assert beside == (event_type in BESIDE_A_CALL_SIGN)


def test_an_example_names_nobody_by_their_id_where_it_has_a_call_sign() -> None:
    for event in golden.FULL:
        said = dict(said_in(event.model_dump(mode="json")))
        if said.get("callsign") and event.TYPE != "hotline.dispatch.incident.offer_answered.v1":
            assert str(golden.PERSON) not in {said.get("person_id"), said.get("volunteer_id")}, event.TYPE


@pytest.mark.parametrize("name", ["distance_km", "home_cell", "lat", "caller_phone", "asked_by_number", "full_name"])
def test_the_list_would_stop_a_new_one(name: str) -> None:
    assert TELLING.search(name)
    assert name not in ALLOWED
