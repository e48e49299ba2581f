"""A phone as people and spreadsheets write it, as the one number that it is, or what is wrong with it. Pure.

No digit is lost unsaid: what is left over (an extension, a second number, a digit too few) is a reason to ask.
"""

import re
from typing import Final

import phonenumbers

from schemas.phone_numbers import one_number

EXTENSION: Final = re.compile(r"(?:x|ext\.?|extension|extensi[oó]n|int\.?|#)\s*[0-9]{1,6}\s*$", re.I)
ROUNDED: Final = re.compile(r"[+-]?[0-9](?:[.,][0-9]+)?E\+?[0-9]+", re.I)
PUNCTUATED: Final = re.compile(r"\+?[\d\s().\-‐‑‒–—/]*", re.ASCII)
TWO: Final = re.compile(r"[/;,|]|\s(?:o|or|y|and|&)\s", re.I)
NORTH_AMERICAN: Final = re.compile(r"\+1[2-9][0-9]{2}[2-9][0-9]{6}")
ABROAD: Final = "011"
"""What is dialled in the United States before a country's code."""
FEWEST_OF_TWO: Final = 14
"""Digits that are more than one number of ours, and may be two."""


class NoPhone(ValueError):
    """Not one phone number; the text is the key of a sentence that says why, and never repeats it."""


def e164(text: str) -> str:
    """Whether a number is assigned is the provider's business; notify decides whom it may text.

    Raises:
        NoPhone: not one whole phone number.
    """
    digits = "".join(sign for sign in text if sign.isascii() and sign.isdigit())
    if ROUNDED.fullmatch(text):
        raise NoPhone("csv_phone_rounded")
    if EXTENSION.search(text):
        raise NoPhone("csv_phone_extension")
    if len(digits) >= FEWEST_OF_TWO and (TWO.search(text) or text.count("+") > 1):
        raise NoPhone("csv_phone_two")
    if any(sign.isalpha() for sign in text):
        raise NoPhone("csv_phone_letters")
    if not PUNCTUATED.fullmatch(text) or not digits:
        raise NoPhone("csv_phone")
    return _whole(text, digits)


def _whole(text: str, digits: str) -> str:
    abroad = digits if text.startswith("+") else digits[len(ABROAD) :] if digits.startswith(ABROAD) else None
    typed = digits if abroad is None else one_number(f"+{abroad}")
    try:
        number = phonenumbers.parse(typed, "US")
    except phonenumbers.NumberParseException:
        raise NoPhone("csv_phone") from None
    read = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if typed not in (read, read[1:], read.removeprefix("+1")):
        raise NoPhone("csv_phone_digits")
    possible = phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
    if not possible or (number.country_code == 1 and not NORTH_AMERICAN.fullmatch(read)):
        raise NoPhone("csv_phone_digits")
    return read
