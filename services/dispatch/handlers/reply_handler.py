"""What a text from a volunteer or a duty lead does, once it is understood in the transaction that acts on it."""

from dataclasses import replace
from typing import Literal, assert_never

from schemas.envelope import Received
from schemas.events.reply import ReplyReceivedV1
from schemas.values import uuid7
from services.dispatch.escalation.hearer import Hearer
from services.dispatch.grammar import readings
from services.dispatch.grammar.erase_wish import erase_wish_in
from services.dispatch.grammar.left_alone import is_left_alone
from services.dispatch.handlers import acknowledging, asking_back, on_call_by_text, replies_in_danger
from services.dispatch.handlers.erasing_by_text import wish_heard
from services.dispatch.handlers.for_a_person import keep_for_a_person, let_a_person_read
from services.dispatch.handlers.reply_batch import ReplyBatch
from services.dispatch.incident import distress, findings, leaving, scene, signs, team
from services.dispatch.incident.called_back import they_are_there
from services.dispatch.incident.situations import (
    ReplySender,
    answer_to_late,
    code_unknown,
    long_over,
    read_reply,
    teammates,
    would_take,
)
from services.dispatch.model.incident import Offer, OfferState, PageReason
from services.dispatch.model.message_request import MessageRequest
from services.dispatch.model.mission import Mission
from services.dispatch.model.unread_text import UnreadKind
from services.dispatch.sealing import seal_finding_words


def answer(batch: ReplyBatch, event: Received[ReplyReceivedV1], who: ReplySender, text: str) -> None:
    """An opt-out took effect in notify already; here it means that only a voice reaches them now."""
    batch.repeated = replies_in_danger.said_a_moment_ago(batch, event.data, who, text)
    batch.left_alone = is_left_alone(text, teammates(who))
    wish = erase_wish_in(text)
    if wish is not None and event.data.consent is None and who.person.volunteer_id not in batch.work.calls:
        wish_heard(batch, who, wish, str(event.data.reply_id))
        return
    reading = read_reply(text, who)
    unknown = code_unknown(text, who) if isinstance(reading, readings.Unread) else None
    not_open = acknowledging.page_not_open(batch, who, reading, text)
    if event.data.consent == "opted_out":
        if isinstance(reading, readings.Sos):
            _act_on(batch, event.data, who, reading)
        _opted_out(batch, who)
    elif not_open is not None:
        _take_nothing(batch, event.data, who, not_open)
    elif replies_in_danger.is_said_in_danger(batch, who, reading):
        replies_in_danger.heard_in_danger(batch, event.data, who, reading)
    elif would_take(text, who, reading):
        acknowledging.name_what_is_open(batch, who, str(event.data.reply_id))
    elif who.told_to_leave is not None and asking_back.is_asked_back(reading, unknown):
        team.tell_to_leave(*who.told_to_leave, str(event.data.reply_id))
    elif unknown is not None:
        asking_back.no_such_code(batch, who, unknown, str(event.data.reply_id))
    elif isinstance(reading, readings.Late) and (old := long_over(reading.code, text, who, batch.work.now)) is not None:
        asking_back.nothing_is_open(batch, who, reading.code, old, str(event.data.reply_id))
    else:
        if who.person.volunteer_id in batch.work.calls and replies_in_danger.is_a_setting(reading):
            replies_in_danger.say_that_it_stays_open(batch, who, str(event.data.reply_id))
        _act_on(batch, event.data, who, reading)
    replies_in_danger.keep_with_call(batch, event.data, who, text)


def _act_on(batch: ReplyBatch, reply: ReplyReceivedV1, who: ReplySender, reading: readings.Reading) -> None:
    occasion = str(reply.reply_id)
    match reading:
        case readings.Accept(code=code, minutes=minutes):
            _accept(batch, who, code, minutes, occasion)
        case readings.Standby(code=code, minutes=minutes):
            if (found := who.asked_in(code)) is not None:
                team.stand_by(*found, minutes, occasion)
        case readings.Decline(code=code):
            named = [who.asked_in(code)] if code is not None else _asked_all(who)
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
            _finding(batch, reply, who, reading)
        case readings.Left():
            _left(batch, who, reading, occasion)
        case readings.Sos():
            replies_in_danger.cry(batch, who, occasion)
        case readings.NotOk():
            if who.own is not None:
                distress.report_not_ok(*who.own, occasion)
                keep_for_a_person(batch, reply, who, UnreadKind.NOT_OK)
        case readings.Help() if who.person.volunteer_id in batch.work.calls:
            replies_in_danger.cry(batch, who, occasion)
        case readings.Ok():
            if who.own is not None:
                who.own[0].note("ok", callsign=who.person.callsign)
                signs.sign_of_life(*who.own)
                they_are_there(who.own[0], occasion)
        case readings.Talk():
            nobody = batch.hearer(who) is Hearer.NOBODY
            batch.text(who, "V25b" if nobody else "V25", occasion)
            keep_for_a_person(batch, reply, who, UnreadKind.TALK)
            batch.page(who, PageReason.TALK)
        case readings.ShiftOn():
            on_call_by_text.switch_on(batch, who, reading, occasion)
        case readings.ShiftOff():
            on_call_by_text.switch_off(batch, who, occasion)
        case readings.Ack(code=code, beside=beside):
            if not acknowledging.take(batch, reply, who, code, beside):
                _take_nothing(batch, reply, who, code)
        case readings.WhichOne(codes=codes):
            asking_back.which_one(batch, reply, who, codes)
        case readings.AskAgain(code=code):
            if (found := who.asked_in(code)) is not None:
                mission, offer = found
                mission.put_offer(replace(offer, asked_again=True))
                mission.text(offer.person, "V18", occasion)
        case readings.Late(code=code):
            batch.text(who, answer_to_late(who, code), occasion, code=code)
        case readings.SetLanguage(language=language):
            _set_language(batch, who, language, occasion)
        case readings.OptOut():
            _opted_out(batch, who)
        case readings.OptIn():  # notify answered
            _opted_in(batch, who, occasion)
        case readings.Help():
            return  # notify answered
        case readings.Unread():
            if reading.needs_a_human:
                guess = readings.name_of(reading.best_guess) if reading.best_guess else None
                let_a_person_read(batch, reply, who, guess)
        case never:
            assert_never(never)


