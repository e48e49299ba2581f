"""Whoever reaches the broker without a key has no say: an event that is forged has no effect and is a dead letter."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from aiokafka import ConsumerRecord

from schemas.envelope import EventData, Received, encode, headers
from schemas.events.receipt import EventsNoted
from schemas.events.report import ReportReleasedV1
from schemas.publishing import golden
from schemas.topics import BY_NAME, GROUPS, TOPICS
from schemas.values import uuid7
from services.chassis.batch_handler import BatchHandler
from services.chassis.bus import Bus
from services.chassis.bus_keys import PAIRS
from services.chassis.clocks import PeerClocks
from services.chassis.database import Database
from services.chassis.outbox import append, outgoing
from services.chassis.settings import KafkaSettings
from services.chassis.unit_of_work import UnitOfWork
from tests.support.event_macs import macs_of, shared_keyring, signed

SERVICES = ("intake", "dispatch", "notify")


class Handled:
    """What the handlers of one service were given."""

    def __init__(self) -> None:
        self.ids: list[UUID] = []
        self.times: list[datetime] = []

    async def __call__(self, unit: UnitOfWork, events: Sequence[Received[Any]]) -> None:
        self.ids += [event.id for event in events]
        self.times += [event.at for event in events]


async def never(_: BaseException, __: float) -> None:
    raise AssertionError("nothing is to be waited for")


def kinds_for(service: str) -> list[type[EventData]]:
    return [kind for topic in TOPICS if service in topic.consumers for kind in topic.events]


def a_batch_handler(service: str, database: Database, handled: Handled) -> BatchHandler:
    return BatchHandler(
        service=service,
        group=next(group for group, its in GROUPS.items() if its == service),
        handlers={topic.name: handled for topic in TOPICS},
        kinds=kinds_for(service),
        database=database,
        bus=Bus(KafkaSettings(), client_id="test"),
        macs=macs_of(service),
        relay=None,
        clocks=PeerClocks(),
        wait_out=never,
    )


def a_record(topic: str, offset: int, value: bytes | None, type: str) -> "ConsumerRecord[bytes, bytes]":
    about = tuple(headers(event_id=uuid7(), type=type, subject="s"))
    return ConsumerRecord(topic, 0, offset, 0, 0, b"k", value, None, 1, len(value or b""), about)


@pytest.fixture
def taken_over(tmp_path: Path) -> Path:
    """A keyring in which each pair has the key of another pair."""
    for pair, another in zip(PAIRS, (*PAIRS[1:], PAIRS[0]), strict=True):
        folder = tmp_path / "bus" / ".".join(pair)
        folder.mkdir(parents=True)
        (folder / "1.key").write_bytes((shared_keyring() / "bus" / ".".join(another) / "1.key").read_bytes())
    return tmp_path


def forged(topic: str, event: bytes, *, taken_over: Path) -> Iterator[bytes | None]:
    """As somebody would who writes to the topic and reads all of them, and who may have taken another service over."""
    row = BY_NAME[topic]
    authentic = signed(topic, event)
    middle = authentic.index(b'"data":{') + 9
    yield event
    yield signed(topic, event, taken_over)
    yield authentic[:middle] + bytes([authentic[middle] ^ 1]) + authentic[middle + 1 :]
    yield signed(next(each.name for each in TOPICS if each.producer == row.producer and each is not row), event)
    yield signed(next(each.name for each in TOPICS if each.producer != row.producer), event)
    yield authentic[:-2] + b',"data":{}}'
    yield b"{}"
    yield None


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.logs_errors("record.unauthentic")
async def test_a_forged_event_has_no_effect_and_is_one_dead_letter(
    service: str, make_database: Callable[..., Awaitable[Database]], taken_over: Path, request: pytest.FixtureRequest
) -> None:
    database, handled = await make_database(), Handled()
    batches = a_batch_handler(service, database, handled)
    now = await database.now()
    records: list[ConsumerRecord[bytes, bytes]] = []
    genuine: list[UUID] = []
    async with database.unit() as unit:  # a receipt that is forged would end its publication
        waits = outgoing(next(each for each in golden.FULL if each.ACKNOWLEDGED_BY), subject="s", at=now)
        await append(unit.connection, [waits], now)
    for full in golden.FULL:
        if type(full) not in kinds_for(service):
            continue
        if isinstance(full, EventsNoted):
            full = type(full)(event_ids=(waits.event_id,))
        else:
            genuine.append(uuid7())
        event_id = genuine[-1] if not isinstance(full, EventsNoted) else uuid7()
        event = encode(full, event_id=event_id, subject=golden.subject_of(full), at=now)
        for value in forged(full.TOPIC, event, taken_over=taken_over):
            records.append(a_record(full.TOPIC, len(records), value, full.TYPE))
        if not isinstance(full, EventsNoted):
            records.append(a_record(full.TOPIC, len(records), signed(full.TOPIC, event), full.TYPE))
    forgeries = len(records) - len(genuine)
    request.node.add_marker(pytest.mark.sets_aside(dead_letter=forgeries))

    await batches.handle(records)

    assert handled.ids == genuine  # the same ids as the forged ones: those claimed none
    async with database.connection() as connection:
        reasons = await connection.fetch("SELECT reason, count(*) AS n FROM dead_letter GROUP BY reason")
        dead = await connection.fetchval("SELECT count(*) FROM dead_letter WHERE event_id IS NOT NULL")
        waiting = await connection.fetchval("SELECT count(*) FROM outbox WHERE event_id = $1", waits.event_id)
    assert sum(row["n"] for row in reasons) == forgeries
    assert {row["reason"] for row in reasons} == {
        "unauthentic: no mac for this service",
        "unauthentic: the mac does not fit",
    }
    assert (dead, waiting) == (0, 1)


@pytest.mark.logs_errors("clock.skewed")
async def test_a_producer_whose_clock_is_ahead_loses_no_event(
    make_database: Callable[..., Awaitable[Database]],
) -> None:
    database, handled = await make_database(), Handled()
    batches = a_batch_handler("dispatch", database, handled)
    released = next(each for each in golden.FULL if isinstance(each, ReportReleasedV1))
    now, event_id = await database.now(), uuid7()
    ahead = encode(released, event_id=event_id, subject="s", at=now + timedelta(minutes=10))

    await batches.handle([a_record(released.TOPIC, 0, signed(released.TOPIC, ahead), released.TYPE)])

    assert handled.ids == [event_id]
    assert now - timedelta(seconds=1) < handled.times[0] <= await database.now()
