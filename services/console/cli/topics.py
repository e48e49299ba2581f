"""`hotline topics`: make the cluster's topics as `schemas/topics.py` says, growing, never shrinking, and for whom."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from services.console.cli.options import DryRunOption
from services.console.cli.session import CommandSession, reach_cluster, session_of
from services.console.cli.topic_access import AccessChange, access_document, apply_access, tell_access

if TYPE_CHECKING:
    from schemas.topics import Topic
    from services.chassis.cluster import Cluster, TopicState

ChangeKind = Literal["created", "grown", "configured", "unchanged", "larger"]
HOUR_MS = 3_600_000
ADMIN = "admin"

app = typer.Typer(no_args_is_help=True)


@dataclass(frozen=True, slots=True)
class TopicChange:
    """What `apply` does to one topic."""

    topic: "Topic"
    kind: ChangeKind
    partitions: int
    replication: int
    config: dict[str, str]

    @property
    def changes(self) -> bool:
        return self.kind not in ("unchanged", "larger")


def plan(
    topic: "Topic", now: "TopicState | None", *, brokers: int, replication: int | None, min_insync: int | None
) -> TopicChange:
    """Replicas: as asked, else three where there are three brokers. A topic that exists keeps the replicas it has."""
    copies = now.replication if now is not None else replication or min(3, brokers)
    insync = min_insync or max(1, min(2, copies - 1))
    config = {"cleanup.policy": topic.cleanup, "min.insync.replicas": str(insync)}
    if topic.cleanup == "delete":
        config["retention.ms"] = str(topic.retention_hours * HOUR_MS)
    if now is None:
        return TopicChange(topic, "created", topic.partitions, copies, config)
    partitions = max(now.partitions, topic.partitions)
    whole = {**now.config, **config}
    if now.partitions < topic.partitions:
        return TopicChange(topic, "grown", partitions, copies, whole)
    if whole != dict(now.config):
        return TopicChange(topic, "configured", partitions, copies, whole)
    return TopicChange(topic, "larger" if now.partitions > topic.partitions else "unchanged", partitions, copies, whole)


@app.command("apply")
def apply(
    context: typer.Context,
    replication: Annotated[int | None, typer.Option(min=1)] = None,
    min_insync: Annotated[int | None, typer.Option(min=1)] = None,
    dry_run: DryRunOption = False,
) -> None:
    session = session_of(context)
    changes, access = asyncio.run(_apply(session, replication, min_insync, dry_run=dry_run))
    changed = sum(change.changes for change in changes)
    out = session.out
    out.table(
        ("topic", "partitions", "replicas", "change"),
        (
            (c.topic.name, c.partitions, c.replication, out.text(f"change.{c.kind}", partitions=c.partitions))
            for c in changes
        ),
    )
    out.say("topics_would_change" if dry_run else "topics_changed", changed=changed, total=len(changes))
    tell_access(out, access, dry_run=dry_run)
    out.document(
        {
            "dry_run": dry_run,
            "changed": changed,
            "access": access_document(access),
            "topics": [
                {
                    "topic": c.topic.name,
                    "change": c.kind,
                    "partitions": c.partitions,
                    "replication": c.replication,
                    "config": c.config,
                }
                for c in changes
            ],
        }
    )


@app.command("list")
def show(context: typer.Context) -> None:
    session = session_of(context)
    states = asyncio.run(_states(session))
    out = session.out
    rows = [(topic, _state_of(topic, states.get(topic.name))) for topic in all_topics()]
    out.table(
        ("topic", "written_by", "read_by", "key", "partitions", "kept", "state"),
        (
            (
                topic.name,
                topic.producer,
                ", ".join(topic.consumers),
                topic.key,
                states[topic.name].partitions if topic.name in states else topic.partitions,
                out.text(f"kept.{topic.cleanup}", hours=topic.retention_hours),
                out.text(f"topic.{standing}"),
            )
            for topic, standing in rows
        ),
    )
    out.document({"topics": [_document(topic, standing, states.get(topic.name)) for topic, standing in rows]})


def all_topics() -> "tuple[Topic, ...]":
    """Imported here: `hotline --help` needs no event models."""
    from schemas.topics import TOPICS, dead_letter_topics

    return TOPICS + dead_letter_topics()


def _state_of(topic: "Topic", now: "TopicState | None") -> Literal["there", "missing", "differs"]:
    if now is None:
        return "missing"
    kept = str(topic.retention_hours * HOUR_MS)
    same = (
        now.partitions >= topic.partitions
        and now.config.get("cleanup.policy", "delete") == topic.cleanup
        and (topic.cleanup == "compact" or now.config.get("retention.ms") == kept)
    )
    return "there" if same else "differs"


def _document(topic: "Topic", standing: str, now: "TopicState | None") -> dict[str, Any]:
    return {
        "topic": topic.name,
        "purpose": topic.purpose,
        "key": topic.key,
        "producer": topic.producer,
        "consumers": topic.consumers,
        "events": [event.TYPE for event in topic.events],
        "retention_hours": topic.retention_hours if topic.cleanup == "delete" else None,
        "cleanup": topic.cleanup,
        "state": standing,
        "partitions": now.partitions if now else None,
        "replication": now.replication if now else None,
    }


async def _apply(
    session: CommandSession, replication: int | None, min_insync: int | None, *, dry_run: bool
) -> tuple[list[TopicChange], AccessChange]:
    async with reach_cluster(session, ADMIN) as cluster:
        brokers = await cluster.brokers()
        states = await cluster.topics(topic.name for topic in all_topics())
        changes = [
            plan(topic, states.get(topic.name), brokers=brokers, replication=replication, min_insync=min_insync)
            for topic in all_topics()
        ]
        if not dry_run:
            await _carry_out(cluster, changes, states)
        return changes, await apply_access(cluster, session.environment, dry_run=dry_run)


async def _carry_out(cluster: "Cluster", changes: Iterable[TopicChange], states: "dict[str, TopicState]") -> None:
    done = [change for change in changes if change.changes]
    for change in done:
        name = change.topic.name
        match change.kind:
            case "created":
                await cluster.create(
                    name, partitions=change.partitions, replication=change.replication, config=change.config
                )
            case "grown":
                await cluster.grow(name, change.partitions)
                if change.config != dict(states[name].config):
                    await cluster.configure(name, change.config)
            case _:
                await cluster.configure(name, change.config)
    await cluster.settled({change.topic.name: change.partitions for change in done})


async def _states(session: CommandSession) -> "dict[str, TopicState]":
    async with reach_cluster(session) as cluster:
        return await cluster.topics(topic.name for topic in all_topics())
