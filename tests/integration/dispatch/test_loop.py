"""Dispatch on a real Kafka and PostgreSQL: a report on its topic becomes texts on theirs, and an answer acts."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

import pytest

from schemas.envelope import EventData, Received, decode, type_in
from schemas.events.incident import IncidentOpenedV1, WaveOpenedV1
from schemas.events.message import VolunteerMessageRequestedV1
from schemas.events.receipt import NotedByDispatchV1
from schemas.topics import EVENTS, TOPICS
from services.chassis.bus import Bus
from services.chassis.consumer_loop import ConsumerLoop
from services.chassis.outbox import outgoing
from services.chassis.relay import Relay
from services.chassis.runtime import Loop
from services.chassis.timers import TimerLoop
from services.dispatch.handlers.events import KINDS, MAIN, event_handlers
from tests.support.dispatch_harness import Stand, a_volunteer
from tests.support.event_macs import macs_of, signed


class Post:
    """The other services' side of the bus."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self.seen: list[Received[Any]] = []

    async def put(self, data: EventData, subject: UUID, stand: Stand) -> UUID:
        event = outgoing(data, subject=str(subject), at=await stand.database.now())
        producer = await self._bus.producer()
        await producer.send_and_wait(self._bus.wire(event.topic), signed(event.topic, event.payload), key=event.key)
        await producer.stop()
        return event.event_id

    async def until(self, wanted: Callable[[list[Received[Any]]], bool]) -> None:
        topics = (IncidentOpenedV1.TOPIC, VolunteerMessageRequestedV1.TOPIC, NotedByDispatchV1.TOPIC)
        consumer = await self._bus.tail(topics=topics, from_beginning=True)
        self.seen.clear()
        try:
            async with asyncio.timeout(30):
                while not wanted(self.seen):
                    for batch in (await consumer.getmany(timeout_ms=200)).values():
                        for record in batch:
                            kind = EVENTS[type_in(record.value) or ""]
                            self.seen.append(decode(kind, record.value))
        finally:
            await consumer.stop()

    def of(self, kind: type[EventData]) -> list[Any]:
        return [event.data for event in self.seen if isinstance(event.data, kind)]


@pytest.fixture
async def running(stand: Stand, make_topics: Callable[[list[str]], Awaitable[None]], bus: Bus) -> Any:
    await make_topics([topic.name for topic in TOPICS])
    relay = Relay(stand.database, bus, macs_of("dispatch"))
    loop = ConsumerLoop(
        service="dispatch",
        group=MAIN,
        handlers=event_handlers(stand.resources),
        kinds=KINDS,
        database=stand.database,
        bus=bus,
        macs=macs_of("dispatch"),
        relay=relay,
    )
    parts: list[Loop] = [relay, loop, TimerLoop(stand.database, stand.timers)]
    tasks = [asyncio.create_task(part.run()) for part in parts]
    yield stand
    for part in parts:
        part.stop()
    _, late = await asyncio.wait(tasks, timeout=15)
    for task in late:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_a_report_becomes_offers_and_an_answer_acts(running: Stand, bus: Bus) -> None:
    post = Post(bus)
    await running.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    report = await running.report()

    event_id = await post.put(report, report.report_id, running)
    await post.until(lambda seen: sum(getattr(event.data, "template", "") == "V2" for event in seen) == 2)
    reply = await running.a_reply("HERON", "Y 12")
    await post.put(reply.data, running.ids["HERON"], running)
    await post.until(lambda seen: any(getattr(event.data, "template", "") == "V4" for event in seen))
    await post.until(  # the texts travel ahead of what nobody waits for
        lambda seen: (
            any(event_id in e.data.event_ids for e in seen if isinstance(e.data, NotedByDispatchV1))
            and any(isinstance(event.data, WaveOpenedV1) for event in seen)
        )
    )
    [offered] = post.of(WaveOpenedV1)

    assert [opened.report_id for opened in post.of(IncidentOpenedV1)] == [report.report_id]
    assert offered.asked == 2
    assert await running.fetchval("SELECT state FROM assignment") == "held"
