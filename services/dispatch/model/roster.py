"""The people and places that dispatch knows: networks with their zones and policy, volunteers, who is on duty. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Final
from uuid import UUID

from schemas.territory import DrawnTerritory
from schemas.values import Level
from services.dispatch.model.policy import DispatchPolicy

NO_CONTACT: Final = "no_contact"
"""What holds of everybody whom notify has not announced."""
UNDELIVERED: Final = "undelivered"
"""Their phone took no text lately; it may again."""


class RosterRole(StrEnum):
    """What a person does for the network; only an observer is ever offered a mission."""

    OBSERVER = "observer"
    DUTY_LEAD = "duty_lead"
    COORDINATOR = "coordinator"
    REVIEWER = "reviewer"


class DutyPosition(StrEnum):
    """The lead is paged first, then the backup."""

    LEAD = "lead"
    BACKUP = "backup"


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of the territory by the name people use; a place belongs to the nearest centre."""

    name: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class MeetingPoint:
    """A public place where a pair can meet."""

    name: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class RosterNetwork:
    """A network at one revision of its state."""

    network_id: str
    revision: int
    name: str
    hotline_phone: str
    time_zone: str
    languages: tuple[str, ...]
    territory: DrawnTerritory
    cells: frozenset[int] = frozenset()
    """H3 cells that hold the territory, of mixed resolution, none finer than 7: for others; `territory` decides."""
    zones: tuple[Zone, ...] = ()
    meeting_points: tuple[MeetingPoint, ...] = ()
    policy: DispatchPolicy = field(default_factory=DispatchPolicy)


@dataclass(frozen=True, slots=True)
class Reach:
    """Why a person cannot be reached, by text and by mail, in notify's words; None: they can be.

    Offers and pages go by text alone, so whoever cannot be texted is asked nothing and stands behind no mission.
    """

    text_reason: str | None = NO_CONTACT
    mail_reason: str | None = NO_CONTACT

    @property
    def text(self) -> bool:
        return self.text_reason is None

    @property
    def mail(self) -> bool:
        return self.mail_reason is None


@dataclass(frozen=True, slots=True)
class Volunteer:
    """Anyone on the roster. `home` is an H3 cell of resolution 7: the exact place is never kept."""

    volunteer_id: UUID
    network_id: str
    callsign: str
    roles: frozenset[RosterRole]
    level: Level
    languages: tuple[str, ...]
    home: int | None
    radius_km: float
    no_residences: bool
    on_call: bool = False
    on_until: datetime | None = None
    """None while on call: until switched off by hand."""
    assigned: bool = False
    duty: DutyPosition | None = None
    reach: Reach = Reach()

    @property
    def is_ever_paged(self) -> bool:
        """Whoever is on duty, the other leads, the coordinators."""
        return self.duty is not None or not self.roles.isdisjoint({RosterRole.DUTY_LEAD, RosterRole.COORDINATOR})


@dataclass(frozen=True, slots=True)
class NewVolunteer:
    """A person as imported; `volunteer_id` counts only when the call sign is new to the network."""

    volunteer_id: UUID
    callsign: str
    roles: tuple[RosterRole, ...]
    level: Level
    languages: tuple[str, ...]
    home: int | None
    radius_km: float
    no_residences: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone on call near a report, with what decides whether they are asked.

    The home is the centre of their home cell. `offers_today` is already 0 when its 24 hours are over.
    """

    volunteer_id: UUID
    callsign: str
    roles: frozenset[RosterRole]
    level: Level
    languages: tuple[str, ...]
    home_lat: float
    home_lon: float
    radius_km: float
    no_residences: bool
    on_until: datetime | None
    last_offered_at: datetime | None
    offers_today: int
    open_offers: int
    assigned: bool
    cool_until: datetime | None
    unreachable: str | None
    """Why no text reaches them, or None."""
    in_danger: bool = False
    """Their SOS is open: nobody has spoken with them yet."""
    sos_near: bool = False
    """They were in an SOS near there lately, or had to leave at once for it."""
    on_duty: bool = False
    """They stand behind missions, so they go on none."""
    exercises_today: int = 0
    """As `offers_today` and `open_offers`, of exercises: those are counted apart (rule R96)."""
    open_exercises: int = 0

    @property
    def reachable(self) -> bool:
        return self.unreachable is None


@dataclass(frozen=True, slots=True)
class DutyLead:
    """A person who stands behind the missions of a network right now."""

    volunteer_id: UUID
    callsign: str
    position: DutyPosition
    languages: tuple[str, ...]
    reach: Reach

    @property
    def reachable(self) -> bool:
        """A page would get to them: on duty means reachable (rule R45)."""
        return self.reach.text


class ChainPlace(IntEnum):
    """In this order people are asked when somebody must hear (rule R50); the last two are not on duty."""

    LEAD = 0
    BACKUP = 1
    OTHER_LEAD = 2
    COORDINATOR = 3


@dataclass(frozen=True, slots=True)
class ChainMember:
    """Somebody of a network who is paged, on duty or not."""

    volunteer_id: UUID
    callsign: str
    place: ChainPlace
    reach: Reach
