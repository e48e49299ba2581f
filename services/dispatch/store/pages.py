"""SQL about pages: whom we ask by text until somebody answers ACK."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from services.chassis.connection import Connection, Write
from services.chassis.scope import Scope
from services.chassis.stored_table import Column, StoredTable
from services.dispatch.escalation.held_too_long import Waiting
from services.dispatch.model.addressee import Addressee
from services.dispatch.model.incident import Page, PageReason

PAGE = StoredTable[Page](
    "page",
    Column("page_id", "uuid", "id"),
    Column("network_id", "text"),
    Column("incident_id", "uuid"),
    Column("code", "text"),
    Column("reason", "text", read=PageReason, changes=True),
    Column("about_id", "uuid"),
    Column("about", "text"),
    Column("detail", "text", changes=True),
    Column("zone", "text"),
    Column("exercise", "boolean"),
    Column("open", "boolean", changes=True),
    Column("attempt", "int", changes=True),
    Column("ahead", "int", changes=True),
    Column("paged", "uuid[]", changes=True),
    Column("named", "uuid[]", changes=True),
    Column("named_at", "timestamptz", changes=True),
    Column("words_at", "timestamptz", changes=True),
    Column("message_ids", "uuid[]", changes=True),
    Column("raised_at", "timestamptz"),
    Column("due_at", "timestamptz", changes=True),
    Column("correlation_id", "uuid"),
    Column("taken_by", "text", changes=True),
    Column("taken_at", "timestamptz", changes=True),
    Column("ended_at", "timestamptz", changes=True),
)
ADDRESSEE = StoredTable[Addressee](
    "addressee",
    Column("person_id", "uuid"),
    Column("texted_at", "timestamptz", changes=True),
    Column("mailed_at", "timestamptz", changes=True),
    Column("missed", "int", changes=True),
    Column("missed_at", "timestamptz", changes=True),
    Column("resting_until", "timestamptz", changes=True),
    Column("alarmed_at", "timestamptz", changes=True),
    Column("alarms", "int", changes=True),
)
# Transaction-level and in order (unnest keeps it), in the two-int form, which no cell of an area meets: two units that
# find the same cause in a network raise one page for it.
TAKE_TURNS = """
    SELECT count(pg_advisory_xact_lock(hashtext('page'), hashtext(name))) FROM unnest($1::text[]) AS name
"""
OPEN_PAGES_OF = PAGE.select("WHERE open AND incident_id = ANY($1::uuid[]) ORDER BY page_id")
OPEN_PAGES_WITHOUT_INCIDENT = PAGE.select(
    "WHERE open AND incident_id IS NULL AND network_id = ANY($1::text[]) ORDER BY page_id"
)
BY_CODES = PAGE.select("""
    WHERE page_id IN (
        SELECT page_id FROM page WHERE network_id = ANY($1::text[]) AND code = ANY($2::text[])
        UNION ALL
        SELECT page_id FROM page WHERE network_id = ANY($1) AND about = ANY($2) AND reason = 'caller_cries'
    ) AND (open OR raised_at > $3)
    ORDER BY raised_at, page_id
""")
BY_ID = PAGE.select("WHERE page_id = $1 AND ($2::text[] IS NULL OR network_id = ANY($2))")
# As `by_urgency` of escalation/paging.py orders them.
ALL_OPEN = PAGE.select("""
    WHERE open AND ($3::text[] IS NULL OR network_id = ANY($3))
    ORDER BY (reason <> 'sos'), (reason <> ALL ($1::text[])), raised_at, page_id LIMIT $2
""")
COUNT_OPEN = "SELECT count(*) FROM page WHERE open AND ($1::text[] IS NULL OR network_id = ANY($1))"
TAKEN = PAGE.select("""
    WHERE page_id = ANY($1::uuid[]) AND NOT open AND ended_at IS NULL AND taken_at <= $2 ORDER BY raised_at, page_id
