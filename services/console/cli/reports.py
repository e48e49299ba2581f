"""`hotline report|status|queue|release`: what callers said, and letting it go out."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final
from uuid import UUID, uuid4

import typer

from services.console.cli.options import (
    Accuracy,
    Channel,
    LatitudeOption,
    LongitudeOption,
    PreviewOption,
    ReportArgument,
    Request,
    ResidenceOption,
    YesOption,
)
from services.console.cli.output import Output
from services.console.cli.report_form import ReportAnswers, ask_report, now_utc, report_from, report_in
from services.console.cli.session import ask_services, session_of
from services.console.errors import REFUSED, USAGE, CommandRefused, ServiceUnreachable

if TYPE_CHECKING:
    from services.console.client.services import ServicesClient

CHANGES_NOTHING: Final = "change_nothing"
"""intake's word for a release that it will not carry out."""


def report(
    context: typer.Context,
    place: str | None = None,
    lat: LatitudeOption = None,
    lon: LongitudeOption = None,
    accuracy: Accuracy = "unknown",
    residence: ResidenceOption = None,
    ago: Annotated[float | None, typer.Option(min=0)] = None,
    request: Request = "observe",
    channel: Channel = "phone",
    language: list[str] | None = None,
    people: Annotated[int | None, typer.Option(min=0, max=999)] = None,
    vehicles: Annotated[int | None, typer.Option(min=0, max=999)] = None,
    narrative: str | None = None,
    phone: str | None = None,
    safe_to_text: Annotated[bool, typer.Option("--safe-to-text")] = False,
    exercise: Annotated[bool, typer.Option("--exercise")] = False,
    file: Path | None = None,
    key: str | None = None,
) -> None:
    session = session_of(context)
    out = session.out
    if file is not None:
        document = report_in(file)
    elif place is not None or lat is not None or request != "observe":
        said = ReportAnswers(
            request, channel, ago, place, lat, lon, accuracy, residence, tuple(language or ()),
            people, vehicles, narrative, phone, None, safe_to_text, exercise,
        )  # fmt: skip
        document = report_from(said, now_utc())
    elif sys.stdin.isatty() and not out.as_json:
        document = report_from(ask_report(out, exercise), now_utc())
        if not out.sure("ask.send"):
            out.say("not_done")
            raise typer.Exit(REFUSED)
    else:
        out.warn(out.text("report_what"))
        raise typer.Exit(USAGE)
    headers = {
        "authorization": f"Bearer {session.environment.source_key}",
        "idempotency-key": key or uuid4().hex,
    }
    answer = ask_services(session, lambda services: _post_report(services, document, headers))
    out.say("report_taken", ref=answer["ref"], state=out.words("report_state", answer["state"]))
    _say_missing(out, "report_missing", answer.get("missing", ()))
    out.document(answer)


def status(context: typer.Context, report: ReportArgument) -> None:
    session = session_of(context)
    out = session.out
    found = ask_services(session, lambda services: report_meant(services, report))
    out.table(
        ("ref", "state", "status", "incident", "outcome"),
        [
            (
                found["ref"],
                out.words("report_state", found["state"]),
                out.words("status", found["status"]),
                found.get("incident_code"),
                out.words("outcome", found["outcome"]) if found.get("outcome") else "",
            )
        ],
    )
    if found["state"] == "held":
        _say_missing(out, "report_missing", found.get("missing", ()))
    out.document(found)


def queue(context: typer.Context) -> None:
    session = session_of(context)
    out = session.out
    answer = ask_services(session, lambda services: services.get("intake", "/v1/queue"))
    reports = answer["reports"]
    if reports:
        out.table(
            ("ref", "age", "request", "channel", "accuracy", "languages", "source", "missing"),
            (
                (
                    _marked(out, item),
                    _age(out, item["age_s"]),
                    out.words("request", item["request"]),
                    out.words("channel", item["channel"]),
                    out.words("accuracy", item["accuracy"]),
                    " ".join(item.get("languages", ())),
                    item["source"],
                    "; ".join(out.words("missing", code) for code in item["missing"]),
                )
                for item in reports
            ),
        )
    else:
        out.say("queue_empty")
    out.document(answer)


