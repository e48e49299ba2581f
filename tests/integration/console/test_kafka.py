"""Topics, the live tail and the lag on a real Kafka, through the command as people run it."""

import asyncio
import json
import os
import re
import sys
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from aiokafka.admin import NewTopic

from schemas.envelope import headers
from schemas.publishing import golden, publish
from schemas.topics import BY_NAME, TOPICS, dead_letter_topics
from services.chassis.bus import Bus
from services.chassis.bus_keys import BusKeys
from services.chassis.cluster import Cluster, ClusterRefused
from services.chassis.settings import KafkaSettings
from tests.conftest import Backends
from tests.support.event_macs import shared_keyring, signed
from tests.support.kafka_address import kafka_at, variables_of

CHECKOUT = Path(__file__).parents[3]
NAMES = [topic.name for topic in (*TOPICS, *dead_letter_topics())]


@pytest.fixture
async def cluster(bus: Bus) -> AsyncIterator[Cluster]:
    """With every topic of this test's prefix deleted afterwards."""
    async with Cluster(bus) as cluster:
        yield cluster
    await _delete_topics(bus)


@pytest.fixture(scope="module")
async def announced(
    backends: Backends, tmp_path_factory: pytest.TempPathFactory
) -> "AsyncIterator[tuple[Bus, Hotline]]":
    """Every topic, with one of every event and a dead letter on them; only read by the tests that share it."""
    kafka = kafka_at(backends.kafka, prefix=f"t{uuid4().hex[:8]}.")
    bus, hotline = Bus(kafka, client_id="test"), Hotline(kafka, tmp_path_factory.mktemp("home"), shared_keyring())
    await hotline("topics", "apply")
    await _announce_everything(bus)
    yield bus, hotline
    await _delete_topics(bus)


async def _delete_topics(bus: Bus) -> None:
    async with Cluster(bus) as cluster:
        there = await cluster.topics([*NAMES, "hotline.test.odd"])
    admin = await bus.admin()
    if there:
        await admin.delete_topics([bus.wire(name) for name in there])
    await admin.close()


class Hotline:
    """Runs `hotline` in a process of its own, against this test's part of the cluster."""

    def __init__(self, kafka: KafkaSettings, home: Path, keyring: Path | None = None) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("HOTLINE_", "LC_", "LANG"))}
        self._env = kept | variables_of(kafka)
        self._env |= {
            "HOTLINE_HOME": str(home),
            "HOTLINE_PORT_BASE": "9",
            "HOTLINE_STAFF_KEY": "hl_abcdef_" + "x" * 30,
            "HOTLINE_KEYRING": str(keyring or home / "none"),
        }
        self.kafka = kafka
        self.complained = ""

    async def __call__(self, *arguments: str, code: int = 0) -> str:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "services.console", *arguments,
            cwd=CHECKOUT, env=self._env, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        printed, complained = await asyncio.wait_for(process.communicate(), 60)
        self.complained = complained.decode()
        assert process.returncode == code, self.complained
        return printed.decode()

    async def document(self, *arguments: str) -> Any:
        return json.loads(await self(*arguments, "--json"))


@pytest.fixture
def hotline(kafka: KafkaSettings, tmp_path: Path) -> Hotline:
    return Hotline(kafka, tmp_path)


async def test_topics_are_made_once_and_then_left_alone(cluster: Cluster, hotline: Hotline) -> None:
    planned = await hotline.document("topics", "apply", "--dry-run")
    assert planned["changed"] == len(NAMES)
    assert await cluster.topics(NAMES) == {}, "a dry run makes nothing"

    assert (await hotline.document("topics", "apply"))["changed"] == len(NAMES)
    assert (await hotline.document("topics", "apply"))["changed"] == 0

    made = await cluster.topics(NAMES)
    assert set(made) == set(NAMES)
    for topic in (*TOPICS, *dead_letter_topics()):
        state = made[topic.name]
        assert state.partitions == topic.partitions
        assert state.config["cleanup.policy"] == topic.cleanup
        if topic.cleanup == "delete":
            assert state.config["retention.ms"] == str(topic.retention_hours * 3_600_000)
    listed = await hotline.document("topics", "list")
    assert {topic["state"] for topic in listed["topics"]} == {"there"}


