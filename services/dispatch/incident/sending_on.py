"""A person sends a mission on that waited because somebody's SOS was open near (rule R46). Pure."""

from services.dispatch.escalation.paging import end_pages
from services.dispatch.incident.near_sos import NEAR_SOS_PAGES, somebody_cried_at
from services.dispatch.incident.offering import ask_once_more, is_short, next_wave
from services.dispatch.incident.sending_off import send_off_if_complete
from services.dispatch.incident.signs import UNDER_WAY
from services.dispatch.incident.team import tell_again
from services.dispatch.model.incident import AT_THE_SCENE, SEEKING, IncidentState
from services.dispatch.model.mission import Mission


def send_on(mission: Mission, *, by: str) -> None:
    """A complete team goes, else people are asked; a cry that comes later holds it anew.

    Nobody meets where somebody cried; a team that is there goes on, and who is to join them comes.
    """
    mission.update_incident(near_sos_at=None, sent_on_at=mission.now)
    mission.note("sent_on", by=by)
    end_pages(mission, NEAR_SOS_PAGES)
    state, meeting = mission.incident.state, mission.incident.meeting
    if state in AT_THE_SCENE:
        for each in [each for each in mission.team if each.state in UNDER_WAY]:
            tell_again(mission, each, None, f"sent_on:{mission.now.isoformat()}")
        return
    if meeting is not None and somebody_cried_at(mission, meeting):
        mission.update_incident(meeting=None)
    if state in SEEKING and send_off_if_complete(mission):
        return
    if state is IncidentState.UNFILLED:
        ask_once_more(mission)
    elif state is IncidentState.ASSESSING or is_short(mission):
        next_wave(mission)
