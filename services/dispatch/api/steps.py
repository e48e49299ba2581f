"""Incidents, steered by the duty lead: each step is decided under the incident's lock, or tried without doing it."""

from collections.abc import Iterable
from typing import Final

from fastapi import APIRouter

from schemas.agencies import Agency
from schemas.api.dispatch.steps import (
    CloseRequest,
    LookAtAnswer,
    LookAtRequest,
    MeetingPointRequest,
    OutRequest,
    ReviewAnswer,
    ReviewRequest,
    SendOnAnswer,
    SendOnRequest,
    SosBeside,
    SosClearRequest,
    StandDownRequest,
    StepAnswer,
    TellRequest,
)
from schemas.network_file import MEETING_CHOSEN_MAX_M
from services.chassis.errors import FieldError, Problem
from services.chassis.openapi import refuses
from services.chassis.sealing import wire
from services.dispatch.api.dependencies import DutyLeadOnly, LeadOrOperator
from services.dispatch.api.incident_steps import TheSteps
from services.dispatch.api.references import AMBIGUOUS, UNKNOWN_REPORT, find_reports
from services.dispatch.incident import distress, leaving, looking, scene, sending_off
from services.dispatch.incident.answering import leave_out, unanswered
from services.dispatch.incident.ending import may_be_told, tell_callers
from services.dispatch.incident.near_sos import cries_lately_near, km_from, where_to_meet
from services.dispatch.incident.opening import search_once_more
from services.dispatch.incident.review import close_unable, review_finding
from services.dispatch.incident.review_rule import (
    AcceptedFinding,
    RejectedFindings,
    ReviewDecision,
    ReviewRefusal,
    Verdict,
)
from services.dispatch.incident.sending_on import send_on
from services.dispatch.matching import geography
from services.dispatch.model.incident import (
    OVER,
    AgencyWords,
    AssignmentState,
    Incident,
    IncidentState,
    Page,
    StandDownReason,
)
from services.dispatch.model.message_request import fitted
from services.dispatch.model.mission import Mission
from services.dispatch.model.roster import MeetingPoint
from services.dispatch.model.sos_call import CryPlace, SosCall
from services.dispatch.sealing import (
    seal_agency_words,
    seal_finding_note,
    seal_public_place,
    seal_why_out,
)
from services.dispatch.unit_of_work import IncidentUnitOfWork

IS_OVER: Final = (409, "incident-over", "It is over already")
WAS_DECIDED: Final = (409, "incident-over", "It was decided already")
TOO_NEAR: Final = (422, "too-near", "That is too near the scene")
TOO_FAR: Final = (422, "too-far", "That is too far from the scene")
SOS_OPEN: Final = (409, "sos-open", "The SOS must be cleared first, after speaking with them")
PLACE_UNKNOWN: Final = (422, "place-unknown", "Nobody said where it is; say it in your own words")
WAITS_FOR_NONE: Final = (409, "not-held", "It does not wait for an SOS near it")
NO_SOS: Final = (409, "no-sos", "They have no open SOS")
REFUSALS: Final = {
    ReviewRefusal.NOTHING_TO_REVIEW: (409, "There is no finding that waits for a review"),
    ReviewRefusal.FINDING_WAITS: (409, "A finding waits for its review; decide on that first"),
    ReviewRefusal.OWN_FINDING: (403, "Nobody decides on their own finding"),
    ReviewRefusal.FINDINGS_DIFFER: (
        409,
        "The findings differ: say whose it is, or give the outcome yourself",
    ),
    ReviewRefusal.NO_SUCH_FINDING: (409, "No such finding waits for a review; it may have been superseded"),
    ReviewRefusal.OUTCOME_MISSING: (422, "A correction says what it was"),
    ReviewRefusal.AGENCY_MISSING: (422, f"Not immigration: say what it was, one of {', '.join(sorted(Agency))}"),
    ReviewRefusal.AGENCY_WORDS_MISSING: (422, "Another agency: say what it was in a few words, in English and Spanish"),
    ReviewRefusal.CORRECTION_UNSAID: (
        422,
        "Callers were told something else before: say whether that was wrong, or this is a new look",
    ),
}
FINDING_WAITS: Final = (409, "finding-waits", REFUSALS[ReviewRefusal.FINDING_WAITS][1])
STILL_OPEN: Final = (409, "still-open", "It may still be found out; stand it down or close it first")
ALL_ANSWERED: Final = (409, "all-answered", "All of these callers were told how it ended")
OF_A_REVIEW: Final = tuple((status, refusal.value, title) for refusal, (status, title) in REFUSALS.items())

