"""Reports that nobody can serve, all on one page: which it names, and how many there are. Pure."""

from collections.abc import Sequence
from typing import Final, NamedTuple

MOST_NAMED: Final = 20


class UnservedReports(NamedTuple):
    """As a page keeps them in its detail: 482193,482194+7."""

    refs: tuple[str, ...] = ()
    more: int = 0
    """Beside those named."""

    @property
    def how_many(self) -> int:
        return len(self.refs) + self.more

    @property
    def detail(self) -> str:
        return ",".join(self.refs) + (f"+{self.more}" if self.more else "")

    def and_those(self, refs: Sequence[str]) -> "UnservedReports":
        every = tuple(dict.fromkeys((*self.refs, *refs)))
        return UnservedReports(every[:MOST_NAMED], self.more + len(every[MOST_NAMED:]))

    def without(self, ref: str) -> "UnservedReports":
        """One that is only counted stays counted: a person looks."""
        return UnservedReports(tuple(each for each in self.refs if each != ref), self.more)


def unserved_in(detail: str | None) -> UnservedReports:
    refs, _, more = (detail or "").partition("+")
    return UnservedReports(tuple(filter(None, refs.split(","))), int(more or 0))
