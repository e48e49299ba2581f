"""What came of reports that were posted, and which figures that leaves: none where something was refused. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from tests.load.raw_client import Answer
from tests.load.shares import finite, percentile

ACCEPTED = 202


@dataclass(frozen=True, slots=True)
class Came:
    """Answers in the order of posting, and when the first and the second text about each was taken; inf: never."""

    answers: Sequence[Answer]
    texted: Sequence[tuple[float, float]]

    @property
    def refused(self) -> dict[str, int]:
        return refusals(self.answers, good=ACCEPTED)

    @property
    def without_two_texts(self) -> int:
        """Of those that were accepted."""
        pairs = zip(self.answers, self.texted, strict=True)
        return sum(answer.status == ACCEPTED and inf in at for answer, at in pairs)


def refusals(answers: Iterable[Answer], *, good: int) -> dict[str, int]:
    """How many answers had each other status; "0": there was none."""
    return dict(sorted(Counter(str(answer.status) for answer in answers if answer.status != good).items()))


def in_words(refused: Mapping[str, int]) -> str:
    return "refused or unanswered: " + ", ".join(f"{status} {times} times" for status, times in refused.items())


def two_texts(taken: Collection[tuple[float, str]]) -> tuple[float, float]:
    """When a text was taken for a first and for another phone; the same to one phone again is not the second."""
    first: dict[str, float] = {}
    for at, phone in taken:
        first.setdefault(phone, at)
    one, other = [*sorted(first.values())[:2], inf, inf][:2]
    return one, other


def failures(came: Came, *, settled: bool) -> list[str]:
    """Why what this work took is not what it takes."""
    said: list[str] = []
    if not came.answers:
        said.append("nothing was posted")
    if came.refused:
        said.append(in_words(came.refused))
    if came.without_two_texts:
        said.append(f"{came.without_two_texts} reports without two texts")
    if not settled:
        said.append("work was left undone")
    return said


def handoff_ms(came: Came) -> dict[str, float | None]:
    """From the 202 to the provider having the text, for each of two texts. A refused report leaves no figure: it is no
    slow one, of which one in a hundred is allowed."""
    if came.refused:
        return {"p50": None, "p99": None}
    delays = [
        (moment - answer.answered_at) * 1000
        for answer, at in zip(came.answers, came.texted, strict=True)
        for moment in at
    ]
    return {"p50": finite(percentile(delays, 0.50)), "p99": finite(percentile(delays, 0.99))}


def cpu_per_report(
    before: Mapping[str, float], after: Mapping[str, float], came: Came, *, settled: bool
) -> dict[str, float | None]:
    """Milliseconds by part; `total` is what running the product takes, without whoever posts.

    Work that was refused, or not done to its end, costs less than what is promised: it leaves no figure.
    """
    if failures(came, settled=settled):
        return dict.fromkeys([*after, "total"])
    by_part = {part: (after[part] - before[part]) * 1000 / len(came.answers) for part in after}
    total = sum(used for part, used in by_part.items() if part != "generator")
    return {part: round(used, 2) for part, used in {**by_part, "total": total}.items()}


def flood_seconds(came: Came, *, refused: Mapping[str, int]) -> float | None:
    """From posting one report behind a flood to the first text about it; `refused`: of the flood."""
    first = came.texted[0][0]
    if refused or came.refused or first == inf:
        return None
    return round(first - came.answers[0].sent_at, 3)
