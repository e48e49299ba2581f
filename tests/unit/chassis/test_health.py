"""What keeps a service from being ready, in a few words."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from services.chassis.consumer_loop import ConsumerLoop
from services.chassis.health import consumes, kafka_is_reached, todays_keys
from services.chassis.relay import Relay
from services.chassis.sealing import Keyring


@dataclass
class Loop:
    """As much of a consumer as a check looks at."""

    joined: bool = True
    assigned: bool = True
    silent_seconds: float = 3.0
    group: str = "hotline.dispatch.main"


@dataclass
class Publishing:
    """As much of a relay."""

    failing: bool = False


def loop(**facts: Any) -> ConsumerLoop:
    return cast("ConsumerLoop", Loop(**facts))


def relay(*, failing: bool = False) -> Relay:
    return cast("Relay", Publishing(failing))


async def test_a_consumer_that_never_had_partitions_is_told_of() -> None:
    assert await consumes(loop())() is None
    assert await consumes(loop(assigned=False))() is None
    assert await consumes(loop(), loop(joined=False))() == "not assigned yet"


@pytest.mark.parametrize(
    ("consumer", "publishing", "told"),
    [
        (loop(), relay(), None),
        (loop(assigned=False), relay(), "hotline.dispatch.main: has no partitions"),
        (loop(silent_seconds=31.4), relay(), "hotline.dispatch.main: nothing heard for 31 s"),
        (loop(), relay(failing=True), "events cannot be published"),
    ],
    ids=["well", "out of its group", "silent", "cannot publish"],
)
async def test_what_keeps_kafka_from_being_reached_is_said(
    consumer: ConsumerLoop, publishing: Relay, told: str | None
) -> None:
    assert await kafka_is_reached(publishing, loop(), consumer)() == told


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
