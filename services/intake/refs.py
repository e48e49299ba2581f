"""The spoken number of a report: a permuted counter, so that neighbours look unlike and none comes twice. Pure."""

import zlib
from datetime import date
from typing import Final

HALVES: Final = {6: (1_000, 1_000), 7: (1_000, 10_000), 8: (10_000, 10_000)}
"""The lengths a ref may have, and how many numbers each half of its digits can show."""
DAYS: Final = 8
"""The numbers of each length are dealt to eight days in turn, so that none comes again within seven days."""
_MASK: Final = 0xFFFFFFFF


class RefsExhausted(Exception):
    """A network had about seven million reports in one day."""


def ref_of(network_id: str, day: date, number: int) -> str:
    """The ref of the day's report `number`, counted from 0 per network.

    A day uses half of its share of the six-digit refs, then goes on with seven digits, then with eight.
    """
    slot = day.toordinal() % DAYS
    for places, (left_size, right_size) in HALVES.items():
        share = left_size * right_size // DAYS
        if number < share // 2:
            return f"{permuted(slot * share + number, places, zlib.crc32(network_id.encode())):0{places}d}"
        number -= share // 2
    raise RefsExhausted(network_id)


def permuted(index: int, places: int, key: int) -> int:
    """One to one on the numbers of so many places: a Feistel network over the two halves of the digits."""
    left_size, right_size = HALVES[places]
    left, right = divmod(index, right_size)
    for turn in (key, key + 1):
        left = (left + _mixed(right, turn)) % left_size
        right = (right + _mixed(left, ~turn)) % right_size
    return left * right_size + right


def _mixed(value: int, key: int) -> int:
    value = ((value + 1) * 0x9E3779B1 ^ key * 0x85EBCA6B) & _MASK
    value = ((value ^ value >> 16) * 0x2C1B3C6D) & _MASK
    return value ^ value >> 15
