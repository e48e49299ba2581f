"""Statements about people: contacts, the consent ledger, and numbers from which STOP was texted."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from services.chassis.connection import Connection, write_together
from services.chassis.scope import Scope
from services.chassis.stored_table import Column, StoredTable
from services.notify.model.contacts import ConsentEntry, ConsentState, KnownContact, LastTexted, SealedContact

KNOWN_CONTACT = StoredTable[KnownContact](
    "contact",
    Column("person_id", "uuid"),
    Column("network_id", "text"),
    Column("language", "text"),
    Column("consent", "text", read=ConsentState),
    Column("phone_index", "bytea"),
    Column("optout_index", "bytea"),
    Column("callsign", "text"),
    Column("sealed_phone", "bytea"),
    Column("sealed_email", "bytea"),
)
SEALED_CONTACT = StoredTable[SealedContact](
    "contact",
    Column("person_id", "uuid"),
    Column("network_id", "text", changes=True),
    Column("callsign", "text", changes=True),
    Column("org", "text", changes=True),
    Column(
        "language",
        "text",
        changes="CASE WHEN known.language_asked_at IS NULL THEN excluded.language ELSE known.language END",
    ),
    Column("consent", "text", changes=True),
    Column("sealed_phone", "bytea", changes=True),
    Column("sealed_email", "bytea", changes=True),
    Column("phone_index", "bytea", changes=True),
    Column("optout_index", "bytea", changes=True),
)
CONSENT_ENTRY = StoredTable[ConsentEntry](
    "consent_ledger",
    Column("person_id", "uuid"),
    Column("optout_index", "bytea"),
    Column("act", "text"),
    Column("how", "text"),
    Column("wording_sha256", "bytea"),
    Column("language", "text"),
    Column("evidence", "text"),
    Column("stated_at", "timestamptz"),
    Column("sealed_how", "bytea"),
)
# By either of two indexes: of an OR each contact would be looked at.
EXISTING = KNOWN_CONTACT.select(
    "WHERE person_id = ANY (ARRAY(SELECT unnest($1::uuid[])"
    " UNION SELECT person_id FROM contact WHERE phone_index = ANY($2::bytea[]))) ORDER BY person_id FOR UPDATE"
)
PEOPLE = KNOWN_CONTACT.select("WHERE person_id = ANY($1::uuid[]) AND ($2::text[] IS NULL OR network_id = ANY($2))")
FIND = KNOWN_CONTACT.select("WHERE phone_index = ANY($1::bytea[]) ORDER BY person_id")
LOCK_IMPORTS = "SELECT pg_advisory_xact_lock(hashtext('contact'))"
# A number may go from one to another in one import: it is taken from the first before the other gets it.
LET_GO = """
    UPDATE contact SET sealed_phone = NULL, phone_index = NULL, optout_index = NULL WHERE person_id = ANY($1::uuid[])
"""
LOCK = """
    SELECT person_id FROM contact WHERE optout_index = ANY($1::bytea[]) ORDER BY person_id FOR NO KEY UPDATE
"""
LAST_TEXTED = """
    SELECT person_id, max(requested_at) AS at,
           array_remove(array_agg(DISTINCT params::json ->> 'code'), NULL) AS codes
    FROM message WHERE person_id = ANY($1::uuid[]) AND requested_at > $2 AND finished IS DISTINCT FROM 'suppressed'
    GROUP BY person_id
"""
SUPPRESSED = "SELECT optout_index FROM suppression WHERE optout_index = ANY($1::bytea[]) AND lifted_at IS NULL"
SAVE = SEALED_CONTACT.upsert(added={"updated_at": "$11"}, touched=["updated_at"], order_by="sent.person_id")
NOTE_CONSENT = CONSENT_ENTRY.insert(added={"at": "$10"})
SUPPRESS = """
    INSERT INTO suppression AS s (optout_index, since, evidence) VALUES ($1, $2, $3)
    ON CONFLICT (optout_index) DO UPDATE SET since = excluded.since, lifted_at = NULL, evidence = excluded.evidence
    WHERE s.lifted_at IS NOT NULL
    RETURNING true
"""
LIFT = """
    UPDATE suppression SET lifted_at = $2, evidence = $3 WHERE optout_index = $1 AND lifted_at IS NULL RETURNING true
"""
SET_CONSENT = """
    UPDATE contact SET consent = $2, updated_at = $3 WHERE optout_index = $1 AND consent <> $2
    RETURNING person_id
"""
SET_LANGUAGES = """
    UPDATE contact c SET language = n.language, language_asked_at = n.asked_at, updated_at = $4
    FROM (SELECT person_id, l.language, l.asked_at
          FROM contact JOIN unnest($1::uuid[], $2::text[], $3::timestamptz[]) AS l (person_id, language, asked_at)
            USING (person_id) ORDER BY person_id FOR UPDATE OF contact) AS n
    WHERE c.person_id = n.person_id AND (c.language_asked_at IS NULL OR c.language_asked_at < n.asked_at)
