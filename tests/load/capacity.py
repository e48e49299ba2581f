"""The highest rate that holds (rule R88): what a window shows, when it passes, and which rate is tried next. Pure."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf
from typing import Any

from tests.load.outcome import in_words
from tests.load.quiet import UNDISTURBED, Use
from tests.load.shares import finite, percentile

SLOWEST_MS = 1000.0
"""From the moment at which a report should have been posted until the second text about it was taken."""
RISE_SECONDS = 0.25
"""Texts owed may differ by what this long brings, from the first third of a window to the last."""
LATE_MS = 50.0
"""A generator behind its schedule measures itself."""
NEEDED, VOIDS_AT_MOST = 2, 3
STEP = 1.1
STEPS = range(-24, 17)
"""From a tenth of the rate where the search begins to some five times as much."""


class Verdict(StrEnum):
    HOLDS = "holds"
    FAILS = "fails"
    VOID = "void"
    """Nothing was learned: the machine was not ours, or the generator was late."""


@dataclass(frozen=True, slots=True)
class Window:
    """One stretch at a steady rate. A report without its second text has an infinite delay; it is never left out."""

    rate: float
    delays_ms: Sequence[float]
    owed: Sequence[int]
    """Texts owed by then, sampled evenly over the window."""
    refused: Mapping[str, int] = field(default_factory=dict)
    """Requests, replies of people too, that were not answered as they should be, or not at all: how many, by status."""
    broken: Sequence[str] = ()
    """What else went wrong, in words."""
    late_ms: float = 0.0
    use: Use = UNDISTURBED
    counted: dict[str, Any] = field(default_factory=dict)
    """What was in the mix, for the record."""

    @property
    def p99_ms(self) -> float:
        return percentile(self.delays_ms, 0.99)

    @property
    def rise(self) -> float:
        """How many more texts were owed in the last third than in the first."""
        third = len(self.owed) // 3
        if not third:
            return inf
        return percentile(self.owed[-third:], 0.5) - percentile(self.owed[:third], 0.5)

    def voided(self) -> list[str]:
        said = self.use.disturbed()
        if self.late_ms > LATE_MS:
            said.append(f"the generator was {self.late_ms:.0f} ms late")
        return said

    def failed(self) -> list[str]:
        said: list[str] = []
        if not self.delays_ms:
            said.append("nothing was posted")
        elif self.p99_ms > SLOWEST_MS:
            missing = sum(delay == inf for delay in self.delays_ms)
            said.append(f"p99 to the second text {self.p99_ms:.0f} ms, {missing} without one")
        if self.rise > RISE_SECONDS * 2 * self.rate:
            said.append(f"texts owed rose by {self.rise:.0f}")
        if self.refused:
            said.append(in_words(self.refused))
        return [*said, *self.broken]

    @property
    def verdict(self) -> Verdict:
        if self.voided():
            return Verdict.VOID
        return Verdict.FAILS if self.failed() else Verdict.HOLDS

    def as_json(self) -> dict[str, Any]:
        return {
            "rate": self.rate,
            "verdict": self.verdict,
            "because": self.voided() or self.failed(),
            "reports": len(self.delays_ms),
            "p50_ms": finite(percentile(self.delays_ms, 0.5)) if self.delays_ms else None,
            "p99_ms": finite(self.p99_ms) if self.delays_ms else None,
            "without_second_text": sum(delay == inf for delay in self.delays_ms),
            "refused": dict(self.refused),
            "owed": list(self.owed),
            "late_ms": round(self.late_ms, 1),
            "others_share": round(self.use.others_share, 3),
            "steal_share": round(self.use.steal_share, 3),
            **self.counted,
        }


def settled(windows: Sequence[Window]) -> Verdict | None:
    """Two of three windows decide about a rate; None: one more is needed.

    Void ones count for nothing. Where they do not end, a machine that was disturbed leaves the rate void; a generator
    that never keeps up with it, on a machine of its own, fails it.
    """
    verdicts = [window.verdict for window in windows]
    for decided in (Verdict.HOLDS, Verdict.FAILS):
        if verdicts.count(decided) >= NEEDED:
            return decided
    void = [window for window in windows if window.verdict is Verdict.VOID]
    if len(void) < VOIDS_AT_MOST:
        return None
    return Verdict.VOID if any(window.use.disturbed() for window in void) else Verdict.FAILS


@dataclass(slots=True)
class Search:
    """Rates a tenth apart: in growing strides from where it begins to the first on the other side, then halving."""

    start: float
    _at: int = 0
    _holds: int | None = None
    _fails: int | None = None

    def rate(self, step: int) -> float:
        return round(self.start * STEP**step, 1)

    def next(self) -> float | None:
        """The rate to try, or None when the answer is known."""
        if self._holds is not None and self._fails is not None:
            tried = (self._holds + self._fails) // 2
        elif self._holds is not None:
            tried = min(STEPS[-1], self._holds + max(1, self._holds))
        elif self._fails is not None:
            tried = max(STEPS[0], self._fails - max(1, -self._fails))
        else:
            tried = 0
        if tried in (self._holds, self._fails):
            return None
        self._at = tried
        return self.rate(tried)

    def tell(self, *, holds: bool) -> None:
        if holds:
            self._holds = self._at
        else:
            self._fails = self._at

    @property
    def found(self) -> float:
        """The highest rate shown to hold so far; 0 when none was."""
        return 0.0 if self._holds is None else self.rate(self._holds)


@dataclass(slots=True)
class Capacity:
    """What a search came to. `reports_per_s` is None when it was void, or time was up before a rate held."""

    reports_per_s: float | None
    windows: list[Window]
    ended_early: bool = False
    """Time was up: at least this much holds."""

    @property
    def best(self) -> Window | None:
        """The last window that held at the rate found."""
        held = [one for one in self.windows if one.rate == self.reports_per_s and one.verdict is Verdict.HOLDS]
        return held[-1] if held else None

    def void(self) -> list[str]:
        """Why there is no figure; empty where there is one."""
        if self.reports_per_s is not None:
            return []
        last = self.windows[-1].voided() if self.windows else []
        return last or ["time was up before a rate was shown to hold"]

    def as_json(self) -> dict[str, Any]:
        return {
            "reports_per_s": self.reports_per_s,
            "ended_early": self.ended_early,
            "windows": [window.as_json() for window in self.windows],
        }


async def highest_that_holds(
    measure: Callable[[float], Awaitable[Window]], *, start: float, time_left: Callable[[], bool]
) -> Capacity:
    search, windows = Search(start), list[Window]()
    while (rate := search.next()) is not None:
        here: list[Window] = []
        while (verdict := settled(here)) is None:
            if not time_left():
                return Capacity(search.found or None, windows, ended_early=True)
            here.append(await measure(rate))
            windows.append(here[-1])
        if verdict is Verdict.VOID:
            return Capacity(None, windows)
        search.tell(holds=verdict is Verdict.HOLDS)
    return Capacity(search.found, windows)
