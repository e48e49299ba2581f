"""Whom the bench and the trials make up: everybody of a city can be enrolled, and texted."""

from pydantic import TypeAdapter

from schemas.phone_numbers import may_be_texted
from schemas.values import NewCallsign
from tests.faults.city import made_up_callsign, made_up_phone
from tests.load.documents import CALLERS

CITY = 50_000
"""On call in the bench."""


def test_everybody_of_a_city_has_a_call_sign_and_a_number_of_their_own_that_texts_may_go_to():
    callsign: TypeAdapter[str] = TypeAdapter(NewCallsign)
    callsigns = {callsign.validate_python(made_up_callsign(number)) for number in range(CITY)}
    phones = {made_up_phone(number) for number in range(CITY)}

    assert (len(callsigns), len(phones)) == (CITY, CITY)
    assert all(may_be_texted(phone, ("+1",)) for phone in phones)
    assert not any(phone.startswith("+1213") for phone in phones)


def test_callers_have_numbers_of_their_own_that_texts_may_go_to():
    callers = {made_up_phone(number) for number in CALLERS}

    assert len(callers) == 400
    assert all(may_be_texted(phone, ("+1",)) for phone in callers)
    assert callers.isdisjoint(made_up_phone(number) for number in range(CITY + 1))
