"""How PostgreSQL finds the rows of a statement on the connections where units of work run."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from services.chassis.connection import Connection
from services.chassis.database import Database

EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON)"


async def walked(database: Database, statement: str) -> set[str]:
    """Tables of which it reads everything, or everything that an index holds, to find what it wants."""
    async with database.connection() as connection:
        parameters = len((await connection.prepare(statement)).get_parameters())
        await connection.execute(f"PREPARE looked_at AS {statement}")
        values = f"({', '.join(['NULL'] * parameters)})" if parameters else ""
        [plan] = json.loads(await connection.fetchval(f"EXPLAIN (FORMAT JSON) EXECUTE looked_at {values}"))
        await connection.execute("DEALLOCATE looked_at")
    return {node["Relation Name"] for node in _nodes(plan["Plan"]) if _reads_everything(node)}


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", ()):
        yield from _nodes(below)


def _reads_everything(node: dict[str, Any]) -> bool:
    kind = node["Node Type"]
    return kind == "Seq Scan" or (kind in ("Index Scan", "Index Only Scan") and "Index Cond" not in node)


async def blocks(connection: Connection, statement: str, arguments: Sequence[Any]) -> int:
    """How many blocks it touches where it is prepared once and then run, as in a service. It leaves nothing behind.

    The second run counts: the first also reads the catalogue.
    """
    await connection.execute(f"PREPARE measured AS {statement}")
    try:
        given = f"({', '.join(map(literal, arguments))})" if arguments else ""
        counts = []
        for _ in range(2):
            turn = connection.transaction()
            await turn.start()
            try:
                found = await connection.fetchval(f"{EXPLAIN} EXECUTE measured {given}")
            finally:
                await turn.rollback()
            [run] = json.loads(found)
            counts.append(int(run["Plan"]["Shared Hit Blocks"] + run["Plan"]["Shared Read Blocks"]))
        return counts[-1]
    finally:
        await connection.execute("DEALLOCATE measured")


def literal(value: Any) -> str:
    """In SQL, where no parameter can stand; its type is the statement's to say."""
    if value is None:
        return "NULL"
    if isinstance(value, (list, tuple)):
        return _quoted("{" + ",".join("NULL" if each is None else _element(each) for each in value) + "}")
    return _quoted(_plain(value))


def _element(value: Any) -> str:
    escaped = _plain(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _plain(value: Any) -> str:
    return f"\\x{value.hex()}" if isinstance(value, bytes) else str(value)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
