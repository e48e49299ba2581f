"""What whoever cries for help is told: who was alerted, and nobody who was not. Pure."""

from typing import assert_never
from uuid import UUID

from services.dispatch.escalation.hearer import Hearer
from services.dispatch.model.incident import Assignment, AssignmentState
from services.dispatch.model.mission import Mission


def answer_to_sos(hears: Hearer, *, buddy: bool) -> str:
    """The text that says who was alerted, and nobody who was not."""
    match hears:
        case Hearer.LEAD:
            return "V12" if buddy else "V12a"
        case Hearer.SOMEBODY_ELSE:
            return "V12b"
        case Hearer.THE_OTHERS:
            return "V12d"
        case Hearer.NOBODY:
            return "V12c"
        case never:
            assert_never(never)


def answer_to_not_ok(hears: Hearer) -> str:
    match hears:
        case Hearer.LEAD:
            return "V17"
        case Hearer.THE_OTHERS:
            return "V17c"
        case Hearer.SOMEBODY_ELSE | Hearer.NOBODY:
            return "V17b"
        case never:
            assert_never(never)


def reaches_others(mission: Mission, volunteer_id: UUID) -> bool:
    """Whether somebody else of the team reads LEAVE NOW, so that this may be said to who cries."""
    others = (each for each in others_out_there(mission, volunteer_id) if each.state is not AssignmentState.SOS)
    return any(each.person.volunteer_id not in mission.unreachable for each in others)


def others_out_there(mission: Mission, volunteer_id: UUID) -> list[Assignment]:
    """Those who were sent, and who cried before they were."""
    others = (each for each in mission.team if each.person.volunteer_id != volunteer_id)
    return [each for each in others if each.sent or each.state is AssignmentState.SOS]
