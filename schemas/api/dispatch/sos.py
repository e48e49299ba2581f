"""Cries for help, over HTTP."""

from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from schemas.api.common import ApiAnswer, ApiMoment, ApiRequest, example
from schemas.api.dispatch.common import (
    INCIDENT_ID,
    MAPLE_ID,
    SOS_ID,
    AnsweredCallsign,
    AnsweredCode,
    AnsweredNetwork,
    AssignmentStateName,
)
from schemas.api.dispatch.steps import StepText
from schemas.values import Callsign, storable

EXAMPLE_SOS: Final[dict[str, Any]] = {
    "call_id": SOS_ID,
    "code": "K7Q",
    "network_id": "la",
    "callsign": "MAPLE",
    "volunteer_id": MAPLE_ID,
    "incident_id": INCIDENT_ID,
    "zone": "Boyle Heights NE",
    "raised_at": "2026-11-24T15:04:00.000000Z",
    "repeated_at": None,
    "cries": 1,
    "team": [{"callsign": "HERON", "state": "on_scene"}],
    "paged": ["ROBIN"],
    "is_paged": False,
    "acknowledged_by": "ROBIN",
    "acknowledged_at": "2026-11-24T15:04:40.000000Z",
    "notes": 1,
    "cleared_by": None,
    "cleared_at": None,
    "exercise": False,
}


class SosTeammate(ApiAnswer):
    """Somebody else of their mission."""

    callsign: AnsweredCallsign
    state: AssignmentStateName


class SosSummary(ApiAnswer):
    """A cry for help, on a mission or off one: open until a duty lead has spoken with the person."""

    call_id: UUID
    code: AnsweredCode
    """The mission's, or one of its own; by it a page is acknowledged."""
    network_id: AnsweredNetwork
    callsign: AnsweredCallsign
    volunteer_id: UUID
    incident_id: UUID | None
    """None: on no mission."""
    zone: Annotated[str, Field(examples=["Boyle Heights NE"])]
    raised_at: ApiMoment
    repeated_at: ApiMoment | None
    cries: int
    """How often they cried."""
    team: tuple[SosTeammate, ...]
    paged: tuple[AnsweredCallsign, ...]
    is_paged: bool
    """Nobody has answered the latest page yet."""
    acknowledged_by: str | None
    acknowledged_at: ApiMoment | None
    notes: int
    """Of what was done."""
    cleared_by: str | None
    cleared_at: ApiMoment | None
    exercise: bool


class SosList(ApiAnswer):
    """Open ones first, then the newest; at most 500 of `total`."""

    model_config = example({"total": 1, "calls": [EXAMPLE_SOS]})

    total: int | None = None
    """How many there are, shown or not."""
    calls: tuple[SosSummary, ...]


class SosEntryLine(ApiAnswer):
    """`kind`: `text`, from the person; `note`, from the staff. An open word."""

    at: ApiMoment
    kind: Annotated[str, Field(examples=["text"])]
    author: str
    words: str | None
    """None: their key is destroyed."""


class SosDetail(SosSummary):
    """With what was said and done, opened."""

    model_config = example(
        {
            **EXAMPLE_SOS,
            "meeting_point": "Soto St & E 3rd St",
            "place": "Soto St & E 1st St",
            "entries": [
                {
                    "at": "2026-11-24T15:04:00.000000Z",
                    "kind": "text",
                    "author": "MAPLE",
                    "words": "SOS nos siguen",
                },
                {
                    "at": "2026-11-24T15:06:10.000000Z",
                    "kind": "note",
                    "author": "ROBIN",
                    "words": "Called twice, no answer. HERON sees them at the store.",
                },
            ],
        }
    )

    meeting_point: str | None
    place: str | None
    """The reported place in words, else its point."""
    entries: tuple[SosEntryLine, ...]


SosNote = Annotated[str, StringConstraints(min_length=1, max_length=2000), AfterValidator(storable)]


class SosNoteRequest(ApiRequest):
    """What was done. `callsign`: where two of one mission are in danger."""

    model_config = example({"note": "Called twice, no answer.", "callsign": "MAPLE"})

    note: SosNote
    callsign: Callsign | None = None


class SosNoted(ApiAnswer):
    model_config = example({"call_id": SOS_ID, "code": "K7Q", "callsign": "MAPLE"})

    call_id: UUID
    code: AnsweredCode
    callsign: AnsweredCallsign


class SosSpokenRequest(ApiRequest):
    """`spoken`: a duty lead has spoken with the person. Nothing else ends an SOS."""

    model_config = example({"spoken": True, "callsign": "MAPLE", "note": "Safe at home.", "preview": False})

    spoken: Literal[True]
    callsign: Callsign | None = None
    note: SosNote | None = None
    preview: bool = False


class SosCleared(ApiAnswer):
    """The texts that go out with it, or would."""

    model_config = example(
        {
            "call_id": SOS_ID,
            "code": "K7Q",
            "callsign": "MAPLE",
            "texts": [{"person_id": MAPLE_ID, "callsign": "MAPLE", "template": "V36b", "params": {"code": "K7Q"}}],
        }
    )

    call_id: UUID
    code: AnsweredCode
    callsign: AnsweredCallsign
    texts: tuple[StepText, ...]
