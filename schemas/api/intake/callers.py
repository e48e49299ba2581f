"""What callers are told, and how somebody who cried is called, over HTTP."""

from typing import Annotated, Any, Final, Self
from uuid import UUID

from pydantic import Field, model_validator

from schemas.agencies import OwnWords
from schemas.api.common import ApiAnswer, ApiMoment, ApiRequest, example
from schemas.api.intake.common import REPORT_ID, ObservedAt
from schemas.endings import Ending, UnableWhy
from schemas.values import LongText, Outcome, PhoneE164, ShortText

EXAMPLE_NOTICE: Final[dict[str, Any]] = {
    "report_id": REPORT_ID,
    "ref": "482193",
    "template": "C6b",
    "language": "es",
    "params": {"ref": "482193", "hotline": "213-555-0142"},
}


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


class SpokenRequest(ApiRequest):
    """Somebody spoke with a caller who cried for help."""

    model_config = example({"note": "They are safe now, at a neighbour's.", "told": False, "preview": True})

    note: LongText | None = None
    """What was said; kept sealed."""
    told: bool = False
    """They were told how their report ended, so no text says it."""
    preview: bool = False
    """Say what would go out and change nothing."""


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
    """A caller of whom nobody has read something, or who cried for help: they get their notice once somebody has spoken
    with them.
    """

    report_id: UUID
    ref: str
    texts: int
    """What they texted since, that nobody has read."""
    cried_at: ApiMoment | None = None
    """Since when that waits; None: they did not cry, or somebody spoke with them."""


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
    """Callers who get nothing: no number, or nobody heard them say that texts are safe; none of who cried, and is held
    among `waiting`.
    """
    silent: int = 0
    """Callers who get no text: they heard it before, or cried and nobody has spoken with them, or somebody chose so."""
    waiting: tuple[CallerWaits, ...] = ()


class SpokenResult(ApiAnswer):
    """`texts`: what was kept for the caller until now, and goes out, or would."""

    model_config = example(
        {
            "spoken": True,
            "ref": "482193",
            "texts": [EXAMPLE_NOTICE],
        }
    )

    spoken: bool
    ref: str
    texts: tuple[CallerNoticePreview, ...]


class CallerErasureRequest(ApiRequest):
    """Who is to be erased: by a report of theirs, or by their number. Exactly one of the two."""

    model_config = example({"report_id": REPORT_ID, "phone": None, "preview": True})

    report_id: UUID | None = None
    phone: PhoneE164 | None = None
    preview: bool = False
    """Say whose it would be; nothing is changed."""

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if (self.report_id is None) == (self.phone is None):
            raise ValueError("report_id or phone, one of the two")
        return self


class CallerErased(ApiAnswer):
    """The reports that were theirs: number, texts, words and notes are gone; that something was reported stays."""

    model_config = example({"erased": True, "refs": ["482193"], "on_hold": []})

    erased: bool
    refs: tuple[str, ...]
    on_hold: tuple[str, ...]
    """Of incidents that legal holds: these stay until the hold is over."""
