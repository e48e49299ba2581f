"""Notify put together: settings, keys, the senders and their reconciler, webhooks and HTTP."""

from pathlib import Path

from schemas.phone_numbers import spoken
from services.chassis.bus import Bus
from services.chassis.bus_keys import BusKeys
from services.chassis.clocks import PeerClocks
from services.chassis.consumer_loop import ConsumerLoop
from services.chassis.database import Database
from services.chassis.event_macs import EventMacs
from services.chassis.health import bus_keys, consumes, kafka_is_reached, todays_keys
from services.chassis.http_server import public_app
from services.chassis.http_transport import LeanTransport
from services.chassis.keys_in_use import KeyWatch
from services.chassis.periodic import PeriodicLoop
from services.chassis.relay import Relay
from services.chassis.replay import Replay
from services.chassis.retention import EVERY_SECONDS, Retention
from services.chassis.runtime import Service
from services.chassis.sealing import Keyring, Sealer
from services.chassis.staff_keys import StaffKeys
from services.notify.api.routers import ROUTERS
from services.notify.contacts.announcing import REVIEW_SECONDS, ReachReview
from services.notify.delivery.channels import OutgoingChannels, open_channels
from services.notify.delivery.text_caps import TextCaps
from services.notify.handlers.message_planner import KINDS, MessagePlanner
from services.notify.inbound.handler import InboundHandler
from services.notify.settings import NotifySettings
from services.notify.store.keys_in_use import KEYS_IN_USE
from services.notify.store.retention import KEPT
from services.notify.webhooks.signature import SignatureCheck
from services.notify.webhooks.twilio import TwilioWebhooks
from services.notify.wording.composer import Composer

MIGRATIONS = Path(__file__).parent / "migrations"
GROUP = "hotline.notify.main"


def build(settings: NotifySettings) -> Service:
    """Nothing is opened yet; the runtime does that."""
    sms = settings.notify_sms
    database = Database(settings.notify_database, application="notify")
    bus = Bus(settings.kafka, client_id="notify", instance=settings.notify_http.replica)
    macs = EventMacs(BusKeys(settings.keyring, "notify"), "notify", unsigned_until=settings.kafka.unsigned_until)
    clocks = PeerClocks()
    retention = Retention(database, KEPT)
    relay = Relay(database, bus, macs)
    sealer = Sealer(Keyring(settings.keyring, "notify"))
    key_watch = KeyWatch(sealer.keyring, database, KEYS_IN_USE)
    wire = LeanTransport(connections=sms.slots + 8)
    channels = open_channels(
        settings, database=database, composer=Composer(sealer, hotline=spoken(sms.from_number)), transport=wire
    )
    caps = TextCaps(a_minute=sms.callers_a_minute, a_day=sms.callers_a_day)
    planner = MessagePlanner(
        sealer,
        production=settings.mode == "production",
        allow_prefixes=sms.allow_prefixes,
        wake=channels.wake,
        clocks=clocks,
        caps=caps,
    )
    handlers = planner.handlers()
    consumer = ConsumerLoop(
        service="notify",
        group=GROUP,
        handlers=handlers,
        kinds=KINDS,
        database=database,
        bus=bus,
        macs=macs,
        relay=relay,
        clocks=clocks,
    )
    app = public_app(
        title="Hotline Dispatch: notify",
        routers=ROUTERS,
        database=database,
        staff_keys=StaffKeys(settings.staff_keys, settings.mode),
        documented=settings.mode != "production",
        replay=Replay(database, handlers, KINDS, macs),
        retention=retention,
        keys=key_watch,
        clocks=clocks,
        state={
            "sealer": sealer,
            "text_sender": channels.texts,
            "mail": channels.mail,
            "allowed_prefixes": sms.allow_prefixes,
        },
    )
    review = PeriodicLoop("reach", ReachReview(database).run, every_seconds=REVIEW_SECONDS)
    app.router.routes[:0] = _webhooks(settings, database, sealer, channels, caps).routes
    return Service(
        name="notify",
        settings=settings,
        http=settings.notify_http,
        database=database,
        migrations=MIGRATIONS,
        app=app,
        keys=key_watch,
        loops=[
            consumer,
            channels.texts,
            channels.mails,
            channels.reconciler,
            relay,
            review,
            PeriodicLoop("retention", retention.run, every_seconds=EVERY_SECONDS),
            clocks.watching(database),
        ],
        checks={
            "consumer": consumes(consumer),
            "keyring": todays_keys(sealer.keyring, "contact", "words", "replies"),
            "bus_keys": bus_keys(macs),
        },
        without={"kafka": kafka_is_reached(relay, consumer)},
        on_stop=[wire.aclose, channels.mail.close],
    )


def _webhooks(
    settings: NotifySettings, database: Database, sealer: Sealer, channels: OutgoingChannels, caps: TextCaps
) -> TwilioWebhooks:
    sms = settings.notify_sms
    tokens = [token.get_secret_value() for token in (sms.auth_token, sms.auth_token_secondary) if token is not None]
    return TwilioWebhooks(
        check=SignatureCheck(settings.public_url, tokens),
        account_sid=sms.account_sid,
        recorder=channels.recorder,
        inbound=InboundHandler(
            network_of=sms.network_of,
            database=database,
            sealer=sealer,
            opt_outs=channels.opt_outs,
            sender=channels.texts,
            caps=caps,
            allow_prefixes=sms.allow_prefixes,
            hours={"opens": settings.notify_hotline_opens, "closes": settings.notify_hotline_closes},
        ),
    )
