"""Flood mode by command against services over real HTTP: begun, ended, and said above the queue, in both languages."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from schemas.api.intake.floods import FloodBeginOrder, FloodEndOrder, FloodMode, FloodModeList
from schemas.api.intake.queue import ReportQueue
from tests.support.console_answers import run
from tests.support.fake_services import FakeServices

BEGAN = datetime(2026, 12, 1, 14, tzinfo=UTC)
ON = FloodMode(network_id="la", on=True, began_at=BEGAN, until=BEGAN + timedelta(hours=6), begun_by="ROBIN")
ENDED = ON.model_copy(update={"on": False, "ended_at": BEGAN + timedelta(hours=1), "ended_by": "WREN"})
EXPIRED = ON.model_copy(update={"on": False, "ended_at": ON.until, "ended_by": "expired"})


def test_it_is_begun_for_some_hours_and_ended(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    fake.replies["POST /v1/floods"] = ON
    fake.replies["POST /v1/floods/end"] = ENDED

    begun = run(capsys, "flood", "on", "--network", "la", "--hours", "12")
    ended = run(capsys, "flood", "off", "--network", "la", "--lang", "es")

    assert (begun[0], begun[2]) == (0, "")
    assert fake.bodies("POST /v1/floods") == [FloodBeginOrder(network_id="la", hours=12)]
    assert fake.bodies("POST /v1/floods/end") == [FloodEndOrder(network_id="la")]
    assert (begun[0], ended[0]) == (0, 0)
    assert " ".join(begun[1].split()).startswith("Flood mode is on in la until ")
    assert "ROBIN" in begun[1]
    assert ended[1] == "Terminó el modo de avalancha de la.\n"


def test_the_status_says_where_it_is_on_and_who_did_what(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.replies["GET /v1/floods"] = FloodModeList(floods=(ON, ENDED, EXPIRED))
    shown = " ".join(run(capsys, "flood", "status")[1].split())
    assert shown.startswith("Flood mode is on in la until ")
    assert "ROBIN" in shown
    assert "WREN" in shown
    assert "its time" in shown
    assert len(json.loads(run(capsys, "flood", "status", "--json")[1])["floods"]) == 3

    fake.replies["GET /v1/floods"] = FloodModeList(floods=())
    assert run(capsys, "flood", "status", "--lang", "es")[1] == "El modo de avalancha no está activo en ninguna red.\n"


@pytest.mark.parametrize(("language", "said"), [("en", "Flood mode is on in la"), ("es", "está activo en la")])
def test_the_queue_says_it_first(
    fake: FakeServices, capsys: pytest.CaptureFixture[str], language: str, said: str
) -> None:
    fake.replies["GET /v1/queue"] = ReportQueue(total=0, reports=(), floods=(ON,))

    first, *_ = run(capsys, "queue", "--lang", language)[1].splitlines()

    assert said in first
