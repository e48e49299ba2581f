"""`hotline watch`: every topic as it happens, an event as a sentence; in a terminal an app, else plain lines."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from services.console.cli.backlog import backlog_line, read_backlog
from services.console.cli.output import Output, clean
from services.console.cli.session import CommandSession, reach_cluster, session_of
from services.console.cli.sos import sos_line
from services.console.cli.topics import all_topics
from services.console.errors import CommandRefused, ServiceUnreachable
from services.console.feed.events import PROOFS, EventFilter, WatchedEvent, learn_zone, watched_from
from services.console.language.words import listed

if TYPE_CHECKING:
    from services.chassis.bus import Bus
    from services.console.cli.proof import Prover

POLL_MS: Final = 250
FOOT_EVERY_SECONDS: Final = 5
PLAIN_FOOT_EVERY_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class WatchOptions:
    """What the person wants to see, and from when."""

    filter: EventFilter
    receipts: bool
    from_beginning: bool
    follow: bool
    as_json: bool


def watch(
    context: typer.Context,
    topic: str = "",
    type_: Annotated[str, typer.Option("--type")] = "",
    incident: str = "",
    report: str = "",
    network: str = "",
    text: str = "",
    receipts: Annotated[bool, typer.Option("--receipts")] = False,
    from_beginning: Annotated[bool, typer.Option("--from-beginning")] = False,
    no_follow: Annotated[bool, typer.Option("--no-follow")] = False,
    plain: Annotated[bool, typer.Option("--plain")] = False,
    as_json: Annotated[bool, typer.Option("--as-json")] = False,
) -> None:
    session = session_of(context)
    options = WatchOptions(
        EventFilter(topic, type_, incident, report, network, text),
        receipts,
        from_beginning or no_follow,
        not no_follow,
        as_json or session.out.as_json,
    )
    session.out.zones()  # before the loop runs in which they are needed
    if sys.stdout.isatty() and not (plain or no_follow or session.out.as_json):
        _in_app(session, options)
    else:
        asyncio.run(_in_lines(session, options))


def _in_app(session: CommandSession, options: WatchOptions) -> None:
    from services.console.cli.watch_app import WatchApp

    app = WatchApp(
        session.out,
        options.filter,
        events=lambda: events(session, options),
        foot=lambda: _foot(session, _unproven(session)),
        as_json=options.as_json,
        receipts=options.receipts,
    )
    app.run()
    if isinstance(app.problem, CommandRefused | ServiceUnreachable):
        raise app.problem


async def _in_lines(session: CommandSession, options: WatchOptions) -> None:
    """One event a line on standard output; the foot goes to standard error where a person sees it."""
    if unproven := _unproven(session):
        session.out.warn(unproven)
    telling = asyncio.create_task(_tell_foot(session)) if sys.stderr.isatty() and options.follow else None
    try:
        async for event in events(session, options):
            told = event.told(session.out.language, session.out.wall_clock(event.network_id))
            if options.filter.wants(event, told) and (options.receipts or not event.is_quiet):
                print(event.as_json() if options.as_json else line_of(event, told, session.out), flush=True)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our pipe has seen enough; Python would complain at exit
    finally:
        if telling is not None:
            telling.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await telling


def line_of(event: WatchedEvent, told: str, out: Output) -> str:
    topic = event.topic.removeprefix("hotline.").removesuffix(".v1")
    return clean(f"{out.clock(event.at, event.network_id, seconds=True)} {topic:<18} {proof_of(event, out)} {told}")


def proof_of(event: WatchedEvent, out: Output) -> str:
    """Whether a service said it, as wide in every line."""
    marks = {proof: out.text(f"watch.{proof}") for proof in PROOFS}
    return marks[event.proof].ljust(max(map(len, marks.values())))


def _unproven(session: CommandSession) -> str:
    """Of whom nothing can be told, as one sentence; empty: of nobody."""
    from services.console.cli.proof import Prover

    keyring = session.environment.keyring
    unknown = Prover(keyring).unknown()
    if not unknown:
        return ""
    return session.out.text("watch.no_keys", services=listed(unknown, session.out.language), folder=keyring)


async def events(session: CommandSession, options: WatchOptions) -> AsyncIterator[WatchedEvent]:
    """Every record of every topic, oldest first within what arrives together.

    Raises:
        ServiceUnreachable: Kafka does not answer at the start; later it is waited for.
        CommandRefused: it has none of our topics.
    """
    from services.chassis.bus import stop_quietly
    from services.chassis.errors import INFRASTRUCTURE
    from services.console.cli.proof import Prover

    async with reach_cluster(session) as cluster:
        there = sorted(await cluster.topics(topic.name for topic in all_topics()))
    if not there:
        raise CommandRefused("no_topics")
    bus: Bus = session.environment.bus()
    prover = Prover(session.environment.keyring)
    try:
        consumer = await bus.tail(topics=there, from_beginning=options.from_beginning)
    except INFRASTRUCTURE:
        raise ServiceUnreachable("Kafka", session.environment.kafka_address) from None
    try:
        ends = {} if options.follow else await consumer.end_offsets(list(consumer.assignment()))
        while options.follow or await _more(consumer, ends):
            fetched = await consumer.getmany(timeout_ms=POLL_MS)
            arrived = in_order(bus, prover, [record for records in fetched.values() for record in records])
            for event in arrived:
                learn_zone(event, session.out.zones())
            for event in arrived:
                yield event
    finally:
        await stop_quietly(consumer)


def in_order(bus: "Bus", prover: "Prover", records: Sequence[Any]) -> list[WatchedEvent]:
    """Topics have no common order; the time an event was announced at is the nearest thing to it."""
    found = [
        watched_from(
            bus.local(record.topic),
            record.partition,
            record.offset,
            dict(record.headers),
            record.value,
            datetime.fromtimestamp(record.timestamp / 1000, UTC),
            prover.proof(bus.local(record.topic), record.value),
        )
        for record in records
    ]
    return sorted(found, key=lambda event: event.at)


async def _more(consumer: Any, ends: dict[Any, int]) -> bool:
    for partition, end in ends.items():
        if await consumer.position(partition) < end:
            return True
    return False


async def _foot(session: CommandSession, unproven: str = "") -> str:
    """Who is in danger, before of whom nothing can be proven and how far behind everything is."""
    in_danger, backlog = await asyncio.gather(sos_line(session), read_backlog(session))
    return "  |  ".join(filter(None, (in_danger, unproven, backlog_line(backlog, session.out))))


async def _tell_foot(session: CommandSession) -> None:
    while True:
        Output(session.out.language).warn(await _foot(session))
        await asyncio.sleep(PLAIN_FOOT_EVERY_SECONDS)
