"""Somebody asks by text to be erased, and says it again with a code that only their phone was sent (rule R116)."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from services.dispatch.grammar.erase_wish import EraseWish
from services.dispatch.handlers.reply_batch import ReplyBatch
from services.dispatch.incident.codes import ALPHABET
from services.dispatch.incident.situations import ReplySender
from services.dispatch.model.erasure import BY_TEXT, CODE_GOOD_FOR, CODE_PLACES, Erasure
from services.dispatch.store.erasures import ErasureStore
from services.dispatch.unit_of_work import IncidentUnitOfWork


def wish_heard(batch: ReplyBatch, who: ReplySender, wish: EraseWish, occasion: str) -> None:
    """Without the right code they are sent another: whoever only pretends to be them cannot know it."""
    person_id, now = who.person.volunteer_id, batch.work.now
    sent = batch.erase_codes.get(person_id)
    if wish.code is not None and sent is not None and wish.code == sent[0] and now - sent[1] < CODE_GOOD_FOR:
        batch.erased_by_text.add(person_id)
        batch.erase_codes.pop(person_id)
        batch.switched_on.pop(person_id, None)
        batch.switched_off.add(person_id)
        batch.text(who, "V51", occasion)
        return
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_PLACES))
    batch.erase_codes[person_id] = code, now
    batch.codes_sent.add(person_id)
    batch.text(who, "V50", occasion, erase_code=code)


async def known_codes(work: IncidentUnitOfWork, people: set[UUID]) -> dict[UUID, tuple[str, datetime]]:
    """Whom a code was sent to, and when."""
    return await ErasureStore(work.unit.connection).codes(people) if people else {}


async def keep_wishes(batch: ReplyBatch, networks: Mapping[UUID, tuple[str, str]]) -> None:
    """After all else of the batch is saved. `networks`: of each person, network and call sign."""
    store = ErasureStore(batch.work.unit.connection)
    if batch.codes_sent:
        await store.keep_codes({each: batch.erase_codes[each] for each in batch.codes_sent & batch.erase_codes.keys()})
    for person_id in sorted(batch.erased_by_text):
        network_id, callsign = networks[person_id]
        await store.ask(Erasure(person_id, network_id, callsign, batch.work.now, BY_TEXT))
        await store.forget_code(person_id)
