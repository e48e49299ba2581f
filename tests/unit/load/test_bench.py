"""A part that breaks is told as broken: the others go on, and the whole exits 1."""

import asyncio
from io import StringIO

from rich.console import Console

from tests.load.bench import bench
from tests.load.figures import named
from tests.load.floors import shortfalls
from tests.load.parts import Found

PARTS = ("accept", "flood", "match")


def run(broken: BaseException) -> tuple[dict[str, Found], str]:
    async def part(name: str) -> Found:
        if name == "flood":
            raise broken
        return Found({name: {"figure": 1}}, void=[], failed=[])

    out = StringIO()
    return asyncio.run(bench(Console(file=out, width=200), PARTS, part)), out.getvalue()


def test_the_parts_after_one_that_raises_are_measured_too():
    found, told = run(TimeoutError("60 s"))

    assert [name for name in found if found[name].measured] == ["accept", "match"]
    assert found["flood"].failed == ["TimeoutError: 60 s"]
    assert "TimeoutError: 60 s" in told


def test_a_group_of_errors_is_told_by_those_in_it():
    found, _ = run(ExceptionGroup("parts", [OSError("full"), ExceptionGroup("more", [KeyError("x")])]))

    assert found["flood"].failed == ["OSError: full; KeyError: 'x'"]


def test_what_failed_or_was_void_is_a_shortfall():
    said = shortfalls(
        {}, ran=["flood"], void={"flood": ["the host took 3% of the machine away"]}, failed={"flood": ["OSError: full"]}
    )

    assert said == ["flood: failed, OSError: full", "flood: void, the host took 3% of the machine away"]


def test_the_backlog_is_of_a_window_that_held():
    windows = [
        {"rate": 200.0, "verdict": "holds", "owed": [40, 41]},
        {"rate": 200.0, "verdict": "holds", "owed": [50, 51]},
        {"rate": 200.0, "verdict": "fails", "owed": [400, 900]},
        {"rate": 220.0, "verdict": "holds", "owed": [1, 2]},
    ]

    figures = named({"capacity": {"reports_per_s": 200.0, "windows": windows}})

    assert figures["sustained_backlog_texts"] == [50, 51]
