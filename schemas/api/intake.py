"""Intake's HTTP: hotline systems post and read reports, staff work the queue, an admin lets systems in.

Every field of a request is bounded. Free text is taken here as it was said; intake masks what may not be kept before it
does anything else with it (services/intake/reports/redaction.py).
"""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Final, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field, model_validator

from schemas.agencies import OwnWords
from schemas.api.common import ApiAnswer, ApiMoment, ApiRequest, example
from schemas.endings import Ending, UnableWhy
from schemas.values import (
    Accuracy,
    Channel,
    IncidentCode,
    Language,
    Latitude,
    Longitude,
    LongText,
    NetworkId,
    Outcome,
    PhoneE164,
    Request,
    ShortText,
    Trust,
)

ObservedAt = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2100, 1, 1, tzinfo=UTC))]
Rate = Annotated[int, Field(ge=1, le=1_000_000_000)]
EvidenceKind = Literal["photo", "witness", "marked"]
ReportStateName = Literal["held", "released", "joined", "unserved"]
"""`held` waits for a person, unless its status is `closed`: then a person dismissed it. A `joined` report belongs to an
incident; an `unserved` one lies in no territory.
"""

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
REPORT_ID: Final = "01932f7e-0c3e-7bbb-8f2f-0a1b2c3d4e5f"
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
    language: Language | None = None
    safe_to_text: bool = False
    """Only when the person said yes (rule R7)."""


class ReportSubmission(_Posted):
    """A report as a hotline system posts it."""

    model_config = example(POSTED_REPORT)

    request: Request
    channel: Channel
    observed_at: ObservedAt | None = None
    languages: Annotated[tuple[Language, ...], Field(max_length=8)] = ()
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
    `duty`, `quota`, `network_unknown`."""
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


class ReportStatusList(ApiAnswer):
    """The latest first: a ref comes again after a week."""

    model_config = example({"reports": [EXAMPLE_STATUS]})

    reports: tuple[ReportStatus, ...]


class QueuedReport(ApiAnswer):
    """A report that is held, or whose caller texted since; nothing personal."""

    model_config = ConfigDict(from_attributes=True)

    report_id: UUID
    ref: str
    priority: int
    """1 to 4, most pressing first."""
    request: Request
    channel: Channel
    received_at: AwareDatetime
    age_s: int
    missing: tuple[str, ...]
    cell: str | None
    """H3 of resolution 7, about 5 km²."""
    accuracy: Accuracy
    source: str
    """The source's name; the channel, where no source posted it."""
    exercise: bool
    languages: tuple[str, ...]
    state: ReportStateName
    texts_waiting: int
    """What its caller texted since, that nobody has read yet."""
    cried_at: ApiMoment | None = None
    """Since when a text of its caller that nobody has read yet sounds like danger to them: those come first."""


class ReportQueue(ApiAnswer):
    """Reports that wait for a person: cries of callers first, then most pressing first, then oldest first."""

    model_config = example(
        {
            "total": 1,
            "reports": [
                {
                    "report_id": REPORT_ID,
                    "ref": "482193",
                    "priority": 1,
                    "request": "observe",
                    "channel": "phone",
                    "received_at": "2026-11-24T14:42:07.120000Z",
                    "age_s": 95,
                    "missing": ["residence"],
                    "cell": "8729a1d75ffffff",
                    "accuracy": "intersection",
                    "source": "RRN hotline desk",
                    "exercise": False,
                    "languages": ["es"],
                    "state": "held",
                    "texts_waiting": 1,
                    "cried_at": None,
                }
            ],
        }
    )

    total: int
    """How many wait; `reports` holds the first of them."""
    reports: tuple[QueuedReport, ...]


class ReportPlace(ApiAnswer):
    text: str | None = None
    lat: float | None = None
    lon: float | None = None


class ReportSalute(ApiAnswer):
    """What was said of it; a part that nobody spoke of is left out."""

    size: str | None = None
    activity: str | None = None
    location: str | None = None
    uniform: str | None = None
    time: str | None = None
    equipment: str | None = None


class CallerTextRead(ApiAnswer):
    """`words`: None when their key is destroyed."""

    received_at: ApiMoment
    words: str | None


