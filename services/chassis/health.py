"""What a service may need before it is ready, beside its database: today's keys, and its consumers."""

from datetime import UTC, datetime

from services.chassis.consumer_loop import ConsumerLoop
from services.chassis.event_macs import EventMacs
from services.chassis.http_server import Check
from services.chassis.sealing import KeyMissing, Keyring


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
    """Each of them has its partitions. One that rests is no reason to take the others away: the metric tells of it."""

    async def all_consume() -> str | None:
        return None if all(loop.assigned for loop in needed) else "not assigned yet"

    return all_consume
