"""What is wrong with a field, as a sentence for whoever typed it: it names what is meant and a right example. Pure."""

import re
from typing import Final

from schemas.values import (
    AGENCY_PATTERN,
    CALLSIGN_PATTERN,
    CODE_PATTERN,
    HOTLINE_PHONE_PATTERN,
    LANGUAGE_PATTERN,
    NETWORK_ID_PATTERN,
    PHONE_PATTERN,
    REF_PATTERN,
)

SENTENCES: Final = {
    PHONE_PATTERN: "A phone number is written with + and its country code, like +12135550111",
    HOTLINE_PHONE_PATTERN: "The hotline's number is 7 to 20 digits, spaces, ( ) + . and -, like 213-555-0142",
    REF_PATTERN: "A report's number has 6 to 8 digits, like 482193",
    CODE_PATTERN: "An incident's code has 3 to 5 characters, like K7Q",
    LANGUAGE_PATTERN: "A language is written as a tag of two or three letters, like es, quc or zh-Hant",
    NETWORK_ID_PATTERN: "A network's id is small letters, digits and -, like boyle-heights",
    CALLSIGN_PATTERN: "A call sign is 2 to 10 capital letters, digits and -, like HERON",
    AGENCY_PATTERN: "An agency is a word of the list, like fare_inspectors",
}
"""By the pattern that the field is checked with."""
_MISMATCH: Final = re.compile(r"String should match pattern '(.*)'", re.DOTALL)


def fault_said(message: str) -> str:
    """pydantic's message as it is, unless it shows a pattern."""
    found = _MISMATCH.fullmatch(message)
    return message if found is None else SENTENCES.get(found[1], "It is not written as it should be")
