"""SQL about texts that wait for a person: kept, looked at, settled; and who was told that theirs was not understood."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.chassis.connection import Connection, Write
from services.chassis.scope import Scope
from services.chassis.stored_table import Column, StoredTable
from services.dispatch.model.unread_text import SettledAs, UnreadKind, UnreadText, WaitingText

UNREAD_TEXT = StoredTable[UnreadText](
    "unread_text",
    Column("reply_id", "uuid"),
    Column("person_id", "uuid"),
    Column("network_id", "text"),
    Column("callsign", "text"),
    Column("code", "text"),
    Column("guess", "text"),
    Column("words", "bytea"),
    Column("received_at", "timestamptz"),
    Column("kind", "text", read=UnreadKind),
    Column("incident_id", "uuid"),
    Column("settled_as", "text", read=SettledAs, changes=True),
    Column("settled_by", "text", changes=True),
    Column("settled_at", "timestamptz", changes=True),
    Column("note", "bytea", changes=True),
)
KEEP_UNREAD = UNREAD_TEXT.insert(tail="ON CONFLICT (reply_id) DO NOTHING")
SETTLE = UNREAD_TEXT.changing().update()
LOCK_TEXT = UNREAD_TEXT.select("WHERE reply_id = $1 FOR UPDATE")
WAITING = """
    SELECT u.reply_id, u.person_id, u.network_id, u.callsign, u.code, u.guess, u.words, u.received_at, u.kind,
           u.incident_id, u.settled_as, u.settled_by, u.settled_at, u.note, a.state AS stage, i.stand_down
    FROM unread_text u
    LEFT JOIN incident i ON i.incident_id = u.incident_id
    LEFT JOIN assignment a ON a.incident_id = u.incident_id AND a.volunteer_id = u.person_id AND a.state <> 'released'
"""
OPEN = (
    WAITING
    + """
    WHERE u.settled_at IS NULL AND ($2::text[] IS NULL OR u.network_id = ANY($2)) ORDER BY u.received_at LIMIT $1
"""
)
# Of each network the newest: the rest is not read (rule R87).
LATEST = " ".join(
    (
        WAITING,
        """
    WHERE u.reply_id IN (
        SELECT newest.reply_id
        FROM unnest(coalesce($2::text[], ARRAY(SELECT network_id FROM network))) AS n (network_id)
        CROSS JOIN LATERAL (
            SELECT known.reply_id FROM unread_text known
            WHERE known.network_id = n.network_id AND (NOT $3::boolean OR known.settled_at IS NOT NULL)
            ORDER BY known.received_at DESC LIMIT $1
        ) AS newest
    ) ORDER BY u.received_at DESC LIMIT $1
    """,
    )
)
COUNT_OPEN = """
    SELECT count(*) FROM unread_text WHERE settled_at IS NULL AND ($1::text[] IS NULL OR network_id = ANY($1))
"""
COUNT_ALL = "SELECT count(*) FROM unread_text WHERE $1::text[] IS NULL OR network_id = ANY($1)"
BY_ID = WAITING + " WHERE u.reply_id = $1 AND ($2::text[] IS NULL OR u.network_id = ANY($2))"
LIKE_IT = """
    SELECT count(*) FROM unread_text
    WHERE person_id = $1 AND kind = $2 AND settled_at IS NULL AND reply_id <> $3
"""
ANSWERED_SINCE = """
    SELECT count(*) FROM unread_text WHERE person_id = $1 AND settled_as = 'answered' AND settled_at > $2
"""
WAITING_OF = """
    SELECT DISTINCT person_id, kind FROM unread_text WHERE settled_at IS NULL AND person_id = ANY($1::uuid[])
"""
COUNT_SINCE = """
    SELECT person_id, count(*) AS texts FROM unread_text
    WHERE person_id = ANY($1::uuid[]) AND received_at > $2 AND kind = 'unread' GROUP BY person_id
"""
NOT_UNDERSTOOD = "SELECT person_id, at FROM not_understood WHERE person_id = ANY($1::uuid[])"
TOLD_SO = """
    INSERT INTO not_understood (person_id, at) SELECT DISTINCT unnest($1::uuid[]), $2::timestamptz
    ON CONFLICT (person_id) DO UPDATE SET at = excluded.at
"""


class UnreadTextStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def latest(self, limit: int, state: str, scope: Scope) -> list[WaitingText]:
        """`state`: open, settled or all; those that wait longest first, of the others the newest."""
        if state == "open":
            rows = await self._connection.fetch(OPEN, limit, scope.parameter)
        else:
            rows = await self._connection.fetch(LATEST, limit, scope.parameter, state == "settled")
        return [_waiting_from(row) for row in rows]

    async def count(self, state: str, scope: Scope) -> int:
        waiting = 0 if state == "all" else int(await self._connection.fetchval(COUNT_OPEN, scope.parameter))
        if state == "open":
            return waiting
        return int(await self._connection.fetchval(COUNT_ALL, scope.parameter)) - waiting

    async def waiting(self, reply_id: UUID, scope: Scope) -> WaitingText | None:
        row = await self._connection.fetchrow(BY_ID, reply_id, scope.parameter)
        return None if row is None else _waiting_from(row)

    async def lock(self, reply_id: UUID) -> UnreadText | None:
        row = await self._connection.fetchrow(LOCK_TEXT, reply_id)
        return None if row is None else text_from(row)

    async def more_like(self, text: UnreadText) -> int:
        """How many others of the person and of its kind still wait."""
        return int(await self._connection.fetchval(LIKE_IT, text.person_id, text.kind.value, text.reply_id))

    async def waiting_of(self, person_ids: Collection[UUID]) -> set[tuple[UUID, UnreadKind]]:
        """Of whom texts wait for a person, and of which kind."""
        rows = await self._connection.fetch(WAITING_OF, sorted(person_ids))
        return {(row["person_id"], UnreadKind(row["kind"])) for row in rows}

    async def answered_since(self, person_id: UUID, since: datetime) -> int:
        return int(await self._connection.fetchval(ANSWERED_SINCE, person_id, since))

    async def count_since(self, person_ids: Collection[UUID], since: datetime) -> dict[UUID, int]:
        """How many texts of each were not understood since then."""
        rows = await self._connection.fetch(COUNT_SINCE, list(person_ids), since)
        return {row["person_id"]: row["texts"] for row in rows}

    async def last_told(self, person_ids: Collection[UUID]) -> dict[UUID, datetime]:
        """When each was last told that a text was not understood (V11)."""
        rows = await self._connection.fetch(NOT_UNDERSTOOD, list(person_ids))
        return {row["person_id"]: row["at"] for row in rows}


def keeping_unread(texts: Sequence[UnreadText]) -> Write | None:
    return UNREAD_TEXT.write(KEEP_UNREAD, texts)


def settling(texts: Sequence[UnreadText]) -> Write | None:
    """The rows were locked before."""
    return UNREAD_TEXT.changing().write(SETTLE, texts)


def noting_told_so(person_ids: Collection[UUID], now: datetime) -> Write | None:
    """They heard that they were not understood."""
    return (TOLD_SO, (list(person_ids), now)) if person_ids else None


def text_from(row: Any) -> UnreadText:
    return UnreadText(**UNREAD_TEXT.facts(row))


def _waiting_from(row: Any) -> WaitingText:
    return WaitingText(text_from(row), row["stage"], row["stand_down"])
