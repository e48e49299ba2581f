"""Somebody in danger, or not well: they are answered, others leave, and a person calls them.

A cry is a call of its own (`SosCall`), on a mission or off one. It is open until a duty lead has spoken with the person
(rule R54); what they text meanwhile is kept with it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from schemas.events.incident import SosClearedV1, SosRaisedV1
from schemas.values import uuid7
from services.dispatch.escalation.hearer import who_hears
from services.dispatch.escalation.paging import end_pages, page_lead
from services.dispatch.incident.cry_answers import answer_to_not_ok, answer_to_sos, others_out_there, reaches_others
from services.dispatch.incident.ending import close_if_over
from services.dispatch.incident.leaving import tell_who_is_in_danger
from services.dispatch.incident.scene import stand_down
from services.dispatch.incident.team import release
from services.dispatch.model.incident import (
    IN_DANGER,
    OF_A_CRY,
    OVER,
    SEEKING,
    Assignment,
    AssignmentState,
    MissionPerson,
    Page,
    PageReason,
    StandDownReason,
)
from services.dispatch.model.message_request import MessageRequest, id_of_message
from services.dispatch.model.mission import Mission, NetworkDuty
from services.dispatch.model.pending_changes import PendingChanges, PendingEvent
from services.dispatch.model.sos_call import LeftMission, SosCall

TOLD_AGAIN: Final = timedelta(minutes=1)
"""Whoever is still out there hears of further cries at most so often."""


def raise_sos(
    mission: Mission, assignment: Assignment, occasion: str, call: SosCall | None = None, *, answered: bool = False
) -> SosCall:
    """Each cry is answered; everybody else leaves; somebody is paged until they answer.

    Args:
        call: the one still open.
        answered: the same words were answered a moment ago.
    """
    incident, person, now = mission.incident, assignment.person, mission.now
    call = replace(
        cried(call, person, incident.network_id, now),
        incident_id=incident.id,
        code=incident.code,
        zone=incident.zone,
        exercise=incident.exercise,
    )
    if not answered:
        hears = who_hears(mission.duty, apart_from=person.volunteer_id)
        mission.text(person, answer_to_sos(hears, buddy=reaches_others(mission, person.volunteer_id)), occasion)
    if assignment.state is AssignmentState.SOS:
        mission.note("sos_again", callsign=person.callsign, cries=str(call.cries))
    else:
        mission.advance_assignment(assignment, AssignmentState.SOS, sos_at=now, sos_cleared_by=None)
        mission.note("sos", callsign=person.callsign)
    mission.announce(raised(call))
    if not answered:
        for page in with_new_words(mission.pages.values(), person.volunteer_id, now):
            mission.put_page(page)
    page_lead(mission, PageReason.SOS, person)
    send_everybody_away(mission, call)
    return call


def send_everybody_away(mission: Mission, call: SosCall) -> None:
    """Whoever is out there leaves, and nobody is sent any more: also when who cries has left a moment ago.

    Who cries too is told so. When nobody is on the mission and nobody is asked, it stays as it is.
    """
    minutes = (mission.now - call.raised_at) // TOLD_AGAIN
    for each in others_out_there(mission, call.volunteer_id):
        template = "V8c" if each.state is AssignmentState.SOS else "V8b"
        mission.text(each.person, template, f"sos:{call.id}:{each.id}:{minutes}", {"callsign": call.callsign})
    state = mission.incident.state
    if state not in OVER and (mission.team or state in SEEKING):
        stand_down(mission, StandDownReason.SOS, by=call.callsign)


def cried(call: SosCall | None, person: MissionPerson, network_id: str, now: datetime) -> SosCall:
    """Once more on the call that is open, or the first time on a new one, which has no code yet."""
    if call is not None:
        return replace(call, cries=call.cries + 1, repeated_at=now)
    return SosCall(
        id=uuid7(),
        network_id=network_id,
        code="",
        volunteer_id=person.volunteer_id,
        callsign=person.callsign,
        incident_id=None,
        zone="",
        exercise=False,
        raised_at=now,
    )


def with_new_words(pages: Iterable[Page], volunteer_id: UUID, now: datetime) -> list[Page]:
    """Those about this person's cry: whoever is paged has not read what they cry now."""
    about = [page for page in pages if page.reason is PageReason.SOS and page.about_id == volunteer_id]
    return [replace(page, words_at=now) for page in about]


