"""A line of an incident's timeline as a sentence, in English or Spanish: what a lead reads back at any hour. Pure."""

from collections.abc import Mapping
from typing import Final

from schemas.language.catalogue import catalogue
from services.console.language.words import word

GROUPS: Final = {
    "outcome": "outcome",
    "reason": "page",
    "why": "release",
    "why_apart": "apart",
    "unreachable": "unreachable",
    "ending": "ending",
}
"""Which group of words says a fact that is a code."""
OF_A_PAGE: Final = frozenset({"paged", "nobody_to_page", "page_lost", "page_taken"})
"""Where several of one reason come at once, it says whom, or which report, each is about."""

OF_A_CRY: Final = frozenset({"sos_near", "held_up", "sos_near_team"})
"""Whoever cried near is named where they are of the same network."""


class _Facts(dict[str, str]):
    """A fact that an older line lacks shows as a dash."""

    def __missing__(self, name: str) -> str:
        return "-"


def timeline_sentence(kind: str, params: Mapping[str, str], language: str) -> str:
    """A kind that this release does not know is named, nothing more."""
    found = catalogue("console", language).find("timeline", kind)
    if found is None:
        return kind
    groups = {**GROUPS, "reason": "stood_down"} if kind == "stood_down" else GROUPS
    worded = {
        name: word(groups[name], value or "no_outcome", language) if name in groups else value
        for name, value in params.items()
    }
    if kind in OF_A_PAGE and "about" in worded:
        worded["reason"] = f"{worded.get('reason', '-')} ({worded['about']})"
    if kind in OF_A_CRY:
        worded.setdefault("callsign", word("cried", "another_network", language))
    return found.format_map(_Facts(worded))