class ReportContent(ApiAnswer):
    """What the caller said, never who they are."""

    model_config = example(
        {
            "report_id": REPORT_ID,
            "ref": "482193",
            "network_id": "la",
            "place": {"text": "Soto St & E 1st St", "lat": 34.0437, "lon": -118.21},
            "narrative": None,
            "salute": {"size": "4 agents, 2 cars", "activity": "asking at the bus stop"},
            "texts": [{"received_at": "2026-11-24T14:51:30.000000Z", "words": "they are leaving"}],
        }
    )

    report_id: UUID
    ref: str
    network_id: str | None = None
    """Whose clock its times are told by."""
    place: ReportPlace | None
    narrative: str | None
    salute: ReportSalute
    texts: tuple[CallerTextRead, ...] = ()
    """What the caller texted since, oldest first."""


class CallerPhone(ApiAnswer):
    """Who cried for help, for the duty lead who calls them."""

    model_config = example(
        {
            "report_id": REPORT_ID,
            "ref": "482193",
            "network_id": "la",
            "cried_at": "2026-11-24T14:51:30.000000Z",
            "phone": "+12135550111",
            "language": "es",
            "safe_to_text": False,
        }
    )

    report_id: UUID
    ref: str
    network_id: str
    """Whose clock its times are told by."""
    cried_at: ApiMoment
    """When they cried last."""
    phone: str | None
    """None: whoever posted the report gave none; that hotline may know it."""
    language: str | None
    safe_to_text: bool
    """They, or the hotline that took their call, said that texts are safe."""


class CorrectedPlace(ApiRequest):
    text: ShortText | None = None
    lat: Latitude
    lon: Longitude


class ReportCorrections(ApiRequest):
    """What the person who releases a report knows better; a field left out stays as it was."""

    request: Request | None = None
    accuracy: Accuracy | None = None
    is_residence: bool | None = None
    place: CorrectedPlace | None = None
    observed_at: ObservedAt | None = None


class ReportReleaseRequest(ApiRequest):
    """`join` or `apart`, never both: where it belongs is decided by dispatch, which shows what is near
    (`POST /v1/reports/{report_id}/beside` there). A home and a partner's report join by this alone.
    """

    model_config = example(
        {"corrections": {"request": "observe", "is_residence": False}, "join": "K7Q", "apart": False, "preview": True}
    )

    corrections: ReportCorrections = ReportCorrections()
    join: IncidentCode | None = None
    """The open incident that it is to join; where that can no longer answer, it opens its own and says so."""
    apart: bool = False
    """It opens an incident of its own, whatever is near."""
    preview: bool = False
    """Say what would happen and change nothing."""

    @model_validator(mode="after")
    def _one_choice(self) -> Self:
        if self.join is not None and self.apart:
            raise ValueError("it joins an incident, or stays apart")
        return self


class ReleaseEffect(StrEnum):
    """What a release does, or would do."""

    OPEN_OR_JOIN = "open_or_join_incident"
    NOTHING = "change_nothing"


class ReportReleaseResult(ApiAnswer):
    model_config = example(
        {
            "released": True,
            "ref": "482193",
            "revision": 2,
            "will": "open_or_join_incident",
            "missing": ["residence"],
        }
    )

    released: bool
    ref: str
    revision: int
    will: ReleaseEffect
    missing: tuple[str, ...]
    """What release without a person lacks: what this person stands in for."""


class DismissalRequest(ApiRequest):
    """What the caller is told of a report that is not acted on; `nothing` and `told_by_voice` send no text."""

    model_config = example({"tell": "not_checked", "preview": True})

    tell: Ending
    preview: bool = False


class NoticePreviewRequest(ApiRequest):
    """A finding as it might be reviewed, or with `ending` what somebody might choose where there is none.

    `incident_id`: whose; with it, who was told already is known, and that `corrects` tells them the opposite.
    """

    model_config = example(
        {
            "report_ids": ["01932f7e-0c3e-7bbb-8f2f-0a1b2c3d4e5f"],
            "incident_id": "019ab5c2-9f40-7000-8000-000000000001",
            "outcome": "confirmed_ongoing",
            "ending": None,
            "agency": None,
            "agency_words": None,
            "why": None,
            "went": True,
            "seen_by": 2,
            "corrects": False,
            "seen_at": "2026-11-24T15:02:00Z",
            "place": "Soto & 1st",
        }
    )

    report_ids: Annotated[tuple[UUID, ...], Field(max_length=1000)]
    incident_id: UUID | None = None
    outcome: Outcome | None = None
    ending: Ending | None = None
    agency: ShortText | None = None
    agency_words: OwnWords | None = None
    why: UnableWhy | None = None
    went: bool = True
    seen_by: Annotated[int, Field(ge=1, le=99)] | None = None
    corrects: bool = False
    seen_at: ObservedAt | None = None
    place: ShortText | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if (self.outcome is None) == (self.ending is None):
            raise ValueError("an outcome or an ending")
        return self


