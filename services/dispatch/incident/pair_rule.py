"""Decide who may go together, and whose seat is kept: nobody goes alone. Pure."""

from collections.abc import Sequence
from enum import StrEnum

from services.dispatch.model.incident import Assignment, AssignmentState, MissionPerson, TeamNeeds

FEWEST = 2
"""Nobody is sent alone, whatever a policy says; there is no override (rule R9)."""


class TeamLack(StrEnum):
    """What a team lacks."""

    PARTNER = "partner"
    LEVEL = "level"


class Seat(StrEnum):
    """The answer to somebody who said yes."""

    TAKEN = "taken"
    KEPT = "kept"
    """The last seat waits for somebody without whom nobody could go, or nobody could speak with the people there."""
    COVERED = "covered"


def size_of_team(needs: TeamNeeds) -> int:
    return max(needs.observers, FEWEST)


def missing(team: Sequence[MissionPerson], needs: TeamNeeds) -> tuple[TeamLack, ...]:
    """What stands between these people and the mission; nothing: they go. There is no override."""
    lacks: list[TeamLack] = []
    if len(team) < size_of_team(needs):
        lacks.append(TeamLack.PARTNER)
    if not any(person.at_least(needs.level) for person in team):
        lacks.append(TeamLack.LEVEL)
    return tuple(lacks)


def may_go_on(team: Sequence[Assignment], needs: TeamNeeds) -> bool:
    """Whether those who are on the mission and not in danger are still a team."""
    return not missing([each.person for each in team if each.state is not AssignmentState.SOS], needs)


def all_there(team: Sequence[Assignment], needs: TeamNeeds) -> bool:
    """Of these, and of nobody else, it is said that both are here."""
    return all(each.state is AssignmentState.ON_SCENE for each in team) and may_go_on(team, needs)


def seat_for(person: MissionPerson, team: Sequence[MissionPerson], needs: TeamNeeds, *, speaker_may_come: bool) -> Seat:
    """Whether there is a place for one who said yes.

    Two who are not at the level would fill the team and still could not go, so the last seat is kept for who is. It is
    also kept for one who speaks a language of the people there, as long as such a person may still come: one common
    language is enough, and when nobody near speaks one, two who cannot talk see more than nobody does.
    """
    size = size_of_team(needs)
    if len(team) >= size:
        return Seat.COVERED
    together = (*team, person)
    if len(together) < size:
        return Seat.TAKEN
    mute = needs.languages and not any(each.speaks_any(needs.languages) for each in together)
    if missing(together, needs) or (mute and speaker_may_come):
        return Seat.KEPT
    return Seat.TAKEN
