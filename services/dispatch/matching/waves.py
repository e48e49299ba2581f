"""Decide how many are asked when: waves, their windows, who is asked instead of a decliner, and when to stop. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.dispatch.matching.ranking import Ranked
from services.dispatch.model.incident import Offer, OfferState
from services.dispatch.model.policy import DispatchPolicy

ASKED_AT_MOST = 2
"""A stand-by is called on once; "only if people are short" a second time means no."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Whom to ask now, the nearest first, then those who said L, and until when they may answer."""

    fresh: tuple[Ranked, ...]
    standbys: tuple[Offer, ...]
    not_after: datetime


@dataclass(frozen=True, slots=True)
class Wait:
    """Somebody may still answer, until then."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Exhausted:
    """Nobody is left to ask, or every wave went out."""


def size_of(wave: int, policy: DispatchPolicy) -> int:
    """How many wave 1, 2, .. asks; after the last size, nobody."""
    return policy.wave_sizes[wave - 1] if wave <= len(policy.wave_sizes) else 0


def open_wave(
    wave: int, ranked: Sequence[Ranked], offers: Collection[Offer], *, policy: DispatchPolicy, now: datetime
) -> "Next":
    """The next wave: as many as it asks; from the second on also everyone on stand-by, since people are short now."""
    size = size_of(wave, policy)
    fresh = tuple(ranked[:size])
    standbys = on_standby(offers) if wave > 1 or len(fresh) < size else ()
    if fresh or standbys:
        return Ask(fresh, standbys, now + timedelta(seconds=policy.wave_seconds))
    return wait_or_give_up(offers, now)


def replace_at_once(
    ended: int, ranked: Sequence[Ranked], offers: Collection[Offer], *, policy: DispatchPolicy, now: datetime
) -> "Next":
    """One more for each offer of the wave that ended without a yes (rule R40).

    Whoever is asked late gets a whole window; the wave goes on meanwhile. Stand-bys are called on when nobody fresh is
    there and nobody else may still answer.
    """
    not_after = now + timedelta(seconds=policy.wave_seconds)
    if fresh := tuple(ranked[:ended]):
        return Ask(fresh, (), not_after)
    waiting = wait_or_give_up(offers, now)
    if isinstance(waiting, Exhausted) and (standbys := on_standby(offers)):
        return Ask((), standbys, not_after)
    return waiting


def wait_or_give_up(offers: Iterable[Offer], now: datetime) -> "Wait | Exhausted":
    """While an offer is open, its answer is waited for."""
    still_open = [offer.not_after for offer in offers if offer.state is OfferState.OPEN and offer.not_after > now]
    return Wait(max(still_open)) if still_open else Exhausted()


def on_standby(offers: Iterable[Offer]) -> tuple[Offer, ...]:
    """Those who said L and were not called on yet, first who answered first."""
    waiting = [offer for offer in offers if offer.state is OfferState.STANDBY and offer.asked < ASKED_AT_MOST]
    return tuple(sorted(waiting, key=lambda offer: (offer.answered_at or offer.offered_at, offer.id)))


def overdue(offers: Iterable[Offer], now: datetime) -> tuple[Offer, ...]:
    """Open offers whose window is over."""
    return tuple(offer for offer in offers if offer.state is OfferState.OPEN and offer.not_after <= now)


Next = Ask | Wait | Exhausted
