"""The pages a person would rather look at: which address shows what, and the headers that keep it harmless."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from deploy.sandbox.mailbox import ReceivedMail
from deploy.sandbox.network.carrier import Carrier
from deploy.sandbox.network.event_feed import EventFeed
from deploy.sandbox.web import page_views
from deploy.sandbox.web.page_views import Frame
from deploy.sandbox.web.phrases import Phrases, phrases_for

STATIC = Path(__file__).parent / "static"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Pages:
    def __init__(self, carrier: Carrier, feed: EventFeed) -> None:
        self._carrier = carrier
        self._feed = feed

    def routes(self) -> list[Route | Mount]:
        return [
            Route("/", self.home),
            Route("/phones", self.phones),
            Route("/phones/{number}", self.phone),
            Route("/mailbox", self.mailbox),
            Route("/mailbox/{number}", self.mail),
            Route("/mailbox/{number}/source", self.mail_source),
            Mount("/static", _HarmlessFiles(directory=STATIC)),
        ]

    async def home(self, request: Request) -> Response:
        return _html(page_views.home_page(self._frame(request), self._carrier.ledger, self._carrier.mailbox))

    async def phones(self, request: Request) -> Response:
        wanted = request.query_params.get("q", "")[:40]
        return _html(page_views.phones_page(self._frame(request), self._carrier.ledger, wanted))

    async def phone(self, request: Request) -> Response:
        phone = self._carrier.ledger.known_phone(f"+{request.path_params['number'].removeprefix('+')}")
        if phone is None:
            return self.nothing(request)
        if "fragment" in request.query_params:
            return _html(page_views.phone_fragment(phone, _phrases(request)))
        return _html(page_views.phone_page(self._frame(request), phone))

    async def mailbox(self, request: Request) -> Response:
        mailbox, number = self._carrier.mailbox, request.query_params.get("opened", "")
        opened = self._mail_of(number)
        if "fragment" in request.query_params:
            return _html(page_views.mail_list_fragment(mailbox, _phrases(request), opened))
        if number and opened is None:
            return self.nothing(request)
        return _html(page_views.mailbox_page(self._frame(request), mailbox, opened))

    async def mail(self, request: Request) -> Response:
        number = request.path_params["number"]
        opened = self._mail_of(number)
        if opened is None:
            return self.nothing(request)
        return _html(page_views.mailbox_page(self._frame(request), self._carrier.mailbox, opened))

    async def mail_source(self, request: Request) -> Response:
        mail = self._mail_of(request.path_params["number"])
        return self.nothing(request) if mail is None else PlainTextResponse(mail.source, headers=HEADERS)

    def _mail_of(self, number: str) -> ReceivedMail | None:
        is_number = number.isascii() and number.isdigit() and len(number) < 10
        return self._carrier.mailbox.get(int(number)) if is_number else None

    def nothing(self, request: Request) -> Response:
        return _html(page_views.nothing_page(self._frame(request)), 404)

    def _frame(self, request: Request) -> Frame:
        return Frame(_phrases(request), self._feed.last_number)


class _HarmlessFiles(StaticFiles):
    """Static files under the same headers as the pages."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(HEADERS)
        return response


def _phrases(request: Request) -> Phrases:
    return phrases_for(request.query_params.get("lang"), request.headers.get("accept-language", ""))


def _html(page: str, status: int = 200) -> Response:
    return HTMLResponse(page, status, HEADERS)
