"""Decide what a report that somebody is about to release would do, and what it would stand beside. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from services.dispatch.incident.clustering import (
    NEAR_M,
    JoinsIncident,
    OpenReason,
    PlacedSighting,
    join_or_open,
    metres_between,
    same_kind,
    why_not,
)
from services.dispatch.incident.opening import joinable
from services.dispatch.model.mission import Mission
from services.dispatch.model.policy import DispatchPolicy


class ReportWill(StrEnum):
    """What becomes of a report that is released without a word on where it belongs."""

    JOIN = "join"
    ASK = "ask"
    OPEN = "open"
    UNSERVED = "unserved"
    PLACE_UNKNOWN = "place_unknown"


@dataclass(frozen=True, slots=True)
class MissionBeside:
    mission: Mission
    metres: int
    why_not: OpenReason | None


@dataclass(frozen=True, slots=True)
class Beside:
    """`joins`: what it joins, or would if somebody chose so; `near`: the nearest first, that one among them."""

    will: ReportWill
    joins: Mission | None = None
    near: tuple[MissionBeside, ...] = ()


def what_is_beside(
    sighting: PlacedSighting, missions: Iterable[Mission], over: Iterable[Mission], *, policy: DispatchPolicy
) -> Beside:
    """As the report's release will decide it, a moment later; `over`: what is not shown, and keeps it from joining."""
    around = [(mission, joinable(mission)) for mission in missions]
    near = sorted(
        (
            MissionBeside(mission, round(metres), why_not(sighting, incident))
            for mission, incident in around
            if same_kind(sighting, incident) and (metres := metres_between(sighting, incident)) <= NEAR_M
        ),
        key=lambda each: (each.metres, each.mission.incident.opened_at),
    )
    silently = replace(sighting, asks_first=False, join=None, apart=False)
    known = (*(incident for _, incident in around), *map(joinable, over))
    found = join_or_open(silently, known, policy=policy)
    if not isinstance(found, JoinsIncident):
        return Beside(ReportWill.OPEN, near=tuple(near))
    joins = next(mission for mission, _ in around if mission.incident.id == found.incident_id)
    return Beside(ReportWill.ASK if sighting.asks_first else ReportWill.JOIN, joins, tuple(near))
