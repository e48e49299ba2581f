"""Texts that wait for a person, by commands against services over real HTTP."""

import json
import re

import pytest

from schemas.api.dispatch.steps import StepText
from schemas.api.dispatch.unread import (
    UnreadAnswerRequest,
    UnreadCloseRequest,
    UnreadSettled,
    UnreadTextList,
    UnreadTextSummary,
)
from schemas.api.notify import TextPreviewsAnswer, WordedText
from tests.support.console_answers import AT, OTHER, PREVIEW, REPORT, run
from tests.support.fake_services import FakeServices


def test_every_text_that_waits_is_shown_opened(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    fake.replies["GET /v1/unread?state=open"] = UnreadTextList(
        texts=(
            UnreadTextSummary(
                reply_id=REPORT, callsign="HERON", network_id="la", code="K7Q", guess="EnRoute 10 min", received_at=AT,
                text="ya casi llego, hay otra van",
            ),
            UnreadTextSummary(
                reply_id=OTHER, callsign="OTTER", network_id="la", code=None, guess=None, received_at=AT, text=None,
            ),
        )
    )  # fmt: skip
    code, printed, _ = run(capsys, "unread")
    heron, otter = printed.splitlines()[-3:-1]
    assert code == 0
    short, age, *rest = re.split(r"\s{2,}", heron.strip())
    assert str(REPORT).endswith(short)
    assert age.endswith("min")
    assert rest == ["HERON", "K7Q", "not understood", "ya casi llego, hay otra van", "under way 10 min"]
    assert "OTTER" in otter
    texts = json.loads(run(capsys, "unread", "--json")[1])["texts"]
    assert [(text["callsign"], text["text"]) for text in texts] == [
        ("HERON", "ya casi llego, hay otra van"),
        ("OTTER", None),
    ]
    fake.replies["GET /v1/unread?state=open"] = UnreadTextList(texts=())
    assert run(capsys, "unread", "--lang", "es")[1] == "Ningún texto espera a que se entienda.\n"


def test_a_text_that_waits_is_answered_after_it_was_shown(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = f"POST /v1/unread/{REPORT}/answer"
    fake.replies["GET /v1/unread?state=open"] = UnreadTextList(texts=(A_TEXT,))
    fake.replies[answer] = UnreadSettled(
        reply_id=REPORT,
        callsign="HERON",
        settled_as="answered",
        texts=(StepText(person_id=OTHER, callsign="HERON", template="answer", params={"words": "Atras"}),),
    )
    fake.replies[PREVIEW] = TextPreviewsAnswer(
        texts=(WordedText(body="RRN: Atras", language="es", encoding="gsm7", segments=1),)
    )

    unsure = run(capsys, "unread", "answer", "heron", "Atrás")
    tried = fake.bodies(answer)
    code, printed, _ = run(capsys, "unread", "answer", str(REPORT)[-6:], "Atrás", "--yes")

    assert unsure[0] == 1
    assert "RRN: Atras" in unsure[1]
    assert tried == [UnreadAnswerRequest(text="Atrás", preview=True)]
    assert code == 0
    assert "Sent to HERON; the text waits no more." in printed
    assert fake.bodies(answer)[-1] == UnreadAnswerRequest(text="Atrás")


def test_of_a_mission_that_is_stood_down_the_list_and_the_preview_say_so(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    """An answer sent somebody to the entrance of what they had been told to leave."""
    over = A_TEXT.model_copy(update={"code": "K7Q", "stood_down": "sos"})
    fake.replies["GET /v1/unread?state=open"] = UnreadTextList(texts=(over,))
    fake.replies[f"POST /v1/unread/{REPORT}/answer"] = UnreadSettled(
        reply_id=REPORT, callsign="HERON", settled_as="answered", texts=()
    )
    said = "HERON: K7Q is stood down (somebody is in danger). Nobody goes there, or stays."

    assert said in run(capsys, "unread")[1]
    assert said in run(capsys, "unread", "answer", "HERON", "entrada norte", "--preview")[1]


def test_a_text_that_waits_is_read_and_closed_with_a_word(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    close = f"POST /v1/unread/{REPORT}/close"
    fake.replies["GET /v1/unread?state=open"] = UnreadTextList(texts=(A_TEXT,))
    fake.replies[f"GET /v1/unread/{REPORT}"] = A_TEXT
    fake.replies[close] = UnreadSettled(reply_id=REPORT, callsign="HERON", settled_as="closed", texts=())

    read = run(capsys, "unread", "read", "HERON")
    code, printed, _ = run(capsys, "unread", "close", "HERON", "called")
    nobody = run(capsys, "unread", "read", "OTTER")

    assert "ya casi llego" in read[1]
    assert (code, printed) == (0, "The text of HERON is closed.\n")
    assert fake.bodies(close) == [UnreadCloseRequest(note="called")]
    assert nobody[::2] == (1, "No text that waits is called OTTER.\n")


A_TEXT = UnreadTextSummary(
    reply_id=REPORT,
    callsign="HERON",
    network_id="la",
    code="K7Q",
    guess="EnRoute",
    received_at=AT,
    text="ya casi llego",
)
