"""Statements about what was asked for: messages with their first deliveries, and whom they are meant for."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from schemas.events.network import NetworkChangedV1
from services.chassis.connection import Connection
from services.chassis.scope import EVERY_NETWORK, Scope
from services.chassis.stored_table import Column, StoredTable
from services.notify.model.contacts import CallerNumber, ConsentState, NumberTrouble, Recipient
from services.notify.model.deliveries import TrackedDelivery
from services.notify.model.messages import (
    URGENCY,
    Deliverable,
    PlannedMessage,
    SigningNetwork,
    TextToCaller,
    Undeliverable,
)

SAVE_NETWORK = """
    INSERT INTO network AS n (network_id, revision, name, hotline_phone, languages) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (network_id) DO UPDATE SET revision = excluded.revision, name = excluded.name,
        hotline_phone = excluded.hotline_phone, languages = excluded.languages
    WHERE n.revision < excluded.revision
"""
NETWORKS = """
    SELECT network_id, name, hotline_phone, languages FROM network
    WHERE $1::text[] IS NULL OR network_id = ANY($1) ORDER BY network_id
"""

RECIPIENTS = """
    SELECT c.person_id, c.consent, c.sealed_phone IS NOT NULL AS phone, c.sealed_email IS NOT NULL AS email,
           c.optout_index, s.optout_index IS NOT NULL AS suppressed
    FROM contact c LEFT JOIN suppression s ON s.optout_index = c.optout_index AND s.lifted_at IS NULL
    WHERE c.person_id = ANY($1::uuid[])
"""


def _caller_index(planned: PlannedMessage) -> bytes | None:
    return planned.optout_index if planned.request.person_id is None else None


def _end(planned: PlannedMessage) -> str | None:
    return planned.plan.state.value if isinstance(planned.plan, Undeliverable) else None


def _end_reason(planned: PlannedMessage) -> str | None:
    return planned.plan.reason if isinstance(planned.plan, Undeliverable) else None


PLANNED_MESSAGE = StoredTable[PlannedMessage](
    "message",
    Column("message_id", "uuid", "request.message_id"),
    Column("asked_by", "text", "request.asked_by"),
    Column("network_id", "text", "request.network_id"),
    Column("subject_id", "uuid", "request.subject_id"),
    Column("person_id", "uuid", "request.person_id"),
    Column("template", "text", "request.template"),
    Column("urgency", "smallint", "request.message_class", write=URGENCY.__getitem__),
    Column("params", "text", "request.params", write=partial(json.dumps, ensure_ascii=False)),
    Column("sealed_params", "bytea", "request.sealed_params"),
    Column("sealed_contact", "bytea", "request.sealed_contact"),
    Column("caller_index", "bytea", made=_caller_index),
    Column("language", "text", "request.language"),
    Column("not_after", "timestamptz", "request.not_after"),
    Column("exercise", "boolean", "request.exercise"),
    Column("requested_at", "timestamptz", "request.requested_at"),
    Column("correlation_id", "uuid", "request.correlation_id"),
    Column("finished", "text", made=_end),
    Column("finished_reason", "text", made=_end_reason),
)
ADD_MESSAGES = " ".join(
    (
        "WITH fresh AS (",
        PLANNED_MESSAGE.insert(
            added={"finished_at": "CASE WHEN sent.finished IS NOT NULL THEN $19::timestamptz END"},
            tail="ON CONFLICT (message_id) DO NOTHING RETURNING message_id",
        ),
        """
    ), queued AS (
        INSERT INTO delivery (message_id, channel, round, urgency, state, due_at, not_after, optout_index, created_at)
        SELECT d.message_id, d.channel, 0, d.urgency, 'queued', coalesce(d.not_before, $19), d.not_after,
               d.optout_index, $19 + d.place * interval '1 microsecond'
        FROM unnest($20::uuid[], $21::text[], $22::smallint[], $23::timestamptz[], $24::timestamptz[], $25::bytea[])
            WITH ORDINALITY AS d (message_id, channel, urgency, not_before, not_after, optout_index, place)
        WHERE d.message_id = ANY (ARRAY(SELECT message_id FROM fresh))
    )
    SELECT message_id FROM fresh
        """,
    )
)
NO_DELIVERIES = ((), (), (), (), (), ())
LAST_TO_CALLER = """
    SELECT network_id, language, subject_id, requested_at FROM message
    WHERE caller_index = $1 AND asked_by = 'intake' ORDER BY requested_at DESC LIMIT 1
