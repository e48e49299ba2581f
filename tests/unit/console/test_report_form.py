"""A report from options or from answers: what was not said is left out, so that it counts against sending at once."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.api.intake.reports import ReportSubmission
from schemas.values import Channel, Request
from services.console.cli.output import Output
from services.console.cli.report_form import ReportAnswers, ask_report, report_from, report_in
from services.console.errors import CommandRefused

NOW = datetime(2026, 11, 24, 14, 45, tzinfo=UTC)


def test_what_was_said_is_sent() -> None:
    answers = ReportAnswers(
        minutes_ago=4,
        place="Soto St & E 1st St",
        lat=34.0437,
        lon=-118.21,
        accuracy="intersection",
        residence=False,
        languages=("es",),
        people=4,
        phone="+12135550150",
        safe_to_text=True,
    )
    assert report_from(answers, NOW).model_dump(mode="json", exclude_unset=True, exclude_none=True) == {
        "request": "observe",
        "channel": "phone",
        "observed_at": "2026-11-24T14:41:00Z",
        "languages": ["es"],
        "place": {
            "text": "Soto St & E 1st St",
            "lat": 34.0437,
            "lon": -118.21,
            "accuracy": "intersection",
            "is_residence": False,
        },
        "people": 4,
        "caller": {"phone": "+12135550150", "language": "es", "safe_to_text": True},
        "exercise": False,
    }


def test_what_was_not_said_is_left_out() -> None:
    report = report_from(ReportAnswers(request="support"), NOW)
    assert report.model_dump(mode="json", exclude_unset=True, exclude_none=True) == {
        "request": "support",
        "channel": "phone",
        "languages": [],
        "exercise": False,
    }


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Gives these answers one by one; returns the questions that were asked."""

    def give(*replies: str) -> list[str]:
        left: Iterator[str] = iter(replies)
        asked: list[str] = []

        def reply(question: str = "") -> str:
            asked.append(question)
            return next(left)

        monkeypatch.setattr("builtins.input", reply)
        return asked

    return give


def test_a_report_is_asked_for_question_by_question(answers: Callable[..., list[str]]) -> None:
    asked = answers(
        "", "0", "Soto St & E 1st St", "34.0437", "-118.21", "", "n", "vans", "4", "2", "es quc", "(213) 555-0150"
    )
    said = ask_report(Output("es"), exercise=True)
    assert said == ReportAnswers(
        minutes_ago=0,
        place="Soto St & E 1st St",
        lat=34.0437,
        lon=-118.21,
        accuracy="intersection",
        residence=False,
        languages=("es", "quc"),
        people=4,
        vehicles=2,
        narrative="vans",
        phone="+12135550150",
        safe_to_text=True,
        exercise=True,
    )
    assert asked[0].startswith("¿Qué piden?")
    assert not any(word in " ".join(asked).lower() for word in ("name of", "born", "visa"))


def test_an_answer_that_does_not_fit_is_asked_again(answers: Callable[..., list[str]]) -> None:
    asked = answers("help", "support", "x", "", "", "", "", "maybe", "", "", "", "", "", "12", "")
    said = ask_report(Output("en"), exercise=False)
    assert said == ReportAnswers(request="support", languages=("es",))
    assert len(asked) == 15


def test_nothing_safe_to_text_without_a_number(answers: Callable[..., list[str]]) -> None:
    answers(*[""] * 12)
    assert ask_report(Output("en"), exercise=False).safe_to_text is False


def test_a_report_may_lie_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_text('{"request": "observe", "channel": "web"}', encoding="utf-8")
    assert report_in(file) == ReportSubmission(request=Request.OBSERVE, channel=Channel.WEB)
    for text in ("[]", "{", "", '{"request": "observe"}', '{"request": "observe", "channel": "web", "name": "x"}'):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(CommandRefused):
            report_in(file)
    with pytest.raises(CommandRefused):
        report_in(tmp_path / "none.json")
