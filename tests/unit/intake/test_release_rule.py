"""Release without a person needs everything that rule R1 names, each tried at its edge."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from schemas.territory import Box
from schemas.values import Accuracy, Channel, Request, Trust
from services.intake.model.network import NetworkCopy, ReleaseContext
from services.intake.reports.draft import ReportDraft
from services.intake.reports.geography import Point
from services.intake.reports.release_rule import missing_for_a_person, missing_for_release, priority, priority_in_flood

NOW = datetime(2026, 11, 24, 14, 42, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
HOUR = timedelta(minutes=60)
PLAZA = 0x8729A1D76FFFFFF


def a_network(**changes: Any) -> NetworkCopy:
    facts: dict[str, Any] = {
        "id": "la",
        "name": "RRN",
        "hotline_phone": "213-555-0142",
        "time_zone": "America/Los_Angeles",
        "languages": ("es", "en"),
        "duty_lead_on_duty": True,
        "release_max_age": HOUR,
        "source_open_incidents": 3,
    }
    return NetworkCopy(**{**facts, **changes})


def a_sighting(**changes: Any) -> ReportDraft:
    facts: dict[str, Any] = {
        "request": Request.OBSERVE,
        "channel": Channel.PHONE,
        "observed_at": NOW,
        "cell": PLAZA,
        "accuracy": Accuracy.INTERSECTION,
        "is_residence": False,
    }
    return ReportDraft(**{**facts, **changes})


def missing(
    draft: ReportDraft | None = None,
    *,
    trust: Trust = Trust.OPERATOR,
    network: NetworkCopy | None = None,
    open_incidents: int = 0,
    elsewhere: bool = False,
    flood: bool = False,
) -> list[str]:
    context = ReleaseContext(network or a_network(), open_incidents, flood=flood)
    draft = draft or a_sighting()
    found = missing_for_release(draft, trust=trust, context=context, now=NOW, point=draft.point, elsewhere=elsewhere)
    return list(found)


def test_a_report_that_meets_the_whole_rule_lacks_nothing() -> None:
    assert missing() == []


@pytest.mark.parametrize("trust", [Trust.PARTNER, Trust.PUBLIC, Trust.TEST])
def test_only_an_operator_is_trusted_without_a_person(trust: Trust) -> None:
    assert missing(trust=trust) == ["trust"]


def test_the_trust_of_another_networks_source_releases_nothing_here() -> None:
    assert missing(elsewhere=True) == ["elsewhere"]


@pytest.mark.parametrize("request_", [Request.SUPPORT, Request.INFORMATION])
def test_only_a_wish_for_observers_may_text_observers(request_: Request) -> None:
    assert missing(a_sighting(request=request_)) == ["request"]


def test_a_sighting_of_exactly_the_longest_age_is_released_and_a_microsecond_more_is_not() -> None:
    assert missing(a_sighting(observed_at=NOW - HOUR)) == []
    assert missing(a_sighting(observed_at=NOW - HOUR - MICROSECOND)) == ["age"]


def test_the_longest_age_is_the_networks_own() -> None:
    older = a_sighting(observed_at=NOW - timedelta(minutes=30))

    assert missing(older, network=a_network(release_max_age=timedelta(minutes=30))) == []
    assert missing(older, network=a_network(release_max_age=timedelta(minutes=29))) == ["age"]


def test_a_time_that_nobody_said_is_too_old() -> None:
    assert missing(a_sighting(observed_at=None)) == ["age"]


@pytest.mark.parametrize(
    ("accuracy", "lacks"),
    [
        (Accuracy.EXACT, []),
        (Accuracy.INTERSECTION, []),
        (Accuracy.NEIGHBORHOOD, ["place"]),
        (Accuracy.UNKNOWN, ["place"]),
    ],
)
def test_the_place_is_known_to_an_intersection_or_better(accuracy: Accuracy, lacks: list[str]) -> None:
    assert missing(a_sighting(accuracy=accuracy)) == lacks


def test_words_without_a_point_are_no_place() -> None:
    assert missing(a_sighting(cell=None, place_text="Soto & 1st", accuracy=Accuracy.EXACT)) == ["place"]


@pytest.mark.parametrize(
    ("point", "lacks"),
    [
        (Point(34.0437, -118.21), []),
        (Point(36.0, -118.21), []),  # outside, and near enough to be meant: dispatch knows the line
        (Point(34.0437, 118.21), ["place_mistyped"]),
        (Point(0, 0), ["place_mistyped"]),
        (Point(52.52, 13.405), ["place_mistyped"]),
    ],
)
def test_a_place_that_looks_mistyped_waits_for_a_person(point: Point, lacks: list[str]) -> None:
    assert missing(a_sighting(point=point), network=a_network(box=Box(33.7, -118.6, 34.3, -117.8))) == lacks
    assert missing(a_sighting(point=point)) == []  # until dispatch has told what the territory spans


@pytest.mark.parametrize(("is_residence", "lacks"), [(False, []), (True, ["residence"]), (None, ["residence"])])
def test_a_home_is_held_and_so_is_a_place_that_may_be_one(is_residence: bool | None, lacks: list[str]) -> None:
    assert missing(a_sighting(is_residence=is_residence)) == lacks


def test_without_a_duty_lead_nothing_is_released() -> None:
    assert missing(network=a_network(duty_lead_on_duty=False)) == ["duty"]


@pytest.mark.parametrize(("open_incidents", "lacks"), [(2, []), (3, ["quota"]), (4, ["quota"])])
def test_a_source_at_its_quota_is_held(open_incidents: int, lacks: list[str]) -> None:
    assert missing(open_incidents=open_incidents) == lacks


def test_a_quota_of_one_lets_one_at_a_time() -> None:
    assert missing(network=a_network(source_open_incidents=1), open_incidents=0) == []
    assert missing(network=a_network(source_open_incidents=1), open_incidents=1) == ["quota"]


def test_a_quota_of_zero_is_none() -> None:
    assert missing(network=a_network(source_open_incidents=0), open_incidents=1000) == []


@pytest.mark.parametrize("trust", [trust for trust in Trust if trust is not Trust.OPERATOR])
def test_in_a_flood_what_no_operator_vouches_for_waits_as_flood(trust: Trust) -> None:
    assert missing(trust=trust, flood=True) == ["trust", "flood"]
    assert missing(trust=trust, flood=False) == ["trust"]


def test_a_flood_holds_nothing_that_meets_the_whole_rule() -> None:
    assert missing(flood=True) == []


@pytest.mark.parametrize(
    ("quota", "open_incidents", "evidence", "lacks"),
    [
        (20, 4, (), []),
        (20, 5, (), ["quota"]),
        (20, 5, ("witness",), ["quota"]),
        (20, 5, ("photo",), []),
        (20, 19, ("marked",), []),
        (20, 20, ("marked",), ["quota"]),
        (3, 0, (), []),
        (3, 1, (), ["quota"]),
        (0, 1000, (), []),
    ],
)
def test_in_a_flood_a_quarter_of_the_quota_is_left_but_for_evidence(
    quota: int, open_incidents: int, evidence: tuple[str, ...], lacks: list[str]
) -> None:
    network, draft = a_network(source_open_incidents=quota), a_sighting(evidence=evidence)

    assert missing(draft, network=network, open_incidents=open_incidents, flood=True) == lacks


@pytest.mark.parametrize(
    ("changes", "usual", "in_flood"),
    [
        ({}, 2, 3),
        ({"evidence": ("photo",)}, 1, 1),
        ({"observed_at": NOW - HOUR, "evidence": ("marked",)}, 2, 2),
        ({"request": Request.SUPPORT}, 3, 3),
        ({"request": Request.INFORMATION}, 4, 4),
        ({"channel": Channel.SMS, "cell": None}, 2, 2),
    ],
)
def test_in_a_flood_only_evidence_and_what_nobody_has_read_presses(
    changes: dict[str, Any], usual: int, in_flood: int
) -> None:
    draft = a_sighting(**changes)

    assert (priority(draft, now=NOW), priority_in_flood(draft, now=NOW)) == (usual, in_flood)


def test_of_an_unknown_network_nothing_else_is_asked() -> None:
    lacks = missing_for_release(a_sighting(), trust=Trust.OPERATOR, context=ReleaseContext(None), now=NOW)

    assert lacks == ("network_unknown",)


def test_everything_that_is_missing_is_named_at_once() -> None:
    draft = ReportDraft(Request.SUPPORT, Channel.WEB)

    lacks = missing(draft, trust=Trust.PUBLIC, network=a_network(duty_lead_on_duty=False), open_incidents=3)

    assert lacks == ["trust", "request", "age", "place", "residence", "duty", "quota"]


def test_a_person_may_waive_all_but_the_wish_and_the_point() -> None:
    rough = ReportDraft(Request.OBSERVE, Channel.WEB, cell=PLAZA, accuracy=Accuracy.UNKNOWN)

    assert missing_for_a_person(rough) == ()
    assert missing_for_a_person(ReportDraft(Request.SUPPORT, Channel.WEB)) == ("request", "place")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"evidence": ("marked",)}, 1),
        ({}, 2),
        ({"evidence": ("witness",)}, 2),
        ({"observed_at": NOW - timedelta(minutes=15), "evidence": ("photo",)}, 1),
        ({"observed_at": NOW - timedelta(minutes=15) - MICROSECOND, "evidence": ("photo",)}, 2),
        ({"observed_at": NOW - HOUR}, 3),
        ({"observed_at": NOW - HOUR, "evidence": ("photo",)}, 2),
        ({"observed_at": NOW - HOUR - MICROSECOND, "evidence": ("photo",)}, 3),
        ({"observed_at": None}, 3),
        ({"request": Request.SUPPORT}, 3),
        ({"request": Request.INFORMATION}, 4),
        ({"cell": None}, 4),
        ({"cell": None, "channel": Channel.SMS}, 2),
        ({"channel": Channel.SMS, "evidence": ("marked",)}, 1),
        ({"channel": Channel.VOICEMAIL, "request": Request.INFORMATION}, 4),
        ({"cell": None, "channel": Channel.VOICEMAIL}, 2),
    ],
)
def test_the_queue_puts_what_is_happening_now_with_strong_signs_first(changes: dict[str, Any], expected: int) -> None:
    assert priority(a_sighting(**changes), now=NOW) == expected
