"""Decide whether a report may text observers without a person, and how soon a person should see it. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from schemas.values import Accuracy, Channel, Request, Trust
from services.intake.model import Standing

JUST_NOW: Final = timedelta(minutes=15)
RECENT: Final = timedelta(minutes=60)
WELL_KNOWN: Final = (Accuracy.EXACT, Accuracy.INTERSECTION)
STRONG_SIGNS: Final = frozenset({"photo", "marked"})
UNHEARD: Final = (Channel.SMS, Channel.VOICEMAIL)


class Missing(StrEnum):
    """What release lacks (PRACTICE §0.1 rule 1), as the codes of ReportHeldV1."""

    TRUST = "trust"
    REQUEST = "request"
    AGE = "age"
    PLACE = "place"
    RESIDENCE = "residence"
    DUTY = "duty"
    QUOTA = "quota"
    NETWORK_UNKNOWN = "network_unknown"


class Sighting(Protocol):
    """What release and priority look at: in a report as it is told, and in an event that tells of one."""

    @property
    def request(self) -> Request: ...
    @property
    def channel(self) -> Channel: ...
    @property
    def observed_at(self) -> datetime | None: ...
    @property
    def cell(self) -> object | None: ...
    @property
    def accuracy(self) -> Accuracy: ...
    @property
    def is_residence(self) -> bool | None: ...
    @property
    def evidence(self) -> tuple[str, ...]: ...


def missing_for_release(sighting: Sighting, *, trust: Trust, standing: Standing, now: datetime) -> tuple[Missing, ...]:
    """Everything that stands against releasing the report without a person; nothing: it is released.

    What was not said counts against it: an unknown time is too old, a place that nobody called public may be a home.
    """
    network = standing.network
    max_age = network.release_max_age if network else RECENT
    lacks: list[Missing] = []
    if trust is not Trust.OPERATOR:
        lacks.append(Missing.TRUST)
    if sighting.request is not Request.OBSERVE:
        lacks.append(Missing.REQUEST)
    if sighting.observed_at is None or now - sighting.observed_at > max_age:
        lacks.append(Missing.AGE)
    if sighting.cell is None or sighting.accuracy not in WELL_KNOWN:
        lacks.append(Missing.PLACE)
    if sighting.is_residence is not False:
        lacks.append(Missing.RESIDENCE)
    if network is None:
        lacks.append(Missing.NETWORK_UNKNOWN)
        return tuple(lacks)
    if not network.duty_lead_on_duty:
        lacks.append(Missing.DUTY)
    if 0 < network.source_open_incidents <= standing.open_incidents:
        lacks.append(Missing.QUOTA)
    return tuple(lacks)


def missing_for_a_person(sighting: Sighting) -> tuple[Missing, ...]:
    """What even an authorised person cannot do without: a wish for observers, and a point to send them near."""
    lacks: list[Missing] = []
    if sighting.request is not Request.OBSERVE:
        lacks.append(Missing.REQUEST)
    if sighting.cell is None:
        lacks.append(Missing.PLACE)
    return tuple(lacks)


def priority(sighting: Sighting, *, now: datetime) -> int:
    """1 to 4 (PRACTICE §2.2). It orders the queue and decides nothing."""
    if sighting.cell is None and sighting.channel in UNHEARD:
        return 2  # nobody has read it yet; it may be anything
    if sighting.request is Request.SUPPORT:
        return 3
    if sighting.request is Request.INFORMATION or sighting.cell is None:
        return 4
    age = now - sighting.observed_at if sighting.observed_at else timedelta.max
    strong = not STRONG_SIGNS.isdisjoint(sighting.evidence)
    if age <= JUST_NOW:
        return 1 if strong else 2
    if age <= RECENT:
        return 2 if strong else 3
    return 3
