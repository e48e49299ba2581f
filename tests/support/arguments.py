"""What a statement is asked with on a filled database: the worst that a year holds, found by the columns it names.

A parameter that is compared with a column gets that column's value of `WORST`; one that is written gets what a row of
the table has there, with a new key where the statement adds a row. Whoever needs another says so beside the budget.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

from services.chassis.connection import Connection
from tests.load.fill import CELLS, Size, code, key, number

Row = Mapping[str, Any]
COMPARED: Final = re.compile(r"(\w+)(?:::\w+)?\s*(?:=|<>|&&|>=|<=|>|<)\s*(?:ANY|ALL)?\s*\(?\$(\d+)\b")
LIMITED: Final = re.compile(r"(?:LIMIT|OFFSET)\s+\$(\d+)\b")
SENT_ARRAYS: Final = r"unnest\(((?:\$\d+::\w+(?:\(\d+\))?\[\],?\s*)+)\)"
SENT: Final = re.compile(SENT_ARRAYS + r"(?:\s*WITH ORDINALITY)?\s*AS (?:\w+\s*)?\(([^)]*)\)")
INSERTED: Final = r"\bINTO (\w+)(?: AS \w+)? \(([^)]*)\)\s*"
GIVEN: Final = re.compile(INSERTED + r"VALUES \(([^)]*)\)")
ADDED: Final = re.compile(INSERTED + r"SELECT \* FROM " + SENT_ARRAYS)  # noqa: S608 - a pattern
TARGET: Final = re.compile(r"(?:INSERT INTO|(?<!FOR )(?<!KEY )UPDATE|DELETE FROM) (\w+)")


def worst(size: Size) -> dict[str, Any]:
    """By column: whom and what most hangs on."""
    oldest, busiest = key("incident", 1), key("volunteer", 1)
    return {
        "incident_id": oldest, "subject_id": oldest, "report_id": key("report", 1), "volunteer_id": busiest,
        "person_id": busiest, "about_id": busiest, "paged": busiest, "network_id": "la", "callsign": "FILL-1",
        "code": code(3), "area": CELLS[5], "reply_id": key("unread", 7), "page_id": key("page", 9),
        "call_id": key("sos", size.cries), "message_id": key("message", 7), "message_ids": key("paging", 9),
        "source_id": key("source", 1), "ref": "000009", "optout_index": number("optout", 1),
        "caller_index": number("optout", 1), "phone_index": number("contact", 1),
        "number_index": number("optout", 1), "kind": "wave", "key_id": "fill1", "provider_sid": "SM1",
        "state": "dispatching", "lane": 0, "acknowledger": "notify", "event_id": key("awaiting", 1),
        "finding_id": key("finding", 3), "channel": "sms", "round": 0, "consumer_group": "fill", "topic": "fill",
        "partition": 0, "subject": "subject-1", "status": 0, "seq": 6, "position": 1, "record_offset": 1,
        "value": b"x", "payload": b"x", "type": "fill", "key": b"x", "reason": "unfilled", "about": "000009",
        "times": 1, "revision": 2, "outcome": "nothing_found", "ending": "no_text", "evidence": "fill",
        "consent": "opted_in", "kept": "h1:kept", "idempotency_key": "h1:held9", "offer_id": key("busy", 2500),
        "text_id": key("text", 1),
    }  # fmt: skip


async def arguments(
    connection: Connection, statement: str, known: Mapping[str, Any], given: Mapping[int, Any]
) -> list[Any]:
    """One for each parameter.

    Raises:
        LookupError: nothing says what a parameter means.
    """
    kinds = [parameter.name for parameter in (await connection.prepare(statement)).get_parameters()]
    columns = _columns(statement)
    row = await _row(connection, statement, known)
    now = await connection.fetchval("SELECT now()")
    found: list[Any] = []
    for place, kind in enumerate(kinds, start=1):
        if place in given:
            found.append(given[place])
            continue
        column = columns.get(place, "")
        many, base = kind.endswith("[]"), kind.removesuffix("[]")
        if column in row:
            value = row[column]
        elif column in known:
            value = known[column]
        elif str(place) in LIMITED.findall(statement):
            value = 0 if f"OFFSET ${place}" in statement else 500
        elif base in ("timestamptz", "date"):
            value = now
        elif base == "interval":
            value = timedelta(hours=1)
        elif base == "bool":
            value = False
        else:
            raise LookupError(f"${place} ({kind}, {column})")
        if isinstance(value, list) and base == "text":
            value = ",".join(map(str, value))
        found.append([value] if many and not isinstance(value, list) else value)
    return found


def _columns(statement: str) -> dict[int, str]:
    """Which column each parameter is compared with or written into."""
    found = {int(place): column for column, place in COMPARED.findall(statement)}
    for places, names in SENT.findall(statement):
        found.update(_pairs(re.findall(r"\$(\d+)", places), names.split(",")))
    for _, names, values in GIVEN.findall(statement):
        pairs = zip(names.split(","), values.split(","), strict=False)
        found.update(
            {int(value.strip()[1:]): name.strip() for name, value in pairs if re.fullmatch(r"\$\d+", value.strip())}
        )
    for _, names, places in ADDED.findall(statement):
        found.update(_pairs(re.findall(r"\$(\d+)", places), names.split(",")))
    return found


def _pairs(places: Sequence[str], names: Sequence[str]) -> dict[int, str]:
    return {int(place): name.strip() for place, name in zip(places, names, strict=False)}


async def _row(connection: Connection, statement: str, known: Mapping[str, Any]) -> dict[str, Any]:
    """Of the table that it writes; with keys of its own where it adds one."""
    target = TARGET.search(statement)
    if not target or not (SENT.search(statement) or GIVEN.search(statement) or ADDED.search(statement)):
        return {}
    table = target.group(1)
    keys = await connection.fetch(KEY, table)
    where = [row["attname"] for row in keys if row["attname"] in known]
    picked = " AND ".join(f"{name} = ${n}" for n, name in enumerate(where, start=1)) or "true"
    every = f"SELECT * FROM {table}"  # noqa: S608 - a table that our own statement names
    row = await connection.fetchrow(f"{every} WHERE {picked} LIMIT 1", *(known[name] for name in where))
    row = row or await connection.fetchrow(f"{every} LIMIT 1")
    found = dict(row or {})
    if statement.lstrip().startswith(("INSERT", "WITH")) and "DO UPDATE" not in statement:
        found |= {key["attname"]: uuid4() for key in keys if key["uuid"] and len(keys) == 1}
    return found


KEY: Final = """
    SELECT a.attname, a.atttypid = 'uuid'::regtype AS uuid FROM pg_index i
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
    WHERE i.indisprimary AND i.indrelid = to_regclass($1)
"""
