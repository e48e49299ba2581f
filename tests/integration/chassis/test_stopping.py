"""A service that is told to stop ends, whatever its consumer groups wait for."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from aiokafka import ConsumerRebalanceListener, TopicPartition

from services.chassis.bus import Bus, stop_quietly
from services.chassis.database import Database
from tests.support.chassis_harness import REPORTS, Heard, consumer


class Lingering(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka ships no types
    """A member that answers no rebalance: the group waits for it as for one that died."""

    def __init__(self) -> None:
        self.asked, self.answers = asyncio.Event(), asyncio.Event()

    async def on_partitions_revoked(self, revoked: list[TopicPartition]) -> None:
        if revoked:
            self.asked.set()
            await self.answers.wait()

    async def on_partitions_assigned(self, assigned: list[TopicPartition]) -> None:
        return


async def test_a_stop_does_not_wait_until_the_group_is_joined(
    database: Database, bus: Bus, make_topics: Callable[..., Awaitable[None]]
) -> None:
    await make_topics([REPORTS])
    lingering = Lingering()
    member = await bus.consumer(group="hotline.dispatch.main", topics=[REPORTS], listener=lingering)
    loop = consumer(database, bus, Heard())
    running = asyncio.create_task(loop.run())
    await asyncio.wait_for(lingering.asked.wait(), 20)

    asked_at = time.monotonic()
    loop.stop()
    await asyncio.wait_for(running, 60)
    took = time.monotonic() - asked_at

    lingering.answers.set()
    await stop_quietly(member)
    assert not loop.assigned
    assert took < 3
