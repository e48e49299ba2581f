"""An append-only file of what was accepted, so that a kill -9 of the sandbox loses no text a client was promised.

A line is written before the answer leaves; the page cache survives the process, so no fsync is needed for that.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

Record = dict[str, object]
FILE_NAME = "ledger.jsonl"
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class JournalInUse(Exception):
    """Another sandbox writes to this folder."""


class Journal:
    """Without a folder it forgets everything, at no cost."""

    def __init__(self, folder: Path | None) -> None:
        self._path = folder / FILE_NAME if folder else None
        self._file = -1
        self._length = 0
        self._waiting: list[str] = []
        self.lines = 0

    @property
    def kept(self) -> bool:
        return self._path is not None

    def open(self) -> Iterator[Record]:
        """Lock the file and tell what it holds, oldest first; a line torn by a crash is cut off."""
        if self._path is None:
            return
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise JournalInUse(f"another sandbox writes to {self._path.parent}") from None
        with self._path.open("rb") as lines:
            for line in lines:
                if not line.endswith(b"\n"):
                    break
                self._length += len(line)
                self.lines += 1
                yield json.loads(line)
        os.ftruncate(self._file, self._length)

    def write(self, record: Record) -> None:
        """The record is safe when this returns; an error means that it is not in the file."""
        if self._path is not None:
            self._waiting.append(_encode(record))
            self.flush()

    def write_soon(self, record: Record) -> None:
        """Goes with the next write or flush: for what a crash may repeat, such as a callback answered."""
        if self._path is not None:
            self._waiting.append(_encode(record))

    def flush(self) -> None:
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, []
        data = ("\n".join(waiting) + "\n").encode("utf-8", "surrogatepass")
        try:
            self._write_all(data)
        except OSError:
            os.ftruncate(self._file, self._length)
            raise
        self._length += len(data)
        self.lines += len(waiting)

    def _write_all(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._file, rest) :]

    def rewrite(self, records: Iterable[Record]) -> None:
        """Replace the file by these records, in one step."""
        if self._path is None:
            return
        self._waiting = []
        fresh = self._path.with_suffix(".new")
        file = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(self._file) if self._file >= 0 else None
        self._file, self._length, self.lines = file, 0, 0
        for record in records:
            self.write_soon(record)
            if len(self._waiting) >= 1_000:
                self.flush()
        self.flush()
        fresh.replace(self._path)

    def close(self) -> None:
        if self._file >= 0:
            self.flush()
            os.close(self._file)
            self._file = -1
