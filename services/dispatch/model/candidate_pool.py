"""The people near the missions of one unit of work, as each decision leaves them for the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from services.dispatch.model.roster import Candidate


@dataclass(slots=True)
class CandidatePool:
    """Candidates by mission as loaded; what was decided since lies over them."""

    near: Mapping[UUID, Sequence[Candidate]] = field(default_factory=dict)
    changed: dict[UUID, Candidate] = field(default_factory=dict)

    def candidates(self, incident_id: UUID) -> list[Candidate]:
        found = self.near.get(incident_id, ())
        if not self.changed:
            return list(found)
        return [self.changed.get(candidate.volunteer_id, candidate) for candidate in found]

    def note_offer(self, candidate: Candidate, now: datetime, *, exercise: bool = False) -> None:
        """One more open offer: the next decision of this unit sees it."""
        latest = self.changed.get(candidate.volunteer_id, candidate)
        if exercise:
            more = replace(latest, open_exercises=latest.open_exercises + 1, exercises_today=latest.exercises_today + 1)
        else:
            more = replace(
                latest, open_offers=latest.open_offers + 1, offers_today=latest.offers_today + 1, last_offered_at=now
            )
        self.changed[candidate.volunteer_id] = more

    def note_assigned(self, volunteer_id: UUID) -> None:
        """On a mission, so nobody else's candidate."""
        for found in self.near.values():
            for candidate in found:
                if candidate.volunteer_id == volunteer_id:
                    latest = self.changed.get(volunteer_id, candidate)
                    self.changed[volunteer_id] = replace(latest, assigned=True)
                    return
