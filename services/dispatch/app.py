"""Dispatch put together: settings, store, the two consumers, deadlines, relay, HTTP."""

from pathlib import Path

from services.chassis.bus import Bus
from services.chassis.bus_keys import BusKeys
from services.chassis.clocks import PeerClocks
from services.chassis.consumer_loop import ConsumerLoop
from services.chassis.database import Database
from services.chassis.event_macs import EventMacs
from services.chassis.health import bus_keys, consumes, kafka_is_reached, todays_keys
from services.chassis.http_server import public_app
from services.chassis.keys_in_use import KeyWatch
from services.chassis.periodic import PeriodicLoop
from services.chassis.relay import Relay
from services.chassis.replay import Replay
from services.chassis.retention import EVERY_SECONDS, Retention
from services.chassis.runtime import Service
from services.chassis.sealing import Keyring, Sealer
from services.chassis.staff_keys import StaffKeys
from services.chassis.timers import TimerLoop
from services.dispatch.api.routers import ROUTERS
from services.dispatch.handlers.events import HELD, HELD_KINDS, KINDS, MAIN, event_handlers, held_handlers, tellers
from services.dispatch.handlers.timers import timer_handlers
from services.dispatch.resources import DispatchResources
from services.dispatch.roster.erasing import EVERY_SECONDS as ERASE_SECONDS
from services.dispatch.roster.erasing import Erasures
from services.dispatch.roster.holding import EVERY_SECONDS as HOLD_SECONDS
from services.dispatch.roster.holding import LegalHolds
from services.dispatch.settings import DispatchSettings
from services.dispatch.store.keys_in_use import KEYS_IN_USE
from services.dispatch.store.retention import KEPT

MIGRATIONS = Path(__file__).parent / "migrations"


def build(settings: DispatchSettings) -> Service:
    """Nothing is opened yet; the runtime does that."""
    database = Database(settings.dispatch_database, application="dispatch")
    bus = Bus(settings.kafka, client_id="dispatch", instance=settings.dispatch_http.replica)
    macs = EventMacs(BusKeys(settings.keyring, "dispatch"), "dispatch", unsigned_until=settings.kafka.unsigned_until)
    sealer = Sealer(Keyring(settings.keyring, "dispatch"))
    key_watch = KeyWatch(sealer.keyring, database, KEYS_IN_USE)
    resources = DispatchResources(sealer)
    handlers, held_back = event_handlers(resources), held_handlers(resources)
    clocks = PeerClocks()
    retention = Retention(database, KEPT)
    relay = Relay(database, bus, macs)
    main = ConsumerLoop(
        service="dispatch",
        group=MAIN,
        handlers=handlers,
        kinds=KINDS,
        database=database,
        bus=bus,
        macs=macs,
        relay=relay,
        clocks=clocks,
        tell_of=tellers(resources),
    )
    held = ConsumerLoop(
        service="dispatch",
        group=HELD,
        handlers=held_back,
        kinds=HELD_KINDS,
        database=database,
        bus=bus,
        macs=macs,
        yields_to=main,
    )
    timers = TimerLoop(database, timer_handlers(resources))
    replay = Replay(database, {**handlers, **held_back}, (*KINDS, *HELD_KINDS), macs)
    app = public_app(
        title="Hotline Dispatch: dispatch",
        routers=ROUTERS,
        database=database,
        staff_keys=StaffKeys(settings.staff_keys, settings.mode),
        documented=settings.mode != "production",
        replay=replay,
        retention=retention,
        keys=key_watch,
        clocks=clocks,
        state={"resources": resources},
    )

    return Service(
        name="dispatch",
        settings=settings,
        http=settings.dispatch_http,
        database=database,
        migrations=MIGRATIONS,
        app=app,
        keys=key_watch,
        loops=[
            main,
            held,
            timers,
            relay,
            PeriodicLoop("erasure", Erasures(database).run, every_seconds=ERASE_SECONDS),
            PeriodicLoop("legal_hold", LegalHolds(database, sealer).run, every_seconds=HOLD_SECONDS),
            PeriodicLoop("retention", retention.run, every_seconds=EVERY_SECONDS),
            clocks.watching(database),
        ],
        checks={
            "keyring": todays_keys(sealer.keyring, "case", "notes", "params"),
            "bus_keys": bus_keys(macs),
            "consumer": consumes(main),
        },
        without={"kafka": kafka_is_reached(relay, main, held)},
    )
