"""Strangers' words are inert on the pages, mails are readable, and both languages say everything."""

import html
import re

import pytest

from deploy.sandbox.mailbox import Mailbox, ReadableMail, ReceivedMail
from deploy.sandbox.network.ledger import INBOUND, CarrierText, Ledger
from deploy.sandbox.network.segments import TextEncoding
from deploy.sandbox.web.access import is_local_name
from deploy.sandbox.web.page_views import Frame, mailbox_page, phone_fragment, phones_page
from deploy.sandbox.web.phrases import ENGLISH, SPANISH, phrases_for
from deploy.sandbox.web.visible_text import visible

NASTY = "<script>alert('x')</script> \"><img onerror=x> \u202egnp.exe\u2066 \u200b\x00\x07&amp;"


def shown(ledger: Ledger, wanted: str) -> str:
    return phones_page(Frame(ENGLISH, 1), ledger, wanted)


def test_markup_and_direction_controls_are_shown_and_do_not_act() -> None:
    markup = visible(NASTY)

    assert "<script>" not in markup
    assert "<img" not in markup
    assert "&lt;script&gt;" in markup
    assert "&amp;amp;" in markup
    assert not set(markup) & {"\u202e", "\u2066", "\u200b", "\x00", "\x07"}
    assert 'title="RIGHT-TO-LEFT OVERRIDE">U+202E<' in markup


def test_an_attribute_cannot_be_left() -> None:
    ledger = Ledger(keep=10)

    [value] = re.findall(r'<input id="wanted" type="search" name="q" value="(.*)" placeholder=', shown(ledger, NASTY))

    assert not set(value) & {'"', "<", ">", "\u202e"}
    assert html.unescape(value) == "<script>alert('x')</script> \"><img onerror=x> gnp.exe &amp;"


def test_lines_emoji_and_right_to_left_words_stay_as_written() -> None:
    assert visible("uno\r\ndos 👩‍👧 مرحبا ñ") == "uno\ndos 👩‍👧 مرحبا ñ"


def test_a_phone_card_shows_a_nasty_text_and_a_nasty_name_inert() -> None:
    ledger = Ledger(keep=10)
    ledger.add(
        CarrierText("SM1", INBOUND, "+12135550142", "+12135550101", NASTY, 0, 2, TextEncoding.UCS_2, "received", 0)
    )
    phone = ledger.phone("+12135550101")
    phone.label = NASTY

    for card in (phone_fragment(phone, ENGLISH), phones_page(Frame(SPANISH, 1), ledger, NASTY)):
        assert "<script>" not in card
        assert "<img" not in card
        assert "\u202e" not in card
    assert "2 segments · UCS-2" in phone_fragment(phone, ENGLISH)


def test_phones_are_found_by_name_and_by_digits() -> None:
    ledger = Ledger(keep=10)
    ledger.phone("+12135550101").label = "HERON"
    ledger.phone("+12135550102").label = "MAPLE"

    for wanted in ("her", "0101", "213 555-0101"):
        view = shown(ledger, wanted)
        assert "HERON" in view
        assert "MAPLE" not in view


def a_mail(source: bytes) -> ReceivedMail:
    return ReceivedMail(1, 0, "a@example.org", ("b@example.org",), source)


def test_a_mails_text_part_is_read_and_its_html_shown_as_source() -> None:
    source = (
        b"From: RRN <a@example.org>\r\nTo: b@example.org\r\nSubject: =?utf-8?q?Se=C3=B1al?=\r\n"
        b'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="x"\r\n\r\n'
        b"--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nhola\r\n"
        b"--x\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script><b>hola</b>\r\n--x--\r\n"
    )
    mailbox = Mailbox()
    mail = mailbox.put("a@example.org", ("b@example.org",), source, 0)

    reading, view = ReadableMail.of(mail), mailbox_page(Frame(ENGLISH, 1), mailbox, mail)

    assert (reading.subject, (reading.text or "").strip()) == ("Señal", "hola")
    assert "&lt;script&gt;" in view
    assert "<script>" not in view


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"Subject: x\r\n\r\n\xff\xfe",
        b"Content-Type: text/plain; charset=no-such\r\n\r\nhola",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b"Subject: \xff\xfe\r\n\r\nhola",
        b'From: "<<<>>>" <,@,>\r\nTo: ;;\r\nDate: never\r\n\r\nhola',
        b"From: <\r\n\r\nhola",
        b"To: =? @[\r\n\r\nhola",
    ],
)
def test_a_broken_mail_is_still_shown(source: bytes) -> None:
    mailbox = Mailbox()
    mail = mailbox.put("a@example.org", ("b@example.org",), source, 0)

    mail.as_json()
    assert mailbox_page(Frame(ENGLISH, 1), mailbox, mail).encode("utf-8")


def test_both_languages_say_the_same_things() -> None:
    assert set(ENGLISH) == set(SPANISH)


@pytest.mark.parametrize(
    ("asked", "accepted", "lang"),
    [
        (None, "", "en"),
        ("es", "en", "es"),
        (None, "es-MX,es;q=0.9,en;q=0.8", "es"),
        (None, "en;q=0.5, es;q=0.9", "es"),
        (None, "quc, zap;q=0.9", "en"),
        ("xx", "es;q=nonsense", "en"),
    ],
)
def test_the_language_is_the_one_asked_for_or_preferred(asked: str | None, accepted: str, lang: str) -> None:
    assert phrases_for(asked, accepted)["lang"] == lang


@pytest.mark.parametrize(
    ("name", "local"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("sandbox", True), ("evil.example", False), ("", True)],
)
def test_only_names_that_no_foreign_domain_can_have_are_let_in(name: str, local: bool) -> None:
    assert is_local_name(name) is local
