"""Whose text it is when two people of two networks have one number."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.notify.inbound.addressee import addressee
from services.notify.model.contacts import ConsentState, KnownContact, LastTexted

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
LA = KnownContact(UUID(int=1), "la", "es", ConsentState.OPTED_IN, b"p", b"o")
OC = KnownContact(UUID(int=2), "oc", "en", ConsentState.INVITED, b"p", b"o")


def texted(person: KnownContact, minutes_ago: int, *codes: str) -> LastTexted:
    return LastTexted(person.person_id, NOW - timedelta(minutes=minutes_ago), frozenset(codes))


@pytest.mark.parametrize(
    ("lately", "said", "network_id", "whose"),
    [
        ([texted(LA, 60, "K7Q"), texted(OC, 1, "M4T")], {"Y", "10"}, None, OC),
        ([texted(LA, 60, "K7Q"), texted(OC, 1, "M4T")], {"Y", "K7Q"}, None, LA),
        ([texted(LA, 60, "K7Q"), texted(OC, 1, "K7Q")], {"Y", "K7Q"}, None, OC),
        ([texted(LA, 60, "K7Q"), texted(OC, 1, "M4T")], {"Y", "M4T"}, "la", LA),
        ([texted(LA, 60)], {"SOS"}, None, LA),
        ([], {"START"}, None, LA),
        ([], {"START"}, "oc", OC),
        ([], {"START"}, "sd", LA),
    ],
)
def test_the_number_texted_then_the_code_then_the_last_text_say_whose_it_is(
    lately: list[LastTexted], said: set[str], network_id: str | None, whose: KnownContact
) -> None:
    for people in ([LA, OC], [OC, LA]):
        assert addressee(people, lately, words=frozenset(said), network_id=network_id) == whose
