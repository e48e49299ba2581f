"""What evidence makes of a message: deliveries move only upwards, and each message ends once. Pure.

Evidence is an answer of the provider, its receipt, its list, a STOP seen just before the POST, or a time that ran out.
Any order of the same evidence leads to the same state (tests/unit/notify/test_settling.py tries all).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from schemas.values import DeliveryState, MessageClass
from services.notify.delivery import retry
from services.notify.model.deliveries import (
    ANNOUNCED_AS,
    ENDED,
    STAGE_RANK,
    Announcement,
    Delivery,
    DeliveryStage,
    Message,
    SettledMessage,
)
from services.notify.model.evidence import (
    AcceptedByProvider,
    DeferredByProvider,
    DueTimePassed,
    Evidence,
    NotFoundAtProvider,
    NotPosted,
    OutcomeUnknown,
    RejectedByProvider,
    Withheld,
)
from services.notify.model.messages import OFFER, SAFETY, URGENCY

RESEND_ABSENT = frozenset(URGENCY[each] for each in (MessageClass.SAFETY, MessageClass.DUTY, MessageClass.OFFER))
"""Classes worth a second POST when the provider's list shows that it never had the first."""


def settle(message: Message, heard: Sequence[Evidence], *, now: datetime, receipt_seconds: float) -> SettledMessage:
    """Fold the evidence over the message, in the order it came."""
    before = {delivery.key: delivery for delivery in message.deliveries}
    after = dict(before)
    opted_out: Delivery | None = None
    for evidence in heard:
        key = (evidence.token.channel, evidence.token.round)
        if key not in after:
            continue
        moved = after[key] = _moved(message, after[key], evidence, now, receipt_seconds)
        if isinstance(evidence.observation, RejectedByProvider) and evidence.observation.opted_out:
            opted_out = moved
        if isinstance(evidence.observation, DueTimePassed) and _goes_again(message, moved, now):
            after |= {each.key: each for each in _again(message, now)}
    changed = tuple(each for key, each in after.items() if key in before and each is not before[key])
    added = tuple(each for key, each in after.items() if key not in before)
    announcements = [
        Announcement(each.channel, DeliveryState.HANDED_OFF)
        for each in changed
        if each.handed_off_at is not None and before[each.key].handed_off_at is None and message.finished is None
    ]
    deliveries = tuple(after.values())
    end = _end(message, deliveries) if message.finished is None else None
    if end is not None:
        announcements.append(end)
    settled = replace(message, deliveries=deliveries, finished=end.state if end else message.finished)
    return SettledMessage(settled, tuple(announcements), changed, added, opted_out)


def _moved(message: Message, delivery: Delivery, evidence: Evidence, now: datetime, receipt_seconds: float) -> Delivery:
    """The delivery after one observation. What concerns an earlier POST only counts when it proves acceptance."""
    current = evidence.token.attempt == delivery.tries and delivery.state in (
        DeliveryStage.SENDING,
        DeliveryStage.UNKNOWN,
    )
    match evidence.observation:
        case AcceptedByProvider(sid, status, code):
            return _accepted(message, delivery, sid, status, code, now, receipt_seconds)
        case DeferredByProvider() as verdict if current:
            return _try_later(message, delivery, verdict, now)
        case NotPosted() if current:
            return _try_later(message, delivery, DeferredByProvider("not_posted"), now)
        case RejectedByProvider(reason, opted_out) if current:
            return _ended(delivery, DeliveryStage.SUPPRESSED if opted_out else DeliveryStage.FAILED, reason, now)
        case OutcomeUnknown(reason) if current and delivery.state is DeliveryStage.SENDING:
            return _unknown(message, delivery, reason, now)
        case Withheld(state, reason) if delivery.state in (DeliveryStage.QUEUED, DeliveryStage.SENDING):
            return _ended(delivery, state, reason, now)
        case NotFoundAtProvider(complete) if current and delivery.state is DeliveryStage.UNKNOWN:
            return _absent(message, delivery, complete, now)
        case DueTimePassed():
            return _overdue(message, delivery, now, receipt_seconds)
        case DeferredByProvider() | NotPosted() | RejectedByProvider() | OutcomeUnknown():
            return delivery
        case Withheld() | NotFoundAtProvider():
            return delivery
        case never:
            assert_never(never)


