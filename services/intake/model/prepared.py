"""A new report ready to be stored: the rows it becomes, and the kinds of event that it may bring. Pure."""

from datetime import datetime
from typing import NamedTuple

from schemas.events.message import CallerMessageRequestedV1
from schemas.events.report import ReportHeldV1, ReportReleasedV1
from services.intake.model.report import MissingForRelease

HELD, RELEASED, RECEIPT = KINDS = (ReportHeldV1, ReportReleasedV1, CallerMessageRequestedV1)
"""The events that a new report may bring; ADD_REPORTS knows them by their place here, from 1: a held report is kind 1,
a released one 2, the caller's receipt 3.
"""


class ReportRow(NamedTuple):
    """A row of `report` and its outbox row: PostgreSQL's `report_row_v1`. Ids are text, as the event has them."""

    report_id: str
    source_id: str
    idempotency_key: str
    body_mac: bytes
    network_id: str
    ref: str
    priority: int
    kind: int
    """The event's place in KINDS, from 1."""
    told: bytes
    """What the event says, as JSON: one encoding serves the row and the topic."""
    payload: bytes
    caller_language: str | None
    safe_to_text: bool
    sealed_contact: bytes | None
    """Of the caller, who may be called back, and texted if they said that it is safe."""


class ReceiptRow(NamedTuple):
    """A text that goes out with the report, and only with it: PostgreSQL's `receipt_row_v1`."""

    report_id: str
    event_id: str
    payload: bytes


class PreparedReport(NamedTuple):
    """A report and what comes with it, ready to be stored together."""

    report: ReportRow
    missing: tuple[MissingForRelease, ...]
    received_at: datetime
    receipt: ReceiptRow | None
    number_index: bytes | None
    """Of the caller's number, by which their texts are known; None: none was left, or it is an exercise."""
    exercise: bool
    quota: int
    """How many its source may have open, where it is released; 0: any number."""


class AddedReports(NamedTuple):
    """What became of reports that were to be stored together: all but these were."""

    known: set[str]
    """Their key had been used."""
    over_quota: set[str]
    """To be released, and their source has as much open as it may (rule R96)."""
