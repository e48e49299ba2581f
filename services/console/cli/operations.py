"""`hotline lag|replay|retention|keys`: how far behind everything is, running again what was set aside, what ends."""

import asyncio
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from services.console.cli.backlog import Backlog, read_backlog, topics_of_groups
from services.console.cli.output import as_document
from services.console.cli.session import ask_services, session_of
from services.console.client.environment import SERVICES
from services.console.errors import REFUSED, ServiceUnreachable

if TYPE_CHECKING:
    from schemas.api.common import (
        DiscardOrder,
        KeyFigures,
        OperationsFigures,
        ReplayOrder,
        RetentionFigures,
        RetentionOrder,
        SetAsideEvent,
    )
    from services.console.client.services import ServicesClient

FIGURES = (
    "outbox",
    "outbox_oldest_s",
    "awaiting",
    "unacknowledged",
    "parked",
    "dead_letters",
    "deadlines_due",
    "offset_gaps",
)


def lag(context: typer.Context) -> None:
    session = session_of(context)
    out = session.out
    now = asyncio.run(read_backlog(session))
    if now.lags is None and not any(now.services.values()):
        raise ServiceUnreachable("Kafka", session.environment.kafka_address)
    if now.lags is not None:
        out.table(
            ("group", "topic", "behind"),
            (
                (lag.group, lag.topic, lag.behind if lag.begun else f"{lag.behind} ({out.text('not_begun')})")
                for lag in now.lags
            ),
        )
    else:
        out.say("kafka_silent")
    out.table(
        ("service", *(f"figure.{name}" for name in FIGURES)),
        (
            (service, *(_figure(figures, name) for name in FIGURES))
            if figures is not None
            else (service, out.text("silent"), *[""] * (len(FIGURES) - 1))
            for service, figures in now.services.items()
        ),
    )
    out.document(_document(now))


def replay(
    context: typer.Context,
    service: Literal["intake", "dispatch", "notify"] | None = None,
    subject: str | None = None,
    event_id: Annotated[str | None, typer.Option("--id")] = None,
    run: Annotated[bool, typer.Option("--run")] = False,
    discard: Annotated[bool, typer.Option("--discard")] = False,
    number: int | None = None,
    reason: str | None = None,
) -> None:
    session = session_of(context)
    out = session.out
    asked = [service] if service is not None else list(SERVICES)

    async def replay_all(services: "ServicesClient") -> "list[tuple[str, SetAsideEvent]]":
        """One service after another: what one repairs may be what the next waits for."""
        found: list[tuple[str, SetAsideEvent]] = []
        for name in asked:
            if discard:
                given_up = request_of_discard(event_id, number, reason, run=run)
                outcome = await services.by_name(name).discard_event(given_up)
            else:
                outcome = await services.by_name(name).replay_events(request_of_replay(subject, event_id, run=run))
            found += [(name, each) for each in outcome.events]
        return found

    found = ask_services(session, replay_all)
    if found:
        out.table(
            ("service", "kind", "event", "subject", "topic", "reason", "result"),
            (
                (
                    name,
                    out.text(f"aside.{each.kind}"),
                    each.event_id or f"--number {each.number}",
                    each.subject,
                    each.topic,
                    each.reason,
                    each.outcome,
                )
                for name, each in found
            ),
        )
        said = ("discard_dry", "discard_ran") if discard else ("replay_dry", "replay_ran")
        out.say(said[run], count=len(found))
    else:
        out.say("replay_none")
    events = [{"service": name, **as_document(each)} for name, each in found]
    out.document({"dry_run": not run, "events": events})
    if run and any(each.outcome not in ("handled", "gone", "discarded") for _, each in found):
        raise typer.Exit(REFUSED)


