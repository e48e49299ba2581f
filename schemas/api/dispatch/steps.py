"""Incidents as they are steered, over HTTP: each step, and what goes out with it."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from schemas import text_lengths
from schemas.agencies import OwnWords
from schemas.api.common import ApiAnswer, ApiMoment, ApiRequest, example
from schemas.api.dispatch.common import (
    HERON_ID,
    INCIDENT_ID,
    REPORT_ID,
    AnsweredCallsign,
    AnsweredCode,
    DecisionName,
    IncidentStateName,
    NamedReport,
)
from schemas.endings import Ending, UnableWhy
from schemas.network_file import SayablePointName
from schemas.values import AGENCY_PATTERN, Callsign, Latitude, Longitude, Outcome, ShortText, storable

LookAtWords = Annotated[
    str,
    StringConstraints(min_length=1, max_length=text_lengths.SCENE, strip_whitespace=True),
    AfterValidator(storable),
    AfterValidator(text_lengths.said_whole(text_lengths.SCENE)),
]


CODE_TO_COME: Final = "XXX"
"""In a preview, in the place of the code of an incident that the step would open. No incident is ever called so."""


EXAMPLE_SOS_BESIDE: Final = {
    "callsign": "OTTER",
    "code": "TDM",
    "metres": 40,
    "raised_at": "2026-11-24T15:02:00.000000Z",
    "cleared_at": None,
}


class StandDownRequest(ApiRequest):
    """`preview`: what would go out, and nothing is done; so it is with each step that has it."""

    model_config = example({"reason": "safety", "tell": "stopped", "preview": True})

    reason: Literal["finished", "safety", "cancelled"] = "finished"
    tell: Ending | None = None
    """What callers hear whom no finding answers; left out: they wait until somebody chooses (`/tell`)."""
    preview: bool = False


class TellRequest(ApiRequest):
    """What callers hear whom no finding answers; `reports`: those of these alone."""

    model_config = example({"ending": "not_checked", "reports": [REPORT_ID], "preview": True})

    ending: Ending
    reports: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=1000)] | None = None
    preview: bool = False


class ReviewRequest(ApiRequest):
    """`outcome` goes with `correct`; `agency` with `unfounded_other`, which says what it was instead.

    `finding` names the one that is accepted, by its id or its submitter; where two differ it must. `agency_words` go
    with `other_agency`, `why` with `unable`. `corrects`: after an earlier review, whether what callers were told was
    wrong, or this is a new look. `leave_out`: reports, by ref or id, that what was found is not about; their callers
    are told nothing of it, and wait for somebody to choose. `also`: reports of another corner, or that came just before
    the finding, which it answers too.
    """

    model_config = example(
        {
            "decision": "correct",
            "finding": "HERON",
            "outcome": "unfounded_other",
            "agency": "other_agency",
            "agency_words": {"en": "parcel delivery", "es": "reparto de paquetes"},
            "why": None,
            "corrects": None,
            "leave_out": ["571204"],
            "also": [],
            "note": "Uniforms and badges of the transit agency on both photos.",
            "preview": False,
        }
    )

    decision: DecisionName
    finding: Annotated[str, StringConstraints(min_length=2, max_length=36), Field(examples=["HERON"])] | None = None
    outcome: Outcome | None = None
    agency: Annotated[str, StringConstraints(pattern=AGENCY_PATTERN), Field(examples=["fare_inspectors"])] | None = None
    agency_words: OwnWords | None = None
    why: UnableWhy | None = None
    corrects: bool | None = None
    leave_out: Annotated[tuple[NamedReport, ...], Field(max_length=200)] = ()
    also: Annotated[tuple[NamedReport, ...], Field(max_length=200)] = ()
    note: ShortText | None = None
    preview: bool = False


class CloseRequest(ApiRequest):
    model_config = example({"outcome": "unable", "why": "no_access", "preview": True})

    outcome: Literal["unable"] = "unable"
    why: UnableWhy | None = None
    preview: bool = False


class MeetingPointRequest(ApiRequest):
    """A public place, never the scene."""

    model_config = example({"name": "Mariachi Plaza", "lat": 34.047, "lon": -118.2196, "preview": False})

    name: SayablePointName
    lat: Latitude
    lon: Longitude
    preview: bool = False


class LookAtRequest(ApiRequest):
    """Where the team looks. `place`: in the lead's words; without it, the place as it was reported."""

    model_config = example({"place": "the corner of Soto St & E 1st St", "preview": False})

    place: LookAtWords | None = None
    preview: bool = False


class SendOnRequest(ApiRequest):
    """Though somebody's SOS is open near, or was when the mission was held."""

    model_config = example({"preview": True})

    preview: bool = False


