"""How many forged records of a topic are kept as dead letters: so many an hour; beyond it they are counted alone."""

from dataclasses import dataclass
from typing import Final

from services.chassis.unit_of_work import UnitOfWork

MOST_RECORDS: Final = 2_000
MOST_BYTES: Final = 4 * 2**20
"""Of keys and values, of one topic within one hour of the clock: some 3 GB where a flood lasts for the 30 days that
they are kept, and hours of events where it is our own keys that do not fit (rule R123)."""

TAKE_HOUR = """
    INSERT INTO forged_kept AS known (consumer_group, topic, hour, records, bytes, dropped)
    VALUES ($1, $2, $3, 0, 0, 0)
    ON CONFLICT (consumer_group, topic) DO UPDATE SET hour = excluded.hour,
        records = CASE WHEN known.hour = excluded.hour THEN known.records ELSE 0 END,
        bytes = CASE WHEN known.hour = excluded.hour THEN known.bytes ELSE 0 END
    RETURNING records, bytes
"""
SAVE_HOUR = """
    UPDATE forged_kept SET records = $3, bytes = $4, dropped = dropped + $5 WHERE consumer_group = $1 AND topic = $2
"""


@dataclass(slots=True)
class ForgedRoom:
    """What the hour of a topic has taken so far. It is one replica's until its transaction ends."""

    records: int
    bytes: int
    dropped: int = 0

    def has(self, size: int) -> bool:
        return self.records < MOST_RECORDS and self.bytes + size <= MOST_BYTES

    def take(self, size: int) -> None:
        self.records += 1
        self.bytes += size


async def take_hour(unit: UnitOfWork, group: str, topic: str) -> ForgedRoom:
    hour = unit.now.replace(minute=0, second=0, microsecond=0)
    row = await unit.connection.fetchrow(TAKE_HOUR, group, topic, hour)
    assert row is not None
    return ForgedRoom(row["records"], row["bytes"])


async def save_hour(unit: UnitOfWork, group: str, topic: str, room: ForgedRoom) -> None:
    await unit.connection.execute(SAVE_HOUR, group, topic, room.records, room.bytes, room.dropped)
