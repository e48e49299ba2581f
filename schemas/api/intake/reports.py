"""A report posted, and what became of it, over HTTP.

Every field of a request is bounded. Free text is taken here as it was said; intake masks what may not be kept before it
does anything else with it (services/intake/reports/redaction.py).
"""

from typing import Annotated, Any, Final, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field, model_validator

from schemas.api.common import ApiAnswer, ApiRequest, example
from schemas.api.intake.common import REPORT_ID, ObservedAt, ReportStateName
from schemas.values import (
    Accuracy,
    Channel,
    IncidentCode,
    Latitude,
    Longitude,
    LongText,
    Outcome,
    PhoneE164,
    Request,
    ShortText,
    SpokenLanguage,
)

EvidenceKind = Literal["photo", "witness", "marked"]
POSTED_REPORT: Final[dict[str, Any]] = {
    "request": "observe",
    "channel": "phone",
    "observed_at": "2026-11-24T14:42:00Z",
    "languages": ["es"],
    "place": {
        "text": "Soto St & E 1st St",
        "lat": 34.0437,
        "lon": -118.21,
        "accuracy": "intersection",
        "is_residence": False,
    },
    "salute": {"size": "4 agents, 2 cars", "activity": "asking at the bus stop", "uniform": "vests: POLICE ICE"},
    "people": 4,
    "vehicles": 2,
    "evidence": ["marked"],
    "narrative": None,
    "caller": {"phone": "+12135550111", "language": "es", "safe_to_text": True},
    "exercise": False,
}
EXAMPLE_STATUS: Final[dict[str, Any]] = {
    "report_id": REPORT_ID,
    "ref": "482193",
    "state": "joined",
    "incident_code": "K7Q",
    "missing": [],
    "status": "confirmed_ongoing",
    "outcome": "confirmed_ongoing",
    "agency": None,
    "seen_at": "2026-11-24T15:02:00Z",
    "went": True,
    "seen_by": 2,
    "ending": None,
    "reviewed": True,
    "caller_cried": False,
    "tell_caller": None,
}


class _Posted(ApiRequest):
    """Strict beside: "4" is no number. Such a model is read from the bytes, where dates are still text."""

    model_config = ConfigDict(strict=True)


class ReportedPlace(_Posted):
    text: ShortText | None = None
    lat: Latitude | None = None
    lon: Longitude | None = None
    accuracy: Accuracy = Accuracy.UNKNOWN
    is_residence: bool | None = None
    """Not said counts as a home: the report is held."""

    @model_validator(mode="after")
    def _whole_point(self) -> Self:
        if (self.lat is None) != (self.lon is None):
            raise ValueError("lat and lon belong together")
        return self


class ReportedSalute(_Posted):
    """Size, activity, location, uniform, time, equipment (rule R17)."""

    size: ShortText | None = None
    activity: ShortText | None = None
    location: ShortText | None = None
    uniform: ShortText | None = None
    time: ShortText | None = None
    equipment: ShortText | None = None


class ReportingCaller(_Posted):
    phone: PhoneE164 | None = None
    language: SpokenLanguage | None = None
    safe_to_text: bool = False
    """Only when the person said yes (rule R7)."""


class ReportSubmission(_Posted):
    """A report as a hotline system posts it."""

    model_config = example(POSTED_REPORT)

    request: Request
    channel: Channel
    observed_at: ObservedAt | None = None
    languages: Annotated[tuple[SpokenLanguage, ...], Field(max_length=8)] = ()
    """What the people there speak."""
    place: ReportedPlace | None = None
    salute: ReportedSalute | None = None
    people: Annotated[int, Field(ge=0, le=999)] | None = None
    vehicles: Annotated[int, Field(ge=0, le=999)] | None = None
    evidence: Annotated[tuple[EvidenceKind, ...], Field(max_length=3)] = ()
    narrative: LongText | None = None
    caller: ReportingCaller | None = None
    exercise: bool = False


class AcceptedReport(ApiAnswer):
    """The answer to a report that is stored, and to every retry of it."""

    model_config = example(
        {
            "report_id": "01932f7e-0c3e-7bbb-8f2f-0a1b2c3d4e5f",
            "ref": "482193",
            "state": "held",
            "missing": ["residence"],
            "status_url": "/v1/reports/01932f7e-0c3e-7bbb-8f2f-0a1b2c3d4e5f",
        }
    )

    report_id: UUID
    ref: str
    """The number to say on the phone."""
    state: Literal["released", "held"]
    missing: tuple[str, ...]
    """What release without a person lacks, as codes: `trust`, `request`, `age`, `place`, `place_mistyped`, `residence`,
    `duty`, `quota`, `network_unknown`, `elsewhere` (the place is another network's, which decides)."""
    status_url: str


class ReportStatus(ApiAnswer):
    """What became of a report; nothing that no reviewer has decided."""

    model_config = example(EXAMPLE_STATUS)

    report_id: UUID
    ref: str
    state: ReportStateName
    incident_code: IncidentCode | None
    missing: tuple[str, ...]
    """Of a held report, as in AcceptedReport."""
    status: str
    """One word that may leave: the outcome once it is reviewed; before that `waiting`, `checking`, `unserved` or
    `closed`."""
    outcome: Outcome | None
    agency: str | None
    seen_at: AwareDatetime | None
    went: bool | None
    """Whether anybody went there; when not, nothing that the outcome says was seen by us."""
    seen_by: int | None = None
    """How many saw it so; None: not known."""
    ending: Annotated[str | None, Field(examples=["not_checked"])] = None
    """What somebody chose that its caller is told, where nothing was found."""
    reviewed: bool
    caller_cried: bool = False
    """Its caller cried for help and nobody has spoken with them yet: they are told no end before, by nobody, whatever
    `status` says."""
    tell_caller: Annotated[str | None, Field(examples=["held_until_a_person_spoke_with_them"])] = None
    """What holds before anybody, also whoever posted it, tells its caller `status`: where they cried for help
    `held_until_a_person_spoke_with_them`; null: nothing."""


class ReportStatusList(ApiAnswer):
    """The latest first: a ref comes again after a week."""

    model_config = example({"reports": [EXAMPLE_STATUS]})

    reports: tuple[ReportStatus, ...]
