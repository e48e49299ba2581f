"""Many rows in bodies that the services take."""

from collections.abc import Sequence
from typing import Final, TypeVar

from pydantic import BaseModel

Row = TypeVar("Row", bound=BaseModel)
CHUNK_ROWS: Final = 200
CHUNK_BYTES: Final = 48 * 1024
"""Below the 64 KiB that the services take in one body."""


def chunks(rows: Sequence[Row], *, most: int = CHUNK_ROWS, most_bytes: int = CHUNK_BYTES) -> list[list[Row]]:
    """In order."""
    found: list[list[Row]] = []
    size = 0
    for row in rows:
        weight = len(row.model_dump_json().encode()) + 2
        if not found or len(found[-1]) == most or size + weight > most_bytes:
            found.append([])
            size = 0
        found[-1].append(row)
        size += weight
    return found
