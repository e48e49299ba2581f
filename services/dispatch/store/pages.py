"""SQL about pages: whom we ask by text until somebody answers ACK."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from services.chassis.connection import Connection, Write
from services.chassis.stored_table import Column, StoredTable
from services.dispatch.model.incident import Page, PageReason

PAGE = StoredTable[Page](
    "page",
    Column("page_id", "uuid", "id"),
    Column("network_id", "text"),
    Column("incident_id", "uuid"),
    Column("code", "text"),
    Column("reason", "text", read=PageReason),
    Column("about_id", "uuid"),
    Column("about", "text"),
    Column("detail", "text"),
    Column("zone", "text"),
    Column("exercise", "boolean"),
    Column("open", "boolean", changes=True),
    Column("attempt", "int", changes=True),
    Column("paged", "uuid[]", changes=True),
    Column("message_ids", "uuid[]", changes=True),
    Column("raised_at", "timestamptz"),
)
OPEN_PAGES_OF = PAGE.select("WHERE open AND incident_id = ANY($1::uuid[]) ORDER BY page_id")
OPEN_PAGES_WITHOUT_INCIDENT = PAGE.select(
    "WHERE open AND incident_id IS NULL AND network_id = ANY($1::text[]) ORDER BY page_id FOR UPDATE"
)
LOCK_PAGES = PAGE.select("WHERE open AND page_id = ANY($1::uuid[]) ORDER BY page_id FOR UPDATE")
SAVE_PAGES = PAGE.upsert()
PAGED_INCIDENTS = """
    SELECT DISTINCT incident_id FROM page
    WHERE open AND incident_id IS NOT NULL AND network_id = ANY($1::text[])
"""
PAGES_WITH_TEXT = "SELECT page_id, incident_id FROM page WHERE open AND message_ids && $1::uuid[] ORDER BY page_id"
PAGES_BY_ID = "SELECT page_id, incident_id FROM page WHERE open AND page_id = ANY($1::uuid[]) ORDER BY page_id"


class PageStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def open_pages_of(self, incident_ids: Collection[UUID]) -> list[Page]:
        return [page_from(row) for row in await self._connection.fetch(OPEN_PAGES_OF, list(incident_ids))]

    async def open_pages_without_incident(self, network_ids: Collection[str]) -> list[Page]:
        """Locked."""
        rows = await self._connection.fetch(OPEN_PAGES_WITHOUT_INCIDENT, sorted(network_ids))
        return [page_from(row) for row in rows]

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


def saving_pages(pages: Collection[Page]) -> Write | None:
    return PAGE.write(SAVE_PAGES, list(pages))


def page_from(row: Any) -> Page:
    return Page(**PAGE.facts(row))
