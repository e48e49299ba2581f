"""Contacts in and out, previews, the test text, and what became of messages; without a number in clear anywhere."""

from uuid import UUID, uuid4

import pytest

from services.chassis.sealing import KeyMissing
from tests.conftest import in_any_form
from tests.support.notify_harness import HERON, HERON_PHONE, MAPLE, MAPLE_PHONE, Stand, an_offer, eventually

A_CONTACT = {"person_id": str(MAPLE), "network_id": "la", "callsign": "MAPLE", "phone": MAPLE_PHONE}


async def test_an_import_again_changes_nothing(notify: Stand) -> None:
    first = await notify.enrol(MAPLE, MAPLE_PHONE, consent=False, email="maple@example.org")
    again = await notify.enrol(MAPLE, MAPLE_PHONE, consent=False, email="maple@example.org")

    assert first == again == {"person_id": str(MAPLE), "state": "invited", "problem": None}
    assert len(await notify.rows("SELECT 1 FROM message")) == 1
    assert len(await notify.rows("SELECT 1 FROM consent_ledger WHERE person_id = $1", MAPLE)) == 1


async def test_an_import_does_not_undo_the_language_somebody_asked_for(notify: Stand) -> None:
    await notify.ask(an_offer(template="V24", new_language="en", params={}))
    await notify.enrol(HERON, HERON_PHONE, language="es")

    [row] = await notify.rows("SELECT language FROM contact WHERE person_id = $1", HERON)
    assert row["language"] == "en"


async def test_what_cannot_be_stored_is_a_422_that_names_it(notify: Stand) -> None:
    contact = {
        "person_id": str(MAPLE),
        "network_id": "la",
        "callsign": "MAPLE",
        "phone": MAPLE_PHONE,
        "consent": {"how": "a\u0000", "at": "2026-11-20T18:00:00Z"},
    }

    answer = await notify.call("PUT", "/v1/contacts", json={"contacts": [contact]})

    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/contacts/0/consent/how"]


async def test_numbers_and_addresses_are_nowhere_in_clear(notify: Stand) -> None:
    await notify.enrol(MAPLE, MAPLE_PHONE, email="maple@example.org")

    tables = [row["relname"] for row in await notify.rows("SELECT relname FROM pg_stat_user_tables")]
    for table in tables:
        kept = str(await notify.rows(f'SELECT to_jsonb(t) AS row FROM "{table}" t'))  # noqa: S608 - our own tables
        for canary in ("2135550102", "maple@example"):
            assert not in_any_form(canary, kept), table


async def test_a_thousand_at_once_and_each_fault_is_told_beside_the_rest(notify: Stand) -> None:
    contacts = [
        {
            "person_id": str(UUID(int=0x1000 + number)),
            "network_id": "la",
            "callsign": f"V{number}",
            "phone": f"+1{200 + number // 100}55501{number % 100:02}",
            "consent": {"how": "training", "at": "2026-11-20T18:00:00Z"},
        }
        for number in range(1000)
    ]
    contacts[7]["phone"] = "213-555-0107"
    contacts[8]["phone"] = contacts[9]["phone"]

    answer = await notify.call("PUT", "/v1/contacts", json={"contacts": contacts}, timeout=30)

    assert answer.status_code == 200
    taken = answer.json()["contacts"]
    assert [each["person_id"] for each in taken] == [each["person_id"] for each in contacts]
    assert [index for index, each in enumerate(taken) if each["problem"]] == [7, 9]
    assert "555-0107" not in answer.text
    assert len(await notify.rows("SELECT 1 FROM contact WHERE consent = 'opted_in'")) == 999


