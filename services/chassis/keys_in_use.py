"""Which days' keys open matters still need: whoever destroys keys asks every service first."""

from datetime import date
from typing import Final

from services.chassis.connection import Connection

WAITING_EVENTS: Final = """
    SELECT decode(field.value, 'base64')
    FROM (
        SELECT payload FROM outbox WHERE topic NOT LIKE '%.dlt'
        UNION ALL SELECT payload FROM awaiting
        UNION ALL SELECT value FROM parked
        UNION ALL SELECT value FROM dead_letter WHERE event_id IS NOT NULL AND replayed_at IS NULL
    ) AS event (payload), json_each_text(convert_from(payload, 'UTF8')::json -> 'data') AS field
    WHERE field.key LIKE 'sealed_%'
"""
"""What travels or was set aside, of events that could be read once."""


def keys_of(matters: str) -> str:
    """The statement that lists the keys; `matters`: one that gives the sealed values of what is open, in one column."""
    sealed = f"({matters}) UNION ALL {WAITING_EVENTS}"
    return f"SELECT DISTINCT app.key_of(sealed) AS key FROM ({sealed}) AS needed (sealed)"  # noqa: S608  # ours


async def days_in_use(connection: Connection, statement: str) -> set[tuple[str, date]]:
    """Class and day of each; keys of persons and sources go with them, not with a day."""
    keys = [row["key"].split("/") for row in await connection.fetch(statement) if row["key"] is not None]
    return {(name, date.fromisoformat(day)) for name, day in keys if name != "person"}
