"""The SMTP side of the mailbox: aiosmtpd on the sandbox's own loop, any recipient, nothing ever sent on."""

import asyncio
import logging
from collections.abc import Callable

from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.sandbox.network.faults import FaultBook, FaultKind

SIZE_LIMIT = 1024 * 1024
TAKEN, DEFERRED, REFUSED = "250 2.0.0 taken", "451 4.3.0 try again later", "550 5.1.1 no such mailbox"

TakeMail = Callable[[str, tuple[str, ...], bytes], None]


class _Handler:
    """aiosmtpd calls these by name."""

    def __init__(self, take: TakeMail, faults: FaultBook) -> None:
        self._take = take
        self._faults = faults

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self._faults.strike(address, FaultKind.MAIL_REFUSED):
            return REFUSED
        if self._faults.strike(address, FaultKind.MAIL_DEFERRED):
            return DEFERRED
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        source = envelope.content if isinstance(envelope.content, bytes) else b""
        self._take(envelope.mail_from or "", tuple(envelope.rcpt_tos), source)
        return TAKEN


async def open_smtp(take: TakeMail, faults: FaultBook, host: str, port: int) -> asyncio.Server:
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # it would log addresses
    loop = asyncio.get_running_loop()
    handler = _Handler(take, faults)

    def connected() -> SMTP:
        return SMTP(
            handler, data_size_limit=SIZE_LIMIT, enable_SMTPUTF8=True, hostname="sandbox", timeout=60, loop=loop
        )

    return await loop.create_server(connected, host, port)
