"""Intake put together: settings, store, what writes reports, the handlers of events, HTTP."""

from datetime import UTC, datetime
from pathlib import Path

from fastapi import FastAPI

from services.chassis.auth import StaffKeys
from services.chassis.bus import Bus
from services.chassis.consumer_loop import ConsumerLoop
from services.chassis.database import Database
from services.chassis.http_server import public_app
from services.chassis.relay import Relay
from services.chassis.replay import Replay
from services.chassis.runtime import Service
from services.chassis.sealing import KeyMissing, Keyring, Sealer
from services.intake.api.routers import ROUTERS, TEST_MODE_ROUTERS
from services.intake.handlers.events import GROUP, KINDS, IntakeEventHandlers
from services.intake.housekeeping import Housekeeping
from services.intake.reports.factory import ReportFactory
from services.intake.reports.ref_allocator import RefAllocator
from services.intake.reports.writer import ReportWriter
from services.intake.settings import IntakeSettings
from services.intake.sources.directory import SourceDirectory

MIGRATIONS = Path(__file__).parent / "migrations"


def build(settings: IntakeSettings) -> Service:
    """Nothing is opened yet; the runtime does that."""
    database = Database(settings.intake_database, application="intake")
    bus = Bus(settings.kafka, client_id="intake")
    sealer = Sealer(Keyring(settings.keyring))
    factory, refs = ReportFactory(sealer), RefAllocator()
    directory = SourceDirectory(database, sealer)
    writer = ReportWriter(database, factory, refs, limit=settings.intake_queue)
    events = IntakeEventHandlers(database, factory, refs, default_network=settings.intake_default_network)
    handlers = events.handlers()
    relay = Relay(database, bus, lanes=settings.intake_relay_lanes)
    consumer = ConsumerLoop(
        service="intake", group=GROUP, handlers=handlers, kinds=KINDS, database=database, bus=bus, relay=relay
    )
    app: FastAPI = public_app(
        title="Hotline Dispatch: intake",
        routers=[*ROUTERS, *(TEST_MODE_ROUTERS if settings.mode == "test" else ())],
        state={
            "database": database,
            "staff_keys": StaffKeys(settings.staff_keys),
            "replay": Replay(database, handlers, KINDS),
            "source_directory": directory,
            "report_writer": writer,
            "report_factory": factory,
            "sealer": sealer,
        },
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
        return consumer.fuse

    return Service(
        name="intake",
        settings=settings,
        http=settings.intake_http,
        database=database,
        migrations=MIGRATIONS,
        app=app,
        loops=[consumer, directory, Housekeeping(database), relay],
        checks={"keyring": keys_are_there, "consumer": fuse_is_whole},
        on_start=[directory.refresh],
        on_stop=[writer.drain],
    )
