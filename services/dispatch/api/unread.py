"""Texts from volunteers that no rule understood, opened for who may read them."""

from fastapi import APIRouter

from schemas.api.dispatch import UnreadTextList, UnreadTextSummary
from services.chassis.http_access import TheDatabase
from services.chassis.sealing import KeyMissing, Sealer
from services.dispatch.api.dependencies import LeadOrOperator, TheResources
from services.dispatch.api.incidents import LISTED_AT_MOST
from services.dispatch.model.unread_text import UnreadText
from services.dispatch.sealing import open_reply_text
from services.dispatch.store.content_reads import note_readings
from services.dispatch.store.unread_texts import UnreadTextStore

router = APIRouter(prefix="/v1/unread", tags=["unread"])


@router.get("")
async def list_unread_texts(staff: LeadOrOperator, database: TheDatabase, resources: TheResources) -> UnreadTextList:
    """Texts from volunteers that only a person can understand, newest first, opened; each reading is noted."""
    async with database.reading() as connection:
        texts = await UnreadTextStore(connection).latest(LISTED_AT_MOST)
    async with database.transaction() as connection:
        await note_readings(connection, "unread_text", [text.reply_id for text in texts], staff)
    return UnreadTextList(texts=tuple(_opened(text, resources.sealer) for text in texts))


def _opened(text: UnreadText, sealer: Sealer) -> UnreadTextSummary:
    try:
        words = open_reply_text(text.words, text.reply_id, sealer)
    except KeyMissing:
        words = None
    return UnreadTextSummary(
        reply_id=text.reply_id,
        callsign=text.callsign,
        network_id=text.network_id,
        code=text.code or None,
        guess=text.guess,
        received_at=text.received_at,
        text=words,
    )