"""
DELETE = """
    DELETE FROM contact WHERE person_id = $1 AND ($2::text[] IS NULL OR network_id = ANY($2)) RETURNING optout_index
"""


class ContactStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def existing(self, person_ids: Sequence[UUID], phone_indexes: Sequence[bytes]) -> list[KnownContact]:
        """These people, and whoever has one of these numbers; locked, and no other import decides meanwhile."""
        await self._connection.execute(LOCK_IMPORTS)
        rows = await self._connection.fetch(EXISTING, list(person_ids), list(phone_indexes))
        return [KnownContact(**KNOWN_CONTACT.facts(row)) for row in rows]

    async def people(self, person_ids: Sequence[UUID], scope: Scope) -> list[KnownContact]:
        rows = await self._connection.fetch(PEOPLE, list(person_ids), scope.parameter) if person_ids else []
        return [KnownContact(**KNOWN_CONTACT.facts(row)) for row in rows]

    async def suppressed(self, indexes: Sequence[bytes]) -> set[bytes]:
        """Those of the numbers from which STOP was texted."""
        rows = await self._connection.fetch(SUPPRESSED, list(indexes)) if indexes else []
        return {row["optout_index"] for row in rows}

    async def save(self, contacts: Sequence[SealedContact], now: datetime) -> None:
        await self._connection.execute(LET_GO, sorted(contact.person_id for contact in contacts))
        await write_together(self._connection, [SEALED_CONTACT.write(SAVE, contacts, now)])

    async def note_consent(self, entries: Sequence[ConsentEntry], now: datetime) -> None:
        await write_together(self._connection, [CONSENT_ENTRY.write(NOTE_CONSENT, entries, now)])

    async def find(self, phone_indexes: Sequence[bytes]) -> list[KnownContact]:
        """Whose number it is: one person of each network at most."""
        rows = await self._connection.fetch(FIND, phone_indexes)
        return [KnownContact(**KNOWN_CONTACT.facts(row)) for row in rows]

    async def lock(self, optout_indexes: Collection[bytes]) -> list[UUID]:
        """Whose numbers these are: all that a unit changes at once, before it changes any."""
        if not optout_indexes:
            return []
        return [row["person_id"] for row in await self._connection.fetch(LOCK, sorted(optout_indexes))]

    async def last_texted(self, person_ids: Sequence[UUID], since: datetime) -> list[LastTexted]:
        """When each of them was texted last since then, and about which incidents; nothing: not at all."""
        rows = await self._connection.fetch(LAST_TEXTED, person_ids, since)
        return [LastTexted(row["person_id"], row["at"], frozenset(row["codes"])) for row in rows]

    async def opt_out(
        self, optout_index: bytes, *, how: str, evidence: str, now: datetime, wording_sha256: bytes | None = None
    ) -> bool:
        """No more texts to this number, whoever has it; False when it was so already."""
        fresh: bool | None = await self._connection.fetchval(SUPPRESS, optout_index, now, evidence)
        people = await self._connection.fetch(SET_CONSENT, optout_index, ConsentState.OPTED_OUT, now)
        if fresh or people:
            entries = [
                ConsentEntry(person_id, optout_index, "opted_out", how, wording_sha256, evidence=evidence)
                for person_id in ([row["person_id"] for row in people] or [None])
            ]
            await self.note_consent(entries, now)
        return bool(fresh)

    async def opt_in(
        self, optout_index: bytes, *, how: str, evidence: str, now: datetime, wording_sha256: bytes | None = None
    ) -> bool:
        """Texts again: whom we know has asked for them now; for anybody else only an earlier STOP is undone."""
        lifted: bool | None = await self._connection.fetchval(LIFT, optout_index, now, evidence)
        people = await self._connection.fetch(SET_CONSENT, optout_index, ConsentState.OPTED_IN, now)
        if lifted or people:
            entries = [
                ConsentEntry(person_id, optout_index, "opted_in", how, wording_sha256, evidence=evidence)
                for person_id in ([row["person_id"] for row in people] or [None])
            ]
            await self.note_consent(entries, now)
        return bool(lifted or people)

    async def set_languages(self, asked: Mapping[UUID, tuple[str, datetime]], now: datetime) -> None:
        """What people asked to be texted in, and when: the latest wish counts, and no import undoes it."""
        languages, moments = [wish for wish, _ in asked.values()], [at for _, at in asked.values()]
        await self._connection.execute(SET_LANGUAGES, list(asked), languages, moments, now)

    async def delete(self, person_id: UUID, scope: Scope, now: datetime) -> bool:
        """The contact is gone; a STOP from the number stays. False: there was none."""
        row = await self._connection.fetchrow(DELETE, person_id, scope.parameter)
        if row is None:
            return False
        if row["optout_index"] is not None:
            await self.note_consent([ConsentEntry(person_id, row["optout_index"], "erased", "deleted")], now)
        return True