router = APIRouter(prefix="/v1/incidents/{reference}", tags=["steps"])


@router.post("/stand-down", responses=refuses(AMBIGUOUS, IS_OVER, FINDING_WAITS))
async def stand_down(reference: str, order: StandDownRequest, staff: LeadOrOperator, steps: TheSteps) -> StepAnswer:
    """No more offers; everyone who is out there is asked to leave and text OUT.

    Callers whom no finding answers are told what the order says; without it they wait, and a lead is paged to choose.
    """
    async with steps.begin(reference, staff.scope, preview=order.preview) as step:
        if order.tell is not None or step.mission.incident.state in OVER:
            _no_finding_waits(step.mission)
        if step.mission.incident.state in OVER and unanswered(step.mission):
            raise Problem(*IS_OVER, f"Its callers wait: hotline tell {step.mission.incident.code}.")
        _not_over(step.mission)
        scene.stand_down(step.mission, StandDownReason(order.reason), by=staff.actor, tell=order.tell)
    return step.answer()


@router.post("/tell", responses=refuses(AMBIGUOUS, STILL_OPEN, FINDING_WAITS, ALL_ANSWERED))
async def tell(reference: str, order: TellRequest, staff: LeadOrOperator, steps: TheSteps) -> StepAnswer:
    """Choose what callers hear whom no finding answers: after a stand-down, or of reports that were left out."""
    async with steps.begin(reference, staff.scope, preview=order.preview) as step:
        if not may_be_told(step.mission, order.reports):
            _no_finding_waits(step.mission)
            raise Problem(*STILL_OPEN)
        if tell_callers(step.mission, order.ending, staff.actor, only=order.reports) == 0:
            raise Problem(*ALL_ANSWERED)
    return step.answer()


@router.post("/review", responses=refuses(AMBIGUOUS, UNKNOWN_REPORT, *OF_A_REVIEW))
async def review(reference: str, order: ReviewRequest, staff: DutyLeadOnly, steps: TheSteps) -> ReviewAnswer:
    """By somebody other than who submitted it. Only then callers are told. Two that differ are not accepted unread."""
    async with steps.begin(reference, staff.scope, preview=order.preview) as step:
        incident, sealer, today = step.mission.incident, step.sealer, step.work.now.date()
        words = None if order.agency_words is None else AgencyWords(order.agency_words.en, order.agency_words.es)
        note = order.note
        leave_out(step.mission, find_reports(step.mission.reports, order.leave_out, "/leave_out/{}"), by=staff.actor)
        also = find_reports(step.mission.reports, order.also, "/also/{}")
        judged = review_finding(
            step.mission,
            Verdict(
                ReviewDecision(order.decision),
                staff.actor,
                finding=order.finding,
                outcome=order.outcome,
                agency=order.agency,
                agency_words=words,
                why=order.why,
                corrects=order.corrects,
                also=frozenset(report.report_id for report in also),
            ),
            sealed_place=seal_public_place(incident, sealer, today),
            sealed_agency=None if words is None else wire(seal_agency_words(words, incident.id, sealer, today)),
            seal_note=None if note is None else lambda finding_id: seal_finding_note(note, finding_id, sealer, today),
        )
        _refuse(judged, step.mission)
    return step.answer_of_review(order.agency_words)


