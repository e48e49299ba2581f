"""The state of a network that others need: its territory, its phone, whether a duty lead is on duty. Compacted."""

from typing import ClassVar
from uuid import UUID

from schemas.envelope import EventData
from schemas.territory import Polygons
from schemas.values import Cell, Degrees, Language, NetworkId, Number


class NetworkChangedV1(EventData):
    """The whole state each time; the highest `revision` wins."""

    TYPE: ClassVar[str] = "hotline.dispatch.network.changed.v1"
    TOPIC: ClassVar[str] = "hotline.dispatch.network.v1"
    ACKNOWLEDGED_BY: ClassVar[str | None] = "intake"

    network_id: NetworkId
    revision: Number
    name: str
    """As texts sign: RRN."""
    hotline_phone: str
    """As spoken in texts: 213-555-0142."""
    time_zone: str
    languages: tuple[Language, ...]
    territory: tuple[Cell, ...]
    """H3 cells of mixed resolution (compacted), none finer than 7."""
    duty_lead_on_duty: bool
    """Somebody is on duty, and texts get to them."""
    release_max_age_minutes: Number = 60
    source_open_incidents: Number = 20
    """How many open incidents one source may have before its further reports are held."""
    territory_box: tuple[Degrees, Degrees, Degrees, Degrees] | None = None
    """What the territory spans, in degrees: south, west, north, east."""
    territory_drawn: Polygons | None = None
    """As it was drawn, by which a report belongs to the network; None: it has too many corners to be told."""
    alarm_person_id: UUID | None = None
