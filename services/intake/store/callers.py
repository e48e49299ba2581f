"""SQL about callers: who they are, what they text, who of them cries for help."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from services.chassis.connection import Connection, columns_of
from services.chassis.scope import Scope
from services.intake.model.report import (
    CallerBehind,
    CallerText,
    SpokenWith,
    TextableCaller,
    TextedReport,
    UnansweredCaller,
)
from services.intake.store.reports import NOTE_READING

# The latest report that a number gave within a day, in the network that was texted; of any, where that is not known.
REPORTS_BY_NUMBER = """
    SELECT g.text_id, n.report_id
    FROM unnest($1::uuid[], $2::bytea[], $3::text[]) AS g (text_id, number_index, network_id)
    CROSS JOIN LATERAL (
        SELECT c.report_id FROM caller_number c JOIN report r USING (report_id)
        WHERE c.number_index = g.number_index AND c.received_at > app.now() - interval '1 day'
          AND (g.network_id IS NULL OR r.network_id = g.network_id) AND r.state <> 'dismissed'
        ORDER BY c.received_at DESC, c.report_id DESC LIMIT 1
    ) AS n
"""
# Of reports that are there; a text that came before counts once.
ADD_CALLER_TEXTS = """
    WITH added AS (
        INSERT INTO caller_text (text_id, report_id, received_at, words)
        SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::bytea[]) ORDER BY 1
        ON CONFLICT (text_id) DO NOTHING RETURNING text_id, report_id, received_at
    )
    UPDATE report SET texts_waiting = texts_waiting + a.texts, cried_at = coalesce(report.cried_at, a.cried_at),
        last_cried_at = coalesce(a.cried_at, last_cried_at)
    FROM (SELECT report_id, count(*) AS texts, min(received_at) FILTER (WHERE text_id = ANY ($5::uuid[])) AS cried_at
          FROM added GROUP BY report_id ORDER BY report_id) AS a
    WHERE report.report_id = a.report_id
    RETURNING report.report_id, network_id, ref, (told->>'exercise')::bool AS exercise
"""
NOTE_CRIES = "UPDATE report SET cried_at = received_at, last_cried_at = received_at WHERE report_id = ANY ($1::uuid[])"
KEEP_CALLER_TEXTS = """
    INSERT INTO caller_text (text_id, report_id, received_at, words)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::bytea[]) ORDER BY 1
    ON CONFLICT (text_id) DO NOTHING
"""
CALLER_IN_DANGER = """
    SELECT report_id, network_id, ref, (told->>'exercise')::bool AS exercise, last_cried_at, sealed_contact,
           caller_language, safe_to_text
    FROM report WHERE report_id = $1 AND ($2::text[] IS NULL OR network_id = ANY($2))
"""
CALLER_TO_SPEAK_WITH = CALLER_IN_DANGER + "    FOR NO KEY UPDATE"
# Before it is looked at whether somebody cries: whoever speaks with them meanwhile takes turns with their answer.
LOCK_CRIES = """
    SELECT report_id FROM report WHERE report_id = ANY($1::uuid[]) AND cried_at IS NOT NULL
    ORDER BY report_id FOR NO KEY UPDATE
"""
NOTE_SPOKEN = """
    INSERT INTO caller_spoken (spoken_id, report_id, actor, role, at, told, note) VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
NO_LONGER_CRIES = "UPDATE report SET cried_at = NULL WHERE report_id = $1"
SPOKEN_WITH = "SELECT spoken_id, at, actor, told, note FROM caller_spoken WHERE report_id = $1 ORDER BY at, spoken_id"
CALLERS = """
    SELECT report_id, network_id, ref, caller_language, (told->>'exercise')::bool AS exercise, sealed_contact
    FROM report WHERE report_id = ANY($1::uuid[]) AND safe_to_text AND sealed_contact IS NOT NULL ORDER BY report_id
"""
UNANSWERED_CALLERS = """
    SELECT report_id, ref, texts_waiting, cried_at FROM report
    WHERE report_id = ANY($1::uuid[]) AND (texts_waiting > 0 OR cried_at IS NOT NULL) ORDER BY cried_at, ref
"""
KNOWN_NUMBERS = "SELECT DISTINCT number_index FROM caller_number WHERE number_index = ANY($1::bytea[])"
OLDEST_NUMBER = "SELECT min(received_at) FROM caller_number"
FORGET_NUMBERS = "DELETE FROM caller_number WHERE received_at >= $1 AND received_at < $1 + interval '1 day'"


class CallerStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def reports_by_number(self, texts: Sequence[tuple[UUID, bytes, str | None]]) -> dict[UUID, UUID]:
        """Of each text (its id, the index of its number, the network texted) the report that it is about, if any."""
        rows = await self._connection.fetch(REPORTS_BY_NUMBER, *columns_of(texts, width=3))
        return {row["text_id"]: row["report_id"] for row in rows}

    async def caller_of(self, report_id: UUID, scope: Scope) -> CallerBehind | None:
        """Who made a report, sealed; whoever is shown more is noted first (`note_number_read`)."""
        row = await self._connection.fetchrow(CALLER_IN_DANGER, report_id, scope.parameter)
        return CallerBehind(*row) if row else None

    async def caller_to_speak_with(self, report_id: UUID, scope: Scope) -> CallerBehind | None:
        """Locked until the transaction ends."""
        row = await self._connection.fetchrow(CALLER_TO_SPEAK_WITH, report_id, scope.parameter)
        return CallerBehind(*row) if row else None

    async def note_spoken(self, report_id: UUID, spoken: SpokenWith, *, role: str) -> None:
        """Their cry is seen to; a later one waits anew."""
        await self._connection.execute(
            NOTE_SPOKEN, spoken.spoken_id, report_id, spoken.by, role, spoken.at, spoken.told, spoken.note
        )
        await self._connection.execute(NO_LONGER_CRIES, report_id)

    async def spoken_with(self, report_id: UUID) -> list[SpokenWith]:
        """Oldest first; its reading is noted with that of the report."""
        return [SpokenWith(*row) for row in await self._connection.fetch(SPOKEN_WITH, report_id)]

    async def lock_cries(self, report_ids: Sequence[UUID]) -> set[UUID]:
        """The reports whose callers cried, and nobody has spoken with them."""
        return {row["report_id"] for row in await self._connection.fetch(LOCK_CRIES, report_ids)}

    async def note_number_read(self, report_id: UUID, *, actor: str, role: str) -> None:
        """Commit before it leaves."""
        await self._connection.execute(NOTE_READING, report_id, actor, role, "number")

    async def add_caller_texts(self, texts: Sequence[CallerText], *, cries: Collection[UUID]) -> list[TextedReport]:
        """The reports that got a text which was not there before.

        Args:
            texts: of reports that are there.
            cries: which of the texts are one.
        """
        columns = columns_of(((it.text_id, it.report_id, it.received_at, it.words) for it in texts), width=4)
        rows = await self._connection.fetch(ADD_CALLER_TEXTS, *columns, list(cries))
        return [TextedReport(row["report_id"], row["network_id"], row["ref"], row["exercise"]) for row in rows]

    async def keep_caller_texts(self, texts: Sequence[CallerText]) -> None:
        """Beside their reports, where nobody need read them at once."""
        columns = columns_of(((it.text_id, it.report_id, it.received_at, it.words) for it in texts), width=4)
        await self._connection.execute(KEEP_CALLER_TEXTS, *columns)

    async def note_cries(self, report_ids: Sequence[UUID]) -> None:
        """Of reports that are a cry themselves."""
        await self._connection.execute(NOTE_CRIES, report_ids)

    async def callers(self, report_ids: Sequence[UUID]) -> list[TextableCaller]:
        """Those behind the reports who may be texted."""
        rows = await self._connection.fetch(CALLERS, report_ids)
        return [
            TextableCaller(
                row["report_id"],
                row["network_id"],
                row["ref"],
                row["caller_language"],
                row["exercise"],
                row["sealed_contact"],
            )
            for row in rows
        ]

    async def unanswered_callers(self, report_ids: Sequence[UUID]) -> list[UnansweredCaller]:
        """Who cries first."""
        return [UnansweredCaller(*row) for row in await self._connection.fetch(UNANSWERED_CALLERS, report_ids)]

    async def known_numbers(self, indexes: Collection[bytes]) -> set[bytes]:
        """By which of these numbers a report came, as long as any of it is kept, whatever became of it."""
        return {row["number_index"] for row in await self._connection.fetch(KNOWN_NUMBERS, list(indexes))}

    async def oldest_number(self) -> datetime | None:
        """When the first of the numbers came that are not forgotten."""
        at: datetime | None = await self._connection.fetchval(OLDEST_NUMBER)
        return at

    async def forget_numbers(self, day: datetime) -> None:
        """Those of a day, which begins then."""
        await self._connection.execute(FORGET_NUMBERS, day)
