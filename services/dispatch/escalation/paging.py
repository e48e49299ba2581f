"""Raise a page, take it, end it (rule R50). Whom a text tells of it, and when: rounds.py, for all pages at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from schemas import text_lengths
from schemas.events.incident import DutyPagedV2
from schemas.language.catalogue import LANGUAGES, catalogue
from schemas.pages_in_text import pages_listed
from schemas.text_units import units_in_text
from schemas.values import MessageClass, uuid7
from services.dispatch.escalation.whom_to_page import ASKED_ONCE, hardly_asks
from services.dispatch.model.incident import CallerOf, MissionPerson, Page, PageReason
from services.dispatch.model.message_request import CLASS_OF, MessageRequest, id_of_message
from services.dispatch.model.mission import Mission, NetworkDuty
from services.dispatch.model.pending_changes import PendingChanges, PendingEvent, TimelineEntry

TEMPLATES = {
    PageReason.SOS: ("D1", ("callsign", "time")),
    PageReason.PAIR_MISSING: ("D2", ("callsign", "minutes")),
    PageReason.EXHAUSTED: ("D3", ("zone",)),
    PageReason.UNREAD_TEXT: ("D4", ("callsign",)),
    PageReason.UNREAD_ALONE: ("D4b", ("callsign",)),
    PageReason.FINDING: ("D5", ("callsign", "outcome", "time")),
    PageReason.MEETING_POINT: ("D6", ("zone",)),
    PageReason.VOICE_ONLY: ("D8", ("callsign",)),
    PageReason.NOT_OK: ("D11", ("callsign", "time")),
    PageReason.UNSERVED: ("D12", ()),
    PageReason.TEXTS_FAIL: ("D17", ()),
    PageReason.CALLERS_WAIT: ("D26", ()),
    PageReason.ALONE: ("D9", ("callsign", "buddy", "time")),
    PageReason.NO_FINDING: ("D23", ()),
    PageReason.WHERE_TO_LOOK: ("D22", ("zone",)),
    PageReason.CALLER_TEXTED: ("D24", ()),
    PageReason.CALLER_CRIES: ("D24b", ("ref",)),
    PageReason.HELD: ("D25", ("time",)),
    PageReason.SUPPORT: ("D30", ("time",)),
    PageReason.LONG_HELD: ("D31", ("time",)),
    PageReason.SOS_WORDS: ("D32", ("callsign", "time")),
    PageReason.NO_SIGN: ("D10", ("callsign", "time")),
    PageReason.NOT_OUT: ("D18", ("callsign", "time")),
    PageReason.TALK: ("D20", ("callsign", "time")),
    PageReason.LEADERLESS: ("D19", ("missions",)),
    PageReason.NOBODY_LOOKS: ("D35", ("ref",)),
    PageReason.SOS_NEAR: ("D34", ("buddy",)),
    PageReason.SOS_WAS_NEAR: ("D34b", ()),
}
"""The text of each page, and what it says beside its code."""
SOS_TEMPLATES: Final = ("D1", "D1a", "D1b", "D1d", "D1e")
"""With a partner and where they met; without a meeting point; on no mission; off it lately; with nobody of the team."""
LATER_FINDING: Final = "D5b"
NOT_REACHED: Final = {PageReason.EXHAUSTED: "D3b", PageReason.TEXTS_FAIL: "D17b"}
"""Where somebody was not reached: it names them."""
ANSWERED_BEFORE: Final = "answered "
"""Before the outcome, in the detail of a page about a finding: callers were answered, so D5 would not be true."""
WITH_OTHERS: Final = "D4a"
UNREAD_TEMPLATES: Final = (WITH_OTHERS, "D4b")
"""Of somebody on a mission: with whom, and alone."""
CALM: Final = timedelta(minutes=30)
"""Between two texts about the same thing that nobody is pressed by."""
IT_IS_OVER: Final = "D33"
MOST_COUNTED: Final = 999
WORDS_OF_REASONS: Final = {
    language: {reason.value: catalogue("texts", language).text("page", reason) for reason in PageReason}
    for language in LANGUAGES
}


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
) -> None:
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
    return replace(page, attempt=0, due_at=now + CALM if page.reason in ASKED_ONCE else now)


def raised_again(page: Page, now: datetime) -> Page:
    """Somebody took it, and what it is about is still to be seen to."""
    return replace(page, open=True, attempt=0, due_at=now, taken_by=None, taken_at=None)


def is_urgent(reason: PageReason) -> bool:
    """Somebody is in danger: told at once whatever else the same phone was told, and to more people each time."""
    return CLASS_OF[TEMPLATES[reason][0]] is MessageClass.SAFETY


CRIES: Final = frozenset({PageReason.SOS, PageReason.CALLER_CRIES})
"""Who takes that of one has not taken that of another."""
URGENT: Final = frozenset(reason for reason in PageReason if is_urgent(reason))


def by_urgency(page: Page) -> tuple[bool, bool, datetime, UUID]:
    """SOS before all, then what else concerns somebody in danger, then what waits longest."""
    return page.reason is not PageReason.SOS, not is_urgent(page.reason), page.raised_at, page.id


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
            params = {"reason": page.reason.value, "by": callsign}
            pending.timeline.append(TimelineEntry(page.incident_id, now, "page_taken", params))
    for person_id in sorted({each for page in pages for each in page.paged} - {by}):
        mine = [page for page in pages if person_id in page.paged]
        if person_id in others:
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


def in_a_text(pages: Iterable[Page], reader: UUID | None = None) -> str:
    """As the placeholder `pages` takes them: each with its reason, and how many more there are.

    Args:
        reader: who reads about the same pages again and again; None: a list for once, the most urgent first.
    """
    shown, more = _shown(pages, reader)
    return ",".join((*(_said(page) for page in shown), *((f"+{more}",) if more else ())))


def named_in_a_text(pages: Collection[Page], reader: UUID | None = None) -> frozenset[UUID]:
    """Those that a text about all of them names."""
    said = {_apart(page) for page in _shown(pages, reader)[0]}
    return frozenset(page.id for page in pages if _apart(page) in said)


def _shown(pages: Iterable[Page], reader: UUID | None) -> tuple[Sequence[Page], int]:
    """One page of each that is said, but one for each who is in danger; and how many are not said.

    The last place goes round: it is for what this reader waits for longest, so that no danger keeps the rest unread.
    """
    ordered = sorted(pages, key=by_urgency if reader is None else partial(_in_turn, reader))
    apart: dict[tuple[str, UUID | None], Page] = {}
    for page in ordered:
        apart.setdefault(_apart(page), page)
    each = list(apart.values())
    shown = _as_many_as_fit(each)
    left = each[len(shown) :]
    if reader is None or not left:
        return shown, len(left)
    longest = min(left, key=partial(_waits, reader))
    if _waits(reader, longest) < _waits(reader, shown[-1]):
        for kept in range(len(shown) - 1, 0, -1):
            if _fits([*each[:kept], longest], len(each) - kept - 1):
                return [*each[:kept], longest], len(each) - kept - 1
    return shown, len(left)


def _in_turn(reader: UUID, page: Page) -> tuple[bool, bool, bool, datetime, datetime, UUID]:
    return page.reason is not PageReason.SOS, not is_urgent(page.reason), *_waits(reader, page), page.raised_at, page.id


def _waits(reader: UUID, page: Page) -> tuple[bool, datetime]:
    """First what no text named to them, then what was named longest ago."""
    return reader in page.named, page.named_at or page.raised_at


def _apart(page: Page) -> tuple[str, UUID | None]:
    return _said(page), page.about_id if page.reason in CRIES else None


def _said(page: Page) -> str:
    return f"{page.code}:{page.reason}"


def _as_many_as_fit(each: Sequence[Page]) -> Sequence[Page]:
    """In either language, so that what notify writes is what was meant to be named."""
    fitting = (each[:shown] for shown in range(len(each), 1, -1) if _fits(each[:shown], len(each) - shown))
    return next(fitting, each[:1])


def _fits(shown: Sequence[Page], more: int) -> bool:
    return all(_length(shown, more, language) <= text_lengths.PAGES for language in LANGUAGES)


def _length(shown: Sequence[Page], more: int, language: str) -> int:
    named = (f"{page.code} {WORDS_OF_REASONS[language][page.reason]}" for page in shown)
    return units_in_text(pages_listed(named, more))


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
