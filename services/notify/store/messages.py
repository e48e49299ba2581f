"""Statements about what was asked for: messages with their first deliveries, and whom they are meant for."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from schemas.events.network import NetworkChangedV1
from services.chassis.connection import Connection
from services.notify.model.contacts import ConsentState, Recipient
from services.notify.model.deliveries import TrackedDelivery
from services.notify.model.messages import (
    URGENCY,
    Deliverable,
    PlannedMessage,
    SigningNetwork,
    Undeliverable,
)

SAVE_NETWORK = """
    INSERT INTO network AS n (network_id, revision, name, hotline_phone, languages) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (network_id) DO UPDATE SET revision = excluded.revision, name = excluded.name,
        hotline_phone = excluded.hotline_phone, languages = excluded.languages
    WHERE n.revision < excluded.revision
"""
NETWORKS = "SELECT network_id, name, hotline_phone, languages FROM network ORDER BY network_id"

RECIPIENTS = """
    SELECT c.person_id, c.consent, c.sealed_phone IS NOT NULL AS phone, c.sealed_email IS NOT NULL AS email,
           c.optout_index, s.optout_index IS NOT NULL AS suppressed
    FROM contact c LEFT JOIN suppression s ON s.optout_index = c.optout_index AND s.lifted_at IS NULL
    WHERE c.person_id = ANY($1::uuid[])
"""
ADD_MESSAGES = """
    WITH fresh AS (
        INSERT INTO message (message_id, asked_by, network_id, subject_id, person_id, template, urgency, params,
                             sealed_params, sealed_contact, caller_index, language, not_after, exercise, requested_at,
                             correlation_id, finished, finished_reason, finished_at)
        SELECT m.*, CASE WHEN m.finished IS NOT NULL THEN $19::timestamptz END
        FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::smallint[],
                    $8::text[], $9::bytea[], $10::bytea[], $11::bytea[], $12::text[], $13::timestamptz[],
                    $14::boolean[], $15::timestamptz[], $16::uuid[], $17::text[], $18::text[])
            AS m (message_id, asked_by, network_id, subject_id, person_id, template, urgency, params, sealed_params,
                  sealed_contact, caller_index, language, not_after, exercise, requested_at, correlation_id, finished,
                  finished_reason)
        ON CONFLICT (message_id) DO NOTHING
        RETURNING message_id
    ), queued AS (
        INSERT INTO delivery (message_id, channel, round, urgency, state, due_at, not_after, optout_index, created_at)
        SELECT d.message_id, d.channel, 0, d.urgency, 'queued', $19, d.not_after, d.optout_index, $19
        FROM unnest($20::uuid[], $21::text[], $22::smallint[], $23::timestamptz[], $24::bytea[])
            AS d (message_id, channel, urgency, not_after, optout_index)
        WHERE d.message_id = ANY (ARRAY(SELECT message_id FROM fresh))
    )
    SELECT message_id FROM fresh
"""
NO_DELIVERIES = ((), (), (), (), ())
LAST_TO_CALLER = """
    SELECT network_id, language FROM message WHERE caller_index = $1 ORDER BY requested_at DESC LIMIT 1
"""
DELIVERIES_OF = """
    SELECT m.message_id, m.subject_id, m.person_id, m.template, m.asked_by, m.exercise, m.requested_at, m.finished,
           m.finished_reason, d.channel, d.round, d.state, d.reason, d.tries, d.provider_sid, d.claimed_at,
           d.handed_off_at, d.ended_at
    FROM message m LEFT JOIN delivery d USING (message_id)
    WHERE m.subject_id = $1 ORDER BY m.requested_at, m.message_id, d.channel, d.round LIMIT 1000
"""


class MessageStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def save_network(self, event: NetworkChangedV1) -> None:
        """The highest revision wins."""
        await self._connection.execute(
            SAVE_NETWORK, event.network_id, event.revision, event.name, event.hotline_phone, list(event.languages)
        )

    async def networks(self) -> dict[str, SigningNetwork]:
        rows = await self._connection.fetch(NETWORKS)
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
        """Store messages with their deliveries; returns those that are new. A repeat changes nothing."""
        if not planned:
            return set()
        messages = zip(*map(_message_row, planned), strict=True)
        deliveries = zip(*(row for each in planned for row in _delivery_rows(each)), strict=True)
        rows = await self._connection.fetch(ADD_MESSAGES, *messages, now, *(tuple(deliveries) or NO_DELIVERIES))
        return {row["message_id"] for row in rows}

    async def last_to_caller(self, optout_index: bytes) -> tuple[str, str | None] | None:
        """Network and language of the last text to this number, if a caller of ours has it."""
        row = await self._connection.fetchrow(LAST_TO_CALLER, optout_index)
        return (row["network_id"], row["language"]) if row else None

    async def deliveries_of(self, subject_id: UUID) -> list[TrackedDelivery]:
        return [TrackedDelivery(**dict(row)) for row in await self._connection.fetch(DELIVERIES_OF, subject_id)]


def _message_row(planned: PlannedMessage) -> tuple[Any, ...]:
    """As ADD_MESSAGES takes it."""
    request = planned.request
    end = planned.plan if isinstance(planned.plan, Undeliverable) else None
    return (
        request.message_id, request.asked_by, request.network_id, request.subject_id, request.person_id,
        request.template, URGENCY[request.message_class], json.dumps(request.params, ensure_ascii=False),
        request.sealed_params, request.sealed_contact, planned.optout_index if request.person_id is None else None,
        request.language, request.not_after, request.exercise, request.requested_at, request.correlation_id,
        end and end.state.value, end and end.reason,
    )  # fmt: skip


def _delivery_rows(planned: PlannedMessage) -> Iterator[tuple[Any, ...]]:
    """As ADD_MESSAGES takes them."""
    if isinstance(planned.plan, Deliverable):
        request = planned.request
        for channel in planned.plan.channels:
            checked = planned.optout_index if channel == "sms" and planned.checked else None
            yield request.message_id, channel, URGENCY[request.message_class], request.not_after, checked


def recipient_from(row: Any) -> Recipient:
    return Recipient(
        consent=ConsentState(row["consent"]),
        phone=row["phone"],
        email=row["email"],
        suppressed=row["suppressed"],
        optout_index=row["optout_index"],
    )
