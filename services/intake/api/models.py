"""What callers send and get, as JSON: every field bounded, unknown ones refused, forbidden content masked."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from schemas.values import (
    Accuracy,
    Channel,
    IncidentCode,
    Language,
    LongText,
    NetworkId,
    Outcome,
    PhoneE164,
    Request,
    ShortText,
    Trust,
)
from services.intake.reports.redaction import cleaned

Words = Annotated[ShortText, AfterValidator(cleaned)]
LongWords = Annotated[LongText, AfterValidator(cleaned)]
SeenAt = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2100, 1, 1, tzinfo=UTC))]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]

EXAMPLE: dict[str, Any] = {
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


class _Body(BaseModel):
    """A field that nobody knows is a mistake to be told."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class _Posted(_Body):
    """Strict beside: "4" is no number. Such a model is read from the bytes (bodies.py), where dates are still text."""

    model_config = ConfigDict(strict=True)


class Place(_Posted):
    text: Words | None = None
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


class Salute(_Posted):
    """Size, activity, location, uniform, time, equipment (PRACTICE §1)."""

    size: Words | None = None
    activity: Words | None = None
    location: Words | None = None
    uniform: Words | None = None
    time: Words | None = None
    equipment: Words | None = None


class Caller(_Posted):
    phone: PhoneE164 | None = None
    language: Language | None = None
    safe_to_text: bool = False
    """Only when the person said yes (PRACTICE §0.1 rule 7)."""


Evidence = Literal["photo", "witness", "marked"]


class Submission(_Posted):
    """A report as a hotline system posts it."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    request: Request
    channel: Channel
    observed_at: SeenAt | None = None
    languages: Annotated[tuple[Language, ...], Field(max_length=8)] = ()
    """What the people there speak."""
    place: Place | None = None
    salute: Salute | None = None
    people: Annotated[int, Field(ge=0, le=999)] | None = None
    vehicles: Annotated[int, Field(ge=0, le=999)] | None = None
    evidence: Annotated[tuple[Evidence, ...], Field(max_length=3)] = ()
    narrative: LongWords | None = None
    caller: Caller | None = None
    exercise: bool = False


class CorrectedPlace(_Body):
    text: Words | None = None
    lat: Latitude
    lon: Longitude


class Corrections(_Body):
    """What the person who releases a report knows better; a field left out stays as it was."""

    request: Request | None = None
    accuracy: Accuracy | None = None
    is_residence: bool | None = None
    place: CorrectedPlace | None = None
    observed_at: SeenAt | None = None


class Release(_Body):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"corrections": {"request": "observe", "is_residence": False}, "preview": True}]
        }
    )

    corrections: Corrections = Corrections()
    preview: bool = False
    """Say what would happen and change nothing."""


class Released(BaseModel):
    released: bool
    ref: str
    revision: int
    will: str
    missing: list[str]


class NoticesWanted(_Body):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "report_ids": ["01932f7e-0c3e-7bbb-8f2f-0a1b2c3d4e5f"],
                    "outcome": "confirmed_ongoing",
                    "went": True,
                    "seen_at": "2026-11-24T15:02:00Z",
                    "place": "Soto & 1st",
                }
            ]
        }
    )

    report_ids: Annotated[tuple[UUID, ...], Field(max_length=1000)]
    outcome: Outcome
    agency: Words | None = None
    went: bool = True
    seen_at: SeenAt | None = None
    place: Words | None = None


class NoticeText(BaseModel):
    ref: str
    template: str
    language: str
    params: dict[str, str]


class Notices(BaseModel):
    texts: list[NoticeText]
    unreachable: int
    """Callers who get nothing: no number, or nobody heard them say that texts are safe."""


class Accepted(BaseModel):
    """The answer to a report that is stored, and to every retry of it."""

    report_id: UUID
    ref: str
    state: Literal["released", "held"]
    missing: list[str]
    status_url: str


class Status(BaseModel):
    report_id: UUID
    ref: str
    state: Literal["held", "released", "joined", "unserved"]
    incident_code: IncidentCode | None
    missing: list[str]
    status: str
    outcome: Outcome | None
    agency: str | None
    seen_at: datetime | None
    went: bool | None
    reviewed: bool


class StatusList(BaseModel):
    reports: list[Status]


class QueuedReport(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    report_id: UUID
    ref: str
    priority: int
    request: Request
    channel: Channel
    received_at: datetime
    age_s: int
    missing: list[str]
    cell: str | None
    accuracy: Accuracy
    source: str
    exercise: bool
    languages: list[str]


class Queue(BaseModel):
    total: int
    reports: list[QueuedReport]


class OpenedPlace(BaseModel):
    text: str | None = None
    lat: float | None = None
    lon: float | None = None


class Content(BaseModel):
    """What the caller said, never who they are."""

    report_id: UUID
    ref: str
    place: OpenedPlace | None
    narrative: str | None
    salute: dict[str, str]


class SourceWanted(_Body):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "RRN hotline writer", "network_id": "la", "trust": "operator"}]}
    )

    name: Annotated[ShortText, Field(min_length=1)]
    network_id: NetworkId
    trust: Trust
    rate_per_minute: Annotated[int, Field(ge=1, le=1_000_000_000)] = 600
    burst: Annotated[int, Field(ge=1, le=1_000_000_000)] = 1200
    rotate: bool = False
    """Make a new key; the old one works for another day."""


class SourceMade(BaseModel):
    source_id: UUID
    name: str
    network_id: str
    trust: Trust
    key: str | None
    """Shown once."""
    signing_secret: str | None
    """Shown once; base64."""


class SourceListed(BaseModel):
    source_id: UUID
    name: str
    network_id: str
    trust: Trust
    rate_per_minute: int
    burst: int
    live_keys: int
    open_incidents: int


class Sources(BaseModel):
    sources: list[SourceListed]
