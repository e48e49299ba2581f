"""How far each partition was read, kept in the service's own store: offsets jumped over show as a gap."""

from collections.abc import Collection, Sequence
from typing import Final

import structlog
from aiokafka import ConsumerRecord, TopicPartition

from schemas.topics import BY_NAME
from services.chassis.bus import Bus
from services.chassis.database import Database
from services.chassis.telemetry import GAPS

log = structlog.get_logger()

SAVE: Final = """
    WITH seen AS (
        SELECT * FROM unnest($2::text[], $3::int[], $4::bigint[], $5::bigint[], $6::int[])
            AS s (topic, partition, first, next, jumps)
    ), old AS (
        SELECT s.topic, s.partition, s.first, s.next, s.jumps, p.next_offset AS expected
        FROM seen s LEFT JOIN consumer_progress p
          ON p.consumer_group = $1 AND p.topic = s.topic AND p.partition = s.partition
    ), saved AS (
        INSERT INTO consumer_progress AS p (consumer_group, topic, partition, next_offset, gaps)
        SELECT $1, topic, partition, next, jumps FROM old ORDER BY topic, partition
        ON CONFLICT (consumer_group, topic, partition) DO UPDATE SET
            gaps = p.gaps + excluded.gaps + (SELECT count(*) FROM old o WHERE o.topic = p.topic
                                             AND o.partition = p.partition AND o.first > o.expected),
            steps_back = p.steps_back + (SELECT count(*) FROM old o WHERE o.topic = p.topic
                                         AND o.partition = p.partition AND o.first < o.expected),
            next_offset = excluded.next_offset
    )
    SELECT coalesce(sum(jumps) + count(*) FILTER (WHERE first > expected), 0)::int FROM old
"""


class Progress:
    """Of one consumer group. Saved before the group's offsets are, so that it is never behind them (rule R82)."""

    def __init__(self, group: str, database: Database, bus: Bus) -> None:
        self._group = group
        self._database = database
        self._bus = bus
        self._unsaved: dict[tuple[str, int], tuple[int, int, int]] = {}
        """(topic, partition) -> first offset since the last save, next offset, jumps between."""

    def note(self, records: "Sequence[ConsumerRecord[bytes, bytes]]") -> None:
        """These were handled, or passed over. In the order of their offsets."""
        for record in records:
            at = (record.topic, record.partition)
            if self._is_compacted(record.topic):
                continue
            first, expected, jumps = self._unsaved.get(at, (record.offset, record.offset, 0))
            self._unsaved[at] = (first, record.offset + 1, jumps + (record.offset > expected))

    async def save(self, held: Collection[TopicPartition]) -> None:
        """One statement, for all partitions that this process still holds; the others are somebody else's business.

        Raises:
            INFRASTRUCTURE: nothing was saved; the next call tries again.
        """
        if not self._unsaved:
            return
        unsaved = sorted(each for each in self._unsaved.items() if TopicPartition(*each[0]) in held)
        async with self._database.connection() as connection:
            gaps = await connection.fetchval(
                SAVE,
                self._group,
                [topic for (topic, _), _ in unsaved],
                [partition for (_, partition), _ in unsaved],
                [first for _, (first, _, _) in unsaved],
                [following for _, (_, following, _) in unsaved],
                [jumps for _, (_, _, jumps) in unsaved],
            )
        self._unsaved.clear()
        if gaps:
            GAPS.labels(self._group).inc(gaps)
            log.warning("consumer.offset_gap", group=self._group, partitions=gaps)

    def forget(self) -> None:
        """The partitions go to another process, which begins at the offsets that were saved."""
        self._unsaved.clear()

    def _is_compacted(self, topic: str) -> bool:
        """Where offsets vanish by themselves."""
        known = BY_NAME.get(self._bus.local(topic))
        return known is not None and known.cleanup == "compact"
