"""Only one supervisor works on a home folder. The kernel drops its lock when it ends, however it ends."""

import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from deploy.local.layout import Layout

PATIENCE = 30  # tries, 10 ms apart: somebody who only asks who it is holds the lock for a moment


class AlreadyRunning(RuntimeError):
    """Another supervisor has this home folder."""

    def __init__(self, layout: Layout, pid: int | None) -> None:
        super().__init__(f"an instance is already running in {layout.home} (supervisor {pid})")
        self.pid = pid


class InstanceLock:
    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._file: TextIO | None = None

    def take(self) -> None:
        """Raise AlreadyRunning when somebody else holds it; harmless when we do."""
        if self._file is not None:
            return
        self._layout.home.mkdir(parents=True, exist_ok=True)
        path = self._layout.home / "supervisor.lock"
        path.touch(0o600)
        path.chmod(0o600)
        file = path.open("a+")
        for _ in range(PATIENCE):
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(0.01)
        else:
            file.close()
            raise AlreadyRunning(self._layout, lock_holder(self._layout.home))
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        self._file = file

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def lock_holder(home: Path) -> int | None:
    """The pid of the supervisor that runs now; None when none does, whatever an old file says."""
    with suppress(FileNotFoundError, ValueError), (home / "supervisor.lock").open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(file.read())
    return None
