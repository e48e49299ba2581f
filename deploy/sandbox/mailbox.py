"""The mailbox: what came by SMTP, parsed for reading, the newest of it kept."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from itertools import count

from deploy.sandbox.clock import milliseconds

KEPT = 2_000
# What the standard library's header parser raises on malformed addresses (bpo-39100 and its kin).
PARSER_STUMBLES = (AttributeError, IndexError, LookupError, TypeError, ValueError, RecursionError)


@dataclass(frozen=True, slots=True)
class ReceivedMail:
    number: int
    at_us: int
    sender: str
    """Of the envelope; empty for a bounce."""
    recipients: tuple[str, ...]
    source: bytes

    def message(self) -> EmailMessage:
        parsed = BytesParser(policy=policy.default).parsebytes(self.source)
        assert isinstance(parsed, EmailMessage)
        return parsed

    def as_json(self) -> dict[str, object]:
        reading = ReadableMail.of(self)
        return {
            "number": self.number,
            "received_at": milliseconds(self.at_us),
            "envelope_from": self.sender,
            "envelope_to": list(self.recipients),
            "from": reading.sender,
            "to": reading.to,
            "subject": reading.subject,
            "message_id": reading.message_id,
            "text": reading.text,
            "html": reading.html,
            "attachments": reading.attachments,
            "headers": reading.headers,
        }


@dataclass(frozen=True, slots=True)
class ReadableMail:
    """A mail as a person reads it."""

    sender: str
    to: str
    subject: str
    message_id: str
    date: str
    text: str | None
    html: str | None
    attachments: list[str]
    headers: list[list[str]]

    @classmethod
    def of(cls, mail: ReceivedMail) -> "ReadableMail":
        """A mail that the parser stumbles over is shown as it came."""
        try:
            return cls._parsed(mail)
        except PARSER_STUMBLES:
            source = mail.source.decode("utf-8", "replace")
            return cls(mail.sender, ", ".join(mail.recipients), "", "", "", source, None, [], [])

    @classmethod
    def _parsed(cls, mail: ReceivedMail) -> "ReadableMail":
        message = mail.message()
        text, html = message.get_body(("plain",)), message.get_body(("html",))
        return cls(
            sender=_header(message, "From") or mail.sender,
            to=_header(message, "To") or ", ".join(mail.recipients),
            subject=_header(message, "Subject"),
            message_id=_header(message, "Message-ID"),
            date=_header(message, "Date"),
            text=_content(text),
            html=_content(html),
            attachments=[part.get_filename() or "?" for part in message.iter_attachments()],
            headers=[[name, _clean(str(value))] for name, value in message.items()],
        )


def _header(message: EmailMessage, name: str) -> str:
    return _clean(str(message.get(name, "")))


def _clean(text: str) -> str:
    """Lone surrogates stand for bytes that were not UTF-8; they could not be sent on."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def _content(part: object) -> str | None:
    """A charset nobody knows must not hide the mail: its bytes are read as UTF-8, as far as they go."""
    if not isinstance(part, EmailMessage):
        return None
    try:
        return _clean(str(part.get_content()))
    except (LookupError, ValueError):
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else str(payload)


class Mailbox:
    def __init__(self) -> None:
        self._numbers = count(1)
        self._mails: deque[ReceivedMail] = deque(maxlen=KEPT)

    def put(self, sender: str, recipients: tuple[str, ...], source: bytes, at_us: int) -> ReceivedMail:
        mail = ReceivedMail(next(self._numbers), at_us, sender, recipients, source)
        self._mails.append(mail)
        return mail

    def get(self, number: int) -> ReceivedMail | None:
        return next((mail for mail in self._mails if mail.number == number), None)

    def oldest_first(self) -> Iterator[ReceivedMail]:
        return iter(self._mails)

    def newest_first(self) -> Iterator[ReceivedMail]:
        return reversed(self._mails)

    def __len__(self) -> int:
        return len(self._mails)

    def clear(self) -> None:
        self._mails.clear()
