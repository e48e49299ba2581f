"""Build the sandbox from its settings, open its two doors, keep house, and close it in order."""

import asyncio
import logging
from collections.abc import Coroutine
from random import Random

from deploy.sandbox.network.carrier import Carrier
from deploy.sandbox.network.event_feed import EventFeed
from deploy.sandbox.network.faults import FaultBook
from deploy.sandbox.network.journal import Journal
from deploy.sandbox.settings import SandboxSettings
from deploy.sandbox.smtp_server import open_smtp
from deploy.sandbox.web.control_api import ControlApi
from deploy.sandbox.web.pages import Pages
from deploy.sandbox.web.server import HttpServer
from deploy.sandbox.web.site import Site
from deploy.sandbox.web.twilio_messages import TwilioMessages

log = logging.getLogger("sandbox")

HOUSEKEEPING_S = 1.0
COUNTS_EVERY = 60


class Sandbox:
    def __init__(self, settings: SandboxSettings) -> None:
        self._settings = settings
        self._faults = FaultBook(Random(1).random)  # noqa: S311 - the same faults in every run, no secret
        self._feed = EventFeed()
        self._journal = Journal(settings.state)
        self._carrier = Carrier(settings, self._journal, self._feed, self._faults)
        control = ControlApi(self._carrier, self._feed, self._faults, self._refuse_connections)
        site = Site(TwilioMessages(settings, self._carrier), control, Pages(self._carrier, self._feed))
        self._http = HttpServer(site, settings.host, settings.port)
        self._smtp: asyncio.Server | None = None
        self._chores: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        self._carrier.restore()
        port = await self._http.open()
        self._smtp = await open_smtp(
            self._carrier.take_mail, self._faults, self._settings.host, self._settings.smtp_port
        )
        smtp_port = self._smtp.sockets[0].getsockname()[1]
        self._start(self._keep_house())
        log.info("open http_port=%d smtp_port=%d texts=%d", port, smtp_port, len(self._carrier.ledger))

    async def _keep_house(self) -> None:
        reported = ""
        for second in range(2**62):
            await asyncio.sleep(HOUSEKEEPING_S)
            self._journal.flush()
            self._carrier.compact_journal()
            counts = self._counts()
            if second % COUNTS_EVERY == 0 and counts != reported:
                log.info("%s", counts)
                reported = counts

    def _counts(self) -> str:
        carrier = self._carrier
        return (
            f"seen={carrier.ledger.seen} kept={len(carrier.ledger)} mails={len(carrier.mailbox)}"
            f" underway={carrier.underway} callbacks_answered={carrier.callbacks_answered}"
            f" callbacks_given_up={carrier.callbacks_given_up}"
        )

    def _refuse_connections(self, seconds: float) -> None:
        self._start(self._http.refuse_connections(seconds))

    def _start(self, chore: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(chore)
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)

    async def close(self) -> None:
        """No new texts; callbacks on the way get a moment."""
        for chore in self._chores:
            chore.cancel()
        await self._http.close()
        if self._smtp:
            self._smtp.close()
        await self._carrier.close()
        log.info("closed %s", self._counts())
