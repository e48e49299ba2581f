"""Decide whether and by which channels a message goes out. Pure.

STOP beats everything, safety texts included: whoever opted out is reached by voice, and dispatch is told so.
"""

from datetime import datetime

from schemas.values import DeliveryState
from services.notify.contacts.reach import why_no_mail, why_no_text
from services.notify.model.contacts import Recipient
from services.notify.model.messages import Deliverable, DeliveryChannel, RequestedMessage, Undeliverable


def plan(
    request: RequestedMessage, recipient: Recipient | None, *, now: datetime, production: bool
) -> Deliverable | Undeliverable:
    """The checks in the order in which a person would want to hear of them."""
    if production and request.exercise:
        return Undeliverable(DeliveryState.SUPPRESSED, "exercise")
    if request.not_after is not None and request.not_after <= now:
        return Undeliverable(DeliveryState.EXPIRED, "expired")
    if recipient is None:
        return Undeliverable(DeliveryState.SUPPRESSED, "no_contact")
    if not recipient.readable:
        return Undeliverable(DeliveryState.FAILED, "unreadable_contact")
    hindrances = {channel: _hindrance(channel, recipient) for channel in dict.fromkeys(request.channels)}
    open_channels = tuple(channel for channel, hindrance in hindrances.items() if hindrance is None)
    if open_channels:
        return Deliverable(open_channels)
    return Undeliverable(DeliveryState.SUPPRESSED, next(filter(None, hindrances.values()), "no_contact"))


def _hindrance(channel: DeliveryChannel, recipient: Recipient) -> str | None:
    """Why this channel cannot be used."""
    if channel == "email":
        return why_no_mail(recipient)
    return why_no_text(recipient) or ("capped" if recipient.capped else None)
