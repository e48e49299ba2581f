"""How far each partition was read, kept in the service's own store: offsets jumped over show as a gap.

Each time that partitions are assigned a new tenure begins. Its first save of a partition takes it over; from then on
nothing that an earlier tenure saves moves it (rule R85). The broker's own generations would not do: they begin again
at 1 when it loses its data.
"""

from collections.abc import Collection, Sequence
from typing import Final
from uuid import uuid4

import structlog
from aiokafka import ConsumerRecord, TopicPartition

from schemas.topics import BY_NAME
from services.chassis.bus import Bus
from services.chassis.database import Database
from services.chassis.telemetry import GAPS

log = structlog.get_logger()

SAVE: Final = """
    WITH seen AS (
        SELECT * FROM unnest($2::text[], $3::int[], $4::bigint[], $5::bigint[], $6::int[], $7::boolean[])
            AS s (topic, partition, first, next, jumps, taken)
    ), old AS (
        SELECT s.topic, s.partition, s.first, s.next, s.jumps, p.next_offset AS expected
        FROM seen s LEFT JOIN consumer_progress p
          ON p.consumer_group = $1 AND p.topic = s.topic AND p.partition = s.partition
        WHERE NOT s.taken OR p.tenure IS NULL OR p.tenure = $8
    ), saved AS (
        INSERT INTO consumer_progress AS p (consumer_group, topic, partition, next_offset, gaps, tenure)
        SELECT $1, topic, partition, next, jumps, $8 FROM old ORDER BY topic, partition
        ON CONFLICT (consumer_group, topic, partition) DO UPDATE SET
            gaps = p.gaps + excluded.gaps + (SELECT count(*) FROM old o WHERE o.topic = p.topic
                                             AND o.partition = p.partition AND o.first > o.expected),
            steps_back = p.steps_back + (SELECT count(*) FROM old o WHERE o.topic = p.topic
                                         AND o.partition = p.partition AND o.first < o.expected),
            next_offset = excluded.next_offset,
            tenure = excluded.tenure
    )
    SELECT coalesce(sum(jumps) + count(*) FILTER (WHERE first > expected), 0)::int AS gaps,
           cardinality($2) - count(*)::int AS refused
    FROM old
"""


class Progress:
    """Of one consumer group. Saved before the group's offsets are, so that it is never behind them (rule R82)."""

    def __init__(self, group: str, database: Database, bus: Bus) -> None:
        self._group = group
        self._database = database
        self._bus = bus
        self._unsaved: dict[tuple[str, int], tuple[int, int, int]] = {}
        """(topic, partition) -> first offset since the last save, next offset, jumps between."""
        self._tenure = uuid4()
        self._taken: set[tuple[str, int]] = set()
        """Partitions that this tenure has saved before."""

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
            found = await connection.fetchrow(
                SAVE,
                self._group,
                [topic for (topic, _), _ in unsaved],
                [partition for (_, partition), _ in unsaved],
                [first for _, (first, _, _) in unsaved],
                [following for _, (_, following, _) in unsaved],
                [jumps for _, (_, _, jumps) in unsaved],
                [at in self._taken for at, _ in unsaved],
                self._tenure,
            )
        assert found is not None, "an aggregate always answers"
        self._taken.update(at for at, _ in unsaved)
        self._unsaved.clear()
        if found["refused"]:
            log.warning("progress.not_ours", group=self._group, partitions=found["refused"])
        if found["gaps"]:
            GAPS.labels(self._group).inc(found["gaps"])
            log.warning("consumer.offset_gap", group=self._group, partitions=found["gaps"])

    def forget(self) -> None:
        """The partitions go to another process, which begins at the offsets that were saved."""
        self._unsaved.clear()

    def begin_tenure(self) -> None:
        """Partitions were just assigned: whoever held them before has nothing to say about them any more."""
        self._tenure = uuid4()
        self._taken.clear()

    def _is_compacted(self, topic: str) -> bool:
        """Where offsets vanish by themselves."""
        known = BY_NAME.get(self._bus.local(topic))
        return known is not None and known.cleanup == "compact"