def release(
    context: typer.Context,
    report: ReportArgument,
    request: Request | None = None,
    place: str | None = None,
    lat: LatitudeOption = None,
    lon: LongitudeOption = None,
    accuracy: Accuracy | None = None,
    residence: ResidenceOption = None,
    ago: Annotated[float | None, typer.Option(min=0)] = None,
    yes: YesOption = False,
    preview: PreviewOption = False,
) -> None:
    session = session_of(context)
    out = session.out
    if (lat is None) != (lon is None) or (place is not None and lat is None):
        raise typer.BadParameter(out.text("place_with_lat_lon"))
    corrections: dict[str, Any] = {"request": request, "accuracy": accuracy, "is_residence": residence}
    if lat is not None:
        corrections["place"] = {"text": place, "lat": lat, "lon": lon}
    if ago is not None:
        corrections["observed_at"] = report_from(ReportAnswers(minutes_ago=ago), now_utc())["observed_at"]
    body = {"corrections": {name: value for name, value in corrections.items() if value is not None}}

    async def look(services: "ServicesClient") -> tuple[dict[str, Any], dict[str, Any] | None, dict[str, Any]]:
        found = await report_meant(services, report)
        path = f"/v1/reports/{found['report_id']}"
        content = None if yes else await _content(services, path)
        return found, content, await services.post("intake", f"{path}/release", {**body, "preview": True})

    found, content, before = ask_services(session, look)
    if not yes:
        _show_content(out, content)
    out.say("release_will", will=out.words("will", before.get("will", "?")))
    _say_missing(out, "release_lacks", before.get("missing", ()))
    if preview:
        out.document({"done": False, **before})
        return
    if before.get("will") == CHANGES_NOTHING and not before.get("released"):
        raise CommandRefused("release_cannot", ref=found["ref"])
    if not (yes or out.sure("release_sure", ref=found["ref"])):
        out.say("not_done")
        out.document({"done": False, **before})
        raise typer.Exit(REFUSED)
    path = f"/v1/reports/{found['report_id']}/release"
    answer = ask_services(session, lambda services: services.post("intake", path, {**body, "preview": False}))
    out.say("released", ref=answer.get("ref", found["ref"]))
    out.document({"done": bool(answer.get("released")), "report_id": found["report_id"], **answer})


async def report_meant(services: "ServicesClient", named: str) -> dict[str, Any]:
    """By id, or by its spoken ref; refs are used again another day, so several may fit.

    Raises:
        CommandRefused: none fits, or more than one.
    """
    if _is_id(named):
        found: dict[str, Any] = await services.get("intake", f"/v1/reports/{named}")
        return found
    if not named.isdigit():
        raise CommandRefused("no_such_report", report=named)
    reports = (await services.get("intake", "/v1/reports", ref=named))["reports"]
    if not reports:
        raise CommandRefused("no_such_report", report=named)
    if len(reports) > 1:
        ids = " ".join(item["report_id"] for item in reports)
        raise CommandRefused("several_reports", report=named, count=len(reports), ids=ids)
    return dict(reports[0])


async def _post_report(services: "ServicesClient", document: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
    """Twice at most: the Idempotency-Key makes one report of it, whatever got lost on the way."""
    try:
        answer: dict[str, Any] = await services.call("intake", "POST", "/v1/reports", body=document, headers=headers)
    except ServiceUnreachable:
        answer = await services.call("intake", "POST", "/v1/reports", body=document, headers=headers)
    return answer


async def _content(services: "ServicesClient", path: str) -> dict[str, Any] | None:
    """None: this key's role may not read it."""
    try:
        found: dict[str, Any] = await services.get("intake", f"{path}/content")
    except CommandRefused as refusal:
        if refusal.facts.get("status") == 403:
            return None
        raise
    return found


def _show_content(out: Output, content: dict[str, Any] | None) -> None:
    if content is None:
        out.say("content_hidden")
        return
    place = content.get("place") or {}
    where = " ".join(str(place[part]) for part in ("text", "lat", "lon") if place.get(part) is not None)
    told = [where, content.get("narrative"), *(f"{k}: {v}" for k, v in (content.get("salute") or {}).items() if v)]
    for line in told:
        if line:
            out.line(f"  {line}")


def _say_missing(out: Output, key: str, codes: Any) -> None:
    if codes:
        out.say(key, missing="; ".join(out.words("missing", code) for code in codes))


def _marked(out: Output, item: dict[str, Any]) -> str:
    return f"{item['ref']} {out.text('exercise')}" if item.get("exercise") else str(item["ref"])


def _age(out: Output, seconds: int) -> str:
    hours, minutes = divmod(seconds // 60, 60)
    return out.text("hours_minutes", hours=hours, minutes=minutes) if hours else out.text("minutes", minutes=minutes)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
