"""The ways out put together: the sender of each channel, and the reconciler that looks after what they sent."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from services.chassis.database import Database
from services.chassis.http_client import Transport
from services.notify.delivery.recent_opt_outs import RecentOptOuts
from services.notify.delivery.reconciler import Reconciler
from services.notify.delivery.recorder import Recorder
from services.notify.delivery.sender import DeliverySender
from services.notify.model.deliveries import ClaimedDelivery
from services.notify.model.evidence import ProviderVerdict
from services.notify.model.messages import DeliveryChannel
from services.notify.providers.smtp import SmtpMail
from services.notify.providers.twilio_sms import TwilioSms
from services.notify.settings import NotifySettings
from services.notify.wording.composer import Composer

MAIL_SLOTS: Final = 4
MAILS_PER_S: Final = 1000


@dataclass(frozen=True, slots=True)
class OutgoingChannels:
    """One process's share of the sending. `wake`: new deliveries of these channels were committed."""

    recorder: Recorder
    opt_outs: RecentOptOuts
    texts: DeliverySender
    mails: DeliverySender
    reconciler: Reconciler
    mail: SmtpMail
    """To be closed when the senders have ended."""
    wake: Callable[[Collection[DeliveryChannel]], None]


def open_channels(
    settings: NotifySettings, *, database: Database, composer: Composer, transport: Transport
) -> OutgoingChannels:
    """Nothing is sent before the loops run."""
    sms = settings.notify_sms
    recorder = Recorder(database, receipt_seconds=sms.receipt_seconds)
    opt_outs = RecentOptOuts()
    provider = TwilioSms(transport, sms, status_url=f"{settings.public_url}/v1/twilio/status")
    mail = SmtpMail(settings.notify_smtp)

    async def post_text(delivery: ClaimedDelivery) -> ProviderVerdict:
        text = composer.text(delivery)
        return await provider.send(
            text.to,
            text.body,
            sender=sms.number_of(delivery.network_id),
            token=delivery.token,
            now=delivery.claimed_at,
            not_after=delivery.not_after,
        )

    async def post_mail(delivery: ClaimedDelivery) -> ProviderVerdict:
        return await mail.send(composer.mail(delivery), delivery.token)

    texts = DeliverySender(
        "sms",
        database=database,
        recorder=recorder,
        opt_outs=opt_outs,
        post=post_text,
        slots=sms.slots,
        rate_per_s=sms.rate_per_s,
    )
    mails = DeliverySender(
        "email",
        database=database,
        recorder=recorder,
        opt_outs=opt_outs,
        post=post_mail,
        slots=MAIL_SLOTS,
        rate_per_s=MAILS_PER_S,
    )

    def wake(channels: Collection[DeliveryChannel]) -> None:
        for channel, sender in (("sms", texts), ("email", mails)):
            if channel in channels:
                sender.wake()

    reconciler = Reconciler(database=database, recorder=recorder, composer=composer, provider=provider, wake=wake)
    return OutgoingChannels(recorder, opt_outs, texts, mails, reconciler, mail, wake)