def left_by(mission: Mission, mine: Assignment) -> LeftMission:
    """With whom: those who had a seat while they did, and were sent; before all who is in danger, too."""
    it, until = mission.incident, mine.released_at or mission.now
    mates = {
        each.person.callsign: each.state is AssignmentState.SOS
        for each in mission.assignments.values()
        if each.person.volunteer_id != mine.person.volunteer_id
        and (each.confirmed_at is not None or each.state is AssignmentState.SOS)
        and each.held_at < until
        and (each.released_at is None or each.released_at > mine.held_at)
    }
    in_danger = sorted(mate for mate, cries in mates.items() if cries)
    return LeftMission(
        it.id,
        it.code,
        it.zone,
        it.exercise,
        tuple(in_danger or sorted(mates)),
        sent=mine.confirmed_at is not None,
        in_danger=bool(in_danger),
    )


def cried_after(call: SosCall, left: LeftMission) -> SosCall:
    """They are off their mission, and not safe for it: it goes by its code, and says where that was."""
    if call.code:
        return call
    return replace(call, incident_id=left.incident_id, code=left.code, zone=left.zone, exercise=left.exercise)


def raised(call: SosCall, *, on_mission: bool = True) -> SosRaisedV1:
    return SosRaisedV1(
        incident_id=call.subject_id,
        network_id=call.network_id,
        code=call.code,
        exercise=call.exercise,
        volunteer_id=call.id,
        callsign=call.callsign,
        call_id=call.id,
        on_mission=on_mission,
        cries=call.cries,
    )


def acknowledged(call: SosCall, by: str, now: datetime) -> SosCall:
    """Somebody took the page: they call. The call stays open."""
    return replace(call, acknowledged_by=by, acknowledged_at=now)


def page_about_words(mission: Mission, assignment: Assignment, call: SosCall) -> None:
    """What they text after somebody took their SOS belongs to it: whoever took it is asked to read it."""
    page_lead(mission, PageReason.SOS_WORDS, assignment.person, also=who_took(call, mission.duty))


def who_took(call: SosCall, duty: NetworkDuty) -> tuple[UUID, ...]:
    return tuple(member.volunteer_id for member in duty.chain if member.callsign == call.acknowledged_by)


def cleared(call: SosCall, by: str, now: datetime) -> SosCall:
    return replace(call, cleared_by=by, cleared_at=now)


def clear_sos(mission: Mission, assignment: Assignment, by: str, call: SosCall | None = None) -> None:
    """A duty lead spoke with them. Who had texted OUT meanwhile, or was never sent, is out; else they still need to."""
    person, incident = assignment.person, mission.incident
    out = assignment.out_at is not None or assignment.confirmed_at is None
    mission.announce(
        SosClearedV1(
            **mission.event_head,
            volunteer_id=call.id if call else incident.id,
            callsign=person.callsign,
            by=by,
            call_id=call.id if call else None,
        )
    )
    mission.note("sos_cleared", callsign=person.callsign, by=by)
    about = [
        each for each in mission.pages.values() if each.reason in IN_DANGER and each.about_id == person.volunteer_id
    ]
    tell_who_is_paged(about, mission.duty, mission.pending, incident.correlation_id)
    tell_who_took(call, mission.duty, mission.pending, apart_from={by, *_asked(about, mission.duty)})
    end_pages(mission, IN_DANGER, person.volunteer_id)
    occasion = f"cleared:{call.id if call else assignment.sos_at}"
    mission.text(person, "V36" if out else "V36b", occasion)
    if assignment.confirmed_at is None and incident.state in OVER:
        mission.text(person, "withdrawn", f"stood_down:{assignment.id}")
    tell_whoever_left_for_it(mission, person, since=assignment.sos_at, occasion=occasion)
    if out:
        mission.put_assignment(replace(assignment, sos_cleared_by=by))
        release(mission, mission.assignments[assignment.id], "out")
        tell_who_is_in_danger(mission, assignment)
    else:
        mission.advance_assignment(assignment, AssignmentState.ON_SCENE, sos_cleared_by=by)
    close_if_over(mission)


