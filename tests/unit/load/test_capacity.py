"""Which window passes, which says nothing, and how the highest rate that holds is found."""

import asyncio
from dataclasses import replace
from math import inf

import pytest

from tests.load.capacity import STEP, Capacity, Search, Verdict, Window, highest_that_holds, settled
from tests.load.quiet import Use

GOOD = Window(rate=100, delays_ms=[200.0] * 1000, owed=[40, 50, 45] * 10)
BAD = replace(GOOD, refused={"503": 1})
VOID = replace(GOOD, use=Use(0.5, 0.0))
LATE = replace(GOOD, late_ms=80.0)


def test_a_window_in_which_all_was_texted_in_time_holds():
    assert GOOD.verdict is Verdict.HOLDS


@pytest.mark.parametrize(
    ("window", "because"),
    [
        (replace(GOOD, delays_ms=[200.0] * 989 + [1000.1] * 11), "p99 to the second text 1000 ms, 0 without one"),
        (replace(GOOD, delays_ms=[200.0] * 989 + [inf] * 11), "p99 to the second text inf ms, 11 without one"),
        (replace(GOOD, delays_ms=[]), "nothing was posted"),
        (replace(GOOD, owed=[40] * 10 + [65] * 10 + [91] * 10), "texts owed rose by 51"),
        (replace(GOOD, owed=[1]), "texts owed rose by inf"),
        (replace(GOOD, refused={"503": 2, "0": 1}), "refused or unanswered: 503 2 times, 0 1 times"),
        (replace(GOOD, broken=["work was left undone"]), "work was left undone"),
    ],
)
def test_each_way_to_fail_fails(window: Window, because: str):
    assert window.verdict is Verdict.FAILS
    assert window.failed() == [because]


@pytest.mark.parametrize(
    "window",
    [
        replace(GOOD, delays_ms=[200.0] * 990 + [inf] * 10),
        replace(GOOD, delays_ms=[1000.0] * 1000),
        replace(GOOD, owed=[40] * 10 + [65] * 10 + [90] * 10),
    ],
)
def test_at_the_edge_it_holds(window: Window):
    assert window.verdict is Verdict.HOLDS


@pytest.mark.parametrize(
    ("window", "because"),
    [
        (replace(GOOD, use=Use(0.11, 0.0)), "other processes took 11% of the machine"),
        (replace(GOOD, use=Use(0.0, 0.03)), "the host took 3% of the machine away"),
        (replace(GOOD, late_ms=51.0), "the generator was 51 ms late"),
        (replace(BAD, use=Use(0.11, 0.0)), "other processes took 11% of the machine"),
    ],
)
def test_a_disturbed_window_says_nothing(window: Window, because: str):
    assert window.verdict is Verdict.VOID
    assert window.as_json()["because"] == [because]


@pytest.mark.parametrize(
    ("windows", "verdict"),
    [
        ([GOOD], None),
        ([GOOD, GOOD], Verdict.HOLDS),
        ([GOOD, BAD], None),
        ([BAD, GOOD, BAD], Verdict.FAILS),
        ([BAD, GOOD, GOOD], Verdict.HOLDS),
        ([VOID, GOOD, VOID], None),
        ([VOID, VOID, VOID], Verdict.VOID),
        ([LATE, LATE, VOID], Verdict.VOID),
        ([LATE, LATE, LATE], Verdict.FAILS),
    ],
)
def test_two_of_three_windows_decide(windows: list[Window], verdict: Verdict | None):
    assert settled(windows) is verdict


@pytest.mark.parametrize("capacity", [25.0, 113.0, 199.0, 200.0, 254.0, 900.0])
def test_the_search_ends_at_the_last_rate_that_holds(capacity: float):
    search = Search(200)
    tried = 0
    while (rate := search.next()) is not None:
        search.tell(holds=rate <= capacity)
        tried += 1

    assert search.found <= capacity < search.found * STEP * 1.01
    assert tried <= 10


def test_a_search_that_finds_nothing_says_nought():
    search = Search(200)
    while search.next() is not None:
        search.tell(holds=False)

    assert search.found == 0.0


def of_a_system(capacity: float, *, windows_left: int = 1000, disturbed: bool = False) -> Capacity:
    left = iter(range(windows_left))

    async def measure(rate: float) -> Window:
        good = replace(GOOD, rate=rate, use=Use(0.5 if disturbed else 0.0, 0.0))
        return good if rate <= capacity else replace(good, refused={"503": 1})

    return asyncio.run(highest_that_holds(measure, start=200, time_left=lambda: next(left, None) is not None))


def test_the_figure_is_the_rate_at_which_two_windows_held():
    found = of_a_system(230)

    assert found.reports_per_s == 220.0
    assert found.best is not None
    assert found.best.rate == 220.0
    assert [window.verdict for window in found.windows if window.rate == 220.0] == [Verdict.HOLDS, Verdict.HOLDS]


def test_a_disturbed_machine_gives_no_figure():
    found = of_a_system(230, disturbed=True)

    assert found.reports_per_s is None
    assert found.void() == ["other processes took 50% of the machine"]


def test_when_time_is_up_what_was_shown_stands():
    found = of_a_system(500, windows_left=3)

    assert (found.reports_per_s, found.ended_early) == (200.0, True)


def test_time_that_was_up_before_anything_held_gives_no_figure():
    found = of_a_system(500, windows_left=1)

    assert (found.reports_per_s, found.ended_early) == (None, True)
    assert found.void() == ["time was up before a rate was shown to hold"]


def test_a_system_that_holds_nothing_has_a_figure_and_it_is_nought():
    found = of_a_system(1)

    assert (found.reports_per_s, found.void()) == (0.0, [])
