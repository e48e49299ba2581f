"""Who calls: staff by API key, hotline systems by API key or signed request (Standard Webhooks shape)."""

import base64
import hashlib
import hmac
import re
import secrets
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid5

from services.chassis.errors import Problem
from services.chassis.scope import Scope

KEY = re.compile(r"^hl_([A-Za-z0-9]{6,32})_([A-Za-z0-9_-]{20,64})$")
WINDOW_SECONDS: Final = 300
STAFF_NAMESPACE = UUID("5b0d9e0c-6a55-4f3b-9a0e-1f1f5a1d7c00")


class Role(StrEnum):
    """An admin sees no content; a duty lead reviews and steers (rule R15); legal says what may not end (R117)."""

    OPERATOR = "operator"
    DUTY_LEAD = "duty_lead"
    ADMIN = "admin"
    LEGAL = "legal"


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
    if not re.fullmatch(r"[0-9]{1,12}", headers.get("webhook-timestamp", "")):
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
