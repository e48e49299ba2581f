"""Statements that erase what was texted to somebody, and by them (rule R116)."""

from collections.abc import Sequence
from uuid import UUID

from services.chassis.connection import Connection

# Messages are locked before contacts, as everywhere. What is under way stays: it ends, and retention takes it.
_OVER = """NOT EXISTS (
        SELECT FROM delivery d
        WHERE d.message_id = m.message_id AND d.state IN ('sending', 'unknown', 'accepted', 'sent')
    ) ORDER BY message_id FOR UPDATE"""
MESSAGES_TO_PEOPLE = f"SELECT message_id FROM message m WHERE person_id = ANY($1::uuid[]) AND {_OVER}"  # noqa: S608  # ours
MESSAGES_TO_CALLERS = f"""
    SELECT message_id FROM message m WHERE subject_id = ANY($1::uuid[]) AND person_id IS NULL AND {_OVER}
"""  # noqa: S608  # ours
FORGET_MESSAGES = """
    WITH deliveries AS (DELETE FROM delivery WHERE message_id = ANY($1::uuid[]))
    DELETE FROM message WHERE message_id = ANY($1::uuid[])
"""
# Before the messages go, which alone say whose number it was.
NUMBERS_OF_REPORTS = """
    SELECT DISTINCT caller_index FROM message
    WHERE subject_id = ANY($1::uuid[]) AND person_id IS NULL AND caller_index IS NOT NULL
"""
NUMBERS_OF_PEOPLE = """
    SELECT DISTINCT optout_index FROM contact WHERE person_id = ANY($1::uuid[]) AND optout_index IS NOT NULL
"""
# The row stays for its week: the provider sends again what it thinks was lost, and it must not be handled twice.
FORGET_TEXTS_FROM = """
    UPDATE inbound_text SET person_id = NULL, sealed_text = '' WHERE optout_index = ANY($1::bytea[])
"""
FORGET_TROUBLE = "DELETE FROM undelivered_number WHERE optout_index = ANY($1::bytea[])"


class ErasedRows:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def of_people(self, person_ids: Sequence[UUID]) -> None:
        await self._forget(person_ids, MESSAGES_TO_PEOPLE, NUMBERS_OF_PEOPLE)

    async def of_callers(self, report_ids: Sequence[UUID]) -> None:
        await self._forget(report_ids, MESSAGES_TO_CALLERS, NUMBERS_OF_REPORTS)

    async def _forget(self, whose: Sequence[UUID], texted: str, called: str) -> None:
        ids = sorted(whose)
        messages = [row[0] for row in await self._connection.fetch(texted, ids)]
        numbers = sorted(row[0] for row in await self._connection.fetch(called, ids))
        await self._connection.execute(FORGET_MESSAGES, messages)
        await self._connection.execute(FORGET_TROUBLE, numbers)
        await self._connection.execute(FORGET_TEXTS_FROM, numbers)
