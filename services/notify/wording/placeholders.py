"""What may stand in a text, and how long it may be at most: every text stays ONE segment in every language. Pure.

What people name (places, networks) is measured where it is entered, and cut at a word here if it is longer after all:
a text that goes out with less of a name is better than none. tests/unit/notify/test_wording.py renders every text with
all its placeholders at their longest; the comments in schemas/language/locales/*/texts.po repeat these limits, where a
translator sees them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from schemas import text_lengths
from schemas.language.catalogue import LANGUAGES


@dataclass(frozen=True, slots=True)
class Placeholder:
    """`longest` is in GSM-7 units. `group`: the value is a key, worded in the reader's language from this group.
    `is_cut`: people typed it, so that it may be anything; it is cut, never refused. `worst`: the value that becomes the
    longest, where it is not as long as what it becomes. `is_sealed`: it names a place, or is in somebody's own words:
    it is taken from sealed parameters alone.
    """

    longest: int
    example: str
    group: str | None = None
    is_cut: bool = False
    worst: str | None = None
    is_sealed: bool = False


PLACEHOLDERS: Final[Mapping[str, Placeholder]] = {
    "org": Placeholder(text_lengths.NETWORK_NAME, "RRN", is_cut=True),
    "code": Placeholder(5, "K7Q"),
    "erase_code": Placeholder(3, "K7Q"),
    "code2": Placeholder(5, "M4T"),
    "zone": Placeholder(text_lengths.ZONE, "Boyle Heights NE", is_cut=True),
    "observers": Placeholder(1, "2"),
    "languages": Placeholder(16, "es,mix", "language"),
    "until": Placeholder(20, "12:48pm", worst="wed 12:48am"),
    "time": Placeholder(17, "7:02am", worst="wed 12:48am"),
    "opens": Placeholder(7, "5am"),
    "closes": Placeholder(7, "9pm"),
    "buddy": Placeholder(text_lengths.CALLSIGN, "HERON", is_cut=True),
    "callsign": Placeholder(text_lengths.CALLSIGN, "MAPLE", is_cut=True),
    "meeting_point": Placeholder(
        text_lengths.MEETING_POINT, "Soto St & E 3rd St, bus stop", is_cut=True, is_sealed=True
    ),
    "place": Placeholder(text_lengths.PLACE, "Soto & 1st", is_cut=True, is_sealed=True),
    "scene": Placeholder(text_lengths.SCENE, "Soto St & E 1st St", is_cut=True, is_sealed=True),
    "missions": Placeholder(text_lengths.MISSIONS, "K7Q, M4T", is_cut=True),
    "minutes": Placeholder(3, "15"),
    "count": Placeholder(2, "2"),
    "requests": Placeholder(text_lengths.REQUESTS, "K7Q Boyle Heights NE, M4T Westlake", is_cut=True),
    "ref": Placeholder(8, "48219393"),
    "hotline": Placeholder(text_lengths.HOTLINE, "213-555-0142", is_cut=True),
    "agency": Placeholder(30, "fare_inspectors", "agency"),
    "seen_by": Placeholder(13, "2", "seen_by"),
    "when": Placeholder(20, "7:02am", worst="wed 12:48am"),
    "outcome": Placeholder(22, "C", "outcome"),
    "open": Placeholder(3, "14"),
    "pages": Placeholder(text_lengths.PAGES, "K7Q:sos,M4T:finding", "page"),
    "words": Placeholder(
        text_lengths.ANSWER, "A lead calls you at 8pm. Please stay where it is public.", is_cut=True, is_sealed=True
    ),
}
"""By the name that stands behind the $ in a text."""
OWN_WORDS: Final = frozenset({"agency"})
"""Instead of a key of its group a reviewer's own words may be given, one value for each language: `agency_es`."""
SEALED: Final = frozenset(name for name, placeholder in PLACEHOLDERS.items() if placeholder.is_sealed) | frozenset(
    f"{name}_{language}" for name in OWN_WORDS for language in LANGUAGES
)
"""Never taken in clear (rule R61): whoever fills one of these tells people where to go, or speaks in our name."""
