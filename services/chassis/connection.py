"""A connection to PostgreSQL, and statements that go over it together, in one round trip."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Final

import asyncpg

if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record]
else:
    Connection = asyncpg.Connection

PARAMETER: Final = re.compile(r"\$([0-9]+)")


Write = tuple[str, tuple[Any, ...]]
"""A statement that changes rows, and its arguments."""


def by_columns(statement: str, rows: Iterable[tuple[Any, ...]], *facts: Any) -> Write | None:
    """A write whose first parameters are arrays, one a column; none when there is no row."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    return (statement, (*columns, *facts)) if columns else None


def columns_of(rows: Iterable[Sequence[Any]], *, width: int = 2) -> list[list[Any]]:
    """As `unnest` takes them, also where there are no rows."""
    columns: list[list[Any]] = [[] for _ in range(width)]
    for row in rows:
        for column, value in zip(columns, row, strict=True):
            column.append(value)
    return columns


async def write_together(connection: Connection, writes: Iterable[Write | None]) -> None:
    """Run statements as one, in a single round trip.

    None of them may read what another one writes, nor change a row that another one changes (PostgreSQL runs the parts
    of a WITH on one snapshot).
    """
    given = [write for write in writes if write is not None]
    if given:
        facts = [fact for _, arguments in given for fact in arguments]
        await connection.execute(_as_one(tuple((text, len(arguments)) for text, arguments in given)), *facts)


@lru_cache(maxsize=256)
def _as_one(statements: tuple[tuple[str, int], ...]) -> str:
    """Each a part of one WITH, its parameters counted on from those before."""
    if len(statements) == 1:
        return statements[0][0]
    parts: list[str] = []
    before = 0
    for text, arguments in statements:
        parts.append(f"w{len(parts)} AS ({PARAMETER.sub(partial(_counted_on, before), text)})")
        before += arguments
    return f"WITH {', '.join(parts)} SELECT"


def _counted_on(before: int, parameter: re.Match[str]) -> str:
    return f"${int(parameter[1]) + before}"
