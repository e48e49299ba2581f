"""Files that hold keys: the services' list of staff (hashes only), and a source's own key. Mode 0600, never half."""

import fcntl
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from services.console.errors import CommandRefused

StaffEntry = dict[str, Any]
"""key_id, actor, role, networks, sha256 (chassis.auth.StaffKeys)."""
Networks = Sequence[str] | Literal["*"]
"""Ids, or every network of the instance."""


def add_staff(file: Path, actor: str, role: str, networks: Networks) -> str:
    """A new key for the actor, beside those they have; returned once, only its hash is kept."""
    from services.chassis.auth import new_key

    key_id, key, digest = new_key()
    entry = {"key_id": key_id, "actor": actor, "role": role, "networks": networks, "sha256": digest}
    _change(file, lambda entries: [*entries, entry])
    return key


def change_networks(file: Path, actor: str, networks: Networks) -> int:
    """For which networks every key of theirs is from now on; how many they are.

    Raises:
        CommandRefused: every network, and not as an admin.
    """

    def changed(entries: list[StaffEntry]) -> list[StaffEntry]:
        for entry in entries:
            if entry["actor"] == actor:
                require_networks_fit(entry["role"], networks)
        return [{**entry, "networks": networks} if entry["actor"] == actor else entry for entry in entries]

    return sum(entry["actor"] == actor for entry in _change(file, changed))


def require_networks_fit(role: str, networks: Networks) -> None:
    """Who reads content or steers does so for networks that are named (rule R95)."""
    if networks == "*" and role != "admin":
        raise CommandRefused("name_the_networks")


def remove_staff(file: Path, actor: str) -> int:
    """How many keys of theirs were removed; the services forget them with their next request."""
    before = len(staff_in(file))
    after = _change(file, lambda entries: [entry for entry in entries if entry["actor"] != actor])
    return before - len(after)


def staff_in(file: Path) -> list[StaffEntry]:
    """
    Raises:
        CommandRefused: the file is there but is not what it should be.
    """
    try:
        entries = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except (OSError, ValueError):
        raise CommandRefused("staff_file", file=file) from None
    if not isinstance(entries, list) or not all(isinstance(e, dict) and {"actor", "role"} <= e.keys() for e in entries):
        raise CommandRefused("staff_file", file=file)
    return entries


def _change(file: Path, change: Callable[[list[StaffEntry]], list[StaffEntry]]) -> list[StaffEntry]:
    try:
        with _alone(file):
            entries = change(staff_in(file))
            write_privately(file, json.dumps(entries, indent=2))
    except OSError as error:
        raise CommandRefused("file_unreadable", file=file, why=error.strerror) from None
    return entries


def write_privately(file: Path, text: str) -> None:
    """Replace a file in one step, on disk before it bears the name. Root leaves it to whom it belonged, and to the one
    group that it let read it: the services', which are not root.

    Raises:
        CommandRefused: it cannot be written.
    """
    try:
        descriptor, scratch = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")  # made with mode 0600
        if os.geteuid() == 0 and file.exists():
            os.fchown(descriptor, file.stat().st_uid, file.stat().st_gid)
            os.fchmod(descriptor, file.stat().st_mode & 0o640)
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        Path(scratch).replace(file)
    except OSError as error:
        raise CommandRefused("file_unreadable", file=file, why=error.strerror) from None


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Two people who add staff at once must not lose one another's entry."""
    descriptor = os.open(file.parent / f".{file.name}.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