def _accepted(
    message: Message,
    delivery: Delivery,
    sid: str | None,
    status: DeliveryStage,
    code: int | None,
    now: datetime,
    wait: float,
) -> Delivery:
    if STAGE_RANK[status] <= STAGE_RANK[delivery.state]:
        return delivery if delivery.provider_sid or not sid else replace(delivery, provider_sid=sid)
    handed_off_at = delivery.handed_off_at or now
    # A mail has no receipt: the mail server's word is all that will ever be known.
    status = DeliveryStage.DELIVERED if delivery.channel == "email" and status is DeliveryStage.ACCEPTED else status
    return replace(
        delivery,
        state=status,
        provider_sid=sid or delivery.provider_sid,
        handed_off_at=handed_off_at,
        reason=f"provider:{code}" if code else None,
        due_at=_receipt_due(message, delivery, handed_off_at, now, wait),
        ended_at=delivery.ended_at or now if status in ENDED else delivery.ended_at,
    )


def _receipt_end(message: Message, handed_off_at: datetime, wait: float) -> datetime:
    """When to stop waiting for a receipt; an offer's ends with the offer."""
    patience = handed_off_at + timedelta(seconds=wait)
    if message.urgency == OFFER and message.not_after is not None:
        return min(patience, max(message.not_after, handed_off_at))
    return patience


def _receipt_due(message: Message, delivery: Delivery, handed_off_at: datetime, now: datetime, wait: float) -> datetime:
    """When to look next: to ask the provider, to send a safety text again, or to give up."""
    end = _receipt_end(message, handed_off_at, wait)
    looks = [handed_off_at + timedelta(seconds=seconds) for seconds in retry.RECEIPT_LOOKS_SECONDS]
    if message.urgency == SAFETY:
        claimed_at = delivery.claimed_at or handed_off_at
        early = (retry.SAFETY_LOOK_SECONDS, retry.SAFETY_PATIENCE_SECONDS)
        looks = [claimed_at + timedelta(seconds=seconds) for seconds in early] + looks
    return min((moment for moment in looks if now < moment < end), default=end)


def _try_later(message: Message, delivery: Delivery, verdict: DeferredByProvider, now: datetime) -> Delivery:
    due_at = retry.next_try(
        delivery.tries,
        urgency=message.urgency,
        now=now,
        jitter=(message.message_id.int & 0xFFFF) / 0xFFFF,
        wait_seconds=verdict.wait_seconds,
    )
    tired = delivery.tries >= retry.MOST_TRIES and not verdict.down
    hopeless = now - message.requested_at > timedelta(seconds=retry.GIVE_UP_SECONDS)
    if tired or hopeless or (message.not_after is not None and due_at >= message.not_after):
        return _ended(delivery, DeliveryStage.FAILED, verdict.reason, now)
    return replace(delivery, state=DeliveryStage.QUEUED, due_at=due_at, reason=verdict.reason)


def _unknown(message: Message, delivery: Delivery, reason: str, now: datetime) -> Delivery:
    """To be reconciled with the provider, never resent blindly. A mail server cannot be asked."""
    if delivery.channel == "email":
        return _ended(delivery, DeliveryStage.UNCONFIRMED, "unknown", now)
    return replace(delivery, state=DeliveryStage.UNKNOWN, due_at=_next_look(message, delivery, now), reason=reason)


def _next_look(message: Message, delivery: Delivery, now: datetime) -> datetime:
    return retry.next_look(claimed_at=delivery.claimed_at or now, now=now, urgency=message.urgency)


