"""A phone number as it is kept and as it is said. Pure.

A mobile of Mexico has been written +52 1 and ten digits, and +52 and ten digits since 2019: both reach the same phone,
and providers hand over either. It is kept as the second.
"""

import re
from typing import Final

OLD_MEXICAN_MOBILE: Final = re.compile(r"\+521(?P<national>\d{10})", re.ASCII)
NEW_MEXICAN: Final = re.compile(r"\+52(?P<national>\d{10})", re.ASCII)
NORTH_AMERICA: Final = "+1"
ABROAD: Final = re.compile(
    r"\+1(242|246|264|268|284|345|441|473|649|658|664|721|758|767|784|809|829|849|868|869|876)", re.ASCII
)
"""Area codes of +1 that belong neither to the United States, their territories included, nor to Canada."""
DEAR: Final = re.compile(
    r"\+1(5(00|2[1-9]|3[2358]|4[2-79]|5[02346]|6[69]|7[78]|8[89])|6(00|22|33|44|55|77|88)|[79]00|\d{3}976)", re.ASCII
)
"""Numbers of +1 that are no place: premium, personal and carriers' own."""


def may_be_texted(e164: str, prefixes: tuple[str, ...]) -> bool:
    """Whether it begins with one of them.

    `+1` is the United States and Canada alone: who wants to text Jamaica names it (`+1876`). The rest of +1 are the
    numbers that strangers have texted at other people's cost.
    """
    named = tuple(prefix for prefix in prefixes if prefix != NORTH_AMERICA)
    if e164.startswith(named):
        return True
    return NORTH_AMERICA in prefixes and e164.startswith(NORTH_AMERICA) and not (ABROAD.match(e164) or DEAR.match(e164))


def one_number(e164: str) -> str:
    """The one form in which a number is kept, compared and indexed. Takes and gives E.164."""
    old = OLD_MEXICAN_MOBILE.fullmatch(e164)
    return f"+52{old['national']}" if old else e164


def forms_of(e164: str) -> tuple[str, ...]:
    """Every form in which the number may have been kept before there was one; the one of today first."""
    number = one_number(e164)
    mexican = NEW_MEXICAN.fullmatch(number)
    return (number, f"+521{mexican['national']}") if mexican else (number,)


def spoken(number: str) -> str:
    """As texts say it: 213-555-0142, +525512345678. Whatever else stands between its digits is left out."""
    digits = "".join(sign for sign in number if sign.isascii() and sign.isdigit())
    national = digits[1:] if len(digits) == 11 and digits.startswith("1") else digits
    if len(national) == 10 and (len(digits) == 11 or not number.strip().startswith("+")):
        return f"{national[:3]}-{national[3:6]}-{national[6:]}"
    return f"+{digits}" if number.strip().startswith("+") else digits
