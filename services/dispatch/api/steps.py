"""Incidents, steered by the duty lead: each step is decided under the incident's lock, or tried without doing it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends

from schemas.agencies import Agency
from schemas.api.dispatch import (
    CloseRequest,
    LookAtAnswer,
    LookAtRequest,
    MeetingPointRequest,
    OutRequest,
    ReviewAnswer,
    ReviewRequest,
    SosClearRequest,
    StandDownRequest,
    StepAnswer,
    StepText,
)
from services.chassis.auth import Staff
from services.chassis.database import Database
from services.chassis.errors import FieldError, Problem
from services.chassis.http_access import TheDatabase
from services.chassis.http_server import not_found
from services.chassis.openapi import refuses
from services.chassis.sealing import Sealer
from services.dispatch.api.dependencies import DutyLeadOnly, LeadOrOperator, TheResources
from services.dispatch.api.references import AMBIGUOUS, find_incident
from services.dispatch.incident import distress, leaving, looking, scene, team
from services.dispatch.incident.review import close_unable, review_finding
from services.dispatch.incident.review_rule import ReviewDecision, ReviewRefusal
from services.dispatch.matching import geography
from services.dispatch.model.incident import OVER, Assignment, AssignmentState, IncidentState, StandDownReason
from services.dispatch.model.message_request import MessageRequest, fitted
from services.dispatch.model.mission import Mission
from services.dispatch.model.roster import MeetingPoint
from services.dispatch.resources import DispatchResources
from services.dispatch.sealing import public_place_words, seal_finding_note, seal_public_place, seal_why_out
from services.dispatch.store.content_reads import note_readings
from services.dispatch.store.views import IncidentViews
from services.dispatch.unit_of_work import IncidentUnitOfWork

IS_OVER: Final = (409, "incident-over", "It is over already")
WAS_DECIDED: Final = (409, "incident-over", "It was decided already")
TOO_NEAR: Final = (422, "too-near", "That is too near the scene")
SOS_OPEN: Final = (409, "sos-open", "The SOS must be cleared first, after speaking with them")
PLACE_UNKNOWN: Final = (422, "place-unknown", "Nobody said where it is; say it in your own words")
NO_SOS: Final = (409, "no-sos", "They have no open SOS")
REFUSALS: Final = {
    ReviewRefusal.NOTHING_TO_REVIEW: (409, "There is no finding that waits for a review"),
    ReviewRefusal.FINDING_WAITS: (409, "A finding waits for its review; decide on that first"),
    ReviewRefusal.OWN_FINDING: (403, "Nobody decides on their own finding"),
    ReviewRefusal.OUTCOME_MISSING: (422, "A correction says what it was"),
    ReviewRefusal.AGENCY_MISSING: (422, f"Not immigration: say what it was, one of {', '.join(sorted(Agency))}"),
}
OF_A_REVIEW: Final = tuple((status, refusal.value, title) for refusal, (status, title) in REFUSALS.items())

router = APIRouter(prefix="/v1/incidents/{reference}", tags=["steps"])


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

    def answer(self) -> StepAnswer:
        incident = self.mission.incident
        return StepAnswer(
            incident_id=incident.id,
            code=incident.code,
            state=incident.state.value,
            texts=tuple(text_shown(message) for message in self.work.pending.messages),
        )

    def answer_with_callers(self, *, seen_at: datetime | None, went: bool) -> ReviewAnswer:
        step, incident = self.answer(), self.mission.incident
        return ReviewAnswer(
            incident_id=step.incident_id,
            code=step.code,
            state=step.state,
            texts=step.texts,
            report_ids=tuple(self.mission.report_ids),
            outcome=incident.outcome,
            agency=incident.agency,
            went=went,
            seen_at=seen_at,
            place=public_place_words(incident),
        )

    def answer_without_callers(self) -> ReviewAnswer:
        return ReviewAnswer(**dict(self.answer()))


class IncidentSteps:
    """Begins steps. A preview decides the same as the step itself and saves nothing."""

    def __init__(self, database: Database, resources: DispatchResources) -> None:
        self._database = database
        self._resources = resources

    @asynccontextmanager
    async def begin(self, reference: str, *, preview: bool = False) -> AsyncIterator[IncidentStep]:
        """Lock the incident; what was decided is saved at the end, unless a problem was raised.

        Raises:
            Problem: no such incident, or its code names two.
        """
        async with self._database.unit() as unit:
            incident_id = await find_incident(IncidentViews(unit.connection), reference)
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


@router.post("/stand-down", responses=refuses(AMBIGUOUS, IS_OVER))
async def stand_down(reference: str, order: StandDownRequest, staff: LeadOrOperator, steps: TheSteps) -> StepAnswer:
    """No more offers; everyone who is out there is asked to leave and text OUT."""
    async with steps.begin(reference, preview=order.preview) as step:
        _not_over(step.mission)
        scene.stand_down(step.mission, StandDownReason(order.reason), by=staff.actor)
    return step.answer()


@router.post("/review", responses=refuses(AMBIGUOUS, *OF_A_REVIEW))
async def review(reference: str, order: ReviewRequest, staff: DutyLeadOnly, steps: TheSteps) -> ReviewAnswer:
    """By somebody other than who submitted it. Only then callers are told."""
    async with steps.begin(reference, preview=order.preview) as step:
        finding, today = step.mission.finding, step.work.now.date()
        note = None
        if order.note is not None and finding is not None:
            note = seal_finding_note(order.note, finding.id, step.sealer, today)
        _refuse(
            review_finding(
                step.mission,
                decision=ReviewDecision(order.decision),
                reviewer=staff.actor,
                outcome=order.outcome,
                agency=order.agency,
                sealed_place=seal_public_place(step.mission.incident, step.sealer, today),
                sealed_note=note,
            )
        )
    if order.decision == "reject":
        return step.answer_without_callers()
    return step.answer_with_callers(seen_at=finding.submitted_at if finding else None, went=True)


@router.post("/close", responses=refuses(AMBIGUOUS, WAS_DECIDED))
async def close(reference: str, order: CloseRequest, staff: DutyLeadOnly, steps: TheSteps) -> ReviewAnswer:
    """Nobody could check it: its callers hear so, and whoever waited is free."""
    async with steps.begin(reference, preview=order.preview) as step:
        incident = step.mission.incident
        if incident.state is IncidentState.CLOSED or incident.reviewed_at is not None:
            raise Problem(*WAS_DECIDED)
        sealed_place = seal_public_place(incident, step.sealer, step.work.now.date())
        _refuse(close_unable(step.mission, by=staff.actor, sealed_place=sealed_place))
    return step.answer_with_callers(seen_at=None, went=step.mission.incident.went)


@router.post("/meeting-point", responses=refuses(AMBIGUOUS, IS_OVER, TOO_NEAR))
async def choose_meeting_point(
    reference: str, order: MeetingPointRequest, _: DutyLeadOnly, steps: TheSteps
) -> StepAnswer:
    """A public place, never the scene (rule R3)."""
    async with steps.begin(reference, preview=order.preview) as step:
        _not_over(step.mission)
        incident = step.mission.incident
        away_m = geography.km_between(order.lat, order.lon, incident.lat, incident.lon) * 1000
        if away_m < incident.policy.meeting_min_m:
            detail = f"at least {incident.policy.meeting_min_m} m from the reported place"
            raise Problem(*TOO_NEAR, errors=(FieldError("/lat", detail),))
        team.choose_meeting_point(step.mission, MeetingPoint(order.name, order.lat, order.lon))
    return step.answer()


@router.post("/look-at", responses=refuses(AMBIGUOUS, IS_OVER, PLACE_UNKNOWN))
async def choose_where_to_look(
    reference: str, order: LookAtRequest, staff: DutyLeadOnly, steps: TheSteps
) -> LookAtAnswer:
    """Told when all of the team are there; of a home only this. Who was shown the reported place is noted."""
    async with steps.begin(reference, preview=order.preview) as step:
        _not_over(step.mission)
        incident = step.mission.incident
        place = order.place or incident.place_text.strip()
        if not place:
            raise Problem(*PLACE_UNKNOWN)
        if order.place is None:
            await step.note_place_read(staff)
        looking.choose_where_to_look(step.mission, place, by=staff.actor)
    return LookAtAnswer(**dict(step.answer()), place=fitted({"scene": place})["scene"])


@router.post("/out", responses=refuses(AMBIGUOUS, SOS_OPEN))
async def say_out(reference: str, order: OutRequest, staff: LeadOrOperator, steps: TheSteps) -> StepAnswer:
    """For somebody who is away and cannot text OUT; why is kept sealed."""
    async with steps.begin(reference) as step:
        assignment = step.person(order.callsign)
        if assignment.state is AssignmentState.SOS:
            raise Problem(*SOS_OPEN)
        why = seal_why_out(order.why, step.mission.incident.id, step.sealer, step.work.now.date())
        leaving.out_by_lead(step.mission, assignment, sealed_why=why, by=staff.actor)
    return step.answer()


@router.post("/sos-clear", responses=refuses(AMBIGUOUS, NO_SOS))
async def clear_sos(reference: str, order: SosClearRequest, staff: DutyLeadOnly, steps: TheSteps) -> StepAnswer:
    """As `POST /v1/sos/{reference}/clear`, which also says so of somebody on no mission: use that."""
    async with steps.begin(reference) as step:
        await step.work.lock_calls([step.mission.incident.network_id])
        assignment = step.person(order.callsign)
        if assignment.state is not AssignmentState.SOS:
            raise Problem(409, "no-sos", f"{order.callsign} has no open SOS")
        call = step.work.calls.get(assignment.person.volunteer_id)
        distress.clear_sos(step.mission, assignment, staff.actor, call)
        if call is not None:
            step.work.put_call(distress.cleared(call, staff.actor, step.work.now))
    return step.answer()


def _not_over(mission: Mission) -> None:
    if mission.incident.state in OVER:
        raise Problem(*IS_OVER, f"Its state is {mission.incident.state.value}.")


def _refuse(refusal: ReviewRefusal | None) -> None:
    if refusal is not None:
        status, title = REFUSALS[refusal]
        raise Problem(status, refusal.value, title)


def text_shown(message: MessageRequest) -> StepText:
    return StepText(
        person_id=message.person_id,
        callsign=message.callsign,
        template=message.template,
        params=fitted({**message.params, **(message.sealed or {})}),
    )