class SosBeside(ApiAnswer):
    """Somebody's SOS near a mission that waits. `cleared_at`: since then somebody has spoken with them."""

    model_config = example(EXAMPLE_SOS_BESIDE)

    callsign: AnsweredCallsign
    code: AnsweredCode
    metres: int
    """From where the one team looks or meets to where the other did, as the crow flies."""
    raised_at: ApiMoment
    cleared_at: ApiMoment | None = None


class OutRequest(ApiRequest):
    """`why`: how the lead knows; kept sealed."""

    model_config = example({"callsign": "HERON", "why": "called the hotline from home"})

    callsign: Callsign
    why: Annotated[ShortText, Field(min_length=1)]


class SosClearRequest(ApiRequest):
    model_config = example({"callsign": "HERON"})

    callsign: Callsign


class SplitRequest(ApiRequest):
    """`report`: its spoken ref, or its id."""

    model_config = example({"report": "571204", "preview": True})

    report: NamedReport
    preview: bool = False


class StepText(ApiAnswer):
    """A text that the step sends, or would send."""

    person_id: UUID
    callsign: AnsweredCallsign
    template: Annotated[str, Field(examples=["V20"])]
    params: Mapping[str, str]


class StepAnswer(ApiAnswer):
    """The incident after the step, and its texts to the team. `report_ids`: whose callers are told; none here.

    A preview of what would open an incident gives it no code: `XXX` stands for it, in the texts too.
    """

    model_config = example(
        {
            "incident_id": INCIDENT_ID,
            "code": "K7Q",
            "state": "stood_down",
            "texts": [{"person_id": HERON_ID, "callsign": "HERON", "template": "V20", "params": {"code": "K7Q"}}],
            "report_ids": [],
            "callers_waiting": 1,
            "ending": None,
        }
    )

    incident_id: UUID
    code: AnsweredCode
    state: IncidentStateName
    texts: tuple[StepText, ...]
    report_ids: tuple[UUID, ...] = ()
    callers_waiting: int = 0
    """Reports whose callers nobody has answered; the incident stays open until somebody chooses (`/tell`)."""
    ending: Annotated[str | None, Field(examples=["stopped"])] = None
    """What the callers of `report_ids` are told, as somebody chose it."""


class SendOnAnswer(StepAnswer):
    """`sos`: each SOS near that is open, or was lately. `meeting_point`: where a team would meet; None: a duty lead is
    asked to say it.
    """

    model_config = example(
        {
            "incident_id": INCIDENT_ID,
            "code": "K7Q",
            "state": "dispatching",
            "texts": [],
            "report_ids": [],
            "callers_waiting": 1,
            "ending": None,
            "sos": [EXAMPLE_SOS_BESIDE],
            "meeting_point": "Mariachi Plaza",
        }
    )

    sos: tuple[SosBeside, ...] = ()
    meeting_point: str | None = None


class LookAtAnswer(StepAnswer):
    """`place`: what the team is told, as soon as all are there."""

    model_config = example(
        {
            "incident_id": INCIDENT_ID,
            "code": "K7Q",
            "state": "team_ready",
            "texts": [],
            "report_ids": [],
            "callers_waiting": 1,
            "ending": None,
            "place": "the corner of Soto St & E 1st St",
        }
    )

    place: str


class ReviewAnswer(StepAnswer):
    """What intake needs to show the callers' texts; no caller hears of a finding that was rejected, so all is None."""

    model_config = example(
        {
            "incident_id": INCIDENT_ID,
            "code": "K7Q",
            "state": "finding_reviewed",
            "texts": [{"person_id": HERON_ID, "callsign": "HERON", "template": "V20", "params": {"code": "K7Q"}}],
            "report_ids": [REPORT_ID],
            "callers_waiting": 0,
            "ending": None,
            "outcome": "confirmed_ongoing",
            "agency": None,
            "agency_words": None,
            "why": None,
            "corrects": False,
            "went": True,
            "seen_by": 2,
            "seen_at": "2026-11-24T15:02:00.000000Z",
            "place": "Soto & 1st",
        }
    )

    outcome: Outcome | None = None
    agency: str | None = None
    agency_words: OwnWords | None = None
    why: Annotated[str | None, Field(examples=["no_access"])] = None
    corrects: bool = False
    """Who was told something else before hears it as a correction."""
    went: bool | None = None
    """Somebody was there."""
    seen_by: int | None = None
    """How many saw it so; with 1 no text says "we"."""
    seen_at: ApiMoment | None = None
    place: str | None = None
    """As a caller may be told it: the crossing, else the zone; never a house."""