""")
TAKEN_LATELY = """
    SELECT reason, network_id, exercise, max(taken_at) AS taken_at FROM page
    WHERE incident_id IS NULL AND network_id = ANY($1::text[]) AND reason = ANY($2::text[])
      AND reason IN ('quota', 'unserved') AND taken_at > $3
    GROUP BY reason, network_id, exercise
"""
LATEST_SOS = PAGE.select("WHERE reason = 'sos' AND about_id = ANY($1::uuid[]) ORDER BY raised_at, page_id")
OF_CALLERS = PAGE.select("""
    WHERE reason = 'caller_cries' AND ended_at IS NULL AND about_id = ANY($1::uuid[]) AND (open OR taken_at IS NOT NULL)
    ORDER BY raised_at, page_id
""")
CALLERS_TAKEN = PAGE.select("""
    WHERE reason = 'caller_cries' AND ended_at IS NULL AND NOT open AND taken_at IS NOT NULL
      AND ($1::text[] IS NULL OR network_id = ANY($1)) ORDER BY raised_at, page_id
""")
ADDRESSEES = ADDRESSEE.select("WHERE person_id = ANY($1::uuid[])")
LEADERLESS = PAGE.select("""
    WHERE page_id IN (
        SELECT page_id FROM page WHERE open AND incident_id IS NULL AND reason = 'leaderless'
        UNION SELECT page_id FROM page WHERE reason = 'leaderless' AND taken_at > $1 AND ended_at IS NULL
    ) ORDER BY raised_at, page_id
""")
TEXTS_FAILED = """
    SELECT DISTINCT incident_id FROM page WHERE open AND incident_id = ANY($1::uuid[]) AND reason = 'texts_fail'
"""
EXISTING = "SELECT page_id FROM page WHERE page_id = ANY($1::uuid[])"
SAVE_PAGES = PAGE.upsert()
PAGED_INCIDENTS = """
    SELECT DISTINCT incident_id FROM page
    WHERE open AND incident_id IS NOT NULL
      AND (paged && $1::uuid[] OR (reason = 'sos' AND network_id = ANY($2::text[])))
"""
NETWORKS_IN_NEED = """
    SELECT DISTINCT network_id FROM page WHERE open AND due_at IS NOT NULL AND reason = ANY($1::text[])
"""
NETWORKS_MISSED = """
    SELECT DISTINCT v.network_id FROM addressee a JOIN volunteer v ON v.volunteer_id = a.person_id
    WHERE a.person_id = ANY($1::uuid[]) AND a.missed > 0
"""
MISSED_LATELY = "SELECT person_id FROM addressee WHERE person_id = ANY($1::uuid[]) AND missed > 0 AND missed_at > $2"
NETWORKS_PAGED = "SELECT DISTINCT network_id FROM page WHERE open AND page_id = ANY($1::uuid[])"
NETWORKS_TOLD = "SELECT DISTINCT network_id FROM page WHERE open AND message_ids && $1::uuid[]"
# Locked in one order for all; who is in danger comes first where there are more than a round takes.
LOCK_UNANSWERED = PAGE.select("""
    WHERE open AND page_id IN (
        (SELECT page_id FROM page WHERE open AND network_id = $1
         ORDER BY (reason <> 'sos'), due_at LIMIT $2)
        UNION ALL SELECT page_id FROM page WHERE open AND network_id = $1 AND message_ids && $3::uuid[]
    ) ORDER BY page_id FOR UPDATE
""")
# The rows are made where they are not, so that two units never tell the same person at once.
LOCK_ADDRESSEES = """
    INSERT INTO addressee AS known (person_id) SELECT unnest($1::uuid[]) AS person_id ORDER BY person_id
    ON CONFLICT (person_id) DO UPDATE SET missed = known.missed
    RETURNING person_id, texted_at, mailed_at, missed, missed_at, resting_until, alarmed_at, alarms
