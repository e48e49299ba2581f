"""Intake put together: settings, store, what writes reports, the handlers of events, HTTP."""

from pathlib import Path

from fastapi import FastAPI

from services.chassis.bus import Bus
from services.chassis.bus_keys import BusKeys
from services.chassis.clocks import PeerClocks
from services.chassis.consumer_loop import ConsumerLoop
from services.chassis.database import Database
from services.chassis.event_macs import EventMacs
from services.chassis.guesses import Guesses
from services.chassis.health import bus_keys, kafka_is_reached, todays_keys
from services.chassis.http_server import public_app
from services.chassis.keys_in_use import KeyWatch
from services.chassis.periodic import PeriodicLoop
from services.chassis.relay import Relay
from services.chassis.replay import Replay
from services.chassis.retention import EVERY_SECONDS, Retention
from services.chassis.runtime import Service
from services.chassis.sealing import Keyring, Sealer
from services.chassis.staff_keys import StaffKeys
from services.intake.api.routers import ROUTERS, TEST_MODE_ROUTERS
from services.intake.handlers.events import GROUP, KINDS, IntakeEventHandlers
from services.intake.handlers.expiry import LOOK_SECONDS, HeldReportExpiry
from services.intake.housekeeping import SWEEP_SECONDS, Housekeeping
from services.intake.kept_keys import KeptKeys
from services.intake.model.network import NOBODYS_NETWORK
from services.intake.reports.factory import ReportFactory
from services.intake.reports.ref_allocator import RefAllocator
from services.intake.reports.territories import Territories
from services.intake.reports.writer import ReportWriter
from services.intake.settings import IntakeSettings
from services.intake.sources.directory import REFRESH_SECONDS, SourceDirectory
from services.intake.store.keys_in_use import KEYS_IN_USE
from services.intake.store.retention import KEPT

MIGRATIONS = Path(__file__).parent / "migrations"


def build(settings: IntakeSettings) -> Service:
    """Nothing is opened yet; the runtime does that."""
    database = Database(settings.intake_database, application="intake")
    bus = Bus(settings.kafka, client_id="intake", instance=settings.intake_http.replica)
    macs = EventMacs(BusKeys(settings.keyring, "intake"), "intake", unsigned_until=settings.kafka.unsigned_until)
    sealer = Sealer(Keyring(settings.keyring, "intake"))
    key_watch = KeyWatch(sealer.keyring, database, KEYS_IN_USE)
    factory, refs = ReportFactory(sealer), RefAllocator()
    guesses = Guesses()
    keys = KeptKeys(database, sealer)
    directory = SourceDirectory(database, sealer, guesses, keys)
    territories = Territories(database)
    writer = ReportWriter(database, factory, refs, keys, territories, limit=settings.intake_queue)
    events = IntakeEventHandlers(database, factory, refs, default_network=settings.intake_default_network)
    handlers = events.handlers()
    clocks = PeerClocks()
    retention = Retention(database, KEPT)
    relay = Relay(database, bus, macs, lanes=settings.intake_relay_lanes)
    consumer = ConsumerLoop(
        service="intake",
        group=GROUP,
        handlers=handlers,
        kinds=KINDS,
        database=database,
        bus=bus,
        macs=macs,
        relay=relay,
        clocks=clocks,
        tell_of=events.tellers(),
    )
    app: FastAPI = public_app(
        title="Hotline Dispatch: intake",
        routers=TEST_MODE_ROUTERS if settings.mode == "test" else ROUTERS,
        database=database,
        staff_keys=StaffKeys(settings.staff_keys, settings.mode, shared=frozenset({NOBODYS_NETWORK})),
        documented=settings.mode != "production",
        replay=Replay(database, handlers, KINDS, macs),
        retention=retention,
        keys=key_watch,
        clocks=clocks,
        guesses=guesses,
        state={
            "source_directory": directory,
            "report_writer": writer,
            "report_factory": factory,
            "territories": territories,
            "sealer": sealer,
        },
    )

    return Service(
        name="intake",
        settings=settings,
        http=settings.intake_http,
        database=database,
        migrations=MIGRATIONS,
        app=app,
        keys=key_watch,
        loops=[
            consumer,
            PeriodicLoop(
                "source-directory",
                directory.refresh,
                every_seconds=REFRESH_SECONDS,
                first_after_seconds=REFRESH_SECONDS,  # it is read at the start
            ),
            PeriodicLoop("held-expiry", HeldReportExpiry(database, factory).run, every_seconds=LOOK_SECONDS),
            PeriodicLoop("kept-keys", keys.hash_the_rest, every_seconds=SWEEP_SECONDS),
            PeriodicLoop(
                "territories",
                territories.refresh,
                every_seconds=REFRESH_SECONDS,
                first_after_seconds=REFRESH_SECONDS,
            ),
            PeriodicLoop("housekeeping", Housekeeping(database, sealer).sweep, every_seconds=SWEEP_SECONDS),
            PeriodicLoop("retention", retention.run, every_seconds=EVERY_SECONDS),
            relay,
            clocks.watching(database),
        ],
        checks={  # no consumer among them: reports are taken while the broker is away
            "keyring": todays_keys(sealer.keyring, "contact", "case", "words", "params"),
            "bus_keys": bus_keys(macs),
        },
        without={"kafka": kafka_is_reached(relay, consumer)},
        on_start=[directory.refresh, territories.refresh, directory.adopt_keys],
        on_stop=[writer.drain],
    )
