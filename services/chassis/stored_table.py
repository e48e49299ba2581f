"""A table's columns, each said once: the statements, the arrays they take and the facts read back come of it.

Many rows are written by one statement, which takes an array for each column (`unnest`). PostgreSQL has no arrays of
arrays of different lengths, so a column that is an array itself travels as one text with commas.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import Any, Final, Generic, TypeVar

from services.chassis.connection import Write

Kept = TypeVar("Kept")
NOTHING_ADDED: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Column:
    """Where a field of a value is stored.

    `field` is its path in the value, the column's own name when left out; `write` and `read` turn what is there into
    what is stored, and back. `made` makes it of the whole value instead, and nothing is read back.
    """

    name: str
    sql_type: str
    field: str = ""
    write: Callable[[Any], Any] | None = None
    read: Callable[[Any], Any] | None = None
    made: Callable[[Any], Any] | None = None
    changes: bool | str = False
    """A row that is there already takes the new value, or what this expression makes of `known` and `excluded`."""

    @property
    def is_array(self) -> bool:
        return self.sql_type.endswith("[]")

    @property
    def sent_as(self) -> str:
        return "text" if self.is_array or self.sql_type == "jsonb" else self.sql_type

    @property
    def unpacked(self) -> str:
        """As it is taken out of what was sent."""
        if self.is_array:
            return f"string_to_array(sent.{self.name}, ',')::{self.sql_type}"
        return f"sent.{self.name}::jsonb" if self.sql_type == "jsonb" else f"sent.{self.name}"

    @property
    def changed(self) -> str:
        return self.changes if isinstance(self.changes, str) else f"excluded.{self.name}"

    def sent(self, values: Iterable[Any], made: Callable[[Any], Any] | None = None) -> list[Any]:
        make = made or self.made
        if make is not None:
            return [make(value) for value in values]
        found = map(attrgetter(self.field or self.name), values)
        if self.is_array:
            texts = found if self.sql_type == "text[]" else (map(str, each) for each in found)
            return [",".join(each) for each in texts]
        return list(found) if self.write is None else [self.write(each) for each in found]


def given(_: Any) -> Any:
    """What `write` is told how to make: a column that needs more than the value, like a key to seal it.

    Raises:
        LookupError: it was not told.
    """
    raise LookupError("this column is made by whoever writes it")


class StoredTable(Generic[Kept]):
    """A table whose first column is its key, and the values that lie in it."""

    def __init__(self, name: str, *columns: Column) -> None:
        self.name = name
        self.columns = columns
        self.listed = ", ".join(column.name for column in columns)
        plain = [column for column in columns if column.made is None and "." not in column.field]
        self._fields = tuple(column.field or column.name for column in plain)
        self._read: Callable[[Any], Any] = itemgetter(*(column.name for column in plain)) if plain else tuple
        self._readers = tuple(
            (column.field or column.name, tuple if column.is_array else column.read)
            for column in plain
            if column.is_array or column.read is not None
        )

    def changing(self) -> "StoredTable[Kept]":
        """Its key and what of a row may change."""
        key, *others = self.columns
        return StoredTable(self.name, key, *(column for column in others if column.changes))

    def select(self, which: str) -> str:
        """`which`: all that follows the table's name."""
        return " ".join(("SELECT", self.listed, "FROM", self.name, which))

    def insert(self, *, added: Mapping[str, str] = NOTHING_ADDED, order_by: str = "", tail: str = "") -> str:
        """`added`: columns that are the same for all rows, each with its parameter or expression."""
        names = ", ".join((self.listed, *added))
        values = ", ".join((*(column.unpacked for column in self.columns), *added.values()))
        order = f"ORDER BY {order_by}" if order_by else ""
        return " ".join(
            ("INSERT INTO", self.name, f"AS known ({names})", "SELECT", values, "FROM", self._sent(), order, tail)
        )

    def upsert(
        self,
        *,
        conflict: str = "",
        where: str = "",
        returning: str = "",
        added: Mapping[str, str] = NOTHING_ADDED,
        touched: Sequence[str] = (),
        order_by: str = "",
    ) -> str:
        """Insert, or change those that are there; `conflict`: the unique columns, the key when left out.

        `touched`: which of `added` change too.
        """
        changes = [f"{column.name} = {column.changed}" for column in self.columns if column.changes]
        changes += [f"{name} = excluded.{name}" for name in touched]
        tail = f"ON CONFLICT ({conflict or self.columns[0].name}) DO UPDATE SET {', '.join(changes)}"
        tail += f" WHERE {where}" if where else ""
        tail += f" RETURNING {returning}" if returning else ""
        return self.insert(added=added, order_by=order_by, tail=tail)

    def update(self) -> str:
        """Change rows that are there; of `changing()`, so that nothing else is sent."""
        key, *others = self.columns
        changes = ", ".join(f"{column.name} = {column.unpacked}" for column in others)
        same = f"known.{key.name} = sent.{key.name}"
        return " ".join(("UPDATE", self.name, "AS known SET", changes, "FROM", self._sent(), "WHERE", same))

    def write(self, statement: str, values: Sequence[Kept], *facts: Any, **made: Callable[[Kept], Any]) -> Write | None:
        """One of its statements with the values as arrays, and what else it takes; none when there is no value.

        `made` makes the columns that are `given`, by their names.
        """
        if not values:
            return None
        return statement, (*(column.sent(values, made.get(column.name)) for column in self.columns), *facts)

    def facts(self, row: Any) -> dict[str, Any]:
        """The fields of a value that lie in columns of their own, by name."""
        facts = dict(zip(self._fields, self._read(row), strict=True))
        for field, read in self._readers:
            if (stored := facts[field]) is not None and read is not None:
                facts[field] = read(stored)
        return facts

    def _sent(self) -> str:
        arrays = ", ".join(f"${at}::{column.sent_as}[]" for at, column in enumerate(self.columns, 1))
        return f"unnest({arrays}) AS sent ({self.listed})"
