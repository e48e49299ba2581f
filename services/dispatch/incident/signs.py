"""Whoever is out there gives a sign in time: HERE, a finding, OUT; silence is asked about, then paged (rule R19)."""

from dataclasses import replace
from datetime import timedelta
from math import ceil
from typing import Final
from uuid import UUID

from services.dispatch.escalation.paging import end_pages, page_lead
from services.dispatch.incident.pair_rule import all_there, may_go_on
from services.dispatch.model.incident import (
    BEFORE_THE_SCENE,
    SETTLED,
    Assignment,
    AssignmentState,
    AwaitedSign,
    PageReason,
)
from services.dispatch.model.mission import Mission

SIGN: Final = "sign"
ASK_AGAIN: Final = timedelta(minutes=5)
"""After the first question; each further pause is twice as long, up to the longest."""
LONGEST_PAUSE: Final = timedelta(minutes=60)
UNDER_WAY: Final = frozenset({AssignmentState.CONFIRMED, AssignmentState.EN_ROUTE})
WORD_EVERY: Final = timedelta(minutes=5)
"""Whoever waits for somebody hears the same of them at most so often; new minutes at once."""
LONGEST_LOOK: Final = timedelta(minutes=60)
"""Nobody stays longer at a scene: who has said nothing by then is asked."""
SIGN_PAGES: Final = (PageReason.NO_SIGN, PageReason.NOT_OUT)


def awaited_sign(mission: Mission, assignment: Assignment) -> AwaitedSign | None:
    """What somebody is to text next. Of who still waits for a partner or is in danger, nothing is waited for here."""
    if not assignment.sent or assignment.state is AssignmentState.SOS:
        return None
    if _is_to_leave(mission):
        return AwaitedSign.OUT
    if assignment.state in UNDER_WAY:
        return AwaitedSign.HERE
    if assignment.state is AssignmentState.HELD and mission.waits_until(assignment) <= mission.now:
        return AwaitedSign.OUT  # they waited for a partner in vain, and were asked to go home
    if assignment.state is not AssignmentState.ON_SCENE:
        return None
    if mission.findings:
        return AwaitedSign.OUT_OR_OK
    return AwaitedSign.FINDING if all_there(mission.team, mission.incident.needs) else None


def expect_signs(mission: Mission) -> None:
    """Whatever was decided, by whichever way: who is waited for from now on, and until when. Before all is saved."""
    for assignment in list(mission.assignments.values()):
        before, sign = mission.awaited_signs.get(assignment.id), awaited_sign(mission, assignment)
        if sign is before and (sign is None) is (assignment.sign_due_at is None):
            continue
        end_pages(mission, SIGN_PAGES, assignment.person.volunteer_id)
        _wait(mission, assignment, None if sign is None else _span(mission, assignment, sign))
    mission.awaited_signs = signs_of(mission)


def signs_of(mission: Mission) -> dict[UUID, AwaitedSign]:
    found = {each.id: awaited_sign(mission, each) for each in mission.team}
    return {key: sign for key, sign in found.items() if sign is not None}


def expect_arrival(mission: Mission, assignment: Assignment, minutes: int | None) -> None:
    """They say that they are under way, or need so long: silence counts from now on, and whoever waits hears it."""
    if awaited_sign(mission, assignment) is AwaitedSign.HERE:
        late = replace(assignment, eta_minutes=assignment.eta_minutes if minutes is None else minutes)
        end_pages(mission, SIGN_PAGES, assignment.person.volunteer_id)
        _wait(mission, late, _span(mission, late, AwaitedSign.HERE))
        _tell_whoever_waits(mission, late, "V31d" if minutes is None else "V31c", minutes)


def tell_that_a_person_reads(mission: Mission, assignment: Assignment) -> None:
    """They are on the way and sent something that is no sign: that they cannot find the place, or more than that."""
    if awaited_sign(mission, assignment) is AwaitedSign.HERE:
        _tell_whoever_waits(mission, assignment, "V31e")


def minutes_left(mission: Mission, assignment: Assignment) -> int | None:
    """How long they still need, as they said; None: that is over, or they did not say."""
    if assignment.eta_minutes is None or assignment.sign_due_at is None or assignment.signs_asked:
        return None
    grace = timedelta(minutes=mission.incident.policy.arrival_grace_minutes)
    left = ceil((assignment.sign_due_at - grace - mission.now) / timedelta(minutes=1))
    return left if left > 0 else None