@router.post("/close", responses=refuses(AMBIGUOUS, WAS_DECIDED, FINDING_WAITS))
async def close(reference: str, order: CloseRequest, staff: DutyLeadOnly, steps: TheSteps) -> ReviewAnswer:
    """Nobody could check it: its callers hear so, and whoever waited is free."""
    async with steps.begin(reference, staff.scope, preview=order.preview) as step:
        incident = step.mission.incident
        if incident.state is IncidentState.CLOSED or incident.reviewed_at is not None:
            raise Problem(*WAS_DECIDED)
        sealed_place = seal_public_place(incident, step.sealer, step.work.now.date())
        _refuse(close_unable(step.mission, by=staff.actor, sealed_place=sealed_place, why=order.why), step.mission)
    return step.answer_of_review()


@router.post("/meeting-point", responses=refuses(AMBIGUOUS, IS_OVER, TOO_NEAR, TOO_FAR))
async def choose_meeting_point(
    reference: str, order: MeetingPointRequest, staff: DutyLeadOnly, steps: TheSteps
) -> StepAnswer:
    """A public place, never the scene, and not another quarter (rule R3)."""
    async with steps.begin(reference, staff.scope, preview=order.preview) as step:
        _not_over(step.mission)
        incident = step.mission.incident
        away_m = geography.km_between(order.lat, order.lon, incident.lat, incident.lon) * 1000
        if away_m < incident.policy.meeting_min_m:
            detail = f"at least {incident.policy.meeting_min_m} m from the reported place"
            raise Problem(*TOO_NEAR, errors=(FieldError("/lat", detail),))
        most_m = max(incident.policy.meeting_max_m, MEETING_CHOSEN_MAX_M)
        if away_m > most_m:
            detail = f"at most {most_m} m from the reported place"
            raise Problem(*TOO_FAR, errors=(FieldError("/lat", detail),))
        sending_off.choose_meeting_point(step.mission, MeetingPoint(order.name, order.lat, order.lon))
    return step.answer()


@router.post("/look-at", responses=refuses(AMBIGUOUS, IS_OVER, PLACE_UNKNOWN))
async def choose_where_to_look(
    reference: str, order: LookAtRequest, staff: DutyLeadOnly, steps: TheSteps
) -> LookAtAnswer:
    """Told when all of the team are there; of a home only this. Who was shown the reported place is noted."""
    async with steps.begin(reference, staff.scope, preview=order.preview) as step:
        _not_over(step.mission)
        incident = step.mission.incident
        place = order.place or incident.place_text.strip()
        if not place:
            raise Problem(*PLACE_UNKNOWN)
        if order.place is None:
            await step.note_place_read(staff)
        looking.choose_where_to_look(step.mission, place, by=staff.actor)
    return LookAtAnswer(**dict(step.answer()), place=fitted({"scene": place})["scene"])


@router.post("/send-on", responses=refuses(AMBIGUOUS, IS_OVER, WAITS_FOR_NONE))
async def send_on_near_sos(reference: str, order: SendOnRequest, staff: DutyLeadOnly, steps: TheSteps) -> SendOnAnswer:
    """Nobody was asked because somebody's SOS is open near, or was: now they are, and a complete team goes.

    The answer says whose SOS that is, unless it is another network's, and where the new team would meet.
    """
    async with steps.begin(reference, staff.scope, preview=order.preview) as step:
        _not_over(step.mission)
        if step.mission.incident.near_sos_at is None:
            raise Problem(*WAITS_FOR_NONE)
        if step.mission.incident.state is IncidentState.UNFILLED and not step.mission.incident.place_gone:
            await step.work.find_candidates([search_once_more(step.mission)])
        send_on(step.mission, by=staff.actor)
        near, meeting = cries_lately_near(step.mission), step.mission.incident.meeting or where_to_meet(step.mission)
    return SendOnAnswer(
        **dict(step.answer()),
        sos=tuple(_sos_beside(step.mission.incident, cry) for cry in near if cry.network_id in staff.scope),
        meeting_point=meeting.name if meeting else None,
    )


