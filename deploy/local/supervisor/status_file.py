"""What a supervisor in the background tells those who ask: one small file, replaced at every change."""

import json
import os
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path

from deploy.local.layout import Layout
from deploy.local.supervisor.keeper import ProgramState


class InstanceState(StrEnum):
    STARTING = "starting"
    READY = "ready"
    FAILED = "failed"
    STOPPING = "stopping"


@dataclass(slots=True)
class InstanceStatus:
    """What the file says: how the whole is, and each part's state with what there is to say about it."""

    pid: int
    state: InstanceState = InstanceState.STARTING
    reason: str = ""
    parts: dict[str, tuple[str, str]] = field(default_factory=dict)


class StatusFile:
    def __init__(self, layout: Layout) -> None:
        self._file = status_path(layout)
        self._status = InstanceStatus(os.getpid())
        self._write()

    def changed(self, part: str, state: ProgramState, detail: str) -> None:
        self._status.parts[part] = (state, detail)
        self._write()

    def set_state(self, state: InstanceState, reason: str = "") -> None:
        self._status.state, self._status.reason = state, reason
        self._write()

    def _write(self) -> None:
        scratch = self._file.with_suffix(".new")
        scratch.touch(0o600)
        scratch.write_text(json.dumps(asdict(self._status)))
        scratch.replace(self._file)


def status_path(layout: Layout) -> Path:
    return layout.run / "status.json"


def read_status(layout: Layout) -> InstanceStatus | None:
    """None when no supervisor has written there yet."""
    try:
        content = json.loads(status_path(layout).read_text())
    except FileNotFoundError:
        return None
    parts = {part: (state, detail) for part, (state, detail) in content["parts"].items()}
    return InstanceStatus(content["pid"], InstanceState(content["state"]), content["reason"], parts)
