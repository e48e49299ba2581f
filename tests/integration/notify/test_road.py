"""The whole of notify between its two ends: a request on Kafka, a text on a phone, the outcome on Kafka."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from uuid import uuid4

from schemas.envelope import decode, encode, headers
from schemas.events.contact import ContactReachabilityV1
from schemas.events.delivery import VolunteerDeliveryChangedV1
from schemas.events.message import CallerMessageRequestedV1, VolunteerMessageRequestedV1
from schemas.events.network import NetworkChangedV1
from schemas.events.receipt import NotedByDispatchV1, NotedByIntakeV1, NotedByNotifyV1
from services.chassis.bus import Bus
from services.chassis.settings import KafkaSettings
from services.notify.store import deliveries, messages
from tests.support.event_macs import signed
from tests.support.notify_harness import HERON, HERON_PHONE, NETWORK, Stand, an_offer

TOPICS = [
    event.TOPIC
    for event in (
        VolunteerMessageRequestedV1,
        CallerMessageRequestedV1,
        NetworkChangedV1,
        NotedByDispatchV1,
        NotedByIntakeV1,
        NotedByNotifyV1,
        VolunteerDeliveryChangedV1,
        ContactReachabilityV1,
    )
]


async def test_a_request_on_kafka_becomes_a_text_and_its_outcome_is_on_kafka(
    make_notify: Callable[..., Awaitable[Stand]],
    kafka: KafkaSettings,
    bus: Bus,
    make_topics: Callable[[Sequence[str]], Awaitable[None]],
    tmp_path: Path,
) -> None:
    ring = tmp_path / "keyring"
    await make_topics(TOPICS)
    notify = await make_notify(loops=False, kafka=kafka)
    await notify.enrol(HERON, HERON_PHONE)
    watcher = await bus.tail(topics=[VolunteerDeliveryChangedV1.TOPIC, NotedByNotifyV1.TOPIC], from_beginning=True)
    producer = await bus.producer()
    offer, event_id = an_offer(), uuid4()
    now = await notify.database.now()
    for event, subject, identity in ((NETWORK, "la", uuid4()), (offer, str(offer.subject_id), event_id)):
        await producer.send(
            bus.wire(event.TOPIC),
            value=signed(
                event.TOPIC, encode(event, event_id=identity, subject=subject, at=now, correlation_id=uuid4()), ring
            ),
            key=subject.encode(),
            headers=headers(event_id=identity, type=event.TYPE, subject=subject),
        )
        await producer.flush()
    notify.start_everything()

    told: list[str] = []
    noted: set[str] = set()
    async with asyncio.timeout(30):
        while told[-1:] != ["delivered"] or str(event_id) not in noted:
            record = await watcher.getone()
            if bus.local(record.topic) == NotedByNotifyV1.TOPIC:
                noted |= set(json.loads(record.value)["data"]["event_ids"])
                continue
            received = decode(VolunteerDeliveryChangedV1, record.value)
            assert record.key == str(offer.message_id).encode()
            assert received.correlation_id is not None
            told.append(received.data.state.value)

    assert told == ["handed_off", "delivered"]
    assert len(notify.network.to(HERON_PHONE)) == 1
    await watcher.stop()
    await producer.stop()


async def test_each_lane_and_claim_is_found_by_index(make_notify: Callable[..., Awaitable[Stand]]) -> None:
    """A plan that reads whole tables is fast while they are empty, and then it is kept (chassis SESSION)."""
    notify = await make_notify(loops=False)
    arguments = {
        deliveries.LOAD: ("ARRAY[gen_random_uuid()]",),
        deliveries.DUE: ("200",),
        messages.RECIPIENTS: ("ARRAY[gen_random_uuid()]",),
        messages.DELIVERIES_OF: ("gen_random_uuid()", "ARRAY['la']"),
    }
    for statement, given in arguments.items():
        for number, argument in enumerate(given, start=1):
            statement = statement.replace(f"${number}", argument)
        plan = "\n".join(row[0] for row in await notify.rows(f"EXPLAIN {statement}"))
        assert "Seq Scan" not in plan, plan
