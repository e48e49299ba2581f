"""Pages that wait for somebody to take them, over HTTP."""

from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import Field

from schemas.api.common import ApiAnswer, ApiMoment, ApiRequest, example
from schemas.api.dispatch.common import INCIDENT_ID, PAGE_ID, AnsweredCallsign, AnsweredCode, AnsweredNetwork
from schemas.api.dispatch.steps import StepText

EXAMPLE_PAGE: Final[dict[str, Any]] = {
    "page_id": PAGE_ID,
    "code": "K7Q",
    "network_id": "la",
    "reason": "sos",
    "about": "MAPLE",
    "incident_id": INCIDENT_ID,
    "zone": "Boyle Heights NE",
    "since": "2026-11-24T15:04:00.000000Z",
    "times_asked": 3,
    "asked": ["ROBIN", "WREN"],
    "next_asked": ["ROBIN", "WREN", "PINE"],
    "next_by": "text",
    "next_at": "2026-11-24T15:07:00.000000Z",
    "take": "ACK SOS K7Q",
    "exercise": False,
}


class OpenPageSummary(ApiAnswer):
    """A person is asked until somebody takes it: who was asked, by texting `take` or over HTTP, or any lead."""

    model_config = example(EXAMPLE_PAGE)

    page_id: UUID
    code: AnsweredCode
    network_id: AnsweredNetwork
    reason: Annotated[str, Field(examples=["sos"])]
    """Why, in the words of `DutyPagedV2`. An open word."""
    about: str | None
    """The call sign of whom it is about."""
    incident_id: UUID | None
    """None: it is about no mission."""
    zone: Annotated[str, Field(examples=["Boyle Heights NE"])]
    since: ApiMoment
    times_asked: int
    asked: tuple[AnsweredCallsign, ...]
    """Who was asked so far."""
    next_asked: tuple[AnsweredCallsign, ...]
    """In the order of the chain, if nothing changes before."""
    next_by: Annotated[str | None, Field(examples=["text"])]
    """`text`, or `mail` where no text gets through; an open word. None: nobody is asked, or can be reached."""
    next_at: ApiMoment | None
    """None: nobody is asked any more."""
    take: Annotated[str, Field(examples=["ACK SOS K7Q"])]
    exercise: bool
    report: Annotated[str | None, Field(examples=["482193"])] = None
    """The number that its caller was told, where it is about one report outside every territory."""
    open: bool = True
    """False: somebody took it, or what it was about is over. Such are told only where a code was asked for."""
    taken_by: AnsweredCallsign | None = None
    taken_at: ApiMoment | None = None


class OpenPageList(ApiAnswer):
    """Who is in danger first, then what else is urgent, then what waits longest; at most 500 of `total`.

    Of a code, its pages of the last seven days, those that are open first.
    """

    model_config = example({"total": 1, "pages": [EXAMPLE_PAGE]})

    total: int
    pages: tuple[OpenPageSummary, ...]


class PageTakeRequest(ApiRequest):
    """`sos`: the SOS of that code is meant, too. `preview`: what would be taken, and nothing is done."""

    model_config = example({"sos": True, "preview": True})

    sos: bool = False
    preview: bool = False


class PageTaken(ApiAnswer):
    """One of those that were taken."""

    model_config = example({"page_id": PAGE_ID, "reason": "sos", "about": "MAPLE"})

    page_id: UUID
    reason: Annotated[str, Field(examples=["sos"])]
    """Why it was open, in the words of `DutyPagedV2`. An open word."""
    about: str | None


class PagesTaken(ApiAnswer):
    """Who is in danger first; and the texts that go out to whoever else was asked, or would."""

    model_config = example(
        {
            "code": "K7Q",
            "network_id": "la",
            "exercise": False,
            "pages": [{"page_id": PAGE_ID, "reason": "sos", "about": "MAPLE"}],
            "texts": [],
        }
    )

    code: AnsweredCode
    network_id: AnsweredNetwork
    exercise: bool
    pages: tuple[PageTaken, ...]
    texts: tuple[StepText, ...]
