"""The three characters by which an incident is named in texts and on the phone (rule R34). Pure.

A counter per network walks through all codes in an order that looks random, so that two incidents of one morning do
not differ by a single character, and no code is tried twice. Letters that are vowels or look like digits are not used.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Final

from schemas.reply_text.consent_words import COURTESIES, OPT_IN_WORDS, OPT_OUT_WORDS, WHOLE_MESSAGE_OPT_OUT
from schemas.reply_text.distress.danger_as_typed import DISTRESS, DISTRESS_ON_A_MISSION
from schemas.reply_text.words import (
    CALL_SIGNS,
    FILLER_PHRASES,
    FILLERS,
    HINTS,
    REASONS,
    UNREAL,
    UNSURE_OF_NO,
    VERBS,
)
from services.dispatch.grammar.finding_words import AGENCIES_SEEN, DENIAL, DOUBT
from services.dispatch.grammar.number_words import (
    AFTER_MINUTES,
    BETWEEN_COUNTS,
    BETWEEN_RANGE,
    LEADING_TO_A_NUMBER,
    NUMBER_WORDS,
    SPANS,
    UNITS,
)

ALPHABET: Final = "23456789CDFGHJKMNPQRTVWXY"
FEWEST_PLACES: Final = 3
MOST_PLACES: Final = 5
REST: Final = timedelta(days=7)
"""A code is not given again within this."""
ROUNDS: Final = 4

WORDS: Final = frozenset(
    chain(
        *VERBS,
        *FILLER_PHRASES,
        *SPANS,
        *LEADING_TO_A_NUMBER,
        *(phrase for phrase, _ in HINTS),
        *REASONS,
        *AFTER_MINUTES,
        *(FILLERS, UNSURE_OF_NO, UNREAL, DISTRESS, DISTRESS_ON_A_MISSION, NUMBER_WORDS, UNITS, BETWEEN_COUNTS),
        *(BETWEEN_RANGE, CALL_SIGNS, DOUBT, DENIAL),
        *(AGENCIES_SEEN, COURTESIES, OPT_IN_WORDS, OPT_OUT_WORDS, WHOLE_MESSAGE_OPT_OUT),
    )
)
"""What a reply may hold beside a code: none of them is a code, or "Y THX" would name an incident."""
UNKIND: Final = ("KKK", "FCK", "FVCK", "NGR", "NGGR", "CNT", "DCK", "TWT", "WTF", "XXX")
"""Nobody is to be sent to one of these; XXX is also what a preview says in the place of a code."""
_NUMBER: Final = re.compile(r"[CFGNXY]?[0-9]+(M|H|HR)?")
"""A number, or a command or a unit grown together with one: Y12, 20M."""


@dataclass(frozen=True, slots=True)
class CodeCounter:
    """How far a network has come in its codes of `places` characters."""

    places: int
    position: int
    half_started_at: datetime


def next_codes(
    network_id: str, counter: CodeCounter, count: int, *, now: datetime, in_use: frozenset[str] = frozenset()
) -> tuple[list[str], CodeCounter]:
    """The next codes and the counter after them. `CodeStore.take` keeps the counter.

    The codes are used half by half. A half whose end comes less than seven days after its start would bring the other
    half's codes back too soon, so the codes grow by a place instead.
    """
    codes: list[str] = []
    while len(codes) < count:
        code = _code_at(network_id, counter.places, counter.position)
        counter = _after(counter, now)
        if is_code(code) and code not in in_use:
            codes.append(code)
    return codes, counter


def first_counter(now: datetime) -> CodeCounter:
    """Of a network that has had no incident yet."""
    return CodeCounter(FEWEST_PLACES, 0, now)


def is_code(code: str) -> bool:
    """Whether it may be given: no word, number or command of a reply, and nothing that hurts to read."""
    return code not in WORDS and not _NUMBER.fullmatch(code) and not any(unkind in code for unkind in UNKIND)


def looks_like_code(word: str) -> bool:
    """Whether somebody who types this may mean a code, given or not."""
    return FEWEST_PLACES <= len(word) <= MOST_PLACES and set(word).issubset(ALPHABET) and is_code(word)


def _after(counter: CodeCounter, now: datetime) -> CodeCounter:
    size = len(ALPHABET) ** counter.places
    position = counter.position + 1
    if position not in (size // 2, size):
        return CodeCounter(counter.places, position, counter.half_started_at)
    if now - counter.half_started_at < REST and counter.places < MOST_PLACES:
        return CodeCounter(counter.places + 1, 0, now)
    return CodeCounter(counter.places, position % size, now)


def _code_at(network_id: str, places: int, position: int) -> str:
    number = _permuted(network_id, places, position)
    letters = []
    for _ in range(places):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "".join(letters)


def _permuted(network_id: str, places: int, position: int) -> int:
    """A bijection on 0..25^places-1: a Feistel network on the next even number of bits, walked until inside."""
    size = len(ALPHABET) ** places
    half_bits = (size.bit_length() + 1) // 2
    mask = (1 << half_bits) - 1
    while True:
        left, right = position >> half_bits, position & mask
        for turn in range(ROUNDS):
            seed = f"{network_id}/{places}/{turn}/{right}".encode()
            left, right = right, left ^ (int.from_bytes(hashlib.sha256(seed).digest()[:4], "big") & mask)
        position = left << half_bits | right
        if position < size:
            return position
