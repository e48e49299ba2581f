"""The phones of a city under load: what arrives on them, and who answers it.

Of a hundred incidents five are accepted by both who are asked first (a team, its texts, a page where no meeting point
fits), ten are declined by one (somebody else is asked), and about one somebody wants a call (a page). The lead answers
every page that names a code. The provider's receipts for texts come by themselves.
"""

import asyncio
import contextlib
import json
import random
import re
from collections import Counter
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from deploy.local.stack import Stack
from services.chassis.http_client import client
from tests.faults.city import made_up_phone
from tests.faults.invariants import OFFER
from tests.load.outcome import refusals
from tests.load.raw_client import Answer, Load

PAGE = re.compile(r"\bACK ([2-9CDFGHJKMNPQRTVWXY]{3,5})\b")
LEAD_PHONE = made_up_phone(0)
ACCEPTED, DECLINED, CALL_WISHED = 0.05, 0.10, 0.01
LOOK_SECONDS = 0.1
AT_ONCE = 500


class People:
    """The city's phones: entered, they read what arrives and answer some of it, until left.

    `offers` says by code when a text about it was taken, and for whom.
    """

    def __init__(self, stack: Stack, *, answering: bool = True, seed: int = 1) -> None:
        self.offers: dict[str, list[tuple[float, str]]] = {}
        self.texts = 0
        self.replies: list[Answer] = []
        self.said = Counter[str]()
        self._answering = answering
        self._seed = seed
        self._sandbox = client(base_url=stack.url("sandbox"), total_seconds=30)
        self._phones = Load(stack.url("sandbox"), "a phone needs none")
        self._asked: dict[str, list[str]] = {}
        self._after = 0
        self._replying: set[asyncio.Task[None]] = set()
        self._reading = asyncio.Lock()
        self._looking: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._looking = asyncio.create_task(self._look())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._looking is not None:
            self._looking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._looking
        await asyncio.gather(*self._replying)
        self._phones.close()
        await self._sandbox.aclose()

    async def catch_up(self) -> None:
        """Everything that was texted so far has been read when this returns."""
        async with self._reading:
            while await self._read_some() == AT_ONCE:
                pass

    async def done(self) -> None:
        """Everything that was texted so far has been read, and whoever answers has an answer, or gave up."""
        await self.catch_up()
        while self._replying:
            await asyncio.gather(*self._replying)
            await self.catch_up()

    async def _look(self) -> None:
        while True:
            await self.catch_up()
            await asyncio.sleep(LOOK_SECONDS)

    async def _read_some(self) -> int:
        query = {"after": self._after, "limit": AT_ONCE}
        answer = (await self._sandbox.get("/sandbox/messages", params=query)).json()
        self._after = answer["next"]
        for text in answer["messages"]:
            self._read(text["to"], text["body"], text["accepted_at"] / 1000)
        return len(answer["messages"])

    def _read(self, phone: str, body: str, at: float) -> None:
        self.texts += 1
        if (offer := OFFER.search(body)) is not None:
            code = offer[1]
            self.offers.setdefault(code, []).append((at, phone))
            asked = self._asked.setdefault(code, [])
            asked.append(phone)
            if self._answering and len(asked) == 2:
                self._decide(code, asked)
        elif self._answering and phone == LEAD_PHONE and (page := PAGE.search(body)) is not None:
            self._reply("pages", phone, f"ACK {page[1]}")

    def _decide(self, code: str, asked: list[str]) -> None:
        """The same for a code in every run."""
        chance = random.Random(f"{self._seed} {code}").random()
        if chance < ACCEPTED:
            for phone in asked:
                self._reply("acceptances", phone, f"SI {code}")
        elif chance < ACCEPTED + DECLINED:
            self._reply("declines", asked[0], f"NO {code}")
        elif chance < ACCEPTED + DECLINED + CALL_WISHED:
            self._reply("calls wished", asked[0], f"TALK {code}")

    def _reply(self, what: str, phone: str, body: str) -> None:
        self.said[what] += 1

        async def text() -> None:
            document = json.dumps({"body": body}).encode()
            self.replies.append(await self._phones.post(f"/sandbox/phones/{phone}/texts", document))

        task = asyncio.create_task(text())
        self._replying.add(task)
        task.add_done_callback(self._replying.discard)


def not_taken(replies: Sequence[Answer]) -> dict[str, int]:
    """Replies that the phone network did not take, by status, or the service not from it (`webhook ...`)."""
    webhooks = [int(json.loads(reply.body)["webhook_status"] or 0) for reply in replies if reply.status == 201]
    refused = Counter(f"webhook {status}" for status in webhooks if not 200 <= status < 300)
    return {**refusals(replies, good=201), **dict(sorted(refused.items()))}
