"""What a service may need before it is ready, beside its database: today's keys, and its consumers."""

from datetime import UTC, datetime

from services.chassis.consumer_loop import ConsumerLoop
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


def consumes(*needed: ConsumerLoop) -> Check:
    """Each of them has its partitions, and no fuse has blown."""

    async def all_consume() -> str | None:
        return next((loop.fuse or "not assigned yet" for loop in needed if not loop.ready), None)

    return all_consume


def fuse_is_whole(*loops: ConsumerLoop) -> Check:
    """A broker that is away is no reason to refuse work; a consumer that stopped itself is one to look."""

    async def no_fuse_has_blown() -> str | None:
        return next((loop.fuse for loop in loops if loop.fuse is not None), None)

    return no_fuse_has_blown
