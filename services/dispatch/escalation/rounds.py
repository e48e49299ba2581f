"""Who is texted now about what is open in a network: each person once a minute, an SOS at once (rules R50, R52). Pure.

A page is due at its time. Whoever is texted hears of everything that is open for them: of one page in its own words, of
several in a digest, the most urgent first. Whose phone failed rests, and the next of the chain is asked instead.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from services.dispatch.escalation.digest import digest, in_mails, named_in_a_text
from services.dispatch.escalation.fates import PageFate, PageFates, moved_on
from services.dispatch.escalation.page_texts import SceneNow, by_urgency, is_urgent, own_words
from services.dispatch.escalation.paging import IT_IS_OVER, event_of, said_of
from services.dispatch.escalation.whom_to_page import (
    goes_on,
    pace_of,
    pause_after,
    reached_by_text,
    whom_this_page_asks,
)
from services.dispatch.model.addressee import MAIL_EVERY, MAIL_EVERY_IN_DANGER, Addressee
from services.dispatch.model.incident import IN_DANGER, Page, PageReason
from services.dispatch.model.message_request import MAIL, SMS, MessageRequest, id_of_message
from services.dispatch.model.mission import NetworkDuty
from services.dispatch.model.pending_changes import PendingChanges, PendingEvent, PendingTimer, TimelineEntry
from services.dispatch.model.roster import ChainMember

PAGE: Final = "page"
ALSO_BY_MAIL: Final = frozenset({PageReason.TEXTS_FAIL})
"""That no text gets through is told by a text last of all."""
CALLS_FOR_A_VOICE: Final = frozenset({PageReason.SOS, PageReason.VOICE_ONLY})
ALARMS_IN_A_MINUTE: Final = 3
"""New to one person, each in its own words; then one text that names the rest. An SOS waits for none of these."""
SOON: Final = timedelta(seconds=15)
"""After such a text somebody in danger whom none named to anybody yet waits so long for one that does."""
TEXTS_REMEMBERED: Final = 8
"""Of each page: what becomes of these is heard."""


def page_people(
    duty: NetworkDuty,
    pages: Sequence[Page],
    addressees: Mapping[UUID, Addressee],
    fates: PageFates,
    pending: PendingChanges,
    now: datetime,
    *,
    scenes: Mapping[UUID, SceneNow] | None = None,
    taken: Mapping[UUID, Page] | None = None,
) -> None:
    """One round: every open page of the network that anybody is still to be asked about, and what became of texts.

    Args:
        scenes: how things stand on the missions of those whom a page is about.
        taken: by page about what somebody texted after their SOS was taken, the page of that SOS.
    """
    round_ = _Round(duty, now, pending, dict(addressees), scenes or {}, taken or {})
    round_.go_on_after(fates.lost)
    missed = {fate.message_id for fate in fates.lost if fate.sure}
    round_.failed = {page.id for page in pages if not missed.isdisjoint(page.message_ids)}
    for page in pages:
        round_.note_lost(page, fates.lost)
    moved = [moved_on(page, fates.lost, addressees, now, round_.every) for page in pages]
    heard = sorted((round_.heard(page, fates.arrived) for page in moved), key=by_urgency)
    round_.quiet = [page for page in heard if page.given_up]
    round_.ask([page for page in heard if not page.given_up])


def _is_cried_anew(page: Page) -> bool:
    return page.words_at is not None and page.named_at is not None and page.words_at > page.named_at


@dataclass(slots=True)
class _Round:
    duty: NetworkDuty
    now: datetime
    pending: PendingChanges
    addressees: dict[UUID, Addressee]
    scenes: Mapping[UUID, SceneNow]
    taken: Mapping[UUID, Page]
    cries: list[Page] = field(default_factory=list)
    """Every SOS that is open."""
    quiet: list[Page] = field(default_factory=list)
    """Open too, and rings no more: whoever was asked may still take it, so a text about several names and counts it."""
    failed: set[UUID] = field(default_factory=set)
    """Pages of which a text certainly did not arrive, as is known since a moment ago."""
    waiting: set[UUID] = field(default_factory=set)
    """Pages about danger that somebody had no text left for, and of which nobody has read."""
    told: dict[UUID, list[MessageRequest]] = field(default_factory=dict)
    """By page, in the order of the chain."""
    named: dict[UUID, list[UUID]] = field(default_factory=dict)
    """By page, whose text says which it is."""

    @property
    def every(self) -> timedelta:
        return timedelta(seconds=self.duty.network.policy.pages_every_s)

    def go_on_after(self, lost: Sequence[PageFate]) -> None:
        sure = [fate for fate in lost if fate.sure]
        dead = {fate.person_id for fate in sure if fate.of_the_phone}
        for person_id in dict.fromkeys(fate.person_id for fate in sure):
            if (addressee := self.addressees.get(person_id)) is not None:
                self._keep(addressee.after_a_miss(self.now, self.every, of_the_phone=person_id in dead))

    def note_lost(self, page: Page, lost: Sequence[PageFate]) -> None:
        """The timeline says whom a page that it calls sent did not reach."""
        untold = {fate.person_id for fate in lost if fate.sure and fate.message_id in page.message_ids}
        names = [member.callsign for member in self.duty.chain if member.volunteer_id in untold]
        if names:
            self._note_in_timeline(page, "page_lost", to=", ".join(names))

    def heard(self, page: Page, arrived: Mapping[UUID, UUID]) -> Page:
        """A text before it was lost, and this one was not: whom it reached has read what it is."""
        new = {person for text, person in arrived.items() if text in page.message_ids} - set(page.named)
        if not new:
            return page
        page = self.pending.pages[page.id] = replace(page, named=(*page.named, *sorted(new)))
        return page

    def ask(self, pages: Sequence[Page]) -> None:
        self.cries = [page for page in pages if page.reason is PageReason.SOS]
        chain = reached_by_text(self.duty.chain, self.addressees, self.now)
        whom = {page.id: self._whom(page, chain) for page in pages}
        self._say_nothing_is_over_to({each.volunteer_id for p in pages if is_urgent(p.reason) for each in whom[p.id]})
        for member in chain:
            theirs = [page for page in pages if member in whom[page.id]]
            urgent = any(is_urgent(page.reason) for page in theirs)
            self._text(member, theirs, pace_of(member, chain, self.every, urgent=urgent))
        unheard = [page for page in pages if self._is_due(page) and not self._is_heard(page, whom[page.id])]
        mailed = self._mail(unheard, [page for page in pages if self._is_due(page) and page.reason in ALSO_BY_MAIL])
        for page in (*pages, *self.quiet):
            self._note(page, whom.get(page.id, []), mailed)

    def _whom(self, page: Page, chain: Sequence[ChainMember]) -> list[ChainMember]:
        attempt = page.attempt + page.ahead + self._is_due(page)
        return whom_this_page_asks(page, attempt, chain, urgent=is_urgent(page.reason))

    def _text(self, member: ChainMember, pages: Sequence[Page], pace: timedelta) -> None:
        """What is urgent and new to them at once, each in its own words; else one text about all at their pace, of a
        minute.

        Beside the SOS of somebody, whom they call for it, what else is new about that person comes with the text of the
        minute, but at once that no text reaches them any more. Of many who are in danger the minute takes a few texts,
        and one that names the rest. Whoever cries anew takes nobody else's turn, and nothing new takes that of an SOS.
        """
        addressee, me = self._addressee(member), member.volunteer_id
        free = addressee.may_be_texted(self.now, pace)
        in_danger = {page.about_id for page in pages if page.reason is PageReason.SOS}
        fresh = [
            page
            for page in pages
            if is_urgent(page.reason)
            and ((_is_cried_anew(page) and free) or me not in page.named)
            and (free or not addressee.missed)
            and (page.reason in CALLS_FOR_A_VOICE or page.about_id not in in_danger)
        ]
        alarms = [page for page in fresh if page.reason not in IN_DANGER]
        told = addressee.alarms_within(self.now, self.every)
        alone = alarms[: max(0, ALARMS_IN_A_MINUTE - told)]
        rest = alarms[len(alone) :]
        waits = any(page.reason is PageReason.SOS and self._is_due(page) and page not in fresh for page in pages)
        bundle: list[Page] = []
        self.waiting |= {page.id for page in rest if not page.named}
        if rest and (free or told + len(alone) == ALARMS_IN_A_MINUTE or addressee.may_be_texted(self.now, SOON)):
            bundle = [page for page in pages if page.exercise == rest[0].exercise]
            if not free and told > ALARMS_IN_A_MINUTE and self.waiting.isdisjoint(named_in_a_text(bundle, me)):
                bundle = []
        elif free and (waits or all(me in page.named for page in fresh)):
            bundle = self._due_beside(fresh, pages)
        apart = [*(page for page in fresh if page.reason in IN_DANGER), *alone]
        if not apart and not bundle:
            return
        unread = self._cries_unread_by(me, pages, drill=all(page.exercise for page in (*apart, *bundle)))
        said = len(alone) + bool(rest and bundle)
        if len(bundle) == 1:
            apart, bundle = sorted((*apart, *bundle), key=by_urgency), []
        told_apart = [*unread, *apart]
        several = [replace(each, named=(*each.named, me)) if each in told_apart else each for each in bundle]
        several = [*(replace(page, named=(*page.named, me)) for page in unread), *several] if bundle else []
        several += self._quiet_for(me, several)
        texts = [[page] for page in apart]
        for about in [*([page] for page in unread), *([several, *texts] if waits else [*texts, several])]:
            cry = self.taken.get(about[0].id) if len(about) == 1 else None
            if cry is not None and member.callsign != cry.taken_by and me not in (*cry.named, *about[0].named):
                self._send(member, [cry], about=about)
            if about:
                self._send(member, about, about=about)
        unsaid = any(page.reason is PageReason.SOS and page not in (*apart, *bundle) for page in pages)
        texted_at = addressee.texted_at if unsaid and not free else self.now
        self._keep(replace(addressee.after_alarms(said, self.now, self.every), texted_at=texted_at))

    def _due_beside(self, fresh: Sequence[Page], pages: Sequence[Page]) -> list[Page]:
        """The text of the minute beside these: of one page in its own words, else of all that is open."""
        real = [page for page in pages if not page.exercise]
        alike = real if any(map(self._is_due, real)) else [page for page in pages if page.exercise]
        others = [page for page in alike if page not in fresh]
        if not any(map(self._is_due, others)):
            return []
        return others if len(others) == 1 else alike

    def _cries_unread_by(self, me: UUID, pages: Sequence[Page], *, drill: bool) -> list[Page]:
        """Whoever is texted anyway reads of each SOS, who, where and with whom, also where it is not their turn yet."""
        return [
            page
            for page in self.cries
            if page not in pages and me not in (page.about_id, *page.named) and (drill or not page.exercise)
        ]

    def _quiet_for(self, me: UUID, several: Sequence[Page]) -> list[Page]:
        return [page for page in self.quiet if several and me in page.paged and page.exercise == several[0].exercise]

    def _send(self, member: ChainMember, pages: Sequence[Page], *, about: Sequence[Page]) -> None:
        text, me = self._worded(member, pages), member.volunteer_id
        self.pending.outgoing.append(text)
        for page in about:
            texts = self.told.setdefault(page.id, [])
            if all(each.person_id != me for each in texts):
                texts.append(text)
        for page_id in named_in_a_text(about, me):
            self.named.setdefault(page_id, []).append(me)

    def _say_nothing_is_over_to(self, people: set[UUID]) -> None:
        """While somebody in danger waits for them, nobody is thanked for what is over."""
        self.pending.outgoing = [
            each
            for each in self.pending.outgoing
            if not (isinstance(each, MessageRequest) and each.template == IT_IS_OVER and each.person_id in people)
        ]

    def _is_heard(self, page: Page, whom: Sequence[ChainMember]) -> bool:
        """A phone that was dead lately is tried, and hears of no danger for sure, nor does anybody while texts fail: a
        mail goes beside it.
        """
        if is_urgent(page.reason) and page.id in self.failed:
            return False
        return any(member.reach.text or not is_urgent(page.reason) for member in whom)

    def _mail(self, unheard: Sequence[Page], also: Sequence[Page]) -> set[UUID]:
        """Where no text gets through a mail may: at once about what is urgent and new, every two minutes about an SOS,
        else every ten."""
        unheard = [*unheard, *(page for page in also if page not in unheard)]
        mailed: set[UUID] = set()
        for member in self.duty.chain:
            addressee = self._addressee(member)
            theirs = [page for page in unheard if page.about_id != member.volunteer_id]
            fresh = any(is_urgent(page.reason) and self._was_not_mailed(page, addressee) for page in theirs)
            every = MAIL_EVERY_IN_DANGER if any(page.reason in IN_DANGER for page in theirs) else MAIL_EVERY
            if theirs and member.reach.mail and (fresh or addressee.may_be_mailed(self.now, every)):
                cries = [page for page in theirs if page.reason is PageReason.SOS]
                rest = [page for page in theirs if page.reason is not PageReason.SOS]
                for about in [*([cry] for cry in cries), *in_mails(rest, member.volunteer_id, self.now)]:
                    self.pending.outgoing.append(self._worded(member, about, by_mail=True))
                self._keep(replace(addressee, mailed_at=self.now))
                mailed.add(member.volunteer_id)
        return mailed

    def _was_not_mailed(self, page: Page, addressee: Addressee) -> bool:
        """Whom a text was sent of it may not have had one."""
        return addressee.mailed_at is None or addressee.mailed_at < page.raised_at

    def _note(self, page: Page, whom: Sequence[ChainMember], mailed: set[UUID]) -> None:
        texts, named = self.told.get(page.id, []), self.named.get(page.id, [])
        told = replace(
            page,
            paged=tuple(dict.fromkeys((*page.paged, *(text.person_id for text in texts)))),
            named=tuple(dict.fromkeys((*page.named, *named))),
            named_at=self.now if named else page.named_at,
            message_ids=(*page.message_ids, *(text.id for text in texts))[-TEXTS_REMEMBERED:],
        )
        if not self._is_due(page):
            if texts:
                self.pending.pages[page.id] = told
            if is_urgent(page.reason) and (new := set(told.named) - set(page.named)):
                self._announce(told, page.attempt, [text for text in texts if text.person_id in new])
        elif texts or not whom:
            self._count_attempt(told, texts, set() if self._is_heard(page, whom) else mailed)
        else:
            # Whoever is told of one danger after the other has not heard of this one: it widens all the same.
            unanswered = page.attempt > 0 and is_urgent(page.reason)
            pause = SOON if page.id in self.waiting else self.every
            until = min(self._texted_at(member) + pause for member in whom)
            self._put_off(replace(told, ahead=page.ahead + unanswered), until if until > self.now else self.now + pause)

    def _count_attempt(self, page: Page, texts: Sequence[MessageRequest], mailed: set[UUID]) -> None:
        in_vain = not texts and page.attempt > 0 and page.id in self.failed
        attempt = page.attempt + (not in_vain)  # that nobody is left to ask when a text was lost is no attempt more
        self._announce(page, attempt, texts)
        if not texts:
            self.pending.unheard.append(page)
        page = replace(page, paged=tuple(dict.fromkeys((*page.paged, *sorted(mailed)))))
        counted = replace(page, attempt=attempt, due_at=None)
        if goes_on(counted, named=bool(self.named.get(page.id))):
            soon = page.id in self.waiting and not page.named
            self._put_off(counted, self.now + (SOON if soon else pause_after(counted, self.every)))
        else:
            self.pending.pages[page.id] = counted

    def _announce(self, page: Page, attempt: int, texts: Sequence[MessageRequest]) -> None:
        """Of nobody, that nobody could be texted."""
        callsigns: list[str | None] = [text.callsign for text in texts]
        for callsign in callsigns or [None]:
            event = event_of(page, attempt, callsign)
            self.pending.outgoing.append(PendingEvent(event, page.subject_id, page.correlation_id))
        to = ", ".join(text.callsign for text in texts)
        self._note_in_timeline(page, "paged" if texts else "nobody_to_page", attempt=str(attempt), to=to)

    def _note_in_timeline(self, page: Page, kind: str, **said: str) -> None:
        if page.incident_id is not None:
            params = {"reason": page.reason.value, **said, **said_of(page)}
            self.pending.timeline.append(TimelineEntry(page.incident_id, self.now, kind, params))

    def _put_off(self, page: Page, until: datetime) -> None:
        self.pending.pages[page.id] = replace(page, due_at=until)
        self.pending.timers.append(PendingTimer(page.id, PAGE, until, page.attempt))

    def _worded(self, member: ChainMember, pages: Sequence[Page], *, by_mail: bool = False) -> MessageRequest:
        """One page in its own words, several as a digest."""
        first, now = pages[0], self.now
        if len(pages) > 1 or (by_mail and first.reason is not PageReason.SOS):
            template, params, sealed = digest(pages, member.volunteer_id, by_mail=by_mail)
        else:
            scene = (self.scenes.get(first.incident_id) if first.incident_id else None) or SceneNow()
            template, params, sealed = own_words(first, scene, now, self.duty.network.time_zone, by_mail=by_mail)
        channels = MAIL if by_mail else SMS
        occasion = f"{first.id}:{now.isoformat()}:{channels}"
        return MessageRequest(
            id=id_of_message(first.subject_id, member.volunteer_id, template, occasion),
            network_id=first.network_id,
            subject_id=first.subject_id,
            person_id=member.volunteer_id,
            callsign=member.callsign,
            template=template,
            params=params,
            sealed=sealed,
            not_after=None if by_mail else now + self.every,
            channels=channels,
            exercise=all(page.exercise for page in pages),
            correlation_id=first.correlation_id,
        )

    def _is_due(self, page: Page) -> bool:
        return page.due_at is not None and page.due_at <= self.now

    def _texted_at(self, member: ChainMember) -> datetime:
        return self._addressee(member).texted_at or self.now

    def _addressee(self, member: ChainMember) -> Addressee:
        return self.addressees.get(member.volunteer_id) or Addressee(member.volunteer_id)

    def _keep(self, addressee: Addressee) -> None:
        self.addressees[addressee.person_id] = self.pending.addressees[addressee.person_id] = addressee
