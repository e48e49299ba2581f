"""A text that no rule understands, or that asks for a person, is kept until one answers or closes it."""

import base64
from datetime import timedelta
from typing import Final

from schemas.events.reply import ReplyReceivedV1
from schemas.values import Level
from services.dispatch.escalation.hearer import Hearer
from services.dispatch.handlers.reply_batch import ReplyBatch
from services.dispatch.incident import signs
from services.dispatch.incident.situations import ReplySender
from services.dispatch.incident.team import tell_to_leave
from services.dispatch.model.incident import MissionPerson, PageReason
from services.dispatch.model.mission import NetworkDuty
from services.dispatch.model.unread_text import UnreadKind, UnreadText

V11_EVERY: Final = timedelta(minutes=10)
V11_OUT_THERE: Final = 3
"""In that time, to whoever is out there: the phone of who drives may answer by itself, without end."""
NOBODY: Final = "UNKNOWN"
"""Whom a page names when the sender is not on the roster."""


def let_a_person_read(batch: ReplyBatch, reply: ReplyReceivedV1, who: ReplySender, guess: str | None) -> None:
    """V11, or what one alone does, or to leave where that was said, or not to go back to whose SOS is open.

    At most once in ten minutes, and three times to whoever is out there. The duty lead is paged, and can read the
    text (`GET /v1/unread`).
    """
    me = who.person.volunteer_id
    last, before = batch.last_told.get(me), batch.unread_lately.get(me, 0)
    batch.unread_lately[me] = before + 1
    out_there = who.own is not None or bool(who.off_lately)
    nobody = batch.hearer(who) is Hearer.NOBODY
    if (out_there and before < V11_OUT_THERE) or last is None or batch.work.now - last >= V11_EVERY:
        batch.last_told[me] = batch.work.now
        batch.work.pending.not_understood.append(me)
        if who.told_to_leave is not None:
            tell_to_leave(*who.told_to_leave, str(reply.reply_id))
        elif not nobody and (cry := who.left_in_danger) is not None:
            batch.text(who, "V47b", str(reply.reply_id), code=cry[0], callsign=cry[1])
        elif not nobody and (over := who.ended_for_them(batch.work.now)) is not None:
            batch.text(who, "V15", str(reply.reply_id), code=over)
        else:
            heard, unheard = ("V11c", "V11d") if batch.is_alone(who) else ("V11", "V11b")
            batch.text(who, unheard if nobody else heard, str(reply.reply_id))
    keep_for_a_person(batch, reply, who, UnreadKind.UNREAD, guess)
    batch.page(who, PageReason.UNREAD_TEXT)


def keep_for_a_person(
    batch: ReplyBatch, reply: ReplyReceivedV1, who: ReplySender, kind: UnreadKind, guess: str | None = None
) -> None:
    """As what it is, until somebody answers or closes it; whoever waits for its sender hears of it."""
    about = who.about
    if who.own is not None:
        signs.tell_that_a_person_reads(*who.own)
    batch.work.pending.unread.append(
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


def from_stranger(batch: ReplyBatch, reply: ReplyReceivedV1, duty: NetworkDuty | None) -> None:
    """Notify knows the sender and the roster does not: the words mean nothing certain, and may be an SOS."""
    network_id = duty.network.network_id if duty is not None else ""
    words = base64.b64decode(reply.sealed_text)
    batch.work.pending.unread.append(
        UnreadText(reply.reply_id, reply.person_id, network_id, NOBODY, "", None, words, reply.received_at)
    )
    if duty is not None:
        batch.page_without_incident(
            duty, PageReason.UNREAD_TEXT, MissionPerson(reply.person_id, NOBODY, Level.TRAINEE, ())
        )
