"""The drills of the operators' manual, each once: a restored instance goes on working, destroyed keys open nothing."""

import io

import pytest
from rich.console import Console

from tests.drills import restore, shred
from tests.drills.report import DrillReport


@pytest.mark.parametrize(("drill", "at_least"), [(restore, 14), (shred, 16)], ids=["restore", "shred"])
async def test_the_drill_holds(drill: object, at_least: int) -> None:
    report = DrillReport("drill", Console(file=io.StringIO()))

    await drill.run(report)  # type: ignore[attr-defined]  # a module

    assert [check for check in report.checks if not check["holds"]] == []
    assert len(report.checks) >= at_least