def _absent(message: Message, delivery: Delivery, complete: bool, now: datetime) -> Delivery:
    """Resent at most once, and only where that is better than the next volunteer or channel."""
    if (delivery.claimed_at or now) + timedelta(seconds=retry.LOOK_AFTER_SECONDS[-1]) > now:
        return delivery
    window = message.not_after is None or message.not_after > now
    once = not delivery.requeued and all(each.round == 0 for each in message.deliveries)
    if complete and window and once and message.urgency in RESEND_ABSENT:
        return replace(delivery, state=DeliveryStage.QUEUED, due_at=now, requeued=True, reason="absent")
    return _ended(delivery, DeliveryStage.UNCONFIRMED, "unknown", now)


def _overdue(message: Message, delivery: Delivery, now: datetime, receipt_seconds: float) -> Delivery:
    if delivery.due_at > now:
        return delivery
    match delivery.state:
        case DeliveryStage.SENDING:
            dead = (delivery.claimed_at or now) + timedelta(seconds=retry.CLAIM_SECONDS)
            return _unknown(message, delivery, "no_record", now) if dead <= now else replace(delivery, due_at=dead)
        case DeliveryStage.UNKNOWN:  # the provider is being asked now
            return replace(delivery, due_at=_next_look(message, delivery, now))
        case DeliveryStage.ACCEPTED | DeliveryStage.SENT:
            handed_off_at = delivery.handed_off_at or now
            if now >= _receipt_end(message, handed_off_at, receipt_seconds):
                return _ended(delivery, DeliveryStage.UNCONFIRMED, "no_receipt", now)
            return replace(delivery, due_at=_receipt_due(message, delivery, handed_off_at, now, receipt_seconds))
        case DeliveryStage.QUEUED if message.not_after is not None and message.not_after <= now:
            return _ended(delivery, DeliveryStage.EXPIRED, "expired", now)
        case _:
            return delivery


def _ended(delivery: Delivery, state: DeliveryStage, reason: str | None, now: datetime) -> Delivery:
    return replace(delivery, state=state, reason=reason, ended_at=delivery.ended_at or now)


def _goes_again(message: Message, delivery: Delivery, now: datetime) -> bool:
    """A safety text that nobody confirmed within 10 s goes once more, exempt from "never twice" (rule R6)."""
    return (
        message.urgency == SAFETY
        and message.finished is None
        and delivery.state in (DeliveryStage.SENDING, DeliveryStage.UNKNOWN, DeliveryStage.ACCEPTED, DeliveryStage.SENT)
        and delivery.claimed_at is not None
        and delivery.claimed_at + timedelta(seconds=retry.SAFETY_PATIENCE_SECONDS) <= now
        and all(each.round == 0 for each in message.deliveries)
    )


def _again(message: Message, now: datetime) -> tuple[Delivery, ...]:
    """By text, and by mail where the person has an address that was not used yet."""
    index = next((each.optout_index for each in message.by("sms")), None)
    texts = (Delivery("sms", 1, DeliveryStage.QUEUED, now, optout_index=index),) if any(message.by("sms")) else ()
    mail_used = any(message.by("email"))
    return texts if mail_used or not message.has_email else (*texts, Delivery("email", 1, DeliveryStage.QUEUED, now))


def _end(message: Message, deliveries: tuple[Delivery, ...]) -> Announcement | None:
    """A text that arrived ends it; else it ends with its last delivery, as well as the best of them.

    A mail that went again for a safety text proves nothing about a person in danger: without a receipt for the text,
    dispatch is to hear that nothing is confirmed.
    """
    counted = deliveries
    if message.urgency == SAFETY:
        counted = tuple(each for each in deliveries if each.channel == "sms") or deliveries
    best = max(counted, key=lambda each: (_WORTH.get(each.state, -1), each.channel == "sms"))
    arrived = best.state is DeliveryStage.DELIVERED and best.channel == "sms"
    if arrived or all(each.state in ENDED for each in deliveries):
        return Announcement(best.channel, ANNOUNCED_AS[best.state], best.reason)
    return None


_WORTH = {
    DeliveryStage.SUPPRESSED: 0,
    DeliveryStage.EXPIRED: 1,
    DeliveryStage.FAILED: 2,
    DeliveryStage.UNDELIVERED: 2,
    DeliveryStage.UNCONFIRMED: 3,
    DeliveryStage.DELIVERED: 4,
}