def retention(
    context: typer.Context,
    service: Literal["intake", "dispatch", "notify"] | None = None,
    run: Annotated[bool, typer.Option("--apply")] = False,
) -> None:
    session = session_of(context)
    out = session.out

    async def look_at_all(services: "ServicesClient") -> "list[tuple[str, RetentionFigures]]":
        order = request_of_retention(run=run)
        asked = [service] if service is not None else list(SERVICES)
        return [(name, await services.by_name(name).run_retention(order)) for name in asked]

    found = ask_services(session, look_at_all)
    classes = [(name, each) for name, figures in found for each in figures.classes]
    out.table(
        ("service", "kept_kind", "keep_days", "due", "since", "ended", "ran"),
        (
            (
                name,
                out.words("kept", each.name),
                each.keep_days,
                each.due or "",
                "" if each.oldest is None else out.clock(each.oldest, None),
                each.ended if run else each.ended_last,
                "" if each.ran_at is None else out.clock(each.ran_at, None),
            )
            for name, each in classes
        ),
    )
    due = sum(each.due for _, each in classes)
    out.say("retention_ran" if run else "retention_dry", ended=sum(each.ended for _, each in classes), due=due)
    out.document({"dry_run": not run, "classes": [{"service": name, **as_document(each)} for name, each in classes]})


def keys(context: typer.Context) -> None:
    session = session_of(context)
    out = session.out

    async def look_at_all(services: "ServicesClient") -> "list[KeyFigures]":
        return [await services.by_name(name).read_keys() for name in SERVICES]

    classes: dict[str, KeysOfClass] = {}
    for figures in ask_services(session, look_at_all):
        for each in figures.classes:
            known = classes.setdefault(each.name, KeysOfClass(each.name, each.keep_days))
            known.there |= set(each.there)
            known.in_use |= set(each.in_use)
            known.overdue = max(known.overdue, each.overdue)
    listed = [classes[name] for name in sorted(classes)]
    out.table(
        ("key_class", "keep_days", "keys_there", "keys_since", "keys_in_use", "needed_since", "overdue_keys"),
        (
            (
                out.words("key_class", each.name),
                each.keep_days,
                len(each.there),
                min(each.there, default=""),
                len(each.in_use) or "",
                min(each.in_use, default=""),
                each.overdue or "",
            )
            for each in listed
        ),
    )
    out.say("keys_shown", overdue=sum(each.overdue for each in listed))
    out.document({"classes": [each.document() for each in listed]})


@dataclass
class KeysOfClass:
    """What the services say of one class, together."""

    name: str
    keep_days: int
    there: set[date] = field(default_factory=set)
    in_use: set[date] = field(default_factory=set)
    overdue: int = 0

    def document(self) -> dict[str, Any]:
        days = {"there": self.there, "in_use": self.in_use}
        named = {name: [str(day) for day in sorted(found)] for name, found in days.items()}
        return {"name": self.name, "keep_days": self.keep_days, **named, "overdue": self.overdue}


def request_of_retention(*, run: bool) -> "RetentionOrder":
    from schemas.api.common import RetentionOrder

    return RetentionOrder(dry_run=not run)


def request_of_replay(subject: str | None, event_id: str | None, *, run: bool) -> "ReplayOrder":
    from schemas.api.common import ReplayOrder
    from services.console.client.connection import request_of

    return request_of(ReplayOrder, {"subject": subject, "event_id": event_id, "dry_run": not run})


def request_of_discard(event_id: str | None, number: int | None, reason: str | None, *, run: bool) -> "DiscardOrder":
    from schemas.api.common import DiscardOrder
    from services.console.client.connection import request_of

    return request_of(DiscardOrder, {"event_id": event_id, "number": number, "why": reason, "dry_run": not run})


def _figure(figures: "OperationsFigures", name: str) -> str:
    value = getattr(figures, name)
    return f"{value:.1f} s" if name.endswith("_s") else str(value)


def _document(now: Backlog) -> dict[str, Any]:
    groups = None
    if now.lags is not None:
        groups = [
            {
                "group": group,
                "behind": now.behind(group),
                "topics": {lag.topic: lag.behind for lag in now.lags if lag.group == group},
            }
            for group in topics_of_groups()
        ]
    services = {name: None if figures is None else as_document(figures) for name, figures in now.services.items()}
    return {"groups": groups, "services": services}
