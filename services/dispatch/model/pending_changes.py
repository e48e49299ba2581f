"""What a unit of work has decided and not yet written: rows, events, texts, timers, in the order decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from schemas.envelope import EventData
from services.dispatch.model.addressee import Addressee
from services.dispatch.model.brake import Brake
from services.dispatch.model.finding import Finding
from services.dispatch.model.incident import Assignment, Incident, Offer, Page
from services.dispatch.model.message_request import MessageRequest
from services.dispatch.model.noted_report import NotedReport
from services.dispatch.model.sos_call import SosCall, SosEntry
from services.dispatch.model.states import StrayMove
from services.dispatch.model.unread_text import UnreadText


@dataclass(frozen=True, slots=True)
class PendingEvent:
    """An event, and whose life it belongs to."""

    data: EventData
    subject_id: UUID
    correlation_id: UUID | None


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A line of an incident's timeline."""

    incident_id: UUID
    at: datetime
    kind: str
    params: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PendingTimer:
    """A deadline to set; outdated when the subject's epoch has moved on."""

    subject_id: UUID
    kind: str
    due_at: datetime
    epoch: int


@dataclass(slots=True)
class PendingChanges:
    """The latest value of each row wins; everything else is kept in order."""

    reports: dict[UUID, NotedReport] = field(default_factory=dict)
    """As they came: new, or a newer revision."""
    reports_decided: dict[UUID, NotedReport] = field(default_factory=dict)
    """What became of those known before: answered, left out, split off."""
    opened: dict[UUID, Incident] = field(default_factory=dict)
    incidents: dict[UUID, Incident] = field(default_factory=dict)
    offers: dict[UUID, Offer] = field(default_factory=dict)
    assignments: dict[UUID, Assignment] = field(default_factory=dict)
    findings: dict[UUID, Finding] = field(default_factory=dict)
    pages: dict[UUID, Page] = field(default_factory=dict)
    addressees: dict[UUID, Addressee] = field(default_factory=dict)
    brakes: dict[str, Brake] = field(default_factory=dict)
    unheard: list[Page] = field(default_factory=list)
    """Pages about which nobody could be texted."""
    outgoing: list[PendingEvent | MessageRequest] = field(default_factory=list)
    timers: list[PendingTimer] = field(default_factory=list)
    timeline: list[TimelineEntry] = field(default_factory=list)
    unsent: list[Offer] = field(default_factory=list)
    """Whose text never got to anybody: counted again as if nobody had been asked."""
    offered: list[UUID] = field(default_factory=list)
    closed: list[UUID] = field(default_factory=list)
    exercises_unsent: list[Offer] = field(default_factory=list)
    """As the three above, of exercises: those are counted apart (rule R96)."""
    exercises_offered: list[UUID] = field(default_factory=list)
    exercises_closed: list[UUID] = field(default_factory=list)
    assigned: list[UUID] = field(default_factory=list)
    released: list[tuple[UUID, datetime | None]] = field(default_factory=list)
    switched: set[UUID] = field(default_factory=set)
    """Who goes on or off call in this unit, after it is saved: locked with all others."""
    not_understood: list[UUID] = field(default_factory=list)
    unread: list[UnreadText] = field(default_factory=list)
    settled: list[UnreadText] = field(default_factory=list)
    sos_calls: dict[UUID, SosCall] = field(default_factory=dict)
    sos_entries: list[SosEntry] = field(default_factory=list)
    stray_moves: list[StrayMove] = field(default_factory=list)

    @property
    def messages(self) -> list[MessageRequest]:
        return [each for each in self.outgoing if isinstance(each, MessageRequest)]

    def keep_incident(self, incident: Incident) -> None:
        """A new one stays among the opened, in its latest shape."""
        if incident.id in self.opened:
            self.opened[incident.id] = incident
        else:
            self.incidents[incident.id] = incident
