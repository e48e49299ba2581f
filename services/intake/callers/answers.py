"""What callers are told of the end, and whether one of them hears it now: once, then only a correction. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from schemas.events.incident import EndingChosenV1, FindingReviewedV1, ReportUnservedV1
from schemas.events.report import ReportDismissedV1
from services.intake.model.finding import ReviewedFinding

Answering = FindingReviewedV1 | EndingChosenV1 | ReportUnservedV1 | ReportDismissedV1
"""The events that tell callers how it ended."""


def reports_answered(event: Answering) -> Sequence[UUID]:
    """Whose callers it is for."""
    return (event.report_id,) if isinstance(event, ReportUnservedV1 | ReportDismissedV1) else event.report_ids


class Telling(StrEnum):
    """How a caller hears an answer."""

    NOT = "not"
    """They heard it, or something newer."""
    PLAINLY = "plainly"
    AS_CORRECTION = "as_correction"


@dataclass(frozen=True, slots=True)
class CallerAnswer:
    """What one event says that callers are told: what a reviewer decided, or what somebody chose without a finding."""

    event_id: UUID
    at: datetime
    incident_id: UUID | None
    """None: no incident, nobody could be asked."""
    says: ReviewedFinding | str
    """A finding, or an ending as of schemas/endings.py."""
    corrects: bool = False
    """What was told of the same incident before was wrong."""
    exercise: bool = False


@dataclass(frozen=True, slots=True)
class ToldAnswer:
    """The answer that a caller was given last."""

    event_id: UUID
    at: datetime
    incident_id: UUID | None
    template: str | None
    """None: they were sent no text, by somebody's choice."""


def telling(answer: CallerAnswer, told: ToldAnswer | None) -> Telling:
    """Nothing twice, and nothing old after something new, in whatever order the events come.

    A report that came to another incident is answered there too: what the first one said was not about it.
    """
    if told is None:
        return Telling.PLAINLY
    if answer.event_id == told.event_id or answer.at <= told.at:
        return Telling.NOT
    if answer.incident_id != told.incident_id:
        return Telling.PLAINLY
    if not answer.corrects:
        return Telling.NOT
    return Telling.PLAINLY if told.template is None else Telling.AS_CORRECTION
