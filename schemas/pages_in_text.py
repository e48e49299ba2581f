"""Several pages in one text, as those who write the text and those who choose what it names both count them."""

from collections import Counter
from collections.abc import Iterable


def pages_listed(named: Iterable[str], more: int = 0) -> str:
    """K7Q SOS x2, M4T finding +3: what is named twice is two people in danger, and how many pages are not named."""
    counted = [each if times == 1 else f"{each} x{times}" for each, times in Counter(named).items()]
    return ", ".join(counted) + (f" +{more}" if more else "")