"""
NUMBERS_OF_CALLERS = """
    SELECT DISTINCT ON (m.subject_id) m.subject_id AS report_id, s.optout_index IS NOT NULL AS suppressed,
           u.misses, u.last_missed_at, u.takes_no_texts
    FROM message m LEFT JOIN suppression s ON s.optout_index = m.caller_index AND s.lifted_at IS NULL
    LEFT JOIN undelivered_number u ON u.optout_index = m.caller_index
    WHERE m.subject_id = ANY($1::uuid[]) AND m.asked_by = 'intake' AND m.caller_index IS NOT NULL
      AND ($2::text[] IS NULL OR m.network_id = ANY($2))
    ORDER BY m.subject_id, m.requested_at DESC
"""
DELIVERIES_OF = """
    SELECT m.message_id, m.subject_id, m.person_id, m.template, m.asked_by, m.exercise, m.requested_at, m.finished,
           m.finished_reason, d.channel, d.round, d.state, d.reason, d.tries, d.provider_sid, d.claimed_at,
           d.handed_off_at, d.ended_at
    FROM message m LEFT JOIN delivery d USING (message_id)
    WHERE m.subject_id = $1 AND ($2::text[] IS NULL OR m.network_id = ANY($2))
    ORDER BY m.requested_at, m.message_id, d.channel, d.round LIMIT 1000
"""


class MessageStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def save_network(self, event: NetworkChangedV1) -> None:
        """The highest revision wins."""
        await self._connection.execute(
            SAVE_NETWORK, event.network_id, event.revision, event.name, event.hotline_phone, list(event.languages)
        )

    async def networks(self, scope: Scope = EVERY_NETWORK) -> dict[str, SigningNetwork]:
        rows = await self._connection.fetch(NETWORKS, scope.parameter)
        return {
            row["network_id"]: SigningNetwork(
                row["network_id"], row["name"], row["hotline_phone"], tuple(row["languages"])
            )
            for row in rows
        }

    async def recipients(self, person_ids: Sequence[UUID]) -> dict[UUID, Recipient]:
        rows = await self._connection.fetch(RECIPIENTS, list(person_ids)) if person_ids else []
        return {row["person_id"]: recipient_from(row) for row in rows}

    async def add(self, planned: Sequence[PlannedMessage], now: datetime) -> set[UUID]:
        """Store messages with their deliveries; returns those that are new. A repeat changes nothing.

        They are claimed in the order in which they were asked for: what comes first for one person is sent first.
        """
        write = PLANNED_MESSAGE.write(ADD_MESSAGES, planned, now)
        if write is None:
            return set()
        statement, messages = write
        deliveries = zip(*(row for each in planned for row in _delivery_rows(each)), strict=True)
        rows = await self._connection.fetch(statement, *messages, *(tuple(deliveries) or NO_DELIVERIES))
        return {row["message_id"] for row in rows}

    async def last_to_caller(self, optout_index: bytes) -> TextToCaller | None:
        """The last text about a report to this number, if a caller of ours has it."""
        row = await self._connection.fetchrow(LAST_TO_CALLER, optout_index)
        return TextToCaller(*row) if row else None

    async def numbers_of_callers(self, report_ids: Sequence[UUID], scope: Scope) -> list[CallerNumber]:
        """What is known of the number that each report's caller was texted at last."""
        return [
            CallerNumber(
                row["report_id"],
                row["suppressed"],
                None
                if row["misses"] is None
                else NumberTrouble(row["misses"], row["last_missed_at"], row["takes_no_texts"]),
            )
            for row in await self._connection.fetch(NUMBERS_OF_CALLERS, list(report_ids), scope.parameter)
        ]

    async def deliveries_of(self, subject_id: UUID, scope: Scope) -> list[TrackedDelivery]:
        rows = await self._connection.fetch(DELIVERIES_OF, subject_id, scope.parameter)
        return [TrackedDelivery(**dict(row)) for row in rows]


def _delivery_rows(planned: PlannedMessage) -> Iterator[tuple[Any, ...]]:
    """As ADD_MESSAGES takes them."""
    if isinstance(planned.plan, Deliverable):
        request = planned.request
        for channel in planned.plan.channels:
            checked = planned.optout_index if channel == "sms" and planned.checked else None
            urgency = URGENCY[request.message_class]
            yield request.message_id, channel, urgency, planned.not_before, request.not_after, checked


def recipient_from(row: Any) -> Recipient:
    return Recipient(
        consent=ConsentState(row["consent"]),
        phone=row["phone"],
        email=row["email"],
        suppressed=row["suppressed"],
        optout_index=row["optout_index"],
    )
