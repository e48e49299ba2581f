"""Find the people on call around many places at once: what is read grows with those near, not with the country.

A home is a cell's centre, so walking the cells in rings of a kilometre meets people exactly by distance, and inside a
cell the index hands them out by how long they have waited. The walk stops as soon as enough were met.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from schemas.language.tags import looked_up_by
from schemas.values import LEVEL_RANK, Level
from services.chassis.connection import Connection
from services.dispatch.matching.geography import centre_of, km_between, search_rings
from services.dispatch.matching.ranking import CandidateSearch, gate_failed, spoken, stands_at
from services.dispatch.model.policy import DispatchPolicy
from services.dispatch.model.roster import Candidate, RosterRole

FIRST_LOOK_KM: Final = 4.0
SOME_WHO_CANNOT: Final = 4
"""Read beyond what is wanted: busy people, trainees; they are shown with their reasons too."""
TRAITS: Final = (Level.VERIFIED, Level.LEAD)
"""Levels that `on_call_trait` knows; everyone else who may be offered anything is an observer."""
LEVELS: Final = tuple(sorted(LEVEL_RANK, key=lambda level: LEVEL_RANK[level]))

PERSON = """
    v.volunteer_id, v.callsign, v.roles, v.level, v.languages, v.home, v.radius_km, v.no_residences, v.on_until,
    v.last_offered_at, v.open_offers, v.assigned, v.cool_until, v.unreachable,
    CASE WHEN v.day_from > $14::timestamptz - interval '24 h' THEN v.offers_in_day ELSE 0 END AS offers_today,
    v.open_exercises, CASE WHEN v.exercise_day_from > $14::timestamptz - interval '24 h'
                           THEN v.exercises_in_day ELSE 0 END AS exercises_today
"""
# The gates of `matching.ranking.gate_failed` that a row alone can tell, so that the walk does not stop at a crowd that
# is busy. Python decides: a gate that is missing here hides people, one that is too strict does too, and both are tried
# for each gate at its edge (test_candidate_gates.py). Language and who was asked already are Python's alone.
# Whoever cannot be reached lies in no index that these walks use (volunteer_reachable, on_call_trait), so that a crowd
# of them costs nothing.
MAY_BE_ASKED = """
    v.unreachable IS NULL
    AND v.level >= walk.level AND 'observer' = ANY (v.roles) AND NOT v.assigned
    AND v.radius_km >= cell.km AND NOT (walk.residence AND v.no_residences)
    AND (v.cool_until IS NULL OR v.cool_until <= $14)
    AND (walk.max_open = 0 OR CASE WHEN walk.exercise THEN v.open_exercises ELSE v.open_offers END < walk.max_open)
    AND (walk.max_day = 0 OR CASE WHEN walk.exercise THEN v.exercises_in_day < walk.max_day
              OR v.exercise_day_from IS NULL OR v.exercise_day_from <= $14::timestamptz - interval '24 h'
         ELSE v.offers_in_day < walk.max_day
              OR v.day_from IS NULL OR v.day_from <= $14::timestamptz - interval '24 h' END)
"""


def _walking(statement: str, who: str) -> str:
    return statement.replace("WHO", who).replace("PERSON", PERSON)


def _along_homes(who: str) -> str:
    """The walk from home to home, outwards."""
    statement = """
    SELECT walk.id, near.*
    FROM unnest($1::int[], $2::text[], $3::int[], $4::smallint[], $5::boolean[], $6::int[], $7::int[], $8::int[],
                $9::int[], $15::boolean[])
        AS walk (id, network_id, at_most, level, residence, max_open, max_day, first_ring, last_ring, exercise)
    CROSS JOIN LATERAL (
        SELECT met.*
        FROM unnest(($10::int[])[walk.first_ring:walk.last_ring], ($11::int[])[walk.first_ring:walk.last_ring])
            WITH ORDINALITY AS ring (first_cell, last_cell, place)
        CROSS JOIN LATERAL (
            SELECT person.*
            FROM unnest(($12::bigint[])[ring.first_cell:ring.last_cell],
                        ($13::float8[])[ring.first_cell:ring.last_cell]) AS cell (home, km)
            CROSS JOIN LATERAL (
                SELECT PERSON
                FROM volunteer v
                WHERE v.on_call AND v.network_id = walk.network_id AND v.home = cell.home
                  AND (v.on_until IS NULL OR v.on_until > $14)
                  AND WHO
                ORDER BY v.last_offered_at NULLS FIRST
                LIMIT walk.at_most
            ) AS person
            ORDER BY person.last_offered_at NULLS FIRST, person.volunteer_id
            LIMIT walk.at_most
        ) AS met
        ORDER BY ring.place
        LIMIT walk.at_most
    ) AS near
