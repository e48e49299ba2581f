"""Every SQL statement about reports; what others say of them is in news.py. Never opens a transaction."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from schemas.events.report import ReportHeldV1, ReportReleasedV1
from schemas.territory import Box, DrawnTerritory
from schemas.topics import BY_NAME
from schemas.values import Outcome
from services.chassis.connection import Connection, columns_of
from services.chassis.outbox import LANES
from services.chassis.scope import EVERY_NETWORK, Scope
from services.intake.model.finding import ReviewedFinding
from services.intake.model.network import NetworkCopy, ReleaseContext
from services.intake.model.prepared import KINDS, RECEIPT, AddedReports, PreparedReport
from services.intake.model.report import (
    CallerText,
    FirstUse,
    LockedReport,
    ReportProgress,
    ReportState,
)

RELEASE_CONTEXTS = """
    SELECT s.source_id, s.network_id AS asked, n.network_id, n.name, n.hotline_phone, n.time_zone, n.languages,
           n.duty_lead_on_duty, n.release_max_age, n.source_open_incidents, n.territory_box, app.now() AS now,
           app.open_of_source(s.source_id, false, n.source_open_incidents) AS open_incidents,
           app.open_of_source(s.source_id, true, n.source_open_incidents) AS open_exercises,
           EXISTS (SELECT FROM flood f WHERE f.network_id = n.network_id AND f.ended_at IS NULL
                                         AND f.until > (SELECT app.now())) AS flood
    FROM unnest($1::uuid[], $2::text[]) AS s (source_id, network_id)
    LEFT JOIN network n ON n.network_id = s.network_id
"""
LEASE_REFS = """
    INSERT INTO ref_counter AS c (network_id, day, next_number) VALUES ($1, $2, $3)
    ON CONFLICT (network_id, day) DO UPDATE SET next_number = c.next_number + $3
    RETURNING c.next_number - $3
"""
# Outbox rows only for reports that this statement inserted: a retry announces nothing. A rival with the same key
# that is still in flight is waited for. What all events of a kind share comes once, and is found by its number: a held
# report is kind 1, a released one 2, the caller's receipt 3 (model/prepared.py).
# What is to be released over its source's quota is left out, and told of; who stores for the same source at the same
# time waits for this one (rule R96).
ADD_REPORTS = """
    WITH given AS MATERIALIZED (
        SELECT g.report_id::uuid AS id, g.source_id::uuid AS source, g.report_id = ANY ($10::text[]) AS exercise, g.*
        FROM unnest($1::report_row_v1[]) WITH ORDINALITY AS g
    ), room AS MATERIALIZED (
        SELECT q.source, q.exercise, app.claim_room(q.source, q.exercise, q.quota) AS places
        FROM unnest($11::uuid[], $12::boolean[], $13::int[]) AS q (source, exercise, quota)
    ), over_quota AS MATERIALIZED (
        SELECT id FROM (
            SELECT g.id, room.places, row_number() OVER (PARTITION BY source, exercise ORDER BY g.ordinality) AS place
            FROM given g JOIN room USING (source, exercise)
            WHERE g.kind = 2 AND NOT EXISTS (SELECT FROM report r WHERE r.source_id = g.source_id::uuid
                                             AND r.idempotency_key = g.idempotency_key)
        ) AS ranked WHERE place > places
    ), added AS (
        INSERT INTO report (report_id, source_id, idempotency_key, body_mac, network_id, ref, state, priority,
                            received_at, told, event_id, caller_language, safe_to_text, sealed_contact, exercise)
        SELECT g.id, g.source, g.idempotency_key, g.body_mac, g.network_id, g.ref,
               CASE g.kind WHEN 1 THEN 'held' ELSE 'released' END, g.priority, $3,
               convert_from(g.told, 'UTF8')::json, g.id, g.caller_language, g.safe_to_text, g.sealed_contact, g.exercise
        FROM given g WHERE g.id <> ALL (ARRAY(SELECT id FROM over_quota)) ORDER BY g.ordinality
        ON CONFLICT ON CONSTRAINT one_report_per_key DO NOTHING
        RETURNING report_id
    ), announced AS (
        INSERT INTO outbox (event_id, lane, topic, key, type, subject, acknowledger, payload, created_at)
        SELECT g.id, ($4::smallint[])[g.kind], ($5::text[])[g.kind], convert_to(g.report_id, 'UTF8'),
               ($6::text[])[g.kind], g.report_id, ($7::text[])[g.kind], g.payload, $3
        FROM given g WHERE g.id = ANY (ARRAY(SELECT report_id FROM added)) ORDER BY g.ordinality
    ), thanked AS (
        INSERT INTO outbox (event_id, lane, topic, key, type, subject, acknowledger, payload, created_at)
        SELECT r.event_id::uuid, ($4::smallint[])[3], ($5::text[])[3], convert_to(r.report_id, 'UTF8'),
               ($6::text[])[3], r.report_id, ($7::text[])[3], r.payload, $3
        FROM unnest($2::receipt_row_v1[]) AS r
        WHERE r.report_id::uuid = ANY (ARRAY(SELECT report_id FROM added))
    ), numbered AS (
        INSERT INTO caller_number (report_id, number_index, received_at)
        SELECT n.report_id::uuid, n.number_index, $3 FROM unnest($8::text[], $9::bytea[]) AS n (report_id, number_index)
        WHERE n.report_id::uuid = ANY (ARRAY(SELECT report_id FROM added))
    )
    SELECT g.report_id, g.id = ANY (ARRAY(SELECT id FROM over_quota)) AS over_quota
    FROM given g WHERE g.id <> ALL (ARRAY(SELECT report_id FROM added))
