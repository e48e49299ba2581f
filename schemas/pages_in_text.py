"""Several pages in one text, as those who write the text and those who choose what it names both count them."""

from collections import Counter
from collections.abc import Iterable, Mapping


def page_in_words(page: str, words: Mapping[str, str]) -> str:
    """K7Q:sos as K7Q SOS, K7Q:caller_cries:716332 as K7Q danger? ref 716332; a reason that has no word is left out."""
    code, _, said = page.partition(":")
    reason, _, ref = said.partition(":")
    return " ".join(filter(None, (code, words.get(reason, ""), ref)))


def pages_listed(named: Iterable[str], more: int = 0) -> str:
    """K7Q SOS x2, M4T finding +3: what is named twice is two things alike, and how many pages are not named."""
    counted = [each if times == 1 else f"{each} x{times}" for each, times in Counter(named).items()]
    return ", ".join(counted) + (f" +{more}" if more else "")
