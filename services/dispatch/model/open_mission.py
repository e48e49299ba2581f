"""A mission that is not over, as it is named to whoever stands behind it. Pure."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class OpenMission:
    incident_id: UUID
    code: str
    exercise: bool
