"""Where a team looks: told when all of them are there, and not before; of a home only what a duty lead says."""

from schemas import text_lengths
from schemas.place_names import crossing_in
from schemas.values import Outcome
from services.dispatch.escalation.paging import end_pages, page_lead
from services.dispatch.incident.pair_rule import all_there
from services.dispatch.model.incident import SETTLED, Assignment, Incident, PageReason
from services.dispatch.model.mission import Mission


def where_to_look(incident: Incident) -> str | None:
    """In words: what a duty lead chose, else the reported crossing. None: only a lead may say it (rule R35)."""
    if incident.look_at is not None:
        return incident.look_at
    if incident.intersection and not incident.is_residence:
        return crossing_in(incident.place_text, text_lengths.SCENE) or None
    return None


def tell_to_look(mission: Mission) -> None:
    """All are there: where to look (V6a), then how to answer (V6); the meeting point is not the scene."""
    for each in mission.team:
        _tell_where(mission, each, f"look:{each.id}")
        tell_how_to_answer(mission, each, f"there:{each.id}")
    ask_where_to_look(mission)


def tell_to_look_again(mission: Mission, assignment: Assignment, occasion: str) -> None:
    """The same to one of them, who may have missed it."""
    _tell_where(mission, assignment, occasion)
    tell_how_to_answer(mission, assignment, occasion)


def tell_how_to_answer(mission: Mission, assignment: Assignment, occasion: str) -> None:
    """Who does not know where to look yet waits for that first."""
    known = where_to_look(mission.incident) is not None
    mission.text(assignment.person, "V6" if known else "V6b", occasion)


def tell_it_was_not_taken(mission: Mission, assignment: Assignment, outcome: Outcome, occasion: str) -> None:
    """A finding of theirs was rejected: they look again, and answer as before."""
    if where_to_look(mission.incident) is None:
        tell_how_to_answer(mission, assignment, occasion)
    else:
        mission.text(assignment.person, "V46", occasion, {"outcome": outcome.value})


def ask_where_to_look(mission: Mission) -> None:
    """Page the lead where only a lead may say it."""
    if where_to_look(mission.incident) is None:
        mission.note("look_unknown")
        page_lead(mission, PageReason.WHERE_TO_LOOK)


def choose_where_to_look(mission: Mission, place: str, by: str) -> None:
    """The duty lead's word; whoever is there and may still look hears it at once."""
    mission.update_incident(look_at=place)
    mission.note("look_at", by=by)
    end_pages(mission, [PageReason.WHERE_TO_LOOK])
    incident = mission.incident
    if incident.state in SETTLED or not all_there(mission.team, incident.needs):
        return
    for each in mission.team:
        _tell_where(mission, each, f"look:{each.id}:{mission.now.isoformat()}")
        tell_how_to_answer(mission, each, f"there:{each.id}:{mission.now.isoformat()}")


def _tell_where(mission: Mission, assignment: Assignment, occasion: str) -> None:
    """The place travels sealed, like the meeting point."""
    if (place := where_to_look(mission.incident)) is not None:
        mission.text(assignment.person, "V6a", occasion, sealed={"scene": place})
