"""Each gate of the search in SQL agrees with the gate in Python at its edge: none hides who may be asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import pytest

from schemas.values import Level
from services.chassis.connection import Connection
from services.chassis.database import Database
from services.dispatch.matching.geography import cell_of, centre_of, km_between
from services.dispatch.matching.ranking import CandidateSearch, Target, gate_failed
from services.dispatch.model.policy import DispatchPolicy
from services.dispatch.model.roster import Candidate, NewVolunteer, RosterRole
from services.dispatch.store.roster import RosterStore
from tests.support.dispatch_harness import REACHABLE

SOTO = (34.0437, -118.21)
NEAR = cell_of(SOTO[0] + 0.005, SOTO[1])
FAR = cell_of(SOTO[0] + 0.07, SOTO[1])
"""Beyond the first look."""
CROWD = range(1, 121)
FIT = range(500, 503)
OTHERS = range(900, 920)
KEY = UUID(int=1)
ANY = "callsign = callsign"
"""Changes nothing."""


def km_to(cell: int) -> float:
    return km_between(*SOTO, *centre_of(cell))


@dataclass(frozen=True)
class Gate:
    """Who just fails and who just passes, as changes of their rows ($1: now); `failed` is what Python calls it."""

    failed: str
    fails: str
    passes: str
    policy: DispatchPolicy = field(default_factory=DispatchPolicy)
    residence: bool = False
    exercise: bool = False


GATES = {
    "no observer": Gate("role", "roles = '{reviewer}'", "roles = '{reviewer,observer}'"),
    "trainee": Gate("level", "level = 0", "level = 1"),
    "a house needs who is verified": Gate("level", "level = 1", "level = 2", residence=True),
    "on call until now": Gate("off_call", "on_until = $1", "on_until = $1 + interval '1 us'"),
    "no text gets to them": Gate("unreachable:opted_out", "unreachable = 'opted_out'", "unreachable = NULL"),
    "does not go so far": Gate("too_far", "radius_km = BELOW", "radius_km = ABOVE"),
    "goes to no house": Gate("no_residences", "no_residences = true", ANY, residence=True),
    "goes to no house, and it is none": Gate("assigned", "assigned = true", "no_residences = true"),
    "on a mission": Gate("assigned", "assigned = true", ANY),
    "rests": Gate("cooling", "cool_until = $1 + interval '1 us'", "cool_until = $1"),
    "offers open": Gate("open_offers", "open_offers = 2", "open_offers = 1"),
    "as many offers open as may be": Gate(
        "assigned", "assigned = true", "open_offers = 99", policy=DispatchPolicy(max_open_offers=0)
    ),
    "offers of a day": Gate(
        "offers_today",
        "offers_in_day = 6, day_from = $1 - interval '24 h' + interval '1 us'",
        "offers_in_day = 5, day_from = $1 - interval '1 h'",
    ),
    "a day is over": Gate(
        "offers_today", "offers_in_day = 6, day_from = $1", "offers_in_day = 6, day_from = $1 - interval '24 h'"
    ),
    "as many offers a day as may be": Gate(
        "assigned",
        "assigned = true",
        "offers_in_day = 99, day_from = $1",
        policy=DispatchPolicy(max_offers_per_day=0),
    ),
    "offers of exercises count for none": Gate(
        "offers_today", "offers_in_day = 6, day_from = $1", "exercises_in_day = 6, exercise_day_from = $1"
    ),
    "open exercises count for none": Gate("open_offers", "open_offers = 2", "open_exercises = 2"),
    "exercises of a day": Gate(
        "offers_today",
        "exercises_in_day = 6, exercise_day_from = $1 - interval '24 h' + interval '1 us'",
        "offers_in_day = 6, day_from = $1",
        exercise=True,
    ),
    "a day of exercises is over": Gate(
        "offers_today",
        "exercises_in_day = 6, exercise_day_from = $1",
        "exercises_in_day = 6, exercise_day_from = $1 - interval '24 h'",
        exercise=True,
    ),
    "exercises open": Gate("open_offers", "open_exercises = 2", "open_offers = 2", exercise=True),
}


@pytest.fixture
async def database(database: Database) -> Database:
    async with database.connection() as connection:
        await connection.execute("INSERT INTO network VALUES ('la', 1, '{}', '{}', app.now())")
    return database


async def people(connection: Connection, ids: Sequence[int], home: int, languages: tuple[str, ...]) -> None:
    found = [
        NewVolunteer(UUID(int=n), f"V{n}", (RosterRole.OBSERVER,), Level.VERIFIED, languages, home, 20, False)
        for n in ids
    ]
    store = RosterStore(connection)
    saved = list((await store.save_volunteers("la", found)).values())
    await store.save_reach(dict.fromkeys(saved, (1, REACHABLE)))
    await store.switch_on(saved, None)


async def change(connection: Connection, ids: Sequence[int], changes: str, now: datetime, home: int) -> None:
    km = km_to(home)
    changes = changes.replace("BELOW", str(km - 1e-5)).replace("ABOVE", str(km + 1e-5))
    await connection.execute(
        f"UPDATE volunteer SET {changes} WHERE volunteer_id = ANY($2::uuid[]) AND $1::timestamptz IS NOT NULL",  # noqa: S608 - the test's own words
        now,
        [UUID(int=number) for number in ids],
    )


def failures(
    found: Sequence[Candidate], ids: Sequence[int], target: Target, gate: Gate, now: datetime
) -> set[str | None]:
    """What Python says of those of these ids who were found."""
    return {
        gate_failed(
            target,
            each,
            km_between(*SOTO, each.home_lat, each.home_lon),
            policy=gate.policy,
            now=now,
            asked=frozenset(),
        )
        for each in found
        if each.volunteer_id.int in ids
    }


@pytest.mark.parametrize("gate", GATES.values(), ids=GATES.keys())
async def test_a_crowd_that_just_fails_a_gate_hides_nobody_who_just_passes_it(database: Database, gate: Gate) -> None:
    """All in one cell; the crowd has waited longer, so who passes is met only when SQL leaves the crowd out."""
    target = Target(*SOTO, (), gate.residence, Level.OBSERVER, "la", gate.exercise)
    async with database.unit() as unit:
        connection, now = unit.connection, unit.now
        await people(connection, [*CROWD, *FIT], NEAR, ("es",))
        await change(connection, FIT, "last_offered_at = $1", now, NEAR)
        await change(connection, CROWD, gate.fails, now, NEAR)
        await change(connection, FIT, gate.passes, now, NEAR)

        search = CandidateSearch(KEY, target, wanted=len(FIT))
        found = (await RosterStore(connection).candidates([search], policies={"la": gate.policy}, now=now))[KEY]

    assert set(FIT) <= {each.volunteer_id.int for each in found}
    assert failures(found, FIT, target, gate, now) == {None}
    assert failures(found, CROWD, target, gate, now) <= {gate.failed}


@pytest.mark.parametrize("gate", GATES.values(), ids=GATES.keys())
async def test_nor_does_it_hide_the_only_one_who_speaks_the_language(database: Database, gate: Gate) -> None:
    """The same by the other walk, through the traits, behind people near who may all be asked."""
    target = Target(*SOTO, ("zap",), gate.residence, Level.OBSERVER, "la", gate.exercise)
    async with database.unit() as unit:
        connection, now = unit.connection, unit.now
        await people(connection, OTHERS, NEAR, ("es",))
        await people(connection, [*CROWD, *FIT], FAR, ("zap",))
        await change(connection, FIT, "last_offered_at = $1", now, FAR)
        await change(connection, CROWD, gate.fails, now, FAR)
        await change(connection, FIT, gate.passes, now, FAR)

        search = CandidateSearch(KEY, target, wanted=len(FIT))
        found = (await RosterStore(connection).candidates([search], policies={"la": gate.policy}, now=now))[KEY]

    assert set(FIT) <= {each.volunteer_id.int for each in found}
    assert failures(found, FIT, target, gate, now) == {None}
