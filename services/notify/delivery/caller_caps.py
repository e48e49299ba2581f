"""How many texts go to numbers that others name: to each, and to all together (rule R27). Pure.

The answer to a cry, and the first confirmation of STOP within a day, go out whatever was sent before; they count.
"""

from collections import Counter
from typing import Final, Literal

from services.notify.model.caller_texts import NumberKind, TextsHad

A_DAY: Final = 10
AN_HOUR: Final = 6
ANSWERS_TO_CRIES: Final = frozenset({"C20b", "C20c", "C20d"})

STOPPED: Final = "C8"
"""Its first of a day is asked for by law (47 CFR 64.1200(a)(12)); who stops and starts again and again is not."""

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
        owed = template in ANSWERS_TO_CRIES or (template == STOPPED and not had.stops_in_day)
        if not owed:
            if had.in_hour + more >= AN_HOUR or had.in_day + more >= A_DAY:
                return "number"
            if self.counted >= self._left:
                return "total"
        self._more[number] += 1
        self.counted += 1
        return None
