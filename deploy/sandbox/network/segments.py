"""Count the segments a carrier would bill, with a counter of our own so that it can contradict notify's."""

from enum import StrEnum

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENDED = frozenset("\f^{}\\[~]|€")  # each costs two: an escape and the character
GSM_SINGLE, GSM_PART = 160, 153
UCS2_SINGLE, UCS2_PART = 70, 67


class TextEncoding(StrEnum):
    GSM_7 = "GSM-7"
    UCS_2 = "UCS-2"


def count_segments(body: str) -> tuple[int, TextEncoding]:
    characters = frozenset(body)
    if characters <= GSM_BASIC:
        return _parts_of_equal(len(body), GSM_SINGLE, GSM_PART), TextEncoding.GSM_7
    if characters <= GSM_BASIC | GSM_EXTENDED:
        costs = [2 if character in GSM_EXTENDED else 1 for character in body]
        return _parts(costs, GSM_SINGLE, GSM_PART), TextEncoding.GSM_7
    costs = [2 if ord(character) > 0xFFFF else 1 for character in body]
    return _parts(costs, UCS2_SINGLE, UCS2_PART), TextEncoding.UCS_2


def _parts_of_equal(length: int, single: int, part: int) -> int:
    return 1 if length <= single else -(-length // part)


def _parts(costs: list[int], single: int, part: int) -> int:
    """What costs two may not straddle two segments: it moves whole into the next."""
    if sum(costs) <= single:
        return 1
    segments, used = 1, 0
    for cost in costs:
        if used + cost > part:
            segments, used = segments + 1, 0
        used += cost
    return segments
