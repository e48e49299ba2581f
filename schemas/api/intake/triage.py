"""A held report released or dismissed by a person, over HTTP."""

from enum import StrEnum
from typing import Self

from pydantic import model_validator

from schemas.api.common import ApiAnswer, ApiRequest, example
from schemas.api.intake.callers import EXAMPLE_NOTICE, CallerNoticePreview
from schemas.api.intake.common import ObservedAt
from schemas.endings import Ending
from schemas.values import Accuracy, IncidentCode, Latitude, Longitude, Request, ShortText


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
            "hands_over": False,
        }
    )

    released: bool
    ref: str
    revision: int
    will: ReleaseEffect
    missing: tuple[str, ...]
    """What release without a person lacks: what this person stands in for."""
    hands_over: bool = False
    """The corrected place lies in another network's territory: it is not released, but held there and theirs to
    release (`missing`: what they stand in for)."""


class DismissalRequest(ApiRequest):
    """What the caller is told of a report that is not acted on; `nothing` and `told_by_voice` send no text."""

    model_config = example({"tell": "not_checked", "preview": True})

    tell: Ending
    preview: bool = False


class DismissalResult(ApiAnswer):
    """`texts`: what goes out to its caller, or would."""

    model_config = example(
        {
            "dismissed": True,
            "ref": "482193",
            "texts": [EXAMPLE_NOTICE],
        }
    )

    dismissed: bool
    ref: str
    texts: tuple[CallerNoticePreview, ...]
