"""Candidates on a real PostgreSQL: the true nearest, however many are busy, and read through the index."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from schemas.language.tags import canonical, kept_under
from schemas.values import Level
from services.chassis.connection import Connection, write_together
from services.chassis.database import Database
from services.dispatch.matching.geography import cell_of, centre_of, km_between
from services.dispatch.matching.ranking import CandidateSearch, Target, rank
from services.dispatch.model.policy import DispatchPolicy
from services.dispatch.model.roster import Candidate, NewVolunteer, Reach, RosterRole
from services.dispatch.store import candidates as candidate_search
from services.dispatch.store.roster import RosterStore
from services.dispatch.store.tallies import marking_assigned, marking_closed, marking_offered
from tests.support.dispatch_harness import MIGRATIONS, REACHABLE

SOTO = (34.0437, -118.21)
KM = 1 / 111.195
POLICY = DispatchPolicy(search_radius_km=15)
KEY = UUID(int=1)


@pytest.fixture
async def database(database: Database) -> Database:
    async with database.connection() as connection:
        await connection.executemany("INSERT INTO network VALUES ($1, 1, '{}', '{}', app.now())", [("la",), ("oc",)])
    return database


def a_person(number: int, km: float = 1, **changes: Any) -> NewVolunteer:
    home = cell_of(SOTO[0] + km * KM, SOTO[1])
    person = NewVolunteer(
        UUID(int=number), f"V{number}", (RosterRole.OBSERVER,), Level.VERIFIED, ("es", "en"), home, 10, False
    )
    return replace(person, **changes)


def a_target(**changes: Any) -> Target:
    return replace(Target(*SOTO, ("es",), False, Level.VERIFIED, "la"), **changes)


async def enrol(
    connection: Connection,
    people: Sequence[NewVolunteer],
    network: str = "la",
    until: datetime | None = None,
    reach: Reach = REACHABLE,
) -> None:
    store = RosterStore(connection)
    for start in range(0, len(people), 1000):
        ids = list((await store.save_volunteers(network, people[start : start + 1000])).values())
        await store.save_reach(dict.fromkeys(ids, (1, reach)))
        await store.switch_on(ids, until)


async def found(
    database: Database, *, target: Target | None = None, policy: DispatchPolicy = POLICY, **more: Any
) -> list[Candidate]:
    async with database.unit() as unit:
        search = CandidateSearch(KEY, target or a_target(), **more)
        answer = await RosterStore(unit.connection).candidates([search], policies={"la": policy}, now=unit.now)
    return answer[KEY]


def numbers(people: Sequence[Candidate]) -> set[int]:
    return {person.volunteer_id.int for person in people}


async def test_only_who_is_on_call_in_the_network_is_found(database: Database) -> None:
    async with database.unit() as unit:
        await enrol(unit.connection, [a_person(1), a_person(2)])
        await enrol(unit.connection, [a_person(3)], network="oc")
        await enrol(unit.connection, [a_person(4)], until=unit.now)
        await enrol(unit.connection, [a_person(5)], until=unit.now + timedelta(hours=1))
        await RosterStore(unit.connection).switch_off([UUID(int=2)])

    assert numbers(await found(database)) == {1, 5}


async def test_a_search_far_from_everyone_finds_nobody(database: Database) -> None:
    async with database.unit() as unit:
        await enrol(unit.connection, [a_person(1, km=30)])

    assert await found(database) == []


async def test_somebody_far_off_is_found_when_nobody_is_near(database: Database) -> None:
    async with database.unit() as unit:
        await enrol(unit.connection, [a_person(1, km=13, radius_km=20), a_person(2, km=9, level=Level.TRAINEE)])

    assert numbers(await found(database)) == {1, 2}, "with those who cannot be asked, for their reasons"


async def test_the_busy_near_do_not_hide_the_free_behind_them(database: Database) -> None:
    async with database.unit() as unit:
        await enrol(unit.connection, [a_person(number, km=0.5) for number in range(1, 300)])
        await enrol(unit.connection, [a_person(number, km=6) for number in range(300, 310)])
        await write_together(unit.connection, [marking_assigned([UUID(int=number) for number in range(1, 300)])])

    assert numbers(await found(database, wanted=5)) >= set(range(300, 305))


async def test_who_was_asked_already_does_not_count(database: Database) -> None:
    async with database.unit() as unit:
        await enrol(unit.connection, [a_person(number, km=0.5) for number in range(1, 60)])

    asked = frozenset(UUID(int=number) for number in range(1, 50))
    people = await found(database, wanted=5, asked=asked)

    assert len(numbers(people) - {each.int for each in asked}) >= 5


@pytest.mark.parametrize("far", [3.0, 9.0])
async def test_the_only_one_who_speaks_the_language_is_found_behind_a_crowd(database: Database, far: float) -> None:
    async with database.unit() as unit:
        await enrol(unit.connection, [a_person(number, km=0.5) for number in range(1, 200)])
        await enrol(
            unit.connection, [a_person(500, km=far, languages=("zap",)), a_person(501, km=14, languages=("zap",))]
        )

    people = await found(database, target=a_target(languages=("zap",)))

    assert 500 in numbers(people)


@pytest.mark.parametrize(
    ("spoken", "wanted", "is_found"),
    [
        ("es-MX", "es", True),
        ("es", "es-419", True),
        ("zh", "zh-Hant", True),
        ("zh-Hant-TW", "zh", True),
        ("zh-Hant-TW", "zh-Hant", True),
        ("zh-Hans", "zh-Hant", False),
        ("mam", "zh", False),
    ],
)
async def test_who_speaks_a_language_is_found_behind_a_crowd_whatever_the_region(
    database: Database, spoken: str, wanted: str, is_found: bool
) -> None:
    async with database.unit() as unit:
        await enrol(unit.connection, [a_person(number, km=0.5, languages=("en",)) for number in range(1, 200)])
        await enrol(unit.connection, [a_person(500, km=9, languages=(spoken,))])

    assert (500 in numbers(await found(database, target=a_target(languages=(wanted,))))) is is_found


async def test_tags_that_were_kept_as_they_came_are_put_into_one_form(database: Database) -> None:
    async with database.unit() as unit:
        odd = ("es-mx", "zh-tw", "tl", "ES-MX", "quc", "sr-latn-rs")
        await enrol(unit.connection, [a_person(500, languages=odd)])
        await unit.connection.execute("DELETE FROM on_call_trait")
        script = (MIGRATIONS / "20261201000018_files.sql").read_text(encoding="utf-8")
        await unit.connection.execute(script)

    async with database.connection() as connection:
        languages = await connection.fetchval("SELECT languages FROM volunteer")
        traits = {row["trait"] for row in await connection.fetch("SELECT trait FROM on_call_trait")}
    assert languages == ["es-MX", "zh-Hant-TW", "fil", "quc", "sr-Latn-RS"] == [canonical(tag) for tag in languages]
    assert traits == {trait for tag in languages for trait in kept_under(tag)}


async def test_the_only_one_at_the_level_is_found_behind_a_crowd(database: Database) -> None:
    async with database.unit() as unit:
        await enrol(unit.connection, [a_person(number, km=0.5, level=Level.OBSERVER) for number in range(1, 200)])
        await enrol(unit.connection, [a_person(500, km=8)])

    assert 500 in numbers(await found(database))


async def test_within_a_crowded_cell_whoever_waited_longest_is_found(database: Database) -> None:
    async with database.unit() as unit:
        await enrol(unit.connection, [a_person(number, km=0.5) for number in range(1, 400)])
        for number in range(1, 400):
            if number != 123:
                await write_together(
                    unit.connection, [marking_offered([UUID(int=number)], unit.now - timedelta(days=2))]
                )
        await write_together(unit.connection, [marking_closed([UUID(int=number) for number in range(1, 400)])])

    assert 123 in numbers(await found(database, wanted=2))


async def test_nobody_nearer_and_nobody_who_waited_longer_is_left_out(database: Database) -> None:
    """Against everyone, ranked in Python: the same wave, at many places, in one batch and one by one."""
    chance = random.Random(11)
    people = [_anybody(number, chance) for number in range(1, 2500)]
    async with database.unit() as unit:
        await enrol(unit.connection, people)
        await unit.connection.execute(
            "UPDATE volunteer SET last_offered_at = app.now() - random() * interval '9 days' WHERE random() < 0.7"
        )
        await unit.connection.execute("UPDATE volunteer SET assigned = true WHERE random() < 0.3")
    async with database.unit() as unit:
        rows = await unit.connection.fetch("SELECT *, 0 AS offers_today, 0 AS exercises_today FROM volunteer")
        everyone = [candidate_search.candidate_from(row) for row in rows]
        searches = [
            CandidateSearch(
                UUID(int=number),
                a_target(
                    lat=SOTO[0] + chance.uniform(-0.2, 0.2), lon=SOTO[1] + chance.uniform(-0.2, 0.2), languages=()
                ),
                wanted=5,
            )
            for number in range(60)
        ]
        store = RosterStore(unit.connection)
        together = await store.candidates(searches, policies={"la": POLICY}, now=unit.now)

        for search in searches:
            facts: dict[str, Any] = {"policy": POLICY, "now": unit.now, "asked": frozenset(), "needs_level": False}
            expected = rank(search.target, everyone, **facts).ranked[:5]
            ranked = rank(search.target, together[search.key], **facts).ranked[:5]
            assert [each.candidate for each in ranked] == [each.candidate for each in expected]
            alone = await store.candidates([search], policies={"la": POLICY}, now=unit.now)
            assert set(numbers(alone[search.key])) == set(numbers(together[search.key]))


def _anybody(number: int, chance: random.Random) -> NewVolunteer:
    home = cell_of(SOTO[0] + chance.gauss(0, 0.12), SOTO[1] + chance.gauss(0, 0.12))
    level = chance.choice(tuple(Level))
    return a_person(number, home=home, level=level, radius_km=chance.choice((3.0, 8.0, 20.0)))


async def test_distances_are_those_of_the_home_cell(database: Database) -> None:
    async with database.unit() as unit:
        await enrol(unit.connection, [a_person(1)])

    [person] = await found(database)

    assert (person.home_lat, person.home_lon) == centre_of(cell_of(SOTO[0] + KM, SOTO[1]))
    assert km_between(*SOTO, person.home_lat, person.home_lon) < 3


async def test_what_a_person_speaks_now_is_what_counts(database: Database) -> None:
    async with database.unit() as unit:
        await enrol(unit.connection, [a_person(number, km=0.5) for number in range(1, 100)])
        await enrol(unit.connection, [a_person(500, km=8)])
        await RosterStore(unit.connection).save_volunteers("la", [a_person(500, km=8, languages=("quc",))])

    assert 500 in numbers(await found(database, target=a_target(languages=("quc",))))


WALK = "'{0}', '{la}', '{10}', '{1}', '{false}', '{2}', '{6}', '{1}', '{1}'"
WALK_TYPES = "int[], text[], int[], smallint[], bool[], int[], int[], int[], int[]"
CELL_TYPES = "int[], int[], bigint[], float8[], timestamptz, bool[]"


@pytest.mark.parametrize(
    ("question", "index", "more_types", "more"),
    [
        (candidate_search.NEAREST, "volunteer_on_call", "", ""),
        (candidate_search.NEAREST_FREE, "volunteer_reachable", "", ""),
        (candidate_search.NEAREST_WITH_TRAIT, "on_call_trait_pkey", ", text[]", ", '{verified}'"),
    ],
)
async def test_people_are_reached_through_the_indexes_alone(
    database: Database, question: str, index: str, more_types: str, more: str
) -> None:
    """A plan that reads the table would be right, and too slow with a country on call."""
    async with database.unit() as unit:
        await enrol(unit.connection, [_anybody(number, random.Random(number)) for number in range(1, 2000)])
    async with database.connection() as connection:
        await connection.execute("ANALYZE")
        await connection.execute("SET plan_cache_mode = force_generic_plan")
        await connection.execute(f"PREPARE walk ({WALK_TYPES}, {CELL_TYPES}{more_types}) AS {question}")
        cells = f"'{{1}}', '{{1}}', '{{{cell_of(*SOTO)}}}', '{{1.5}}', app.now(), '{{false}}'"
        rows = await connection.fetch(f"EXPLAIN EXECUTE walk ({WALK}, {cells}{more})")
        plan = "\n".join(row[0] for row in rows)
        await connection.execute("DEALLOCATE walk")

    assert "Seq Scan" not in plan
    assert index in plan
