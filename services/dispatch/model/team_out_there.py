"""Who of a mission is out there now, and beside whom: what a page about one of them may say. Pure."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from services.dispatch.model.incident import Assignment
from services.dispatch.model.message_request import named


class OutThere(NamedTuple):
    """Somebody who was sent."""

    person_id: UUID
    callsign: str
    came: bool
    """They are at the scene, or at the meeting point."""


def team_out_there(team: Iterable[Assignment]) -> tuple[OutThere, ...]:
    sent = sorted((each for each in team if each.sent), key=lambda each: (each.held_at, each.id))
    return tuple(
        OutThere(each.person.volunteer_id, each.person.callsign, each.on_scene_at is not None) for each in sent
    )


def beside(out_there: Sequence[OutThere], person_id: UUID | None) -> str:
    """Those who are where this person is; empty: nobody is, or they are still on the way."""
    if not any(each.came for each in out_there if each.person_id == person_id):
        return ""
    return named([each.callsign for each in out_there if each.came and each.person_id != person_id])


def is_alone(out_there: Sequence[OutThere], person_id: UUID | None) -> bool:
    """They were sent, and nobody else of the mission is with them: gone, or not come yet to where they are."""
    here = any(each.came for each in out_there if each.person_id == person_id)
    others = [each for each in out_there if each.person_id != person_id]
    return is_out_there(out_there, person_id) and (not others or (here and not any(each.came for each in others)))


def is_out_there(out_there: Sequence[OutThere], person_id: UUID | None) -> bool:
    return any(each.person_id == person_id for each in out_there)
