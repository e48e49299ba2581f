"""What a service needs beside its database to be ready, and what it can do without for a while: Kafka."""

from datetime import UTC, datetime
from typing import Final

from services.chassis.consumer_loop import ConsumerLoop
from services.chassis.event_macs import EventMacs
from services.chassis.http_server import Check
from services.chassis.relay import Relay
from services.chassis.sealing import KeyMissing, Keyring

SILENT_SECONDS: Final = 20.0


def todays_keys(keyring: Keyring, *kinds: str) -> Check:
    """Without today's key of a kind, what it seals can be neither taken nor passed on."""

    async def keys_are_there() -> str | None:
        try:
            for kind in kinds:
                keyring.key(f"{kind}/{datetime.now(UTC).date()}")
        except KeyMissing as missing:
            return f"no key {missing}"
        return None

    return keys_are_there


def bus_keys(macs: EventMacs) -> Check:
    """Without them nothing that happens here is heard, and nothing is heard of the others."""

    async def keys_are_there() -> str | None:
        try:
            macs.need_keys()
        except KeyMissing as missing:
            return f"no key {missing}"
        return None

    return keys_are_there


def consumes(*needed: ConsumerLoop) -> Check:
    """Each of them had its partitions once. Later only `kafka_is_reached` says so: without Kafka a service still takes
    what people tell it, and one that rests is no reason to take the others away.
    """

    async def all_consume() -> str | None:
        return None if all(loop.joined for loop in needed) else "not assigned yet"

    return all_consume


def kafka_is_reached(relay: Relay, *loops: ConsumerLoop) -> Check:
    """What happens here is heard, and what happens elsewhere is heard here (rule R107)."""

    async def is_reached() -> str | None:
        for loop in loops:
            if not loop.assigned:
                return f"{loop.group}: has no partitions"
            if loop.silent_seconds > SILENT_SECONDS:
                return f"{loop.group}: nothing heard for {loop.silent_seconds:.0f} s"
        return "events cannot be published" if relay.failing else None

    return is_reached