async def test_a_topic_grows_is_corrected_and_never_shrinks(bus: Bus, cluster: Cluster, hotline: Hotline) -> None:
    small, large, odd = "hotline.intake.held.v1", "hotline.intake.receipt.v1", "hotline.dispatch.network.v1"
    admin = await bus.admin()
    await admin.create_topics(
        [
            NewTopic(bus.wire(small), 2, 1, topic_configs={"segment.ms": "600000"}),
            NewTopic(bus.wire(large), BY_NAME[large].partitions + 4, 1),
            NewTopic(bus.wire(odd), 1, 1, topic_configs={"cleanup.policy": "delete"}),
        ]
    )
    await admin.close()
    listed = {topic["topic"]: topic for topic in (await hotline.document("topics", "list"))["topics"]}
    assert listed[small]["state"] == listed[odd]["state"] == "differs"
    assert listed["hotline.intake.report.v1"]["state"] == "missing"

    await hotline("topics", "apply")

    now = await cluster.topics([small, large, odd])
    assert now[small].partitions == BY_NAME[small].partitions
    assert now[small].config["segment.ms"] == "600000", "what somebody else set stays"
    assert now[small].config["retention.ms"] == "259200000"
    assert now[large].partitions == BY_NAME[large].partitions + 4
    assert now[odd].config["cleanup.policy"] == "compact"
    again = {topic["topic"]: topic["change"] for topic in (await hotline.document("topics", "apply"))["topics"]}
    assert again[large] == "larger"
    assert set(again.values()) == {"larger", "unchanged"}


async def test_the_cluster_says_why_it_refuses(cluster: Cluster) -> None:
    assert await cluster.create("hotline.test.odd", partitions=1, replication=1, config={})
    await cluster.settled({"hotline.test.odd": 1})
    assert not await cluster.create("hotline.test.odd", partitions=1, replication=1, config={}), "it is there already"
    with pytest.raises(ClusterRefused, match=r"configure hotline.test.odd"):
        await cluster.configure("hotline.test.odd", {"cleanup.policy": "burn"})
    with pytest.raises(ClusterRefused, match=r"grow hotline.test.odd"):
        await cluster.grow("hotline.test.odd", 1)
    with pytest.raises(ClusterRefused, match=r"create hotline.test.big"):
        await cluster.create("hotline.test.big", partitions=1, replication=99, config={})


async def _announce_everything(bus: Bus) -> None:
    producer = await bus.producer()
    for full in golden.FULL:
        document = publish.example_of(full, whole=True)
        about = headers(event_id=golden.EVENT_ID, type=full.TYPE, subject=document["subject"])
        key = document["subject"].encode() if BY_NAME[full.TOPIC].key != "none" else None
        said = signed(full.TOPIC, json.dumps(document).encode())
        await producer.send_and_wait(bus.wire(full.TOPIC), said, key=key, headers=about)
    await producer.send_and_wait(bus.wire("hotline.notify.main.dlt"), b"\xff", headers=[("ce_type", b"undecodable")])
    await producer.stop()


async def test_the_tail_tells_every_event_of_every_topic(announced: tuple[Bus, Hotline]) -> None:
    _, hotline = announced
    lines = await hotline("watch", "--plain", "--no-follow", "--receipts")
    assert len(lines.splitlines()) == len(golden.FULL) + 1
    proofs = [re.search(" (verified|UNVERIFIED|cannot tell) ", line) for line in lines.splitlines()]
    assert Counter(proof[1] for proof in proofs if proof) == {
        "verified": len(golden.FULL),
        "cannot tell": 1,
    }
    assert "[EXERCISE] K7Q has its team: HERON and MAPLE." in lines
    assert "Dead letter of hotline.notify.main: undecodable" in lines
    assert golden.SEALED not in lines

    assert "tiene equipo" in await hotline("watch", "--plain", "--no-follow", "--lang", "es")
    assert "noted" not in await hotline("watch", "--plain", "--no-follow"), "receipts are asked for"


