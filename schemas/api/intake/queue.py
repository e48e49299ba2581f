"""What waits for a person, over HTTP."""

from uuid import UUID

from pydantic import AwareDatetime, ConfigDict

from schemas.api.common import ApiAnswer, ApiMoment, example
from schemas.api.intake.common import REPORT_ID, ReportStateName
from schemas.api.intake.floods import FloodMode
from schemas.values import Accuracy, Channel, NetworkId, Request


class QueuedReport(ApiAnswer):
    """A report that is held, whose caller texted since, or cried for help; nothing personal."""

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
    """Since when its caller, of whom a text sounds like danger to them, waits for somebody who speaks with them: those
    come first."""
    answer_held: bool = False
    """How it ended is known, and is told to its caller after that."""


class QueuedOfSource(ApiAnswer):
    """How much of what waits is a source's."""

    model_config = ConfigDict(from_attributes=True)

    source: str
    """As in a report of it."""
    trust: str
    """As a source has it: `operator`, `partner`, `public`, `test`."""
    network_id: NetworkId
    waiting: int


class ReportQueue(ApiAnswer):
    """Reports that wait for a person: cries of callers first, then most pressing first, then oldest first.

    Where one source has many, those of the others come before its twenty-first.
    """

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
                    "answer_held": False,
                }
            ],
            "sources": [{"source": "RRN hotline desk", "trust": "operator", "network_id": "la", "waiting": 1}],
            "floods": [],
            "next": None,
        }
    )

    total: int
    """How many wait; `reports` holds a page of them."""
    reports: tuple[QueuedReport, ...]
    sources: tuple[QueuedOfSource, ...] = ()
    """Who sent what waits, most first."""
    floods: tuple[FloodMode, ...] = ()
    """Networks in flood mode: what nobody vouches for waits, and presses nobody without evidence."""
    next: str | None = None
    """Where the next page begins: `after` of the next request. None: these were the last."""
