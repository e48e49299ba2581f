"""What a legal hold keeps is sealed again under a key of its own, so that the days' keys can end (rule R117)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog

from services.chassis.connection import Connection
from services.chassis.sealing import KeyMissing, Sealer, Tampered

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class HeldValue:
    """A sealed value of the rows of one table that belong to a matter, and what it is opened with."""

    table: str
    key: str
    of_matter: str
    """Which rows: SQL, the matter being $1."""
    value: str
    change: str
    """The SET of an UPDATE; the new value is $2."""
    purpose: str
    record: str
    """SQL, a text: what it was sealed for."""
    now_record: str | None = None
    """SQL; where the value is opened by another record once it is under the hold's key."""

    @property
    def find(self) -> str:
        """Those of the matter $1 that are not under the hold's key yet."""
        return (
            f"SELECT {self.key} AS key, {self.value} AS sealed, {self.record} AS record,"  # noqa: S608  # ours
            f" {self.now_record or self.record} AS now_record FROM {self.table} WHERE {self.of_matter}"
            f" AND {self.value} IS NOT NULL AND app.key_of({self.value}) NOT LIKE 'hold/%'"
        )

    @property
    def save(self) -> str:
        """Of the row $1, unless somebody changed it meanwhile."""
        return f"UPDATE {self.table} SET {self.change} WHERE {self.key} = $1 AND {self.value} = $3"  # noqa: S608  # ours


async def seal_again(connection: Connection, sealer: Sealer, matter_id: UUID, values: Sequence[HeldValue]) -> int:
    """How many values were. One whose key is gone already, or that is spoilt, stays as it is: nobody opens it."""
    sealed = 0
    for each in values:
        for row in await connection.fetch(each.find, matter_id):
            try:
                again = sealer.reseal_on_hold(
                    row["sealed"],
                    matter_id,
                    purpose=each.purpose,
                    record=row["record"],
                    now_record=row["now_record"],
                )
            except (KeyMissing, Tampered):
                continue
            await connection.execute(each.save, row["key"], again, row["sealed"])
            sealed += 1
    return sealed
