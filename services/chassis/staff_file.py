"""The file of staff keys, read again when it changes. What cannot be read of it takes no good key from anybody."""

import json
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import structlog

from services.chassis.telemetry import STAFF_FILE_FAULTS

log = structlog.get_logger()

MOST_NAMED: Final = 20


class StaffFile:
    """Its last good content stays in force while it is missing, unreadable or no list; that is told once and counts."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read_at: tuple[int, int, int] | None = None
        self._fault: str | None = None

    def changed(self) -> list[Any] | None:
        """Its entries, where they may differ from those of the last call."""
        try:
            status = self._path.stat()
            stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
            if stamp == self._read_at:
                return None
            content = self._path.read_bytes()
        except OSError as error:
            self._read_at = None
            return self._unreadable(type(error).__name__)
        self._read_at = stamp
        try:
            entries = json.loads(content)
        except (ValueError, RecursionError):
            return self._unreadable("no JSON")
        return entries if isinstance(entries, list) else self._unreadable("no list")

    def note_faults(self, indexes: Sequence[int]) -> None:
        """Which of its entries nobody can read; the first is 0. Never what is in them."""
        self._fault = None
        STAFF_FILE_FAULTS.set(len(indexes))
        if indexes:
            log.error("staff_file.bad_entries", indexes=indexes[:MOST_NAMED], count=len(indexes))

    def _unreadable(self, why: str) -> list[Any] | None:
        STAFF_FILE_FAULTS.set(1)
        if why != self._fault:
            self._fault = why
            log.error("staff_file.unreadable", why=why)
        return None


class OpenStaffFile(SystemExit):
    """Everybody on the machine may read or write who is staff, so the service refuses to start in production."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is open to everybody on this machine: chmod o-rwx it.")


def check_mode(path: Path | None, *, strict: bool) -> None:
    """At the start: warn of a file that everybody on the machine may read or write.

    Raises:
        OpenStaffFile: where `strict`.
    """
    if path is None or not path.exists() or not path.stat().st_mode & stat.S_IRWXO:
        return
    if strict:
        raise OpenStaffFile(path)
    log.warning("staff_file.open_to_everybody")
