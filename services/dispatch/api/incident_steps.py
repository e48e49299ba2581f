"""A step of an incident: begun under the incident's lock, decided, saved unless it is a preview, and answered."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends

from schemas.agencies import OwnWords
from schemas.api.dispatch.steps import ReviewAnswer, StepAnswer, StepText
from schemas.envelope import EventData
from schemas.events.incident import EndingChosenV1, FindingReviewedV1
from services.chassis.auth import Staff
from services.chassis.database import Database
from services.chassis.errors import Problem
from services.chassis.http_access import TheDatabase
from services.chassis.http_server import not_found
from services.chassis.scope import Scope
from services.chassis.sealing import Sealer
from services.dispatch.api.dependencies import TheResources
from services.dispatch.api.references import find_incident
from services.dispatch.incident.answering import unanswered
from services.dispatch.model.incident import Assignment
from services.dispatch.model.message_request import MessageRequest, fitted
from services.dispatch.model.mission import Mission
from services.dispatch.model.pending_changes import PendingEvent
from services.dispatch.resources import DispatchResources
from services.dispatch.sealing import public_place_words
from services.dispatch.store.content_reads import note_readings
from services.dispatch.store.views import IncidentViews
from services.dispatch.unit_of_work import IncidentUnitOfWork

Announced = TypeVar("Announced", bound=EventData)


@dataclass(frozen=True, slots=True)
class IncidentStep:
    """A mission under its lock, while a step is decided on it."""

    work: IncidentUnitOfWork
    mission: Mission

    @property
    def sealer(self) -> Sealer:
        return self.work.resources.sealer

    def person(self, callsign: str) -> Assignment:
        """
        Raises:
            Problem: nobody by that call sign is on the mission now.
        """
        assignment = self.mission.assignment_named(callsign)
        if assignment is None:
            raise Problem(404, "not-found", f"{callsign} is not on this mission")
        return assignment

    async def note_place_read(self, staff: Staff) -> None:
        await note_readings(self.work.unit.connection, "report_place", [self.mission.incident.place_of], staff)

    def announced(self, kind: type[Announced]) -> Announced | None:
        """The step's own event of this kind: what it says is what intake will tell."""
        events = [each.data for each in self.work.pending.outgoing if isinstance(each, PendingEvent)]
        return next((event for event in events if isinstance(event, kind)), None)

    def answer(self, mission: Mission | None = None) -> StepAnswer:
        """Of the mission that the step is about, or of the one that it opened; with what callers are told by a
        person's choice, where the step says that.
        """
        incident, chosen = (mission or self.mission).incident, self.announced(EndingChosenV1)
        return StepAnswer(
            incident_id=incident.id,
            code=incident.code,
            state=incident.state.value,
            texts=tuple(text_shown(message) for message in self.work.pending.messages),
            report_ids=() if chosen is None else chosen.report_ids,
            ending=None if chosen is None else chosen.ending,
            callers_waiting=len(unanswered(self.mission)),
        )

    def answer_of_review(self, words: OwnWords | None = None) -> ReviewAnswer:
        """With all that callers are told of the finding; without any of it where it was rejected."""
        step = dict(self.answer())
        told = self.announced(FindingReviewedV1)
        if told is None:
            return ReviewAnswer(**step)
        return ReviewAnswer(
            **{**step, "report_ids": told.report_ids},
            outcome=told.outcome,
            agency=told.agency,
            agency_words=words if told.sealed_agency_words is not None else None,
            why=told.why,
            corrects=told.corrects,
            went=told.went,
            seen_by=told.seen_by,
            seen_at=told.seen_at,
            place=public_place_words(self.mission.incident),
        )


class IncidentSteps:
    """Begins steps. A preview decides the same as the step itself and saves nothing."""

    def __init__(self, database: Database, resources: DispatchResources) -> None:
        self._database = database
        self._resources = resources

    @asynccontextmanager
    async def begin(self, reference: str, scope: Scope, *, preview: bool = False) -> AsyncIterator[IncidentStep]:
        """Lock the incident; what was decided is saved at the end, unless a problem was raised.

        Raises:
            Problem: no such incident, or its code names two.
        """
        async with self._database.unit() as unit:
            incident_id = await find_incident(IncidentViews(unit.connection, scope), reference)
            work = IncidentUnitOfWork(unit, self._resources)
            mission = (await work.lock_missions([incident_id])).get(incident_id)
            if mission is None:
                raise not_found("incident")
            yield IncidentStep(work, mission)
            if not preview:
                await work.save()


async def steps_of(database: TheDatabase, resources: TheResources) -> IncidentSteps:
    return IncidentSteps(database, resources)


TheSteps = Annotated[IncidentSteps, Depends(steps_of)]


def text_shown(message: MessageRequest) -> StepText:
    return StepText(
        person_id=message.person_id,
        callsign=message.callsign,
        template=message.template,
        params=fitted({**message.params, **(message.sealed or {})}),
    )
