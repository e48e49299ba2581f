"""The pages a person would rather look at: which address shows what, and the headers that keep it harmless."""

from pathlib import Path

from deploy.sandbox.network.carrier import Carrier
from deploy.sandbox.network.event_feed import EventFeed
from deploy.sandbox.web.mail_page import mail_list, mailbox_view
from deploy.sandbox.web.markup import document
from deploy.sandbox.web.phone_page import phone_card, phone_view, phones_view
from deploy.sandbox.web.phrases import Phrases, phrases_for
from deploy.sandbox.web.server import Request, respond

STATIC = Path(__file__).parent / "static"
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    f"Content-Security-Policy: {POLICY}",
    "X-Content-Type-Options: nosniff",
    "Referrer-Policy: no-referrer",
    "Cross-Origin-Opener-Policy: same-origin",
    "Cross-Origin-Resource-Policy: same-origin",
    "Cache-Control: no-store",
)


class Pages:
    def __init__(self, carrier: Carrier, events: EventFeed) -> None:
        self._carrier = carrier
        self._events = events
        self._static = {
            f"/static/{file.name}": (TYPES[file.suffix], file.read_bytes())
            for file in STATIC.iterdir()
            if file.suffix in TYPES
        }

    def answer(self, request: Request) -> bytes:
        if found := self._static.get(request.path):
            return respond(200, found[1], found[0], HEADERS)
        query = request.query
        phrases = phrases_for(query.get("lang"), request.header(b"accept-language"))
        fragment = "fragment" in query
        match request.path.strip("/").split("/"):
            case [""]:
                return self._page(phrases, phrases["home_title"], "home", self._home(phrases))
            case ["phones"]:
                view = phones_view(self._carrier.ledger, phrases, query.get("q", "")[:40])
                return self._page(phrases, phrases["phones"], "phones", view)
            case ["phones", number]:
                return self._phone(number, phrases, fragment=fragment)
            case ["mailbox"]:
                return self._mailbox(query.get("opened", ""), phrases, fragment=fragment)
            case ["mailbox", number]:
                return self._mailbox(number, phrases, fragment=False)
            case ["mailbox", number, "source"] if number.isdigit():
                mail = self._carrier.mailbox.get(int(number))
                if mail is not None:
                    return respond(200, mail.source, "text/plain; charset=utf-8", HEADERS)
        return self._nothing(phrases)

    def _phone(self, number: str, phrases: Phrases, *, fragment: bool) -> bytes:
        phone = self._carrier.ledger.known_phone(f"+{number.removeprefix('+')}")
        if phone is None:
            return self._nothing(phrases)
        if fragment:
            return _html(200, phone_card(phone, phrases).encode())
        return self._page(phrases, phone.label or phone.number, "phones", phone_view(phone, phrases))

    def _mailbox(self, number: str, phrases: Phrases, *, fragment: bool) -> bytes:
        mailbox = self._carrier.mailbox
        opened = mailbox.get(int(number)) if number.isdigit() and len(number) < 10 else None
        if fragment:
            return _html(200, mail_list(mailbox, phrases, opened).encode())
        if number and opened is None:
            return self._nothing(phrases)
        return self._page(phrases, phrases["mailbox"], "mailbox", mailbox_view(mailbox, phrases, opened))

    def _home(self, phrases: Phrases) -> str:
        ledger, mailbox = self._carrier.ledger, self._carrier.mailbox
        lang = phrases["lang"]
        texts = f"<b>{len(ledger)}</b> {phrases['count_texts']}"
        return f"""
<div class="heading"><div><h1>{phrases["home_title"]}</h1><p class="lead">{phrases["home_lead"]}</p></div></div>
<div class="doors">
<a class="door" href="/phones?lang={lang}"><h2>{phrases["phones"]}</h2><p>{phrases["phones_lead"]}</p>
<p class="count"><b>{ledger.phone_count}</b> {phrases["count_phones"]} · {texts}</p>
<p class="go">{phrases["open_phones"]} →</p></a>
<a class="door" href="/mailbox?lang={lang}"><h2>{phrases["mailbox"]}</h2><p>{phrases["mailbox_lead"]}</p>
<p class="count"><b>{len(mailbox)}</b> {phrases["count_mails"]}</p>
<p class="go">{phrases["open_mailbox"]} →</p></a>
</div>"""

    def _nothing(self, phrases: Phrases) -> bytes:
        content = f'<p class="nothing">{phrases["not_found"]}</p>'
        return self._page(phrases, phrases["not_found"], "home", content, status=404)

    def _page(self, phrases: Phrases, title: str, here: str, content: str, *, status: int = 200) -> bytes:
        return _html(status, document(phrases, title, here, self._events.last_number, [content]))


def _html(status: int, body: bytes) -> bytes:
    return respond(status, body, "text/html; charset=utf-8", HEADERS)
