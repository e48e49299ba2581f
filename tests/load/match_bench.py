"""`match_p99_ms`: SQL and ranking of one report, with 10,000 to a million people on call, as dense around it each time.

    python -m tests.load.match_bench            # needs HOTLINE_TEST_POSTGRES_URL, or makes its own server

Cities of 10,000 on call each, 4 to a square kilometre (50,000 over greater Los Angeles), scattered over the country;
the reports fall into the first. Beside it the ceiling: the same connection's `SELECT 1`.
"""

import asyncio
import contextlib
import json
import math
import os
import random
import statistics
import time
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import asyncpg
from pydantic import SecretStr

from schemas.values import Level
from services.chassis.connection import Connection
from services.chassis.database import Database
from services.chassis.migrate import migrate
from services.chassis.settings import DatabaseSettings
from services.dispatch.matching.geography import cell_of
from services.dispatch.matching.ranking import CandidateSearch, Target, rank
from services.dispatch.model.policy import DispatchPolicy
from services.dispatch.store.roster import RosterStore
from tests.conftest import at_database

MIGRATIONS: Final = Path("services/dispatch/migrations")
CITY: Final = 10_000
CITY_RADIUS_KM: Final = 28.2
LOS_ANGELES: Final = (34.05, -118.25)
WAVE: Final = 5
POLICY: Final = DispatchPolicy()
KEY: Final = uuid.UUID(int=0)
WARM_UP: Final = 50
PATIENCE_S: Final = 900
"""A million rows on a busy machine."""
FIGURES: Final = ("match_p99_ms", "match_p50_ms", "search_p50_ms", "select1_p99_ms", "select1_p50_ms")
LANGUAGES: Final = ("en", "en es", "en es", "es", "en tl", "en ko")
LEVELS: Final = (0, 1, 1, 2, 2, 3)

PEOPLE = """
    INSERT INTO volunteer (volunteer_id, network_id, callsign, roles, level, languages, home, radius_km, no_residences,
                           on_call, last_offered_at, unreachable)
    SELECT e.id, e.network, e.callsign, '{observer}', e.level, string_to_array(e.languages, ' '), e.home, 10, false,
           true, now() - e.waited * interval '1 min', NULL
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::text[], $6::bigint[], $7::int[])
        AS e (id, network, callsign, level, languages, home, waited)
"""
TRAITS = """
    INSERT INTO on_call_trait (network_id, trait, home, volunteer_id)
    SELECT network_id, unnest(languages || CASE WHEN level >= 2 THEN '{verified}'::text[] ELSE '{}' END), home,
           volunteer_id
    FROM volunteer
"""
NETWORK = "INSERT INTO network VALUES ($1, 1, '{}', '{}', now())"


async def measure(sizes: Sequence[int] = (10_000, 100_000, 1_000_000), samples: int = 1000) -> dict[str, Any]:
    """`match_p99_ms` by size, the medians, the share of it that is SQL, and the ceiling.

    The sizes take turns, sample by sample, so that what else the machine does falls on all of them alike.
    """
    async with contextlib.AsyncExitStack() as stack:
        server = stack.enter_context(_server())
        countries = [await stack.enter_async_context(_country(server, size)) for size in sizes]
        targets = random.Random(7)
        for number in range(WARM_UP + samples):
            target = _target(targets)
            for country in countries:
                await country.match(target, counts=number >= WARM_UP)
    figures = {_short(country.size): country.figures() for country in countries}
    by_name = {name: {size: found[name] for size, found in figures.items()} for name in FIGURES}
    smallest, largest = by_name["match_p99_ms"][_short(sizes[0])], by_name["match_p99_ms"][_short(sizes[-1])]
    return {**by_name, "ratio": round(largest / smallest, 2), "samples": samples}


