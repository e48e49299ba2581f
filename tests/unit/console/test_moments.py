"""A moment is told on its network's clock, named, and with its day once that may be another one."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.console.language.moments import NetworkZones, WallClock

NOW = datetime(2026, 11, 24, 14, 50, tzinfo=UTC)
"""A Tuesday; 06:50 in Los Angeles."""
LA = WallClock(NOW, ZoneInfo("America/Los_Angeles"))
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("at", "english", "spanish"),
    [
        (NOW, "06:50 PST", "06:50 PST"),
        (NOW + 12 * HOUR, "18:50 PST", "18:50 PST"),
        (NOW - 12 * HOUR, "18:50 PST", "18:50 PST"),
        (NOW + 12 * HOUR + timedelta(seconds=1), "Tue 18:50 PST", "martes 18:50 PST"),
        (NOW - 12 * HOUR - timedelta(seconds=1), "Mon 18:49 PST", "lunes 18:49 PST"),
        (datetime(2026, 11, 25, 6, 0, tzinfo=UTC), "Tue 22:00 PST", "martes 22:00 PST"),
        (datetime(2026, 11, 25, 14, 50, tzinfo=UTC), "Wed 06:50 PST", "miércoles 06:50 PST"),
        (NOW + 144 * HOUR, "Mon 06:50 PST", "lunes 06:50 PST"),
        (NOW - 145 * HOUR, "Wed 2026-11-18 05:50 PST", "miércoles 2026-11-18 05:50 PST"),
        (datetime(2026, 7, 1, 13, 48, tzinfo=UTC), "Wed 2026-07-01 06:48 PDT", "miércoles 2026-07-01 06:48 PDT"),
    ],
)
def test_a_moment_has_its_zone_and_beyond_twelve_hours_its_day(at: datetime, english: str, spanish: str) -> None:
    assert (LA.tell(at, "en"), LA.tell(at, "es")) == (english, spanish)


@pytest.mark.parametrize(
    ("at", "english", "spanish"),
    [
        (NOW, "06:50 PST", "las 06:50 PST"),
        (NOW - 5 * HOUR, "01:50 PST", "la 01:50 PST"),
        (NOW + 6 * HOUR + timedelta(minutes=15), "13:05 PST", "las 13:05 PST"),
        (NOW + 24 * HOUR, "Wed 06:50 PST", "el miércoles 06:50 PST"),
        (NOW + 240 * HOUR, "Fri 2026-12-04 06:50 PST", "el viernes 2026-12-04 06:50 PST"),
    ],
)
def test_after_until_and_since_spanish_says_its_article(at: datetime, english: str, spanish: str) -> None:
    assert (LA.tell(at, "en", how="until"), LA.tell(at, "es", how="until")) == (english, spanish)


def test_a_list_of_what_happened_shows_seconds() -> None:
    assert LA.tell(NOW - timedelta(seconds=57), "en", seconds=True) == "06:49:03 PST"


def test_where_no_network_is_known_the_machines_time_is_said_to_be_that() -> None:
    here = WallClock(NOW)
    local = NOW.astimezone()
    assert here.tell(NOW, "en") == f"{local:%H:%M %Z} here"
    assert here.tell(NOW, "es") == f"{local:%H:%M %Z} aquí"


def test_each_network_has_its_own_zone_and_the_only_zone_is_everybodys() -> None:
    zones = NetworkZones()
    assert zones.zone_of("la") is None
    assert zones.zone_of(None) is None

    zones.learn("la", "America/Los_Angeles")
    assert zones.zone_of("la") == zones.zone_of(None) == ZoneInfo("America/Los_Angeles")
    assert zones.zone_of("ny") is None, "a network that is not known may be anywhere"

    zones.learn("ny", "America/New_York")
    assert zones.zone_of("ny") == ZoneInfo("America/New_York")
    assert zones.zone_of(None) is None, "two zones: what names no network is in neither"

    zones.learn("la", "America/Denver")
    assert zones.zone_of("la") == ZoneInfo("America/Denver")


@pytest.mark.parametrize("name", ["Moon/Base", "", "../etc/passwd", None, 3])
def test_a_zone_that_this_machine_does_not_know_is_no_reason_to_fail(name: object) -> None:
    zones = NetworkZones()
    zones.learn("la", "America/Los_Angeles")
    zones.learn("la", name)
    assert zones.zone_of("la") is None
