"""Statements about deliveries: claim them, load what evidence concerns, save what became of it, see what is due."""

import json
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from schemas.values import DeliveryState
from services.chassis.connection import Connection, by_columns, write_together
from services.notify.model.deliveries import (
    AttemptToken,
    ClaimedDelivery,
    Delivery,
    DeliveryStage,
    DueDelivery,
    LaneTurn,
    Message,
    SettledMessage,
)
from services.notify.model.messages import GET_AWAY, OFFER, WHERE_TO_BE, AskedBy, DeliveryChannel, SigningNetwork

CLAIM_COLUMNS = (
    *("d.message_id", "d.channel", "d.round", "d.tries", "d.urgency", "d.not_after", "d.optout_index", "d.claimed_at"),
    *("d.created_at", "m.network_id", "m.subject_id", "m.person_id", "m.template", "m.params", "m.sealed_params"),
    *("m.exercise", "m.language AS caller_language", "m.sealed_contact", "c.language"),
    *("n.name", "n.hotline_phone", "n.languages"),
)
"""Of a delivery, its message, whom it goes to and the network that signs: what a claim is made of."""
CLAIM = " ".join(
    (
        """
    WITH clock AS MATERIALIZED (SELECT app.now() AS now), waiting AS MATERIALIZED (
        SELECT next.message_id, next.round, lane.urgency,
               lane.first + lane.step * (row_number() OVER (PARTITION BY lane.urgency ORDER BY next.created_at) - 1)
                   AS turn
        FROM unnest($5::smallint[], $6::float8[], $7::float8[]) AS lane (urgency, first, step)
        CROSS JOIN LATERAL (
            SELECT d.message_id, d.round, d.created_at FROM delivery d
            WHERE d.state = 'queued' AND d.channel = $1 AND d.urgency = lane.urgency
              AND d.due_at <= (SELECT now FROM clock)
            ORDER BY d.created_at LIMIT $2 FOR UPDATE SKIP LOCKED
        ) AS next
    ), due AS (
        SELECT message_id, round, (SELECT now FROM clock) AS now FROM waiting ORDER BY turn, urgency LIMIT $2
    ), checked AS (
        SELECT due.*, CASE
            WHEN d.not_after <= due.now THEN 'expired'
            WHEN d.urgency = $8 AND due.now > d.not_after - least(interval '1 minute', (d.not_after - d.created_at) / 3)
                THEN 'expired'
            WHEN m.template = ANY ($9::text[]) AND EXISTS (
                SELECT FROM message later JOIN delivery sent USING (message_id)
                WHERE later.subject_id = m.subject_id AND later.person_id = m.person_id
                  AND later.template = ANY ($10::text[]) AND sent.created_at > d.created_at
            ) THEN 'overtaken'
            WHEN EXISTS (SELECT FROM suppression s WHERE s.optout_index = d.optout_index AND s.lifted_at IS NULL)
                THEN 'opted_out'
            WHEN m.person_id IS NOT NULL AND c.person_id IS NULL THEN 'no_contact' END AS withheld
        FROM due JOIN delivery d ON d.message_id = due.message_id AND d.channel = $1 AND d.round = due.round
        JOIN message m ON m.message_id = due.message_id
        LEFT JOIN contact c ON c.person_id = m.person_id
    )
    UPDATE delivery d SET
        state = CASE WHEN withheld IS NULL THEN 'sending' ELSE 'queued' END,
        tries = d.tries + CASE WHEN withheld IS NULL THEN 1 ELSE 0 END,
        claimed_at = checked.now,
        due_at = checked.now + CASE WHEN d.urgency = 0 THEN $3::int ELSE $4::int END * interval '1 s'
    FROM checked JOIN message m ON m.message_id = checked.message_id
    LEFT JOIN contact c ON c.person_id = m.person_id
    LEFT JOIN network n ON n.network_id = m.network_id
    WHERE d.message_id = checked.message_id AND d.channel = $1 AND d.round = checked.round
    RETURNING checked.withheld, CASE WHEN $1 = 'sms' THEN c.sealed_phone ELSE c.sealed_email END AS sealed_address,
        """,
        ", ".join(CLAIM_COLUMNS),
    )
)
LOAD = """
    SELECT m.message_id, m.asked_by, m.subject_id, m.person_id, m.template, m.urgency, m.not_after, m.requested_at,
           m.correlation_id, m.finished, c.sealed_email IS NOT NULL AS has_email,
           d.channel, d.round, d.state, d.due_at, d.tries, d.requeued, d.claimed_at, d.provider_sid, d.reason,
           d.handed_off_at, d.ended_at, d.optout_index
    FROM message m JOIN delivery d USING (message_id) LEFT JOIN contact c ON c.person_id = m.person_id
    WHERE m.message_id = ANY($1::uuid[])
    ORDER BY m.message_id, d.channel, d.round FOR UPDATE OF m, d
"""
SAVE = """
    UPDATE delivery d SET state = u.state, due_at = u.due_at, requeued = u.requeued, provider_sid = u.provider_sid,
        reason = u.reason, handed_off_at = u.handed_off_at, ended_at = u.ended_at
    FROM unnest($1::uuid[], $2::text[], $3::smallint[], $4::text[], $5::timestamptz[], $6::boolean[], $7::text[],
                $8::text[], $9::timestamptz[], $10::timestamptz[])
        AS u (message_id, channel, round, state, due_at, requeued, provider_sid, reason, handed_off_at, ended_at)
    WHERE d.message_id = u.message_id AND d.channel = u.channel AND d.round = u.round
"""
ADD_ROUND = """
    INSERT INTO delivery (message_id, channel, round, urgency, state, due_at, not_after, optout_index, created_at)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::smallint[], $4::smallint[], $5::text[], $6::timestamptz[],
                         $7::timestamptz[], $8::bytea[], $9::timestamptz[])
    ON CONFLICT (message_id, channel, round) DO NOTHING
"""
FINISH = """
    UPDATE message m SET finished = u.finished, finished_reason = u.reason, finished_at = $4
    FROM unnest($1::uuid[], $2::text[], $3::text[]) AS u (message_id, finished, reason)
    WHERE m.message_id = u.message_id AND m.finished IS NULL
"""
DUE = """
    SELECT message_id, channel, round, tries, state, provider_sid FROM delivery
    WHERE state IN ('sending', 'unknown', 'accepted', 'sent') AND due_at <= app.now()
    ORDER BY due_at LIMIT $1
"""
LATE_IN_QUEUE = """
    SELECT message_id, channel, round, tries, state, provider_sid FROM delivery
    WHERE state = 'queued' AND not_after <= app.now() AND due_at <= app.now() LIMIT $1
"""
UNKNOWN = "SELECT count(*) FROM delivery WHERE state = 'unknown'"
CLAIMED = " ".join(
    (
        "SELECT NULL AS withheld, c.sealed_phone AS sealed_address,",
        ", ".join(CLAIM_COLUMNS),
        """
    FROM delivery d JOIN message m USING (message_id) LEFT JOIN contact c ON c.person_id = m.person_id
    LEFT JOIN network n ON n.network_id = m.network_id
    WHERE d.message_id = $1 AND d.channel = $2 AND d.round = $3
        """,
    )
)
KNOWN_SIDS = "SELECT provider_sid FROM delivery WHERE provider_sid = ANY($1::text[])"


class DeliveryStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def claim(
        self,
        channel: DeliveryChannel,
        limit: int,
        *,
        turns: Sequence[LaneTurn],
        safety_seconds: int,
        claim_seconds: int,
    ) -> list[ClaimedDelivery]:
        """Take those whose turn it is for sending, of each lane the oldest; the most urgent come first.

        What is withheld comes back too, put off by a claim's length: an offer with hardly any time left to answer, and
        what a later text to the same person overtook (rule R23).
        """
        lanes = [[turn.urgency for turn in turns], [turn.first for turn in turns], [turn.step for turn in turns]]
        withheld = [OFFER, list(WHERE_TO_BE), list(GET_AWAY)]
        rows = await self._connection.fetch(CLAIM, channel, limit, safety_seconds, claim_seconds, *lanes, *withheld)
        rows.sort(key=lambda row: (row["urgency"], row["created_at"]))
        return [claimed_delivery_from(row) for row in rows]

    async def claimed(self, token: AttemptToken) -> ClaimedDelivery | None:
        row = await self._connection.fetchrow(CLAIMED, token.message_id, token.channel, token.round)
        return claimed_delivery_from(row) if row and row["claimed_at"] else None

    async def load(self, message_ids: Sequence[UUID]) -> list[Message]:
        """Locked, in one order for all, with all their deliveries."""
        rows = await self._connection.fetch(LOAD, list(message_ids))
        return [message_from(list(group)) for _, group in groupby(rows, key=lambda row: row["message_id"])]

    async def save(self, settled: Sequence[SettledMessage], now: datetime) -> None:
        changed = [
            (each.message.message_id, it.channel, it.round, it.state, it.due_at, it.requeued, it.provider_sid,
             it.reason, it.handed_off_at, it.ended_at)
            for each in settled
            for it in each.changed
        ]  # fmt: skip
        added = [
            (each.message.message_id, it.channel, it.round, each.message.urgency, it.state, it.due_at,
             each.message.not_after, it.optout_index, now)
            for each in settled
            for it in each.added
        ]  # fmt: skip
        ends = [
            (each.message.message_id, news.state, news.reason)
            for each in settled
            for news in each.announcements
            if news.state is not DeliveryState.HANDED_OFF
        ]
        for write in (by_columns(SAVE, changed), by_columns(ADD_ROUND, added), by_columns(FINISH, ends, now)):
            await write_together(self._connection, [write])

    async def due(self, limit: int) -> list[DueDelivery]:
        rows = await self._connection.fetch(DUE, limit)
        return [DueDelivery(_token(row), DeliveryStage(row["state"]), row["provider_sid"]) for row in rows]

    async def late_in_queue(self, limit: int) -> list[DueDelivery]:
        """Queued, and too late to be of use."""
        rows = await self._connection.fetch(LATE_IN_QUEUE, limit)
        return [DueDelivery(_token(row), DeliveryStage(row["state"]), row["provider_sid"]) for row in rows]

    async def unknown(self) -> int:
        count: int = await self._connection.fetchval(UNKNOWN)
        return count

    async def known_sids(self, sids: Sequence[str]) -> set[str]:
        """Those that are the proof of another delivery already."""
        return {row["provider_sid"] for row in await self._connection.fetch(KNOWN_SIDS, list(sids))}


