"""Where log lines go: written at once or lost and counted, so that no line ends or halts a service (rule R86).

A full disk, a reader that went away and one that does not read any more are all the same to whoever logs.
"""

import os
import select
from collections.abc import Callable
from typing import Final

PIECE_BYTES: Final = 4096
"""A pipe that can be written takes this much without waiting (PIPE_BUF)."""
PATIENCE_MS: Final = 20
"""For a reader that is behind. One that was waited for in vain is not waited for again until it reads."""


class LogOutput:
    """A text file, as loggers want one, over a file descriptor (None: there is none, and everything is lost).

    It writes by itself and not through `sys.stdout`, which blocks the whole process on a full pipe and raises in
    whatever was just being done.
    """

    def __init__(self, descriptor: int | None, *, on_lost: Callable[[], None]) -> None:
        self._descriptor = descriptor
        self._on_lost = on_lost
        self._poll = select.poll()
        if descriptor is not None:
            self._poll.register(descriptor, select.POLLOUT)
        self._is_read = True
        self._broken_off = False

    def write(self, text: str) -> int:
        rest = memoryview(text.encode(errors="backslashreplace"))
        if self._broken_off:
            rest = memoryview(b"\n" + rest)
        try:
            while rest:
                rest = rest[self._write_piece(rest[:PIECE_BYTES]) :]
                self._broken_off = bool(rest)
        except OSError:
            self._on_lost()
        return len(text)

    def flush(self) -> None:
        """Nothing waits here."""

    def _write_piece(self, piece: memoryview) -> int:
        """
        Raises:
            OSError: nobody takes it now.
        """
        if self._descriptor is None:
            raise OSError
        ready = self._poll.poll(PATIENCE_MS if self._is_read else 0)
        self._is_read = bool(ready and ready[0][1] & select.POLLOUT)
        if not self._is_read:
            raise OSError
        return os.write(self._descriptor, piece)
