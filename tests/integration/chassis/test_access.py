"""Every principal of the bus does what the table says, and nothing else (rule R105)."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import pytest
from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    TopicAuthorizationFailedError,
)
from pydantic import SecretStr

from schemas.access import PRINCIPALS, Grant, grants
from schemas.topics import GROUPS, TOPICS, dead_letter_topics
from services.chassis.bus import Bus, stop_quietly
from services.chassis.cluster import Cluster, ClusterRefused
from services.chassis.cluster_access import ClusterAccess, lets_in
from services.chassis.settings import KafkaSettings

NAMES = [topic.name for topic in (*TOPICS, *dead_letter_topics())]


def username(kafka: KafkaSettings, principal: str) -> str:
    """Of this test alone: a cluster is shared, and its accounts bear no prefix."""
    return f"{kafka.prefix}{principal}"


@pytest.fixture
async def access(kafka: KafkaSettings, bus: Bus) -> AsyncIterator[ClusterAccess]:
    async with Cluster(bus) as cluster:
        yield ClusterAccess(cluster, bus)


@pytest.fixture
async def enter(kafka: KafkaSettings, access: ClusterAccess) -> Callable[[str], Bus]:
    """Every principal has an account and what the table grants it; `enter(principal)` is its bus."""
    buses: dict[str, Bus] = {}
    for principal in PRINCIPALS:
        name, password = username(kafka, principal), secrets.token_urlsafe(24)
        own = kafka.model_copy(update={"username": name, "password": SecretStr(password)})
        buses[principal] = Bus(own, client_id="test")
        await access.set_password(name, password, buses[principal])
    accounts = [username(kafka, principal) for principal in PRINCIPALS]
    wanted = {access.acl_of(grant, username(kafka, grant.principal)) for grant in grants()}
    await access.change(add=wanted, remove=(), usernames=accounts)
    return buses.__getitem__


async def writes(bus: Bus, topics: list[str]) -> set[str]:
    """Those of the topics that take a record."""
    try:
        producer = await bus.producer()
    except ClusterAuthorizationFailedError:  # it may write nowhere at all
        return set()

    async def takes(topic: str) -> bool:
        try:
            await producer.send_and_wait(bus.wire(topic), b"{}", partition=0)
        except TopicAuthorizationFailedError:
            return False
        return True

    try:
        taken = await asyncio.gather(*map(takes, topics))
    finally:
        await stop_quietly(producer)
    return {topic for topic, took in zip(topics, taken, strict=True) if took}


async def reads(bus: Bus, topic: str) -> bool:
    try:
        tail = await bus.tail(topics=[topic], from_beginning=True)
    except TopicAuthorizationFailedError:
        return False
    try:
        await asyncio.wait_for(tail.getone(), 10)
    except TopicAuthorizationFailedError:
        return False
    finally:
        await stop_quietly(tail)
    return True


async def joins(bus: Bus, group: str, topic: str) -> bool:
    try:
        member = await bus.consumer(group=group, topics=[topic])
    except GroupAuthorizationFailedError:
        return False
    await asyncio.wait_for(member.getone(), 10)
    await stop_quietly(member)
    return True


async def test_each_principal_does_what_is_its_own_and_nothing_else(
    enter: Callable[[str], Bus], make_topics: Callable[[list[str]], Awaitable[None]], bus: Bus
) -> None:
    await make_topics(NAMES)
    assert await writes(bus, NAMES) == set(NAMES), "each topic has a record to read"

    found: set[Grant] = set()
    for principal in PRINCIPALS:
        own = enter(principal)
        found |= {Grant(principal, "topic", topic, "write") for topic in await writes(own, NAMES)}
        readable = [topic for topic in NAMES if await reads(own, topic)]
        found |= {Grant(principal, "topic", topic, "read") for topic in readable}
        for group in GROUPS:
            if await joins(own, group, readable[0]):
                found.add(Grant(principal, "group", group, "read"))

    assert found == {grant for grant in grants() if grant.operation in ("read", "write")}


async def test_nobody_gets_in_without_an_account_and_its_password(
    enter: Callable[[str], Bus], kafka: KafkaSettings
) -> None:
    known = username(kafka, "intake")
    nobody = kafka.model_copy(update={"username": f"{kafka.prefix}nobody"})
    guesses = kafka.model_copy(update={"username": known, "password": SecretStr("a guess")})
    in_clear = guesses.model_copy(update={"sasl_mechanism": "PLAIN"})
    unnamed = KafkaSettings(bootstrap_servers=kafka.bootstrap_servers)

    assert await lets_in(enter("intake"))
    for settings in (nobody, guesses, in_clear, unnamed):
        assert not await lets_in(Bus(settings, client_id="test")), settings


async def test_a_service_changes_neither_topics_nor_access(enter: Callable[[str], Bus], kafka: KafkaSettings) -> None:
    own = enter("dispatch")
    async with Cluster(own) as cluster:
        access = ClusterAccess(cluster, own)
        grant = access.acl_of(
            Grant("dispatch", "topic", "hotline.intake.report.v1", "write"), username(kafka, "dispatch")
        )
        for forbidden in (
            lambda: cluster.create("hotline.dispatch.more.v1", partitions=1, replication=1, config={}),
            lambda: cluster.configure("hotline.dispatch.network.v1", {"cleanup.policy": "delete"}),
            lambda: access.change(add=[grant], remove=(), usernames=()),
            lambda: access.set_password(username(kafka, "intake"), "known to dispatch", own),
            lambda: access.present([username(kafka, "dispatch")]),
        ):
            with pytest.raises(ClusterRefused, match="AuthorizationFailedError"):
                await forbidden()


async def test_what_the_table_does_not_say_is_found_and_withdrawn(
    enter: Callable[[str], Bus], access: ClusterAccess, kafka: KafkaSettings
) -> None:
    """By its name, by a prefix and by everything; another deployment's entries are not ours to judge."""
    intake = username(kafka, "intake")
    own = access.acl_of(Grant("intake", "topic", "hotline.dispatch.incident.v1", "write"), intake)
    wider = replace(own, name=kafka.prefix, pattern=4)
    other = kafka.model_copy(update={"prefix": f"o{kafka.prefix}"})
    elsewhere = ClusterAccess(access._cluster, Bus(other, client_id="test"))
    table = await access.present([intake])
    await access.change(add=[own, wider], remove=(), usernames=[intake])
    theirs = elsewhere.acl_of(Grant("intake", "topic", "hotline.dispatch.incident.v1", "write"), intake)
    await elsewhere.change(add=[theirs], remove=(), usernames=[intake])

    assert table is not None
    assert await access.present([intake]) == table | {own, wider}
    await access.change(add=(), remove=[own, wider], usernames=[intake])
    assert await access.present([intake]) == table
