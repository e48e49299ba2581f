"""What a supervisor in the background tells those who ask: one small file, replaced at every change."""

import json
import os
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path

from deploy.local.layout import Layout
from deploy.local.supervisor.keeper import State


class Outcome(StrEnum):
    STARTING = "starting"
    READY = "ready"
    FAILED = "failed"
    STOPPING = "stopping"


@dataclass(slots=True)
class Notice:
    """What is on the board: how the whole is, and each part's state with what there is to say about it."""

    pid: int
    outcome: Outcome = Outcome.STARTING
    reason: str = ""
    parts: dict[str, tuple[str, str]] = field(default_factory=dict)


class Board:
    def __init__(self, layout: Layout) -> None:
        self._file = board_file(layout)
        self._notice = Notice(os.getpid())
        self._write()

    def changed(self, part: str, state: State, detail: str) -> None:
        self._notice.parts[part] = (state, detail)
        self._write()

    def conclude(self, outcome: Outcome, reason: str = "") -> None:
        self._notice.outcome, self._notice.reason = outcome, reason
        self._write()

    def _write(self) -> None:
        scratch = self._file.with_suffix(".new")
        scratch.write_text(json.dumps(asdict(self._notice)))
        scratch.replace(self._file)


def board_file(layout: Layout) -> Path:
    return layout.run / "board.json"


def read_board(layout: Layout) -> Notice | None:
    """None when no supervisor has written there yet."""
    try:
        content = json.loads(board_file(layout).read_text())
    except FileNotFoundError:
        return None
    parts = {part: (state, detail) for part, (state, detail) in content["parts"].items()}
    return Notice(content["pid"], Outcome(content["outcome"]), content["reason"], parts)
