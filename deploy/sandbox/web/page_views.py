"""Render the pages: what each of them shows, put into its template. Nothing strangers wrote is markup afterwards."""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from deploy.sandbox.mailbox import Mailbox, ReadableMail, ReceivedMail
from deploy.sandbox.network.ledger import Ledger, Phone
from deploy.sandbox.web.phone_cards import card_of, phones_found
from deploy.sandbox.web.phrases import Phrases
from deploy.sandbox.web.visible_text import time_of, visible, without_unseen

PHONES_SHOWN = 48
MAILS_SHOWN = 200
OPENING_CHARACTERS = 110

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    auto_reload=False,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters |= {"visible": visible, "without_unseen": without_unseen, "time": time_of}


@dataclass(frozen=True, slots=True)
class Frame:
    """What is around every page's own content."""

    phrases: Phrases
    last_event: int
    """What the page shows; its script asks for what came after."""


def home_page(frame: Frame, ledger: Ledger, mailbox: Mailbox) -> str:
    counts = {"phones": ledger.phone_count, "texts": len(ledger), "mails": len(mailbox)}
    return _page("home.html", frame, here="home", title=frame.phrases["home_title"], counts=counts)


def phones_page(frame: Frame, ledger: Ledger, wanted: str) -> str:
    found = list(islice(phones_found(ledger, wanted), PHONES_SHOWN + 1))
    return _page(
        "phones.html",
        frame,
        here="phones",
        title=frame.phrases["phones"],
        cards=[card_of(phone, frame.phrases) for phone in found[:PHONES_SHOWN]],
        wanted=wanted,
        most=PHONES_SHOWN,
        has_more=len(found) > PHONES_SHOWN,
    )


def phone_page(frame: Frame, phone: Phone) -> str:
    card = card_of(phone, frame.phrases)
    return _page("phone.html", frame, here="phones", title=phone.label or phone.number, card=card)


def phone_fragment(phone: Phone, phrases: Phrases) -> str:
    """One card, for the script of a page that is open."""
    return _templates.get_template("phone_card.html").render(card=card_of(phone, phrases), phrases=phrases)


def mailbox_page(frame: Frame, mailbox: Mailbox, opened: ReceivedMail | None) -> str:
    return _page(
        "mailbox.html",
        frame,
        here="mailbox",
        title=frame.phrases["mailbox"],
        items=_mail_items(mailbox, opened),
        opened=opened,
        reading=ReadableMail.of(opened) if opened else None,
    )


def mail_list_fragment(mailbox: Mailbox, phrases: Phrases, opened: ReceivedMail | None) -> str:
    """The list alone, for the script of a page that is open."""
    items = _mail_items(mailbox, opened)
    return _templates.get_template("mail_list.html").render(items=items, phrases=phrases)


def nothing_page(frame: Frame) -> str:
    return _page("nothing.html", frame, here="home", title=frame.phrases["not_found"])


def _page(template: str, frame: Frame, **shown: object) -> str:
    return _templates.get_template(template).render(phrases=frame.phrases, last_event=frame.last_event, **shown)


@dataclass(frozen=True, slots=True)
class MailItem:
    """A mail in the list."""

    number: int
    at_us: int
    to: str
    subject: str
    opening: str
    is_opened: bool


def _mail_items(mailbox: Mailbox, opened: ReceivedMail | None) -> list[MailItem]:
    items = []
    for mail in islice(mailbox.newest_first(), MAILS_SHOWN):
        reading = ReadableMail.of(mail)
        opening = " ".join((reading.text or "").split())[:OPENING_CHARACTERS]
        items.append(MailItem(mail.number, mail.at_us, reading.to, reading.subject, opening, mail is opened))
    return items
