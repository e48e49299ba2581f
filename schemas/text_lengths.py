"""How long a name may be for every text that says it to stay one segment, in GSM-7 units: said once, for all who cut
and for every door that takes one."""

from collections.abc import Callable
from typing import Final

from schemas.text_units import in_gsm7, one_line, segments

NETWORK_NAME: Final = 8
ZONE: Final = 20
"""The compass point behind it included."""
CALLSIGN: Final = 10
MEETING_POINT: Final = 39
PLACE: Final = 24
"""As much as C4 takes."""
SCENE: Final = 52
"""Where observers look; as much as V6a takes."""
HOTLINE: Final = 14
MISSIONS: Final = 32
"""Codes of missions, as many as D19 takes."""
REQUESTS: Final = 76
PAGES: Final = 60
"""What somebody is asked to see to: codes with their reasons, and how many more."""
ANSWER: Final = 150
"""What the staff answer in words of their own, behind the network's name."""


def why_no_text_says(typed: str, longest: int) -> str | None:
    """Why what somebody typed cannot stand whole in a text; None: it can. For every door that takes a name."""
    in_text = in_gsm7(typed)
    if not in_text:
        return "has nothing in it that a text message can say"
    if (units := segments(in_text).units) > longest:
        return f"takes {units} units in a text, and {longest} fit (of [ ] {{ }} ~ | \\ ^ € each takes two)"
    return None


def said_whole(longest: int) -> Callable[[str], str]:
    """The same for a field: kept on one line, accents and all.

    Raises (the check):
        ValueError: a text could not say it whole.
    """

    def checked(typed: str) -> str:
        if (why := why_no_text_says(typed, longest)) is not None:
            raise ValueError(why)
        return one_line(typed)

    return checked