async def test_forgetting_destroys_the_key_and_the_stop_stays(notify: Stand) -> None:
    async def arrived() -> bool:
        return bool(notify.network.to(HERON_PHONE))

    await notify.call("POST", "/v1/messages/test", json={"person_id": str(HERON)})
    await eventually(arrived)  # else the key may go between its claim and its POST, which is told as an error
    (before,) = await notify.rows("SELECT sealed_phone FROM contact")
    assert (await notify.call("DELETE", f"/v1/contacts/{HERON}")).status_code == 204

    with pytest.raises(KeyMissing):
        notify.sealer.keyring.__class__(notify.settings.keyring).key(f"person/{HERON}")
    assert before["sealed_phone"]
    assert await notify.rows("SELECT 1 FROM contact") == []
    assert (await notify.call("DELETE", f"/v1/contacts/{HERON}")).status_code == 404
    await notify.ask(offer := an_offer())
    assert await notify.outcome(offer.message_id) == [("suppressed", "no_contact")]


async def test_the_consent_ledger_is_append_only(notify: Stand) -> None:
    with pytest.raises(Exception, match="append-only"):
        await notify.rows("DELETE FROM consent_ledger")
    with pytest.raises(Exception, match="append-only"):
        await notify.rows("UPDATE consent_ledger SET how = 'x'")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/v1/contacts", {"contacts": [A_CONTACT]}),
        ("DELETE", f"/v1/contacts/{HERON}", None),
        ("POST", "/v1/messages/preview", {"texts": [{"language": "en", "template": "V5", "params": {"code": "K7Q"}}]}),
        ("POST", "/v1/messages/test", {"person_id": str(HERON)}),
        ("GET", f"/v1/deliveries?subject_id={HERON}", None),
    ],
)
async def test_nothing_without_a_staff_key(notify: Stand, method: str, path: str, body: object) -> None:
    answer = await notify.call(method, path, json=body, headers={"Authorization": "Bearer hl_aaaaaa_" + "x" * 30})

    assert answer.status_code == 401
    assert (await notify.rows("SELECT count(*) AS n FROM contact"))[0]["n"] == 1


async def test_a_preview_is_word_for_word_what_goes_out(notify: Stand) -> None:
    preview = await notify.call(
        "POST", "/v1/messages/preview",
        json={"texts": [{"person_id": str(HERON), "template": "V5", "params": {"code": "K7Q"}}]},
    )  # fmt: skip
    await notify.ask(offer := an_offer())
    await notify.outcome(offer.message_id)

    (shown,) = preview.json()["texts"]
    assert shown["body"] == notify.network.to(HERON_PHONE)[0].body
    assert (shown["segments"], shown["encoding"], shown["language"]) == (1, "gsm7", "es")


async def test_a_preview_that_cannot_be_worded_says_which_and_why(notify: Stand) -> None:
    answer = await notify.call(
        "POST", "/v1/messages/preview",
        json={"texts": [{"language": "en", "template": "V5", "params": {"code": "K7Q"}},
                        {"language": "en", "template": "V5", "params": {}}]},
    )  # fmt: skip

    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"pointer": "/texts/1", "detail": "V5 lacks code"}]


async def test_text_me_reaches_the_phone(notify: Stand) -> None:
    answer = await notify.call("POST", "/v1/messages/test", json={"person_id": str(HERON)})

    assert answer.status_code == 202

    async def arrived() -> bool:
        return bool(notify.network.to(HERON_PHONE))

    await eventually(arrived)
    assert await notify.announced("delivery") == []


async def test_text_me_says_why_it_cannot(notify: Stand) -> None:
    await notify.enrol(MAPLE, MAPLE_PHONE, consent=False)

    refused = await notify.call("POST", "/v1/messages/test", json={"person_id": str(MAPLE)})
    unknown = await notify.call("POST", "/v1/messages/test", json={"person_id": str(uuid4())})

    assert (refused.status_code, refused.json()["type"]) == (409, "urn:hotline:problem:no-consent")
    assert unknown.status_code == 404


async def test_deliveries_of_an_incident_are_told_in_ids_and_states(notify: Stand) -> None:
    await notify.ask(offer := an_offer())
    await notify.outcome(offer.message_id)

    answer = await notify.call("GET", f"/v1/deliveries?subject_id={offer.subject_id}")

    (delivery,) = answer.json()["deliveries"]
    assert (delivery["message_id"], delivery["state"], delivery["finished"]) == (
        str(offer.message_id),
        "delivered",
        "delivered",
    )