"""
FIRST_USES = """
    SELECT source_id, idempotency_key, r.report_id::text AS report_id, r.ref, r.body_mac, r.received_at,
           coalesce(r.missing, ARRAY(SELECT json_array_elements_text(r.told->'missing'))) AS missing
    FROM report r JOIN unnest($1::uuid[], $2::text[]) AS k (source_id, idempotency_key)
      USING (source_id, idempotency_key)
"""
IN_SCOPE = """
    SELECT report_id FROM report
    WHERE report_id = ANY($1::uuid[]) AND ($2::text[] IS NULL OR network_id = ANY($2)) ORDER BY report_id
"""
# Of sources alone: what texts to the line are kept by are ids of ours.
KEYS_IN_CLEAR = """
    SELECT report_id, source_id, idempotency_key FROM report
    WHERE left(idempotency_key, 3) <> 'h1:' AND source_id = ANY (ARRAY(SELECT source_id FROM source)) LIMIT $1
    FOR UPDATE SKIP LOCKED
"""
KEEP_KEYS = """
    UPDATE report r SET idempotency_key = k.kept FROM unnest($1::uuid[], $2::text[]) AS k (report_id, kept)
    WHERE r.report_id = k.report_id
"""
EXISTING = "SELECT report_id::text AS report_id FROM report WHERE report_id = ANY($1::text[]::uuid[])"
PROGRESS_OF = """
    SELECT report_id, source_id, ref, state,
           ARRAY(SELECT json_array_elements_text(told->'missing')) AS missing, incident_code, outcome, agency, went,
           seen_at, seen_by, ending, reviewed_at, closed_at, cried_at
    FROM report
    WHERE report_id = $1 AND ($2::text[] IS NULL OR network_id = ANY($2)) AND ($3::uuid IS NULL OR source_id = $3)
"""
PROGRESS_BY_REF = """
    SELECT report_id, source_id, ref, state,
           ARRAY(SELECT json_array_elements_text(told->'missing')) AS missing, incident_code, outcome, agency, went,
           seen_at, seen_by, ending, reviewed_at, closed_at, cried_at
    FROM report WHERE ref = $1 AND ($2::text[] IS NULL OR network_id = ANY($2)) ORDER BY received_at DESC LIMIT 20
"""
READ_CALLER_TEXTS = """
    UPDATE report SET texts_waiting = 0 WHERE report_id = $1 AND texts_waiting > 0
"""
CALLER_TEXTS = """
    SELECT text_id, report_id, received_at, words FROM caller_text WHERE report_id = $1 ORDER BY received_at, text_id
"""
REPORT_FOR_CHANGE = """
    SELECT report_id, source_id, network_id, ref, revision, state, told, cried_at IS NOT NULL AS cries
    FROM report WHERE report_id = $1 AND ($2::text[] IS NULL OR network_id = ANY($2)) FOR NO KEY UPDATE
"""
# What was missing when it came is kept, whatever becomes of it: a retry of its source hears what it heard first.
SAVE_RELEASE = """
    UPDATE report SET revision = $2, event_id = $3, state = 'released', told = convert_from($4, 'UTF8')::json,
        missing = coalesce(missing, ARRAY(SELECT json_array_elements_text(told->'missing')))
    WHERE report_id = $1
