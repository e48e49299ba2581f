"""What a team reports from the scene: what a letter means, who saw it, and what a caller may be told of the place."""

from datetime import datetime, timedelta
from uuid import UUID

from schemas import text_lengths
from schemas.events.incident import FindingSubmittedV1
from schemas.place_names import crossing_in
from schemas.values import Outcome
from services.dispatch.escalation.page_texts import ANSWERED_BEFORE
from services.dispatch.escalation.paging import end_pages, page_lead
from services.dispatch.grammar.readings import FindingLetter, FindingReply
from services.dispatch.incident.answering import look_further
from services.dispatch.model.finding import Finding
from services.dispatch.model.incident import (
    OVER,
    SETTLED,
    Assignment,
    AssignmentState,
    Incident,
    IncidentState,
    PageReason,
    StandDownReason,
)
from services.dispatch.model.mission import Mission

OUTCOMES = {
    FindingLetter.CONFIRMED: Outcome.CONFIRMED_ONGOING,
    FindingLetter.OTHER_AGENCY: Outcome.UNFOUNDED_OTHER,
    FindingLetter.NOTHING_HERE: Outcome.NOTHING_SEEN,
    FindingLetter.CANNOT_TELL: Outcome.UNABLE,
}
"""A letter by text; `confirmed_past` is for a reviewer to say. "Saw nothing" is not "not immigration" (rule R4)."""
LOOKED_AT = SETTLED | {IncidentState.ON_SCENE, IncidentState.FINDING_SUBMITTED}
"""What somebody saw who has left is a finding like any other."""
AT_THE_SCENE = frozenset({AssignmentState.ON_SCENE, AssignmentState.SOS})
A_MOMENT = timedelta(microseconds=1)
LONGEST_PUBLIC_PLACE = text_lengths.PLACE
"""A longer crossing says less of each street, and both of them: half of it would be another place."""


def report_finding(
    mission: Mission,
    assignment: Assignment,
    said: FindingReply,
    *,
    finding_id: UUID,
    sealed_words: bytes | None,
    answered: bool = False,
) -> None:
    """Provisional: only a reviewer makes it final, and until then no caller hears of it (rule R5).

    It supersedes what the same person said before, and stands beside what others said.

    Args:
        answered: another text says that we have it.
    """
    finding = Finding(
        id=finding_id,
        incident_id=mission.incident.id,
        outcome=OUTCOMES[said.letter],
        people=said.people,
        vehicles=said.vehicles,
        submitted_by=assignment.person.callsign,
        submitted_at=_after_all(mission),
        words=sealed_words,
        seen_by=_at_the_scene(mission, assignment),
    )
    mission.put_finding(finding)
    end_pages(mission, [PageReason.NO_FINDING])
    state = mission.incident.state
    kept = state in OVER or (state is IncidentState.FINDING_REVIEWED and not assignment.active)
    mission.update_incident(went=True, state=state if kept else IncidentState.FINDING_SUBMITTED)
    mission.announce(
        FindingSubmittedV1(
            **mission.event_head,
            finding_id=finding.id,
            outcome=finding.outcome,
            people=finding.people,
            vehicles=finding.vehicles,
            submitted_by=finding.submitted_by,
        )
    )
    mission.note("finding", callsign=finding.submitted_by, outcome=finding.outcome.value)
    if not answered:
        answer = "V42" if assignment.active else "V42b"
        mission.text(assignment.person, answer, f"finding:{finding.id}", {"outcome": finding.outcome.value})
    before = any(report.answered_at is not None for report in mission.reports)
    detail = (ANSWERED_BEFORE if before else "") + finding.outcome.value
    page_lead(mission, PageReason.FINDING, assignment.person, detail=detail)
    if assignment.active:
        look_further(mission, finding)


def may_still_tell(mission: Mission) -> bool:
    """Somebody who left may say what they saw there, also after the review; unless others are sent there meanwhile."""
    incident = mission.incident
    return incident.went and (
        incident.state in LOOKED_AT or (incident.state is IncidentState.UNFILLED and not mission.team)
    )


def public_place(incident: Incident) -> str:
    """The place as a caller may be told it: the crossing, as much as fits, else the zone; never a house (rule R13)."""
    if incident.intersection and not incident.is_residence and incident.place_text.strip():
        return crossing_in(incident.place_text, LONGEST_PUBLIC_PLACE)
    return incident.zone


def _at_the_scene(mission: Mission, submitter: Assignment) -> tuple[str, ...]:
    """Of one who has left, or after LEAVE NOW: themselves."""
    ran = mission.incident.stand_down in (StandDownReason.SAFETY, StandDownReason.SOS)
    together = submitter.active and not ran
    others = [each for each in mission.team if together and each.state in AT_THE_SCENE and each.id != submitter.id]
    return (submitter.person.callsign, *(each.person.callsign for each in others))


def _after_all(mission: Mission) -> datetime:
    """Of two findings of one batch, which are of one moment, the later one must be seen to be the later."""
    last = max((finding.submitted_at for finding in mission.findings), default=None)
    return mission.now if last is None else max(mission.now, last + A_MOMENT)
