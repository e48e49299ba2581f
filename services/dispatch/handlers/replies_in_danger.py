"""A cry by text, and whatever they text while it is open."""

import base64
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from schemas.events.reply import ReplyReceivedV1
from schemas.reply_text.plain_text import plain
from services.dispatch.escalation.hearer import Hearer
from services.dispatch.grammar import readings
from services.dispatch.handlers.reply_batch import ReplyBatch, person_of
from services.dispatch.incident import distress
from services.dispatch.incident.cry_answers import answer_to_sos, reaches_others
from services.dispatch.incident.situations import ReplySender
from services.dispatch.model.incident import OF_A_CRY, AssignmentState, OfferState, PageReason
from services.dispatch.model.mission import Mission
from services.dispatch.model.sos_call import SosCall, SosEntry, SosEntryKind

SAME_WORDS: Final = timedelta(minutes=1)
"""Who in danger texts the same once more within this is heard and counted, and not answered again."""


def cry(batch: ReplyBatch, who: ReplySender, occasion: str) -> None:
    me = who.person
    call = batch.work.calls.get(me.volunteer_id)
    if who.own is not None:
        batch.work.put_call(distress.raise_sos(*who.own, occasion, call, answered=batch.repeated))
        _end_pages(batch, me.volunteer_id, OF_A_CRY)
        return
    duty = batch.work.duties[me.network_id]
    call = distress.cried(call, person_of(me), me.network_id, batch.work.now)
    there, left = who.cried_from or (None, None)
    if there is not None and left is not None:
        call = distress.cried_after(call, distress.left_by(there, left))
        if left.confirmed_at is not None:
            there.put_assignment(replace(left, sos_at=batch.work.now))
        _note_cry(there, call)
    batch.work.put_call(replace(call, zone=call.zone or duty.network.name))
    batch.cried_off_mission.add(me.volunteer_id)
    batch.give_up_offers(who, OfferState.DECLINED)
    if not batch.repeated:
        buddy = there is not None and reaches_others(there, me.volunteer_id)
        batch.text(who, answer_to_sos(batch.hearer(who), buddy=buddy), occasion, exercise=call.exercise)
        for page in distress.with_new_words(batch.open_pages.values(), me.volunteer_id, batch.work.now):
            batch.open_pages[page.id] = page
            batch.work.put_page(page)
    batch.page(who, PageReason.SOS)
    if there is not None:
        distress.send_everybody_away(there, call)


def _note_cry(there: Mission, call: SosCall) -> None:
    if call.cries > 1:
        there.note("sos_again", callsign=call.callsign, cries=str(call.cries))
    else:
        there.note("sos", callsign=call.callsign)


def _end_pages(batch: ReplyBatch, volunteer_id: UUID, reasons: Collection[PageReason]) -> None:
    """Those off a mission. Who is on one by now, and cried again, is paged about with it."""
    for page in list(batch.open_pages.values()):
        if page.reason in reasons and page.about_id == volunteer_id:
            batch.work.put_page(replace(page, open=False))
            del batch.open_pages[page.id]


def reached_again(batch: ReplyBatch, who: ReplySender, occasion: str) -> None:
    """Off a mission: nobody has to reach them by voice alone any more, and they hear what they may have missed."""
    _end_pages(batch, who.person.volunteer_id, {PageReason.VOICE_ONLY})
    batch.text(who, answer_to_sos(batch.hearer(who), buddy=False), occasion)


def is_said_in_danger(batch: ReplyBatch, who: ReplySender, reading: readings.Reading) -> bool:
    """Whether it is news for whoever calls them, and no answer or step: their SOS is open, and nothing else is said of.

    Nobody in danger takes an offer that is left: whoever says yes next would be paired with them.
    """
    if who.person.volunteer_id not in batch.work.calls:
        return False
    if isinstance(reading, readings.Ok | readings.Talk | readings.Late | readings.Unread):
        return True
    if who.own is None:
        answers = readings.Accept | readings.Standby | readings.AskAgain | readings.WhichOne | readings.Decline
        return isinstance(reading, readings.Left | answers)
    mission, mine = who.own
    if mine.state is not AssignmentState.SOS:
        return False
    steps = readings.EnRoute | readings.Arrived | readings.ReleaseMe | readings.Stay
    return isinstance(reading, steps) or (
        isinstance(reading, readings.Accept) and reading.code == mission.incident.code
    )


def is_a_setting(reading: readings.Reading) -> bool:
    """Their language, or when they are on call: done all the same, and no news of how they are."""
    return isinstance(reading, readings.ShiftOn | readings.ShiftOff | readings.SetLanguage)


def said_a_moment_ago(batch: ReplyBatch, reply: ReplyReceivedV1, who: ReplySender, text: str) -> bool:
    at, words = batch.last_in_danger.get(who.person.volunteer_id, (None, ""))
    return at is not None and reply.received_at - at < SAME_WORDS and plain(words).words == plain(text).words


def keep_with_call(batch: ReplyBatch, reply: ReplyReceivedV1, who: ReplySender, text: str) -> None:
    """Whatever they text while their SOS is open, for the lead who calls them."""
    call = batch.work.calls.get(who.person.volunteer_id)
    if call is not None:
        batch.last_in_danger[call.volunteer_id] = reply.received_at, text
        words = base64.b64decode(reply.sealed_text)
        batch.work.pending.sos_entries.append(
            SosEntry(reply.reply_id, call.id, SosEntryKind.TEXT, call.callsign, reply.received_at, words)
        )


def heard_in_danger(batch: ReplyBatch, reply: ReplyReceivedV1, who: ReplySender, reading: readings.Reading) -> None:
    """No text ends an SOS: they hear each time that somebody calls them. Whoever took it is to read it."""
    say_that_it_stays_open(batch, who, str(reply.reply_id))
    only_thanks = isinstance(reading, readings.Unread) and not reading.needs_a_human
    if not only_thanks:
        page_about_words(batch, who)


def say_that_it_stays_open(batch: ReplyBatch, who: ReplySender, occasion: str) -> None:
    if not batch.repeated:
        nobody = batch.hearer(who) is Hearer.NOBODY
        batch.text(who, "V12c" if nobody else "V37", occasion)


def page_about_words(batch: ReplyBatch, who: ReplySender) -> None:
    """Until somebody took the SOS its own page goes on, and whoever takes it reads all."""
    me = person_of(who.person)
    call = batch.work.calls[me.volunteer_id]
    if call.acknowledged_at is None:
        return
    if who.own is not None:
        distress.page_about_words(*who.own, call)
    else:
        also = distress.who_took(call, batch.work.duties[call.network_id])
        batch.page_without_incident(batch.work.duties[call.network_id], PageReason.SOS_WORDS, me, also=also)