"""
HAND_OVER = """
    WITH moved AS (
        UPDATE report SET network_id = $2, revision = $3, event_id = $4, priority = $5,
            told = convert_from($6, 'UTF8')::json,
            missing = coalesce(missing, ARRAY(SELECT json_array_elements_text(told->'missing')))
        WHERE report_id = $1 RETURNING report_id
    )
    INSERT INTO handed_over (report_id, from_network, to_network, actor, role, at)
    SELECT report_id, $7, $2, $8, $9, app.now() FROM moved
"""
SAVE_DISMISSAL = """
    UPDATE report SET state = 'dismissed', ending = $2, ended_by = $3,
        missing = coalesce(missing, ARRAY(SELECT json_array_elements_text(told->'missing')))
    WHERE report_id = $1
"""
LOCK_THESE = """
    SELECT told, state FROM report WHERE report_id = ANY($1::uuid[]) ORDER BY report_id FOR NO KEY UPDATE
"""
SAVE_HELD = """
    UPDATE report r SET revision = h.revision, event_id = h.event_id, state = 'held', priority = h.priority,
        told = convert_from(h.told, 'UTF8')::json,
        missing = coalesce(missing, ARRAY(SELECT json_array_elements_text(r.told->'missing')))
    FROM unnest($1::uuid[], $2::int[], $3::uuid[], $4::smallint[], $5::bytea[])
        AS h (report_id, revision, event_id, priority, told)
    WHERE r.report_id = h.report_id
"""
# The queue is walked, which is not long; whoever decides on one of these at the moment is left to it.
HELD_TOO_LONG = """
    SELECT report_id, network_id, ref, told FROM report
    WHERE state = 'held' AND texts_waiting = 0 AND cried_at IS NULL AND received_at < $1
      AND told->>'request' = 'observe'
    ORDER BY received_at LIMIT 100 FOR NO KEY UPDATE SKIP LOCKED
"""
CONTENT_OF = "SELECT told FROM report WHERE report_id = $1 AND ($2::text[] IS NULL OR network_id = ANY($2))"
NOTE_READING = "INSERT INTO content_read (report_id, actor, role, what, at) VALUES ($1, $2, $3, $4, app.now())"
NETWORKS = """
    SELECT network_id, name, hotline_phone, time_zone, languages, duty_lead_on_duty, release_max_age,
           source_open_incidents, territory_box
    FROM network WHERE network_id = ANY($1::text[])
