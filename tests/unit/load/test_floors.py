"""What makes `make bench` exit 1, what its percentiles do with failures, and whose the machine was."""

import json
from math import inf
from typing import Any

import pytest

from tests.load.floors import FLOORS, shortfalls
from tests.load.quiet import Ticks, Use, too_loaded, use_between
from tests.load.shares import finite, percentile

GOOD: dict[str, Any] = {
    "accept_ratio": 0.85,
    "accept_ratio_relaying": 0.75,
    "handoff_ms": {"p50": 20.0, "p99": 100.0},
    "capacity_filled_reports_per_s": 200.0,
    "match_p99_ms": {"10k": 1.0, "1m": 2.0},
}
ALL = {floor.part for floor in FLOORS}


def test_what_is_at_its_floor_passes():
    assert shortfalls(GOOD, ran=ALL, void={}, failed={}) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"accept_ratio": 0.849}, "accept_ratio is 0.849, at least 0.85"),
        ({"accept_ratio_relaying": 0.74}, "accept_ratio_relaying is 0.74, at least 0.75"),
        ({"handoff_ms": {"p50": 1.0, "p99": 100.1}}, "handoff_ms.p99 is 100.1, at most 100"),
        ({"handoff_ms": {"p50": 1.0, "p99": None}}, "handoff_ms.p99 is not there, at most 100"),
        ({"capacity_filled_reports_per_s": 113.0}, "capacity_filled_reports_per_s is 113, at least 200"),
        ({"capacity_filled_reports_per_s": None}, "capacity_filled_reports_per_s is not there, at least 200"),
        ({"match_p99_ms": {"1m": 2.4}}, "match_p99_ms.1m is 2.4, at most 2"),
        ({"match_p99_ms": {"10k": 1.0}}, "match_p99_ms.1m is not there, at most 2"),
    ],
)
def test_each_floor_is_seen_to_fail(changes: dict[str, Any], said: str):
    assert shortfalls({**GOOD, **changes}, ran=ALL, void={}, failed={}) == [said]


def test_a_part_that_was_not_asked_for_is_not_missed():
    assert shortfalls({"match_p99_ms": {"1m": 1.9}}, ran={"match"}, void={}, failed={}) == []


def test_a_good_figure_of_a_disturbed_machine_does_not_pass():
    assert shortfalls(
        GOOD, ran=ALL, void={"match": ["load 6.0 on 2 cores before it began"], "accept": []}, failed={}
    ) == ["match: void, load 6.0 on 2 cores before it began"]


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([], 0.99, inf),
        ([1.0] * 99 + [inf], 0.99, 1.0),
        ([1.0] * 98 + [inf] * 2, 0.99, inf),
        ([3.0, 1.0, 2.0], 0.5, 2.0),
    ],
)
def test_a_failure_is_in_the_percentile(values: list[float], share: float, expected: float):
    assert percentile(values, share) == expected


def test_what_is_written_is_json():
    assert json.loads(json.dumps([finite(inf), finite(12.34)], allow_nan=False)) == [None, 12.3]


def test_the_machine_is_ours_or_others_or_taken_away():
    before = Ticks.read("cpu  100 10 50 1000 5 3 2 7 0 0")
    after = Ticks.read("cpu  150 10 70 1100 5 13 2 27 0 0")

    use = use_between(before, after, ours=50)

    assert (before.total, before.busy, before.steal) == (1177, 160, 7)
    assert use == Use(others_share=20 / 200, steal_share=20 / 200)
    assert use.disturbed() == ["the host took 10% of the machine away"]


def test_a_machine_that_is_busy_before_voids_what_follows():
    assert too_loaded(1.5, 2) == []
    assert too_loaded(1.6, 2) == ["load 1.6 on 2 cores before it began"]
