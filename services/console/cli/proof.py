"""Whether a topic's producer said what lies on it: the console checks its own MAC, as services do (rule R104)."""

from pathlib import Path
from typing import Final

from services.chassis.bus_keys import PAIRS, BusKeys
from services.chassis.event_macs import EventMacs, Unauthentic
from services.chassis.key_files import KeyMissing
from services.console.feed.events import Proof

READER: Final = "console"


class Prover:
    """Under the keys of one keyring; what was written under keys that are destroyed is unverified."""

    def __init__(self, keyring: Path) -> None:
        self._keys = BusKeys(keyring, READER)
        self._macs = EventMacs(self._keys, READER)

    def proof(self, topic: str, value: bytes | None) -> Proof:
        """A dead letter is a copy, which nobody vouches for."""
        if topic.endswith(".dlt"):
            return "cannot_tell"
        try:
            self._macs.verified(topic, value)
        except Unauthentic:
            return "unverified"
        except KeyMissing:
            return "cannot_tell"
        return "verified"

    def unknown(self) -> list[str]:
        """The services of which there is no key here: whether they said something cannot be told."""
        return [producer for producer, reader in PAIRS if reader == READER and not self._has(producer)]

    def _has(self, producer: str) -> bool:
        try:
            return bool(self._keys.of(producer, READER))
        except KeyMissing:
            return False
