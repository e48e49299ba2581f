"""A part that breaks is told as broken: the others go on, and the whole exits 1."""

import asyncio
from io import StringIO

from rich.console import Console

from tests.load.bench import WHOLE_SECONDS, Options, bench, table
from tests.load.figures import bars, named, readable
from tests.load.floors import shortfalls
from tests.load.parts import Found

PARTS = {"accept": 1.0, "flood": 1.0, "match": 1.0}
SHIPPED = Options(
    ran=("accept", "handoff", "capacity", "filled", "flood", "match"),
    seconds=30,
    volunteers=50_000,
    minutes=3,
    sizes=(10_000, 100_000, 1_000_000),
)


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


def test_the_whole_takes_twenty_minutes_at_most_and_leaves_time_for_a_slow_part():
    assert WHOLE_SECONDS == 20 * 60
    assert sum(SHIPPED.expected().values()) <= 0.9 * WHOLE_SECONDS


def test_a_part_that_hangs_ends_in_time_for_the_others():
    async def part(name: str) -> Found:
        if name == "flood":
            await asyncio.Event().wait()
        return Found({name: {"figure": 1}})

    expected = {"accept": 0.1, "flood": 0.1, "match": 0.3}
    found = asyncio.run(bench(Console(file=StringIO()), expected, part, whole_seconds=0))

    assert found["flood"].failed == ["TimeoutError: "]
    assert found["match"].measured == {"match": {"figure": 1}}


def test_a_log_has_a_line_for_each_part_and_no_bar():
    async def part(name: str) -> Found:
        return Found()

    out = StringIO()
    asyncio.run(bench(Console(file=out, width=80), PARTS, part))

    assert out.getvalue().splitlines() == [
        line for name in ("accept", "flood", "match") for line in (f"{name} …", f"{name}: 0 s")
    ]


def test_a_terminal_shows_how_far_it_is():
    async def part(name: str) -> Found:
        return Found()

    out = StringIO()
    asyncio.run(bench(Console(file=out, width=100, force_terminal=True), PARTS, part))

    assert "100%" in out.getvalue()


def test_the_table_says_what_should_be_and_whether_it_is():
    drawn = bars({"accept_ratio": 0.826, "capacity_filled_reports_per_s": None, "behind_flood_s": 0.5})
    console = Console(file=StringIO(), width=100)
    with console.capture() as shown:
        console.print(table(drawn))

    lines = [[cell.strip() for cell in line.split("│")[1:-1]] for line in shown.get().splitlines() if "│" in line]
    assert lines == [
        ["accepts over no-op accepts", "0.826", "≥ 0.85", "not reached"],
        ["reports/s that hold, a year of history", "none", "≥ 200", "not reached"],
        ["behind 20,000 held reports, s", "0.5", "≤ 2", "reached"],
    ]


def test_figures_are_written_to_be_read():
    assert [readable(value) for value in (0.8264, 7.31, 113.04, 1234.5)] == ["0.826", "7.31", "113", "1,234"]
