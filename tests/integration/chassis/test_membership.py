"""A replica that died and comes back is given its partitions at once, not when its group has forgotten it (ADR 26)."""

import asyncio
from collections.abc import Awaitable, Callable

from aiokafka import AIOKafkaConsumer

from services.chassis.bus import SESSION_SECONDS, Bus, stop_quietly
from services.chassis.settings import KafkaSettings
from tests.support.chassis_harness import REPORTS


async def assigned(consumer: AIOKafkaConsumer) -> None:
    while not consumer.assignment():
        await consumer.getmany(timeout_ms=50)


async def test_a_replica_that_comes_back_under_its_name_reads_on_at_once(
    kafka: KafkaSettings, make_topics: Callable[..., Awaitable[None]]
) -> None:
    await make_topics([REPORTS])
    replica = Bus(kafka, client_id="test", instance="here-8402")
    killed = await replica.consumer(group="hotline.dispatch.main", topics=[REPORTS])
    await asyncio.wait_for(assigned(killed), 20)
    held = killed.assignment()
    await killed._client.close()  # not a word to the group, as after kill -9

    async with asyncio.timeout(SESSION_SECONDS / 2):
        again = await replica.consumer(group="hotline.dispatch.main", topics=[REPORTS])
        await assigned(again)

    assert again.assignment() == held
    await asyncio.gather(stop_quietly(again), stop_quietly(killed))
