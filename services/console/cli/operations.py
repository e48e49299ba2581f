"""`hotline lag|replay`: how far behind everything is, and running again what was set aside."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from services.console.cli.backlog import Backlog, read_backlog, topics_of_groups
from services.console.cli.session import ask_services, session_of
from services.console.client.environment import SERVICES
from services.console.errors import REFUSED, ServiceUnreachable

if TYPE_CHECKING:
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
) -> None:
    session = session_of(context)
    out = session.out
    order = {"subject": subject, "event_id": event_id, "dry_run": not run}
    asked = [service] if service is not None else list(SERVICES)
    found = ask_services(session, lambda services: _replay(services, asked, order))
    if found:
        out.table(
            ("service", "kind", "event", "subject", "topic", "reason", "result"),
            (
                (
                    item["service"],
                    out.text(f"aside.{item['kind']}"),
                    item["event_id"],
                    item["subject"],
                    item["topic"],
                    item["reason"],
                    item["outcome"],
                )
                for item in found
            ),
        )
        out.say("replay_ran" if run else "replay_dry", count=len(found))
    else:
        out.say("replay_none")
    out.document({"dry_run": not run, "events": found})
    if run and any(item["outcome"] not in ("handled", "gone") for item in found):
        raise typer.Exit(REFUSED)


async def _replay(services: "ServicesClient", asked: Sequence[str], order: dict[str, Any]) -> list[dict[str, Any]]:
    """One service after another: what one repairs may be what the next waits for."""
    found: list[dict[str, Any]] = []
    for service in asked:
        answer = await services.post(service, "/v1/operations/replay", order)
        found += [{"service": service, **item} for item in answer["events"]]
    return found


def _figure(figures: dict[str, Any], name: str) -> str:
    value = figures.get(name, "")
    return f"{value:.1f} s" if name.endswith("_s") and isinstance(value, int | float) else str(value)


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
    return {"groups": groups, "services": now.services}
