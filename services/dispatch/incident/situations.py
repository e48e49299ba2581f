"""What a person's reply is read against: the missions of this unit as they stand for that person. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from schemas.reply_text.plain_text import plain
from schemas.values import REF_PATTERN
from services.dispatch.grammar import reader as grammar
from services.dispatch.grammar.readings import (
    Accept,
    Ack,
    Arrived,
    Decline,
    EnRoute,
    FindingReply,
    Help,
    Late,
    Left,
    Ok,
    OpenPage,
    OwnMission,
    Reading,
    ReleaseMe,
    Situation,
    Sos,
    Stage,
    Standby,
    Talk,
    Unread,
    WhichOne,
)
from services.dispatch.incident import signs
from services.dispatch.incident.codes import is_code, looks_like_code
from services.dispatch.incident.offering import is_short
from services.dispatch.model.incident import (
    OVER,
    SEEKING,
    SETTLED,
    Assignment,
    AssignmentState,
    AwaitedSign,
    IncidentState,
    Offer,
    OfferState,
    Page,
    PageReason,
)
from services.dispatch.model.mission import Mission
from services.dispatch.model.recent_incident import OFF_LATELY, RecentIncident
from services.dispatch.model.roster import Volunteer
from services.dispatch.model.team_out_there import is_alone, team_out_there

MISTYPED_CODE: Final = re.compile(r"(?=.*[Z0-9])[B-DF-HJ-NP-TV-Z0-9]{3}")
"""Three signs without a vowel, with some that our codes do not use: a word of nobody's, BRB is one."""
REF: Final = re.compile(REF_PATTERN, re.ASCII)
STAGES = {
    AssignmentState.HELD: Stage.HELD,
    AssignmentState.CONFIRMED: Stage.CONFIRMED,
    AssignmentState.EN_ROUTE: Stage.EN_ROUTE,
    AssignmentState.ON_SCENE: Stage.ON_SCENE,
    AssignmentState.SOS: Stage.ON_SCENE,
}
STILL_WELCOME = frozenset({OfferState.STANDBY, OfferState.DECLINED, OfferState.EXPIRED, OfferState.UNDELIVERABLE})
"""While a seat is free, a yes that comes late or after a no is a yes (rule R40)."""
MAY_BE_A_CRY = (Help, Talk, Late, Unread)
LONG_AGO: Final = timedelta(minutes=15)
"""Whoever answers without a code so long after they were asked is told which request that was, and when."""
A_MOMENT_AGO: Final = timedelta(minutes=5)
"""Whoever asks so soon whether to go asks of what they were told to wait for."""
ACKS = frozenset({"ACK", "ACKNOWLEDGED", "ACKNOWLEDGE"})

ACK_AND_MORE: Final = 4
"""Words: "ACK all of them"."""


