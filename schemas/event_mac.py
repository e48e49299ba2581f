"""How an event proves who said it (rule R104): a MAC for each service that reads its topic, at the record's end.

The value of a record ends with `,"mac":"<consumer>:<generation>.<base64url>,..."}`. Each is the HMAC-SHA256, under
a key that the producer shares with that consumer alone, of the topic's name, a NUL and every byte before `,"mac":`. It
is checked over those bytes before anything in them is read, and only they are read (ADR 20).
"""

import hmac
import re
from binascii import b2a_base64
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

KEY_BYTES: Final = 32
_MARK: Final = b',"mac":"'
_ONE: Final = rb"[0-9]{1,9}\.[A-Za-z0-9_-]{43}"
_URL_SAFE: Final = bytes.maketrans(b"+/", b"-_")


class MacKey:
    """A key with its number, and an HMAC under it that has taken nothing in yet."""

    def __init__(self, generation: int, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"a key of {len(key)} bytes")
        self.name = b"%d" % generation
        self._keyed = hmac.new(key, digestmod="sha256")

    def mac(self, topic: str, body: bytes) -> bytes:
        """In base64url, without padding."""
        made = self._keyed.copy()
        made.update(b"%s\0%s" % (topic.encode(), body))
        return b2a_base64(made.digest(), newline=False)[:43].translate(_URL_SAFE)


@dataclass(frozen=True, slots=True)
class Claim:
    """A record's value taken apart for one reader: what its MAC covers, the number of the key, and the MAC."""

    body: bytes
    generation: bytes
    mac: bytes

    def holds(self, topic: str, keys: Iterable[MacKey]) -> bool:
        """Whether one of the keys, that of this number, made the MAC."""
        for key in keys:
            if key.name == self.generation:
                return hmac.compare_digest(key.mac(topic, self.body), self.mac)
        return False

    @property
    def document(self) -> bytes:
        """The event's JSON, of nothing but bytes that the MAC covers."""
        return self.body + b"}"


def with_macs(topic: str, value: bytes, keys: Iterable[tuple[str, MacKey]]) -> bytes:
    """The event's JSON with a MAC for each of these readers."""
    body = value[:-1]
    macs = b",".join([b"%s:%s.%s" % (reader.encode(), key.name, key.mac(topic, body)) for reader, key in keys])
    return b'%s%s%s"}' % (body, _MARK, macs)


def claimed(value: bytes, reader: str) -> Claim | None:
    """None: the value does not end with MACs, or none is for this reader."""
    at = value.rfind(_MARK)
    found = _ending(reader).fullmatch(value, at + len(_MARK)) if at >= 0 else None
    return None if found is None else Claim(value[:at], found[1], found[2])


def has_macs(value: bytes) -> bool:
    """Whether anybody made it out to be authentic."""
    return _MARK in value[-1000:]


@cache
def _ending(reader: str) -> re.Pattern[bytes]:
    other = rb"[a-z]{1,20}:" + _ONE
    return re.compile(
        rb"(?:%s,){0,8}?%s:([0-9]{1,9})\.([A-Za-z0-9_-]{43})(?:,%s){0,8}\"\}" % (other, reader.encode(), other)
    )
