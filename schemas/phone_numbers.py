"""A phone number as it is kept and as it is said. Pure.

A mobile of Mexico has been written +52 1 and ten digits, and +52 and ten digits since 2019: both reach the same phone,
and providers hand over either. It is kept as the second.
"""

import re
from typing import Final

OLD_MEXICAN_MOBILE: Final = re.compile(r"\+521(?P<national>\d{10})", re.ASCII)
NEW_MEXICAN: Final = re.compile(r"\+52(?P<national>\d{10})", re.ASCII)


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
