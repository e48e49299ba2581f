"""Page a duty lead by text until one answers ACK: again after a minute, then the backup too (rule R2)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from schemas.events.incident import DutyPagedV2
from schemas.values import clock_time, uuid7
from services.dispatch.escalation.whom_to_page import goes_on, whom_to_page
from services.dispatch.model.incident import MissionPerson, Page, PageReason
from services.dispatch.model.message_request import MessageRequest, id_of_message
from services.dispatch.model.mission import Mission, NetworkDuty
from services.dispatch.model.pending_changes import PendingChanges, PendingEvent, PendingTimer, TimelineEntry

PAGE = "page"
TEMPLATES = {
    PageReason.SOS: ("D1", ("callsign", "time")),
    PageReason.PAIR_MISSING: ("D2", ("callsign", "minutes")),
    PageReason.EXHAUSTED: ("D3", ("zone",)),
    PageReason.UNREAD_TEXT: ("D4", ("callsign",)),
    PageReason.FINDING: ("D5", ("callsign", "outcome", "time")),
    PageReason.MEETING_POINT: ("D6", ("zone",)),
    PageReason.VOICE_ONLY: ("D8", ("callsign",)),
    PageReason.NOT_OK: ("D11", ("callsign", "time")),
    PageReason.UNSERVED: ("D12", ()),
    PageReason.CALLERS_WAIT: ("D26", ()),
    PageReason.ALONE: ("D9", ("callsign", "buddy", "time")),
    PageReason.NO_FINDING: ("D23", ()),
    PageReason.WHERE_TO_LOOK: ("D22", ("zone",)),
    PageReason.CALLER_TEXTED: ("D24", ()),
    PageReason.HELD: ("D25", ("time",)),
    PageReason.NO_SIGN: ("D10", ("callsign", "time")),
    PageReason.NOT_OUT: ("D18", ("callsign", "time")),
    PageReason.TALK: ("D20", ("callsign", "time")),
}
"""The text of each page, and what it says beside its code."""


def page_lead(
    mission: Mission,
    reason: PageReason,
    about: MissionPerson | None = None,
    *,
    since: datetime | None = None,
    detail: str | None = None,
) -> None:
    """Page about a mission; a page that is open for the same cause goes on instead."""
    about_id = about.volunteer_id if about else None
    if any(page.reason is reason and page.about_id == about_id for page in mission.pages.values()):
        return
    incident = mission.incident
    page = Page(
        id=uuid7(),
        network_id=incident.network_id,
        incident_id=incident.id,
        code=incident.code,
        reason=reason,
        zone=incident.zone,
        exercise=incident.exercise,
        raised_at=since or mission.now,
        about_id=about_id,
        about=about.callsign if about else None,
        detail=detail,
    )
    mission.put_page(
        send_page(page, mission.duty, mission.pending, mission.now, correlation_id=incident.correlation_id)
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
    about: MissionPerson | None,
    since: datetime | None = None,
) -> Page:
    """Page about something that belongs to no incident: the page has a code of its own to be acknowledged by."""
    page = Page(
        id=uuid7(),
        network_id=duty.network.network_id,
        incident_id=None,
        code=code,
        reason=reason,
        zone=zone,
        exercise=exercise,
        raised_at=since or now,
        about_id=about.volunteer_id if about else None,
        about=about.callsign if about else None,
    )
    sent = send_page(page, duty, pending, now)
    pending.pages[sent.id] = sent
    return sent


def send_page(
    page: Page,
    duty: NetworkDuty,
    pending: PendingChanges,
    now: datetime,
    *,
    unreached: bool = False,
    correlation_id: UUID | None = None,
) -> Page:
    """The next attempt: a text to each who is to be asked now, and the deadline for the one after."""
    attempt = page.attempt + 1
    policy = duty.network.policy
    asked = whom_to_page(attempt, duty.leads, others=[other.volunteer_id for other in duty.others], unreached=unreached)
    texts = [_text(page, duty, person, attempt, now, correlation_id) for person in asked]
    for text in texts:
        pending.outgoing.append(text)
        pending.outgoing.append(
            PendingEvent(_event(page, attempt, text.callsign, acknowledged=False), page.subject_id, correlation_id)
        )
    if page.incident_id is not None:
        params = {"reason": page.reason.value, "attempt": str(attempt), "to": ", ".join(t.callsign for t in texts)}
        if page.about is not None:
            params["about"] = page.about
        pending.timeline.append(TimelineEntry(page.incident_id, now, "paged" if texts else "nobody_to_page", params))
    if goes_on(page.reason, attempt):
        again = now + timedelta(seconds=policy.pages_every_s)
        pending.timers.append(PendingTimer(page.id, PAGE, again, attempt))
    return replace(
        page,
        attempt=attempt,
        paged=tuple(dict.fromkeys((*page.paged, *asked))),
        message_ids=tuple(text.id for text in texts),
    )


def acknowledge(
    page: Page,
    by: UUID,
    callsign: str,
    others: Mapping[UUID, str],
    pending: PendingChanges,
    now: datetime,
    correlation_id: UUID | None = None,
) -> Page:
    """Somebody took it: it is not sent again, and whoever else was asked hears that (D7)."""
    pending.outgoing.append(
        PendingEvent(_event(page, max(page.attempt, 1), callsign, acknowledged=True), page.subject_id, correlation_id)
    )
    for person_id in page.paged:
        if person_id != by and person_id in others:
            pending.outgoing.append(
                MessageRequest(
                    id=id_of_message(page.subject_id, person_id, "D7", str(page.id)),
                    network_id=page.network_id,
                    subject_id=page.subject_id,
                    person_id=person_id,
                    callsign=others[person_id],
                    template="D7",
                    params={"code": page.code, "callsign": callsign},
                    exercise=page.exercise,
                    correlation_id=correlation_id,
                )
            )
    if page.incident_id is not None:
        pending.timeline.append(
            TimelineEntry(page.incident_id, now, "page_taken", {"reason": page.reason.value, "by": callsign})
        )
    return replace(page, open=False)


def end_pages(mission: Mission, reasons: Iterable[PageReason], about_id: UUID | None = None) -> None:
    """The cause is gone, so nobody is asked again."""
    for page in [page for page in mission.pages.values() if page.reason in set(reasons)]:
        if about_id is None or page.about_id == about_id:
            mission.put_page(replace(page, open=False))


def _text(
    page: Page, duty: NetworkDuty, person_id: UUID, attempt: int, now: datetime, correlation_id: UUID | None
) -> MessageRequest:
    template, named = TEMPLATES[page.reason]
    said = {
        "callsign": page.about or "",
        "zone": page.zone,
        "outcome": page.detail or "",
        "buddy": page.detail or "",
        "time": clock_time(page.raised_at, duty.network.time_zone),
        "minutes": str(min(999, max(1, int((now - page.raised_at).total_seconds() / 60)))),
    }
    return MessageRequest(
        id=id_of_message(page.subject_id, person_id, template, f"{page.id}:{attempt}"),
        network_id=page.network_id,
        subject_id=page.subject_id,
        person_id=person_id,
        callsign=duty.callsign(person_id),
        template=template,
        params={"code": page.code, **{name: said[name] for name in named}},
        not_after=now + timedelta(seconds=duty.network.policy.pages_every_s),
        exercise=page.exercise,
        correlation_id=correlation_id,
    )


def _event(page: Page, attempt: int, callsign: str, *, acknowledged: bool) -> DutyPagedV2:
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