@dataclass(frozen=True, slots=True)
class ReplySender:
    """Who texted, and everything that is between them and us."""

    person: Volunteer
    missions: Sequence[Mission]
    """Those of this unit that asked them or that they are on."""
    recent: Mapping[str, RecentIncident]
    pages: Sequence[Page]
    """Open pages that they were sent: who was not paged takes nothing."""
    cries: Sequence[Page] = ()
    """Beside these what is paged of somebody in danger, if they are one of those who are ever paged."""

    @property
    def own(self) -> tuple[Mission, Assignment] | None:
        """The one mission that they are on."""
        for mission in self.missions:
            if (assignment := mission.assignment_of(self.person.volunteer_id)) is not None:
                return mission, assignment
        return None

    @property
    def told_to_leave(self) -> tuple[Mission, Assignment] | None:
        """Theirs, once it is over while they are out there: nothing else is open to them before they are away."""
        if self.own is None or self.own[1].state is AssignmentState.SOS:
            return None
        return self.own if self.own[0].incident.state in OVER else None

    @property
    def left(self) -> str | None:
        """The code of the mission that they left last."""
        ended = [(it.left_at, code) for code, it in self.recent.items() if it.left_at is not None]
        return max(ended)[1] if ended else None

    @property
    def off_lately(self) -> list[tuple[Mission, Assignment]]:
        """Where they had a seat, sent or not, until less than an hour ago, the last left first, if they have none."""
        me = self.person.volunteer_id
        if self.own is not None:
            return []
        ended = [
            (last.released_at, mission.incident.id, (mission, last))
            for mission in self.missions
            if (last := mission.last_assignment_of(me)) is not None
            and last.released_at is not None
            and mission.now - last.released_at < OFF_LATELY
        ]
        return [found for *_, found in sorted(ended, reverse=True)]

    @property
    def left_last(self) -> str | None:
        """The code of where they had a seat last, sent or not, of what OUT is said; else of what they left long ago."""
        lately = self.off_lately
        return lately[0][0].incident.code if lately else self.left

    @property
    def sent_lately(self) -> tuple[Mission, Assignment] | None:
        """The mission they left last after they had been sent out, if lately: what they ran from is there."""
        return next((found for found in self.off_lately if found[1].confirmed_at is not None), None)

    @property
    def cried_from(self) -> tuple[Mission, Assignment] | None:
        """What a cry is about of who is off their mission: what they ran from, or where they waited, not sent yet, with
        somebody whose SOS has ended it.
        """
        return self.sent_lately or next(
            (found for found in self.off_lately if any(each.state is AssignmentState.SOS for each in found[0].team)),
            None,
        )

    @property
    def left_in_danger(self) -> tuple[str, str] | None:
        """Whose SOS is open on the mission that they left last, if lately, after its code."""
        there = self.off_lately[0][0] if self.off_lately else None
        cries = [each for each in there.team if each.state is AssignmentState.SOS] if there is not None else []
        return (there.incident.code, cries[0].person.callsign) if there is not None and cries else None

    def ended_for_them(self, now: datetime) -> str | None:
        """The mission that was withdrawn a moment ago while they waited to be sent, of which they may still ask."""
        there, left = self.off_lately[0] if self.off_lately else (None, None)
        if there is None or left is None or left.confirmed_at is not None or left.released_at is None:
            return None
        just = there.incident.state in OVER and now - left.released_at < A_MOMENT_AGO
        return there.incident.code if just else None

    def offer(self, mission: Mission) -> Offer | None:
        return mission.offers.get(self.person.volunteer_id)

    def missions_asked(self, *states: OfferState) -> list[Mission]:
        found = [mission for mission in self.missions if (o := self.offer(mission)) is not None and o.state in states]
        return sorted(found, key=lambda mission: mission.incident.opened_at)

    def mission_named(self, code: str) -> Mission | None:
        return next((mission for mission in self.missions if mission.incident.code == code), None)

    def asked_in(self, code: str) -> tuple[Mission, Offer] | None:
        mission = self.mission_named(code)
        offer = self.offer(mission) if mission is not None else None
        return (mission, offer) if mission is not None and offer is not None else None

    @property
    def about(self) -> Mission | None:
        """The mission that a text without a clear meaning is most likely about."""
        if self.own is not None:
            return self.own[0]
        asked = self.missions_asked(OfferState.OPEN)
        return asked[0] if asked else None

    @property
    def is_alone_out_there(self) -> bool:
        return self.own is not None and is_alone(team_out_there(self.own[0].team), self.person.volunteer_id)


def sender_of(
    person: Volunteer, missions: Iterable[Mission], recent: Mapping[str, RecentIncident], pages: Iterable[Page]
) -> ReplySender:
    concerned = [
        mission
        for mission in missions
        if person.volunteer_id in mission.offers or mission.assignment_of(person.volunteer_id) is not None
    ]
    me, known = person.volunteer_id, list(pages)
    cries = [
        page
        for page in known
        if page.reason is PageReason.SOS
        and page.network_id == person.network_id
        and me not in (page.about_id, *page.paged)
    ]
    return ReplySender(
        person, concerned, recent, [page for page in known if me in page.paged], cries if person.is_ever_paged else ()
    )


