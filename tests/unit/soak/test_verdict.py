"""A leak is found; warming up, noise and the teeth of a saw are none."""

import os
from random import Random

import pytest

from tests.soak.picture import draw
from tests.soak.run import faults_of
from tests.soak.samples import of_process
from tests.soak.verdict import LEAST, trend

HOUR = range(0, 3600, 10)
NOISE = Random(1)
STEADY = [(float(at), 90 + NOISE.uniform(-2, 2)) for at in HOUR]
FOUND = {"reports": 100, "refused": 0, "without_two_texts": 0}
ALL = [trend(f"{service}.rss_mb", STEADY) for service in ("intake", "dispatch", "notify")]


@pytest.mark.parametrize("mb_an_hour", [8, 20, 200])
def test_a_leak_is_found(mb_an_hour: float):
    leaking = [(at, value + at / 3600 * mb_an_hour) for at, value in STEADY]

    found = trend("intake.rss_mb", leaking)

    assert not found.flat
    assert found.rise == pytest.approx(mb_an_hour * 2 / 3, abs=1.5)


def test_what_is_steady_is_flat():
    assert trend("intake.rss_mb", STEADY).flat


def test_warming_up_is_no_leak():
    warming = [(at, value + min(at, 900) / 900 * 40) for at, value in STEADY]

    assert trend("intake.rss_mb", warming).flat


def test_the_teeth_of_a_saw_are_no_leak():
    saw = [(float(at), at % 300 * 400.0) for at in HOUR]

    assert trend("notify.dead_rows", saw).flat


def test_teeth_that_grow_are():
    saw = [(float(at), at % 300 * 400.0 + at * 30) for at in HOUR]

    assert not trend("notify.dead_rows", saw).flat


def test_descriptors_that_are_never_closed_are_found():
    assert not trend("intake.descriptors", [(float(at), 40 + at // 300) for at in HOUR]).flat


@pytest.mark.parametrize(
    ("name", "jump"), [("notify.descriptors", 60), ("notify.rss_mb", 30), ("intake.dead_rows", 1e6)]
)
def test_what_rises_late_is_found_however_steady_it_was(name: str, jump: float):
    late = [(at, value + (jump if at > 3000 else 0)) for at, value in STEADY]

    assert not trend(name, late).flat


def test_a_service_that_was_not_there_is_a_fault():
    steady = [trend(f"{service}.rss_mb", STEADY) for service in ("intake", "dispatch")]

    assert faults_of(FOUND, steady) == ["notify: was not there"]


def test_a_run_without_work_is_a_fault():
    assert faults_of({**FOUND, "reports": 0}, ALL) == ["no reports"]


def test_a_few_samples_say_nothing():
    assert not trend("intake.rss_mb", STEADY[:LEAST]).flat
    assert "too short a run" in faults_of(FOUND, [trend("intake.rss_mb", STEADY[:LEAST])])[0]


def test_what_was_refused_is_a_fault_however_flat_it_is():
    assert faults_of({"reports": 100, "refused": 2, "without_two_texts": 1}, ALL) == [
        "2 reports refused",
        "1 reports without two texts",
    ]


def test_a_process_is_measured_as_it_is():
    before = of_process(os.getpid())
    kept, opened = bytearray(b"x" * 30_000_000), os.open("/dev/null", os.O_RDONLY)
    after = of_process(os.getpid())
    os.close(opened)

    assert after["rss_mb"] - before["rss_mb"] > 20, len(kept)
    assert after["descriptors"] == before["descriptors"] + 1


def test_each_series_is_drawn_and_named():
    drawn = draw({"intake.rss_mb": STEADY}, [trend("intake.rss_mb", STEADY)], "an hour <at> work")

    assert drawn.count("<polyline") == 1
    assert "intake.rss_mb" in drawn
    assert "an hour &lt;at&gt; work" in drawn
