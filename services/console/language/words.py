"""What the catalogues say, picked and filled: a code as a word, a list as speech, a command's sentence. Pure."""

from collections.abc import Sequence
from typing import Any, Final

from schemas.language.catalogue import catalogue
from schemas.language.tags import name_of

READS_ON: Final = {"status": "outcome", "release": "stood_down"}
"""A group whose other codes another group words: what a caller may be told is at last what was found."""
VARIANTS: Final = "abcdefghijklmnopqrstuvwxyzCFGX"
"""What is behind a text's root: V9C is V9, for an observer who found C."""
WITHOUT_DETAIL: Final = {"level": "level_too_low"}
"""What a reason says that is not filled: of somebody who was not asked."""
DETAILS: Final = {"unreachable": "unreachable", "speaks": "language", "near": "range"}
"""The group that words what is behind the colon, where it is no level."""


def word(group: str, code: object, language: str) -> str:
    """`near:2_to_5km` is `near` filled with its range; a code that nobody listed is shown as it came."""
    if group == "language":
        return name_of(str(code), language)
    name, _, detail = str(code).partition(":")
    words = catalogue("words", language)
    found = words.find(group, name if detail or group != "reason" else WITHOUT_DETAIL.get(name, name))
    if found is None and group in READS_ON:
        return word(READS_ON[group], code, language)
    if found is None and group == "template":
        found = words.find(group, name.rstrip(VARIANTS))
    if found is None:
        return str(code)
    return found.format(word(DETAILS.get(name, "level"), detail, language)) if "{}" in found else found


def listed(items: Sequence[str], language: str) -> str:
    """HERON, MAPLE and OTTER."""
    if len(items) < 2:
        return "".join(items)
    return said(language, "list", others=", ".join(items[:-1]), last=items[-1])


def said(language: str, key: str, **facts: Any) -> str:
    """A command's sentence, or a column's heading, with its facts filled in."""
    return catalogue("console", language).text("command", key).format(**facts)


def counted(language: str, key: str, number: int) -> str:
    """1 person, 2 people."""
    return catalogue("console", language).counted("count", key, number).format(count=number)
