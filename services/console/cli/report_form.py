"""A report put together from options, from a file, or by asking in the order a dispatcher would (rule R17)."""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from services.console.cli.output import Output
from services.console.errors import CommandRefused

if TYPE_CHECKING:
    from schemas.api.intake.reports import ReportSubmission
    from schemas.api.intake.triage import ReportCorrections

Typed = TypeVar("Typed")


@dataclass(frozen=True, slots=True)
class ReportAnswers:
    """What the caller said, as far as it is known."""

    request: str = "observe"
    channel: str = "phone"
    minutes_ago: float | None = None
    place: str | None = None
    lat: float | None = None
    lon: float | None = None
    accuracy: str = "unknown"
    residence: bool | None = None
    languages: tuple[str, ...] = ()
    people: int | None = None
    vehicles: int | None = None
    narrative: str | None = None
    phone: str | None = None
    caller_language: str | None = None
    safe_to_text: bool = False
    exercise: bool = False


def report_from(answers: ReportAnswers, now: datetime) -> "ReportSubmission":
    """What was not said is left out, and counts against sending at once.

    Raises:
        CommandRefused: intake would not take it.
    """
    from schemas.api.intake.reports import ReportSubmission
    from services.console.client.connection import request_of

    report: dict[str, Any] = {
        "request": answers.request,
        "channel": answers.channel,
        "observed_at": _observed_at(answers.minutes_ago, now),
        "languages": answers.languages,
        "people": answers.people,
        "vehicles": answers.vehicles,
        "narrative": answers.narrative,
        "exercise": answers.exercise,
    }
    if answers.place is not None or answers.lat is not None:
        report["place"] = {
            "text": answers.place,
            "lat": answers.lat,
            "lon": answers.lon,
            "accuracy": answers.accuracy,
            "is_residence": answers.residence,
        }
    if answers.phone is not None:
        spoken = answers.caller_language or next(iter(answers.languages), "en")
        report["caller"] = {"phone": answers.phone, "language": spoken, "safe_to_text": answers.safe_to_text}
    return request_of(ReportSubmission, report)


def corrections_from(
    request: str | None,
    accuracy: str | None,
    residence: bool | None,
    place: Mapping[str, Any] | None,
    minutes_ago: float | None,
    now: datetime,
) -> "ReportCorrections":
    """What is known better than the report says."""
    from schemas.api.intake.triage import ReportCorrections
    from services.console.client.connection import request_of

    return request_of(
        ReportCorrections,
        {
            "request": request,
            "accuracy": accuracy,
            "is_residence": residence,
            "place": place,
            "observed_at": _observed_at(minutes_ago, now),
        },
    )


def report_in(file: Path) -> "ReportSubmission":
    """
    Raises:
        CommandRefused: no such file, not a JSON object, or not a report.
    """
    from schemas.api.intake.reports import ReportSubmission
    from services.console.client.connection import request_of

    try:
        document = json.loads(sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandRefused("file_unreadable", file=file, why=error.strerror) from None
    except ValueError as error:
        raise CommandRefused("file_invalid", file=file, faults=str(error)) from None
    if not isinstance(document, dict):
        raise CommandRefused("file_invalid", file=file, faults="{ … }?")
    return request_of(ReportSubmission, document)


def ask_report(out: Output, exercise: bool) -> ReportAnswers:
    """Question by question; an empty answer is "not said". Never asks for names or status."""
    from services.console.files.phone_cell import e164

    request = ask(out, "ask.request", one_of("observe", "support", "information"), "observe")
    minutes_ago = ask(out, "ask.ago", _number(0, 100_000), None)
    place = ask(out, "ask.place", str, None)
    lat = ask(out, "ask.lat", _number(-90, 90), None)
    lon = None if lat is None else ask(out, "ask.lon", _number(-180, 180), None, needed=True)
    accuracy = ask(
        out,
        "ask.accuracy",
        one_of("exact", "intersection", "neighborhood", "unknown"),
        "intersection" if place else "unknown",
    )
    residence = ask(out, "ask.residence", _yes_or_no, None)
    narrative = ask(out, "ask.narrative", str, None)
    people = ask(out, "ask.people", _number(0, 999), None)
    vehicles = ask(out, "ask.vehicles", _number(0, 999), None)
    languages: tuple[str, ...] = ask(out, "ask.languages", _words, ("es",))
    phone = ask(out, "ask.phone", e164, None)
    return ReportAnswers(
        request=request,
        minutes_ago=minutes_ago,
        place=place,
        lat=lat,
        lon=lon,
        accuracy=accuracy,
        residence=residence,
        languages=languages,
        people=None if people is None else int(people),
        vehicles=None if vehicles is None else int(vehicles),
        narrative=narrative,
        phone=phone,
        safe_to_text=phone is not None,
        exercise=exercise,
    )


def _observed_at(minutes_ago: float | None, now: datetime) -> str | None:
    return None if minutes_ago is None else (now - timedelta(minutes=minutes_ago)).isoformat()


def now_utc() -> datetime:
    return datetime.now(UTC)


def ask(out: Output, key: str, read: Callable[[str], Typed], otherwise: Typed, *, needed: bool = False) -> Typed:
    """Until an answer fits; an empty one is `otherwise`. rich.prompt would take three overrides to ask like this, and
    hides the question from readline, which wipes it when an answer is taken back."""
    shown = " ".join(otherwise) if isinstance(otherwise, tuple) else otherwise
    default = f" [{shown}]" if shown else ""
    while True:
        answer = input(f"{out.text(key)}{default}: ").strip()
        if not answer and not needed:
            return otherwise
        try:
            return read(answer)
        except ValueError:
            out.say("ask.again")


def _words(answer: str) -> tuple[str, ...]:
    return tuple(answer.replace(",", " ").split())


def one_of(*words: str) -> Callable[[str], str]:
    def read(answer: str) -> str:
        if answer.lower() not in words:
            raise ValueError
        return answer.lower()

    return read


def _number(least: float, most: float) -> Callable[[str], float]:
    def read(answer: str) -> float:
        number = float(answer)
        if not least <= number <= most:
            raise ValueError
        return number

    return read


def _yes_or_no(answer: str) -> bool:
    if answer.lower() not in ("y", "yes", "s", "si", "sí", "n", "no"):
        raise ValueError
    return answer.lower() not in ("n", "no")
