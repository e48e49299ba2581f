"""Somebody cries near what is under way: whoever is not there yet goes no farther until a person sends them on (R46).

Whoever is there leaves by a duty lead's word, who is paged. Pure.
"""

from collections.abc import Sequence

from services.dispatch.escalation.page_texts import ON_THE_WAY, THERE
from services.dispatch.incident.near_sos import cries_near, wait_for_a_person, who_cried
from services.dispatch.incident.sending_off import tell_to_wait_for_a_person
from services.dispatch.incident.signs import UNDER_WAY
from services.dispatch.model.incident import (
    BEFORE_THE_SCENE,
    SEEKING,
    SETTLED,
    Assignment,
    AssignmentState,
    IncidentState,
    OfferState,
)
from services.dispatch.model.mission import Mission
from services.dispatch.model.sos_call import CryPlace


def hold_up(mission: Mission) -> None:
    """What a person knew of who sent it on is not said again; nor does anybody who was told to leave hear more."""
    cries, state = cries_near(mission), mission.incident.state
    waits_already = mission.incident.near_sos_at is not None and state not in (
        IncidentState.TEAM_READY,
        IncidentState.EN_ROUTE,
    )
    if not cries or waits_already or state in SETTLED or state is IncidentState.ASSESSING:
        return
    out_there = [each for each in mission.team if each.sent]
    if state in BEFORE_THE_SCENE:
        _go_no_farther(mission, cries, out_there)
    elif out_there:
        _ask_the_lead(mission, cries, out_there)


def _go_no_farther(mission: Mission, cries: Sequence[CryPlace], out_there: Sequence[Assignment]) -> None:
    wait_for_a_person(mission, cries, team=ON_THE_WAY if out_there else "")
    mission.note("held_up" if out_there else "sos_near", **who_cried(mission, cries), **_named(out_there))
    occasion = f"near_sos:{cries[0].call_id}"
    for each in out_there:
        if each.state is not AssignmentState.HELD:
            mission.advance_assignment(each, AssignmentState.HELD)
        tell_to_wait_for_a_person(mission, each, occasion)
    if mission.incident.state not in SEEKING:  # a complete team waits for a person, not for a partner
        epoch = mission.incident.hold_epoch + 1
        mission.update_incident(state=IncidentState.DISPATCHING, hold_epoch=epoch)
    _ask_nobody(mission)


def _ask_nobody(mission: Mission) -> None:
    """They are asked anew, in the same wave, when a person sends it on; whoever stands by goes on standing by."""
    still_asked = [offer for offer in mission.offers.values() if offer.state is OfferState.OPEN]
    for offer in still_asked:
        mission.end_offer(offer, OfferState.WITHDRAWN)
        mission.text(offer.person, "V5c", f"withdrawn:{offer.asked}")
    if still_asked:
        mission.update_incident(wave=max(mission.incident.wave - 1, 0))


def _ask_the_lead(mission: Mission, cries: Sequence[CryPlace], out_there: Sequence[Assignment]) -> None:
    wait_for_a_person(mission, cries, team=THERE)
    mission.note("sos_near_team", **who_cried(mission, cries), **_named(out_there))
    for each in out_there:
        if each.state in UNDER_WAY:
            tell_to_wait_for_a_person(mission, each, f"near_sos:{cries[0].call_id}")


def _named(team: Sequence[Assignment]) -> dict[str, str]:
    return {"team": ", ".join(each.person.callsign for each in team)} if team else {}
