"""Put a team together from the answers: who has a seat, who waits, what happens when one drops out."""

import math
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from schemas.events.incident import IncidentUnfilledV1
from schemas.values import uuid7
from services.dispatch.escalation.page_texts import reads_as_alone
from services.dispatch.escalation.paging import end_pages, page_lead, tell_it_is_over
from services.dispatch.incident import pair_rule
from services.dispatch.incident.offering import (
    count_a_miss,
    go_on_if_silent,
    hold_back,
    others_may_come,
    refill,
    say_who_was_not_reached,
    speaker_may_come,
    texts_arrive,
)
from services.dispatch.incident.sending_off import (
    send_off_if_complete,
    tell_to_wait_for_a_person,
    tell_where,
    waits_for_a_place,
)
from services.dispatch.incident.signs import expect_arrival
from services.dispatch.matching.waves import size_of
from services.dispatch.model.incident import (
    NO_PAIR,
    NO_PLACE,
    OVER,
    SEEKING,
    SETTLED,
    Assignment,
    AssignmentState,
    IncidentState,
    MissionPerson,
    Offer,
    OfferState,
    PageReason,
    StandDownReason,
)
from services.dispatch.model.mission import Mission
from services.dispatch.model.team_out_there import team_out_there

HOLD = "hold"
OF_ONE_ON_IT = (PageReason.ALONE, PageReason.PAIR_MISSING, PageReason.VOICE_ONLY)
"""Over when the person is off the mission."""


def accept(mission: Mission, offer: Offer, minutes: int | None, occasion: str) -> bool:
    """Yes. The unit holds the incident's row, so seats are counted once; one too many is told so, never silence.

    True when the person has a seat now: other missions that asked them must look for somebody else.
    """
    texts_arrive(mission)
    team = [assignment.person for assignment in mission.team]
    if mission.incident.state not in SEEKING:
        seat = pair_rule.Seat.COVERED
    else:
        kept = speaker_may_come(mission, offer.person)
        seat = pair_rule.seat_for(offer.person, team, mission.incident.needs, speaker_may_come=kept)
    if seat is pair_rule.Seat.COVERED:
        if offer.state in (OfferState.OPEN, OfferState.STANDBY):
            mission.end_offer(offer, OfferState.WITHDRAWN, minutes=minutes)
        mission.text(offer.person, "V15" if mission.incident.state in SETTLED else "V5", occasion)
        return False
    if seat is pair_rule.Seat.KEPT:
        stand_by(mission, offer, minutes, occasion)
        return False
    seat_id = _take_seat(mission, offer, minutes)
    if not send_off_if_complete(mission):
        _tell_to_wait(mission, mission.assignments[seat_id], occasion)
        if len(_waiting(mission)) == 1:  # whoever joins them is looked at when their time is over
            _hold(mission)
        go_on_if_silent(mission)
    return True


def stand_by(mission: Mission, offer: Offer, minutes: int | None, occasion: str) -> None:
    """Only if people are short; also a yes that cannot be used yet."""
    texts_arrive(mission)
    mission.end_offer(offer, OfferState.STANDBY, minutes=minutes)
    mission.note("standby", callsign=offer.person.callsign)
    mission.text(offer.person, "V13", occasion)
    go_on_if_silent(mission)


def decline(mission: Mission, offer: Offer, occasion: str) -> None:
    """No, without any penalty; the next person is asked at once."""
    texts_arrive(mission)
    was_open = offer.state is OfferState.OPEN
    mission.end_offer(offer, OfferState.DECLINED)
    mission.note("declined", callsign=offer.person.callsign)
    mission.text(offer.person, "V14", occasion)
    refill(mission, 1 if was_open else 0)


