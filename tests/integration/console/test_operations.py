"""The commands of operations against services over real HTTP."""

import json
import re
from datetime import date
from typing import Any

import pytest

from schemas.api.common import (
    DiscardOrder,
    KeyClassFigures,
    KeyFigures,
    OperationsFigures,
    ReplayOrder,
    ReplayOutcome,
    RetainedClass,
    RetentionFigures,
    RetentionOrder,
    SetAsideEvent,
)
from schemas.api.intake.queue import ReportQueue
from tests.support.console_answers import REPORT, run
from tests.support.fake_services import FakeServices


def _set_aside(order: ReplayOrder) -> ReplayOutcome:
    event = SetAsideEvent(
        kind="parked",
        number=1,
        event_id=REPORT,
        subject="s",
        topic="t",
        reason="KeyError",
        outcome="waiting" if order.dry_run else "failed: KeyError",
    )
    return ReplayOutcome(dry_run=order.dry_run, events=(event,))


def test_replay_lists_first_and_runs_when_told(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    fake.replies["POST /v1/operations/replay"] = _set_aside
    code, printed, _ = run(capsys, "replay", "--service", "dispatch", "--subject", "s")
    assert code == 0
    assert "Run them again with --run" in printed
    code, printed, _ = run(capsys, "replay", "--run", "--json")
    assert code == 1, "one failed again"
    assert [event["service"] for event in json.loads(printed)["events"]] == ["intake", "dispatch", "notify"]
    assert fake.bodies("POST /v1/operations/replay") == [
        ReplayOrder(subject="s"),
        *[ReplayOrder(dry_run=False)] * 3,
    ]


def test_a_replay_after_which_nothing_is_left_is_well(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    def all_well(order: ReplayOrder) -> ReplayOutcome:
        [event] = _set_aside(order).events
        outcomes = (event.model_copy(update={"outcome": outcome}) for outcome in ("handled", "gone"))
        return ReplayOutcome(dry_run=order.dry_run, events=tuple(outcomes))

    fake.replies["POST /v1/operations/replay"] = all_well
    code, printed, _ = run(capsys, "replay", "--run", "--service", "intake")
    assert code == 0
    assert printed.endswith("2 were run again.\n")


def test_an_event_is_discarded_with_a_reason_and_only_when_told(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    def given_up(order: DiscardOrder) -> ReplayOutcome:
        [event] = _set_aside(ReplayOrder()).events
        outcome = "waiting" if order.dry_run else "discarded"
        return ReplayOutcome(dry_run=order.dry_run, events=(event.model_copy(update={"outcome": outcome}),))

    fake.replies["POST /v1/operations/discard"] = given_up
    asked = ("replay", "--discard", "--service", "intake", "--id", str(REPORT), "--reason", "a script of ours")
    code, printed, _ = run(capsys, *asked, "--lang", "es")
    assert (code, printed.endswith("Descarte con --run.\n")) == (0, True)
    code, printed, _ = run(capsys, *asked, "--run")
    assert (code, "Discarded" in printed) == (0, True)
    code, _, complained = run(capsys, "replay", "--discard", "--id", str(REPORT))
    assert (code, complained.startswith("Not taken: /why: ")) == (1, True)
    assert [order.dry_run for order in fake.bodies("POST /v1/operations/discard")] == [True, False]


def test_without_kafka_the_services_still_say_how_far_behind_they_are(
    fake: FakeServices, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTLINE_KAFKA__BOOTSTRAP_SERVERS", "127.0.0.1:9")
    fake.replies["GET /v1/operations"] = OperationsFigures(
        outbox=3, outbox_oldest_s=1.25, awaiting=4, unacknowledged=5, parked=6, dead_letters=7, deadlines_due=8,
        offset_gaps=9,
    )  # fmt: skip
    code, printed, _ = run(capsys, "lag", "--lang", "es")
    assert code == 0
    assert printed.startswith("Kafka no responde\n")
    rows = [re.split(r"\s{2,}", line.strip()) for line in printed.splitlines()[-4:-1]]
    assert rows == [[name, "3", "1.2 s", "4", "5", "6", "7", "8", "9"] for name in ("intake", "dispatch", "notify")]
    document = json.loads(run(capsys, "lag", "--json")[1])
    assert document["groups"] is None
    assert document["services"]["notify"]["dead_letters"] == 7


def test_what_is_no_id_is_refused_before_anybody_is_asked(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, complained = run(capsys, "replay", "--id", "7")
    assert code == 1
    assert complained.startswith("Not taken: /event_id: ")
    assert fake.asked == []


def test_an_answer_of_another_release_is_named(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    class Renamed(ReportQueue):
        """What a release that renamed a field would send."""

        def model_dump_json(self, **_: Any) -> str:
            return '{"amount": 0, "reports": []}'

    fake.replies["GET /v1/queue"] = Renamed(total=0, reports=())
    code, _, complained = run(capsys, "queue")
    assert code == 1
    assert complained == "intake answered what this release cannot read: /total: Field required.\n"


def test_keys_are_shown_once_for_all_services(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    days = [date(2026, 11, number) for number in (14, 23, 24)]
    figures = KeyClassFigures(name="contact", keep_days=7, there=tuple(days), in_use=(days[0],), overdue=1)
    fake.replies["GET /v1/operations/keys"] = KeyFigures(classes=(figures,))

    code, printed, _ = run(capsys, "keys", "--lang", "es")
    assert (code, "números de quien llama" in printed, "1 llaves vencidas" in printed) == (0, True, True)
    assert "2026-11-14" in printed
    code, printed, _ = run(capsys, "keys", "--json")
    (shown,) = json.loads(printed)["classes"]
    assert shown == {
        "name": "contact",
        "keep_days": 7,
        "there": ["2026-11-14", "2026-11-23", "2026-11-24"],
        "in_use": ["2026-11-14"],
        "overdue": 1,
    }


def test_retention_counts_first_and_ends_when_told(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    def figures(order: RetentionOrder) -> RetentionFigures:
        ended = 0 if order.dry_run else 7
        kept = RetainedClass(
            name="timer",
            keep_days=7,
            due=7 - ended,
            oldest=None,
            ended=ended,
            ran_at=None,
            ended_last=9,
            ended_in_all=9,
        )
        return RetentionFigures(dry_run=order.dry_run, classes=(kept,))

    fake.replies["POST /v1/operations/retention"] = figures
    code, printed, _ = run(capsys, "retention", "--lang", "es")
    assert (code, "plazos vencidos" in printed, "21 vencidos. Bórrelos con --apply" in printed) == (0, True, True)
    code, printed, _ = run(capsys, "retention", "--apply", "--service", "notify")
    assert (code, "7 ended; 0 still due." in printed) == (0, True)
    assert [order.dry_run for order in fake.bodies("POST /v1/operations/retention")] == [True] * 3 + [False]
