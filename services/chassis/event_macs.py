"""Both ends of Kafka (rule R104): what leaves is authenticated, and what comes is believed only then."""

from datetime import UTC, datetime
from time import monotonic
from typing import Final

from schemas.event_mac import MacKey, claimed, has_macs, with_macs
from schemas.topics import BY_NAME
from services.chassis.bus_keys import PAIRS, BusKeys

READ_AGAIN_SECONDS: Final = 10
"""A new generation signs so soon after it was made."""


UNAUTHENTIC: Final = "unauthentic"
"""How the reason of such a dead letter begins."""


class Unauthentic(Exception):
    """Nobody who may write to this topic said this, or not to us. The text is the cause, of a fixed few."""


class EventMacs:
    """Of one service.

    Args:
        unsigned_until: what has no MAC at all is believed until then, for the upgrade from a release that made none.
    """

    def __init__(self, keys: BusKeys, service: str, *, unsigned_until: datetime | None = None) -> None:
        self._keys = keys
        self._service = service
        self._unsigned_until = unsigned_until
        self._signing: dict[str, tuple[float, list[tuple[str, MacKey]]]] = {}
        self._believed: dict[str, tuple[MacKey, ...]] = {}

    def need_keys(self) -> None:
        """
        Raises:
            KeyMissing: one that this service cannot do without.
        """
        for producer, reader in PAIRS:
            if self._service in (producer, reader):
                self._keys.of(producer, reader)

    def signed(self, topic: str, value: bytes) -> bytes:
        """The event with a MAC for each reader of its topic; a dead letter's copy, which no service reads, as it is.

        Raises:
            KeyMissing: no key for one of the readers.
        """
        if topic not in BY_NAME:
            return value
        known = self._signing.get(topic)
        if known is None or monotonic() - known[0] > READ_AGAIN_SECONDS:
            row = BY_NAME[topic]
            newest = [(reader, self._keys.of(row.producer, reader)[0]) for reader in row.consumers]
            known = self._signing[topic] = (monotonic(), newest)
        return with_macs(topic, value, known[1])

    def verified(self, topic: str, value: bytes | None) -> bytes:
        """The event's JSON, every byte of it said by the topic's producer, to us, on this topic.

        Raises:
            Unauthentic: it was not.
            KeyMissing: nobody could tell: we have no key of that producer.
        """
        claim = claimed(value or b"", self._service)
        if claim is None:
            if value and self._takes_unsigned() and not has_macs(value):
                return value
            raise Unauthentic("no mac for this service")
        if not claim.holds(topic, self._believed.get(topic, ())):
            believed = self._believed[topic] = self._keys.of(BY_NAME[topic].producer, self._service)  # a new one?
            if not claim.holds(topic, believed):
                raise Unauthentic("the mac does not fit")
        return claim.document

    def _takes_unsigned(self) -> bool:
        return self._unsigned_until is not None and datetime.now(UTC) < self._unsigned_until
