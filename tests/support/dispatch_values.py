"""Missions made of values, for decisions that need no store: the people, an incident, what a decision leaves of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from schemas.events.incident import (
    AssignmentChangedV1,
    IncidentUnfilledV1,
    OfferAnsweredV2,
    TeamReadyV1,
    WaveOpenedV1,
)
from schemas.territory import DrawnTerritory
from schemas.values import Level, Outcome
from services.dispatch.model.candidate_pool import CandidatePool
from services.dispatch.model.finding import Finding
from services.dispatch.model.incident import (
    Assignment,
    AssignmentState,
    Incident,
    IncidentState,
    MissionPerson,
    Offer,
    OfferState,
    Page,
    PageReason,
    TeamNeeds,
)
from services.dispatch.model.message_request import MessageRequest, id_of_message
from services.dispatch.model.mission import Mission, NetworkDuty
from services.dispatch.model.pending_changes import PendingChanges
from services.dispatch.model.policy import DispatchPolicy
from services.dispatch.model.roster import (
    Candidate,
    DutyLead,
    DutyPosition,
    MeetingPoint,
    Reach,
    RosterNetwork,
    RosterRole,
)

NOW = datetime(2026, 11, 24, 14, 59, tzinfo=UTC)
INCIDENT = UUID(int=1)
LAT, LON = 34.0437, -118.21
PLAZA = MeetingPoint("Mariachi Plaza", 34.0477, -118.21)  # 445 m away
HERON = MissionPerson(UUID(int=11), "HERON", Level.VERIFIED, ("es",))
WREN = MissionPerson(UUID(int=12), "WREN", Level.OBSERVER, ("es",))
OWL = MissionPerson(UUID(int=13), "OWL", Level.OBSERVER, ("en",))
FINCH = MissionPerson(UUID(int=14), "FINCH", Level.LEAD, ("en",))
ROBIN = DutyLead(UUID(int=20), "ROBIN", DutyPosition.LEAD, ("en", "es"), Reach(None, None))
NETWORK = RosterNetwork(
    network_id="la",
    revision=1,
    name="LA",
    hotline_phone="+12135550100",
    time_zone="America/Los_Angeles",
    languages=("en", "es"),
    territory=DrawnTerritory({"type": "Polygon", "coordinates": [[[-119, 33], [-117, 33], [-117, 35], [-119, 33]]]}),
    meeting_points=(PLAZA,),
)


def an_incident(**changes: Any) -> Incident:
    facts: dict[str, Any] = {
        "id": INCIDENT,
        "network_id": "la",
        "code": "K7Q",
        "state": IncidentState.DISPATCHING,
        "exercise": False,
        "zone": "Boyle Heights NE",
        "lat": LAT,
        "lon": LON,
        "place_text": "Soto & 1st",
        "place_of": UUID(int=2),
        "sealed_place": b"",
        "intersection": True,
        "is_residence": False,
        "needs": TeamNeeds(2, Level.VERIFIED),
        "policy": DispatchPolicy(),
        "correlation_id": UUID(int=3),
        "opened_at": NOW,
        "seen_from": NOW,
        "seen_until": NOW,
        "epoch": 4,
        "wave": 1,
        "wave_not_after": NOW + timedelta(seconds=100),
        **changes,
    }
    return Incident(**facts)


def an_offer(person: MissionPerson, state: OfferState = OfferState.OPEN, **changes: Any) -> Offer:
    facts: dict[str, Any] = {
        "id": UUID(int=100 + person.volunteer_id.int),
        "incident_id": INCIDENT,
        "person": person,
        "wave": 1,
        "asked": 1,
        "state": state,
        "reasons": ("1.0 km",),
        "message_id": UUID(int=200 + person.volunteer_id.int),
        "not_after": NOW + timedelta(seconds=100),
        "offered_at": NOW - timedelta(seconds=80),
        **changes,
    }
    return Offer(**facts)


def an_assignment(
    person: MissionPerson, state: AssignmentState = AssignmentState.HELD, *, since: int = 60, **changes: Any
) -> Assignment:
    """On the mission for `since` seconds; who is further than held was confirmed half a minute ago."""
    if state is not AssignmentState.HELD:
        changes = {"confirmed_at": NOW - timedelta(seconds=30), **changes}
    held_at = NOW - timedelta(seconds=since)
    return Assignment(UUID(int=300 + person.volunteer_id.int), INCIDENT, person, state, held_at, **changes)


def a_finding(outcome: Outcome = Outcome.CONFIRMED_ONGOING, **changes: Any) -> Finding:
    seen_by = ("HERON", "MAPLE")
    return replace(Finding(UUID(int=9), UUID(int=1), outcome, 4, 2, "HERON", NOW, seen_by=seen_by), **changes)


def a_candidate(person: MissionPerson, **changes: Any) -> Candidate:
    facts: dict[str, Any] = {
        "volunteer_id": person.volunteer_id,
        "callsign": person.callsign,
        "roles": frozenset({RosterRole.OBSERVER}),
        "level": person.level,
        "languages": person.languages,
        "home_lat": LAT,
        "home_lon": LON,
        "radius_km": 10.0,
        "no_residences": False,
        "on_until": None,
        "last_offered_at": None,
        "offers_today": 0,
        "open_offers": 0,
        "assigned": False,
        "cool_until": None,
        "unreachable": None,
        **changes,
    }
    return Candidate(**facts)


def a_page(reason: PageReason, number: int = 1) -> Page:
    return Page(UUID(int=400 + number), "la", INCIDENT, "K7Q", reason, "Boyle Heights NE", False, NOW)


@dataclass
class Left:
    """What a decision leaves, as written down by the tests: texts whole, events and rows by what matters of them."""

    texts: list[MessageRequest] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    timeline: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    timers: list[tuple[str, int, int]] = field(default_factory=list)


def left_by(mission: Mission) -> Left:
    asked = (entry.params["asked"] for entry in mission.pending.timeline if entry.kind == "wave")
    announced = [each.data for each in mission.pending.outgoing if not isinstance(each, MessageRequest)]
    return Left(
        texts=mission.pending.messages,
        events=[_told(data, mission, asked) for data in announced],
        timeline=[(entry.kind, dict(entry.params)) for entry in mission.pending.timeline],
        timers=[
            (timer.kind, round((timer.due_at - NOW).total_seconds()), timer.epoch) for timer in mission.pending.timers
        ],
    )


def _told(data: Any, mission: Mission, asked: Iterator[str]) -> str:
    """`asked`: who was, wave by wave; the events do not name them."""
    assert (data.incident_id, data.network_id, data.code, data.exercise) == (INCIDENT, "la", "K7Q", False)
    match data:
        case AssignmentChangedV1():
            return f"{data.callsign} is {data.state}, {data.eta_minutes}"
        case OfferAnsweredV2():
            [who] = [each.person.callsign for each in mission.offers.values() if each.id == data.offer_id]
            return f"{who} answered {data.state}, {data.eta_minutes}"
        case IncidentUnfilledV1():
            return f"unfilled: {data.reason}"
        case TeamReadyV1():
            return f"ready: {', '.join(data.callsigns)}"
        case WaveOpenedV1():
            who = next(asked)
            assert (data.asked, data.offers, data.excluded) == (who.count(",") + 1, (), ())
            return f"asked {who}"
        case _:
            raise AssertionError(f"nobody expects {data}")


def a_text(person: MissionPerson, template: str, occasion: str, **params: str) -> MessageRequest:
    """Compared as a whole; what is sealed is compared too."""
    return MessageRequest(
        id=id_of_message(INCIDENT, person.volunteer_id, template, occasion),
        network_id="la",
        subject_id=INCIDENT,
        person_id=person.volunteer_id,
        callsign=person.callsign,
        template=template,
        params={"code": "K7Q", **params},
        correlation_id=UUID(int=3),
    )


def at_the_plaza(person: MissionPerson, occasion: str, buddy: str) -> MessageRequest:
    return replace(a_text(person, "V3", occasion, buddy=buddy), sealed={"meeting_point": "Mariachi Plaza"})


def a_mission(
    *,
    offers: list[Offer] | None = None,
    team: list[Assignment] | None = None,
    near: list[Candidate] | None = None,
    pages: list[Page] | None = None,
    points: tuple[MeetingPoint, ...] = (PLAZA,),
    **incident: Any,
) -> Mission:
    return Mission(
        incident=an_incident(**incident),
        duty=NetworkDuty(replace(NETWORK, meeting_points=points), (ROBIN,)),
        now=NOW,
        pending=PendingChanges(),
        pool=CandidatePool({INCIDENT: near or []}),
        offers={offer.person.volunteer_id: offer for offer in offers or []},
        assignments={assignment.id: assignment for assignment in team or []},
        pages={page.id: page for page in pages or []},
    )


GONE = Assignment(UUID(int=399), INCIDENT, FINCH, AssignmentState.RELEASED, NOW, released_at=NOW)


def offer_of(mission: Mission, person: MissionPerson) -> Offer:
    return mission.offers[person.volunteer_id]


def place_of(mission: Mission, person: MissionPerson) -> Assignment:
    [found] = [each for each in mission.assignments.values() if each.person == person]
    return found
