"""Sealing: AES-256-GCM under a key per class and day, so that destroying a day's key destroys its data everywhere."""

import base64
import hmac
import os
import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.chassis.key_classes import INDEX_OF, KEY_CLASSES, may_keep, may_read, may_seal
from services.chassis.key_files import KeyMissing as KeyMissing
from services.chassis.key_files import KeyRefused as KeyRefused
from services.chassis.key_files import make_folder, sync_folder
from services.chassis.key_files import make_key as make_key
from services.chassis.telemetry import SEALED_OPENED

CLASSES: Final = tuple(name for name, kind in KEY_CLASSES.items() if kind.daily)
"""What callers and volunteers bring; each class is destroyed on its own date (rule R63)."""
DAYS_AHEAD: Final = 8
MOST_CACHED: Final = 5000
VERSION: Final = 1
KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
KEY_ID = re.compile(r"^[a-z]+/[0-9a-f-]{8,36}$")


class Tampered(Exception):
    """The blob was altered, belongs to another record or purpose, or is not for this service to open."""


class Keyring:
    """A folder of 32-byte keys: `<class>/<day>.key`, `person/<id>.key`, `source/<id>.key`, `index/<purpose>.key`.

    It lives outside Postgres and Kafka; mode 0700, a folder a class, so that each service can be given its own alone.
    `service`: whose it is, and what it refuses all others (rule R68); None is the key job. `ensure` makes the keys;
    of a person or a source, who keeps them.
    """

    def __init__(self, folder: Path, service: str | None = None) -> None:
        self._folder = folder
        self._service = service
        self._cached: dict[str, bytes] = {}
        self._ciphers: dict[str, tuple[AESGCM, bytes]] = {}

    def key(self, key_id: str) -> bytes:
        """
        Raises:
            KeyMissing: no such key, or not a key id at all.
            KeyRefused: another service's.
        """
        if (cached := self._cached.get(key_id)) is not None:
            return cached
        if not KEY_ID.fullmatch(key_id):
            raise KeyMissing(key_id[:60])
        if self._service == "intake" and key_id.startswith("person/"):  # a source's, of the last release: adopted
            key_id = key_id.replace("person", "source", 1)
        if not may_read(self._service, key_id):
            raise KeyRefused(key_id)
        try:
            key = _key_in(f"{self._folder}/{key_id}.key")
        except OSError:
            raise KeyMissing(key_id) from None
        if len(key) != KEY_BYTES:
            raise KeyMissing(key_id)
        if len(self._cached) > MOST_CACHED:  # one per person: they must not pile up
            self._forget_all()
        self._cached[key_id] = key
        return key

    def cipher(self, key_id: str) -> tuple[AESGCM, bytes]:
        """With the head of its blobs.

        Raises:
            KeyMissing, KeyRefused: as for `key`.
        """
        if (found := self._ciphers.get(key_id)) is None:
            name = key_id.encode()
            found = AESGCM(self.key(key_id)), bytes((VERSION, len(name))) + name
            self._ciphers[key_id] = found
        return found

    def days(self) -> dict[str, list[date]]:
        """Of each class with a key a day that is this service's: the days whose keys are there, in order."""
        return {
            name: sorted(
                found[1]
                for key in (self._folder / name).glob("*.key")
                if may_read(self._service, key_id := f"{name}/{key.stem}") and (found := day_of(key_id))
            )
            for name in CLASSES
            if (self._folder / name).is_dir() and may_read(self._service, f"{name}/")
        }

    def forget_destroyed(self) -> bool:
        """Drop from memory what another process destroyed, with all the rest, which is read again; was there any?"""
        gone = any(not (self._folder / f"{key_id}.key").exists() for key_id in tuple(self._cached))
        if gone:
            self._forget_all()
        return gone

    def _forget_all(self) -> None:
        self._cached.clear()
        self._ciphers.clear()

    def index_key(self, purpose: str) -> bytes:
        """The key of a blind index.

        Raises:
            KeyMissing: `ensure` never ran on this keyring.
            KeyRefused: another service's.
        """
        key_id = f"index/{purpose}"
        if (cached := self._cached.get(key_id)) is not None:
            return cached
        if not may_read(self._service, key_id):
            raise KeyRefused(key_id)
        try:
            key = self._cached[key_id] = (self._folder / f"{key_id}.key").read_bytes()
        except OSError:
            raise KeyMissing(key_id) from None
        return key

    def require_seal(self, key_id: str) -> None:
        """
        Raises:
            KeyRefused: this service seals nothing under it.
        """
        if not may_seal(self._service, key_id):
            raise KeyRefused(key_id)

    def make_person_key(self, person_id: UUID) -> None:
        """A key for one volunteer's contacts; it stays as it is when it is there already."""
        make_key(self._kept(f"person/{person_id}"))

    def make_hold_key(self, matter_id: UUID) -> None:
        """A key for what a legal hold keeps of one matter; it stays as it is when it is there already."""
        make_key(self._kept(f"hold/{matter_id}"))

    def held_matters(self) -> list[UUID]:
        """Those that have a key for a legal hold."""
        return [UUID(key.stem) for key in sorted((self._folder / "hold").glob("*.key"))]

    def make_person_keys(self, person_ids: Iterable[UUID]) -> None:
        """Keys for many at once (an import), made durable together."""
        for person_id in person_ids:
            make_key(self._kept(f"person/{person_id}"), sync=False)
        os.sync()

    def make_source_key(self, source_id: UUID) -> None:
        """A key for one source's signing secret; it stays as it is when it is there already."""
        self.adopt_source_key(source_id)
        make_key(self._kept(f"source/{source_id}"))

    def adopt_source_key(self, source_id: UUID) -> None:
        """The last release kept a source's key among persons', where its id could be forgotten as one: take it over.
        Where no such key can be seen nothing happens.
        """
        try:
            key = (self._folder / "person" / f"{source_id}.key").read_bytes()
        except OSError:
            return
        make_key(self._kept(f"source/{source_id}"), key=key)

    def destroy(self, key_id: str) -> None:
        """Make everything sealed under the key unreadable, in rows, WAL, backups and topics alike.

        Raises:
            KeyRefused: only who keeps a class destroys of it, and the key job.
        """
        if not KEY_ID.fullmatch(key_id):
            raise KeyMissing(key_id[:60])
        _shred(self._kept(key_id))
        self._forget_all()

    def _kept(self, key_id: str) -> Path:
        if not may_keep(self._service, key_id):
            raise KeyRefused(key_id)
        return self._folder / f"{key_id}.key"

    def ensure(self, today: date) -> list[str]:
        """Make the keys of today and of the next 8 days, so that each is backed up before it is used, and the folder
        of every class, so that it can be mounted.

        Raises:
            KeyRefused: a service's keyring; the key job alone makes keys of days.
        """
        if self._service is not None:
            raise KeyRefused("ensure")
        for folder in (self._folder, *(self._folder / name for name in KEY_CLASSES)):
            make_folder(folder)
        made = [
            f"{name}/{today + timedelta(days=ahead)}"
            for name in CLASSES
            for ahead in range(DAYS_AHEAD + 1)
            if make_key(self._folder / name / f"{today + timedelta(days=ahead)}.key")
        ]
        return made + [f"index/{name}" for name in INDEX_OF if make_key(self._folder / "index" / f"{name}.key")]


