"""Notify forgets whom dispatch or intake erased: number, key, texts; what is under way ends, and STOP is honoured."""

from typing import Any

import pytest

from schemas.events.message import CallerErasedV1, PersonErasedV1
from services.chassis.sealing import KeyMissing
from tests.support.notify_harness import (
    CALLER_PHONE,
    HERON,
    HERON_PHONE,
    MAPLE,
    MAPLE_PHONE,
    Stand,
    a_receipt_for_caller,
    an_offer,
)


async def told_of(notify: Stand, *tables: str) -> str:
    return "".join(
        [(await notify.rows(f"SELECT coalesce(json_agg(t)::text, '') FROM {table} t"))[0][0] for table in tables]  # noqa: S608
    )


async def a_person_who_was_texted(notify: Stand) -> Any:
    await notify.network.text_from(HERON_PHONE, "Y 5")
    asked = an_offer()
    await notify.ask(asked)
    await notify.outcome(asked.message_id)
    return asked


async def test_a_person_is_forgotten_with_their_key_and_their_texts(notify: Stand) -> None:
    await notify.enrol(MAPLE, MAPLE_PHONE, callsign="MAPLE")
    asked = await a_person_who_was_texted(notify)
    assert notify.sealer.keyring.key(f"person/{HERON}")
    ledger = await notify.rows("SELECT act FROM consent_ledger WHERE person_id = $1", HERON)

    await notify.ask(PersonErasedV1(person_id=HERON))

    with pytest.raises(KeyMissing):
        notify.sealer.keyring.key(f"person/{HERON}")
    assert await notify.rows("SELECT 1 FROM contact WHERE person_id = $1", HERON) == []
    assert await notify.rows("SELECT 1 FROM message WHERE message_id = $1", asked.message_id) == []
    left = await told_of(notify, "message", "delivery", "inbound_text", "undelivered_number")
    assert str(HERON) not in left
    [text] = await notify.rows("SELECT sealed_text, person_id FROM inbound_text")
    assert tuple(text) == (b"", None), "kept for a week, so that the provider's repeat is known as one"
    [reach] = await notify.rows("SELECT text_reason, mail_reason FROM reach WHERE person_id = $1", HERON)
    assert tuple(reach) == ("no_contact", "no_contact")
    assert await notify.rows("SELECT 1 FROM contact WHERE person_id = $1", MAPLE)
    acts = [row["act"] for row in await notify.rows("SELECT act FROM consent_ledger WHERE person_id = $1", HERON)]
    assert acts == [*(row["act"] for row in ledger), "erased"]

    await notify.ask(PersonErasedV1(person_id=HERON))  # again, after the inbox forgot it
    assert len(await notify.rows("SELECT 1 FROM consent_ledger WHERE person_id = $1", HERON)) == len(acts)


async def test_who_texted_stop_and_was_erased_is_never_texted(notify: Stand) -> None:
    await notify.network.text_from(HERON_PHONE, "STOP")
    await notify.ask(PersonErasedV1(person_id=HERON))

    await notify.enrol(HERON, HERON_PHONE)

    [contact] = await notify.rows("SELECT consent FROM contact WHERE person_id = $1", HERON)
    assert contact["consent"] == "opted_out"


async def test_texts_to_a_caller_are_forgotten_by_report(notify: Stand) -> None:
    now = await notify.database.now()
    texted = [a_receipt_for_caller(notify.sealer, now, number) for number in (CALLER_PHONE, MAPLE_PHONE)]
    for each in texted:
        await notify.ask(each)
        await notify.outcome(each.message_id)
    report_id, other = (each.subject_id for each in texted)

    await notify.ask(CallerErasedV1(report_ids=(report_id,)))

    assert [row["subject_id"] for row in await notify.rows("SELECT subject_id FROM message")] == [other]
    assert len(await notify.rows("SELECT 1 FROM delivery")) == 1
