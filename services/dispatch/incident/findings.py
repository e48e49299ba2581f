"""What a letter from the scene means, when a mission is over, and what a caller may be told of its place. Pure."""

from collections.abc import Sequence

from schemas import text_lengths
from schemas.values import Outcome
from services.dispatch.grammar.readings import FindingLetter
from services.dispatch.model.incident import Assignment, Finding, Incident, IncidentState

OUTCOMES = {
    FindingLetter.CONFIRMED: Outcome.CONFIRMED_ONGOING,
    FindingLetter.OTHER_AGENCY: Outcome.UNFOUNDED_OTHER,
    FindingLetter.NOTHING_HERE: Outcome.NOTHING_SEEN,
    FindingLetter.CANNOT_TELL: Outcome.UNABLE,
}
"""A letter by text; `confirmed_past` is for a reviewer to say. "Saw nothing" is not "not immigration" (rule R4)."""
LONGEST_PUBLIC_PLACE = text_lengths.PLACE
"""A crossing that is longer is not cut, since half of it would be another place."""


def is_over(incident: Incident, team: Sequence[Assignment], finding: Finding | None) -> bool:
    """Everybody is out, and the finding was reviewed, or the mission stood down with none waiting for review."""
    if incident.state is IncidentState.CLOSED or any(assignment.active for assignment in team):
        return False
    waiting = finding is not None and finding.decision is None
    return incident.reviewed_at is not None or (incident.state is IncidentState.STOOD_DOWN and not waiting)


def public_place(incident: Incident) -> str:
    """The place as a caller may be told it: the crossing, else the zone; never a house (rule R13)."""
    if incident.intersection and not incident.is_residence and 0 < len(incident.place_text) <= LONGEST_PUBLIC_PLACE:
        return incident.place_text
    return incident.zone
