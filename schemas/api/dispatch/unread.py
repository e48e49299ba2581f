"""Texts of volunteers that wait for a person, over HTTP."""

from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import AfterValidator, Field

from schemas import text_lengths
from schemas.api.common import ApiAnswer, ApiMoment, ApiRequest, example
from schemas.api.dispatch.common import MAPLE_ID, AnsweredCallsign, AnsweredCode, AnsweredNetwork
from schemas.api.dispatch.steps import StepText
from schemas.values import ShortText

EXAMPLE_UNREAD: Final[dict[str, Any]] = {
    "reply_id": "019ab5c3-4b20-7000-8000-000000000021",
    "callsign": "MAPLE",
    "network_id": "la",
    "code": "K7Q",
    "guess": "EnRoute",
    "received_at": "2026-11-24T14:47:30.250000Z",
    "text": "leaving in a bit i think",
    "kind": "unread",
    "stage": "en_route",
    "stood_down": "sos",
    "settled_as": None,
    "settled_by": None,
    "settled_at": None,
}


class UnreadTextSummary(ApiAnswer):
    """A text from a volunteer that waits for a person, opened."""

    model_config = example(EXAMPLE_UNREAD)

    reply_id: UUID
    callsign: AnsweredCallsign
    network_id: AnsweredNetwork
    code: AnsweredCode | None
    """Of the incident that it is most likely about."""
    guess: Annotated[str | None, Field(examples=["EnRoute"])]
    """What it may have meant; nothing was done on it."""
    received_at: ApiMoment
    text: str | None
    """None: its key is destroyed, and so are the words."""
    kind: Annotated[str, Field(examples=["unread"])] = "unread"
    """`unread`: no rule understood it; `talk`: they ask for a call; `not_ok`: they are not well. An open word."""
    stage: Annotated[str | None, Field(examples=["en_route"])] = None
    """Where they stand on that mission; None: they are not on it."""
    stood_down: Annotated[str | None, Field(examples=["sos"])] = None
    """Why that mission was stood down: nobody goes there or stays. None: it was not. An open word."""
    settled_as: Annotated[str | None, Field(examples=["answered"])] = None
    """`answered` or `closed`; None: it still waits."""
    settled_by: str | None = None
    settled_at: ApiMoment | None = None


class UnreadAnswerRequest(ApiRequest):
    """The words of one text, put into GSM-7 (á as a). `preview`: what would go out, and nothing is done."""

    model_config = example({"text": "A lead calls you at 8pm. Please stay where it is public.", "preview": True})

    text: Annotated[str, AfterValidator(text_lengths.said_whole(text_lengths.ANSWER))]
    preview: bool = False


class UnreadCloseRequest(ApiRequest):
    """`note`: what it was; kept sealed."""

    model_config = example({"note": "Asked where to park; called."})

    note: Annotated[ShortText, Field(min_length=1)]


class UnreadSettled(ApiAnswer):
    """What became of it, and the texts that go out with it, or would."""

    model_config = example(
        {
            "reply_id": "019ab5c3-4b20-7000-8000-000000000021",
            "callsign": "MAPLE",
            "settled_as": "answered",
            "texts": [
                {
                    "person_id": MAPLE_ID,
                    "callsign": "MAPLE",
                    "template": "answer",
                    "params": {"words": "A lead calls you at 8pm. Please stay where it is public."},
                }
            ],
        }
    )

    reply_id: UUID
    callsign: AnsweredCallsign
    settled_as: Annotated[str, Field(examples=["answered"])]
    texts: tuple[StepText, ...]


class UnreadTextList(ApiAnswer):
    """Of those that wait the oldest first, of the others the newest; at most 100 of `total`."""

    model_config = example(
        {
            "total": 1,
            "texts": [EXAMPLE_UNREAD],
        }
    )

    total: int | None = None
    """How many there are, shown or not."""
    texts: tuple[UnreadTextSummary, ...]