async def test_what_a_service_said_is_told_from_what_somebody_forged(
    bus: Bus, cluster: Cluster, kafka: KafkaSettings, tmp_path: Path
) -> None:
    """Whoever reached the broker showed a false SOS, and moved a network's clock, on the screen of whoever watched."""
    hotline = Hotline(kafka, tmp_path, shared_keyring())
    await hotline("topics", "apply")
    BusKeys(tmp_path).rotate()
    by_type = {full.TYPE: full for full in golden.FULL}
    ready = publish.example_of(by_type["hotline.dispatch.incident.team_ready.v1"], whole=True)
    network = publish.example_of(by_type["hotline.dispatch.network.changed.v1"], whole=True)
    network["data"]["time_zone"] = "Asia/Tokyo"
    records = {
        "hotline.dispatch.incident.v1": [
            signed("hotline.dispatch.incident.v1", json.dumps(ready | {"subject": "genuine"}).encode()),
            signed("hotline.dispatch.incident.v1", json.dumps(ready | {"subject": "other key"}).encode(), tmp_path),
            json.dumps(ready | {"subject": "no mac"}).encode(),
        ],
        "hotline.dispatch.network.v1": [json.dumps(network | {"subject": "no mac"}).encode()],
        "hotline.dispatch.main.dlt": [json.dumps(ready | {"subject": "dead"}).encode()],
    }
    producer = await bus.producer()
    for topic, values in records.items():
        for value in values:
            await producer.send_and_wait(bus.wire(topic), value, key=b"k", headers=[("ce_type", b"undecodable")])
    await producer.stop()

    documents = [json.loads(line) for line in (await hotline("watch", "--no-follow", "--json")).splitlines()]
    lines = await hotline("watch", "--plain", "--no-follow", "--type", "team_ready")
    spanish = await hotline("watch", "--plain", "--no-follow", "--type", "team_ready", "--lang", "es")
    changed = await hotline("watch", "--plain", "--no-follow", "--type", "network.changed")

    assert sorted((each["topic"].split(".")[2], each["subject"], each["proof"]) for each in documents) == [
        ("incident", "genuine", "verified"),
        ("incident", "no mac", "unverified"),
        ("incident", "other key", "unverified"),
        ("main", "dead", "cannot_tell"),
        ("network", "no mac", "unverified"),
    ]
    marks = Counter(re.findall(r"dispatch\.incident +(verified|UNVERIFIED) +\[EXERCISE\] K7Q has", lines))
    assert marks == {"verified": 1, "UNVERIFIED": 2}, lines
    marks = Counter(re.findall(r"incident +(verificado|SIN VERIFICAR) ", spanish))
    assert marks == {"verificado": 1, "SIN VERIFICAR": 2}, spanish
    assert "UNVERIFIED" in changed
    assert "JST" not in changed, "a forged change moves no clock"
    assert hotline.complained == ""


async def test_without_keys_it_is_said_once_that_nothing_can_be_told(
    announced: tuple[Bus, Hotline], tmp_path: Path
) -> None:
    _, with_keys = announced
    hotline = Hotline(with_keys.kafka, tmp_path)

    lines = await hotline("watch", "--plain", "--no-follow", "--type", "team_ready")

    assert re.search(r"dispatch\.incident +cannot tell +\[EXERCISE\] K7Q has its team", lines), lines
    [said] = hotline.complained.splitlines()
    assert "HOTLINE_KEYRING" in said
    assert all(service in said for service in ("dispatch", "intake", "notify"))


async def test_a_network_on_the_topics_says_the_zone_where_dispatch_does_not(announced: tuple[Bus, Hotline]) -> None:
    _, hotline = announced
    told = await hotline("watch", "--plain", "--no-follow", "--type", "network.changed")
    assert re.match(r"(\w{3} )?(\d{4}-\d\d-\d\d )?06:45:03 PST dispatch.network +verified +Network la", told), told


async def test_the_tail_is_filtered_and_can_be_json(announced: tuple[Bus, Hotline]) -> None:
    _, hotline = announced
    one = await hotline("watch", "--no-follow", "--json", "--type", "wave_opened", "--incident", "K7Q")
    document = json.loads(one)
    assert document["topic"] == "hotline.dispatch.incident.v1"
    assert (document["data"]["asked"], document["data"]["offers"]) == (2, []), "nobody is named"

    of_report = await hotline("watch", "--no-follow", "--json", "--report", str(golden.OTHER))
    types = {json.loads(line)["type"].rsplit(".", 2)[1] for line in of_report.splitlines()}
    assert types == {"report_linked", "check_delayed", "finding_reviewed", "ending_chosen", "closed"}
    for line in of_report.splitlines():
        assert golden.SEALED not in line
    assert await hotline("watch", "--plain", "--no-follow", "--text", "badger") == ""


async def test_without_topics_the_tail_says_what_to_do(cluster: Cluster, hotline: Hotline) -> None:
    await hotline("watch", "--plain", code=1)


async def test_lag_is_what_a_group_has_not_committed(announced: tuple[Bus, Hotline]) -> None:
    bus, hotline = announced
    topic = "hotline.intake.held.v1"
    announced_there = sum(topic == full.TOPIC for full in golden.FULL)

    before = await hotline.document("lag")
    consumer = await bus.consumer(group="hotline.dispatch.held", topics=[topic])
    read = 0
    async with asyncio.timeout(20):
        while read < announced_there:
            read += sum(map(len, (await consumer.getmany(timeout_ms=200)).values()))
    await consumer.commit()
    await consumer.stop()
    after = await hotline.document("lag")

    held = {name: next(g for g in of["groups"] if g["group"] == "hotline.dispatch.held") for name, of in
            (("before", before), ("after", after))}  # fmt: skip
    assert held["before"] == {
        "group": "hotline.dispatch.held",
        "behind": announced_there,
        "topics": {topic: announced_there},
    }
    assert held["after"]["behind"] == 0
    assert after["services"] == {"intake": None, "dispatch": None, "notify": None}, "services that do not answer"
    assert "does not answer" in await hotline("lag")