"""
TERRITORY_REVISIONS = "SELECT network_id, revision FROM network WHERE territory_drawn IS NOT NULL"
TERRITORIES = "SELECT network_id, revision, territory_drawn FROM network WHERE network_id = ANY($1::text[])"
FIRST_NETWORK = "SELECT network_id FROM network ORDER BY network_id LIMIT 1"
FORGET_OLD_COUNTERS = "DELETE FROM ref_counter WHERE day < (app.now() - interval '9 days')::date"

REFS_A_LEASE: Final = 200


KIND_COLUMNS: Final = (
    [LANES[BY_NAME[kind.TOPIC].lane] for kind in KINDS],
    [kind.TOPIC for kind in KINDS],
    [kind.TYPE for kind in KINDS],
    [kind.ACKNOWLEDGED_BY for kind in KINDS],
)


def lanes_of(prepared: Iterable[PreparedReport]) -> set[int]:
    """The lanes of the outbox in which the events of these reports travel."""
    lanes = KIND_COLUMNS[0]
    receipts = {KINDS.index(RECEIPT) + 1 for each in prepared if each.receipt is not None}
    kinds = {each.report.kind for each in prepared} | receipts
    return {lanes[kind - 1] for kind in kinds}


class ReportStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def release_contexts(
        self, sources: Sequence[tuple[UUID, str]]
    ) -> tuple[dict[tuple[UUID, str], ReleaseContext], datetime]:
        """Of each (source, network), and the moment at which it stands so."""
        rows = await self._connection.fetch(
            RELEASE_CONTEXTS, [source for source, _ in sources], [name for _, name in sources]
        )
        found = {
            (row["source_id"], row["asked"]): ReleaseContext(
                network_from(row), row["open_incidents"], row["open_exercises"], row["flood"]
            )
            if row["network_id"]
            else ReleaseContext(None)
            for row in rows
        }
        return found, rows[0]["now"]

    async def lease_refs(self, network_id: str, day: date, count: int) -> int:
        """The first of so many numbers that nobody else will get; call it outside the reports' transaction."""
        first: int = await self._connection.fetchval(LEASE_REFS, network_id, day, count)
        return first

    async def add_reports(self, prepared: Sequence[PreparedReport]) -> AddedReports:
        """Store reports whose key is new, as far as their sources' quotas go, and what comes with them.

        Args:
            prepared: at one moment; sorted by source and key, so that replicas lock in one order.
        """
        quotas = {(it.report.source_id, it.exercise): it.quota for it in prepared if it.quota > 0}
        rows = await self._connection.fetch(
            ADD_REPORTS,
            [each.report for each in prepared],
            [each.receipt for each in prepared if each.receipt is not None],
            prepared[0].received_at,
            *KIND_COLUMNS,
            *columns_of((it.report.report_id, it.number_index) for it in prepared if it.number_index is not None),
            [it.report.report_id for it in prepared if it.exercise],
            *columns_of(((*use, quota) for use, quota in sorted(quotas.items())), width=3),
        )
        over_quota = {row["report_id"] for row in rows if row["over_quota"]}
        return AddedReports({row["report_id"] for row in rows} - over_quota, over_quota)

    async def first_uses(self, keys: Sequence[tuple[UUID, str]]) -> dict[tuple[UUID, str], FirstUse]:
        """What these (source, idempotency key) pairs were used for."""
        rows = await self._connection.fetch(FIRST_USES, [source for source, _ in keys], [key for _, key in keys])
        return {
            (row["source_id"], row["idempotency_key"]): FirstUse(
                row["report_id"], row["ref"], tuple(row["missing"]), row["body_mac"], row["received_at"]
            )
            for row in rows
        }

    async def keys_in_clear(self, at_most: int) -> list[tuple[UUID, UUID, str]]:
        """Report, source and key of what the last release kept as it came."""
        return [tuple(row) for row in await self._connection.fetch(KEYS_IN_CLEAR, at_most)]

    async def keep_keys(self, kept: Sequence[tuple[UUID, str]]) -> None:
        await self._connection.execute(KEEP_KEYS, *columns_of(kept, width=2))

    async def existing(self, report_ids: Sequence[str]) -> set[str]:
        return {row["report_id"] for row in await self._connection.fetch(EXISTING, report_ids)}

    async def in_scope(self, report_ids: Collection[UUID], scope: Scope) -> list[UUID]:
        """Those of them that are there for whoever asks."""
        rows = await self._connection.fetch(IN_SCOPE, list(report_ids), scope.parameter)
        return [row["report_id"] for row in rows]

    async def progress_of(
        self, report_id: UUID, scope: Scope = EVERY_NETWORK, *, of_source: UUID | None = None
    ) -> ReportProgress | None:
        """For staff by their scope; for a source, which has none, its own alone."""
        row = await self._connection.fetchrow(PROGRESS_OF, report_id, scope.parameter, of_source)
        return _progress_from(row) if row else None

    async def progress_by_ref(self, ref: str, scope: Scope) -> list[ReportProgress]:
        """A ref comes again after a week: the latest first."""
        rows = await self._connection.fetch(PROGRESS_BY_REF, ref, scope.parameter)
        return [_progress_from(row) for row in rows]

    async def report_for_change(self, report_id: UUID, scope: Scope) -> LockedReport | None:
        """Locked until the transaction ends."""
        row = await self._connection.fetchrow(REPORT_FOR_CHANGE, report_id, scope.parameter)
        if row is None:
            return None
        held = ReportHeldV1.model_validate_json(row["told"]) if row["state"] == ReportState.HELD else None
        dismissed = row["state"] == ReportState.DISMISSED
        return LockedReport(
            row["report_id"],
            row["source_id"],
            row["network_id"],
            row["ref"],
            row["revision"],
            held,
            dismissed,
            row["cries"],
        )

    async def save_release(self, report: ReportReleasedV1, *, event_id: UUID) -> None:
        told = report.model_dump_json(exclude_none=True).encode()
        await self._connection.execute(SAVE_RELEASE, report.report_id, report.revision, event_id, told)

    async def hand_over(
        self, report: ReportHeldV1, *, event_id: UUID, from_network: str, actor: str, role: str
    ) -> None:
        """To the network that the report names now, and who did it; it was locked."""
        told = report.model_dump_json(exclude_none=True).encode()
        await self._connection.execute(
            HAND_OVER,
            report.report_id,
            report.network_id,
            report.revision,
            event_id,
            report.priority,
            told,
            from_network,
            actor,
            role,
        )

    async def lock_released(self, report_ids: Collection[UUID]) -> list[ReportReleasedV1]:
        """Those of which dispatch has said nothing yet, locked in one order."""
        rows = await self._connection.fetch(LOCK_THESE, list(report_ids))
        released = [row for row in rows if row["state"] == ReportState.RELEASED]
        return [ReportReleasedV1.model_validate_json(row["told"]) for row in released]

    async def save_held(self, held: Sequence[tuple[ReportHeldV1, UUID]]) -> None:
        """Each with the id of its event; they were locked, and are released."""
        rows = [
            (it.report_id, it.revision, event_id, it.priority, it.model_dump_json(exclude_none=True).encode())
            for it, event_id in held
        ]
        await self._connection.execute(SAVE_HELD, *columns_of(rows, width=5))

    async def held_too_long(self, before: datetime) -> list[ReportHeldV1]:
        """Sightings that nobody decided on, locked; none whose caller cried, or of whom something is unread."""
        rows = await self._connection.fetch(HELD_TOO_LONG, before)
        return [ReportHeldV1.model_validate_json(row["told"]) for row in rows]

    async def save_dismissal(self, report_id: UUID, *, ending: str, by: str) -> None:
        """Of a report that was locked, and is held."""
        await self._connection.execute(SAVE_DISMISSAL, report_id, ending, by)

    async def content_for(
        self, report_id: UUID, scope: Scope, *, actor: str, role: str
    ) -> tuple[ReportHeldV1 | ReportReleasedV1, list[CallerText]] | None:
        """The report and what its caller texted since, sealed, noting who reads it; commit before it leaves."""
        row = await self._connection.fetchrow(CONTENT_OF, report_id, scope.parameter)
        if row is None:
            return None
        await self._connection.execute(NOTE_READING, report_id, actor, role, "content")
        await self._connection.execute(READ_CALLER_TEXTS, report_id)
        texts = await self._connection.fetch(CALLER_TEXTS, report_id)
        return _event_from(row["told"]), [CallerText(*text) for text in texts]

    async def networks(self, network_ids: Sequence[str]) -> dict[str, NetworkCopy]:
        rows = await self._connection.fetch(NETWORKS, network_ids)
        return {row["network_id"]: network_from(row) for row in rows}

    async def territory_revisions(self) -> dict[str, int]:
        """Of the networks whose territory was told as it was drawn."""
        return {row["network_id"]: row["revision"] for row in await self._connection.fetch(TERRITORY_REVISIONS)}

    async def territories(self, network_ids: Collection[str]) -> dict[str, tuple[int, DrawnTerritory]]:
        """Each with the revision that it is of."""
        return {
            row["network_id"]: (row["revision"], drawn_from(json.loads(row["territory_drawn"])))
            for row in await self._connection.fetch(TERRITORIES, list(network_ids))
        }

    async def first_network(self) -> str | None:
        found: str | None = await self._connection.fetchval(FIRST_NETWORK)
        return found

    async def forget_old_counters(self) -> None:
        await self._connection.execute(FORGET_OLD_COUNTERS)


