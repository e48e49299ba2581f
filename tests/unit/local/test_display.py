"""What a person sees of a start where there is no terminal, and what the supervisor leaves in its status file."""

import io
from pathlib import Path

from rich.console import Console

from deploy.local.layout import Layout, Ports
from deploy.local.supervisor.display import Display
from deploy.local.supervisor.keeper import ProgramState
from deploy.local.supervisor.status_file import InstanceState, InstanceStatus, StatusFile, read_status


def shown(*changes: tuple[str, ProgramState, str]) -> list[str]:
    """The lines that these changes give, without their times."""
    output = io.StringIO()
    with Display(Console(file=output, width=200), ("kafka", "intake")) as display:
        for change in changes:
            display.changed(*change)
    return [line.split(" s  ", 1)[1] for line in output.getvalue().splitlines()]


def test_every_change_is_a_line_and_said_once():
    lines = shown(
        ("kafka", ProgramState.STARTING, ""), ("kafka", ProgramState.STARTING, ""), ("kafka", ProgramState.READY, "")
    )

    assert lines == ["kafka     starting", "kafka     ready"]


def test_of_a_count_every_tenth_step_and_the_last_are_shown():
    lines = shown(*(("kafka", ProgramState.STARTING, f"fetched {done} of 46 jars") for done in range(1, 47)))

    assert [line.split("fetched ")[1] for line in lines] == [
        "10 of 46 jars",
        "20 of 46 jars",
        "30 of 46 jars",
        "40 of 46 jars",
        "46 of 46 jars",
    ]


def test_brackets_in_a_reason_are_shown_as_they_are():
    [line] = shown(("intake", ProgramState.PAUSED, "ended with 1 [see /x]"))

    assert line == "intake    paused ended with 1 [see /x]"


def test_the_board_tells_what_was_last_written(tmp_path: Path):
    layout = Layout(tmp_path, tmp_path / "cache", Ports())
    layout.run.mkdir()
    assert read_status(layout) is None

    status_file = StatusFile(layout)
    status_file.changed("kafka", ProgramState.READY, "")
    status_file.set_state(InstanceState.FAILED, "no room")

    status = read_status(layout)
    assert isinstance(status, InstanceStatus)
    assert (status.state, status.reason) == (InstanceState.FAILED, "no room")
    assert status.parts == {"kafka": ("ready", "")}