@router.post("/out", responses=refuses(AMBIGUOUS, SOS_OPEN))
async def say_out(reference: str, order: OutRequest, staff: LeadOrOperator, steps: TheSteps) -> StepAnswer:
    """For somebody who is away and cannot text OUT; why is kept sealed."""
    async with steps.begin(reference, staff.scope) as step:
        assignment = step.person(order.callsign)
        if assignment.state is AssignmentState.SOS:
            raise Problem(*SOS_OPEN)
        why = seal_why_out(order.why, step.mission.incident.id, step.sealer, step.work.now.date())
        leaving.out_by_lead(step.mission, assignment, sealed_why=why, by=staff.actor)
    return step.answer()


@router.post("/sos-clear", responses=refuses(AMBIGUOUS, NO_SOS))
async def clear_sos(reference: str, order: SosClearRequest, staff: DutyLeadOnly, steps: TheSteps) -> StepAnswer:
    """As `POST /v1/sos/{reference}/clear`, which also says so of somebody on no mission: use that.

    Also of who cried when they had left this mission.
    """
    async with steps.begin(reference, staff.scope) as step:
        work, incident = step.work, step.mission.incident
        pages = await work.pages.open_pages_without_incident([incident.network_id])
        await work.lock_calls([incident.network_id], [each.person.volunteer_id for each in step.mission.team])
        cries = (call for call in work.calls.values() if call.incident_id == incident.id)
        call = next((call for call in cries if call.callsign == order.callsign), None)
        if call is None:
            step.person(order.callsign)
            raise Problem(409, "no-sos", f"{order.callsign} has no open SOS")
        end_call(work, call, pages, by=staff.actor)
    return step.answer()


def end_call(work: IncidentUnitOfWork, call: SosCall, pages: Iterable[Page], *, by: str) -> None:
    """A duty lead spoke with them: they are on the mission still, have left it, or were on none.

    Args:
        pages: those of no mission that are open.
    """
    mission = work.missions.get(call.incident_id) if call.incident_id else None
    assignment = mission.assignment_of(call.volunteer_id) if mission else None
    if mission is not None and assignment is not None and assignment.state is AssignmentState.SOS:
        distress.clear_sos(mission, assignment, by, call)
    else:
        duty = work.duties[call.network_id]
        for page in distress.clear_off_mission(call, duty, work.pending, pages, by, left=mission):
            work.put_page(page)
    work.put_call(distress.cleared(call, by, work.now))


def _not_over(mission: Mission) -> None:
    if mission.incident.state in OVER:
        raise Problem(*IS_OVER, f"Its state is {mission.incident.state.value}.")


def _no_finding_waits(mission: Mission) -> None:
    """
    Raises:
        Problem: one does; whose, and how it is decided on.
    """
    if mission.waiting_findings:
        of = ", ".join(dict.fromkeys(finding.submitted_by for finding in mission.waiting_findings))
        raise Problem(*FINDING_WAITS, f"Of {of}: hotline review {mission.incident.code}.")


def _refuse(judged: AcceptedFinding | RejectedFindings | ReviewRefusal | None, mission: Mission) -> None:
    """
    Raises:
        Problem: the review is not taken; of two findings that differ it says what each says.
    """
    if not isinstance(judged, ReviewRefusal):
        return
    if judged is ReviewRefusal.FINDING_WAITS:
        _no_finding_waits(mission)
    status, title = REFUSALS[judged]
    said = "; ".join(f"{each.submitted_by}: {each.outcome.value}" for each in mission.waiting_findings)
    raise Problem(status, judged.value, title, said if judged is ReviewRefusal.FINDINGS_DIFFER else None)


def _sos_beside(incident: Incident, cry: CryPlace) -> SosBeside:
    return SosBeside(
        callsign=cry.callsign,
        code=cry.code,
        metres=round(km_from(incident, cry) * 1000),
        raised_at=cry.raised_at,
        cleared_at=cry.cleared_at,
    )
