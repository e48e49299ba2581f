"""Show a person how the start comes along: a live view in a terminal, a line per change anywhere else."""

import re
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from deploy.local.supervisor.keeper import ProgramState

COUNT = re.compile(r"([0-9]+) of ([0-9]+)")
SILENT = {ProgramState.STOPPED}


class Display:
    """Give its `changed` to a stack. While it is entered in a terminal, it owns the screen's last lines."""

    def __init__(self, console: Console, parts: tuple[str, ...]) -> None:
        self._console = console
        self._parts = parts
        self._began_at = time.monotonic()
        self._last: dict[str, tuple[ProgramState, str]] = {}
        self._progress: Progress | None = None
        self._tasks: dict[str, TaskID] = {}
        self._total: TaskID | None = None

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            columns = (
                SpinnerColumn(finished_text="[green]✓[/]"),
                TextColumn("{task.description:<10}"),
                BarColumn(bar_width=24),
                TimeElapsedColumn(),
                TextColumn("[dim]{task.fields[note]}[/]"),
            )
            self._progress = Progress(*columns, console=self._console)
            self._total = self._progress.add_task("[bold]start[/]", total=len(self._parts), note="")
            self._tasks = {
                part: self._progress.add_task(part, total=None, note="", start=False) for part in self._parts
            }
            self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.stop()

    def changed(self, part: str, state: ProgramState, detail: str) -> None:
        if self._last.get(part) == (state, detail) or state in SILENT:
            return
        self._last[part] = (state, detail)
        if self._progress is None:
            self._tell(part, state, detail)
        elif part in self._tasks:
            self._draw(self._progress, self._tasks[part], state, detail)

    def _tell(self, part: str, state: ProgramState, detail: str) -> None:
        if COUNT.search(detail) and not _worth_a_line(detail):
            return
        elapsed = time.monotonic() - self._began_at
        self._console.print(escape(f"{elapsed:6.1f} s  {part:<9} {state} {detail}".rstrip()), highlight=False)

    def _draw(self, progress: Progress, task: TaskID, state: ProgramState, detail: str) -> None:
        note = detail.splitlines()[0] if detail else ""
        if state is ProgramState.READY:
            progress.update(task, total=1, completed=1, note="ready")
        else:
            if state is not ProgramState.WAITING:
                progress.start_task(task)
            found = COUNT.search(detail)
            total, completed = (int(found[2]), int(found[1])) if found else (None, 0)
            progress.update(task, total=total, completed=completed, note=escape(note or str(state)))
        if self._total is not None:
            ready = sum(last is ProgramState.READY for last, _ in self._last.values())
            progress.update(self._total, completed=ready, note=f"{ready} of {len(self._parts)} ready")


def _worth_a_line(detail: str) -> bool:
    """Of a count, plain output shows every tenth step and the last."""
    found = COUNT.search(detail)
    return found is not None and (int(found[1]) % 10 == 0 or found[1] == found[2])
