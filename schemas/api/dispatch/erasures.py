"""People who are to be erased, over HTTP (rule R116)."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.api.common import ApiAnswer, ApiMoment, ApiRequest, example
from schemas.api.dispatch.common import AnsweredCallsign
from schemas.values import Callsign

EXAMPLE_ERASURE = {
    "callsign": "HERON",
    "erased": False,
    "asked_at": "2026-11-24T16:05:00.000000Z",
    "due_at": "2026-11-25T16:05:00.000000Z",
    "overdue": False,
    "waits_for": [{"what": "mission", "code": "K7Q"}],
    "on_hold": 0,
}


class ErasureRequest(ApiRequest):
    model_config = example({"callsign": "HERON", "preview": False})

    callsign: Callsign
    preview: bool = False
    """Say what would be waited for; nobody is erased, and nothing is noted."""


class ErasureWaitSummary(ApiAnswer):
    """Something open that still needs the person."""

    what: Literal["duty", "finding", "mission", "offer", "page", "sos", "text"]
    code: str
    """Of the mission, page or SOS; empty of duty."""


class ErasureSummary(ApiAnswer):
    """One person who is to be erased, or was just now. Waited for is what is open; within `due_at` it has to end."""

    model_config = example(EXAMPLE_ERASURE)

    callsign: AnsweredCallsign
    erased: bool
    asked_at: ApiMoment
    due_at: ApiMoment
    overdue: bool
    waits_for: tuple[ErasureWaitSummary, ...]
    on_hold: int = 0
    """So many incidents of theirs legal holds: these keep their call sign until the hold is over."""


class ErasureList(ApiAnswer):
    """Who is not erased yet, the longest waiting first."""

    model_config = example({"erasures": [EXAMPLE_ERASURE]})

    erasures: Annotated[tuple[ErasureSummary, ...], Field()]
