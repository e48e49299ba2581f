"""One incident in the hands of a unit of work: what is known of it, and what is being decided about it.

The decision files change a mission; nothing here reads a clock or a database, and nothing is written until the unit
saves its record.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal, TypedDict, cast
from uuid import UUID

from schemas.envelope import EventData
from schemas.events.incident import AssignmentChangedV1, OfferAnsweredV1
from services.dispatch.model.candidate_pool import Pool
from services.dispatch.model.incident import (
    Assignment,
    AssignmentState,
    Ended,
    Finding,
    Incident,
    Offer,
    OfferState,
    Page,
    Person,
)
from services.dispatch.model.message_request import Text, id_of_message
from services.dispatch.model.pending_changes import Alarm, Note, Record, Said
from services.dispatch.model.roster import DutyLead, Network

WITHOUT_CODE = frozenset({"V12"})


Answer = Literal["accepted", "standby", "declined", "expired", "withdrawn", "undeliverable"]


class Head(TypedDict):
    """What every event about an incident begins with."""

    incident_id: UUID
    network_id: str
    code: str
    exercise: bool


@dataclass(frozen=True, slots=True)
class Duty:
    """Who stands behind a network's missions right now; `others` are asked only when nobody is on duty."""

    network: Network
    leads: tuple[DutyLead, ...] = ()
    others: tuple[tuple[UUID, str], ...] = ()

    def callsign(self, person_id: UUID) -> str:
        named = {lead.volunteer_id: lead.callsign for lead in self.leads} | dict(self.others)
        return named[person_id]


@dataclass(slots=True)
class Mission:
    """Offers by volunteer, assignments by their id; a change goes into the record at once, in its order."""

    incident: Incident
    duty: Duty
    now: datetime
    record: Record
    pool: Pool = field(default_factory=Pool)
    offers: dict[UUID, Offer] = field(default_factory=dict)
    assignments: dict[UUID, Assignment] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    pages: dict[UUID, Page] = field(default_factory=dict)
    report_ids: list[UUID] = field(default_factory=list)

    @property
    def head(self) -> Head:
        incident = self.incident
        return Head(
            incident_id=incident.id,
            network_id=incident.network_id,
            code=incident.code,
            exercise=incident.exercise,
        )

    @property
    def team(self) -> list[Assignment]:
        """Everyone who is on the mission now, first who said yes first."""
        return sorted((a for a in self.assignments.values() if a.active), key=lambda a: (a.held_at, a.id))

    @property
    def finding(self) -> Finding | None:
        """The latest that nobody has decided on."""
        return next((finding for finding in reversed(self.findings) if finding.decision is None), None)

    def of(self, volunteer_id: UUID) -> Assignment | None:
        """This person's place on the mission, if they have one now."""
        return next((a for a in self.assignments.values() if a.active and a.person.volunteer_id == volunteer_id), None)

    def named(self, callsign: str) -> Assignment | None:
        return next((a for a in self.assignments.values() if a.active and a.person.callsign == callsign), None)

    def move(self, **changes: Any) -> None:
        self.incident = replace(self.incident, **changes)
        self.record.keep_incident(self.incident)

    def put_offer(self, offer: Offer) -> None:
        self.offers[offer.person.volunteer_id] = self.record.offers[offer.id] = offer

    def put_finding(self, finding: Finding) -> None:
        self.findings = [known for known in self.findings if known.id != finding.id] + [finding]
        self.record.findings[finding.id] = finding

    def put_page(self, page: Page) -> None:
        self.record.pages[page.id] = page
        if page.open:
            self.pages[page.id] = page
        else:
            self.pages.pop(page.id, None)

    def put(self, assignment: Assignment) -> None:
        self.assignments[assignment.id] = self.record.assignments[assignment.id] = assignment

    def moved_on(self, assignment: Assignment, state: AssignmentState, **changes: Any) -> Assignment:
        """An assignment in its next state, kept and told."""
        changed = replace(assignment, state=state, **changes)
        self.put(changed)
        self.say(
            AssignmentChangedV1(
                **self.head,
                assignment_id=changed.id,
                volunteer_id=changed.person.volunteer_id,
                callsign=changed.person.callsign,
                state=state.value,
                eta_minutes=changed.eta_minutes,
            )
        )
        return changed

    def end_offer(self, offer: Offer, state: Ended, *, minutes: int | None = None) -> None:
        """An offer that nobody waits on any more, kept and told; the person may be asked elsewhere again."""
        if offer.state is OfferState.OPEN:
            self.record.closed.append(offer.person.volunteer_id)
        ended = replace(offer, state=state, answered_at=self.now, eta_minutes=minutes)
        self.put_offer(ended)
        self.say(
            OfferAnsweredV1(
                **self.head,
                offer_id=ended.id,
                volunteer_id=ended.person.volunteer_id,
                callsign=ended.person.callsign,
                state=cast("Answer", state.value),
                eta_minutes=minutes,
            )
        )

    def say(self, data: EventData) -> None:
        self.record.voice.append(Said(data, self.incident.id, self.incident.correlation_id))

    def text(
        self,
        person: Person,
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
        text = Text(
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
        self.record.voice.append(text)

    def note(self, kind: str, **params: str) -> None:
        self.record.notes.append(Note(self.incident.id, self.now, kind, params))

    def alarm(self, kind: str, after: timedelta, epoch: int) -> None:
        self.record.alarms.append(Alarm(self.incident.id, kind, self.now + after, epoch))
