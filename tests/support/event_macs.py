"""Keys with which tests speak for one service and listen as another, made once for a whole run."""

import atexit
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from services.chassis.bus_keys import BusKeys
from services.chassis.event_macs import EventMacs


@cache
def shared_keyring() -> Path:
    """A keyring of bus keys alone, for loops that are put together without a service."""
    folder = TemporaryDirectory(prefix="bus-keys-")
    atexit.register(folder.cleanup)
    BusKeys(Path(folder.name)).rotate()
    return Path(folder.name)


def macs_of(service: str, keyring: Path | None = None) -> EventMacs:
    """What this service signs and checks with; what it signs is told by the topic alone."""
    return EventMacs(BusKeys(keyring or shared_keyring()), service)


def signed(topic: str, value: bytes, keyring: Path | None = None) -> bytes:
    """As the topic's producer would say it."""
    return macs_of("", keyring).signed(topic, value)
