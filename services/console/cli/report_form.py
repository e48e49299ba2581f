"""A report put together from options, from a file, or by asking in the order a dispatcher would (PRACTICE §2.1)."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from services.console.cli.output import Output
from services.console.errors import CommandRefused


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


def report_from(said: ReportAnswers, now: datetime) -> dict[str, Any]:
    """As `POST /v1/reports` takes it. What was not said is left out, and counts against sending at once."""
    report: dict[str, Any] = {
        "request": said.request,
        "channel": said.channel,
        "languages": list(said.languages),
        "people": said.people,
        "vehicles": said.vehicles,
        "narrative": said.narrative,
        "exercise": said.exercise,
    }
    if said.minutes_ago is not None:
        report["observed_at"] = (now - timedelta(minutes=said.minutes_ago)).isoformat()
    if said.place is not None or said.lat is not None:
        report["place"] = {
            "text": said.place,
            "lat": said.lat,
            "lon": said.lon,
            "accuracy": said.accuracy,
            "is_residence": said.residence,
        }
    if said.phone is not None:
        spoken = said.caller_language or next(iter(said.languages), "en")
        report["caller"] = {"phone": said.phone, "language": spoken, "safe_to_text": said.safe_to_text}
    return {name: value for name, value in report.items() if value is not None}


def report_in(file: Path) -> dict[str, Any]:
    """
    Raises:
        CommandRefused: no such file, or not a JSON object.
    """
    try:
        document = json.loads(sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandRefused("file_unreadable", file=file, why=error.strerror) from None
    except ValueError as error:
        raise CommandRefused("file_invalid", file=file, faults=str(error)) from None
    if not isinstance(document, dict):
        raise CommandRefused("file_invalid", file=file, faults="{ … }?")
    return document


def ask_report(out: Output, exercise: bool) -> ReportAnswers:
    """Question by question; an empty answer is "not said". Never asks for names or status."""
    from services.console.files.volunteers import e164

    request = _ask(out, "ask.request", _one_of("observe", "support", "information"), "observe")
    minutes_ago = _ask(out, "ask.ago", _number(0, 100_000), None)
    place = _ask(out, "ask.place", str, None)
    lat = _ask(out, "ask.lat", _number(-90, 90), None)
    lon = None if lat is None else _ask(out, "ask.lon", _number(-180, 180), None, needed=True)
    accuracy = _ask(
        out,
        "ask.accuracy",
        _one_of("exact", "intersection", "neighborhood", "unknown"),
        "intersection" if place else "unknown",
    )
    residence = _ask(out, "ask.residence", _yes_or_no, None)
    narrative = _ask(out, "ask.narrative", str, None)
    people = _ask(out, "ask.people", _number(0, 999), None)
    vehicles = _ask(out, "ask.vehicles", _number(0, 999), None)
    languages = _ask(out, "ask.languages", _words, ("es",))
    phone = _ask(out, "ask.phone", e164, None)
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


def now_utc() -> datetime:
    return datetime.now(UTC)


def _ask(out: Output, key: str, read: Callable[[str], object], otherwise: object, *, needed: bool = False) -> Any:
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


def _one_of(*words: str) -> Callable[[str], str]:
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
