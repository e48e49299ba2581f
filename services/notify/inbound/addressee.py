"""Whose text it is when two people of two networks have one number. Pure.

People answer what they read last, but a code says more than the clock, and the number that they texted most of all.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from services.notify.model.contacts import ConsentState, KnownContact, LastTexted

TEXTED_LATELY: Final = timedelta(hours=24)
"""Longer than any offer or mission waits for an answer."""


def addressee(
    people: Sequence[KnownContact], texted: Sequence[LastTexted], *, words: frozenset[str], network_id: str | None
) -> KnownContact:
    """The person of the network whose number was texted; else the one who alone was texted about a code that the text
    names; else whoever was texted last; else who opted in, and of these the first.

    Args:
        people: one at least.
    """
    by_person = {each.person_id: each for each in people}
    of_network = [each for each in people if each.network_id == network_id]
    if len(of_network) == 1:
        return of_network[0]
    named = [each for each in texted if not words.isdisjoint(each.codes)]
    if len(named) == 1:
        return by_person[named[0].person_id]
    if texted:
        return by_person[max(texted, key=lambda each: (each.at, each.person_id)).person_id]
    return min(people, key=lambda each: (each.consent is not ConsentState.OPTED_IN, each.person_id))
