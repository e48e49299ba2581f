"""Raise a page, take it, end it (rule R50). Whom a text tells of it, and when: rounds.py, for all pages at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from schemas.events.incident import DutyPagedV2
from schemas.values import uuid7
from services.dispatch.escalation.digest import in_a_text
from services.dispatch.escalation.whom_to_page import ASKED_ONCE, hardly_asks
from services.dispatch.model.incident import CallerOf, MissionPerson, Page, PageReason
from services.dispatch.model.message_request import MessageRequest, id_of_message
from services.dispatch.model.mission import Mission, NetworkDuty
from services.dispatch.model.pending_changes import PendingChanges, PendingEvent, TimelineEntry

CALM: Final = timedelta(minutes=30)
"""Between two texts about the same thing that nobody is pressed by."""
IT_IS_OVER: Final = "D33"


def page_lead(
    mission: Mission,
    reason: PageReason,
    about: MissionPerson | CallerOf | None = None,
    *,
    since: datetime | None = None,
    detail: str | None = None,
    also: tuple[UUID, ...] = (),
) -> None:
    """Page about a mission; a page that is open for the same cause goes on instead.

    Args:
        also: who is asked from the first, besides whose turn it is.
    """
    about_id, name = _named(about)
    same = [page for page in mission.pages.values() if page.reason is reason and page.about_id == about_id]
    if same:
        for page in same:
            if hardly_asks(page):
                mission.put_page(begun_again(page, mission.now))
        return
    incident = mission.incident
    mission.put_page(
        Page(
            id=uuid7(),
            network_id=incident.network_id,
            incident_id=incident.id,
            code=incident.code,
            reason=reason,
            zone=incident.zone,
            exercise=incident.exercise,
            raised_at=since or mission.now,
            about_id=about_id,
            about=name,
            detail=detail,
            correlation_id=incident.correlation_id,
            due_at=mission.now,
            paged=also,
        )
    )


def page_without_incident(
    pending: PendingChanges,
    duty: NetworkDuty,
    *,
    code: str,
    reason: PageReason,
    zone: str,
    now: datetime,
    exercise: bool,
    about: MissionPerson | CallerOf | None,
    since: datetime | None = None,
    detail: str | None = None,
    page_id: UUID | None = None,
    also: tuple[UUID, ...] = (),
) -> Page:
    """Page about something that belongs to no incident: the page has a code of its own to be acknowledged by."""
    about_id, name = _named(about)
    page = Page(
        id=page_id or uuid7(),
        network_id=duty.network.network_id,
        incident_id=None,
        code=code,
        reason=reason,
        zone=zone,
        exercise=exercise,
        raised_at=since or now,
        about_id=about_id,
        about=name,
        detail=detail,
        due_at=now,
        paged=also,
    )
    pending.pages[page.id] = page
    return page


def _named(about: MissionPerson | CallerOf | None) -> tuple[UUID | None, str | None]:
    match about:
        case None:
            return None, None
        case CallerOf(report_id, ref):
            return report_id, ref
        case person:
            return person.volunteer_id, person.callsign


def begun_again(page: Page, now: datetime) -> Page:
    """Its cause is there anew when nobody is asked any more: a page is never silent for good.

    What is asked once only is asked again together with whatever else comes meanwhile.
    """
    return replace(page, attempt=0, ahead=0, due_at=now + CALM if page.reason in ASKED_ONCE else now)


def raised_again(page: Page, now: datetime) -> Page:
    """Somebody took it, and what it is about is to be seen to: it is new again to whoever was asked."""
    return replace(page, open=True, attempt=0, ahead=0, due_at=now, named=(), taken_by=None, taken_at=None)


def acknowledge(
    pages: Sequence[Page],
    by: UUID | None,
    callsign: str,
    others: Mapping[UUID, str],
    pending: PendingChanges,
    now: datetime,
    occasion: str,
) -> list[Page]:
    """Somebody took these: they are not sent again, and whoever else was asked hears once what was taken (D7)."""
    for page in pages:
        pending.outgoing.append(
            PendingEvent(
                event_of(page, max(page.attempt, 1), callsign, acknowledged=True), page.subject_id, page.correlation_id
            )
        )
        if page.incident_id is not None:
            params = {"reason": page.reason.value, "by": callsign, **said_of(page)}
            pending.timeline.append(TimelineEntry(page.incident_id, now, "page_taken", params))
    for person_id in others_asked(pages, by, others):
        mine = [page for page in pages if person_id in page.paged]
        pending.outgoing.append(
            MessageRequest(
                id=id_of_message(mine[0].subject_id, person_id, "D7", occasion),
                network_id=mine[0].network_id,
                subject_id=mine[0].subject_id,
                person_id=person_id,
                callsign=others[person_id],
                template="D7",
                params={"pages": in_a_text(mine), "callsign": callsign},
                exercise=all(page.exercise for page in mine),
                correlation_id=mine[0].correlation_id,
            )
        )
    return [replace(page, open=False, due_at=None, taken_by=callsign, taken_at=now) for page in pages]


def others_asked(pages: Iterable[Page], by: UUID | None, chain: Collection[UUID]) -> list[UUID]:
    """Who else was asked about these and is paged still: they hear who took them."""
    return sorted({each for page in pages for each in page.paged if each in chain} - {by})


def tell_it_is_over(
    pages: Iterable[Page], duty: NetworkDuty, pending: PendingChanges, *, apart_from: str | None = None
) -> None:
    """Whoever was told of these, or took them, hears once that there is nothing more to do (D33).

    Args:
        apart_from: the call sign of who ended it.
    """
    asked = list(pages)
    for member in duty.chain:
        mine = [page for page in asked if member.volunteer_id in page.named or member.callsign == page.taken_by]
        if mine and member.callsign != apart_from:
            pending.outgoing.append(
                MessageRequest(
                    id=id_of_message(mine[0].subject_id, member.volunteer_id, IT_IS_OVER, str(mine[0].id)),
                    network_id=mine[0].network_id,
                    subject_id=mine[0].subject_id,
                    person_id=member.volunteer_id,
                    callsign=member.callsign,
                    template=IT_IS_OVER,
                    params={"code": mine[0].code, "pages": in_a_text(mine)},
                    exercise=all(page.exercise for page in mine),
                    correlation_id=mine[0].correlation_id,
                )
            )


def end_pages(mission: Mission, reasons: Iterable[PageReason], about_id: UUID | None = None) -> None:
    """The cause is gone, so nobody is asked again."""
    for page in [page for page in mission.pages.values() if page.reason in set(reasons)]:
        if about_id is None or page.about_id == about_id:
            mission.put_page(replace(page, open=False, due_at=None))


def said_of(page: Page) -> dict[str, str]:
    """Whom, or which report, it is about, for the timeline."""
    return {} if page.about is None else {"about": page.about}


def event_of(page: Page, attempt: int, callsign: str | None, *, acknowledged: bool = False) -> DutyPagedV2:
    return DutyPagedV2(
        incident_id=page.subject_id,
        network_id=page.network_id,
        code=page.code,
        exercise=page.exercise,
        reason=page.reason.value,
        attempt=attempt,
        callsign=callsign,
        acknowledged=acknowledged,
    )
