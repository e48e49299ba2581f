"""How PostgreSQL finds the rows of a statement on the connections where units of work run."""

import json
from collections.abc import Iterator
from typing import Any

from services.chassis.database import Database


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