def tell_whoever_left_for_it(
    mission: Mission, cleared: MissionPerson, *, since: datetime | None, occasion: str
) -> None:
    """They were told of the SOS (V8b, V47), and hear once that it is closed; not who is in danger themselves."""
    latest = {each.person.volunteer_id: each for each in sorted(mission.assignments.values(), key=lambda a: a.held_at)}
    for each in latest.values():
        was_there = each.released_at is None or (since is not None and each.released_at >= since)
        if was_there and each.person != cleared and each.state is not AssignmentState.SOS:
            template = "V48" if each.confirmed_at is not None else "V48b"
            mission.text(each.person, template, occasion, {"callsign": cleared.callsign})


def clear_off_mission(
    call: SosCall, duty: NetworkDuty, pending: PendingChanges, pages: Iterable[Page], by: str, *, left: Mission | None
) -> list[Page]:
    """A duty lead spoke with somebody who is on no mission; returns the pages about it, which have ended.

    Args:
        left: the mission that they had left when they cried.
    """
    if left is not None:
        left.note("sos_cleared", callsign=call.callsign, by=by)
        if (place := left.last_assignment_of(call.volunteer_id)) is not None:
            tell_whoever_left_for_it(left, place.person, since=call.raised_at, occasion=f"cleared:{call.id}")
    event = SosClearedV1(
        incident_id=call.subject_id,
        network_id=call.network_id,
        code=call.code,
        exercise=call.exercise,
        volunteer_id=call.id,
        callsign=call.callsign,
        by=by,
        call_id=call.id,
        on_mission=False,
    )
    pending.outgoing.append(PendingEvent(event, call.subject_id, None))
    pending.outgoing.append(_text(call, call.volunteer_id, call.callsign, "V36", f"cleared:{call.id}"))
    mine = [page for page in pages if page.about_id == call.volunteer_id]
    about = [page for page in mine if page.reason in IN_DANGER]
    tell_who_is_paged(about, duty, pending)
    tell_who_took(call, duty, pending, apart_from={by, *_asked(about, duty)})
    return [replace(page, open=False) for page in mine if page.reason in OF_A_CRY]


def tell_who_is_paged(
    pages: Sequence[Page], duty: NetworkDuty, pending: PendingChanges, correlation_id: UUID | None = None
) -> None:
    """Whoever was asked about one person and has not answered hears once that it is over (D21), before pages end."""
    named = {member.volunteer_id: member.callsign for member in duty.chain}
    asked = {person_id: page for page in pages for person_id in page.paged}
    for person_id, page in asked.items():
        if person_id in named:
            pending.outgoing.append(
                MessageRequest(
                    id=id_of_message(page.subject_id, person_id, "D21", str(page.id)),
                    network_id=page.network_id,
                    subject_id=page.subject_id,
                    person_id=person_id,
                    callsign=named[person_id],
                    template="D21",
                    params={"code": page.code, "callsign": page.about or ""},
                    exercise=page.exercise,
                    correlation_id=correlation_id,
                )
            )


def tell_who_took(
    call: SosCall | None, duty: NetworkDuty, pending: PendingChanges, *, apart_from: Collection[str]
) -> None:
    """Whoever took it may still be calling: another lead spoke with them, so they hear that it is over (D21)."""
    if call is None or call.acknowledged_by is None or call.acknowledged_by in apart_from:
        return
    for person_id in who_took(call, duty):
        text = _text(call, person_id, call.acknowledged_by, "D21", f"cleared:{call.id}")
        pending.outgoing.append(replace(text, params={"code": call.code, "callsign": call.callsign}))


def _asked(pages: Iterable[Page], duty: NetworkDuty) -> set[str]:
    return {each.callsign for each in duty.chain for page in pages if each.volunteer_id in page.paged}


def report_not_ok(mission: Mission, assignment: Assignment, occasion: str) -> None:
    """They are not well; a person calls them."""
    hears = who_hears(mission.duty, apart_from=assignment.person.volunteer_id)
    mission.text(assignment.person, answer_to_not_ok(hears), occasion)
    mission.note("not_ok", callsign=assignment.person.callsign)
    page_lead(mission, PageReason.NOT_OK, assignment.person)


def _text(call: SosCall, person_id: UUID, callsign: str, template: str, occasion: str) -> MessageRequest:
    return MessageRequest(
        id=id_of_message(call.subject_id, person_id, template, occasion),
        network_id=call.network_id,
        subject_id=call.subject_id,
        person_id=person_id,
        callsign=callsign,
        template=template,
        params={"code": call.code},
        exercise=call.exercise,
    )
