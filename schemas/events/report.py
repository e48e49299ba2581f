"""What intake says about reports: released ones call for action now, held ones are to be noted."""

from typing import ClassVar, Literal
from uuid import UUID

from schemas.envelope import EventData
from schemas.values import (
    Accuracy,
    Cell,
    Channel,
    IncidentCode,
    Language,
    Moment,
    NetworkId,
    Number,
    OpenWord,
    RefCode,
    Request,
    Sealed,
    Trust,
)


class _Report(EventData):
    """The whole report; the highest `revision` wins. Exact place and words travel sealed only."""

    ACKNOWLEDGED_BY: ClassVar[str | None] = "dispatch"

    report_id: UUID
    revision: Number
    network_id: NetworkId
    ref: RefCode
    source_id: UUID
    source_trust: Trust
    channel: Channel
    request: Request
    exercise: bool = False
    received_at: Moment
    observed_at: Moment | None = None
    cell: Cell | None = None
    accuracy: Accuracy = Accuracy.UNKNOWN
    is_residence: bool | None = None
    languages: tuple[Language, ...] = ()
    """Languages the people there speak; what the observers should speak (rule R16)."""
    people: Number | None = None
    vehicles: Number | None = None
    evidence: tuple[Literal["photo", "witness", "marked"], ...] = ()
    sealed_place: Sealed | None = None
    """Class `case`, purpose `report.place`, record = report id: JSON {"lat", "lon", "text"}."""
    sealed_words: Sealed | None = None
    """Class `words`, purpose `report.words`, record = report id: JSON {"narrative", "salute"}."""


class ReportReleasedV1(_Report):
    """A report that may text observers: by rule R1 or by an authorised person."""

    TYPE: ClassVar[str] = "hotline.intake.report.released.v1"
    TOPIC: ClassVar[str] = "hotline.intake.report.v1"

    released_by: str
    """`rule`, or the call sign of the person who released it."""
    join: IncidentCode | None = None
    """The incident that this person chose for it; it joins that or, where that can no longer answer, opens its own."""
    apart: bool = False
    """This person chose that it opens an incident of its own, whatever is near."""


class ReportHeldV1(_Report):
    """A report that waits for a person; dispatch notes it and texts nobody."""

    TYPE: ClassVar[str] = "hotline.intake.report.held.v1"
    TOPIC: ClassVar[str] = "hotline.intake.held.v1"

    priority: Number | None = None
    """1 to 4, as in the queue; of 1 and 2 a duty lead hears when nobody has looked for a minute."""
    missing: tuple[str, ...]
    """What release lacks, as codes: trust, request, age, place, place_mistyped, residence, duty, quota, network,
    network_unknown, elsewhere (a source of another network told of it), flood (flood mode is on)."""


class CallerTextedV1(EventData):
    """A caller texted about a report that was taken before, or cried out in a first text. Its words stay in intake,
    where a person reads them.
    """

    TYPE: ClassVar[str] = "hotline.intake.caller.texted.v1"
    TOPIC: ClassVar[str] = "hotline.intake.caller.v1"
    ACKNOWLEDGED_BY: ClassVar[str | None] = "dispatch"

    report_id: UUID
    network_id: NetworkId
    ref: RefCode | None = None
    """By which the report is spoken of."""
    exercise: bool = False
    cries: bool = False
    """It sounds like danger to whoever wrote it (`schemas/reply_text/callers_cries.py`): a person reads it at once."""


class CallerSpokenWithV1(EventData):
    """Somebody spoke with a caller who cried for help: nobody is paged about that cry any more. What was said stays in
    intake. Reading what they texted, or their number, is no such thing.
    """

    TYPE: ClassVar[str] = "hotline.intake.caller.spoken_with.v1"
    TOPIC: ClassVar[str] = "hotline.intake.caller.v1"
    ACKNOWLEDGED_BY: ClassVar[str | None] = "dispatch"

    report_id: UUID
    network_id: NetworkId
    ref: RefCode
    exercise: bool = False
    spoken_by: str


class ReportDismissedV1(EventData):
    """A person decided that a held report is not acted on. Its caller is told what they chose, or nothing.

    The ending is an open word; those of today are in schemas/endings.py.
    """

    TYPE: ClassVar[str] = "hotline.intake.report.dismissed.v1"
    TOPIC: ClassVar[str] = "hotline.intake.held.v1"
    ACKNOWLEDGED_BY: ClassVar[str | None] = "dispatch"

    report_id: UUID
    network_id: NetworkId
    ref: RefCode
    exercise: bool = False
    ending: OpenWord
    dismissed_by: str
