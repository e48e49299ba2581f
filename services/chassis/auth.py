"""Who calls: staff by API key, hotline systems by API key or signed request (Standard Webhooks shape)."""

import base64
import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid5

from services.chassis.errors import Problem
from services.chassis.scope import EVERY_NETWORK, NO_NETWORK, Scope
from services.chassis.staff_file import StaffFile

KEY = re.compile(r"^hl_([A-Za-z0-9]{6,32})_([A-Za-z0-9_-]{20,64})$")
SHA256 = re.compile(r"[0-9a-f]{64}")
WINDOW_SECONDS: Final = 300
EVERY: Final = "*"
"""In the staff file: every network of the instance."""
NO_NETWORK_IN_IT: Final = "It is for no network; whoever keeps the staff file: hotline staff networks."
STAFF_NAMESPACE = UUID("5b0d9e0c-6a55-4f3b-9a0e-1f1f5a1d7c00")


class Role(StrEnum):
    """An admin sees no content; a duty lead reviews and steers (rule R15)."""

    OPERATOR = "operator"
    DUTY_LEAD = "duty_lead"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Staff:
    """A person behind a staff key; `actor` is a call sign, never a name. The role is theirs in all of `scope`."""

    actor: str
    role: Role
    scope: Scope

    @property
    def id(self) -> UUID:
        return uuid5(STAFF_NAMESPACE, self.actor)


def new_key() -> tuple[str, str, str]:
    """(key id, the key to hand over once, SHA-256 hex to keep)."""
    key_id = secrets.token_hex(6)
    key = f"hl_{key_id}_{secrets.token_urlsafe(32)}"
    return key_id, key, sha256_of(key)


def sha256_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def key_id_of(authorization: str | None) -> tuple[str, str] | None:
    """(key id, whole key) of an `Authorization: Bearer hl_..` header."""
    if authorization is None:
        return None
    scheme, _, key = authorization.partition(" ")
    match = KEY.match(key.strip()) if scheme.lower() == "bearer" else None
    return (match[1], match[0]) if match else None


def same(left: str, right: str) -> bool:
    """Constant-time."""
    return hmac.compare_digest(left.encode(), right.encode())


def unauthorized(detail: str = "Send Authorization: Bearer hl_<id>_<secret>.") -> Problem:
    return Problem(401, "unauthorized", "Who are you?", detail, headers={"WWW-Authenticate": "Bearer"})


class StaffKeys:
    """Staff keys from a JSON file `[{key_id, actor, role, networks, sha256}]`; read again when the file changes.

    An entry that nobody can read lets nobody in, and costs nobody else anything.

    Args:
        mode: of the instance. In production a key whose networks were not said opens nothing, elsewhere everything.
    """

    def __init__(self, path: Path | None, mode: str = "production") -> None:
        self._file = None if path is None else StaffFile(path)
        self._unsaid = NO_NETWORK if mode == "production" else EVERY_NETWORK
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
                known[key_id] = (sha256, staff_from(entry, self._unsaid))
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


@dataclass(frozen=True, slots=True)
class Signed:
    """The headers of a signed request."""

    key_id: str
    webhook_id: str
    timestamp: int
    signatures: tuple[str, ...]


def signed_headers(headers: dict[str, str]) -> Signed | None:
    """Read `webhook-id`, `webhook-timestamp`, `webhook-signature` and `webhook-key-id`; None: not a signed request.

    Raises:
        Problem: 401, a header is there but malformed or the others are missing.
    """
    if "webhook-signature" not in headers:
        return None
    if not re.fullmatch(r"\d{1,12}", headers.get("webhook-timestamp", "")):
        raise unauthorized("webhook-timestamp: seconds since 1970.")
    try:
        signed = Signed(
            headers["webhook-key-id"],
            headers["webhook-id"],
            int(headers["webhook-timestamp"]),
            tuple(part.removeprefix("v1,") for part in headers["webhook-signature"].split() if part.startswith("v1,")),
        )
    except (KeyError, ValueError):
        raise unauthorized("A signed request needs webhook-key-id, webhook-id and webhook-timestamp.") from None
    if not re.fullmatch(r"[\x21-\x7e]{1,128}", signed.webhook_id):
        raise unauthorized("webhook-id: 1 to 128 visible ASCII characters.")
    return signed


def sign(secret: bytes, *, webhook_id: str, timestamp: int, method: str, target: str, body: bytes) -> str:
    """base64(HMAC-SHA256(secret, "id.timestamp.METHOD target.body")); target = raw path and query (rule R90)."""
    message = f"{webhook_id}.{timestamp}.{method.upper()} {target}.".encode() + body
    return base64.b64encode(hmac.new(secret, message, hashlib.sha256).digest()).decode()


def check_fresh(signed: Signed) -> None:
    """Before the body is read.

    Raises:
        Problem: 401, too old or too new (±300 s).
    """
    if abs(time.time() - signed.timestamp) > WINDOW_SECONDS:
        raise unauthorized("webhook-timestamp is more than 300 s from now.")


def check_signature(signed: Signed, secrets_live: list[bytes], *, method: str, target: str, body: bytes) -> None:
    """Two secrets may be live at once, for rotation. Verify before parsing the body.

    Raises:
        Problem: 401, no signature fits.
    """
    for secret in secrets_live:
        good = sign(
            secret, webhook_id=signed.webhook_id, timestamp=signed.timestamp, method=method, target=target, body=body
        )
        if any(same(good, offered) for offered in signed.signatures):
            return
    raise unauthorized("The signature does not fit.")
