"""A report as somebody told it, before it is sealed and stored; and what a person corrects in it later. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from schemas.values import Accuracy, Channel, Request
from services.intake.reports.geography import Point
from services.intake.reports.redaction import CleanText


@dataclass(frozen=True, slots=True)
class ReportDraft:
    """A report as somebody told it, its words already free of what may not be kept."""

    request: Request
    channel: Channel
    exercise: bool = False
    observed_at: datetime | None = None
    point: Point | None = None
    cell: int | None = None
    """Of the point."""
    place_text: CleanText | None = None
    accuracy: Accuracy = Accuracy.UNKNOWN
    is_residence: bool | None = None
    languages: tuple[str, ...] = ()
    people: int | None = None
    vehicles: int | None = None
    evidence: tuple[str, ...] = ()
    narrative: CleanText | None = None
    salute: Mapping[str, CleanText] | None = None
    phone: str | None = None
    caller_language: str | None = None
    safe_to_text: bool = False
    receipt: bool = True
    """False: the source named more numbers than it may have texted; the caller still hears how it ended."""


@dataclass(frozen=True, slots=True)
class DraftFault:
    """What shows only when the report is looked at as a whole, and now."""

    pointer: str
    detail: str


@dataclass(frozen=True, slots=True)
class ReportAmendment:
    """What the person who releases a report knows better; None leaves it as it was."""

    request: Request | None = None
    accuracy: Accuracy | None = None
    is_residence: bool | None = None
    observed_at: datetime | None = None
    point: Point | None = None
    place_text: CleanText | None = None
