"""One incident in the hands of a unit of work: what is known of it, and what is being decided about it.

The decision files change a mission; nothing here reads a clock or a database, and nothing is written until the unit
saves what is pending.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypedDict
from uuid import UUID

from schemas.envelope import EventData
from schemas.events.incident import AssignmentChangedV1, OfferAnsweredV2
from services.dispatch.model.brake import Brake
from services.dispatch.model.candidate_pool import CandidatePool
from services.dispatch.model.finding import Finding, waiting_for_review
from services.dispatch.model.incident import (
    UNPAIRED,
    Assignment,
    AssignmentState,
    AwaitedSign,
    EndedOfferState,
    Incident,
    MissionPerson,
    Offer,
    OfferState,
    Page,
)
from services.dispatch.model.message_request import MessageRequest, id_of_message
from services.dispatch.model.noted_report import NotedReport
from services.dispatch.model.pending_changes import PendingChanges, PendingEvent, PendingTimer, TimelineEntry
from services.dispatch.model.roster import ChainMember, ChainPlace, DutyLead, DutyPosition, RosterNetwork
from services.dispatch.model.scene_place import ScenePlace
from services.dispatch.model.sos_call import CryPlace
from services.dispatch.model.states import stray_move

WITHOUT_CODE = frozenset({"V12", "V12a", "V12b", "V12c", "V12d", "V37"})
PLACES = {DutyPosition.LEAD: ChainPlace.LEAD, DutyPosition.BACKUP: ChainPlace.BACKUP}


class IncidentHead(TypedDict):
    """What every event about an incident begins with."""

    incident_id: UUID
    network_id: str
    code: str
    exercise: bool


@dataclass(frozen=True, slots=True)
class NetworkDuty:
    """Who stands behind a network's missions right now, and who besides them is asked when somebody must hear."""

    network: RosterNetwork
    leads: tuple[DutyLead, ...] = ()
    others: tuple[ChainMember, ...] = ()
    """Its other duty leads and its coordinators, none of them on duty."""
    brake: Brake | None = None
    """As it was when the unit began; none: no text ever failed."""
    deaf: frozenset[UUID] = frozenset()
    """Of the chain, of whom it is known since a short while that no page reached them."""

    @property
    def attended(self) -> bool:
        """Somebody on duty hears of what happens (rule R45); else nobody is sent."""
        return any(lead.reachable for lead in self.leads)

    @property
    def chain(self) -> tuple[ChainMember, ...]:
        """Everybody who is ever paged, in the order in which they are, whether a text reaches them or not."""
        on_duty = (
            ChainMember(lead.volunteer_id, lead.callsign, PLACES[lead.position], lead.reach) for lead in self.leads
        )
        return (*on_duty, *self.others)

    def callsign(self, person_id: UUID) -> str:
        return next(member.callsign for member in self.chain if member.volunteer_id == person_id)