"""
SAVE_ADDRESSEES = ADDRESSEE.upsert()
AT_ONCE = 500
"""Open pages that one round takes up; more are told of a minute later."""


class PageStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def take_turns(self, network_ids: Collection[str]) -> None:
        """Before it is read what is open, by whoever raises one page for all of a kind; once a unit."""
        await self._connection.execute(TAKE_TURNS, sorted(network_ids))

    async def open_pages_of(self, incident_ids: Collection[UUID]) -> list[Page]:
        return [page_from(row) for row in await self._connection.fetch(OPEN_PAGES_OF, list(incident_ids))]

    async def texts_failed(self, incident_ids: Collection[UUID]) -> set[UUID]:
        """Of these, about which a page is open that texts do not get through."""
        return {row["incident_id"] for row in await self._connection.fetch(TEXTS_FAILED, list(incident_ids))}

    async def open_pages_without_incident(self, network_ids: Collection[str]) -> list[Page]:
        """Not locked: whoever writes pages locks addressees first, and two who take one both see to it."""
        rows = await self._connection.fetch(OPEN_PAGES_WITHOUT_INCIDENT, sorted(network_ids))
        return [page_from(row) for row in rows]

    async def by_codes(self, network_ids: Collection[str], codes: Collection[str], since: datetime) -> list[Page]:
        """Those that are open, and those that ended and were raised since then; only looked at, so not locked.

        A caller who cried is named by the ref of their report, too.
        """
        rows = await self._connection.fetch(BY_CODES, sorted(network_ids), sorted(codes), since)
        return [page_from(row) for row in rows]

    async def by_id(self, page_id: UUID, scope: Scope) -> Page | None:
        """Open or not; only looked at, so not locked."""
        rows = await self._connection.fetch(BY_ID, page_id, scope.parameter)
        return page_from(rows[0]) if rows else None

    async def all_open(self, scope: Scope, *, urgent: Collection[PageReason], at_most: int) -> list[Page]:
        """Who is in danger first, then what else is urgent, then what waits longest."""
        rows = await self._connection.fetch(ALL_OPEN, list(urgent), at_most, scope.parameter)
        return [page_from(row) for row in rows]

    async def count_open(self, scope: Scope) -> int:
        found: int = await self._connection.fetchval(COUNT_OPEN, scope.parameter)
        return found

    async def addressees(self, person_ids: Collection[UUID]) -> dict[UUID, Addressee]:
        """As they are now; who was never asked has no entry."""
        rows = await self._connection.fetch(ADDRESSEES, list(person_ids))
        return {row["person_id"]: Addressee(**ADDRESSEE.facts(row)) for row in rows}

    async def leaderless(self, since: datetime) -> list[Page]:
        """Those about missions without a lead: open, or taken since then and not ended. Not locked, as above."""
        return [page_from(row) for row in await self._connection.fetch(LEADERLESS, since)]

    async def existing(self, page_ids: Collection[UUID]) -> set[UUID]:
        """Those of them that were ever raised, open or not."""
        return {row["page_id"] for row in await self._connection.fetch(EXISTING, list(page_ids))}

    async def paged_incidents(self, person_ids: Collection[UUID], networks: Collection[str]) -> list[UUID]:
        """Incidents with an open page that one of these was sent, or about an SOS in these networks: an ACK may be
        about any of them."""
        rows = await self._connection.fetch(PAGED_INCIDENTS, list(person_ids), sorted(networks))
        return [row["incident_id"] for row in rows]

    async def taken(self, page_ids: Collection[UUID], until: datetime) -> list[Page]:
        """Those of them that somebody took so long ago; only looked at, so not locked."""
        return [page_from(row) for row in await self._connection.fetch(TAKEN, list(page_ids), until)]

    async def taken_lately(
        self, networks: Collection[str], reasons: Collection[PageReason], since: datetime
    ) -> dict[Waiting, datetime]:
        """When somebody took the last page of a kind, of those that come in floods."""
        rows = await self._connection.fetch(TAKEN_LATELY, sorted(networks), sorted(reasons), since)
        return {Waiting(PageReason(row[0]), row[1], row[2]): row[3] for row in rows}

    async def latest_sos(self, person_ids: Collection[UUID]) -> dict[UUID, Page]:
        """The last page about a cry of each, open or not; only looked at, so not locked."""
        rows = await self._connection.fetch(LATEST_SOS, sorted(person_ids))
        return {row["about_id"]: page_from(row) for row in rows}

    async def of_callers(self, report_ids: Collection[UUID]) -> list[Page]:
        """Those about cries of the callers behind these reports that nobody has seen to, open or taken; not locked."""
        return [page_from(row) for row in await self._connection.fetch(OF_CALLERS, sorted(report_ids))]

    async def callers_taken(self, scope: Scope) -> list[Page]:
        """Those about a caller's cry that somebody took, and nobody has spoken with them; not locked.

        Whoever took it may have gone off duty since: then it is taken by nobody.
        """
        return [page_from(row) for row in await self._connection.fetch(CALLERS_TAKEN, scope.parameter)]

    async def taken_cries(self, pages: Iterable[Page]) -> dict[UUID, Page]:
        """By page about what somebody in danger texted since: the one about their SOS, which somebody took."""
        since = {page.id: page.about_id for page in pages if page.reason is PageReason.SOS_WORDS and page.about_id}
        cries = await self.latest_sos(set(since.values())) if since else {}
        return {page_id: cries[about] for page_id, about in since.items() if about in cries and not cries[about].open}

    async def networks_in_need(self, urgent: Collection[PageReason]) -> set[str]:
        """Where somebody is to be asked about one of these reasons."""
        return {row["network_id"] for row in await self._connection.fetch(NETWORKS_IN_NEED, list(urgent))}

    async def networks_missed(self, person_ids: Collection[UUID]) -> set[str]:
        """Of those of these people whom a page did not reach lately."""
        rows = await self._connection.fetch(NETWORKS_MISSED, sorted(person_ids))
        return {row["network_id"] for row in rows}

    async def missed_lately(self, person_ids: Collection[UUID], since: datetime) -> frozenset[UUID]:
        """Of these, those whose last page certainly did not arrive, as became known since then."""
        rows = await self._connection.fetch(MISSED_LATELY, sorted(person_ids), since) if person_ids else []
        return frozenset(row["person_id"] for row in rows)

    async def networks_paged(self, page_ids: Collection[UUID]) -> set[str]:
        """Of those pages that are still open."""
        return {row["network_id"] for row in await self._connection.fetch(NETWORKS_PAGED, list(page_ids))}

    async def networks_told(self, message_ids: Collection[UUID]) -> set[str]:
        """Where these texts are about open pages."""
        return {row["network_id"] for row in await self._connection.fetch(NETWORKS_TOLD, list(message_ids))}

    async def lock_addressees(self, person_ids: Collection[UUID]) -> dict[UUID, Addressee]:
        """Everybody who may be paged in this unit: whoever comes later waits, and sees what was told."""
        rows = await self._connection.fetch(LOCK_ADDRESSEES, sorted(person_ids))
        return {row["person_id"]: Addressee(**ADDRESSEE.facts(row)) for row in rows}

    async def lock_unanswered(self, network_id: str, told: Collection[UUID]) -> list[Page]:
        """Open pages about which somebody is still to be asked, and those that these texts were about."""
        rows = await self._connection.fetch(LOCK_UNANSWERED, network_id, AT_ONCE, list(told))
        return [page_from(row) for row in rows]


def saving_pages(pages: Collection[Page]) -> Write | None:
    """In the order in which they are locked."""
    return PAGE.write(SAVE_PAGES, sorted(pages, key=lambda page: page.id))


def saving_addressees(addressees: Collection[Addressee]) -> Write | None:
    return ADDRESSEE.write(SAVE_ADDRESSEES, list(addressees))


def page_from(row: Any) -> Page:
    return Page(**PAGE.facts(row))
