"""How far behind each group and each outbox is: the foot of `hotline watch`, and all of `hotline lag`."""

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from services.console.cli.output import Output
from services.console.cli.session import CommandSession, reach_cluster
from services.console.client.environment import SERVICES
from services.console.errors import CommandRefused, ServiceUnreachable

if TYPE_CHECKING:
    from schemas.api.common import OperationsFigures
    from services.chassis.cluster import GroupLag

CLOCK_TOLERATED_S: Final = 5
HELD_GROUP: Final = "hotline.dispatch.held"


@dataclass(frozen=True, slots=True)
class Backlog:
    """`lags` is None while Kafka does not answer; a service that does not answer has no figures."""

    lags: "list[GroupLag] | None" = None
    services: "dict[str, OperationsFigures | None]" = field(default_factory=dict)

    def behind(self, group: str) -> int:
        return sum(lag.behind for lag in self.lags or () if lag.group == group)


def topics_of_groups() -> dict[str, list[str]]:
    """What each consumer group subscribes to: the topics that name its service, held reports apart (rule R32)."""
    from schemas.topics import GROUPS, TOPICS

    found: dict[str, list[str]] = {}
    for group, service in GROUPS.items():
        mine = [topic for topic in TOPICS if service in topic.consumers]
        found[group] = [
            topic.name for topic in mine if (topic.lane == "held") == (group == HELD_GROUP) or service != "dispatch"
        ]
    return found


async def read_backlog(session: CommandSession) -> Backlog:
    """Asks Kafka and the three services at once; whoever does not answer is left out, and said so."""
    lags, figures = await asyncio.gather(
        _lags(session), asyncio.gather(*(_figures(session, service) for service in SERVICES))
    )
    return Backlog(lags, dict(zip(SERVICES, figures, strict=True)))


async def _lags(session: CommandSession) -> "list[GroupLag] | None":
    try:
        async with reach_cluster(session) as cluster:
            return await cluster.lag(topics_of_groups())
    except (ServiceUnreachable, CommandRefused):
        return None


async def _figures(session: CommandSession, service: str) -> "OperationsFigures | None":
    from services.console.client.services import reach

    try:
        async with reach(session.environment) as services:
            return await services.by_name(service).read_operations()
    except (ServiceUnreachable, CommandRefused):
        return None


def backlog_line(now: Backlog, out: Output) -> str:
    """One line."""
    if now.lags is None:
        parts = [out.text("kafka_silent")]
    else:
        lags = " ".join(f"{short(group)} {now.behind(group)}" for group in topics_of_groups())
        parts = [out.text("foot_lag", lags=lags)]
    ages = []
    for service, figures in now.services.items():
        if figures is None:
            ages.append(f"{service} {out.text('silent')}")
        else:
            aside = figures.parked + figures.dead_letters
            trouble = f" ({out.text('set_aside', count=aside)})" if aside else ""
            if figures.clock_skew_s > CLOCK_TOLERATED_S:
                trouble += f" ({out.text('clock_off', seconds=f'{figures.clock_skew_s:.0f}')})"
            ages.append(f"{service} {figures.outbox_oldest_s:.1f} s{trouble}")
    if ages:
        parts.append(out.text("foot_outbox", ages=" · ".join(ages)))
    return "  |  ".join(parts)


def short(group: str) -> str:
    return group.removeprefix("hotline.")
