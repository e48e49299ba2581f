"""The only place that makes Kafka clients, with the settings that do not lose data (rule R100)."""

import asyncio
import ssl
from collections.abc import Iterable
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.helpers import create_ssl_context

from services.chassis.settings import KafkaSettings

STOP_SECONDS: Final = 5
SESSION_SECONDS: Final = 6
"""The least that a broker allows by default (`group.min.session.timeout.ms`)."""


class Bus:
    """Makes producers, consumers and admin clients for one cluster; each caller stops what it was given.

    Args:
        instance: a replica's name, the same after a restart and nobody else's: its groups give it its partitions back
            at once, and wait SESSION_SECONDS for one that died (docs/adr/0026). None: a new member each time.
    """

    def __init__(self, settings: KafkaSettings, *, client_id: str, instance: str | None = None) -> None:
        self._settings = settings
        self._client_id = client_id
        self._instance = instance

    def wire(self, name: str) -> str:
        """A topic or group as the cluster knows it."""
        return self._settings.prefix + name

    def local(self, name: str) -> str:
        """A topic of the cluster as `schemas/topics.py` knows it."""
        return name.removeprefix(self._settings.prefix)

    def _common(self) -> dict[str, Any]:
        settings = self._settings
        common: dict[str, Any] = {
            "bootstrap_servers": settings.bootstrap_servers,
            "client_id": self._client_id,
            "security_protocol": settings.security_protocol,
        }
        if settings.security_protocol.endswith("SSL"):
            context: ssl.SSLContext = create_ssl_context(cafile=settings.ca_file and str(settings.ca_file))
            common["ssl_context"] = context
        if settings.security_protocol.startswith("SASL"):
            common["sasl_mechanism"] = settings.sasl_mechanism
            common["sasl_plain_username"] = settings.username
            common["sasl_plain_password"] = settings.password.get_secret_value() if settings.password else None
        return common

    async def producer(self) -> AIOKafkaProducer:
        """Started. acks=all and idempotent; no linger, since the relay hands over whole batches.

        Must be thrown away after any failed send: a batch that expired leaves a hole in the sequence (rule R101).
        """
        producer = AIOKafkaProducer(
            **self._common(),
            acks="all",
            enable_idempotence=True,
            linger_ms=0,
            request_timeout_ms=8000,
            max_request_size=262_144,
        )
        try:
            await asyncio.wait_for(producer.start(), 10)
        except BaseException:
            await stop_quietly(producer)
            raise
        return producer

    async def consumer(self, *, group: str, topics: Iterable[str], listener: Any = None) -> AIOKafkaConsumer:
        """Started and subscribed; offsets are committed by hand, a new group starts at the beginning."""
        consumer = AIOKafkaConsumer(
            **self._common(),
            group_id=self.wire(group),
            group_instance_id=self._instance,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            session_timeout_ms=SESSION_SECONDS * 1000,
            heartbeat_interval_ms=1500,
            rebalance_timeout_ms=30_000,
            max_poll_records=200,
            max_poll_interval_ms=300_000,
            fetch_max_wait_ms=500,
            metadata_max_age_ms=30_000,
        )
        consumer.subscribe(topics=[self.wire(topic) for topic in topics], listener=listener)
        try:
            await asyncio.wait_for(consumer.start(), 30)
        except asyncio.CancelledError:
            # Its stop waits for the answer to its request to join, which comes when the group is complete.
            await consumer._client.close()
            await stop_quietly(consumer)
            raise
        except BaseException:
            await stop_quietly(consumer)
            raise
        return consumer

    async def tail(self, *, topics: Iterable[str], from_beginning: bool = False) -> AIOKafkaConsumer:
        """A consumer without a group, for people who watch: it leaves no trace on the broker."""
        consumer = AIOKafkaConsumer(
            *(self.wire(topic) for topic in topics),
            **self._common(),
            group_id=None,
            enable_auto_commit=False,
            fetch_max_wait_ms=250,
            auto_offset_reset="earliest" if from_beginning else "latest",
        )
        try:
            await asyncio.wait_for(consumer.start(), 15)
        except BaseException:
            await stop_quietly(consumer)
            raise
        return consumer

    async def admin(self) -> AIOKafkaAdminClient:
        admin = AIOKafkaAdminClient(**self._common(), request_timeout_ms=15_000)
        try:
            await asyncio.wait_for(admin.start(), 15)
        except BaseException:
            await stop_quietly(admin)
            raise
        return admin


async def stop_quietly(client: Any) -> None:
    """Stop a Kafka client, or abandon it: `stop()` can hang for ever on a dead broker (aiokafka #1101, rule R102)."""
    stop = client.close if isinstance(client, AIOKafkaAdminClient) else client.stop
    try:
        await asyncio.wait_for(stop(), STOP_SECONDS)
    except Exception:
        return