"""
    return _walking(statement, who)


NEAREST = _along_homes("true")
NEAREST_FREE = _along_homes(MAY_BE_ASKED)
# The same walk through the traits, free people only: the join by key comes after the cell and the trait are met.
NEAREST_WITH_TRAIT = _walking(
    """
    SELECT walk.id, near.*
    FROM unnest($1::int[], $2::text[], $3::int[], $4::smallint[], $5::boolean[], $6::int[], $7::int[], $8::int[],
                $9::int[], $15::boolean[], $16::text[])
        AS walk (id, network_id, at_most, level, residence, max_open, max_day, first_ring, last_ring, exercise, trait)
    CROSS JOIN LATERAL (
        SELECT met.*
        FROM unnest(($10::int[])[walk.first_ring:walk.last_ring], ($11::int[])[walk.first_ring:walk.last_ring])
            WITH ORDINALITY AS ring (first_cell, last_cell, place)
        CROSS JOIN LATERAL (
            SELECT PERSON
            FROM unnest(($12::bigint[])[ring.first_cell:ring.last_cell],
                        ($13::float8[])[ring.first_cell:ring.last_cell]) AS cell (home, km)
            JOIN on_call_trait t ON t.network_id = walk.network_id AND t.trait = walk.trait AND t.home = cell.home
            JOIN volunteer v ON v.volunteer_id = t.volunteer_id
            WHERE v.on_call AND (v.on_until IS NULL OR v.on_until > $14)
              AND WHO
            ORDER BY v.last_offered_at NULLS FIRST, v.volunteer_id
            LIMIT walk.at_most
        ) AS met
        ORDER BY ring.place
        LIMIT walk.at_most
    ) AS near
    """,
    MAY_BE_ASKED,
)


@dataclass(slots=True)
class _Around:
    """One search on its way: whom it met so far, and whether there may be more who could be asked."""

    search: CandidateSearch
    policy: DispatchPolicy
    now: datetime
    people: dict[UUID, Candidate] = field(default_factory=dict)
    more: bool = True

    def free(self) -> list[Candidate]:
        """Those met whom `matching` would let through."""
        target = self.search.target
        return [
            person
            for person in self.people.values()
            if gate_failed(
                target,
                person,
                km_between(target.lat, target.lon, person.home_lat, person.home_lon),
                policy=self.policy,
                now=self.now,
                asked=self.search.asked,
            )
            is None
        ]

    def traits_missing(self, free: Sequence[Candidate]) -> list[str]:
        """The level and the languages of the mission, where nobody met so far brings them."""
        target = self.search.target
        missing: list[str] = []
        if target.level in TRAITS and not any(stands_at(person, target.level) for person in free):
            missing.append(target.level)
        speakers = self.search.wanted if self.policy.language_required else 1
        if target.languages and sum(bool(spoken(target, person)) for person in free) < speakers:
            missing += dict.fromkeys(trait for tag in target.languages for trait in looked_up_by(tag))
        return missing


class _Walk(NamedTuple):
    """Rings of cells to go through from the inside, until `at_most` people were met."""

    around: _Around
    rings: Sequence[Sequence[tuple[int, float]]]
    at_most: int
    trait: str | None = None


async def nearest(
    connection: Connection, searches: Sequence[CandidateSearch], policies: Mapping[str, DispatchPolicy], now: datetime
) -> dict[UUID, list[Candidate]]:
    """See `RosterStore.candidates`. One statement for what is near; for those who lack somebody, up to two more."""
    around = [_Around(search, policies[search.target.network_id], now) for search in searches]
    first = [_first_look(each) for each in around]
    for walk, cut in await _go(connection, NEAREST, first, now):
        walk.around.more = cut or walk.around.policy.search_radius_km > FIRST_LOOK_KM

    second: list[_Around] = []
    third: list[_Walk] = []
    for each in around:
        free = each.free() if each.more else []
        if each.more and len(free) < each.search.wanted:
            second.append(each)
        elif each.more:
            third += _for_traits(each, free)
    await _go(connection, NEAREST, [_beyond(each) for each in second], now)
    for walk, cut in await _go(connection, NEAREST_FREE, [_wider(each) for each in second], now):
        walk.around.more = cut
    third += [walk for each in second if each.more for walk in _for_traits(each, each.free())]
    await _go(connection, NEAREST_WITH_TRAIT, third, now)
    return {each.search.key: list(each.people.values()) for each in around}


def _first_look(around: _Around) -> _Walk:
    """Everyone near, enough of them that most searches need no second look."""
    target, asked = around.search.target, len(around.search.asked)
    rings = search_rings(target.lat, target.lon, min(FIRST_LOOK_KM, around.policy.search_radius_km))
    return _Walk(around, rings, 2 * around.search.wanted + SOME_WHO_CANNOT + asked)


def _wider(around: _Around) -> _Walk:
    """All who are free, as far as the policy looks."""
    target = around.search.target
    return _Walk(around, search_rings(target.lat, target.lon, around.policy.search_radius_km), _enough(around))


def _beyond(around: _Around) -> _Walk:
    """Beyond the first look, some of the others too, for their reasons."""
    target = around.search.target
    rings = search_rings(target.lat, target.lon, around.policy.search_radius_km)[int(FIRST_LOOK_KM) :]
    return _Walk(around, rings, _enough(around) + SOME_WHO_CANNOT)


def _for_traits(around: _Around, free: Sequence[Candidate]) -> list[_Walk]:
    """The nearest who bring what nobody met so far brings."""
    target, missing = around.search.target, around.traits_missing(free)
    rings = search_rings(target.lat, target.lon, around.policy.search_radius_km) if missing else []
    return [_Walk(around, rings, _enough(around), trait) for trait in missing]


def _enough(around: _Around) -> int:
    return around.search.wanted + len(around.search.asked)


async def _go(connection: Connection, question: str, walks: Sequence[_Walk], now: datetime) -> list[tuple[_Walk, bool]]:
    """Ask for all walks at once; each comes back with whether it was cut short, so that there may be more."""
    if not walks:
        return []
    met = [0] * len(walks)
    for row in await connection.fetch(question, *_parameters(walks, now)):
        candidate = candidate_from(row)
        met[row["id"]] += 1
        walks[row["id"]].around.people.setdefault(candidate.volunteer_id, candidate)
    return [(walk, count >= walk.at_most) for walk, count in zip(walks, met, strict=True)]


def _parameters(walks: Sequence[_Walk], now: datetime) -> list[Any]:
    """Columns of the walks, then of their rings, then of the cells; walks and rings name theirs from..to, from 1."""
    columns: list[tuple[Any, ...]] = []
    rings: list[tuple[int, int]] = []
    cells: list[tuple[int, float]] = []
    for at, walk in enumerate(walks):
        target, policy = walk.around.search.target, walk.around.policy
        first_ring = len(rings) + 1
        for ring in walk.rings:
            if ring:
                rings.append((len(cells) + 1, len(cells) + len(ring)))
                cells += ring
        least = LEVEL_RANK[Level.VERIFIED if target.is_residence else Level.OBSERVER]
        limits = (policy.max_open_offers, policy.max_offers_per_day)
        who = (walk.at_most, least, target.is_residence)
        columns.append((at, target.network_id, *who, *limits, first_ring, len(rings)))
    traits = [walk.trait for walk in walks]
    return [
        *map(list, zip(*columns, strict=True)),
        *map(list, zip(*rings, strict=True) if rings else ((), ())),
        *map(list, zip(*cells, strict=True) if cells else ((), ())),
        now,
        [walk.around.search.target.exercise for walk in walks],
        *([traits] if traits[0] is not None else []),
    ]


def candidate_from(row: Any) -> Candidate:
    lat, lon = centre_of(row["home"])
    return Candidate(
        row["volunteer_id"],
        row["callsign"],
        roles_from(tuple(row["roles"])),
        LEVELS[row["level"]],
        tuple(row["languages"]),
        lat,
        lon,
        row["radius_km"],
        row["no_residences"],
        row["on_until"],
        row["last_offered_at"],
        row["offers_today"],
        row["open_offers"],
        row["assigned"],
        row["cool_until"],
        row["unreachable"],
        exercises_today=row["exercises_today"],
        open_exercises=row["open_exercises"],
    )


@lru_cache(maxsize=64)
def roles_from(names: tuple[str, ...]) -> frozenset[RosterRole]:
    return frozenset(RosterRole(name) for name in names)
