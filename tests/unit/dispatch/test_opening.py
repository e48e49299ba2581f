"""What released reports are to incidents, decided over a batch: the latest counts, neighbours belong together."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest

from schemas.envelope import Received
from schemas.events.report import ReportReleasedV1
from schemas.territory import DrawnTerritory
from schemas.values import Accuracy, Channel, Request, Trust
from services.dispatch.incident.clustering import JoinableIncident
from services.dispatch.incident.opening import (
    MOST_WANTED,
    PlacedReport,
    ReleasedReport,
    cluster,
    joinable,
    noted_report,
    searches_for,
    sort_out,
    with_code,
)
from services.dispatch.model.incident import Incident
from services.dispatch.model.mission import Mission, NetworkDuty
from services.dispatch.model.noted_report import NotedReport
from services.dispatch.model.pending_changes import PendingChanges
from services.dispatch.model.policy import DispatchPolicy
from services.dispatch.model.roster import RosterNetwork
from services.dispatch.model.scene_place import ScenePlace

NOW = datetime(2026, 11, 24, 14, 45, tzinfo=UTC)
SOTO = (34.0437, -118.2100)
METRE = 1 / 111_195
"""Degrees of latitude."""
TERRITORY = DrawnTerritory({"type": "Polygon", "coordinates": [[[-119, 33], [-117, 33], [-117, 35], [-119, 33]]]})


def a_report(number: int = 1, revision: int = 1, **changes: Any) -> ReleasedReport:
    facts: dict[str, Any] = {
        "report_id": UUID(int=number),
        "revision": revision,
        "network_id": "la",
        "ref": "482193",
        "source_id": UUID(int=77),
        "source_trust": Trust.OPERATOR,
        "channel": Channel.PHONE,
        "request": Request.OBSERVE,
        "received_at": NOW,
        "observed_at": NOW,
        "accuracy": Accuracy.INTERSECTION,
        "is_residence": False,
        "languages": ("es",),
        "sealed_place": "c2VhbGVk",
        "released_by": "rule",
        **changes,
    }
    return Received(uuid4(), str(number), NOW, uuid4(), ReportReleasedV1(**facts))


def placed(report: ReleasedReport, metres_north: float = 0, **policy: Any) -> PlacedReport:
    network = RosterNetwork(
        "la", 1, "RRN", "213-555-0142", "America/Los_Angeles", ("es",), TERRITORY, policy=DispatchPolicy(**policy)
    )
    return PlacedReport(report, ScenePlace(SOTO[0] + metres_north * METRE, SOTO[1], "Soto & 1st"), NetworkDuty(network))


def opened(*reports: PlacedReport) -> list[Incident]:
    return [each.incident for each in cluster(reports, []) if each.incident is not None]


def standing(incident: Incident) -> JoinableIncident:
    return joinable(Mission(incident, placed(a_report()).duty, NOW, PendingChanges()))


def noted(number: int, revision: int, state: str) -> NotedReport:
    incident_id = UUID(int=9) if state == "linked" else None
    return noted_report(a_report(number, revision).data, state, incident_id)


def test_the_highest_revision_of_a_batch_is_acted_on() -> None:
    first, third, second = a_report(revision=1), a_report(revision=3), a_report(revision=2)

    assert sort_out([first, third, second], {}) == ([third], [])


@pytest.mark.parametrize(
    ("known", "fresh", "updated"),
    [
        (noted(1, 1, "held"), 1, 0),
        (noted(1, 1, "unserved"), 1, 0),
        (noted(1, 1, "linked"), 0, 1),
        (noted(1, 2, "linked"), 0, 0),
        (noted(1, 2, "held"), 0, 0),
    ],
)
def test_a_report_that_is_linked_is_not_acted_on_again_and_an_old_revision_never_is(
    known: NotedReport, fresh: int, updated: int
) -> None:
    to_act_on, newer = sort_out([a_report(revision=2)], {UUID(int=1): known})

    assert (len(to_act_on), len(newer)) == (fresh, updated)


def test_the_second_report_joins_the_incident_that_the_first_one_opens() -> None:
    first, second, third = (placed(a_report(number), number * 300.0) for number in (1, 2, 3))

    belongings = cluster([first, second, third], [])

    assert belongings[1].incident_id == belongings[0].incident_id
    assert belongings[1].incident is None
    assert belongings[2].incident_id != belongings[0].incident_id, "the place is that of the first report"
    assert [each.placed for each in belongings] == [first, second, third]


def test_an_incident_that_is_open_is_joined_also_by_who_saw_it_later() -> None:
    [incident] = opened(placed(a_report(1)))
    later = placed(a_report(2, observed_at=NOW + timedelta(minutes=29)))
    too_late = placed(a_report(3, observed_at=NOW + timedelta(minutes=31)))

    assert [each.incident_id == incident.id for each in cluster([later], [standing(incident)])] == [True]
    assert [each.incident_id == incident.id for each in cluster([too_late], [standing(incident)])] == [False]
    assert [each.incident_id == incident.id for each in cluster([later, too_late], [standing(incident)])] == [
        True,
        True,
    ]


def test_an_incident_opens_with_the_words_of_its_report_and_without_doubt_is_no_house() -> None:
    [incident] = opened(placed(a_report(observed_at=NOW - timedelta(minutes=5))))
    [doubtful] = opened(placed(a_report(is_residence=None, accuracy=Accuracy.EXACT)))

    assert (incident.place_text, incident.intersection, incident.is_residence) == ("Soto & 1st", True, False)
    assert (doubtful.intersection, doubtful.is_residence) == (False, True)
    assert incident.seen_from == incident.seen_until == NOW - timedelta(minutes=5)
    assert incident.needs.languages == ("es",)


def test_each_incident_gets_the_next_code() -> None:
    [opens] = cluster([placed(a_report())], [])
    codes = {"la": ["K7Q", "M4T"]}

    assert with_code(opens, codes).code == "K7Q"
    assert codes == {"la": ["M4T"]}


def test_a_crowd_of_incidents_in_one_area_looks_at_more_people_and_never_at_too_many() -> None:
    facts: dict[str, Any] = {"wave_sizes": (5, 10), "max_open_offers": 2, "join_m": 0}
    [alone] = opened(placed(a_report(1), **facts))
    crowd = opened(*(placed(a_report(number), number * 0.5, **facts) for number in range(1, 5)))
    flood = opened(*(placed(a_report(number), number * 0.5, **facts) for number in range(1, 101)))

    assert [search.wanted for search in searches_for([alone])] == [5]
    assert [search.wanted for search in searches_for(crowd)] == [10] * 4
    assert {search.wanted for search in searches_for(flood)} == {MOST_WANTED}


def folded(batches: list[list[tuple[int, int]]], metres: dict[int, float]) -> dict[int, int]:
    """What batches of (report, revision) come to, each saved before the next: report -> the one that opened for it."""
    known: dict[UUID, NotedReport] = {}
    near: dict[UUID, JoinableIncident] = {}
    opener: dict[UUID, int] = {}
    belongs: dict[int, int] = {}
    for batch in batches:
        events = [a_report(number, revision, observed_at=NOW) for number, revision in batch]
        fresh, updated = sort_out(events, known)
        for event in updated:
            incident_id = known[event.data.report_id].incident_id
            known[event.data.report_id] = noted_report(event.data, "linked", incident_id)
        around = [placed(event, metres[event.data.report_id.int]) for event in fresh]
        for each in cluster(around, list(near.values())):
            number = each.placed.event.data.report_id.int
            known[UUID(int=number)] = noted_report(each.placed.event.data, "linked", each.incident_id)
            if each.incident is not None:
                near[each.incident_id] = standing(each.incident)
                opener[each.incident_id] = number
            belongs[number] = opener[each.incident_id]
    assert all(report.incident_id in near for report in known.values())
    return belongs


@pytest.mark.parametrize("seed", range(60))
def test_reports_come_to_the_same_however_they_are_batched_repeated_and_revised(seed: int) -> None:
    chance = Random(seed)
    metres = {number: chance.uniform(0, 1500) for number in range(1, 9)}
    once = folded([[(number, 1)] for number in metres], metres)

    told: list[tuple[int, int]] = []
    for number in metres:
        told.append((number, chance.choice((1, 2))))
        told += [(chance.randint(1, number), chance.choice((1, 1, 2, 3))) for _ in range(chance.randint(0, 3))]
    cuts = sorted(chance.sample(range(len(told) + 1), 3))
    batches = [told[start:end] for start, end in zip([0, *cuts], [*cuts, len(told)], strict=True)]

    assert folded(batches, metres) == once
    assert folded([*batches, *batches, told], metres) == once
