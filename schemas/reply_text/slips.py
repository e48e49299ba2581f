"""Whether one word is another with one slip of the thumb, or written as it sounds. Pure."""

import re

_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"LL", "Y"), (r"V", "B"), (r"GU(?=[EI])", "G"), (r"G(?=[EI])", "J"), (r"H", ""), (r"C(?=[EI])|Z", "S"),
        (r"QU(?=[EI])|C", "K"), (r"N(?=P)", "M"), (r"E(?=[AO])", "I"),
        (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


def by_ear(word: str) -> str:
    """How a Spanish word sounds: DETUBIERON is DETUVIERON, YEVARON is LLEVARON."""
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


ABBREVIATED = {
    "R": "ARE", "W": "WITH", "WTH": "WITH", "ABT": "ABOUT", "BOUT": "ABOUT", "TMRW": "TOMORROW", "PPL": "PEOPLE",
    "CASITA": "CASA", "RATITO": "RATO", "CERQUITITA": "CERQUITA", "AHORITITA": "AHORITA",
    "ESTACIONADITO": "ESTACIONADO",
    "STOY": "ESTOY", "ESTOI": "ESTOY", "STAMOS": "ESTAMOS", "NOTHIN": "NOTHING",
}  # fmt: skip
"""Short words as thumbs leave them, and small ones as people like to say them."""


def one_slip(typed: str, meant: str, *, swap_only: bool = False) -> bool:
    """One letter wrong, left out, doubled or too many, or two neighbours swapped."""
    if len(typed) == len(meant):
        differ = [at for at, (a, b) in enumerate(zip(typed, meant, strict=True)) if a != b]
        if len(differ) == 1:
            return not swap_only
        return (
            len(differ) == 2
            and differ[1] == differ[0] + 1
            and typed[differ[0]] == meant[differ[1]]
            and typed[differ[1]] == meant[differ[0]]
        )
    if swap_only or abs(len(typed) - len(meant)) != 1:
        return False
    shorter, longer = sorted((typed, meant), key=len)
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))


_ROWS = ("QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM")


def beside_it(typed: str, meant: str) -> bool:
    """One letter is the key beside the right one: AYUDQ, PELIFRO."""
    differ = [(a, b) for a, b in zip(typed, meant, strict=True) if a != b]
    return len(differ) == 1 and _are_beside(*differ[0])


def _are_beside(one: str, other: str) -> bool:
    places = [(row, keys.index(key)) for key in (one, other) for row, keys in enumerate(_ROWS) if key in keys]
    if len(places) < 2:
        return False
    (row, at), (other_row, other_at) = places
    if row == other_row:
        return abs(at - other_at) == 1
    upper, lower = (at, other_at) if row < other_row else (other_at, at)
    return abs(row - other_row) == 1 and upper - lower in (0, 1)