@dataclass(slots=True)
class _Country:
    """A seeded database, and what was measured on it, in seconds."""

    size: int
    connection: Connection
    now: datetime
    whole: list[float] = field(default_factory=list)
    search: list[float] = field(default_factory=list)
    ceiling: list[float] = field(default_factory=list)

    async def match(self, target: Target, *, counts: bool) -> None:
        """From the report's place to the ranked wave, then one bare round trip."""
        started = time.perf_counter()
        near = await RosterStore(self.connection).candidates(
            [CandidateSearch(KEY, target, wanted=WAVE)], policies={target.network_id: POLICY}, now=self.now
        )
        read = time.perf_counter()
        ranking = rank(target, near[KEY], policy=POLICY, now=self.now, asked=frozenset(), wave=WAVE)
        ended = time.perf_counter()
        await self.connection.fetchval("SELECT 1")
        asked = time.perf_counter()
        assert len(ranking.ranked) >= WAVE
        if counts:
            self.whole.append(ended - started)
            self.search.append(read - started)
            self.ceiling.append(asked - ended)

    def figures(self) -> dict[str, float]:
        shares = ((self.whole, 0.99), (self.whole, 0.5), (self.search, 0.5), (self.ceiling, 0.99), (self.ceiling, 0.5))
        return {name: _ms(seconds, share) for name, (seconds, share) in zip(FIGURES, shares, strict=True)}


@contextlib.asynccontextmanager
async def _country(server: str, size: int) -> AsyncIterator[_Country]:
    name = f"match_{uuid.uuid4().hex[:12]}"
    admin = await asyncpg.connect(server)
    await admin.execute(f'CREATE DATABASE "{name}"')
    database = Database(DatabaseSettings(url=SecretStr(at_database(server, name)), pool_size=2), application="bench")
    try:
        await migrate(database, [MIGRATIONS])
        await database.open()
        async with database.connection() as connection:
            await _seed(connection, size)
            yield _Country(size, connection, await connection.fetchval("SELECT app.now()"))
    finally:
        await database.close()
        await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        await admin.close()


async def _seed(connection: Connection, size: int) -> None:
    """In an order that has nothing to do with where people live, as in life."""
    chance = random.Random(size)
    await connection.execute("SET statement_timeout = 0; SET synchronous_commit = off")
    cities = [LOS_ANGELES, *((chance.uniform(28, 47), chance.uniform(-120, -75)) for _ in range(size // CITY - 1))]
    await connection.executemany(NETWORK, [(f"city{number}",) for number in range(len(cities))])
    homes = [(f"city{number}", _home(city, chance)) for number, city in enumerate(cities) for _ in range(CITY)]
    chance.shuffle(homes)
    for start in range(0, size, 50_000):
        part = homes[start : start + 50_000]
        await connection.execute(
            PEOPLE,
            [uuid.UUID(int=chance.getrandbits(128)) for _ in part],
            [network for network, _ in part],
            [f"V{start + at}" for at in range(len(part))],
            [chance.choice(LEVELS) for _ in part],
            [chance.choice(LANGUAGES) for _ in part],
            [home for _, home in part],
            [chance.randrange(20_000) for _ in part],
            timeout=PATIENCE_S,
        )
    await connection.execute(TRAITS, timeout=PATIENCE_S)
    await connection.execute("VACUUM ANALYZE", timeout=PATIENCE_S)
    await connection.execute("SET statement_timeout = '5s'")


def _home(city: tuple[float, float], chance: random.Random) -> int:
    away, bearing = CITY_RADIUS_KM * math.sqrt(chance.random()), chance.uniform(0, 2 * math.pi)
    lat = city[0] + away * math.cos(bearing) / 111.2
    return cell_of(lat, city[1] + away * math.sin(bearing) / 111.2 / math.cos(math.radians(lat)))


def _target(chance: random.Random) -> Target:
    lat, lon = LOS_ANGELES[0] + chance.uniform(-0.08, 0.08), LOS_ANGELES[1] + chance.uniform(-0.08, 0.08)
    return Target(
        lat, lon, (chance.choice(("es", "es", "en", "tl", "zap")),), chance.random() < 0.1, Level.VERIFIED, "city0"
    )


def _ms(seconds: list[float], share: float) -> float:
    return round(1000 * statistics.quantiles(seconds, n=1000, method="inclusive")[round(share * 1000) - 1], 3)


def _short(size: int) -> str:
    return f"{size // 1_000_000}m" if size >= 1_000_000 else f"{size // 1000}k"


@contextlib.contextmanager
def _server() -> Iterator[str]:
    if url := os.environ.get("HOTLINE_TEST_POSTGRES_URL"):
        yield url
        return
    from tests.support.backends import provide

    with provide() as (postgres_url, _):
        yield postgres_url


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure()), indent=2))
