"""What a text from a volunteer or a duty lead does, once it is understood in the transaction that acts on it."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Literal, assert_never
from uuid import UUID

from schemas.clock_times import clock_time_or_day
from schemas.envelope import Received
from schemas.events.reply import ReplyReceivedV1
from schemas.reply_text.plain_text import plain
from schemas.values import Level, uuid7
from services.dispatch.escalation.hearer import Hearer, who_hears
from services.dispatch.escalation.paging import (
    MOST_COUNTED,
    acknowledge,
    begun_again,
    by_urgency,
    in_a_text,
    page_lead,
)
from services.dispatch.grammar import readings
from services.dispatch.incident import distress, findings, leaving, scene, signs, team
from services.dispatch.incident.offering import refill
from services.dispatch.incident.situations import ReplySender, answer_to_late, code_unknown, page_not_open, read_reply
from services.dispatch.model.incident import (
    IN_DANGER,
    EndedOfferState,
    MissionPerson,
    Offer,
    OfferState,
    Page,
    PageReason,
)
from services.dispatch.model.message_request import MessageRequest, id_of_message
from services.dispatch.model.mission import Mission, NetworkDuty
from services.dispatch.model.pending_changes import TimelineEntry
from services.dispatch.model.roster import RosterRole, Volunteer
from services.dispatch.model.sos_call import LeftMission, SosCall, SosEntry, SosEntryKind
from services.dispatch.model.unread_text import UnreadKind, UnreadText
from services.dispatch.sealing import seal_finding_words
from services.dispatch.unit_of_work import IncidentUnitOfWork

V11_EVERY: Final = timedelta(minutes=10)
SAME_WORDS: Final = timedelta(minutes=1)
"""Who in danger texts the same once more within this is heard and counted, and not answered again."""
NOBODY: Final = "UNKNOWN"
"""Whom a page names when the sender is not on the roster."""
ON_HOURS: Final = 4
"""ON without a number, since every switch that somebody makes by text has an end they were told."""


@dataclass(frozen=True, slots=True)
class PageToRaise:
    """A page about somebody who is on no mission; its code is taken when the batch is through, if it has none yet."""

    duty: NetworkDuty
    reason: PageReason
    about: MissionPerson
    code: str = ""
    also: tuple[UUID, ...] = ()
    """Who is asked from the first, besides whose turn it is."""
    left: LeftMission | None = None
    """The mission they were on, of whoever cries when they are off it."""


@dataclass(slots=True)
class ReplyHandler:
    """The fold over a batch of replies: each sees what those before it did."""

    work: IncidentUnitOfWork
    open_pages: dict[UUID, Page]
    """Those of no incident."""
    pages_named: Sequence[Page]
    """Every page by a code that one of these texts acknowledges, open or not, sent to whomever, as it was stored."""
    last_told: dict[UUID, datetime]
    """When each was last told that a text was not understood."""
    last_in_danger: dict[UUID, tuple[datetime, str]]
    """What each whose SOS is open texted last, and when."""
    pages_to_raise: list[PageToRaise] = field(default_factory=list)
    cried_off_mission: set[UUID] = field(default_factory=set)
    switched_on: dict[UUID, datetime] = field(default_factory=dict)
    switched_off: set[UUID] = field(default_factory=set)
    accepted: bool = False
    repeated: bool = False
    """The text at hand is the same as the last one, a moment ago, of somebody in danger."""

    def answer(self, event: Received[ReplyReceivedV1], who: ReplySender, text: str) -> None:
        """An opt-out took effect in notify already; here it means that only a voice reaches them now."""
        self.repeated = self._said_a_moment_ago(event.data, who, text)
        reading = read_reply(text, who)
        unknown = code_unknown(text, who) if isinstance(reading, readings.Unread) else None
        not_open = self._page_not_open(who, reading, text)
        if event.data.consent == "opted_out":
            if isinstance(reading, readings.Sos):
                self._act_on(event.data, who, reading)
            self._opted_out(who)
        elif not_open is not None:
            self._takes_nothing(event.data, who, not_open)
        elif unknown is not None and who.person.volunteer_id not in self.work.calls:
            self._no_such_code(who, unknown, str(event.data.reply_id))
        else:
            self._act_on(event.data, who, reading)
        self._keep_with_call(event.data, who, text)

    def _act_on(self, reply: ReplyReceivedV1, who: ReplySender, reading: readings.Reading) -> None:
        occasion = str(reply.reply_id)
        match reading:
            case readings.Accept(code=code, minutes=minutes):
                self._accept(who, code, minutes, occasion)
            case readings.Standby(code=code, minutes=minutes):
                if (found := _asked(who, code)) is not None:
                    team.stand_by(*found, minutes, occasion)
            case readings.Decline(code=code):
                named = [_asked(who, code)] if code is not None else _asked_all(who)
                for found in filter(None, named):
                    team.decline(*found, occasion)
            case readings.EnRoute(minutes=minutes):
                if who.own is not None:
                    scene.set_out(*who.own, minutes, occasion)
            case readings.Arrived():
                if who.own is not None:
                    scene.arrive(*who.own, occasion)
            case readings.ReleaseMe(confirmed=confirmed):
                if who.own is not None and confirmed:
                    leaving.drop_out(*who.own, occasion)
                elif who.own is not None:
                    team.ask_to_release(*who.own, occasion)
            case readings.Stay():
                if who.own is not None:
                    team.stay(*who.own, occasion)
            case readings.FindingReply():
                self._finding(reply, who, reading)
            case readings.Left() if who.own is None and who.person.volunteer_id in self.work.calls:
                self._heard_in_danger(reply, who)
            case readings.Left():
                self._left(who, reading, occasion)
            case readings.Sos():
                self._sos(who, occasion)
            case readings.NotOk():
                if who.own is not None:
                    distress.report_not_ok(*who.own, occasion)
                    self._keep_for_a_person(reply, who, UnreadKind.NOT_OK)
            case readings.Ok() if who.person.volunteer_id in self.work.calls:
                self._heard_in_danger(reply, who)
            case readings.Unread() if who.person.volunteer_id in self.work.calls:
                self._heard_in_danger(reply, who, thanks=not reading.needs_a_human)
            case readings.Help() if who.person.volunteer_id in self.work.calls:
                self._sos(who, occasion)
            case readings.Ok():
                if who.own is not None:
                    who.own[0].note("ok", callsign=who.person.callsign)
                    signs.sign_of_life(*who.own)
            case readings.Talk():
                nobody = self._hearer(who) is Hearer.NOBODY
                self._text(who, "V25b" if nobody else "V25", occasion)
                self._keep_for_a_person(reply, who, UnreadKind.TALK)
                self._page(who, PageReason.TALK)
            case readings.ShiftOn(hours=hours):
                self._switch_on(who, hours or ON_HOURS, occasion)
            case readings.ShiftOff():
                self._switch_off(who, occasion)
            case readings.Ack(code=code, beside=beside):
                self._acknowledge(reply, who, code, beside)
            case readings.WhichOne(codes=codes):
                self._which_one(reply, who, codes)
            case readings.AskAgain(code=code):
                if (found := _asked(who, code)) is not None:
                    mission, offer = found
                    mission.put_offer(replace(offer, asked_again=True))
                    mission.text(offer.person, "V18", occasion)
            case readings.Late(code=code):
                self._text(who, answer_to_late(who, code), occasion, code=code)
            case readings.SetLanguage(language=language):
                self._set_language(who, language, occasion)
            case readings.OptOut():
                self._opted_out(who)
            case readings.OptIn() | readings.Help():
                return  # notify answered
            case readings.Unread():
                if reading.needs_a_human:
                    guess = readings.name_of(reading.best_guess) if reading.best_guess else None
                    self._for_a_person(reply, who, guess)
            case never:
                assert_never(never)

    def _accept(self, who: ReplySender, code: str, minutes: int | None, occasion: str) -> None:
        own = who.own
        if own is not None and own[0].incident.code == code:
            team.tell_again(*own, minutes, occasion)
            return
        found = _asked(who, code)
        if found is None:
            return
        mission, offer = found
        if own is not None:
            team.assigned_elsewhere(mission, offer)
            mission.text(offer.person, answer_to_late(who, code), occasion)
            return
        if not team.accept(mission, offer, minutes, occasion):
            return
        self.accepted = True
        for other in who.missions_asked(OfferState.OPEN, OfferState.STANDBY):
            if other is not mission:
                team.assigned_elsewhere(other, other.offers[who.person.volunteer_id])

    def _finding(self, reply: ReplyReceivedV1, who: ReplySender, said: readings.FindingReply) -> None:
        """Also of somebody who has left, whatever was decided; what cannot be taken as one a person reads."""
        on_it = who.own if who.own is not None and who.own[0].incident.code == said.code else None
        if on_it is None and (mission := who.mission_named(said.code)) is not None:
            left = mission.last_assignment_of(who.person.volunteer_id)
            if left is not None and findings.may_still_tell(mission):
                on_it = mission, left
        if on_it is None:
            self._for_a_person(reply, who, readings.name_of(said))
            return
        finding_id, words = uuid7(), None
        if said.free_text:
            words = seal_finding_words(said.free_text, finding_id, self.work.resources.sealer, self.work.now.date())
        findings.report_finding(*on_it, said, finding_id=finding_id, sealed_words=words)

    def _left(self, who: ReplySender, reading: readings.Left, occasion: str) -> None:
        own = who.own
        if own is None:
            if (code := reading.code or who.left) is not None:
                self._text(who, "V22", occasion, code=code)
            return
        if who.person.volunteer_id in self.work.calls:
            self._page_about_words(who)
        leaving.leave(*own, occasion)

    def _sos(self, who: ReplySender, occasion: str) -> None:
        me = who.person
        call = self.work.calls.get(me.volunteer_id)
        if who.own is not None:
            self.work.put_call(distress.raise_sos(*who.own, occasion, call, answered=self.repeated))
            self._end_pages_off_mission(me.volunteer_id)
            return
        duty = self.work.duties[me.network_id]
        call, left = distress.cried(call, _person(me), me.network_id, self.work.now), who.left_lately
        if left is not None:
            call = distress.cried_after(call, left)
            self._note_cry(left, call)
        self.work.put_call(replace(call, zone=call.zone or duty.network.name))
        self.cried_off_mission.add(me.volunteer_id)
        self._give_up_offers(who, OfferState.DECLINED)
        if not self.repeated:
            self._text(who, distress.answer_to_sos(self._hearer(who), buddy=False), occasion, exercise=call.exercise)
        self._page(who, PageReason.SOS)

    def _note_cry(self, left: LeftMission, call: SosCall) -> None:
        again = call.cries > 1
        said = {"callsign": call.callsign, **({"cries": str(call.cries)} if again else {})}
        entry = TimelineEntry(left.incident_id, self.work.now, "sos_again" if again else "sos", said)
        self.work.pending.timeline.append(entry)

    def _hearer(self, who: ReplySender) -> Hearer:
        return who_hears(self.work.duties[who.person.network_id], apart_from=who.person.volunteer_id)

    def _end_pages_off_mission(self, volunteer_id: UUID) -> None:
        """They are on a mission by now, and cried again: its page goes on, that of before ends."""
        for page in list(self.open_pages.values()):
            if page.reason in IN_DANGER and page.about_id == volunteer_id:
                self.work.put_page(replace(page, open=False))
                del self.open_pages[page.id]

    def _said_a_moment_ago(self, reply: ReplyReceivedV1, who: ReplySender, text: str) -> bool:
        at, words = self.last_in_danger.get(who.person.volunteer_id, (None, ""))
        return at is not None and reply.received_at - at < SAME_WORDS and plain(words).words == plain(text).words

    def _keep_with_call(self, reply: ReplyReceivedV1, who: ReplySender, text: str) -> None:
        """Whatever they text while their SOS is open, for the lead who calls them."""
        call = self.work.calls.get(who.person.volunteer_id)
        if call is not None:
            self.last_in_danger[call.volunteer_id] = reply.received_at, text
            words = base64.b64decode(reply.sealed_text)
            self.work.pending.sos_entries.append(
                SosEntry(reply.reply_id, call.id, SosEntryKind.TEXT, call.callsign, reply.received_at, words)
            )

    def _heard_in_danger(self, reply: ReplyReceivedV1, who: ReplySender, *, thanks: bool = False) -> None:
        """No text ends an SOS: they hear each time that somebody calls them. Whoever took it is to read it."""
        if not self.repeated:
            nobody = self._hearer(who) is Hearer.NOBODY
            self._text(who, "V12c" if nobody else "V37", str(reply.reply_id))
        if not thanks:
            self._page_about_words(who)

    def _page_about_words(self, who: ReplySender) -> None:
        """Until somebody took the SOS its own page goes on, and whoever takes it reads all."""
        me = _person(who.person)
        call = self.work.calls[me.volunteer_id]
        if call.acknowledged_at is None:
            return
        if who.own is not None:
            distress.page_about_words(*who.own, call)
        else:
            also = distress.who_took(call, self.work.duties[call.network_id])
            self._page_without_incident(self.work.duties[call.network_id], PageReason.SOS_WORDS, me, also=also)

    def _switch_on(self, who: ReplySender, hours: int, occasion: str) -> None:
        until = self.work.now + timedelta(hours=hours)
        self.switched_on[who.person.volunteer_id] = until
        self.switched_off.discard(who.person.volunteer_id)
        zone = self.work.duties[who.person.network_id].network.time_zone
        self._text(
            who, _on_call_text(who.person), occasion, until=clock_time_or_day(until, zone, told_at=self.work.now)
        )

    def _switch_off(self, who: ReplySender, occasion: str) -> None:
        """Also a no to whatever is open: they cannot. Whether they leave their mission too is asked back."""
        self.switched_on.pop(who.person.volunteer_id, None)
        self.switched_off.add(who.person.volunteer_id)
        self._text(who, "V23off" if who.person.duty is None else "D28", occasion)
        self._give_up_offers(who, OfferState.DECLINED)
        if who.own is not None:
            team.ask_to_release(*who.own, occasion)

    def _set_language(self, who: ReplySender, language: Literal["en", "es"], occasion: str) -> None:
        """Of several wishes in one batch, which are of one moment, only the last goes out."""
        mine, outgoing = who.person.volunteer_id, self.work.pending.outgoing
        outgoing[:] = [
            each
            for each in outgoing
            if not (isinstance(each, MessageRequest) and each.new_language is not None and each.person_id == mine)
        ]
        self._text(who, "V24", occasion, new_language=language)

    def _opted_out(self, who: ReplySender) -> None:
        """STOP. No offer can reach them; on a mission they are reached by voice only (rule R22)."""
        self.switched_on.pop(who.person.volunteer_id, None)
        self.switched_off.add(who.person.volunteer_id)
        self._give_up_offers(who, OfferState.UNDELIVERABLE)
        if who.own is not None:
            leaving.opted_out(*who.own)

    def _give_up_offers(self, who: ReplySender, state: EndedOfferState) -> None:
        for mission in who.missions_asked(OfferState.OPEN, OfferState.STANDBY):
            offer = mission.offers[who.person.volunteer_id]
            was_open = offer.state is OfferState.OPEN
            mission.end_offer(offer, state)
            refill(mission, 1 if was_open else 0)

    def _acknowledge(
        self, reply: ReplyReceivedV1, who: ReplySender, code: str | None, beside: Sequence[str] = ()
    ) -> None:
        """They take what they were sent, all of each code, and hear what that was (D13); others who were paged, too.

        Without a code only what a text named to them: what it counted with the rest ("+6") they have not read.
        """
        occasion = str(reply.reply_id)
        if code is None:
            named = [page for page in who.pages if who.person.volunteer_id in page.named] or list(who.pages)
        else:
            named = [page for page in who.pages if page.code in (code, *beside)]
        taken = sorted(named, key=by_urgency)
        if not taken:
            self._takes_nothing(reply, who, code)
            return
        me, duty = who.person, self.work.duties[who.person.network_id]
        others = {member.volunteer_id: member.callsign for member in duty.chain}
        pending, now = self.work.pending, self.work.now
        for page in acknowledge(taken, me.volunteer_id, me.callsign, others, pending, now, occasion):
            self.work.put_page(page)
            self.open_pages.pop(page.id, None)
            call = self.work.calls.get(page.about_id) if page.about_id else None
            if page.reason is PageReason.SOS and call is not None:
                self.work.put_call(distress.acknowledged(call, me.callsign, now))
        self.work.answered.add(me.volunteer_id)
        drill = all(page.exercise for page in taken)
        self._text(who, "D13", occasion, code=taken[0].code, exercise=drill, pages=in_a_text(taken))

    def _which_one(self, reply: ReplyReceivedV1, who: ReplySender, codes: Sequence[str]) -> None:
        """V16 names the requests they may have meant, D15 the pages."""
        occasion = str(reply.reply_id)
        pages = sorted((page for page in who.pages if page.code in codes), key=by_urgency)
        asked = {mission.incident.code for mission in who.missions_asked(OfferState.OPEN)}
        if {page.code for page in pages}.issuperset(codes) and not asked.issuperset(codes):
            self._which_page(who, pages, occasion)
            return
        missions = [mission for code in codes if (mission := who.mission_named(code)) is not None]
        if len(missions) < 2:
            self._for_a_person(reply, who, "WhichOne")
            return
        first, second, count = missions[0].incident.code, missions[1].incident.code, str(len(missions))
        drill, requests = _all_drills(missions), _listed(missions)
        self._text(who, "V16", occasion, code=first, exercise=drill, count=count, requests=requests, code2=second)

    def _no_such_code(self, who: ReplySender, code: str, occasion: str) -> None:
        """A code that names nothing of theirs is always answered, with those that do (V16b, V16c)."""
        mine = [who.own[0]] if who.own is not None else who.missions_asked(OfferState.OPEN)
        if mine:
            first, drill, requests = mine[0].incident.code, _all_drills(mine), _listed(mine)
            self._text(who, "V16b", occasion, code=first, exercise=drill, code2=code, requests=requests)
        else:
            self._text(who, "V16c", occasion, code=code)

    def _page_not_open(self, who: ReplySender, reading: readings.Reading, text: str) -> str | None:
        """The code of an ACK that takes nothing. Beside SOS it is a cry, unless its sender is one who is paged."""
        me = who.person
        if me.volunteer_id in self.work.calls:
            return None
        if me.is_ever_paged:
            said = isinstance(reading, readings.Unread | readings.Sos | readings.Late)
            return page_not_open(text, who) if said else None
        code = page_not_open(text, who) if isinstance(reading, readings.Unread) else None
        return None if who.own is not None and who.own[0].incident.code == code else code

    def _takes_nothing(self, reply: ReplyReceivedV1, who: ReplySender, code: str | None) -> None:
        """An ACK is answered by what is so and pages nobody: to an offer it sounds like yes; somebody took it before
        (D27b); it is not theirs (D27c); other pages wait for them (D15); nothing does (D27, D29).
        """
        occasion = str(reply.reply_id)
        asked = (mission.incident.code for mission in who.missions_asked(OfferState.OPEN))
        offers = [offered for offered in asked if code in (None, offered)]
        named = self._pages_named(who, code) if code and who.person.is_ever_paged else []
        ended = [(page.taken_at, page.taken_by) for page in named if page.taken_at and page.taken_by]
        drill = all(page.exercise for page in named) if named else None
        if offers:
            self._act_on(reply, who, _sounds_like_yes(who, offers))
        elif any(page.open for page in named):
            self._text(who, "D27c", occasion, code=code, exercise=drill)
        elif ended:
            taken_at, callsign = max(ended)
            zone = self.work.duties[who.person.network_id].network.time_zone
            time = clock_time_or_day(taken_at, zone, told_at=self.work.now)
            self._text(who, "D27b", occasion, code=code, exercise=drill, callsign=callsign, time=time)
        elif who.pages:
            self._which_page(who, sorted(who.pages, key=by_urgency), occasion)
        elif code is not None:
            self._text(who, "D27", occasion, code=code)
        elif who.person.is_ever_paged:
            self._text(who, "D29", occasion)

    def _pages_named(self, who: ReplySender, code: str) -> list[Page]:
        """Of their network, as this unit has moved them."""
        moved, mine = self.work.pending.pages, (who.person.network_id, code)
        return [moved.get(page.id, page) for page in self.pages_named if (page.network_id, page.code) == mine]

    def _which_page(self, who: ReplySender, pages: Sequence[Page], occasion: str) -> None:
        count = str(min(len(pages), MOST_COUNTED))
        drill = all(page.exercise for page in pages)
        listed = in_a_text(pages)
        self._text(who, "D15", occasion, code=pages[0].code, exercise=drill, open=count, pages=listed)

    def _for_a_person(self, reply: ReplyReceivedV1, who: ReplySender, guess: str | None) -> None:
        """V11, at most once in ten minutes but to whoever is out there; the duty lead is paged, and can read the text
        (`GET /v1/unread`)."""
        last = self.last_told.get(who.person.volunteer_id)
        out_there = who.own is not None or who.left_lately is not None
        if out_there or last is None or self.work.now - last >= V11_EVERY:
            self.last_told[who.person.volunteer_id] = self.work.now
            self.work.pending.not_understood.append(who.person.volunteer_id)
            nobody = self._hearer(who) is Hearer.NOBODY
            self._text(who, "V11b" if nobody else "V11", str(reply.reply_id))
        self._keep_for_a_person(reply, who, UnreadKind.UNREAD, guess)
        self._page(who, PageReason.UNREAD_TEXT)

    def _keep_for_a_person(
        self, reply: ReplyReceivedV1, who: ReplySender, kind: UnreadKind, guess: str | None = None
    ) -> None:
        """As what it is, until somebody answers or closes it."""
        about = _about(who)
        self.work.pending.unread.append(
            UnreadText(
                reply.reply_id,
                reply.person_id,
                who.person.network_id,
                who.person.callsign,
                about.incident.code if about else "",
                guess,
                base64.b64decode(reply.sealed_text),
                reply.received_at,
                kind,
                about.incident.id if about else None,
            )
        )

    def from_stranger(self, reply: ReplyReceivedV1, duty: NetworkDuty | None) -> None:
        """Notify knows the sender and the roster does not: the words mean nothing certain, and may be an SOS."""
        network_id = duty.network.network_id if duty is not None else ""
        words = base64.b64decode(reply.sealed_text)
        self.work.pending.unread.append(
            UnreadText(reply.reply_id, reply.person_id, network_id, NOBODY, "", None, words, reply.received_at)
        )
        if duty is not None:
            self._page_without_incident(
                duty, PageReason.UNREAD_TEXT, MissionPerson(reply.person_id, NOBODY, Level.TRAINEE, ())
            )

    def _page(self, who: ReplySender, reason: PageReason) -> None:
        person = _person(who.person)
        about = _about(who)
        if about is not None and reason is not PageReason.SOS:
            about.note("asked_for_a_person", callsign=person.callsign)
            page_lead(about, reason, person, detail=_with_whom(who) if reason is PageReason.UNREAD_TEXT else None)
            return
        duty = self.work.duties.get(who.person.network_id)
        if duty is not None:
            left = who.left_lately if reason is PageReason.SOS else None
            self._page_without_incident(duty, reason, person, left=left)

    def _page_without_incident(
        self,
        duty: NetworkDuty,
        reason: PageReason,
        person: MissionPerson,
        *,
        also: tuple[UUID, ...] = (),
        left: LeftMission | None = None,
    ) -> None:
        """Once, as long as nobody has taken the page; again where nobody was asked any more."""
        about = person.volunteer_id
        same = [page for page in self.open_pages.values() if page.reason is reason and page.about_id == about]
        for page in same:
            if page.given_up:
                self.open_pages[page.id] = begun_again(page, self.work.now)
                self.work.put_page(self.open_pages[page.id])
        if not same and not any(
            page.about.volunteer_id == about for page in self.pages_to_raise if page.reason is reason
        ):
            call = self.work.calls.get(person.volunteer_id) if reason in IN_DANGER else None
            self.pages_to_raise.append(PageToRaise(duty, reason, person, call.code if call else "", also, left))

    def _text(
        self,
        who: ReplySender,
        template: str,
        occasion: str,
        *,
        code: str | None = None,
        exercise: bool | None = None,
        new_language: Literal["en", "es"] | None = None,
        **params: str,
    ) -> None:
        """A text that need not be about one mission of this unit. `exercise`: where not said, as what `code` names."""
        asked = who.recent.get(code) if code else None
        mission = who.mission_named(code) if code else None
        subject = mission.incident.id if mission else asked.incident_id if asked else UUID(occasion)
        if exercise is None:
            exercise = mission.incident.exercise if mission else bool(asked and asked.exercise)
        self.work.pending.outgoing.append(
            MessageRequest(
                id=id_of_message(subject, who.person.volunteer_id, template, occasion),
                network_id=who.person.network_id,
                subject_id=subject,
                person_id=who.person.volunteer_id,
                callsign=who.person.callsign,
                template=template,
                params={**({"code": code} if code else {}), **params},
                exercise=exercise,
                new_language=new_language,
            )
        )


def _on_call_text(person: Volunteer) -> str:
    """What being on call means for them: no mission is offered to who is on duty, nor to a trainee."""
    if person.duty is not None:
        return "D28b"
    if person.level is Level.TRAINEE:
        return "V23new"
    return "V23lead" if RosterRole.DUTY_LEAD in person.roles else "V23on"


def _listed(missions: Sequence[Mission]) -> str:
    return ", ".join(f"{mission.incident.code} {mission.incident.zone}" for mission in missions)


def _all_drills(missions: Sequence[Mission]) -> bool:
    """A text that names one real request is no drill: it is sent, and not marked as one."""
    return all(mission.incident.exercise for mission in missions)


def _asked(who: ReplySender, code: str) -> tuple[Mission, Offer] | None:
    mission = who.mission_named(code)
    offer = who.offer(mission) if mission is not None else None
    return (mission, offer) if mission is not None and offer is not None else None


def _sounds_like_yes(who: ReplySender, codes: Sequence[str]) -> readings.Reading:
    """Which of them, or whether at all; a person reads it when that was asked before."""
    if len(codes) > 1:
        return readings.WhichOne(tuple(codes))
    found = _asked(who, codes[0])
    again = found is not None and found[1].asked_again
    return readings.Unread(None, ("ACK",)) if again else readings.AskAgain(codes[0])


def _asked_all(who: ReplySender) -> "list[tuple[Mission, Offer] | None]":
    """Every offer that is open to them."""
    volunteer_id = who.person.volunteer_id
    return [(mission, mission.offers[volunteer_id]) for mission in who.missions_asked(OfferState.OPEN)]


def _about(who: ReplySender) -> Mission | None:
    """The mission that a text without a clear meaning is most likely about."""
    if who.own is not None:
        return who.own[0]
    asked = who.missions_asked(OfferState.OPEN)
    return asked[0] if asked else None


def _with_whom(who: ReplySender) -> str | None:
    """Who is out there with them, empty: they are alone; None: they were sent nowhere."""
    if who.own is None or not who.own[1].sent:
        return None
    mission, mine = who.own
    return " & ".join(each.person.callsign for each in mission.team if each.sent and each.id != mine.id)


def _person(volunteer: Volunteer) -> MissionPerson:
    return MissionPerson(volunteer.volunteer_id, volunteer.callsign, volunteer.level, volunteer.languages)
