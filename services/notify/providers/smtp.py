"""Mail by SMTP over one connection that is used again; the mail server's word is the receipt."""

import asyncio
import secrets
import ssl
from contextlib import suppress
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import formatdate, parseaddr

import aiosmtplib
from aiosmtplib import SMTPException, SMTPHeloError, SMTPResponseException

from schemas.mail_addresses import address_on_the_wire, needs_smtputf8
from schemas.text_units import one_line
from services.notify.model.deliveries import AttemptToken
from services.notify.model.evidence import (
    AcceptedByProvider,
    DeferredByProvider,
    OutcomeUnknown,
    ProviderVerdict,
    RejectedByProvider,
)
from services.notify.model.messages import MailMessage
from services.notify.settings import SmtpSettings

IDLE_SECONDS = 20
SMTPUTF8_WORD = "SMTPUTF8"


class SmtpMail:
    """One connection, one mail at a time."""

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings
        self._smtp: aiosmtplib.SMTP | None = None
        self._turn = asyncio.Lock()
        self._used_at = 0.0

    async def send(self, mail: MailMessage, token: AttemptToken) -> ProviderVerdict:
        """Until DATA nothing was accepted; after it, silence means that it may have been."""
        to = address_on_the_wire(mail.to)
        if to is None:
            return RejectedByProvider("smtp:no_address")
        utf8 = needs_smtputf8(to)
        content = as_message(replace(mail, to=to), self._settings.sender, token, utf8=utf8).as_bytes()
        async with self._turn:
            try:
                smtp = await self._connected()
                if utf8 and not smtp.supports_extension(SMTPUTF8_WORD):
                    return RejectedByProvider("smtp:no_smtputf8")
                options = [SMTPUTF8_WORD] if utf8 else []
                encoding = "utf-8" if utf8 else "ascii"
                await smtp.mail(parseaddr(self._settings.sender)[1], options=options, encoding=encoding)
                await smtp.rcpt(to, encoding=encoding)
            except SMTPResponseException as error:
                return await self._after(_verdict_of(error))
            except (SMTPException, OSError, TimeoutError) as error:
                return await self._after(
                    DeferredByProvider(f"unreachable:{type(error).__name__}", down=True), broken=True
                )
            except ValueError:  # the library's own reading of an address; nothing of this mail may stay open
                return await self._after(RejectedByProvider("smtp:no_address"))
            try:
                await smtp.data(content)
            except SMTPResponseException as error:
                return await self._after(_verdict_of(error))
            except (SMTPException, OSError, TimeoutError) as error:
                return await self._after(OutcomeUnknown(f"no_answer:{type(error).__name__}"), broken=True)
            self._used_at = asyncio.get_running_loop().time()
            return AcceptedByProvider()

    async def takes_beyond_ascii(self) -> bool | None:
        """Whether the server offers SMTPUTF8; None: it cannot be asked now."""
        async with self._turn:
            try:
                return (await self._connected()).supports_extension(SMTPUTF8_WORD)
            except (SMTPException, OSError, TimeoutError):
                await self.close()
                return None

    async def close(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    async def _connected(self) -> aiosmtplib.SMTP:
        """The open connection, if the server still answers on it, else a new one."""
        now = asyncio.get_running_loop().time()
        if self._smtp is not None and self._smtp.is_connected:
            if now - self._used_at < IDLE_SECONDS:
                return self._smtp
            try:
                await self._smtp.noop()
                return self._smtp
            except (SMTPException, OSError, TimeoutError):
                await self.close()
        settings = self._settings
        smtp = aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            username=settings.username,
            password=settings.password.get_secret_value() if settings.password else None,
            start_tls=settings.starttls,
            tls_context=ssl.create_default_context() if settings.starttls else None,
            timeout=10,
        )
        await smtp.connect()
        with suppress(SMTPHeloError):  # a server of HELO alone offers nothing more
            await smtp.ehlo()
        self._smtp, self._used_at = smtp, now
        return smtp

    async def _after(self, verdict: ProviderVerdict, *, broken: bool = False) -> ProviderVerdict:
        """Leave the connection fit for the next mail, or drop it."""
        if self._smtp is None:
            return verdict
        if not broken:
            try:
                await self._smtp.rset()
                return verdict
            except (SMTPException, OSError, TimeoutError):
                pass
        await self.close()
        return verdict


def as_message(mail: MailMessage, sender: str, token: AttemptToken, *, utf8: bool = False) -> EmailMessage:
    """Plain text, nothing to fetch and nothing to click."""
    message = EmailMessage(policy=SMTPUTF8 if utf8 else SMTP)
    message["From"] = sender
    message["To"] = mail.to
    message["Subject"] = one_line(mail.subject)
    message["Date"] = formatdate()
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    message["Message-ID"] = f"<{token.message_id.hex}.{token.attempt}.{secrets.token_hex(4)}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    return message


def _verdict_of(error: SMTPResponseException) -> ProviderVerdict:
    reason = f"smtp:{error.code}"
    return DeferredByProvider(reason) if 400 <= error.code < 500 else RejectedByProvider(reason)
