"""Whose place it is that a report tells of: the network whose territory holds it (rule R95)."""

from schemas.territory import DrawnTerritory
from services.chassis.database import Database
from services.intake.reports.geography import Point
from services.intake.store.reports import ReportStore


class Territories:
    """As dispatch told them last, read again every few seconds; dispatch looks once more before anybody is asked."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, tuple[int, DrawnTerritory]] = {}

    async def refresh(self) -> None:
        async with self._database.connection() as connection:
            store = ReportStore(connection)
            revisions = await store.territory_revisions()
            outdated = [name for name, revision in revisions.items() if self._revision_of(name) != revision]
            fresh = await store.territories(outdated) if outdated else {}
        self._known = {name: each for name, each in (self._known | fresh).items() if name in revisions}

    def network_at(self, network_id: str, point: Point | None) -> str:
        """The network to which a report of a source of this one belongs: its own, unless the place lies outside of its
        territory and in another's.
        """
        if point is None or (own := self._known.get(network_id)) is None or own[1].covers(*point):
            return network_id
        return next((name for name, (_, drawn) in sorted(self._known.items()) if drawn.covers(*point)), network_id)

    def _revision_of(self, network_id: str) -> int | None:
        known = self._known.get(network_id)
        return known[0] if known else None