def no_text_arrived(mission: Mission, offer: Offer, *, never_sent: bool = False, of_the_phone: bool = True) -> None:
    """The offer never reached them, so it counts in none of their limits; the next person is asked at once.

    One that expired before it was sent says nothing of them: our own queue or clock did it, a person is told of that,
    and asking others would only lengthen the queue. It is asked again when texts go, as is whom the provider refused
    where nobody else is left: everybody near was not asked.
    """
    unsent = mission.pending.exercises_unsent if mission.incident.exercise else mission.pending.unsent
    unsent.append(offer)
    if offer.state not in (OfferState.OPEN, OfferState.EXPIRED):
        return
    mission.end_offer(offer, OfferState.UNDELIVERABLE)
    mission.note("undeliverable", callsign=offer.person.callsign)
    if not never_sent:
        count_a_miss(mission)
    if never_sent or not (of_the_phone or others_may_come(mission)):
        hold_back(mission)
    else:
        refill(mission, 1 if offer.state is OfferState.OPEN else 0)
    say_who_was_not_reached(mission)


def assigned_elsewhere(mission: Mission, offer: Offer) -> None:
    """They are on another mission now; without a text, so that nothing contradicts the one they just got."""
    was_open = offer.state is OfferState.OPEN
    mission.end_offer(offer, OfferState.WITHDRAWN)
    refill(mission, 1 if was_open else 0)


def ask_to_release(mission: Mission, assignment: Assignment, occasion: str) -> None:
    """The first "no" of somebody on a mission is asked back (rule R29)."""
    mission.put_assignment(replace(assignment, asked_release=True))
    mission.text(assignment.person, "V21", occasion)


def stay(mission: Mission, assignment: Assignment, occasion: str) -> None:
    """Asked back, they go on: a later "no" is asked back again."""
    mission.put_assignment(replace(assignment, asked_release=False))
    mission.text(assignment.person, "V40", occasion)


def look_for_another(mission: Mission, gone: Assignment) -> None:
    """The team is incomplete again. Nobody goes on alone: each hears who is gone, and waits for a new partner."""
    if mission.incident.state in OVER:
        return
    end_pages(mission, [PageReason.MEETING_POINT])
    left = [each for each in mission.team if each.state is not AssignmentState.SOS]
    for each in left:
        if each.state is not AssignmentState.HELD:
            mission.advance_assignment(each, AssignmentState.HELD)
        said = {"buddy": gone.person.callsign, "minutes": _minutes_left(mission, each)}
        mission.text(each.person, "V31" if each.sent else "V30", f"lost:{gone.id}", said)
    if outside := [each for each in left if each.sent]:
        waiting = ", ".join(each.person.callsign for each in outside)
        mission.note("lost_partner", callsign=gone.person.callsign, waiting=waiting)
        page_lead(mission, PageReason.ALONE, outside[0].person, detail=gone.person.callsign)
    if mission.incident.state in (IncidentState.TEAM_READY, IncidentState.EN_ROUTE):
        mission.update_incident(state=IncidentState.DISPATCHING)
    if _waiting(mission):
        _hold(mission)
    refill(mission, max(size_of(1, mission.incident.policy), 1))


def release(mission: Mission, assignment: Assignment, reason: str) -> None:
    """Off the mission. Who was sent rests before the next offer; who only waited, or exercised, does not need to."""
    rested = mission.now + timedelta(minutes=mission.incident.policy.cooldown_minutes)
    rests = assignment.confirmed_at is not None and not mission.incident.exercise
    mission.advance_assignment(assignment, AssignmentState.RELEASED, released_at=mission.now, release_reason=reason)
    mission.pending.released.append((assignment.person.volunteer_id, rested if rests else None))
    _move_to_who_still_waits(mission, assignment.person)
    about = assignment.person.volunteer_id
    alone = [page for page in mission.pages.values() if page.reason is PageReason.ALONE and page.about_id == about]
    if assignment.state is not AssignmentState.SOS:  # of whom it is told that somebody spoke with them
        tell_it_is_over(alone, mission.duty, mission.pending)
    end_pages(mission, OF_ONE_ON_IT, about)
    page_as_not_alone(mission)
    if not mission.team:
        end_pages(mission, [PageReason.PAIR_MISSING, PageReason.MEETING_POINT, PageReason.WHERE_TO_LOOK])
    mission.note("released", callsign=assignment.person.callsign, why=reason)