def drawn_from(polygons: Any) -> DrawnTerritory:
    return DrawnTerritory({"type": "MultiPolygon", "coordinates": polygons})


def network_from(row: Any) -> NetworkCopy:
    return NetworkCopy(
        row["network_id"],
        row["name"],
        row["hotline_phone"],
        row["time_zone"],
        tuple(row["languages"]),
        row["duty_lead_on_duty"],
        row["release_max_age"],
        row["source_open_incidents"],
        None if row["territory_box"] is None else Box(*row["territory_box"]),
    )


def _event_from(told: str) -> ReportHeldV1 | ReportReleasedV1:
    """Only a held report says what is missing."""
    kind = ReportHeldV1 if "missing" in json.loads(told) else ReportReleasedV1
    return kind.model_validate_json(told)


def _progress_from(row: Any) -> ReportProgress:
    finding = None
    if row["reviewed_at"] is not None:
        finding = ReviewedFinding(Outcome(row["outcome"]), row["went"], row["agency"], row["seen_at"], row["seen_by"])
    return ReportProgress(
        row["report_id"],
        row["source_id"],
        row["ref"],
        ReportState(row["state"]),
        tuple(row["missing"]),
        row["incident_code"],
        finding,
        row["ending"],
        row["closed_at"] is not None,
        row["cried_at"] is not None,
    )
