"""What an admin calls: let a hotline system in, change what it may, give it a new key."""

import asyncio
import base64
import secrets
from typing import Final
from uuid import UUID

from fastapi import APIRouter

from schemas.api.intake.sources import SourceCredentials, SourceList, SourceSettings, SourceSummary
from schemas.values import uuid7
from services.chassis.auth import new_key
from services.chassis.http_access import TheDatabase, TheSealer
from services.chassis.http_server import not_found
from services.chassis.openapi import KnownProblem, refuses
from services.chassis.sealing import Sealer
from services.intake.api.dependencies import TOO_MANY_REQUESTS, IntakeStaff, SourceAdmin, TheSourceDirectory
from services.intake.model.source import Source
from services.intake.sources.directory import SECRET
from services.intake.store.sources import SourceStore

SECRET_BYTES: Final = 32
NO_SUCH_NETWORK: Final = KnownProblem(404, "not-found", "No such network")

router = APIRouter(prefix="/v1/sources", tags=["sources"], responses=refuses(TOO_MANY_REQUESTS))


@router.post("", responses=refuses(NO_SUCH_NETWORK))
async def save_source(
    wanted: SourceSettings, staff: SourceAdmin, database: TheDatabase, directory: TheSourceDirectory, sealer: TheSealer
) -> SourceCredentials:
    """Add a source of a network that the staff key names, or change the one of that name in it. The source's key and
    signing secret are shown once, when they are made: for a new source and with `rotate`. A key that was replaced works
    for one more day.
    """
    if wanted.network_id not in staff.scope:
        raise not_found("network")
    source = Source(uuid7(), wanted.name, wanted.network_id, wanted.trust, wanted.agreed_rate, wanted.agreed_burst)
    key = secret = None
    async with database.transaction() as connection:
        store = SourceStore(connection)
        source_id = await store.save_source(source)
        if source_id == source.id or wanted.rotate:
            key_id, key, sha256 = new_key()
            secret = base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
            sealed = await asyncio.to_thread(_seal_secret, sealer, source_id, key_id, secret)
            await store.add_key(key_id=key_id, source_id=source_id, sha256=sha256, sealed_secret=sealed)
    await directory.refresh()
    return SourceCredentials(
        source_id=source_id,
        name=wanted.name,
        network_id=wanted.network_id,
        trust=wanted.trust,
        key=key,
        signing_secret=secret,
    )


@router.get("")
async def list_sources(staff: IntakeStaff, database: TheDatabase) -> SourceList:
    """Every source of the networks that the key names, its agreed rate and what it has open; never a key."""
    async with database.reading() as connection:
        found = await SourceStore(connection).sources(staff.scope)
    return SourceList(
        sources=tuple(
            SourceSummary(
                source_id=use.source.id,
                name=use.source.name,
                network_id=use.source.network_id,
                trust=use.source.trust,
                rate_per_minute=use.source.rate_per_minute,
                burst=use.source.burst,
                live_keys=use.live_keys,
                open_incidents=use.open_incidents,
            )
            for use in found
        )
    )


def _seal_secret(sealer: Sealer, source_id: UUID, key_id: str, secret: str) -> bytes:
    """Under a key of the source's own in the keyring: it lives until the source goes."""
    sealer.keyring.make_source_key(source_id)
    return sealer.seal_for_source(source_id, purpose=SECRET, record=key_id, text=secret)