def page_as_not_alone(mission: Mission) -> None:
    """Who is out, or has somebody with them now, is alone no more: their text waits on as any other."""
    out_there = team_out_there(mission.team)
    open_pages = list(mission.pages.values())
    plainly = {page.about_id for page in open_pages if page.reason is PageReason.UNREAD_TEXT}
    for page in open_pages:
        if page.reason is not PageReason.UNREAD_ALONE or reads_as_alone(page, out_there):
            continue
        if page.about_id in plainly:
            mission.put_page(replace(page, open=False, due_at=None))
        else:
            mission.put_page(replace(page, reason=PageReason.UNREAD_TEXT, detail=None))


def _move_to_who_still_waits(mission: Mission, gone: MissionPerson) -> None:
    """A page about a missing partner names one of those who wait: another one, when that one is gone."""
    waiting = _waiting(mission)
    for page in list(mission.pages.values()):
        if page.reason is PageReason.PAIR_MISSING and page.about_id == gone.volunteer_id and waiting:
            page_lead(mission, PageReason.PAIR_MISSING, waiting[0].person, since=waiting[0].held_at)


def on_hold_over(mission: Mission) -> None:
    """Still nobody to go with: the duty lead decides. Whoever has waited as long as they were told is let go (rule R9).

    They heard once how long, and hear nothing in between that says no more.
    """
    waiting = _waiting(mission)
    if mission.incident.state not in SEEKING or not waiting:
        return
    over = [each for each in waiting if _waits_until(mission, each) <= mission.now]
    if over:
        _let_go(mission, waiting if waits_for_a_place(mission) else over)
    elif not waits_for_a_place(mission):
        _ask_the_lead(mission, waiting)
    if _waiting(mission):
        _hold(mission)


def tell_again(mission: Mission, assignment: Assignment, minutes: int | None, occasion: str) -> None:
    """The same yes once more: what they were told last, to leave among it, and perhaps a new time of arrival."""
    if mission.incident.state in OVER:
        tell_to_leave(mission, assignment, occasion)
        return
    if minutes is not None:
        mission.put_assignment(replace(assignment, eta_minutes=minutes))
    if minutes is not None or assignment.signs_asked:
        expect_arrival(mission, mission.assignments[assignment.id], minutes)
    if assignment.state is AssignmentState.HELD:
        _tell_to_wait(mission, mission.assignments[assignment.id], occasion)
    elif mission.incident.meeting is not None:
        tell_where(mission, assignment, occasion)


def tell_to_leave(mission: Mission, assignment: Assignment, occasion: str) -> None:
    """LEAVE NOW where somebody is in danger, else that it is over; who is in danger themselves hears what helps."""
    if assignment.state is AssignmentState.SOS:
        return
    danger = mission.incident.stand_down in (StandDownReason.SAFETY, StandDownReason.SOS)
    mission.text(assignment.person, "V8" if danger else "V20", occasion)


def _take_seat(mission: Mission, offer: Offer, minutes: int | None) -> UUID:
    mission.end_offer(offer, OfferState.ACCEPTED, minutes=minutes)
    assignment = Assignment(
        id=uuid7(),
        incident_id=mission.incident.id,
        person=offer.person,
        state=AssignmentState.HELD,
        held_at=mission.now,
        eta_minutes=minutes,
    )
    mission.advance_assignment(assignment, AssignmentState.HELD)
    mission.pending.assigned.append(offer.person.volunteer_id)
    mission.pool.note_assigned(offer.person.volunteer_id)
    mission.note("accepted", callsign=offer.person.callsign, minutes="" if minutes is None else str(minutes))
    return assignment.id


