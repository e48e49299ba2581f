"""What `topics apply` would do: create, grow, configure, and never shrink."""

import pytest

from schemas.topics import BY_NAME, TOPICS, dead_letter_topics
from services.chassis.cluster import TopicState
from services.console.cli.backlog import topics_of_groups
from services.console.cli.topics import TopicChange, all_topics, plan

REPORT = BY_NAME["hotline.intake.report.v1"]
NETWORK = BY_NAME["hotline.dispatch.network.v1"]
HOURS_72_IN_MS = "259200000"


def planned(
    now: TopicState | None, brokers: int = 1, replication: int | None = None, min_insync: int | None = None
) -> TopicChange:
    return plan(REPORT, now, brokers=brokers, replication=replication, min_insync=min_insync)


def test_a_missing_topic_is_created_as_the_table_says() -> None:
    change = planned(None)
    assert (change.kind, change.partitions, change.replication) == ("created", 12, 1)
    assert change.config == {
        "cleanup.policy": "delete",
        "min.insync.replicas": "1",
        "retention.ms": HOURS_72_IN_MS,
    }


@pytest.mark.parametrize(
    ("brokers", "asked", "replicas", "insync"),
    [(1, None, 1, "1"), (2, None, 2, "1"), (5, None, 3, "2"), (5, 4, 4, "2")],
)
def test_with_three_brokers_a_record_survives_the_loss_of_one(
    brokers: int, asked: int | None, replicas: int, insync: str
) -> None:
    change = planned(None, brokers, asked)
    assert (change.replication, change.config["min.insync.replicas"]) == (replicas, insync)


def test_a_compacted_topic_has_no_retention() -> None:
    change = plan(NETWORK, None, brokers=1, replication=None, min_insync=None)
    assert change.config == {"cleanup.policy": "compact", "min.insync.replicas": "1"}


def test_applying_twice_changes_nothing() -> None:
    made = planned(None)
    again = planned(TopicState(REPORT.name, made.partitions, made.replication, made.config))
    assert again.kind == "unchanged"
    assert not again.changes


def test_too_few_partitions_grow_and_too_many_stay() -> None:
    config = planned(None).config
    assert planned(TopicState(REPORT.name, 3, 1, config)).kind == "grown"
    larger = planned(TopicState(REPORT.name, 24, 1, config))
    assert (larger.kind, larger.partitions, larger.changes) == ("larger", 24, False)


def test_other_retention_is_corrected_and_what_we_do_not_know_is_kept() -> None:
    now = TopicState(REPORT.name, 12, 1, {**planned(None).config, "retention.ms": "1", "segment.ms": "9"})
    change = planned(now)
    assert change.kind == "configured"
    assert change.config["retention.ms"] == HOURS_72_IN_MS
    assert change.config["segment.ms"] == "9"


def test_every_topic_and_every_dead_letter_topic_is_looked_after() -> None:
    assert all_topics() == TOPICS + dead_letter_topics()


def test_the_lag_of_a_group_counts_the_topics_it_reads() -> None:
    groups = topics_of_groups()
    assert groups["hotline.dispatch.held"] == ["hotline.intake.held.v1"]
    assert "hotline.intake.held.v1" not in groups["hotline.dispatch.main"]
    assert "hotline.intake.report.v1" in groups["hotline.dispatch.main"]
    assert "hotline.dispatch.message.v1" in groups["hotline.notify.main"]
    assert {topic for topics in groups.values() for topic in topics} == {topic.name for topic in TOPICS}