class CallerNoticePreview(ApiAnswer):
    """A text that a caller would get; notify words it."""

    report_id: UUID | None = None
    ref: str
    template: str
    language: str
    params: dict[str, str]
    """What fills the places of that template, by their names."""


class CallerWaits(ApiAnswer):
    """A caller of whom nobody has read something; one who cried gets no notice before a person has read it."""

    report_id: UUID
    ref: str
    texts: int
    """What they texted since, that nobody has read."""
    cried_at: ApiMoment | None = None


class NoticePreview(ApiAnswer):
    model_config = example(
        {
            "texts": [
                {
                    "report_id": REPORT_ID,
                    "ref": "482193",
                    "template": "C4",
                    "language": "es",
                    "params": {"ref": "482193", "time": "7:02am", "hotline": "213-555-0142", "place": "Soto & 1st"},
                }
            ],
            "unreachable": 0,
            "silent": 0,
            "waiting": [{"report_id": REPORT_ID, "ref": "482194", "texts": 2, "cried_at": None}],
        }
    )

    texts: tuple[CallerNoticePreview, ...]
    unreachable: int
    """Callers who get nothing: no number, or nobody heard them say that texts are safe."""
    silent: int = 0
    """Callers who get no text: they heard it before, or cried and nobody has read it, or somebody chose so."""
    waiting: tuple[CallerWaits, ...] = ()


class DismissalResult(ApiAnswer):
    """`texts`: what goes out to its caller, or would."""

    model_config = example(
        {
            "dismissed": True,
            "ref": "482193",
            "texts": [
                {
                    "report_id": REPORT_ID,
                    "ref": "482193",
                    "template": "C6b",
                    "language": "es",
                    "params": {"ref": "482193", "hotline": "213-555-0142"},
                }
            ],
        }
    )

    dismissed: bool
    ref: str
    texts: tuple[CallerNoticePreview, ...]


class SourceSettings(ApiRequest):
    """A hotline system to let in, or what it may from now on."""

    model_config = example(
        {
            "name": "RRN hotline desk",
            "network_id": "la",
            "trust": "operator",
            "rate_per_minute": 600,
            "burst": 1200,
            "rotate": False,
        }
    )

    name: Annotated[ShortText, Field(min_length=1)]
    network_id: NetworkId
    trust: Trust
    rate_per_minute: Rate = 600
    burst: Rate = 1200
    rotate: bool = False
    """Make a new key; the old one works for another day."""


class SourceCredentials(ApiAnswer):
    model_config = example(
        {
            "source_id": "01932f70-5b1e-7d02-8c4a-6e5f4d3c2b1a",
            "name": "RRN hotline desk",
            "network_id": "la",
            "trust": "operator",
            "key": "(shown once)",
            "signing_secret": "(shown once)",
        }
    )

    source_id: UUID
    name: str
    network_id: str
    trust: Trust
    key: str | None
    """Shown once."""
    signing_secret: str | None
    """Shown once; base64."""


class SourceSummary(ApiAnswer):
    source_id: UUID
    name: str
    network_id: str
    trust: Trust
    rate_per_minute: int
    burst: int
    live_keys: int
    open_incidents: int


class SourceList(ApiAnswer):
    model_config = example(
        {
            "sources": [
                {
                    "source_id": "01932f70-5b1e-7d02-8c4a-6e5f4d3c2b1a",
                    "name": "RRN hotline desk",
                    "network_id": "la",
                    "trust": "operator",
                    "rate_per_minute": 600,
                    "burst": 1200,
                    "live_keys": 1,
                    "open_incidents": 2,
                }
            ]
        }
    )

    sources: tuple[SourceSummary, ...]