def _token(row: Any) -> AttemptToken:
    return AttemptToken(row["message_id"], row["channel"], row["round"], row["tries"])


def claimed_delivery_from(row: Any) -> ClaimedDelivery:
    network = row["name"] and SigningNetwork(
        row["network_id"], row["name"], row["hotline_phone"], tuple(row["languages"])
    )
    return ClaimedDelivery(
        token=_token(row),
        urgency=row["urgency"],
        not_after=row["not_after"],
        optout_index=row["optout_index"],
        claimed_at=row["claimed_at"],
        withheld=row["withheld"],
        subject_id=row["subject_id"],
        person_id=row["person_id"],
        network=network or None,
        network_id=row["network_id"],
        template=row["template"],
        params=json.loads(row["params"]),
        sealed_params=row["sealed_params"],
        exercise=row["exercise"],
        language=row["language"] or row["caller_language"] or "en",
        sealed_address=row["sealed_address"],
        sealed_contact=row["sealed_contact"],
    )


def message_from(rows: Sequence[Any]) -> Message:
    first = rows[0]
    return Message(
        message_id=first["message_id"],
        asked_by=AskedBy(first["asked_by"]),
        subject_id=first["subject_id"],
        person_id=first["person_id"],
        template=first["template"],
        urgency=first["urgency"],
        not_after=first["not_after"],
        requested_at=first["requested_at"],
        correlation_id=first["correlation_id"],
        finished=DeliveryState(first["finished"]) if first["finished"] else None,
        has_email=first["has_email"],
        deliveries=tuple(
            Delivery(
                channel=row["channel"],
                round=row["round"],
                state=DeliveryStage(row["state"]),
                due_at=row["due_at"],
                tries=row["tries"],
                requeued=row["requeued"],
                claimed_at=row["claimed_at"],
                provider_sid=row["provider_sid"],
                reason=row["reason"],
                handed_off_at=row["handed_off_at"],
                ended_at=row["ended_at"],
                optout_index=row["optout_index"],
            )
            for row in rows
        ),
    )
