"""Mail against a real mail server, one that takes SMTPUTF8 (RFC 6531) and one that does not."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import uuid4

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from services.notify.model.deliveries import AttemptToken
from services.notify.model.evidence import AcceptedByProvider, DeferredByProvider, RejectedByProvider
from services.notify.model.messages import MailMessage
from services.notify.providers.smtp import SmtpMail
from services.notify.settings import SmtpSettings

logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # it would log addresses


@dataclass
class MailServer:
    """What it took, and whom it refuses."""

    taken: list[tuple[str, bytes]] = field(default_factory=list)
    connections: int = 0
    answers: dict[str, str] = field(default_factory=dict)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.taken += [(to, envelope.content) for to in envelope.rcpt_tos]
        return "250 taken"


@asynccontextmanager
async def a_mail_server(*, smtputf8: bool) -> AsyncIterator[tuple[MailServer, SmtpMail]]:
    known = MailServer()
    loop = asyncio.get_running_loop()

    def connected() -> SMTP:
        known.connections += 1
        return SMTP(known, enable_SMTPUTF8=smtputf8, hostname="mail", loop=loop)

    server = await loop.create_server(connected, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    mail = SmtpMail(SmtpSettings(host="127.0.0.1", port=port, sender="Hotline <hotline@example.org>"))
    try:
        yield known, mail
    finally:
        await mail.close()
        server.close()


def a_mail(to: str) -> MailMessage:
    return MailMessage(to, "RRN K7Q", "Zona: Peñón. Ábralo.")


def a_token() -> AttemptToken:
    return AttemptToken(uuid4(), "email", 0, 1)


async def test_an_address_beyond_ascii_goes_where_the_server_takes_it() -> None:
    async with a_mail_server(smtputf8=True) as (server, mail):
        assert await mail.send(a_mail("josé@example.org"), a_token()) == AcceptedByProvider()
        assert await mail.send(a_mail("heron@example.org"), a_token()) == AcceptedByProvider()

    assert [to for to, _ in server.taken] == ["josé@example.org", "heron@example.org"]
    assert "To: josé@example.org".encode() in server.taken[0][1]
    assert server.connections == 1


async def test_where_the_server_does_not_take_it_that_mail_is_refused_and_no_other() -> None:
    async with a_mail_server(smtputf8=False) as (server, mail):
        verdicts = [
            await mail.send(a_mail(to), a_token())
            for to in ("josé@example.org", "heron@example.org", "ñandú@example.org", "maple@example.org")
        ]

    assert verdicts == [
        RejectedByProvider("smtp:no_smtputf8"),
        AcceptedByProvider(),
        RejectedByProvider("smtp:no_smtputf8"),
        AcceptedByProvider(),
    ]
    assert [to for to, _ in server.taken] == ["heron@example.org", "maple@example.org"]


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("550 no such mailbox", RejectedByProvider("smtp:550")),
        ("451 try later", DeferredByProvider("smtp:451")),
        ("553 bad name", RejectedByProvider("smtp:553")),
    ],
)
async def test_one_bad_recipient_costs_nobody_else_their_mail(
    answer: str, verdict: RejectedByProvider | DeferredByProvider
) -> None:
    async with a_mail_server(smtputf8=True) as (server, mail):
        server.answers["gone@example.org"] = answer
        others = [f"person{number}@example.org" for number in range(5)]
        for to in others:
            assert await mail.send(a_mail("gone@example.org"), a_token()) == verdict
            assert await mail.send(a_mail(to), a_token()) == AcceptedByProvider()

    assert [to for to, _ in server.taken] == others
    assert server.connections == 1


@pytest.mark.parametrize("to", ["broken\r\n@example.org", "two words@example.org", "\ud800@example.org", ""])
async def test_an_address_that_no_mail_can_carry_costs_nobody_else_their_mail(to: str) -> None:
    async with a_mail_server(smtputf8=True) as (server, mail):
        assert isinstance(await mail.send(a_mail(to), a_token()), RejectedByProvider)
        assert await mail.send(a_mail("heron@example.org"), a_token()) == AcceptedByProvider()

    assert [address for address, _ in server.taken] == ["heron@example.org"]


async def test_a_name_with_a_line_break_is_no_second_header() -> None:
    async with a_mail_server(smtputf8=True) as (server, mail):
        odd = MailMessage("heron@example.org", "RRN\r\nBcc: crow@example.org", "text")
        assert await mail.send(odd, a_token()) == AcceptedByProvider()

    assert b"\nBcc:" not in server.taken[0][1]
