"""Passwords and keys of an instance: made at random once, kept in its home folder, read only by whom they belong to."""

import hashlib
import json
import os
import secrets
import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Self

from deploy.local.layout import Layout
from deploy.local.programs.account import let_read, services_account

OPERATOR = "OPERATOR"  # the person at this machine; call signs are for volunteers


@dataclass(frozen=True, slots=True)
class Credentials:
    postgres_owner: str
    intake_database: str
    dispatch_database: str
    notify_database: str
    twilio_account_sid: str
    twilio_auth_token: str
    staff_key: str
    kafka_admin: str
    kafka_intake: str
    kafka_dispatch: str
    kafka_notify: str
    kafka_console: str

    @classmethod
    def random(cls) -> Self:
        return cls(
            postgres_owner=secrets.token_urlsafe(24),
            intake_database=secrets.token_urlsafe(24),
            dispatch_database=secrets.token_urlsafe(24),
            notify_database=secrets.token_urlsafe(24),
            twilio_account_sid=f"AC{secrets.token_hex(16)}",
            twilio_auth_token=secrets.token_hex(16),
            staff_key=f"hl_{secrets.token_hex(4)}_{secrets.token_urlsafe(32)}",
            kafka_admin=secrets.token_urlsafe(24),
            kafka_intake=secrets.token_urlsafe(24),
            kafka_dispatch=secrets.token_urlsafe(24),
            kafka_notify=secrets.token_urlsafe(24),
            kafka_console=secrets.token_urlsafe(24),
        )

    def database_password(self, service: str) -> str:
        return str(getattr(self, f"{service}_database"))

    def kafka_password(self, principal: str) -> str:
        return str(getattr(self, f"kafka_{principal}"))


def credentials_of(layout: Layout) -> Credentials:
    """This instance's credentials, made at its first start; what a new release adds is made at its own first start.

    The staff file keeps whom `hotline staff add` added.
    """
    try:
        kept: dict[str, str] = json.loads(layout.secrets_file.read_text())
    except FileNotFoundError:
        kept = {}
    credentials = replace(Credentials.random(), **kept)
    if asdict(credentials) != kept:
        write_privately(layout.secrets_file, json.dumps(asdict(credentials), indent=2))
    staff = [_staff_entry(credentials.staff_key), *_other_staff(layout.staff_keys_file)]
    write_privately(layout.staff_keys_file, json.dumps(staff, indent=2))
    let_read(services_account(), layout.staff_keys_file)
    return credentials


def kept_credentials(layout: Layout) -> Credentials:
    """Those of an instance that was started; nothing is written, not even the staff file, which others may be writing.

    Raises:
        FileNotFoundError: it never was.
    """
    kept: dict[str, str] = json.loads(layout.secrets_file.read_text())
    return replace(Credentials.random(), **kept)


def write_privately(path: Path, text: str) -> None:
    """Replace a file in one step, readable by its owner only, on disk before it bears the name.

    Root leaves it to whom it belonged, and to the one group that it let read it.
    """
    descriptor, scratch = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    if os.geteuid() == 0 and path.exists():
        os.fchown(descriptor, path.stat().st_uid, path.stat().st_gid)
        os.fchmod(descriptor, path.stat().st_mode & 0o640)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(scratch).replace(path)


def _other_staff(file: Path) -> list[dict[str, object]]:
    try:
        return [entry for entry in json.loads(file.read_text()) if entry["actor"] != OPERATOR]
    except FileNotFoundError:
        return []


def _staff_entry(key: str) -> dict[str, str]:
    digest = hashlib.sha256(key.encode()).hexdigest()
    return {"key_id": key.split("_")[1], "actor": OPERATOR, "role": "admin", "networks": "*", "sha256": digest}