def read_reply(text: str, sender: ReplySender) -> Reading:
    """Read the text. What is open comes first; an offer that ended while a seat is still free may be named, too."""
    open_offers = _codes(sender.missions_asked(OfferState.OPEN))
    welcome = [] if sender.own is not None else _codes(filter(is_short, sender.missions_asked(*STILL_WELCOME)))
    reading = grammar.read(text, situation(sender, open_offers or welcome))
    if open_offers and isinstance(reading, Late) and reading.code in welcome:
        reading = grammar.read(text, situation(sender, [*open_offers, reading.code]))
    if isinstance(reading, MAY_BE_A_CRY) and (cry := _cry_after_leaving(text, sender)) is not None:
        return cry
    if isinstance(reading, Unread | ReleaseMe) and (out := _out_from_the_road(text, sender)) is not None:
        return out
    if isinstance(reading, Unread | Late):
        return _finding_from_home(text, sender) or reading
    return reading


def answer_to_late(sender: ReplySender, code: str) -> str:
    """The text about a mission that is not open to them: over (V15), theirs no more (V27), covered (V5), or people are
    still looked for and it is not open to them for another cause (V44)."""
    mission, asked = sender.mission_named(code), sender.recent.get(code)
    offer = None if mission is None else sender.offer(mission)
    offered = offer.state if offer is not None else asked and asked.offered
    state = mission.incident.state if mission is not None else asked and asked.state
    if state is None or state in SETTLED:
        return "V15"
    if offered is OfferState.ACCEPTED:
        return "V27"
    return "V44" if state in SEEKING or state is IncidentState.ASSESSING else "V5"


def long_over(code: str, text: str, sender: ReplySender, now: datetime) -> RecentIncident | None:
    """What an answer would be about that names nothing, so long after it that its sender may mean something else."""
    asked = sender.recent.get(code)
    return asked if asked and code not in plain(text).words and now - asked.asked_at > LONG_AGO else None


def _cry_after_leaving(text: str, sender: ReplySender) -> Sos | None:
    """Who is just off a mission cries for help in the words of who is on one (rule R20)."""
    if not sender.off_lately:
        return None
    code = sender.off_lately[0][0].incident.code
    there = replace(situation(sender, ()), assignment=OwnMission(code, Stage.ON_SCENE))
    reading = grammar.read(text, there)
    return reading if isinstance(reading, Sos) else None


def _out_from_the_road(text: str, sender: ReplySender) -> Left | None:
    """Whoever is to text OUT says that they are away in the words of who was there (rule R20): "I'm home"."""
    if sender.own is None or signs.awaited_sign(*sender.own) is not AwaitedSign.OUT:
        return None
    there = replace(situation(sender, ()), assignment=OwnMission(sender.own[0].incident.code, Stage.ON_SCENE))
    reading = grammar.read(text, there)
    return reading if isinstance(reading, Left) else None


def _finding_from_home(text: str, sender: ReplySender) -> FindingReply | None:
    """Who has left says what they saw: a finding all the same (rule R39), by the words of one (rule R20).

    Of the mission they name, also while they are on another; else of the one they left last.
    """
    words = plain(text).words
    named = (it for it in sender.recent if it in words and sender.recent[it].left_at is not None)
    code = next(named, None if sender.own is not None else sender.left)
    if code is None or not sender.recent[code].saw:
        return None
    there = replace(situation(sender, ()), assignment=OwnMission(code, Stage.ON_SCENE))
    reading = grammar.read(text, there)
    return reading if isinstance(reading, FindingReply) else None


def code_unknown(text: str, sender: ReplySender) -> str | None:
    """The code in a text that would be a command if there were such a request; None: that is not why it is unread."""
    known = {mission.incident.code for mission in sender.missions} | set(sender.recent)
    for word in dict.fromkeys(plain(text).words):
        if word in known or not (looks_like_code(word) or (MISTYPED_CODE.fullmatch(word) and is_code(word))):
            continue
        named = grammar.read(text, Situation(open_offers=(word,)))
        if isinstance(named, Accept | Standby | Decline) and named.code == word:
            return word
        if sender.own is not None:
            here = replace(situation(sender, ()), assignment=OwnMission(word, STAGES[sender.own[1].state]))
            if isinstance(grammar.read(text, here), EnRoute | Arrived | Left | ReleaseMe):
                return word
    return None