def _accept(batch: ReplyBatch, who: ReplySender, code: str, minutes: int | None, occasion: str) -> None:
    own = who.own
    if own is not None and own[0].incident.code == code:
        team.tell_again(*own, minutes, occasion)
        return
    found = who.asked_in(code)
    if found is None:
        return
    mission, offer = found
    if own is not None:
        team.assigned_elsewhere(mission, offer)
        mission.text(offer.person, answer_to_late(who, code), occasion)
        return
    if not team.accept(mission, offer, minutes, occasion):
        return
    batch.accepted = True
    for other in who.missions_asked(OfferState.OPEN, OfferState.STANDBY):
        if other is not mission:
            team.assigned_elsewhere(other, other.offers[who.person.volunteer_id])


def _finding(batch: ReplyBatch, reply: ReplyReceivedV1, who: ReplySender, said: readings.FindingReply) -> None:
    """Also of somebody who has left, whatever was decided; what cannot be taken as one a person reads.

    So does what is said after LEAVE NOW of what was decided already. In danger it is no news of a mission that they
    left, or that was decided: whoever calls them reads it.
    """
    on_it = who.own if who.own is not None and who.own[0].incident.code == said.code else None
    if on_it is None and (mission := who.mission_named(said.code)) is not None:
        left = mission.last_assignment_of(who.person.volunteer_id)
        if left is not None and findings.may_still_tell(mission):
            on_it = mission, left
    in_danger = who.person.volunteer_id in batch.work.calls
    decided = on_it is not None and on_it[0].incident.reviewed_at is not None
    if in_danger and (decided or on_it != who.own):
        replies_in_danger.heard_in_danger(batch, reply, who, said)
        return
    if on_it is None or (decided and on_it == who.told_to_leave):
        let_a_person_read(batch, reply, who, readings.name_of(said))
        return
    finding_id, words = uuid7(), None
    if said.free_text:
        words = seal_finding_words(said.free_text, finding_id, batch.work.resources.sealer, batch.work.now.date())
    findings.report_finding(*on_it, said, finding_id=finding_id, sealed_words=words, answered=in_danger)
    if in_danger:
        replies_in_danger.heard_in_danger(batch, reply, who, said)


def _take_nothing(batch: ReplyBatch, reply: ReplyReceivedV1, who: ReplySender, code: str | None) -> None:
    """An ACK of no page of theirs: to an offer it sounds like yes."""
    if (yes := acknowledging.sounds_like_yes(who, code)) is not None:
        _act_on(batch, reply, who, yes)
    else:
        acknowledging.take_nothing(batch, who, code, str(reply.reply_id))


def _left(batch: ReplyBatch, who: ReplySender, reading: readings.Left, occasion: str) -> None:
    own = who.own
    if own is None:
        if (code := reading.code or who.left_last) is not None:
            batch.text(who, "V22", occasion, code=code)
        return
    if who.person.volunteer_id in batch.work.calls:
        replies_in_danger.page_about_words(batch, who)
    leaving.leave(*own, occasion)


def _set_language(batch: ReplyBatch, who: ReplySender, language: Literal["en", "es"], occasion: str) -> None:
    """Of several wishes in one batch, which are of one moment, only the last goes out."""
    mine, outgoing = who.person.volunteer_id, batch.work.pending.outgoing
    outgoing[:] = [
        each
        for each in outgoing
        if not (isinstance(each, MessageRequest) and each.new_language is not None and each.person_id == mine)
    ]
    batch.text(who, "V24", occasion, new_language=language)


def _opted_out(batch: ReplyBatch, who: ReplySender) -> None:
    """STOP. No offer can reach them; on a mission they are reached by voice only (rule R22)."""
    batch.switched_on.pop(who.person.volunteer_id, None)
    batch.switched_off.add(who.person.volunteer_id)
    batch.give_up_offers(who, OfferState.UNDELIVERABLE)
    if who.own is not None:
        leaving.opted_out(*who.own)
    elif who.person.volunteer_id in batch.work.calls:
        batch.page(who, PageReason.VOICE_ONLY)


def _opted_in(batch: ReplyBatch, who: ReplySender, occasion: str) -> None:
    """START. Whoever is on a mission or cried hears what they missed."""
    if who.own is not None:
        leaving.texts_arrive_again(*who.own)
    elif who.person.volunteer_id in batch.work.calls:
        replies_in_danger.reached_again(batch, who, occasion)


def _asked_all(who: ReplySender) -> list[tuple[Mission, Offer] | None]:
    """Every offer that is open to them."""
    volunteer_id = who.person.volunteer_id
    return [(mission, mission.offers[volunteer_id]) for mission in who.missions_asked(OfferState.OPEN)]
