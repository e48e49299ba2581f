"""The text of each page, and what it says beside its code; which of them say that somebody is in danger. Pure."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from schemas.clock_times import clock_time_or_day
from schemas.values import MessageClass
from services.dispatch.escalation.unserved import unserved_in
from services.dispatch.model.incident import Assignment, Page, PageReason
from services.dispatch.model.message_request import CLASS_OF
from services.dispatch.model.sos_call import LEFT, PAIRED
from services.dispatch.model.team_out_there import OutThere, beside, is_alone, is_out_there, team_out_there

TEMPLATES: Final = {
    PageReason.SOS: ("D1", ("callsign", "time")),
    PageReason.PAIR_MISSING: ("D2", ("callsign", "minutes")),
    PageReason.EXHAUSTED: ("D3", ("zone",)),
    PageReason.UNREAD_TEXT: ("D4", ("callsign",)),
    PageReason.UNREAD_ALONE: ("D4b", ("callsign",)),
    PageReason.UNREADABLE: ("D4c", ("callsign", "time")),
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
    PageReason.SOS_NEAR: ("D34", ("buddy",)),
    PageReason.SOS_WAS_NEAR: ("D34b", ()),
    PageReason.NOBODY_LOOKS: ("D35", ("ref",)),
    PageReason.QUOTA: ("D36", ()),
}
"""The text of each page, and what it says beside its code."""
SOS_TEMPLATES: Final = ("D1", "D1a", "D1b", "D1d", "D1e", "D1h", "D1i", "D1j")
"""With a partner and where they met; without a meeting point; on no mission; off it lately; with nobody of the team;
not sent yet; and so, or off it lately, when a partner's SOS is open too.
"""
BOTH_CRY: Final = {PAIRED: ("D1i", ("buddy",)), LEFT: ("D1j", ("zone", "buddy"))}
LATER_FINDING: Final = "D5b"
SEVERAL_UNSERVED: Final = ("D12b", ("open",))
MOST_SAID: Final = 999
ANSWERED_BEFORE: Final = "answered "
"""Before the outcome, in the detail of a page about a finding: callers were answered, so D5 would not be true."""
WITH_DETAIL: Final = {
    PageReason.EXHAUSTED: ("D3b", ("buddy",)),
    PageReason.TEXTS_FAIL: ("D17b", ("buddy",)),
    PageReason.NO_FINDING: ("D23b", ()),
}
"""Who was not reached is named; of a team that reported something nobody says that they reported nothing."""
REPORTED: Final = "reported"
ON_THE_WAY: Final = "on the way"
THERE: Final = "there"
NEAR_SOS: Final = {"": "D34", ON_THE_WAY: "D34c", THERE: "D34d"}
NEAR_ANOTHERS_SOS: Final = {"": "D34e", ON_THE_WAY: "D34f", THERE: "D34g"}
"""After who cried, in the detail of a page about an SOS near a mission: where its team is. Nobody of another network is
named, neither there nor in the text.
"""
BY_THEIR_WORDS: Final = "said"
"""In the detail of a page about a text of somebody alone: they say so."""
WITH_OTHERS: Final = "D4a"
UNREAD_TEMPLATES: Final = (WITH_OTHERS, "D4b")
"""Of somebody on a mission: with whom, and alone."""
MET: Final = ("D1", "D1e")
"""Where the team met travels sealed, and stands in no mail."""
Words = tuple[str, dict[str, str], dict[str, str]]
"""A template, its values, and those that travel sealed."""


class SceneNow(NamedTuple):
    meeting: str | None = None
    out_there: tuple[OutThere, ...] = ()
    not_sent: frozenset[UUID] = frozenset()
    """Who of the team is not out there: they waited, and we do not know where."""


def scene_now(meeting: str | None, team: Iterable[Assignment]) -> SceneNow:
    on_it = [each for each in team if each.active]
    waiting = frozenset(each.person.volunteer_id for each in on_it if not each.sent)
    return SceneNow(meeting, team_out_there(on_it), waiting)


SAID_AS_IT_IS: Final = frozenset({PageReason.SOS, PageReason.UNREAD_TEXT, PageReason.UNREAD_ALONE})
"""Their texts say who is with whom, which changes while they are open."""


def reads_as_alone(page: Page, out_there: tuple[OutThere, ...]) -> bool:
    """Who is out there and says that nobody is with them is believed, whoever is sent with them."""
    if page.detail == BY_THEIR_WORDS:
        return is_out_there(out_there, page.about_id)
    return is_alone(out_there, page.about_id)


def own_words(page: Page, scene: SceneNow, now: datetime, time_zone: str, *, by_mail: bool = False) -> Words:
    """As things stand now: who is with whom changes while a page is open. An SOS by text says when they cried last."""
    with_them = beside(scene.out_there, page.about_id)
    sealed: dict[str, str] = {}
    cried_at = page.words_at
    more: tuple[str, ...]
    template, named = TEMPLATES[page.reason]
    if page.reason is PageReason.SOS:
        template, more = _sos_by_mail(page, scene, with_them) if by_mail else _sos(page, scene, with_them)
        named = (*named, *more)
        sealed = {"meeting_point": scene.meeting} if template in MET and scene.meeting else {}
    elif page.reason is PageReason.SOS_NEAR:
        cried, _, team = (page.detail or "").partition(":")
        template = (NEAR_SOS if cried else NEAR_ANOTHERS_SOS)[team]
        named = named if cried else ()
    elif page.reason is PageReason.FINDING and (page.detail or "").startswith(ANSWERED_BEFORE):
        template = LATER_FINDING
    elif page.reason is PageReason.UNSERVED and unserved_in(page.detail).how_many > 1:
        template, named = SEVERAL_UNSERVED
    elif page.reason in WITH_DETAIL and page.detail:
        template, more = WITH_DETAIL[page.reason]
        named = (*named, *more)
    elif page.reason in (PageReason.UNREAD_TEXT, PageReason.UNREAD_ALONE):
        if reads_as_alone(page, scene.out_there):
            template, more = "D4b", ()
        else:
            template, more = (WITH_OTHERS, ("buddy",)) if with_them else ("D4", ())
        named = (*named, *more)
    said = {
        "callsign": page.about or "",
        "ref": page.about or "?",
        "zone": page.zone,
        "outcome": (page.detail or "").removeprefix(ANSWERED_BEFORE),
        "buddy": with_them or (page.detail or "").partition(":")[0],
        "time": clock_time_or_day(cried_at if cried_at and not by_mail else page.raised_at, time_zone, told_at=now),
        "missions": page.detail or "",
        "open": str(min(MOST_SAID, unserved_in(page.detail).how_many)) if page.reason is PageReason.UNSERVED else "",
        "minutes": str(min(999, max(1, int((now - page.raised_at).total_seconds() / 60)))),
    }
    return template, {"code": page.code, **{name: said[name] for name in named}}, sealed


def _sos(page: Page, scene: SceneNow, with_them: str) -> tuple[str, tuple[str, ...]]:
    """The template, and what it says beside who and since when; off a mission `detail` says with whom they were."""
    if page.incident_id is None:
        if page.detail is None:
            return "D1b", ()
        mates, _, both = page.detail.partition(":")
        return BOTH_CRY.get(both) or (("D1d", ("zone", "buddy")) if mates else ("D1a", ("zone",)))
    if page.about_id in scene.not_sent:
        return "D1h", ()
    if scene.meeting is None:
        return "D1a", ("zone",)
    return ("D1", ("buddy",)) if with_them else ("D1e", ())


def _sos_by_mail(page: Page, scene: SceneNow, with_them: str) -> tuple[str, tuple[str, ...]]:
    """A mail names no place: who, beside that the zone, beside that with whom."""
    off_a_mission = page.incident_id is None and (page.detail is None or page.detail.endswith(PAIRED))
    if off_a_mission or page.about_id in scene.not_sent:
        return "D1c", ()
    return ("D1g", ("zone", "buddy")) if with_them else ("D1f", ("zone",))


def is_urgent(reason: PageReason) -> bool:
    """Somebody is in danger: told at once whatever else the same phone was told, and to more people each time."""
    return CLASS_OF[TEMPLATES[reason][0]] is MessageClass.SAFETY


URGENT: Final = frozenset(reason for reason in PageReason if is_urgent(reason))


def by_urgency(page: Page) -> tuple[bool, bool, datetime, UUID]:
    """SOS before all, then what else concerns somebody in danger, then what waits longest."""
    return page.reason is not PageReason.SOS, not is_urgent(page.reason), page.raised_at, page.id
