"""Taking pages by text: what an ACK takes, and what is so when it takes nothing."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

from schemas.clock_times import clock_time_or_day
from schemas.events.reply import ReplyReceivedV1
from services.dispatch.escalation.digest import MOST_COUNTED, in_a_text, named_in_a_text
from services.dispatch.escalation.page_texts import by_urgency
from services.dispatch.escalation.paging import others_asked
from services.dispatch.grammar import readings
from services.dispatch.handlers.reply_batch import ReplyBatch
from services.dispatch.incident import situations
from services.dispatch.incident.codes import looks_like_code
from services.dispatch.incident.situations import ReplySender
from services.dispatch.incident.taking import take_pages
from services.dispatch.incident.undone import LOOKED_AT_AGAIN
from services.dispatch.model.incident import OfferState, Page

TOOK: Final = {
    (False, True): "D13",
    (True, True): "D13b",
    (False, False): "D13c",
    (True, False): "D13d",
}
"""By whether it comes again, and whether anybody else was asked."""


def take(
    batch: ReplyBatch, reply: ReplyReceivedV1, who: ReplySender, code: str | None, beside: Sequence[str] = ()
) -> bool:
    """They take what they were sent, or of it what they name by code or by the report of a caller, and hear what that
    was (D13), and whether it may come again (D13b); others who were paged, too, and nobody is spoken of where nobody
    else was (D13c, D13d).

    First what a text named to them: what it counted with the rest ("+6") they have not read. And never more than the
    answer can name: what it would only count comes again.
    False: nothing was theirs to take.
    """
    occasion = str(reply.reply_id)
    meant = who.pages if code is None else _meant(who.pages, {code, *beside})
    told = [page for page in meant if who.person.volunteer_id in page.named] or meant
    said = named_in_a_text(told)
    taken = sorted((page for page in told if page.id in said), key=by_urgency)
    if not taken:
        return False
    me, work = who.person, batch.work
    duty = work.duties[me.network_id]
    ended, answered = take_pages(
        taken, me.volunteer_id, me.callsign, duty, work.calls, work.pending, work.now, occasion
    )
    for page in ended:
        work.put_page(page)
        batch.open_pages.pop(page.id, None)
    for call in answered:
        work.put_call(call)
    work.answered.add(me.volunteer_id)
    drill = all(page.exercise for page in taken)
    again = next((page.code for page in taken if page.reason in LOOKED_AT_AGAIN), None)
    others = others_asked(taken, me.volunteer_id, {member.volunteer_id for member in duty.chain})
    template = TOOK[bool(again), bool(others)]
    batch.text(who, template, occasion, code=again or taken[0].code, exercise=drill, pages=in_a_text(taken))
    return True


def _meant(pages: Sequence[Page], names: Collection[str]) -> Sequence[Page]:
    """A code means all that has it, unless a caller of it is named, too."""
    callers = [page for page in pages if page.ref in names]
    apart = {page.code for page in callers}
    return [*callers, *(page for page in pages if page.code in names and page.code not in apart)]


def page_not_open(batch: ReplyBatch, who: ReplySender, reading: readings.Reading, text: str) -> str | None:
    """The code of an ACK that takes nothing. Beside SOS it is a cry, unless its sender is one who is paged."""
    me = who.person
    if me.volunteer_id in batch.work.calls:
        return None
    if me.is_ever_paged:
        said = isinstance(reading, readings.Unread | readings.Sos | readings.Late)
        return situations.page_not_open(text, who) if said else None
    code = situations.page_not_open(text, who) if isinstance(reading, readings.Unread) else None
    return None if who.own is not None and who.own[0].incident.code == code else code


def take_nothing(batch: ReplyBatch, who: ReplySender, code: str | None, occasion: str) -> None:
    """An ACK is answered by what is so and pages nobody: somebody took it before (D27b); it is not theirs (D27c);
    others wait for them (D15, D15b); nothing does (D27, D29).
    """
    named = _pages_named(batch, who, code) if code and who.person.is_ever_paged else []
    code = named[0].code if named else code
    ended = [(page.taken_at, page.taken_by) for page in named if page.taken_at and page.taken_by]
    drill = all(page.exercise for page in named) if named else None
    if any(page.open for page in named):
        batch.text(who, "D27c", occasion, code=code, exercise=drill)
    elif ended:
        taken_at, callsign = max(ended)
        zone = batch.work.duties[who.person.network_id].network.time_zone
        time = clock_time_or_day(taken_at, zone, told_at=batch.work.now)
        batch.text(who, "D27b", occasion, code=code, exercise=drill, callsign=callsign, time=time)
    elif who.pages or who.cries:
        name_what_is_open(batch, who, occasion)
    elif code is not None and looks_like_code(code):
        batch.text(who, "D27", occasion, code=code)
    elif who.person.is_ever_paged:
        batch.text(who, "D29", occasion)


def _pages_named(batch: ReplyBatch, who: ReplySender, code: str) -> list[Page]:
    """Of their network, as this unit has moved them."""
    mine = [page for page in batch.pages_named if page.network_id == who.person.network_id]
    moved = batch.work.pending.pages
    return [moved.get(page.id, page) for page in mine if code in (page.code, page.ref)]


def which_page(batch: ReplyBatch, who: ReplySender, pages: Sequence[Page], occasion: str) -> None:
    drill = all(page.exercise for page in pages)
    code, listed = pages[0].code, in_a_text(pages)
    if len(pages) == 1:
        batch.text(who, "D15b", occasion, code=code, exercise=drill, pages=listed)
    else:
        count = str(min(len(pages), MOST_COUNTED))
        batch.text(who, "D15", occasion, code=code, exercise=drill, open=count, pages=listed)


def name_what_is_open(batch: ReplyBatch, who: ReplySender, occasion: str) -> None:
    """D15 or D15b to who is ready to take it. Who reads there of somebody in danger has been asked, and may."""
    pages = sorted((*who.pages, *who.cries), key=by_urgency)
    which_page(batch, who, pages, occasion)
    said, me = named_in_a_text(pages), who.person.volunteer_id
    for page in who.cries:
        if page.id in said:
            told = replace(page, paged=(*page.paged, me), named=(*page.named, me))
            batch.work.put_page(told)
            if told.id in batch.open_pages:
                batch.open_pages[told.id] = told


def sounds_like_yes(who: ReplySender, code: str | None) -> readings.Reading | None:
    """An ACK to an offer: which of them, or whether at all; a person reads it when that was asked before."""
    asked = (mission.incident.code for mission in who.missions_asked(OfferState.OPEN))
    codes = tuple(offered for offered in asked if code in (None, offered))
    if not codes:
        return None
    if len(codes) > 1:
        return readings.WhichOne(codes)
    found = who.asked_in(codes[0])
    again = found is not None and found[1].asked_again
    return readings.Unread(None, ("ACK",)) if again else readings.AskAgain(codes[0])
