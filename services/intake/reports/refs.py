"""The spoken number of a report: a permuted counter, so that neighbours look unlike and none comes twice. Pure."""

import zlib
from datetime import date
from typing import Final

STEPS: Final = {6: 618_033, 7: 6_180_339, 8: 61_803_399}
"""How far apart the refs of neighbours lie, by length: the golden section of the space, and prime to it."""
DAYS: Final = 8
"""The numbers of each length are dealt to eight days in turn, so that none comes again within seven days."""


class RefsExhausted(Exception):
    """A network had about seven million reports in one day."""


def ref_of(network_id: str, day: date, number: int) -> str:
    """The ref of the day's report `number`, counted from 0 per network.

    A day uses half of its share of the six-digit refs, then goes on with seven digits, then with eight.
    """
    slot = day.toordinal() % DAYS
    for places in STEPS:
        share = int(10**places) // DAYS
        if number < share // 2:
            return f"{permuted(slot * share + number, places, zlib.crc32(network_id.encode())):0{places}d}"
        number -= share // 2
    raise RefsExhausted(network_id)


def permuted(index: int, places: int, start: int) -> int:
    """One to one on the numbers of so many places, since the step and ten have no common factor."""
    return (index * STEPS[places] + start) % int(10**places)