@dataclass(slots=True)
class Mission:
    """Offers by volunteer, assignments by their id; a change is pending at once, in its order."""

    incident: Incident
    duty: NetworkDuty
    now: datetime
    pending: PendingChanges
    pool: CandidatePool = field(default_factory=CandidatePool)
    offers: dict[UUID, Offer] = field(default_factory=dict)
    assignments: dict[UUID, Assignment] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    pages: dict[UUID, Page] = field(default_factory=dict)
    awaited_signs: dict[UUID, AwaitedSign] = field(default_factory=dict)
    """By assignment, as they were when the mission was taken up."""
    reports: list[NotedReport] = field(default_factory=list)
    """All that are linked to it, the first noted first."""
    open_place: Callable[[NotedReport], ScenePlace | None] = lambda _: None
    """Where a report was seen; none: nobody said, or its day's key is gone."""
    cries: Sequence[CryPlace] = ()
    """Every open SOS of who was sent somewhere, of any network."""
    unreachable: frozenset[UUID] = frozenset()
    """Who of the team no text reaches, as notify announced it."""

    @property
    def event_head(self) -> IncidentHead:
        incident = self.incident
        return IncidentHead(
            incident_id=incident.id,
            network_id=incident.network_id,
            code=incident.code,
            exercise=incident.exercise,
        )

    @property
    def report_ids(self) -> tuple[UUID, ...]:
        return tuple(report.report_id for report in self.reports)

    @property
    def brake(self) -> Brake:
        """Of its network, as this unit has moved it."""
        name = self.incident.network_id
        return self.pending.brakes.get(name) or self.duty.brake or Brake(name)

    def put_brake(self, brake: Brake) -> None:
        self.pending.brakes[brake.network_id] = brake

    @property
    def team(self) -> list[Assignment]:
        """Everyone who is on the mission now, first who said yes first."""
        return sorted((a for a in self.assignments.values() if a.active), key=lambda a: (a.held_at, a.id))

    @property
    def waiting_findings(self) -> tuple[Finding, ...]:
        return waiting_for_review(self.findings)

    def crossing_of(self, report: NotedReport) -> str | None:
        """In words that may be told to a team; a home is for a duty lead to say."""
        place = self.open_place(report) if report.intersection and report.is_residence is False else None
        return place.text.strip() or None if place is not None else None

    def waits_until(self, assignment: Assignment) -> datetime:
        """How long somebody waits for a partner at most."""
        return self.waits_since(assignment) + timedelta(minutes=self.incident.policy.wait_minutes)

    def waits_since(self, assignment: Assignment) -> datetime:
        """Since they said yes, or since a partner was gone. Who was released for want of one was none."""
        others = (each for each in self.assignments.values() if each.release_reason not in UNPAIRED)
        gone = [each.released_at for each in others if each.released_at is not None]
        return max([assignment.held_at, *gone])

    def assignment_of(self, volunteer_id: UUID) -> Assignment | None:
        """This person's place on the mission, if they have one now."""
        return next((a for a in self.assignments.values() if a.active and a.person.volunteer_id == volunteer_id), None)

    def last_assignment_of(self, volunteer_id: UUID) -> Assignment | None:
        """Their latest place on the mission, whether they have it still or not."""
        mine = [each for each in self.assignments.values() if each.person.volunteer_id == volunteer_id]
        return max(mine, key=lambda each: (each.held_at, each.id), default=None)

    def assignment_named(self, callsign: str) -> Assignment | None:
        return next((a for a in self.assignments.values() if a.active and a.person.callsign == callsign), None)

    def update_incident(self, **changes: Any) -> None:
        before, self.incident = self.incident, replace(self.incident, **changes)
        self._compare(before.state, self.incident.state, before.id)
        self.pending.keep_incident(self.incident)

    def put_offer(self, offer: Offer) -> None:
        if (before := self.offers.get(offer.person.volunteer_id)) is not None:
            self._compare(before.state, offer.state, offer.id)
        self.offers[offer.person.volunteer_id] = self.pending.offers[offer.id] = offer

    def put_finding(self, finding: Finding) -> None:
        self.findings = [*(known for known in self.findings if known.id != finding.id), finding]
        self.pending.findings[finding.id] = finding

    def put_report(self, report: NotedReport) -> None:
        """A report of this incident after it was decided on, in its place; one that joins now is not stored yet."""
        self.reports = [report if known.report_id == report.report_id else known for known in self.reports]
        pending = self.pending
        rows = pending.reports if report.report_id in pending.reports else pending.reports_decided
        rows[report.report_id] = report

    def put_page(self, page: Page) -> None:
        self.pending.pages[page.id] = page
        if page.open:
            self.pages[page.id] = page
        else:
            self.pages.pop(page.id, None)

    def put_assignment(self, assignment: Assignment) -> None:
        if (before := self.assignments.get(assignment.id)) is not None:
            self._compare(before.state, assignment.state, assignment.id)
        self.assignments[assignment.id] = self.pending.assignments[assignment.id] = assignment

    def advance_assignment(self, assignment: Assignment, state: AssignmentState, **changes: Any) -> Assignment:
        """An assignment in its next state, kept and told."""
        changed = replace(assignment, state=state, **changes)
        self.put_assignment(changed)
        self.announce(
            AssignmentChangedV1(
                **self.event_head,
                assignment_id=changed.id,
                volunteer_id=changed.id,
                callsign=changed.person.callsign,
                state=state.value,
                eta_minutes=changed.eta_minutes,
            )
        )
        return changed

    def _compare(self, before: StrEnum, after: StrEnum, id: UUID) -> None:
        """A move that its table does not know is a fault of ours: told, and carried out, for people wait on it."""
        if (stray := stray_move(before, after, id)) is not None:
            self.pending.stray_moves.append(stray)

    def end_offer(self, offer: Offer, state: EndedOfferState, *, minutes: int | None = None) -> None:
        """An offer that nobody waits on any more, kept and told; the person may be asked elsewhere again."""
        if offer.state is OfferState.OPEN:
            closed = self.pending.exercises_closed if self.incident.exercise else self.pending.closed
            closed.append(offer.person.volunteer_id)
        ended = replace(offer, state=state, answered_at=self.now, eta_minutes=minutes)
        self.put_offer(ended)
        self.announce(OfferAnsweredV2(**self.event_head, offer_id=ended.id, state=state.value, eta_minutes=minutes))

    def announce(self, data: EventData) -> None:
        self.pending.outgoing.append(PendingEvent(data, self.incident.id, self.incident.correlation_id))

    def text(
        self,
        person: MissionPerson,
        template: str,
        occasion: str,
        params: Mapping[str, str] | None = None,
        *,
        sealed: Mapping[str, str] | None = None,
        not_after: datetime | None = None,
        message_id: UUID | None = None,
    ) -> None:
        """Ask for a text to one of the mission's people; all but the answer to an SOS name the mission's code."""
        incident = self.incident
        text = MessageRequest(
            id=message_id or id_of_message(incident.id, person.volunteer_id, template, occasion),
            network_id=incident.network_id,
            subject_id=incident.id,
            person_id=person.volunteer_id,
            callsign=person.callsign,
            template=template,
            params=params or {} if template in WITHOUT_CODE else {"code": incident.code, **(params or {})},
            sealed=sealed,
            not_after=not_after,
            exercise=incident.exercise,
            correlation_id=incident.correlation_id,
        )
        self.pending.outgoing.append(text)

    def note(self, kind: str, **params: str) -> None:
        self.pending.timeline.append(TimelineEntry(self.incident.id, self.now, kind, params))

    def set_timer(self, kind: str, after: timedelta, epoch: int) -> None:
        self.pending.timers.append(PendingTimer(self.incident.id, kind, self.now + after, epoch))
