"""Topics and consumer groups as the cluster has them: what `hotline topics` and `hotline lag` ask of Kafka."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from services.chassis.bus import Bus, stop_quietly

ANSWER_SECONDS: Final = 20
SETTLE_SECONDS: Final = 10
TOPIC_OVERRIDE: Final = 1
"""DescribeConfigs' source of a value that was set on the topic itself (KIP-226)."""


class ClusterRefused(Exception):
    """The cluster answered, and said no; the text says to what."""


@dataclass(frozen=True, slots=True)
class TopicState:
    """A topic as it is now; `config` holds what was set on the topic itself, not the broker's defaults."""

    name: str
    partitions: int
    replication: int
    config: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class GroupLag:
    """How far one group is behind on one topic; it has not `begun` while it has committed nothing there."""

    group: str
    topic: str
    begun: bool
    behind: int


class Cluster:
    """An admin client with names as `schemas/topics.py` knows them; use it as an async context manager."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._client: AIOKafkaAdminClient | None = None

    async def __aenter__(self) -> Self:
        self._client = await self._bus.admin()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._client is not None:
            await stop_quietly(self._client)

    @property
    def _admin(self) -> AIOKafkaAdminClient:
        if self._client is None:
            raise RuntimeError("use the cluster as a context manager")
        return self._client

    async def ask(self, request: Any) -> Any:
        """The answer of some broker to a request of Kafka's protocol that the admin client has no method for."""
        return await _bounded(self._admin._send_request(request))

    async def brokers(self) -> int:
        """How many there are."""
        described = await _bounded(self._admin.describe_cluster())
        return len(described["brokers"])

    async def topics(self, names: Iterable[str]) -> dict[str, TopicState]:
        """Those of the names that exist. Never asks for a missing topic by name: some clusters would create it."""
        there = set(await _bounded(self._admin.list_topics()))
        wanted = {self._bus.wire(name): name for name in names}
        present = sorted(there & wanted.keys())
        if not present:
            return {}
        described = await _bounded(self._admin.describe_topics(present))
        config = await self._overrides(present)
        return {
            wanted[topic["topic"]]: TopicState(
                wanted[topic["topic"]],
                len(topic["partitions"]),
                min((len(partition["replicas"]) for partition in topic["partitions"]), default=0),
                config.get(topic["topic"], {}),
            )
            for topic in described
        }

    async def create(self, name: str, *, partitions: int, replication: int, config: Mapping[str, str]) -> bool:
        """False when another process made it meanwhile."""
        topic = NewTopic(self._bus.wire(name), partitions, replication, topic_configs=dict(config))
        response = await _bounded(self._admin.create_topics([topic]))
        code, message = response.topic_errors[0][1:3]
        if code == TopicAlreadyExistsError.errno:
            return False
        accept(code, f"create {name}", message)
        return True

    async def grow(self, name: str, partitions: int) -> None:
        """More partitions; Kafka has no way to take any away."""
        try:
            await _bounded(self._admin.create_partitions({self._bus.wire(name): NewPartitions(partitions)}))
        except KafkaError as error:
            raise ClusterRefused(f"grow {name} to {partitions} partitions: {type(error).__name__}") from None

    async def configure(self, name: str, config: Mapping[str, str]) -> None:
        """Set the topic's whole configuration: what is not named goes back to the broker's default."""
        resource = ConfigResource(ConfigResourceType.TOPIC, self._bus.wire(name), configs=dict(config))
        responses = await _bounded(self._admin.alter_configs([resource]))
        for code, message, *_ in responses[0].resources:
            accept(code, f"configure {name}", message)

    async def settled(self, wanted: Mapping[str, int]) -> None:
        """Wait until every broker we may ask sees the topics with these partitions.

        Raises:
            ClusterRefused: not within 10 s.
        """
        try:
            async with asyncio.timeout(SETTLE_SECONDS):
                while True:
                    now = await self.topics(wanted)
                    if all(name in now and now[name].partitions >= count for name, count in wanted.items()):
                        return
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise ClusterRefused("the topics were accepted, but did not appear within 10 s") from None

    async def lag(self, groups: Mapping[str, Iterable[str]]) -> list[GroupLag]:
        """For each group and topic of its: the end of the topic less what the group committed."""
        there = await self.topics({topic for topics in groups.values() for topic in topics})
        partitions = [
            TopicPartition(self._bus.wire(state.name), number)
            for state in there.values()
            for number in range(state.partitions)
        ]
        ends, starts = await self._bounds(partitions) if partitions else ({}, {})
        found: list[GroupLag] = []
        for group, topics in groups.items():
            committed = await self._committed(group)
            for topic in topics:
                if topic not in there:
                    continue
                mine = [p for p in partitions if p.topic == self._bus.wire(topic)]
                behind = sum(max(0, ends[p] - max(committed.get(p, 0), starts[p])) for p in mine)
                found.append(GroupLag(group, topic, not committed.keys().isdisjoint(mine), behind))
        return found

    async def _bounds(self, partitions: list[TopicPartition]) -> tuple[dict[Any, int], dict[Any, int]]:
        """(next offset, oldest offset kept) of each partition."""
        reader = await self._bus.tail(topics=[])
        try:
            ends = await _bounded(reader.end_offsets(partitions))
            return ends, await _bounded(reader.beginning_offsets(partitions))
        finally:
            await stop_quietly(reader)

    async def _committed(self, group: str) -> dict[TopicPartition, int]:
        try:
            offsets = await _bounded(self._admin.list_consumer_group_offsets(self._bus.wire(group)))
        except KafkaError:  # no coordinator yet: the group never committed
            return {}
        return {partition: at.offset for partition, at in offsets.items() if at.offset >= 0}

    async def _overrides(self, wired: list[str]) -> dict[str, dict[str, str]]:
        resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in wired]
        found: dict[str, dict[str, str]] = {}
        for response in await _bounded(self._admin.describe_configs(resources)):
            for resource in response.to_object()["resources"]:
                accept(resource["error_code"], f"describe {resource['resource_name']}", resource["error_message"])
                found[resource["resource_name"]] = {
                    entry["config_names"]: entry["config_value"]
                    for entry in resource["config_entries"]
                    if entry.get("config_source", TOPIC_OVERRIDE) == TOPIC_OVERRIDE and not entry.get("is_default")
                }
        return found


async def _bounded(answer: Any) -> Any:
    return await asyncio.wait_for(answer, ANSWER_SECONDS)


def accept(code: int, what: str, message: str | None) -> None:
    """
    Raises:
        ClusterRefused: the code of the answer is not 0.
    """
    if code:
        kind = for_code(code).__name__
        says_more = message and not kind.endswith("AuthorizationFailedError")  # there it names Kafka's own objects
        raise ClusterRefused(f"{what}: {message if says_more else kind}")
