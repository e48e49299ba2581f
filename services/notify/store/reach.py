"""Statements about whether people can be reached: numbers in trouble, and what was announced last of each person."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.chassis.connection import Connection, write_together
from services.chassis.stored_table import Column, StoredTable
from services.notify.model.contacts import AnnouncedReach, ContactReach, NumberTrouble, ReachNow
from services.notify.store.messages import recipient_from

ANNOUNCED_REACH = StoredTable[AnnouncedReach](
    "reach",
    Column("person_id", "uuid"),
    Column("revision", "bigint", changes=True),
    Column("text_reason", "text", "reach.text_reason", changes=True),
    Column("mail_reason", "text", "reach.mail_reason", changes=True),
)
# Whoever changes what reach depends on takes this lock afterwards, so the last of them sees what all the others did.
LOCK_CONTACTS = "SELECT FROM contact WHERE person_id = ANY($1::uuid[]) ORDER BY person_id FOR NO KEY UPDATE"
REACH_NOW = """
    SELECT p.person_id, c.callsign, c.consent, c.sealed_phone IS NOT NULL AS phone,
           c.sealed_email IS NOT NULL AS email, c.optout_index, s.optout_index IS NOT NULL AS suppressed,
           u.misses, u.last_missed_at, u.takes_no_texts, r.revision, r.text_reason, r.mail_reason
    FROM unnest($1::uuid[]) AS p (person_id) LEFT JOIN contact c USING (person_id) LEFT JOIN reach r USING (person_id)
    LEFT JOIN suppression s ON s.optout_index = c.optout_index AND s.lifted_at IS NULL
    LEFT JOIN undelivered_number u ON u.optout_index = c.optout_index
"""
NOTE_ANNOUNCED = ANNOUNCED_REACH.upsert(
    added={"announced_at": "$5"},
    touched=["announced_at"],
    order_by="sent.person_id",
    where="known.revision < excluded.revision",
)
# Two indexes in their order, side by side. NOT IN looks through all of `reach` for each contact once that outgrows the
# memory of a statement (some 200,000 people); an anti-join asks its index for each.
NEVER_ANNOUNCED = "SELECT person_id FROM contact EXCEPT SELECT person_id FROM reach LIMIT $1"
NOTE_MISSED = """
    INSERT INTO undelivered_number AS known (optout_index, misses, last_missed_at, takes_no_texts)
    SELECT m.optout_index, m.misses, $4, m.takes_no_texts
    FROM unnest($1::bytea[], $2::smallint[], $3::boolean[]) AS m (optout_index, misses, takes_no_texts)
    ORDER BY m.optout_index
    ON CONFLICT (optout_index) DO UPDATE SET last_missed_at = excluded.last_missed_at,
        misses = least(100, excluded.misses + CASE WHEN known.last_missed_at > $5 THEN known.misses ELSE 0 END),
        takes_no_texts = known.takes_no_texts OR excluded.takes_no_texts
"""
CLEAR = "DELETE FROM undelivered_number WHERE optout_index = ANY($1::bytea[]) RETURNING optout_index"
FORGET_MISSED = """
    DELETE FROM undelivered_number WHERE optout_index IN (
        SELECT optout_index FROM undelivered_number WHERE optout_index = ANY (ARRAY(
            SELECT optout_index FROM undelivered_number WHERE last_missed_at <= $1 AND NOT takes_no_texts
            ORDER BY last_missed_at LIMIT $2
        )) AND last_missed_at <= $1 AND NOT takes_no_texts ORDER BY optout_index FOR UPDATE
    ) RETURNING optout_index
"""


class ReachStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def now(self, person_ids: Collection[UUID]) -> list[ReachNow]:
        """Of each of them, known or not, under a lock that whoever changes it takes too."""
        people = sorted(person_ids)
        await self._connection.execute(LOCK_CONTACTS, people)
        return [_reach_now_from(row) for row in await self._connection.fetch(REACH_NOW, people)]

    async def note_announced(self, announced: Sequence[AnnouncedReach], now: datetime) -> None:
        await write_together(self._connection, [ANNOUNCED_REACH.write(NOTE_ANNOUNCED, announced, now)])

    async def never_announced(self, limit: int) -> list[UUID]:
        return [row["person_id"] for row in await self._connection.fetch(NEVER_ANNOUNCED, limit)]

    async def note_missed(self, missed: Sequence[tuple[bytes, int, bool]], *, since: datetime, now: datetime) -> None:
        """(number, texts that it did not get, whether it takes none at all); misses before `since` are forgotten."""
        if missed:
            numbers, misses, takes_none = map(list, zip(*missed, strict=True))
            await self._connection.execute(NOTE_MISSED, numbers, misses, takes_none, now, since)

    async def clear(self, optout_indexes: Collection[bytes]) -> list[bytes]:
        """Something came through; those that were in trouble."""
        rows = await self._connection.fetch(CLEAR, sorted(optout_indexes)) if optout_indexes else []
        return [row["optout_index"] for row in rows]

    async def forget_missed(self, until: datetime, limit: int) -> list[bytes]:
        """Numbers whose last miss is long ago, the oldest first: the next text finds out."""
        return [row["optout_index"] for row in await self._connection.fetch(FORGET_MISSED, until, limit)]


def _reach_now_from(row: Any) -> ReachNow:
    return ReachNow(
        person_id=row["person_id"],
        callsign=row["callsign"],
        recipient=None if row["callsign"] is None else recipient_from(row),
        trouble=None
        if row["misses"] is None
        else NumberTrouble(row["misses"], row["last_missed_at"], row["takes_no_texts"]),
        announced=None if row["revision"] is None else ContactReach(row["text_reason"], row["mail_reason"]),
        revision=row["revision"] or 0,
    )