def _tell_whoever_waits(mission: Mission, late: Assignment, template: str, minutes: int | None = None) -> None:
    """At the meeting point; once per change, never a flood."""
    waiting = [each for each in mission.team if each.state is AssignmentState.ON_SCENE]
    new_minutes = minutes is not None and minutes != late.word_minutes
    told_lately = late.word_at is not None and mission.now - late.word_at < WORD_EVERY
    if not waiting or (told_lately and not new_minutes):
        return
    said = {"buddy": late.person.callsign, **({} if minutes is None else {"minutes": str(minutes)})}
    for each in waiting:
        mission.text(each.person, template, f"word:{late.id}:{mission.now.isoformat()}", said)
    told = late.word_minutes if minutes is None else minutes
    mission.put_assignment(replace(mission.assignments[late.id], word_at=mission.now, word_minutes=told))


def may_answer_ok(mission: Mission, assignment: Assignment) -> bool:
    """They were asked whether they are out."""
    return assignment.signs_asked > 0 and awaited_sign(mission, assignment) not in (None, AwaitedSign.HERE)


def sign_of_life(mission: Mission, assignment: Assignment) -> None:
    """They are well and still there, or still on their way: asked again later."""
    if (sign := awaited_sign(mission, assignment)) is not None:
        end_pages(mission, SIGN_PAGES, assignment.person.volunteer_id)
        _wait(mission, assignment, ASK_AGAIN if sign is AwaitedSign.HERE else _span(mission, assignment, sign))
        if sign is AwaitedSign.HERE and assignment.signs_asked:
            _tell_whoever_waits(mission, assignment, "V31d")


def on_signs_due(mission: Mission) -> None:
    """A time is over: only who has given no sign by now is asked."""
    for assignment in mission.team:
        sign = awaited_sign(mission, assignment)
        if sign is None or assignment.sign_due_at is None or assignment.sign_due_at > mission.now:
            continue
        asked = assignment.signs_asked + 1
        _wait(mission, assignment, min(ASK_AGAIN * 2 ** min(asked - 1, 10), LONGEST_PAUSE), asked=asked)
        if sign is AwaitedSign.HERE:
            _ask_whether_they_come(mission, assignment, asked)
        else:
            _ask_whether_they_are_out(mission, assignment, asked)


def _ask_whether_they_come(mission: Mission, late: Assignment, asked: int) -> None:
    """The lead hears at once, and whoever is at the meeting point waits where it is public."""
    mission.put_assignment(replace(mission.assignments[late.id], word_at=None))
    mission.text(late.person, "V33", f"late:{late.id}:{asked}")
    waiting = [each for each in mission.team if each.state is AssignmentState.ON_SCENE]
    for each in waiting:
        mission.text(each.person, "V31b", f"late:{late.id}:{asked}", {"buddy": late.person.callsign})
    mission.note("overdue", callsign=late.person.callsign, waiting=", ".join(e.person.callsign for e in waiting) or "-")
    page_lead(mission, PageReason.NO_SIGN, late.person, since=late.last_sign_at)


def _ask_whether_they_are_out(mission: Mission, assignment: Assignment, asked: int) -> None:
    mission.text(assignment.person, "V34", f"out:{assignment.id}:{assignment.sign_due_at}:{asked}")
    mission.note("not_out", callsign=assignment.person.callsign)
    if asked > 1:
        page_lead(mission, PageReason.NOT_OUT, assignment.person, since=assignment.last_sign_at)


def _is_to_leave(mission: Mission) -> bool:
    incident = mission.incident
    if incident.state in SETTLED:
        return True
    return incident.state not in BEFORE_THE_SCENE and not may_go_on(mission.team, incident.needs)


def _span(mission: Mission, assignment: Assignment, sign: AwaitedSign) -> timedelta:
    policy = mission.incident.policy
    if sign is AwaitedSign.FINDING:
        return LONGEST_LOOK
    if sign is not AwaitedSign.HERE:
        return timedelta(minutes=policy.out_minutes)
    minutes = policy.arrival_minutes if assignment.eta_minutes is None else assignment.eta_minutes
    return timedelta(minutes=minutes + policy.arrival_grace_minutes)


def _wait(mission: Mission, assignment: Assignment, span: timedelta | None, *, asked: int = 0) -> None:
    due_at = None if span is None else mission.now + span
    mission.put_assignment(replace(assignment, sign_due_at=due_at, signs_asked=asked))
    if span is not None:
        mission.set_timer(SIGN, span, 0)
