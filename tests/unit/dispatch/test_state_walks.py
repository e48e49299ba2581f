"""Whole missions played at random, by every text, time and decision: no state moves as its table does not know.

And the tables know no more than what was seen: each of their moves happens in some walk.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from random import Random
from typing import Any
from uuid import UUID

from schemas.endings import Ending
from schemas.values import Level, Outcome, uuid7
from services.dispatch.grammar import readings
from services.dispatch.incident import (
    distress,
    ending,
    findings,
    leaving,
    offering,
    review,
    scene,
    sending_off,
    signs,
    team,
)
from services.dispatch.incident.answering import unanswered
from services.dispatch.incident.clustering import can_answer
from services.dispatch.incident.opening import join_incident, joinable
from services.dispatch.incident.review_rule import ReviewDecision, Verdict
from services.dispatch.incident.situations import read_reply, sender_of
from services.dispatch.model.candidate_pool import CandidatePool
from services.dispatch.model.incident import (
    OVER,
    Assignment,
    AssignmentState,
    IncidentState,
    MissionPerson,
    Offer,
    OfferState,
    StandDownReason,
)
from services.dispatch.model.mission import Mission, NetworkDuty
from services.dispatch.model.pending_changes import PendingChanges
from services.dispatch.model.roster import MeetingPoint, RosterRole, Volunteer
from services.dispatch.model.states import ASSIGNMENT_MOVES, INCIDENT_MOVES, OFFER_MOVES
from tests.support.dispatch_values import NETWORK, NOW, PLAZA, ROBIN, a_candidate, an_incident
from tests.unit.dispatch.test_answering import a_noted_report

WALKS = 600
STEPS = 60
PEOPLE = tuple(
    MissionPerson(UUID(int=30 + number), callsign, level, ("es",))
    for number, (callsign, level) in enumerate(
        [
            ("HERON", Level.VERIFIED),
            ("MAPLE", Level.OBSERVER),
            ("OTTER", Level.VERIFIED),
            ("CEDAR", Level.OBSERVER),
            ("LARCH", Level.LEAD),
            ("FINCH", Level.OBSERVER),
            ("WREN", Level.VERIFIED),
            ("OWL", Level.OBSERVER),
        ]
    )
)
EAGER = ("Y 5", "Y 5", "HERE", "HERE", "GO", "GO", "C 4 2", "G", "OUT", "N", "SOS")
"""What a team says that means to get there; half of the walks say little else."""
TEXTS = ("Y 5", "Y 5", "Y", "L", "N", "NO", "GO", "HERE", "HERE", "C 4 2", "G", "OUT", "SOS", "STOP", "OFF")
Moves = set[tuple[str, str, str]]
RARE: Moves = {
    ("IncidentState", "unfilled", "closed"),
    ("IncidentState", "on_scene", "closed"),
    ("IncidentState", "unfilled", "finding_submitted"),
    ("IncidentState", "finding_reviewed", "on_scene"),
    ("IncidentState", "finding_reviewed", "finding_submitted"),
    ("IncidentState", "finding_submitted", "unfilled"),
    ("IncidentState", "finding_submitted", "stood_down"),
    ("IncidentState", "on_scene", "finding_reviewed"),
    ("IncidentState", "en_route", "finding_submitted"),
    ("AssignmentState", "on_scene", "held"),
    ("OfferState", "undeliverable", "open"),
}
"""What may not happen in so few walks; the first six have tests of their own."""
STEPS_OF_A_LEAD = ("stand_down", "close", "meet", "out", "clear", "tell")


@dataclass(slots=True)
class WatchedMission(Mission):
    """Remembers each move of a state."""

    moves: Moves = field(default_factory=set)

    def _compare(self, before: StrEnum, after: StrEnum, id: UUID) -> None:
        Mission._compare(self, before, after, id)
        if before != after:
            self.moves.add((type(after).__name__, before.value, after.value))


@dataclass
class Walk:
    """A mission that is saved after each step, as a unit of work does."""

    mission: WatchedMission
    chance: Random
    texts: tuple[str, ...]
    reminders: set[int] = field(default_factory=set)
    """Epochs of the timers that page somebody about callers who wait."""

    def step(self) -> None:
        ways = (self._text, self._time, self._lead, self._delivery, self._duty, self._report)
        self.chance.choices(ways, weights=(12, 2, 3, 1, 1, 1))[0]()
        assert self.mission.pending.stray_moves == []

    def saved(self) -> None:
        """A new unit takes the mission up again."""
        mission = self.mission
        near = [a_candidate(person) for person in PEOPLE[: self.chance.randint(0, len(PEOPLE))]]
        signs.expect_signs(mission)
        mission.pending = PendingChanges()
        mission.pool = CandidatePool({mission.incident.id: near})

    def _text(self) -> None:
        """A reply is read as in production, and does what the handler would have it do."""
        mission, occasion = self.mission, str(uuid7())
        asked = [offer.person for offer in mission.offers.values()]
        person = self.chance.choice(asked + 2 * [assignment.person for assignment in mission.team] or list(PEOPLE))
        sender = sender_of(_volunteer(person), [mission], {}, [])
        own, offer = sender.own, mission.offers.get(person.volunteer_id)
        match read_reply(self.chance.choice(self.texts), sender):
            case readings.Accept(minutes=minutes) if own is not None:
                team.tell_again(*own, minutes, occasion)
            case readings.Accept(minutes=minutes) if offer is not None:
                team.accept(mission, offer, minutes, occasion)
            case readings.Standby(minutes=minutes) if offer is not None:
                team.stand_by(mission, offer, minutes, occasion)
            case readings.Decline() if offer is not None:
                team.decline(mission, offer, occasion)
            case readings.EnRoute(minutes=minutes) if own is not None:
                scene.set_out(*own, minutes, occasion)
            case readings.Arrived() if own is not None:
                scene.arrive(*own, occasion)
            case readings.ReleaseMe(confirmed=True) if own is not None:
                leaving.drop_out(*own, occasion)
            case readings.ReleaseMe() if own is not None:
                team.ask_to_release(*own, occasion)
            case readings.FindingReply() as said if own is not None:
                findings.report_finding(*own, said, finding_id=uuid7(), sealed_words=None)
            case readings.Left() if own is not None:
                leaving.leave(*own, occasion)
            case readings.Sos() if own is not None:
                distress.raise_sos(*own, occasion)
            case readings.OptOut():
                self._gives_up(offer, OfferState.UNDELIVERABLE)
                if own is not None:
                    leaving.opted_out(*own)
            case readings.ShiftOff():
                self._gives_up(offer, OfferState.DECLINED)
            case _:
                pass

    def _report(self) -> None:
        """Another report of the same place comes, perhaps late; it joins where it can be answered."""
        mission = self.mission
        came = mission.now - timedelta(seconds=self.chance.choice((0, 0, 90, 600)))
        elsewhere = self.chance.random() < 0.3
        report = a_noted_report(len(mission.reports) + 1, came, elsewhere=elsewhere, intersection=True)
        if can_answer(joinable(mission), came, 400 if elsewhere else 0):
            join_incident(mission, report)

    def _gives_up(self, offer: Offer | None, state: OfferState) -> None:
        if offer is not None and offer.state in (OfferState.OPEN, OfferState.STANDBY):
            self.mission.end_offer(offer, state)  # type: ignore[arg-type]  # one of those that end it
            offering.refill(self.mission, 1 if offer.state is OfferState.OPEN else 0)

    def _time(self) -> None:
        mission = self.mission
        mission.now += timedelta(seconds=self.chance.choice((5, 60, 181, 181)))
        if mission.incident.state not in OVER:
            due: tuple[Callable[[Mission], None], ...] = (
                offering.on_wave_deadline,
                offering.on_wave_deadline,
                offering.on_duty_poll,
                offering.on_seek_poll,
                team.on_hold_over,
                signs.on_signs_due,
            )
            self.chance.choice(due)(mission)

    def _duty(self) -> None:
        leads = () if self.mission.duty.leads and self.chance.random() < 0.3 else (ROBIN,)
        self.mission.duty = replace(self.mission.duty, leads=leads)

    def _delivery(self) -> None:
        if self.mission.offers:
            offer = self.chance.choice(list(self.mission.offers.values()))
            self.chance.choice((team.no_text_arrived, _elsewhere))(self.mission, offer)

    def _lead(self) -> None:
        """What the routes let a duty lead do."""
        mission, incident = self.mission, self.mission.incident
        over = incident.state in OVER
        match "review" if mission.waiting_findings else self.chance.choice(STEPS_OF_A_LEAD):
            case "review":
                self._review()
            case "stand_down" if not over and self.chance.random() < 0.3:
                reason = self.chance.choice((StandDownReason.SAFETY, StandDownReason.FINISHED))
                scene.stand_down(mission, reason, by="ROBIN", tell=self.chance.choice((None, Ending.STOPPED)))
            case "tell" if ending.may_be_told(mission, None):
                ending.tell_callers(mission, Ending.NOT_CHECKED, "ROBIN")
            case "close" if incident.state is not IncidentState.CLOSED and incident.reviewed_at is None:
                if self.chance.random() < 0.3:
                    review.close_unable(mission, by="ROBIN", sealed_place="")
            case "meet" if not over:
                sending_off.choose_meeting_point(mission, MeetingPoint("Library", PLAZA.lat, PLAZA.lon))
            case "out":
                for assignment in [each for each in mission.team if each.state is not AssignmentState.SOS][:1]:
                    leaving.out_by_lead(mission, assignment, sealed_why="", by="ROBIN")
            case "clear":
                for assignment in [each for each in mission.team if each.state is AssignmentState.SOS][:1]:
                    distress.clear_sos(mission, assignment, by="ROBIN")
            case _:
                pass

    def _review(self) -> None:
        """As the routes take it: refused where two differ and none is named, or where a correction is not said."""
        mission = self.mission
        decision = self.chance.choice((ReviewDecision.ACCEPT, ReviewDecision.ACCEPT, ReviewDecision.REJECT))
        named = self.chance.choice((None, mission.waiting_findings[-1].submitted_by))
        corrects = self.chance.choice((None, True, False))
        verdict = Verdict(decision, "ROBIN", finding=named, agency="parking", corrects=corrects)
        review.review_finding(mission, verdict, sealed_place="")

    def assert_nothing_is_answered_by_what_was_seen_before_it_came(self) -> None:
        made = {finding.id: finding.submitted_at for finding in self.mission.findings}
        for report in self.mission.reports:
            assert report.answered_by is None or report.received_at <= made[report.answered_by]

    def assert_nobody_is_forgotten(self) -> None:
        """While a caller waits somebody asks, goes, decides, or a timer is set that pages a person about it."""
        mission, incident = self.mission, self.mission.incident
        self.reminders |= {timer.epoch for timer in mission.pending.timers if timer.kind == offering.ANSWER}
        if incident.state is IncidentState.CLOSED:
            assert unanswered(mission) == ()
            assert mission.waiting_findings == ()
        elif unanswered(mission) and not mission.team and not mission.waiting_findings:
            assert incident.state is IncidentState.DISPATCHING or incident.epoch in self.reminders, incident.state


def _elsewhere(mission: Mission, offer: Offer) -> None:
    if offer.state in (OfferState.OPEN, OfferState.STANDBY):
        team.assigned_elsewhere(mission, offer)


def _volunteer(person: MissionPerson) -> Volunteer:
    roles = frozenset({RosterRole.OBSERVER})
    return Volunteer(
        person.volunteer_id, "la", person.callsign, roles, person.level, person.languages, None, 15, False, on_call=True
    )


def a_walk(seed: int) -> Walk:
    chance = Random(seed)
    places = chance.choice(((PLAZA,), (PLAZA,), ()))
    duty = NetworkDuty(replace(NETWORK, meeting_points=places), leads=chance.choice(((ROBIN,), (ROBIN,), (ROBIN,), ())))
    incident = an_incident(state=IncidentState.ASSESSING, wave=0, wave_not_after=None, epoch=0)
    reports = [a_noted_report(number, NOW) for number in range(1, chance.choice((1, 2, 3)) + 1)]
    walk = Walk(
        WatchedMission(incident, duty, NOW, PendingChanges(), reports=reports), chance, chance.choice((TEXTS, EAGER))
    )
    walk.saved()
    offering.next_wave(walk.mission)
    walk.assert_nobody_is_forgotten()
    for _ in range(STEPS):
        walk.saved()
        walk.step()
        walk.assert_nobody_is_forgotten()
        walk.assert_nothing_is_answered_by_what_was_seen_before_it_came()
    return walk


def known_moves() -> Iterator[tuple[str, str, str]]:
    tables: tuple[Mapping[Any, Mapping[Any, str]], ...] = (INCIDENT_MOVES, OFFER_MOVES, ASSIGNMENT_MOVES)
    for table in tables:
        for before, follows in table.items():
            yield from ((type(before).__name__, before.value, after.value) for after in follows)


def test_a_mission_moves_as_its_tables_say_and_their_moves_happen():
    walks = [a_walk(seed) for seed in range(WALKS)]

    moves = set().union(*(walk.mission.moves for walk in walks))
    assert moves - set(known_moves()) == set()
    assert set(known_moves()) - moves <= RARE
    outcomes = {walk.mission.incident.outcome for walk in walks}
    assert outcomes == {Outcome.CONFIRMED_ONGOING, Outcome.NOTHING_SEEN, Outcome.UNABLE, None}


def a_reviewed_mission() -> tuple[WatchedMission, Assignment, Assignment]:
    """One of two is on the scene and found something, which was reviewed; the other is still on the way."""
    duty = NetworkDuty(NETWORK, leads=(ROBIN,))
    mission = WatchedMission(an_incident(state=IncidentState.EN_ROUTE), duty, NOW, PendingChanges())
    for person, state in zip(PEOPLE, (AssignmentState.ON_SCENE, AssignmentState.EN_ROUTE), strict=False):
        mission.put_assignment(Assignment(uuid7(), mission.incident.id, person, state, NOW, confirmed_at=NOW))
    finding = readings.FindingReply("K7Q", readings.FindingLetter.NOTHING_HERE)
    there, coming = sorted(mission.team, key=lambda each: each.state, reverse=True)
    findings.report_finding(mission, there, finding, finding_id=uuid7(), sealed_words=None)
    review.review_finding(mission, Verdict(ReviewDecision.ACCEPT, "ROBIN"), sealed_place="")
    assert mission.incident.state is IncidentState.FINDING_REVIEWED
    return mission, there, coming


def test_who_arrives_after_the_review_has_nothing_more_to_look_at_and_all_out_ends_it():
    mission, _, coming = a_reviewed_mission()

    scene.arrive(mission, coming, "here")
    for assignment in mission.team:
        leaving.leave(mission, assignment, "out")

    assert next(text.template for text in mission.pending.messages if text.callsign == "MAPLE") == "V20c"
    assert ("IncidentState", "finding_reviewed", "closed") in mission.moves
    assert mission.pending.stray_moves == []


def test_nothing_closes_over_a_finding_that_came_after_the_review():
    mission, there, _ = a_reviewed_mission()

    finding = readings.FindingReply("K7Q", readings.FindingLetter.CONFIRMED)
    findings.report_finding(mission, there, finding, finding_id=uuid7(), sealed_words=None)
    for assignment in mission.team:
        leaving.leave(mission, assignment, "out")
    before = mission.incident
    review.review_finding(mission, Verdict(ReviewDecision.ACCEPT, "ROBIN", corrects=True), sealed_place="")

    assert ("IncidentState", "finding_reviewed", "finding_submitted") in mission.moves
    assert (before.state, before.outcome) == (IncidentState.FINDING_SUBMITTED, Outcome.NOTHING_SEEN)
    assert (mission.incident.state, mission.incident.outcome) == (IncidentState.CLOSED, Outcome.CONFIRMED_ONGOING)
    assert mission.pending.stray_moves == []
