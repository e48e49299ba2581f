"""The network file is checked before anything is sent, and a new version says what it changes."""

import json
import math
from copy import deepcopy
from pathlib import Path
from typing import Any

import h3
import pytest

from schemas.api.dispatch.networks import AppliedNetworkFile
from schemas.network_file import NetworkFile
from services.console.errors import CommandRefused
from services.console.files.network import differences, geometry_of, read_network
from services.console.files.volunteers import read_volunteers

LOCAL = Path(__file__).parents[3] / "deploy/local"
SOTO_AND_FIRST = (34.0437, -118.2100)

SMALL = """
id = "la"
name = "RRN"
hotline_phone = "213-555-0142"
time_zone = "America/Los_Angeles"
languages = ["es", "en"]
[territory]
type = "Polygon"
coordinates = [[[-118.5, 33.9], [-118.0, 33.9], [-118.0, 34.3], [-118.5, 33.9]]]
[[zones]]
name = "Boyle Heights"
lat = 34.0415
lon = -118.2080
[[meeting_points]]
name = "Mariachi Plaza"
lat = 34.0470
lon = -118.2196
[policy]
wave_seconds = 180
"""


def read(tmp_path: Path, text: str) -> dict[str, Any]:
    file = tmp_path / "network.toml"
    file.write_text(text, encoding="utf-8")
    return read_network(file).content()


def test_a_sound_file_is_taken_as_it_is(tmp_path: Path) -> None:
    network = read(tmp_path, SMALL)
    assert network["policy"] == {"wave_seconds": 180}
    assert network["territory"]["type"] == "Polygon"
    assert [zone["name"] for zone in network["zones"]] == ["Boyle Heights"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('id = "la"', 'id = "Los Angeles"', "id:"),
        ('id = "la"', "", "id: Field required"),
        ('name = "RRN"', 'name = "A very long name"', "name:"),
        ("America/Los_Angeles", "Pacific/Boyle_Heights", "time_zone"),
        ('languages = ["es", "en"]', "languages = []", "languages"),
        ("lat = 34.0415", "lat = 134.0415", "zones.0.lat"),
        ('name = "Boyle Heights"', 'name = "Boyle Heights and around"', "zones.0.name: String should have at most 20"),
        (
            'name = "Boyle Heights"',
            'name = "[Boyle] {Heights} ~"',
            "zones.0.name: takes 24 units in a text, and 20 fit",
        ),
        ('name = "Mariachi Plaza"', 'name = "🏠"', "meeting_points.0.name: has nothing in it"),
        ("213-555-0142", "+52555555014201425", "takes 18 units in a text, and 14 fit"),
        ('"Polygon"', '"Point"', "Polygon or MultiPolygon"),
        ("[-118.5, 33.9]]]", "[-118.4, 33.9]]]", "the last corner must be like the first"),
        ("[-118.0, 34.3]", "[34.3, -118.0]", "outside the world"),
        ("wave_seconds = 180", "wave_secs = 180", "wave_secs: Extra inputs"),
        ("wave_seconds = 180", "observers = 1", "observers"),
        ("wave_seconds = 180", "release_max_age_minutes = 90", "release_max_age_minutes"),
        ("wave_seconds = 180", "meeting_min_m = 100", "meeting_min_m"),
        (
            "wave_seconds = 180",
            "meeting_min_m = 900\nmeeting_max_m = 800",
            "meeting_max_m: must be more than 900",
        ),
        ("[policy]", "[policy", "Expected ']'"),
        ("[[meeting_points]]", "[[zones]]", None),
    ],
)
def test_each_fault_is_named(tmp_path: Path, old: str, new: str, fault: str | None) -> None:
    assert old in SMALL
    changed = SMALL.replace(old, new)
    if fault is None:
        read(tmp_path, changed)
        return
    with pytest.raises(CommandRefused) as refused:
        read(tmp_path, changed)
    assert fault in refused.value.facts["faults"]
    assert "Value error" not in refused.value.facts["faults"]


def test_a_name_that_is_there_twice_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(CommandRefused, match="file_invalid"):
        read(tmp_path, SMALL + SMALL[SMALL.index("[[zones]]") : SMALL.index("[[meeting_points]]")])


