"""What a caller said, for whoever reads it, over HTTP."""

from uuid import UUID

from schemas.api.common import ApiAnswer, ApiMoment, example
from schemas.api.intake.common import REPORT_ID


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


class CallerSpokenWith(ApiAnswer):
    """`note`: None, where there is none, or its key is destroyed."""

    at: ApiMoment
    by: str
    told: bool
    """By voice, how it ended."""
    note: str | None


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
            "spoken": [],
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
    spoken: tuple[CallerSpokenWith, ...] = ()
    """Who spoke with them after a cry for help."""
