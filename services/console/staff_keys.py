"""The file of staff keys that the services read: one more entry, one less, replaced in one step, mode 0600."""

import fcntl
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from services.console.errors import Refused

Entry = dict[str, str]
"""key_id, actor, role, sha256 (chassis.auth.StaffKeys)."""


def add(file: Path, actor: str, role: str) -> str:
    """A new key for the actor, beside those they have; returned once, only its hash is kept."""
    from services.chassis.auth import new_key

    key_id, key, digest = new_key()
    _change(file, lambda entries: [*entries, {"key_id": key_id, "actor": actor, "role": role, "sha256": digest}])
    return key


def remove(file: Path, actor: str) -> int:
    """How many keys of theirs were removed; the services forget them with their next request."""
    before = len(entries_of(file))
    after = _change(file, lambda entries: [entry for entry in entries if entry["actor"] != actor])
    return before - len(after)


def entries_of(file: Path) -> list[Entry]:
    """
    Raises:
        Refused: the file is there but is not what it should be.
    """
    try:
        entries = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except (OSError, ValueError):
        raise Refused("staff_file", file=file) from None
    if not isinstance(entries, list) or not all(isinstance(e, dict) and {"actor", "role"} <= e.keys() for e in entries):
        raise Refused("staff_file", file=file)
    return entries


def _change(file: Path, change: Callable[[list[Entry]], list[Entry]]) -> list[Entry]:
    try:
        with _alone(file):
            entries = change(entries_of(file))
            descriptor, scratch = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")  # made with mode 0600
            with os.fdopen(descriptor, "w") as out:
                out.write(json.dumps(entries, indent=2))
                out.flush()
                os.fsync(out.fileno())
            Path(scratch).replace(file)
    except OSError as error:
        raise Refused("file_unreadable", file=file, why=error.strerror) from None
    return entries


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Two people who add staff at once must not lose one another's entry."""
    descriptor = os.open(file.parent / f".{file.name}.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
