"""What all routes share: how a request is read, how an answer is read back, and the problem that is sent instead.

A service takes no field it does not know (`ApiRequest`); a client passes over fields that a newer service added
(`ApiAnswer`). Renaming or dropping a field of an answer breaks its readers: publishing/compatibility.py says so.
"""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer, model_validator

from schemas.values import ShortText, rfc3339

ApiMoment = Annotated[AwareDatetime, PlainSerializer(rfc3339, return_type=str, when_used="json")]
"""RFC 3339 in UTC with Z and microseconds, as events write it."""


def example(document: dict[str, Any]) -> ConfigDict:
    """A model's whole example, as JSON; a test reads it back."""
    return ConfigDict(json_schema_extra={"examples": [document]})


class ApiRequest(BaseModel):
    """A request's body. A field that nobody knows is a mistake to be told."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ApiAnswer(BaseModel):
    """An answer's body. Frozen; a client passes over what a newer service added."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class FieldFault(ApiAnswer):
    """One fault of a request."""

    pointer: str
    """A JSON pointer (RFC 6901) into the body, or `header:Name`, `query:name`, `path:name`."""
    detail: str


class ProblemDocument(ApiAnswer):
    """RFC 9457, `application/problem+json`: every answer that is not 2xx."""

    model_config = example(
        {
            "type": "urn:hotline:problem:invalid",
            "title": "Some fields do not fit",
            "status": 422,
            "detail": None,
            "errors": [{"pointer": "/place/lat", "detail": "Input should be less than or equal to 90"}],
        }
    )

    type: Annotated[str, Field(examples=["urn:hotline:problem:not-found"])]
    """`urn:hotline:problem:<kind>`; each kind is stable and told in docs/reference/problems.md."""
    title: str
    status: int
    detail: str | None = None
    errors: tuple[FieldFault, ...] = ()


class OperationsFigures(ApiAnswer):
    """How far behind a service is, and what it set aside: counts only."""

    model_config = example(
        {
            "outbox": 3,
            "outbox_oldest_s": 0.4,
            "awaiting": 12,
            "unacknowledged": 0,
            "parked": 1,
            "dead_letters": 0,
            "deadlines_due": 2,
            "offset_gaps": 0,
            "clock_skew_s": 0.0,
        }
    )

    outbox: int
    outbox_oldest_s: float
    awaiting: int
    unacknowledged: int
    """Of those awaiting, the ones that nobody noted within 120 s."""
    parked: int
    dead_letters: int
    deadlines_due: int
    offset_gaps: int
    clock_skew_s: float = 0.0
    """How far the clock of another service, or of this process, is known to be off at least."""


class ReplayOrder(ApiRequest):
    """Which set-aside events to run again; without `subject` and `event_id`: all."""

    model_config = example(
        {
            "subject": "01932f7e-0c3e-7bbb-8f2f-0a1b2c3d4e5f",
            "event_id": "01932f7e-1a20-7c11-9b5e-3d2f1a0b9c8d",
            "dry_run": False,
        }
    )

    subject: str | None = None
    event_id: UUID | None = None
    dry_run: bool = True


class DiscardOrder(ApiRequest):
    """What is given up, and why: an event by its id, or by its number a dead record that is no event."""

    model_config = example(
        {
            "event_id": "01932f7e-1a20-7c11-9b5e-3d2f1a0b9c8d",
            "number": None,
            "why": "Sent by a script of ours",
            "dry_run": False,
        }
    )

    event_id: UUID | None = None
    number: Annotated[int | None, Field(ge=1, le=2**63 - 1)] = None
    why: Annotated[ShortText, Field(min_length=1)]
    """Kept in clear: no names, no numbers, no places."""
    dry_run: bool = True

    @model_validator(mode="after")
    def _names_one(self) -> "DiscardOrder":
        if (self.event_id is None) == (self.number is None):
            raise ValueError("event_id or number, and not both")
        return self


class SetAsideEvent(ApiAnswer):
    """An event that was parked or is dead, and what a replay made of it."""

    kind: str
    number: int
    event_id: UUID | None
    subject: str | None
    topic: str
    reason: str
    outcome: str
    """`waiting`, `handled` (now or before), `behind` an earlier one of its subject, `gone`, `discarded`, or why not."""


class ReplayOutcome(ApiAnswer):
    model_config = example(
        {
            "dry_run": False,
            "events": [
                {
                    "kind": "parked",
                    "number": 41,
                    "event_id": "01932f7e-1a20-7c11-9b5e-3d2f1a0b9c8d",
                    "subject": "01932f7e-0c3e-7bbb-8f2f-0a1b2c3d4e5f",
                    "topic": "hotline.intake.report",
                    "reason": "behind",
                    "outcome": "handled",
                }
            ],
        }
    )

    dry_run: bool
    events: tuple[SetAsideEvent, ...]


class KeyClassFigures(ApiAnswer):
    """Keys of one class, of which there is one a day."""

    name: Annotated[str, Field(examples=["contact"])]
    keep_days: int
    """So many days after its own a key is destroyed, with all that lies under it."""
    there: tuple[date, ...]
    """Days whose key this service can read, up to today."""
    in_use: tuple[date, ...]
    """Days whose key an open matter of this service needs: it stays until that is over."""
    overdue: int
    """Keys that are there beyond their date."""


class KeyFigures(ApiAnswer):
    model_config = example(
        {
            "classes": [
                {
                    "name": "contact",
                    "keep_days": 7,
                    "there": ["2026-11-23", "2026-11-24"],
                    "in_use": ["2026-11-24"],
                    "overdue": 0,
                }
            ]
        }
    )

    classes: tuple[KeyClassFigures, ...]


class RetentionOrder(ApiRequest):
    """A dry run says what is due; a run ends it."""

    model_config = example({"dry_run": False})

    dry_run: bool = True


class RetainedClass(ApiAnswer):
    """Rows of one kind, and how long they are kept."""

    name: Annotated[str, Field(examples=["timer"])]
    keep_days: int
    due: int
    """What the next run ends; counted up to 10,000."""
    oldest: ApiMoment | None
    """Since when the first of those that are due is kept."""
    ended: int
    """By this request."""
    ran_at: ApiMoment | None
    ended_last: int
    """By the last run that found any."""
    ended_in_all: int


class RetentionFigures(ApiAnswer):
    model_config = example(
        {
            "dry_run": True,
            "classes": [
                {
                    "name": "timer",
                    "keep_days": 7,
                    "due": 120,
                    "oldest": "2026-11-16T09:41:07.120000Z",
                    "ended": 0,
                    "ran_at": "2026-11-24T08:50:00.000000Z",
                    "ended_last": 95,
                    "ended_in_all": 14210,
                }
            ],
        }
    )

    dry_run: bool
    classes: tuple[RetainedClass, ...]
