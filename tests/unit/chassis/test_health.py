"""What keeps a service from being ready, in a few words."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

from services.chassis.consumer_loop import ConsumerLoop
from services.chassis.health import consumes, todays_keys
from services.chassis.sealing import Keyring


@dataclass
class Loop:
    """As much of a consumer as a check looks at."""

    assigned: bool


def loop(*, assigned: bool) -> ConsumerLoop:
    return cast("ConsumerLoop", Loop(assigned))


async def test_a_consumer_without_partitions_is_told_of() -> None:
    assert await consumes(loop(assigned=True))() is None
    assert await consumes(loop(assigned=True), loop(assigned=False))() == "not assigned yet"


async def test_a_key_of_today_that_is_missing_is_named(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path)
    keyring.ensure(datetime.now(UTC).date())
    assert await todays_keys(keyring, "case", "words")() is None

    old = tmp_path / "old"
    long_ago = Keyring(old)
    long_ago.ensure((datetime.now(UTC) - timedelta(days=400)).date())
    told = await todays_keys(Keyring(old), "case")()
    assert told is not None
    assert "case/" in told
