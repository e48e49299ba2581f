"""How a network works, in numbers: how long an offer stands, how often a lead is paged, how far is near. Pure.

These are the defaults; a network file overrides them within the bounds of schemas/network_file.py, and an incident
keeps the policy of the moment it opened.
"""

from dataclasses import dataclass

from schemas.network_file import MEETING_MAX_M, MEETING_MIN_M
from schemas.values import Level


@dataclass(frozen=True, slots=True)
class DispatchPolicy:
    """How a network works (rule R14). A limit of 0 means that there is none."""

    wave_seconds: int = 180
    wave_sizes: tuple[int, ...] = (5, 10)
    search_radius_km: float = 15.0
    observers: int = 2
    level: Level = Level.VERIFIED
    """At least one of the pair stands at this level."""
    language_required: bool = False
    """False: speaking the language is preferred; True: nobody else is offered the mission."""
    hold_seconds: int = 180
    """How long somebody who said yes waits for a partner before the duty lead is asked."""
    wait_minutes: int = 15
    """How long they wait at most: then they are released, or, outside, asked to go home."""
    arrival_minutes: int = 15
    """How long somebody is on their way who did not say."""
    arrival_grace_minutes: int = 5
    out_minutes: int = 15
    """From being told to leave, or from what they found, until they are asked whether they are out."""
    cooldown_minutes: int = 30
    max_offers_per_day: int = 6
    """Counted over 24 hours from the first of them, so that no midnight or clock change matters."""
    max_open_offers: int = 2
    join_m: int = 500
    join_minutes: int = 30
    meeting_min_m: int = MEETING_MIN_M
    meeting_max_m: int = MEETING_MAX_M
    pages_every_s: int = 60
    news_minutes: int = 45
    """How long a caller waits at most until they hear that nobody could check it so far, and a lead chooses."""
    misses_per_incident: int = 5
    """Offers of one incident that nobody received within a minute: then no more people are asked (rule R53)."""
    misses_per_network: int = 10
    release_max_age_minutes: int = 60
    source_open_incidents: int = 20
