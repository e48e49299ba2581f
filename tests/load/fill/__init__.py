"""A year of history for the three databases, so that what grows with it is noticed (rule R87).

Rows are made where they lie, by INSERT ... SELECT: all constraints, foreign keys and indexes hold as in production, and
the same seed gives the same ids (`key`). What is sealed has the size and the outer form of it; nothing opens it.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import h3

from services.chassis.connection import Connection

SQL: Final = Path(__file__).parent
SERVICES: Final = ("dispatch", "intake", "notify")
SEED: Final = 1
LOS_ANGELES: Final = (34.05, -118.25)
CELLS: Final = [h3.str_to_int(cell) for cell in h3.grid_disk(h3.latlng_to_cell(*LOS_ANGELES, 7), 22)]
"""Where people live and things happen: 1,519 cells of about 5 km2."""
CODE_LETTERS: Final = "23456789CDFGHJKMNPQRTVWXY"


@dataclass(frozen=True, slots=True)
class Size:
    """How many rows; what is open does not grow with them."""

    incidents: int
    messages: int
    timers: int
    volunteers: int
    inbox: int
    unread: int
    cries: int


YEAR: Final = Size(300_000, 1_000_000, 1_000_000, 100_000, 600_000, 20_000, 600)
SMALL: Final = Size(15_000, 50_000, 50_000, 5_000, 30_000, 4_000, 200)
"""Large enough that reading a table whole is many times dearer than any budget."""

PREPARE: Final = """
    CREATE FUNCTION pg_temp.id(kind text, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE
    AS $$ SELECT md5('@seed/' || kind || '/' || n)::uuid $$;
    CREATE FUNCTION pg_temp.number(kind text, n bigint) RETURNS bytea LANGUAGE sql IMMUTABLE
    AS $$ SELECT decode(md5('@seed/' || kind || '/' || n) || md5(kind || n), 'hex') $$;
    CREATE FUNCTION pg_temp.moment(n bigint, of bigint) RETURNS timestamptz LANGUAGE sql STABLE
    AS $$ SELECT now() - (of - n) * interval '365 days' / of $$;
    CREATE FUNCTION pg_temp.code(n bigint) RETURNS text LANGUAGE sql IMMUTABLE
    AS $$ SELECT substr('@letters', (n / 625 % 25)::int + 1, 1) || substr('@letters', (n / 25 % 25)::int + 1, 1)
              || substr('@letters', (n % 25)::int + 1, 1) $$;
    CREATE FUNCTION pg_temp.sealed(n bigint, size int) RETURNS bytea LANGUAGE sql IMMUTABLE
    AS $$ SELECT '\\x010f'::bytea || 'case/2026-01-01' || substr(decode(repeat(md5(n::text), 16), 'hex'), 1, size) $$;
    CREATE FUNCTION pg_temp.asked(n bigint, k int) RETURNS uuid LANGUAGE sql IMMUTABLE
    AS $$ SELECT pg_temp.id('volunteer', (n * 7 + k * 13) % ({volunteers} - 1) + 2) $$;
    CREATE FUNCTION pg_temp.told(n bigint) RETURNS json LANGUAGE sql IMMUTABLE
    AS $$ SELECT json_build_object('request', 'observe', 'channel', 'phone', 'missing', '["duty"]'::json, 'cell', 'x',
                 'accuracy', 'address', 'exercise', false, 'languages', '["es"]'::json,
                 'sealed_place', encode(pg_temp.sealed(n, 180), 'base64'),
                 'sealed_words', encode(pg_temp.sealed(n, 180), 'base64')) $$;
    CREATE TEMP TABLE cell (place int PRIMARY KEY, cell bigint NOT NULL)
""".replace("@seed", str(SEED)).replace("@letters", CODE_LETTERS)


def key(kind: str, n: int) -> UUID:
    """The id of the n-th of a kind, the same each time."""
    return UUID(hashlib.md5(f"{SEED}/{kind}/{n}".encode(), usedforsecurity=False).hexdigest())


def number(kind: str, n: int) -> bytes:
    """The blind index of the n-th number."""
    first = hashlib.md5(f"{SEED}/{kind}/{n}".encode(), usedforsecurity=False).digest()
    return first + hashlib.md5(f"{kind}{n}".encode(), usedforsecurity=False).digest()


def code(n: int) -> str:
    return "".join(CODE_LETTERS[n // place % 25] for place in (625, 25, 1))


async def fill(
    connection: Connection, service: str, size: Size, *, progress: Callable[[str], Any] = lambda _: None
) -> None:
    """All rows of a service's database, in one transaction; then what the planner is to know of them."""
    names = {name: getattr(size, name) for name in Size.__slots__}
    await connection.execute("SET statement_timeout = 0")
    async with connection.transaction():
        for statement in PREPARE.split(";\n"):
            await connection.execute(statement.replace("{volunteers}", str(size.volunteers)))
        await connection.copy_records_to_table("cell", records=list(enumerate(CELLS)))
        for statement in parts_of(service):
            progress(statement.split("INSERT INTO ", 1)[1].split()[0])
            await connection.execute(statement.format(**names, cells=len(CELLS)))
        await connection.execute("DROP TABLE pg_temp.cell")
    await connection.execute("VACUUM ANALYZE")


def parts_of(service: str) -> list[str]:
    """The statements that fill it, in order."""
    texts = [(SQL / f"{part}.sql").read_text(encoding="utf-8") for part in (service, "chassis")]
    return [part for text in texts for part in text.split(";\n") if part.strip()]
