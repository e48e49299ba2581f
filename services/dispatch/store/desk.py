"""SQL about what the duty lead sees: findings, pages, the timeline, and who was told that a text was not understood."""

import json
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from schemas.values import Outcome
from services.chassis.connection import Connection, Write, by_columns
from services.dispatch.model.incident import Finding, Page, PageReason
from services.dispatch.model.pending_changes import TimelineEntry
from services.dispatch.model.unread_text import UnreadText

FINDINGS_OF = """
    SELECT finding_id, incident_id, outcome, people, vehicles, words, submitted_by, submitted_at, decision, reviewed_by,
           reviewed_at, note
    FROM finding WHERE incident_id = ANY($1::uuid[]) ORDER BY submitted_at, finding_id
"""
SAVE_FINDINGS = """
    INSERT INTO finding (finding_id, incident_id, outcome, people, vehicles, words, submitted_by, submitted_at,
                         decision, reviewed_by, reviewed_at, note)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::int[], $5::int[], $6::bytea[], $7::text[],
                         $8::timestamptz[], $9::text[], $10::text[], $11::timestamptz[], $12::bytea[])
    ON CONFLICT (finding_id) DO UPDATE SET
        decision = excluded.decision, reviewed_by = excluded.reviewed_by, reviewed_at = excluded.reviewed_at,
        note = excluded.note
"""
OPEN_PAGES_OF = """
    SELECT page_id, network_id, incident_id, code, reason, about_id, about, detail, zone, exercise, open, attempt,
           paged, message_ids, raised_at
    FROM page WHERE open AND incident_id = ANY($1::uuid[]) ORDER BY page_id
"""
OPEN_PAGES_WITHOUT_INCIDENT = """
    SELECT page_id, network_id, incident_id, code, reason, about_id, about, detail, zone, exercise, open, attempt,
           paged, message_ids, raised_at
    FROM page WHERE open AND incident_id IS NULL AND network_id = ANY($1::text[]) ORDER BY page_id FOR UPDATE
"""
PAGED_INCIDENTS = """
    SELECT DISTINCT incident_id FROM page
    WHERE open AND incident_id IS NOT NULL AND network_id = ANY($1::text[])
"""
PAGES_WITH_TEXT = "SELECT page_id, incident_id FROM page WHERE open AND message_ids && $1::uuid[] ORDER BY page_id"
PAGES_BY_ID = "SELECT page_id, incident_id FROM page WHERE open AND page_id = ANY($1::uuid[]) ORDER BY page_id"
LOCK_PAGES = """
    SELECT page_id, network_id, incident_id, code, reason, about_id, about, detail, zone, exercise, open, attempt,
           paged, message_ids, raised_at
    FROM page WHERE open AND page_id = ANY($1::uuid[]) ORDER BY page_id FOR UPDATE
"""
SAVE_PAGES = """
    INSERT INTO page (page_id, network_id, incident_id, code, reason, about_id, about, detail, zone, exercise, open,
                      attempt, paged, message_ids, raised_at)
    SELECT p.page_id, p.network_id, p.incident_id, p.code, p.reason, p.about_id, p.about, p.detail, p.zone, p.exercise,
           p.open, p.attempt, string_to_array(p.paged, ',')::uuid[], string_to_array(p.message_ids, ',')::uuid[],
           p.raised_at
    FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::text[],
                $9::text[], $10::boolean[], $11::boolean[], $12::int[], $13::text[], $14::text[], $15::timestamptz[])
        AS p (page_id, network_id, incident_id, code, reason, about_id, about, detail, zone, exercise, open, attempt,
              paged, message_ids, raised_at)
    ON CONFLICT (page_id) DO UPDATE SET
        open = excluded.open, attempt = excluded.attempt, paged = excluded.paged, message_ids = excluded.message_ids
"""
WRITE_TIMELINE = """
    INSERT INTO timeline (incident_id, at, kind, params)
    SELECT incident_id, at, kind, params::jsonb
    FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[]) AS n (incident_id, at, kind, params)
"""
NOT_UNDERSTOOD = "SELECT person_id, at FROM not_understood WHERE person_id = ANY($1::uuid[])"
TOLD_SO = """
    INSERT INTO not_understood (person_id, at) SELECT DISTINCT unnest($1::uuid[]), $2::timestamptz
    ON CONFLICT (person_id) DO UPDATE SET at = excluded.at
"""
KEEP_UNREAD = """
    INSERT INTO unread_text (reply_id, person_id, network_id, callsign, code, guess, words, received_at)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[],
                         $8::timestamptz[])
    ON CONFLICT (reply_id) DO NOTHING
"""


class DeskStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def findings_of(self, incident_ids: Collection[UUID]) -> list[Finding]:
        return [finding_from(row) for row in await self._connection.fetch(FINDINGS_OF, list(incident_ids))]

    async def open_pages_of(self, incident_ids: Collection[UUID]) -> list[Page]:
        return [page_from(row) for row in await self._connection.fetch(OPEN_PAGES_OF, list(incident_ids))]

    async def open_pages_without_incident(self, network_ids: Collection[str]) -> list[Page]:
        """Those of no incident, locked."""
        return [
            page_from(row) for row in await self._connection.fetch(OPEN_PAGES_WITHOUT_INCIDENT, sorted(network_ids))
        ]

    async def paged_incidents(self, network_ids: Collection[str]) -> list[UUID]:
        """Incidents with an open page: an ACK may be about any of them."""
        rows = await self._connection.fetch(PAGED_INCIDENTS, sorted(network_ids))
        return [row["incident_id"] for row in rows]

    async def pages_with_text(self, message_ids: Collection[UUID]) -> dict[UUID, UUID | None]:
        """Open pages whose latest attempt these texts were -> their incident."""
        rows = await self._connection.fetch(PAGES_WITH_TEXT, list(message_ids))
        return {row["page_id"]: row["incident_id"] for row in rows}

    async def pages_open(self, page_ids: Collection[UUID]) -> dict[UUID, UUID | None]:
        """Those still open -> their incident, which is locked first."""
        rows = await self._connection.fetch(PAGES_BY_ID, list(page_ids))
        return {row["page_id"]: row["incident_id"] for row in rows}

    async def lock_pages(self, page_ids: Collection[UUID]) -> list[Page]:
        return [page_from(row) for row in await self._connection.fetch(LOCK_PAGES, list(page_ids))]

    async def not_understood(self, person_ids: Collection[UUID]) -> dict[UUID, datetime]:
        """When each was last told so (V11)."""
        rows = await self._connection.fetch(NOT_UNDERSTOOD, list(person_ids))
        return {row["person_id"]: row["at"] for row in rows}


def saving_findings(findings: Iterable[Finding]) -> Write | None:
    return by_columns(SAVE_FINDINGS, map(_finding, findings))


def saving_pages(pages: Iterable[Page]) -> Write | None:
    return by_columns(SAVE_PAGES, map(_page, pages))


def writing_timeline(notes: Iterable[TimelineEntry]) -> Write | None:
    rows = ((note.incident_id, note.at, note.kind, json.dumps(dict(note.params))) for note in notes)
    return by_columns(WRITE_TIMELINE, rows)


def noting_told_so(person_ids: Collection[UUID], now: datetime) -> Write | None:
    """They heard that they were not understood."""
    return (TOLD_SO, (list(person_ids), now)) if person_ids else None


def keeping_unread(texts: Iterable[UnreadText]) -> Write | None:
    return by_columns(KEEP_UNREAD, texts)


def finding_from(row: Any) -> Finding:
    return Finding(
        id=row["finding_id"],
        incident_id=row["incident_id"],
        outcome=Outcome(row["outcome"]),
        people=row["people"],
        vehicles=row["vehicles"],
        submitted_by=row["submitted_by"],
        submitted_at=row["submitted_at"],
        words=row["words"],
        decision=row["decision"],
        reviewed_by=row["reviewed_by"],
        reviewed_at=row["reviewed_at"],
        note=row["note"],
    )


def page_from(row: Any) -> Page:
    return Page(
        id=row["page_id"],
        network_id=row["network_id"],
        incident_id=row["incident_id"],
        code=row["code"],
        reason=PageReason(row["reason"]),
        zone=row["zone"],
        exercise=row["exercise"],
        raised_at=row["raised_at"],
        about_id=row["about_id"],
        about=row["about"],
        detail=row["detail"],
        open=row["open"],
        attempt=row["attempt"],
        paged=tuple(row["paged"]),
        message_ids=tuple(row["message_ids"]),
    )


def _finding(finding: Finding) -> tuple[Any, ...]:
    return (
        finding.id,
        finding.incident_id,
        finding.outcome.value,
        finding.people,
        finding.vehicles,
        finding.words,
        finding.submitted_by,
        finding.submitted_at,
        finding.decision,
        finding.reviewed_by,
        finding.reviewed_at,
        finding.note,
    )


def _page(page: Page) -> tuple[Any, ...]:
    return (
        page.id,
        page.network_id,
        page.incident_id,
        page.code,
        page.reason.value,
        page.about_id,
        page.about,
        page.detail,
        page.zone,
        page.exercise,
        page.open,
        page.attempt,
        ",".join(map(str, page.paged)),
        ",".join(map(str, page.message_ids)),
        page.raised_at,
    )
