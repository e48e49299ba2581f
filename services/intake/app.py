"""Intake put together: settings, store, the desk where reports are accepted, the news, HTTP."""

from datetime import UTC, datetime
from pathlib import Path

from fastapi import FastAPI

from services.chassis import operations_api
from services.chassis.auth import StaffKeys
from services.chassis.bus import Bus
from services.chassis.consumer_loop import ConsumerLoop
from services.chassis.database import Database
from services.chassis.http_server import public_app
from services.chassis.relay import Relay
from services.chassis.replay import Replay
from services.chassis.runtime import Service
from services.chassis.sealing import KeyMissing, Keyring, Sealer
from services.intake.api.access import Doors
from services.intake.api.reports import noop_router, reports_router
from services.intake.api.sources import sources_router
from services.intake.api.triage import triage_router
from services.intake.handlers.events import GROUP, KINDS, Consumer
from services.intake.housekeeping import Housekeeping
from services.intake.reports.factory import Clerk
from services.intake.reports.ref_book import RefBook
from services.intake.reports.writer import AcceptanceDesk
from services.intake.settings import IntakeSettings
from services.intake.sources.source_book import SourceBook

MIGRATIONS = Path(__file__).parent / "migrations"


def build(settings: IntakeSettings) -> Service:
    """Nothing is opened yet; the runtime does that."""
    database = Database(settings.intake_database, application="intake")
    bus = Bus(settings.kafka, client_id="intake")
    sealer = Sealer(Keyring(settings.keyring))
    clerk, refs = Clerk(sealer), RefBook()
    book = SourceBook(database, sealer)
    desk = AcceptanceDesk(database, clerk, refs, limit=settings.intake_queue)
    consumer = Consumer(database, clerk, refs, default_network=settings.intake_default_network)
    handlers = consumer.handlers()
    relay = Relay(database, bus, lanes=settings.intake_relay_lanes)
    news = ConsumerLoop(
        service="intake", group=GROUP, handlers=handlers, kinds=KINDS, database=database, bus=bus, relay=relay
    )
    staff = StaffKeys(settings.staff_keys)
    doors = Doors(database, book, staff)
    app: FastAPI = public_app(
        title="Hotline Dispatch: intake",
        routers=[
            reports_router(desk=desk, book=book, doors=doors, database=database),
            *([noop_router(book=book, doors=doors)] if settings.mode == "test" else []),
            triage_router(doors=doors, clerk=clerk, database=database),
            sources_router(doors=doors, book=book, sealer=sealer, database=database),
            operations_api.router,
        ],
        state={"database": database, "staff_keys": staff, "replay": Replay(database, handlers, KINDS)},
    )

    async def keys_are_there() -> str | None:
        """Without today's keys nothing can be sealed, so nothing is accepted."""
        try:
            for name in ("contact", "case", "words"):
                sealer.keyring.key(f"{name}/{datetime.now(UTC).date()}")
        except KeyMissing as missing:
            return f"no key {missing}"
        return None

    async def fuse_is_whole() -> str | None:
        """A broker that is away is no reason to refuse reports; a consumer that stopped itself is one to look."""
        return news.fuse

    return Service(
        name="intake",
        settings=settings,
        http=settings.intake_http,
        database=database,
        migrations=MIGRATIONS,
        app=app,
        loops=[news, book, Housekeeping(database), relay],
        checks={"keyring": keys_are_there, "consumer": fuse_is_whole},
        on_start=[book.refresh],
        on_stop=[desk.drain],
    )
