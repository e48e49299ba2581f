"""What may stand in a text, and how long it may be at most: every text stays ONE segment in every language. Pure.

Names that are longer are shortened where they are entered (`render.fit`), never in a text: a text cut by accident
misleads. tests/unit/notify/test_wording.py renders every text with all its placeholders at their longest; the comments
in schemas/language/locales/*/texts.po repeat these limits, where a translator sees them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from schemas import text_lengths


@dataclass(frozen=True, slots=True)
class Placeholder:
    """`longest` is in GSM-7 units. `group`: the value is a key, worded in the reader's language from this group."""

    longest: int
    example: str
    group: str | None = None


PLACEHOLDERS: Final[Mapping[str, Placeholder]] = {
    "org": Placeholder(text_lengths.NETWORK_NAME, "RRN"),
    "code": Placeholder(5, "K7Q"),
    "code2": Placeholder(5, "M4T"),
    "zone": Placeholder(text_lengths.ZONE, "Boyle Heights NE"),
    "observers": Placeholder(1, "2"),
    "languages": Placeholder(15, "es,mix", "language"),
    "until": Placeholder(7, "12:48pm"),
    "time": Placeholder(7, "7:02am"),
    "starts": Placeholder(7, "5am"),
    "ends": Placeholder(7, "9am"),
    "opens": Placeholder(7, "5am"),
    "closes": Placeholder(7, "9pm"),
    "day": Placeholder(9, "wed", "day"),
    "buddy": Placeholder(text_lengths.CALLSIGN, "HERON"),
    "callsign": Placeholder(text_lengths.CALLSIGN, "MAPLE"),
    "meeting_point": Placeholder(text_lengths.MEETING_POINT, "Soto St & E 3rd St, bus stop"),
    "place": Placeholder(text_lengths.PLACE, "Soto & 1st"),
    "scene": Placeholder(text_lengths.SCENE, "Soto St & E 1st St"),
    "minutes": Placeholder(3, "15"),
    "count": Placeholder(2, "2"),
    "requests": Placeholder(text_lengths.REQUESTS, "K7Q Boyle Heights NE, M4T Westlake"),
    "ref": Placeholder(8, "48219393"),
    "hotline": Placeholder(14, "213-555-0142"),
    "agency": Placeholder(30, "fare_inspectors", "agency"),
    "outcome": Placeholder(22, "C", "outcome"),
}
"""By the name that stands behind the $ in a text."""