def _key_in(path: str) -> bytes:
    """And a byte of what is too long. A text in a large city opens a key that was not opened lately: `pathlib` would
    take three times as long."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return os.read(descriptor, KEY_BYTES + 1)
    finally:
        os.close(descriptor)


def _shred(path: Path) -> None:
    """Overwrite and remove; a disk that writes elsewhere keeps what it had until it is written over."""
    try:
        path.chmod(0o600)
        with path.open("r+b", buffering=0) as file:
            file.write(bytes(path.stat().st_size))
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:
        return
    sync_folder(path.parent)


class Sealer:
    """Seals and opens values. The blob is version, key id, nonce, ciphertext; AAD ties it to purpose and record."""

    def __init__(self, keyring: Keyring) -> None:
        self.keyring = keyring

    def seal(self, name: str, day: date, *, purpose: str, record: str, text: str | bytes) -> bytes:
        """Seal under the key of a class and day.

        Raises:
            KeyMissing: no key for that day: the key job did not run. Nothing is stored unsealed instead.
            KeyRefused: the class is another service's.
        """
        return self._seal(day_key(name, day), purpose, record, text)

    def seal_for_person(self, person_id: UUID, *, purpose: str, record: str, text: str) -> bytes:
        """Seal a volunteer's contact under the key that goes when they leave."""
        return self._seal(f"person/{person_id}", purpose, record, text)

    def seal_for_source(self, source_id: UUID, *, purpose: str, record: str, text: str) -> bytes:
        """Seal a source's signing secret under its own key."""
        return self._seal(f"source/{source_id}", purpose, record, text)

    def reseal_on_hold(self, blob: bytes, matter_id: UUID, *, purpose: str, record: str, now_record: str) -> bytes:
        """The same value under the key of a legal hold; `now_record`: by which record it is opened from now on.

        Raises:
            KeyMissing: its own key was destroyed, or the hold has none here yet.
            Tampered: it was not sealed for this.
        """
        return self._seal(f"hold/{matter_id}", purpose, now_record, self.open(blob, purpose=purpose, record=record))

    def _seal(self, key_id: str, purpose: str, record: str, text: str | bytes) -> bytes:
        self.keyring.require_seal(key_id)
        plain = text.encode() if isinstance(text, str) else text
        cipher, head = self.keyring.cipher(key_id)
        nonce = os.urandom(NONCE_BYTES)
        return head + nonce + cipher.encrypt(nonce, plain, f"{purpose}|{record}|{VERSION}".encode())

    def open(self, blob: bytes, *, purpose: str, record: str) -> bytes:
        """
        Raises:
            KeyMissing: the key was destroyed: so is the value.
            Tampered: not sealed for this purpose and record, or under a key that is none of this service's.
        """
        if len(blob) < 2 + NONCE_BYTES or blob[0] != VERSION:
            raise Tampered(purpose)
        end = 2 + blob[1]
        try:
            cipher, _ = self.keyring.cipher(blob[2:end].decode("ascii"))
            plain = cipher.decrypt(
                blob[end : end + NONCE_BYTES], blob[end + NONCE_BYTES :], f"{purpose}|{record}|{VERSION}".encode()
            )
        except (InvalidTag, KeyRefused, UnicodeDecodeError, ValueError):
            raise Tampered(purpose) from None
        SEALED_OPENED.labels(purpose).inc()
        return plain

    def open_text(self, sealed: str | bytes, *, purpose: str, record: str) -> str:
        """Open a value that travelled as base64 in an event, or lies as bytes in a row."""
        blob = base64.b64decode(sealed) if isinstance(sealed, str) else sealed
        return self.open(blob, purpose=purpose, record=record).decode()

    def blind_index(self, purpose: str, number: str) -> bytes:
        """HMAC-SHA256 of an E.164 number, 16 bytes: finds a row without storing the number."""
        return hmac.digest(self.keyring.index_key(purpose), number.encode(), "sha256")[:16]


def key_of(blob: bytes) -> str:
    """The id of the key that a blob says it lies under; "" of what is no blob."""
    return blob[2 : 2 + blob[1]].decode("ascii", "replace") if len(blob) > 2 and blob[0] == VERSION else ""


@lru_cache(maxsize=64)
def day_key(name: str, day: date) -> str:
    """The key id of a class and day."""
    return f"{name}/{day}"


def day_of(key_id: str) -> tuple[str, date] | None:
    """The class and day whose key has this id; None of every other id: no key of a day opens what names it."""
    name, _, day = key_id.partition("/")
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return None
    return (name, found) if name in CLASSES and f"{name}/{found}" == key_id else None


def wire(blob: bytes) -> str:
    """A sealed blob as it travels in JSON."""
    return base64.b64encode(blob).decode("ascii")