def _tell_to_wait(mission: Mission, waiting: Assignment, occasion: str) -> None:
    """For a partner, or for the duty lead to name a place. Who was sent and lost theirs hears how to leave, and SOS.

    Who was asked to go home, and has not said that they are out, hears that again.
    """
    if waits_for_a_place(mission) or (waiting.sent and mission.incident.near_sos_at is not None):
        tell_to_wait_for_a_person(mission, waiting, occasion)
    elif _is_to_go_home(mission, waiting):
        mission.text(waiting.person, "V4d", occasion)
    else:
        said = {"minutes": _minutes_left(mission, waiting)}
        mission.text(waiting.person, "V4c" if waiting.sent else "V4", occasion, said)


def _minutes_left(mission: Mission, waiting: Assignment) -> str:
    left = mission.waits_until(waiting) - mission.now
    return str(max(1, math.ceil(left.total_seconds() / 60)))


def _waiting(mission: Mission) -> list[Assignment]:
    """Whoever was asked to go home waits no more: OUT is waited for from them."""
    held = [each for each in mission.team if each.state is AssignmentState.HELD]
    return [each for each in held if not (_is_to_go_home(mission, each) and each.sign_due_at is not None)]


def _is_to_go_home(mission: Mission, waiting: Assignment) -> bool:
    return waiting.sent and mission.waits_until(waiting) <= mission.now


def _waits_until(mission: Mission, waiting: Assignment) -> datetime:
    """A complete team waits for a place as long as callers wait for news: a duty lead was asked for it."""
    if waits_for_a_place(mission):
        return mission.waits_since(waiting) + timedelta(minutes=mission.incident.policy.news_minutes)
    return mission.waits_until(waiting)


def _hold(mission: Mission) -> None:
    """Until the duty lead is asked, or else until the first has waited long enough."""
    mission.update_incident(hold_epoch=mission.incident.hold_epoch + 1)
    ends = min(_waits_until(mission, each) for each in _waiting(mission))
    asked = any(page.reason in (PageReason.PAIR_MISSING, PageReason.ALONE) for page in mission.pages.values())
    span = ends - mission.now
    if not asked and not waits_for_a_place(mission):
        span = min(span, timedelta(seconds=mission.incident.policy.hold_seconds))
    mission.set_timer(HOLD, max(span, timedelta(seconds=1)), mission.incident.hold_epoch)


def _ask_the_lead(mission: Mission, waiting: list[Assignment]) -> None:
    """One cause, one page: of who lost a partner outside they were told at once."""
    if any(page.reason is PageReason.PAIR_MISSING for page in mission.pages.values()):
        return
    if mission.incident.hold_epoch == 1:
        mission.announce(IncidentUnfilledV1(**mission.event_head, reason="pair_missing"))
    mission.note("pair_missing", waiting=", ".join(each.person.callsign for each in waiting))
    if not any(page.reason is PageReason.ALONE for page in mission.pages.values()):
        page_lead(mission, PageReason.PAIR_MISSING, waiting[0].person, since=mission.waits_since(waiting[0]))


def _let_go(mission: Mission, over: list[Assignment]) -> None:
    """Nobody was found in time, or no place: they are free; who was sent is asked to go home, and then for OUT.

    Others are asked in their place, but where only a place is missing: they would wait in vain too.
    """
    placeless = waits_for_a_place(mission)
    pages = [
        page for page in mission.pages.values() if page.reason in (PageReason.PAIR_MISSING, PageReason.MEETING_POINT)
    ]
    for each in over:
        occasion = f"in_vain:{each.id}:{mission.waits_since(each).isoformat()}"
        if each.sent:
            mission.text(each.person, "V4d", occasion)
            mission.note("sent_home", callsign=each.person.callsign)
        else:
            mission.text(each.person, "V19b" if placeless else "V4b", occasion)
            release(mission, each, NO_PLACE if placeless else NO_PAIR)
    tell_it_is_over([page for page in pages if page.id not in mission.pages], mission.duty, mission.pending)
    if not placeless:
        refill(mission, len(over))
