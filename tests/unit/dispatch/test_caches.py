"""What a dispatch process remembers, each thing by its one rule, at its edge."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from schemas.territory import DrawnTerritory
from services.dispatch.model.roster import RosterNetwork
from services.dispatch.store.caches import CodesInUseCache, CoordinatorCache, NetworkCache, SpareCodes

NOW = datetime(2026, 11, 24, 14, 45, tzinfo=UTC)
TICK = timedelta(microseconds=1)
TERRITORY = DrawnTerritory({"type": "Polygon", "coordinates": [[[-119, 33], [-117, 33], [-117, 35], [-119, 33]]]})
LA = RosterNetwork("la", 3, "RRN", "213-555-0142", "America/Los_Angeles", ("es",), TERRITORY)
PINE = ((UUID(int=1), "PINE"),)
NONE_IN_USE: frozenset[str] = frozenset()


def test_a_network_is_read_again_when_its_revision_moved() -> None:
    cache = NetworkCache()
    cache.keep([LA])

    assert cache.outdated({"la": 3}) == []
    assert cache.outdated({"la": 4, "oc": 1}) == ["la", "oc"]
    assert cache["la"] is LA
    assert cache.last_read("la") is LA
    assert cache.last_read("oc") is None


def test_a_network_at_its_new_revision_takes_the_old_ones_place() -> None:
    cache = NetworkCache()
    cache.keep([LA])
    cache.keep([replace(LA, revision=4)])

    assert cache.outdated({"la": 4}) == []
    assert cache["la"].revision == 4


def test_coordinators_are_read_again_after_ten_seconds() -> None:
    cache = CoordinatorCache()
    cache.keep("la", PINE, NOW)

    assert cache.fresh("la", NOW) == PINE
    assert cache.fresh("la", NOW + timedelta(seconds=10) - TICK) == PINE
    assert cache.fresh("la", NOW + timedelta(seconds=10)) is None
    assert cache.fresh("la", NOW - TICK) is None, "a clock that was set back"
    assert cache.fresh("oc", NOW) is None


def test_that_nobody_is_coordinator_is_remembered_too() -> None:
    cache = CoordinatorCache()
    cache.keep("la", (), NOW)

    assert cache.fresh("la", NOW) == ()


def test_codes_in_use_are_read_again_after_ten_minutes() -> None:
    cache = CodesInUseCache()
    cache.keep({"la": frozenset({"K7Q"})}, NOW)

    assert cache.outdated(["la", "oc"], NOW) == ["oc"]
    assert cache.outdated(["la"], NOW + timedelta(minutes=10) - TICK) == []
    assert cache.outdated(["la"], NOW + timedelta(minutes=10)) == ["la"]
    assert cache["la"] == {"K7Q"}


def test_spare_codes_are_given_once_and_in_order() -> None:
    spare = SpareCodes()
    spare.keep("la", ["K7Q", "M4T", "T9X"], NOW)

    assert spare.take("la", 2, now=NOW, in_use=NONE_IN_USE) == ["K7Q", "M4T"]
    assert spare.count("la") == 1
    assert spare.take("la", 2, now=NOW, in_use=NONE_IN_USE) == ["T9X"]
    assert spare.take("la", 2, now=NOW, in_use=NONE_IN_USE) == []
    assert spare.take("oc", 1, now=NOW, in_use=NONE_IN_USE) == []


def test_a_spare_code_is_good_for_less_than_an_hour() -> None:
    spare = SpareCodes()
    spare.keep("la", ["K7Q"], NOW)
    spare.keep("la", ["M4T"], NOW + TICK)

    assert spare.take("la", 2, now=NOW + timedelta(hours=1), in_use=NONE_IN_USE) == ["M4T"]


def test_a_spare_code_that_an_open_incident_has_is_dropped() -> None:
    spare = SpareCodes()
    spare.keep("la", ["K7Q", "M4T"], NOW)

    assert spare.take("la", 1, now=NOW, in_use=frozenset({"K7Q"})) == ["M4T"]
    assert spare.count("la") == 0
