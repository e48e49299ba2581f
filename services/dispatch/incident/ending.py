"""When a mission is over, what its team hears then, and what callers are told whom no finding answers (rule R39)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from schemas.endings import Ending
from schemas.events.incident import CheckDelayedV1, EndingChosenV1, IncidentClosedV1
from schemas.values import Outcome
from services.dispatch.escalation.paging import end_pages, page_lead
from services.dispatch.incident.answering import DELAY, mark_answered, unanswered
from services.dispatch.incident.offering import ANSWER, withdraw_all
from services.dispatch.model.incident import (
    FOR_A_PERSON,
    OVER,
    SEEKING,
    SETTLED,
    Assignment,
    AssignmentState,
    IncidentState,
    PageReason,
)
from services.dispatch.model.message_request import MessageRequest
from services.dispatch.model.mission import Mission
from services.dispatch.model.noted_report import NotedReport
from services.dispatch.model.pending_changes import PendingChanges, PendingEvent
from services.dispatch.model.sos_call import SosCall

ANSWER_DUE = timedelta(minutes=10)
"""How long callers may wait after everybody is out, before a lead is paged to choose what they are told."""
ANSWER_AGAIN = timedelta(minutes=30)
LOOKED_AT_AGAIN = timedelta(minutes=10)
"""While somebody may be about to find out."""
ANSWER_ANEW = timedelta(hours=8)
"""After an hour of pages that nobody answered: callers wait, nobody is in danger, and another shift may answer."""
CLOSING = {
    Outcome.CONFIRMED_ONGOING: "V9C",
    Outcome.CONFIRMED_PAST: "V9P",
    Outcome.UNFOUNDED_OTHER: "V9F",
    Outcome.NOTHING_SEEN: "V9G",
    Outcome.UNABLE: "V9X",
}
CLOSING_BY_ONE = {
    **CLOSING,
    Outcome.CONFIRMED_ONGOING: "V9Cb",
    Outcome.CONFIRMED_PAST: "V9Pb",
    Outcome.UNFOUNDED_OTHER: "V9Fb",
}
"""Where one alone saw it: what callers are told of it (rule R39)."""
AFTER_AN_SOS = "V9S"
THANKS = frozenset({*CLOSING.values(), *CLOSING_BY_ONE.values(), AFTER_AN_SOS})
SPARED = timedelta(hours=1)
"""So long after their SOS was closed nobody is thanked for going to look."""
STILL_LOOKING = SEEKING | {IncidentState.ASSESSING}
"""Nobody is on the mission, and somebody may yet be."""


def close_if_over(mission: Mission) -> None:
    """Everybody is out, everything was decided and every caller answered: the incident is closed.

    While a caller was not answered it stays open, and a lead is paged to choose what they are told: it never closes
    over them.
    """
    if not unanswered(mission):
        end_pages(mission, [PageReason.CALLERS_WAIT, PageReason.NOBODY_LOOKS])
    state = mission.incident.state
    if state is IncidentState.CLOSED or mission.waiting_findings or (mission.team and state not in SETTLED):
        return
    if unanswered(mission):
        if state not in STILL_LOOKING:
            _remind_after(mission, ANSWER_DUE)
    elif mission.team:
        return
    elif mission.incident.reviewed_at is not None or state is IncidentState.STOOD_DOWN:
        _close(mission)


def spare_who_cried(pending: PendingChanges, calls: Mapping[UUID, SosCall]) -> None:
    """Nobody whose SOS is open hears that a mission closed, and none that thanks them who was in danger lately."""

    def is_spared(each: PendingEvent | MessageRequest) -> bool:
        if not isinstance(each, MessageRequest) or each.template not in THANKS or each.person_id not in calls:
            return False
        return calls[each.person_id].cleared_at is None or each.template != AFTER_AN_SOS

    pending.outgoing[:] = [each for each in pending.outgoing if not is_spared(each)]


def on_answer_due(mission: Mission) -> None:
    """Callers still wait for somebody to choose what they are told, and nobody is there who could find out."""
    incident = mission.incident
    if incident.state is IncidentState.CLOSED or mission.waiting_findings or not unanswered(mission):
        return
    if _somebody_may_tell(mission):
        if incident.state in SETTLED:
            mission.set_timer(ANSWER, LOOKED_AT_AGAIN, incident.epoch)
        return
    in_vain = any(page.reason is PageReason.CALLERS_WAIT and page.given_up for page in mission.pages.values())
    page_lead(mission, PageReason.CALLERS_WAIT)
    mission.set_timer(ANSWER, ANSWER_ANEW if in_vain else ANSWER_AGAIN, incident.epoch)


def on_news_due(mission: Mission) -> None:
    """Callers were told that it is looked into, and have waited long enough: they hear that nobody could check it so
    far, and a lead is asked to choose. Not while somebody is out there, or a finding waits: that is looked at again.
    """
    late = [report for report in unanswered(mission) if report.delay_told_at is None]
    if not late:
        return
    if mission.waiting_findings or _somebody_may_tell(mission):
        mission.set_timer(DELAY, LOOKED_AT_AGAIN, 0)
        return
    _tell_not_checked_so_far(mission, late)
    page_lead(mission, PageReason.CALLERS_WAIT)


def on_stopped_by_sos(mission: Mission) -> None:
    """Nobody looks any more, and callers hear at once that nobody could check it so far; the lead has somebody in
    danger, and is asked to choose later. Not where a finding waits: a review tells them what it was.
    """
    late = [report for report in unanswered(mission) if report.delay_told_at is None]
    if late and not mission.waiting_findings:
        _tell_not_checked_so_far(mission, late)


def _tell_not_checked_so_far(mission: Mission, late: Sequence[NotedReport]) -> None:
    for report in late:
        mission.put_report(replace(report, delay_told_at=mission.now))
    mission.announce(CheckDelayedV1(**mission.event_head, report_ids=tuple(report.report_id for report in late)))
    mission.note("check_delayed", count=str(len(late)))


def tell_callers(mission: Mission, ending: Ending, by: str, *, only: Collection[UUID] | None = None) -> int:
    """What a person chose that unanswered callers are told, those of some reports or all; how many they are."""
    told = mark_answered(
        mission,
        [report for report in unanswered(mission) if only is None or report.report_id in only],
        finding_id=None,
    )
    if told:
        mission.announce(EndingChosenV1(**mission.event_head, report_ids=told, ending=ending.value, chosen_by=by))
        mission.note("callers_told", ending=ending.value, count=str(len(told)), by=by)
    close_if_over(mission)
    return len(told)


def tell_team_of_correction(mission: Mission, outcome: Outcome) -> None:
    """They heard at the end what it was, and that was wrong."""
    for assignment in _sent_once(mission):
        occasion = f"corrected:{assignment.id}:{mission.now.isoformat()}"
        mission.text(assignment.person, "V39", occasion, {"outcome": outcome.value})


def may_be_told(mission: Mission, only: Collection[UUID] | None) -> bool:
    """While somebody may still find out, only who was left out is told an end."""
    if mission.incident.state in OVER or mission.incident.reviewed_at is not None:
        return not mission.waiting_findings
    return only is not None and all(
        report.left_out_at is not None for report in mission.reports if report.report_id in only
    )


def _somebody_may_tell(mission: Mission) -> bool:
    """Of what they see. Who was told to leave is waited for until their OUT is due: some never text it."""
    out_there = [each for each in mission.team if each.sent]
    if mission.incident.state not in SETTLED:
        return bool(out_there)
    return any(each.signs_asked == 0 and each.state is not AssignmentState.SOS for each in out_there)


def _remind_after(mission: Mission, span: timedelta) -> None:
    mission.update_incident(epoch=mission.incident.epoch + 1)
    mission.set_timer(ANSWER, span, mission.incident.epoch)


def _close(mission: Mission) -> None:
    withdraw_all(mission, "withdrawn", unanswered="V5c")
    mission.update_incident(state=IncidentState.CLOSED, closed_at=mission.now, epoch=mission.incident.epoch + 1)
    end_pages(mission, set(PageReason) - FOR_A_PERSON)
    incident = mission.incident
    mission.announce(
        IncidentClosedV1(**mission.event_head, report_ids=tuple(mission.report_ids), outcome=incident.outcome)
    )
    mission.note("closed", outcome=incident.outcome.value if incident.outcome else "")
    if incident.outcome is None:
        return
    if any(each.sos_at is not None for each in mission.assignments.values()):
        for assignment in _sent_once(mission):
            mission.text(
                assignment.person, AFTER_AN_SOS, f"closed:{assignment.id}", {"outcome": incident.outcome.value}
            )
        return
    params = {} if incident.agency is None else {"agency": incident.agency}
    words = incident.agency_words
    sealed = None if words is None else {"agency_en": words.en, "agency_es": words.es}
    template = (CLOSING_BY_ONE if incident.seen_by == 1 else CLOSING)[incident.outcome]
    for assignment in _sent_once(mission):
        mission.text(assignment.person, template, f"closed:{assignment.id}", params, sealed=sealed)


def _sent_once(mission: Mission) -> Iterable[Assignment]:
    """Everybody who was sent, however often, by their last time."""
    sent = [each for each in mission.assignments.values() if each.confirmed_at is not None]
    return {each.person.volunteer_id: each for each in sent}.values()
