"""Claim, commit, POST once, record (rule R77): no more is claimed than can be posted at once."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Final
from uuid import UUID

import structlog
from aiolimiter import AsyncLimiter

from services.chassis.clocks import seconds_since_boot
from services.chassis.database import Database
from services.chassis.errors import INFRASTRUCTURE
from services.chassis.failpoints import failpoint
from services.notify.delivery import retry
from services.notify.delivery.lane_shares import LaneShares
from services.notify.delivery.recent_opt_outs import RecentOptOuts
from services.notify.delivery.recorder import Recorder
from services.notify.model.deliveries import ClaimedDelivery, DeliveryStage
from services.notify.model.evidence import (
    AcceptedByProvider,
    DeferredByProvider,
    Evidence,
    NotPosted,
    Observation,
    ProviderVerdict,
    Withheld,
)
from services.notify.model.messages import DeliveryChannel
from services.notify.store.deliveries import DeliveryStore
from services.notify.wording.composer import Uncomposable

log = structlog.get_logger()

ProviderCall = Callable[[ClaimedDelivery], Awaitable[ProviderVerdict]]
"""Puts a claimed delivery together and hands it to the provider, once."""

POLL_SECONDS: Final = 0.25
ENDING_SECONDS: Final = 15
FIRST_PAUSE_SECONDS: Final = 0.1
LONGEST_PAUSE_SECONDS: Final = 5.0
IN_ORDER_SECONDS: Final = 2.0
"""How long a text waits for the one before it to the same person: a slow provider must not outlast its claim."""


class DeliverySender:
    """The sender of one channel; several processes may run one, each claims what no other has.

    Args:
        slots: POSTs under way at once.
        rate_per_s: what the sender's number may send; safety goes first, each other lane has a share (rule R23).
    """

    def __init__(
        self,
        channel: DeliveryChannel,
        *,
        database: Database,
        recorder: Recorder,
        opt_outs: RecentOptOuts,
        post: ProviderCall,
        slots: int,
        rate_per_s: float,
    ) -> None:
        self._channel = channel
        self._database = database
        self._recorder = recorder
        self._opt_outs = opt_outs
        self._post = post
        self._slots = slots
        self._limiter = AsyncLimiter(max(rate_per_s, 1.0), 1.0 if rate_per_s >= 1 else 1.0 / rate_per_s)
        self._shares = LaneShares()
        self._under_way: set[asyncio.Task[None]] = set()
        self._latest: dict[tuple[UUID, int], asyncio.Task[None]] = {}
        """The latest text of each person in each lane, while it is under way."""
        self._woken = asyncio.Event()
        self._stopping = asyncio.Event()
        self._more = False
        """The last claim took all that there was room for, so more may be waiting for a slot."""
        self._pause = 0.0
        """Above 0 while the provider is down: then one delivery at a time finds out whether it is up again."""
        self._paused_until = 0.0

    def wake(self) -> None:
        """New deliveries were committed."""
        self._woken.set()

    def stop(self) -> None:
        """Claim nothing more; what is under way ends."""
        self._stopping.set()
        self.wake()

    async def run(self) -> None:
        """Until stopped; a database that goes away is waited for."""
        while not self._stopping.is_set():
            self._woken.clear()
            try:
                room = self._room()
                self._more = room == 0 or await self._claim(room) == room
                if self._more and room:
                    continue
                pause = POLL_SECONDS
            except INFRASTRUCTURE as error:
                log.warning("sender.waits", channel=self._channel, error=type(error).__name__)
                pause = 0.5
            try:
                await asyncio.wait_for(self._woken.wait(), pause)
            except TimeoutError:
                continue
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=ENDING_SECONDS)

    def _room(self) -> int:
        """How many may be claimed now: free slots, as many as the number may send, one when the provider is down."""
        room = self._slots - len(self._under_way)
        if self._pause:
            waits = asyncio.get_running_loop().time() < self._paused_until
            room = 0 if waits or self._under_way else 1
        while room > 0 and not self._limiter.has_capacity(room):
            room //= 2
        return room

    async def _claim(self, room: int) -> int:
        claimed_at = seconds_since_boot()
        async with self._database.connection() as connection:
            claimed = await DeliveryStore(connection).claim(
                self._channel,
                room,
                turns=self._shares.turns(),
                safety_seconds=retry.SAFETY_PATIENCE_SECONDS,
                claim_seconds=retry.CLAIM_SECONDS,
            )
        if claimed:
            await failpoint("N.claimed")
            going = [delivery.urgency for delivery in claimed if delivery.withheld is None]
            self._shares.took(going)
            await self._limiter.acquire(len(going))
        for delivery in claimed:
            turn = (delivery.person_id or delivery.subject_id, delivery.urgency)
            task = asyncio.create_task(self._send(delivery, claimed_at, after=self._latest.get(turn)))
            self._latest[turn] = task
            self._under_way.add(task)
            task.add_done_callback(partial(self._ended, turn))
        return len(claimed)

    def _ended(self, turn: tuple[UUID, int], task: "asyncio.Task[None]") -> None:
        self._under_way.discard(task)
        if self._latest.get(turn) is task:
            del self._latest[turn]
        if self._more:
            self.wake()
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("delivery.not_recorded", channel=self._channel, exc_info=error)

    async def _send(self, delivery: ClaimedDelivery, claimed_at: float, *, after: "asyncio.Task[None] | None") -> None:
        """What happens between the POST and the record is unknown after a crash, and reconciled.

        Args:
            claimed_at: just before the claim, in seconds since boot.
            after: what was claimed before for the same person in the same lane; people read in that order.
        """
        if after is not None:
            await asyncio.wait([after], timeout=IN_ORDER_SECONDS)
        observation = await self._observe(delivery, claimed_at)
        await failpoint("N.response")
        evidence = Evidence(delivery.token, observation)
        pause = 0.1
        while True:
            try:
                await self._recorder.record(evidence)
                return
            except INFRASTRUCTURE as error:
                log.warning("sender.cannot_record", channel=self._channel, error=type(error).__name__)
                if self._stopping.is_set() and pause > 2:
                    raise
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5)

    async def _observe(self, delivery: ClaimedDelivery, claimed_at: float) -> Observation:
        if delivery.withheld is not None:
            state = DeliveryStage.EXPIRED if delivery.withheld == "expired" else DeliveryStage.SUPPRESSED
            return Withheld(state, delivery.withheld)
        if delivery.optout_index in self._opt_outs:
            return Withheld(DeliveryStage.SUPPRESSED, "opted_out")
        held_seconds = seconds_since_boot() - claimed_at
        if held_seconds > retry.START_SECONDS:
            log.warning("delivery.not_posted", channel=self._channel, held_seconds=round(held_seconds))
            return NotPosted()
        if delivery.not_after and delivery.claimed_at + timedelta(seconds=held_seconds) >= delivery.not_after:
            return Withheld(DeliveryStage.EXPIRED, "expired")
        try:
            verdict = await self._post(delivery)
        except Uncomposable as error:
            log.error("delivery.uncomposable", message_id=str(delivery.token.message_id), template=delivery.template)
            return Withheld(DeliveryStage.FAILED, str(error))
        self._pause_while_down(verdict)
        return verdict

    def _pause_while_down(self, verdict: ProviderVerdict) -> None:
        """A provider that is down is not hammered with everything that waits."""
        if isinstance(verdict, DeferredByProvider) and verdict.down:
            self._pause = min(self._pause * 2 or FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS)
            self._paused_until = asyncio.get_running_loop().time() + self._pause
        elif isinstance(verdict, AcceptedByProvider):
            self._pause = 0.0
