"""Who on the staff has which key: from a file, read again when it changes. What cannot be read of it takes no key."""

import json
import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import structlog

from services.chassis.auth import Role, Staff, key_id_of, same, sha256_of, unauthorized
from services.chassis.errors import Problem
from services.chassis.scope import EVERY_NETWORK, NO_NETWORK, Scope
from services.chassis.telemetry import STAFF_FILE_FAULTS

log = structlog.get_logger()

SHA256: Final = re.compile(r"[0-9a-f]{64}")
EVERY: Final = "*"
"""In the staff file: every network of the instance."""
NO_NETWORK_IN_IT: Final = "It is for no network; whoever keeps the staff file: hotline staff networks."
MOST_NAMED: Final = 20


class StaffKeys:
    """Staff keys from a JSON file `[{key_id, actor, role, networks, sha256}]`; read again when the file changes.

    An entry that nobody can read lets nobody in, and costs nobody else anything.

    Args:
        mode: of the instance. In production a key whose networks were not said opens nothing, elsewhere everything.
        shared: what is there for every key that is for any network.
    """

    def __init__(self, path: Path | None, mode: str = "production", *, shared: frozenset[str] = frozenset()) -> None:
        self._file = None if path is None else StaffFile(path)
        self._unsaid = NO_NETWORK if mode == "production" else EVERY_NETWORK
        self._shared = shared
        self._by_id: dict[str, tuple[str, Staff]] = {}

    def who(self, authorization: str | None, *roles: Role) -> Staff:
        """The caller, who must have one of the roles (none named: any); no role includes another.

        Raises:
            Problem: 401 unknown key, 403 known but not allowed, or for no network.
        """
        self._reload()
        presented = key_id_of(authorization)
        entry = self._by_id.get(presented[0]) if presented else None
        if presented is None or entry is None or not same(entry[0], sha256_of(presented[1])):
            raise unauthorized()
        if roles and entry[1].role not in roles:
            raise Problem(403, "forbidden", "Not with this key", f"This needs the role {' or '.join(roles)}.")
        if not entry[1].scope:
            raise Problem(403, "forbidden", "Not with this key", NO_NETWORK_IN_IT)
        return entry[1]

    def _reload(self) -> None:
        entries = None if self._file is None else self._file.changed()
        if self._file is None or entries is None:
            return
        known: dict[str, tuple[str, Staff]] = {}
        bad: list[int] = []
        for index, entry in enumerate(entries):
            try:
                key_id, sha256, actor = entry["key_id"], entry["sha256"], entry["actor"]
                if not (SHA256.fullmatch(sha256) and actor.strip()):
                    raise ValueError
                staff = staff_from(entry, self._unsaid)
                known[key_id] = (sha256, replace(staff, scope=staff.scope.beside(self._shared)))
            except (AttributeError, KeyError, TypeError, ValueError):
                bad.append(index)
        self._by_id = known
        self._file.note_faults(bad)


def staff_from(entry: Mapping[str, Any], unsaid: Scope) -> Staff:
    """
    Args:
        unsaid: the scope of an entry of the time before networks were walls.
    """
    return Staff(entry["actor"], Role(entry["role"]), _scope_of(entry["networks"]) if "networks" in entry else unsaid)


def _scope_of(networks: object) -> Scope:
    """What is neither "*" nor a list of names opens nothing."""
    if networks == EVERY:
        return EVERY_NETWORK
    named = networks if isinstance(networks, list) else []
    return Scope(frozenset(name for name in named if isinstance(name, str)))


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