def codes_acknowledged(text: str) -> tuple[str, ...]:
    """What a text with an ACK in it may mean by a code, or by the report of a caller."""
    words = plain(text).words
    if ACKS.isdisjoint(words):
        return ()
    return tuple(word for word in dict.fromkeys(words) if looks_like_code(word) or REF.fullmatch(word))


def page_not_open(text: str, sender: ReplySender) -> str | None:
    """The code after ACK, or ACK SOS, or the report of a caller; None: no such text, or that page waits for them."""
    paged = {name for page in sender.pages for name in (page.code, page.ref)}
    for code in codes_acknowledged(text):
        there = Situation(duty_pages=(OpenPage(code, sos=True),), callsign=sender.person.callsign)
        if REF.fullmatch(code) and not sender.person.is_ever_paged:
            continue
        if code not in paged and grammar.read(text, there) == Ack(code, sos=True):
            return code
    return None


def would_take(text: str, sender: ReplySender, reading: Reading) -> bool:
    """Whether these are the words of somebody ready to take what is open, of which they name nothing that they were
    sent: "on it" of who was not, "ACK ALL", "I'm here".
    """
    unread = isinstance(reading, Unread) and reading.needs_a_human
    pages = tuple(OpenPage(page.code, sos=page.reason is PageReason.SOS) for page in (*sender.pages, *sender.cries))
    if sender.own is not None or not pages or not (unread or isinstance(reading, Sos)):
        return False
    callsign = sender.person.callsign
    if isinstance(grammar.read(text, Situation(duty_pages=pages, callsign=callsign)), Ack | WhichOne):
        return True
    words = plain(text).words
    if not ACKS.isdisjoint(words):
        return unread and len(words) <= ACK_AND_MORE
    sent = Situation(assignment=OwnMission(pages[0].code, Stage.EN_ROUTE), callsign=callsign)
    return unread and isinstance(grammar.read(text, sent), Arrived | EnRoute | Ok)


def situation(sender: ReplySender, open_offers: Sequence[str]) -> Situation:
    own = sender.own
    asked_again = next(
        (
            mission.incident.code
            for mission in sender.missions
            if (offer := sender.offer(mission)) is not None
            and offer.asked_again
            and mission.incident.code in open_offers
        ),
        None,
    )
    own_code = own[0].incident.code if own else None
    return Situation(
        open_offers=tuple(open_offers),
        assignment=OwnMission(own[0].incident.code, STAGES[own[1].state]) if own else None,
        duty_pages=tuple(
            dict.fromkeys(OpenPage(page.code, sos=page.reason is PageReason.SOS, ref=page.ref) for page in sender.pages)
        ),
        check_in_open=own is not None and signs.may_answer_ok(*own),
        asked_again=asked_again,
        asked_release=own_code if own and own[1].asked_release else None,
        recent_codes=tuple(code for code in sender.recent if code != own_code and code not in open_offers),
        callsign=sender.person.callsign,
        teammates=teammates(sender),
        partner_awaited=own is not None and _waits_for_a_partner(*own),
        partner_in_sos=own is not None and _is_in_sos(_others(*own)),
    )


def teammates(sender: ReplySender) -> tuple[str, ...]:
    """Call signs of the others on their mission."""
    team, me = sender.own[0].team if sender.own else [], sender.person.volunteer_id
    return tuple(each.person.callsign for each in team if each.person.volunteer_id != me)


def _waits_for_a_partner(mission: Mission, mine: Assignment) -> bool:
    """They are there, and nobody who was sent with them has been."""
    return mine.state is AssignmentState.ON_SCENE and all(each.on_scene_at is None for each in _others(mission, mine))


def _is_in_sos(others: Iterable[Assignment]) -> bool:
    """A lead has not spoken with them yet."""
    return any(each.state is AssignmentState.SOS for each in others)


def _others(mission: Mission, mine: Assignment) -> list[Assignment]:
    return [each for each in mission.assignments.values() if each.person.volunteer_id != mine.person.volunteer_id]


def _codes(missions: Iterable[Mission]) -> list[str]:
    return [mission.incident.code for mission in missions]
