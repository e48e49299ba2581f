"""Notify put together: settings, keys, the two senders, the watch over deliveries, webhooks and HTTP."""

from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

from services.chassis import operations_api
from services.chassis.auth import StaffKeys
from services.chassis.bus import Bus
from services.chassis.consumer_loop import ConsumerLoop
from services.chassis.database import Database
from services.chassis.http_client import transport
from services.chassis.http_server import public_app
from services.chassis.relay import Relay
from services.chassis.replay import Replay
from services.chassis.runtime import Service
from services.chassis.sealing import KeyMissing, Keyring, Sealer
from services.notify.api.contacts import contacts_router
from services.notify.api.messages import messages_router
from services.notify.delivery.recent_opt_outs import Stops
from services.notify.delivery.reconciler import Watch
from services.notify.delivery.recorder import Recorder
from services.notify.delivery.retry import Verdict
from services.notify.delivery.sender import Sender
from services.notify.handlers.events import KINDS, Requests
from services.notify.inbound.arrivals import Arrivals
from services.notify.model import Channel
from services.notify.providers.smtp import SmtpMail
from services.notify.providers.twilio_sms import TwilioSms
from services.notify.settings import NotifySettings
from services.notify.store.deliveries import Parts
from services.notify.webhooks.signature import SignatureCheck
from services.notify.webhooks.twilio import TwilioDoor, TwilioWebhooks
from services.notify.wording.composer import Composer, spoken

MIGRATIONS = Path(__file__).parent / "migrations"
GROUP = "hotline.notify.main"
BODY_LIMIT = 1024 * 1024
"""An import of 1000 contacts."""
MAIL_SLOTS = 4


def build(settings: NotifySettings) -> Service:
    """Nothing is opened yet; the runtime does that."""
    sms = settings.notify_sms
    database = Database(settings.notify_database, application="notify")
    bus = Bus(settings.kafka, client_id="notify")
    sealer = Sealer(Keyring(settings.keyring))
    staff = StaffKeys(settings.staff_keys)
    relay = Relay(database, bus)
    recorder = Recorder(database, receipt_seconds=sms.receipt_seconds)
    stops = Stops()
    composer = Composer(sealer, hotline=spoken(sms.from_number))
    wire = transport(connections=sms.slots + 8)
    provider = TwilioSms(wire, sms, status_url=f"{settings.public_url}/v1/twilio/status")
    mail = SmtpMail(settings.notify_smtp)

    async def post_text(parts: Parts) -> Verdict:
        text = composer.text(parts)
        return await provider.send(
            text.to, text.body, token=parts.token, now=parts.claimed_at, not_after=parts.not_after
        )

    async def post_mail(parts: Parts) -> Verdict:
        return await mail.send(composer.letter(parts), parts.token)

    texts = Sender(
        "sms",
        database=database,
        recorder=recorder,
        stops=stops,
        post=post_text,
        slots=sms.slots,
        rate_per_s=sms.rate_per_s,
    )
    mails = Sender(
        "email",
        database=database,
        recorder=recorder,
        stops=stops,
        post=post_mail,
        slots=MAIL_SLOTS,
        rate_per_s=1000,
    )

    def wake(channels: Collection[Channel]) -> None:
        for channel, sender in (("sms", texts), ("email", mails)):
            if channel in channels:
                sender.wake()

    watch = Watch(database=database, recorder=recorder, composer=composer, provider=provider, wake=wake)
    requests = Requests(sealer, production=settings.mode == "production", allow_prefixes=sms.allow_prefixes, wake=wake)
    handlers = requests.handlers()
    consumer = ConsumerLoop(
        service="notify", group=GROUP, handlers=handlers, kinds=KINDS, database=database, bus=bus, relay=relay
    )
    tokens = [token.get_secret_value() for token in (sms.auth_token, sms.auth_token_secondary) if token is not None]
    webhooks = TwilioWebhooks(
        check=SignatureCheck(settings.public_url, tokens),
        account_sid=sms.account_sid,
        recorder=recorder,
        arrivals=Arrivals(
            database=database,
            sealer=sealer,
            stops=stops,
            sender=texts,
            hours={"opens": settings.notify_hotline_opens, "closes": settings.notify_hotline_closes},
        ),
    )
    app = public_app(
        title="Hotline Dispatch: notify",
        routers=[
            contacts_router(
                database=database, sealer=sealer, staff=staff, sender=texts, allow_prefixes=sms.allow_prefixes
            ),
            messages_router(database=database, staff=staff, sender=texts),
            operations_api.router,
        ],
        limit=BODY_LIMIT,
        state={"database": database, "staff_keys": staff, "replay": Replay(database, handlers, KINDS)},
    )
    app.add_middleware(TwilioDoor, webhooks=webhooks)

    async def consumes() -> str | None:
        return None if consumer.ready else consumer.fuse or "not assigned yet"

    async def keys_are_there() -> str | None:
        """Without today's keys no text that comes in could be stored."""
        try:
            sealer.keyring.key(f"words/{datetime.now(UTC).date()}")
        except KeyMissing as missing:
            return f"no key {missing}"
        return None

    return Service(
        name="notify",
        settings=settings,
        http=settings.notify_http,
        database=database,
        migrations=MIGRATIONS,
        app=app,
        loops=[consumer, texts, mails, watch, relay],
        checks={"consumer": consumes, "keyring": keys_are_there},
        on_stop=[wire.aclose, mail.close],
    )
