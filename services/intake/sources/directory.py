"""Who posts: sources by API key or signature, from memory; and how often each may.

Rates are counted in this process alone: with N replicas a source gets N times its rate at most.
"""

import asyncio
import time
from base64 import b64decode
from typing import Final
from uuid import UUID

from schemas.values import Trust
from services.chassis.auth import (
    Signed,
    check_fresh,
    check_signature,
    key_id_of,
    same,
    sha256_of,
    signed_headers,
    unauthorized,
)
from services.chassis.database import Database
from services.chassis.errors import Problem
from services.chassis.guesses import Guesses, too_many_requests
from services.chassis.rate_limit import RateLimit
from services.chassis.sealing import Sealer
from services.chassis.telemetry import RECEIPTS_WITHHELD
from services.intake.kept_keys import KeptKeys
from services.intake.model.source import AuthenticatedSource, IncomingRequest, Source, SourceKey
from services.intake.store.sources import SourceStore

REFRESH_SECONDS: Final = 3
RECEIPTS: Final = {Trust.PARTNER: (20, 60), Trust.PUBLIC: (5, 20)}
"""Receipts a minute, and at once, to numbers that a source names; an operator answers for its numbers by its key."""
SECRET: Final = "source.secret"  # noqa: S105  # the name of a purpose, not a secret


class SourceDirectory:
    """Every live key, read again every few seconds and when an unknown one comes."""

    def __init__(self, database: Database, sealer: Sealer, guesses: Guesses, keys: KeptKeys) -> None:
        self._kept_keys = keys
        self._database = database
        self._sealer = sealer
        self._guesses = guesses
        self._keys: dict[str, SourceKey] = {}
        self._secrets: dict[str, bytes] = {}
        self._rates: dict[UUID, RateLimit] = {}
        self._receipts: dict[tuple[UUID, bool], RateLimit] = {}

    async def refresh(self) -> None:
        async with self._database.connection() as connection:
            found = await SourceStore(connection).live_keys()
        self._keys = {key.key_id: key for key in found}
        self._secrets = {key_id: secret for key_id, secret in self._secrets.items() if key_id in self._keys}

    async def adopt_keys(self) -> None:
        """Keys of sources that the last release kept among persons' get a place of their own."""
        for source_id in {key.source.id for key in self._keys.values()}:
            await asyncio.to_thread(self._sealer.keyring.adopt_source_key, source_id)

    async def authenticate(self, request: IncomingRequest) -> AuthenticatedSource:
        """Who sent this; its body is read for a signature alone, and not before the rest of it fits.

        Raises:
            Problem: 401, or 429 when too many wrong keys came from the address.
        """
        try:
            authorization = request.headers.get(b"authorization")
            if authorization is not None:
                return AuthenticatedSource(await self._by_key(authorization.decode("latin-1"), request.address))
            names = {name.decode("latin-1"): value.decode("latin-1") for name, value in request.headers.items()}
            if (signed := signed_headers(names)) is not None:
                return await self._by_signature(signed, request)
            raise unauthorized()
        except Problem as problem:
            if problem.status == 401:
                self._guesses.count(request.address)
            raise

    def check_rate(self, source: Source) -> None:
        """
        Raises:
            Problem: 429, the source posts more than was agreed.
        """
        bucket = self._rates.get(source.id)
        if bucket is None or bucket.rate != (source.rate_per_minute, source.burst):
            bucket = self._rates[source.id] = RateLimit(source.rate_per_minute, source.burst)
        wait = bucket.take(time.monotonic())
        if wait > 0:
            raise too_many_requests("This source posts more than agreed. Nothing was stored.", wait)

    def may_text(self, source: Source, *, exercise: bool) -> bool:
        """Whether one more receipt may go to a number that the source names (rule R27); it takes one where it may.

        Those of exercises are counted apart (rule R96).
        """
        limit = RECEIPTS.get(source.trust)
        if limit is None:
            return True
        bucket = self._receipts.setdefault((source.id, exercise), RateLimit(*limit))
        if bucket.take(time.monotonic()) > 0:
            RECEIPTS_WITHHELD.inc()
            return False
        return True

    async def _by_key(self, authorization: str, address: str) -> Source:
        presented = key_id_of(authorization)
        if presented is None:
            raise unauthorized()
        live = self._keys.get(presented[0]) or await self._look_up(presented[0], address)
        if live is None or not same(live.sha256, sha256_of(presented[1])):
            raise unauthorized("No such key, or no longer.")
        return live.source

    async def _by_signature(self, signed: Signed, request: IncomingRequest) -> AuthenticatedSource:
        check_fresh(signed)
        live = self._keys.get(signed.key_id) or await self._look_up(signed.key_id, request.address)
        if live is None:
            raise unauthorized("No such key, or no longer.")
        secret = self._secrets.get(live.key_id)
        if secret is None:
            secret = b64decode(self._sealer.open(live.sealed_secret, purpose=SECRET, record=live.key_id))
            self._secrets[live.key_id] = secret
        body = await request.body()
        check_signature(signed, [secret], method=request.method, target=request.target, body=body)
        return AuthenticatedSource(live.source, (signed.key_id, self._kept_keys.kept(signed.key_id, signed.webhook_id)))

    async def _look_up(self, key_id: str, address: str) -> SourceKey | None:
        """A key made since the last reading; strangers who guess too much are not looked up."""
        if self._guesses.used_up(address):
            return None
        async with self._database.for_public() as connection:
            live = await SourceStore(connection).live_key(key_id)
        if live is not None:
            self._keys[key_id] = live
        return live