def test_the_territory_may_lie_in_a_file_beside_it(tmp_path: Path) -> None:
    inline = read(tmp_path, SMALL)["territory"]
    feature = {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": inline, "properties": {}}]}
    (tmp_path / "la.geojson").write_text(json.dumps(feature), encoding="utf-8")
    start, end = SMALL.index("[territory]"), SMALL.index("[[zones]]")
    text = 'territory_file = "la.geojson"\n' + SMALL[:start] + SMALL[end:]
    assert read(tmp_path, text)["territory"] == inline
    assert geometry_of(inline) == inline


def test_a_territory_file_that_is_missing_is_named(tmp_path: Path) -> None:
    start, end = SMALL.index("[territory]"), SMALL.index("[[zones]]")
    with pytest.raises(CommandRefused) as refused:
        read(tmp_path, 'territory_file = "none.geojson"\n' + SMALL[:start] + SMALL[end:])
    assert refused.value.key == "file_unreadable"
    assert str(refused.value.facts["file"]).endswith("none.geojson")


def test_differences_name_what_changed_and_only_that(tmp_path: Path) -> None:
    old = read(tmp_path, SMALL)
    new = deepcopy(old)
    assert list(differences(old, new)) == []

    new["policy"]["wave_seconds"] = 120
    new["meeting_points"].append({"name": "Hollenbeck Park", "lat": 34.04, "lon": -118.21})
    new["zones"][0]["lat"] = 34.05
    new["territory"]["coordinates"][0][1] = [-118.1, 33.9]

    assert list(differences(old, new)) == [
        ("meeting_points.Hollenbeck Park", None, "34.04, -118.21"),
        ("policy.wave_seconds", 180, 120),
        ("territory", "…", "…"),
        ("zones.Boyle Heights", "34.0415, -118.208", "34.05, -118.208"),
    ]


def metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    return h3.great_circle_distance(a, b, unit="m")  # type: ignore[no-any-return]  # h3 ships no types


def test_the_fictional_network_serves_the_story_at_soto_and_first() -> None:
    network = read_network(LOCAL / "network.toml").content()
    NetworkFile.model_validate(network)
    assert len(network["meeting_points"]) >= 12
    near = [metres(SOTO_AND_FIRST, (p["lat"], p["lon"])) for p in network["meeting_points"]]
    assert any(200 < distance < 1500 for distance in near)
    assert not any(distance < 200 for distance in near), "the meeting point is not the scene"
    zone = min(network["zones"], key=lambda z: metres(SOTO_AND_FIRST, (z["lat"], z["lon"])))
    assert zone["name"] == "Boyle Heights"


def test_heron_and_maple_live_nearest_and_five_more_within_reach() -> None:
    """Homes are kept as cells of about a kilometre, so nearness is measured from their centres."""
    report = SOTO_AND_FIRST
    km: dict[str, float] = {}
    for line in read_volunteers(LOCAL / "volunteers.csv").lines:
        assert line.volunteer is not None
        home = line.volunteer.home
        if "observer" in line.volunteer.roles and home is not None:
            centre = h3.cell_to_latlng(h3.latlng_to_cell(home.lat, home.lon, 7))
            away = metres(report, centre) / 1000
            if away <= min(15, line.volunteer.radius_km):
                km[line.callsign] = away
    nearest = sorted(km, key=lambda callsign: math.floor(km[callsign] * 10))
    assert set(nearest[:2]) == {"HERON", "MAPLE"}
    assert len(km) >= 7


def test_accents_and_other_scripts_are_measured_as_a_text_says_them(tmp_path: Path) -> None:
    network = read(
        tmp_path, SMALL.replace('"Boyle Heights"', '"Peñón de los Báñez X"').replace("Mariachi Plaza", "唐人街")
    )

    assert [spot["name"] for spot in network["zones"] + network["meeting_points"]] == ["Peñón de los Báñez X", "唐人街"]


def test_a_file_that_was_applied_before_names_were_measured_can_be_read(tmp_path: Path) -> None:
    applied = read(tmp_path, SMALL)
    applied["zones"][0]["name"] = "[Boyle] {Heights} ~~"

    assert AppliedNetworkFile.model_validate(applied).zones[0].name == "[Boyle] {Heights} ~~"
