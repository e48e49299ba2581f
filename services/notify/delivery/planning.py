"""Decide whether and by which channels a message goes out. Pure.

STOP beats everything, safety texts included: whoever opted out is reached by voice, and dispatch is told so.
"""

from dataclasses import dataclass
from datetime import datetime

from schemas.values import DeliveryState
from services.notify.model import Channel, Consent, Request


@dataclass(frozen=True, slots=True)
class Recipient:
    """What can be used to reach the person. A caller who said that texts are safe has opted in."""

    consent: Consent
    phone: bool
    email: bool
    suppressed: bool
    """STOP was texted from this number and START was not since, whoever owns it now."""
    allowed: bool = True
    """The number begins with a prefix that may be texted (SMS pumping, DELIVERY §3.2)."""
    readable: bool = True
    """The sealed number could be opened."""
    optout_index: bytes | None = None


@dataclass(frozen=True, slots=True)
class Goes:
    """By these channels, one delivery each."""

    channels: tuple[Channel, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """It ends here, before any channel was used."""

    state: DeliveryState
    reason: str


def plan(request: Request, recipient: Recipient | None, *, now: datetime, production: bool) -> Goes | Ended:
    """The checks in the order in which a person would want to hear of them."""
    if production and request.exercise:
        return Ended(DeliveryState.SUPPRESSED, "exercise")
    if request.not_after is not None and request.not_after <= now:
        return Ended(DeliveryState.EXPIRED, "expired")
    if recipient is None:
        return Ended(DeliveryState.SUPPRESSED, "no_contact")
    if not recipient.readable:
        return Ended(DeliveryState.FAILED, "unreadable_contact")
    hindrances = {channel: _hindrance(channel, recipient) for channel in dict.fromkeys(request.channels)}
    open_channels = tuple(channel for channel, hindrance in hindrances.items() if hindrance is None)
    if open_channels:
        return Goes(open_channels)
    return Ended(DeliveryState.SUPPRESSED, next(filter(None, hindrances.values()), "no_contact"))


def _hindrance(channel: Channel, recipient: Recipient) -> str | None:
    """Why this channel cannot be used."""
    if channel == "email":
        return None if recipient.email else "no_contact"
    if not recipient.phone:
        return "no_contact"
    if recipient.suppressed or recipient.consent is Consent.OPTED_OUT:
        return "opted_out"
    if recipient.consent is not Consent.OPTED_IN:
        return "no_consent"
    if not recipient.allowed:
        return "number_not_allowed"
    return None
