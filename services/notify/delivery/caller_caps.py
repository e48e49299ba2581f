"""How many texts go to numbers that others name: to each, and to all together (rule R27). Pure.

The answer to a cry goes out whatever was sent before; it counts.
"""

from collections import Counter
from typing import Final, Literal

from services.notify.model.caller_texts import NumberKind, TextsHad

A_DAY: Final = 10
AN_HOUR: Final = 6
ANSWERS_TO_CRIES: Final = frozenset({"C20b", "C20c", "C20d"})

Cap = Literal["number", "total"]


class CallerCaps:
    """As a batch finds it, and as each text of the batch leaves it for the next.

    Args:
        had: by number.
        minute_left, day_left: how many more all numbers together may get.
    """

    def __init__(self, had: dict[NumberKind, TextsHad], *, minute_left: int, day_left: int) -> None:
        self._had = had
        self._more: Counter[NumberKind] = Counter()
        self._left = min(minute_left, day_left)
        self.counted = 0

    def reached(self, number: NumberKind, template: str) -> Cap | None:
        """The cap that keeps this text back, or None: it goes out, and counts."""
        had, more = self._had.get(number, TextsHad()), self._more[number]
        if template not in ANSWERS_TO_CRIES:
            if had.in_hour + more >= AN_HOUR or had.in_day + more >= A_DAY:
                return "number"
            if self.counted >= self._left:
                return "total"
        self._more[number] += 1
        self.counted += 1
        return None
