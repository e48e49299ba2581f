"""Contacts in and out, previews, the test text, and what became of messages; without a number in clear anywhere."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.chassis.sealing import KeyMissing
from services.notify.model import purposes
from tests.conftest import in_any_form
from tests.support.notify_harness import HERON, HERON_PHONE, MAPLE, MAPLE_PHONE, Stand, an_offer, eventually

A_CONTACT = {"person_id": str(MAPLE), "network_id": "la", "callsign": "MAPLE", "phone": MAPLE_PHONE}


async def test_an_import_again_changes_nothing(notify: Stand) -> None:
    first = await notify.enrol(MAPLE, MAPLE_PHONE, consent=False, email="maple@example.org")
    again = await notify.enrol(MAPLE, MAPLE_PHONE, consent=False, email="maple@example.org")

    assert first == again
    assert again == {
        "person_id": str(MAPLE), "state": "invited", "reached_by": "text", "problem": None, "changes": [],
    }  # fmt: skip
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


def an_entry(person_id: UUID, phone: str | None = None, **more: Any) -> dict[str, Any]:
    callsign = {HERON: "HERON", MAPLE: "MAPLE"}.get(person_id, "OTTER")
    consent = {"how": "training", "at": "2026-11-20T18:00:00Z"}
    entry = {
        "person_id": str(person_id), "network_id": "la", "callsign": callsign, "phone": phone, "consent": consent
    }  # fmt: skip
    return {name: value for name, value in (entry | more).items() if value is not None}


async def imported(notify: Stand, *contacts: dict[str, Any], dry_run: bool = False) -> list[dict[str, Any]]:
    answer = await notify.call(
        "PUT", "/v1/contacts", json={"contacts": contacts}, params={"dry_run": str(dry_run).lower()}
    )
    assert answer.status_code == 200, answer.text
    taken: list[dict[str, Any]] = answer.json()["contacts"]
    return taken


async def in_clear(notify: Stand, person_id: UUID) -> tuple[str | None, str | None]:
    [row] = await notify.rows("SELECT sealed_phone, sealed_email FROM contact WHERE person_id = $1", person_id)

    def opened(sealed: bytes | None, purpose: str) -> str | None:
        return None if sealed is None else notify.sealer.open_text(sealed, purpose=purpose, record=str(person_id))

    return opened(row["sealed_phone"], purposes.PHONE), opened(row["sealed_email"], purposes.EMAIL)


async def test_what_is_not_said_stays_and_what_is_to_be_removed_is_named(notify: Stand) -> None:
    await imported(notify, an_entry(MAPLE, MAPLE_PHONE, email="maple@example.org", language="en"))

    await imported(notify, an_entry(MAPLE))
    kept = await in_clear(notify, MAPLE)
    await imported(notify, an_entry(MAPLE, remove=["email"]))
    [row] = await notify.rows("SELECT language, consent FROM contact WHERE person_id = $1", MAPLE)

    assert kept == (MAPLE_PHONE, "maple@example.org")
    assert await in_clear(notify, MAPLE) == (MAPLE_PHONE, None)
    assert (row["language"], row["consent"]) == ("en", "opted_in")


async def test_a_dry_run_decides_as_the_import_does_and_stores_nothing(notify: Stand) -> None:
    await imported(notify, an_entry(MAPLE, MAPLE_PHONE, email="maple@example.org"))
    otter = UUID(int=0x77)
    wanted = [
        an_entry(MAPLE, "+12135550177", email="moss@example.org"),
        an_entry(otter, HERON_PHONE),
        an_entry(UUID(int=0x78), "+447700900123"),
        an_entry(UUID(int=0x79), email="josé@example.org"),
        an_entry(UUID(int=0x7A)),
    ]
    before = await notify.rows("SELECT * FROM contact ORDER BY person_id")
    messages = await notify.rows("SELECT message_id FROM message")

    tried = await imported(notify, *wanted, dry_run=True)
    untouched = await notify.rows("SELECT * FROM contact ORDER BY person_id")
    told = await notify.rows("SELECT message_id FROM message")
    done = await imported(notify, *wanted)

    assert untouched == before
    assert told == messages
    assert [(each["state"], each["problem"]) for each in tried] == [(each["state"], each["problem"]) for each in done]
    assert [each["problem"] for each in tried] == [
        None,
        "phone: HERON's already",
        "phone: begins with none of +1",
        None,  # the sandbox's mail server offers SMTPUTF8
        "neither phone nor email",
    ]
    assert tried[0]["changes"] == [
        {"field": "phone", "old": "…02", "new": "…77"},
        {"field": "email", "old": "m…@e…", "new": "m…@e…"},
    ]


async def test_numbers_are_swapped_moved_and_shared_between_networks(notify: Stand) -> None:
    await notify.enrol(MAPLE, MAPLE_PHONE, callsign="MAPLE")

    swapped = await imported(notify, an_entry(HERON, MAPLE_PHONE), an_entry(MAPLE, HERON_PHONE))
    assert [each["state"] for each in swapped] == ["opted_in", "opted_in"]
    assert [(await in_clear(notify, person))[0] for person in (HERON, MAPLE)] == [MAPLE_PHONE, HERON_PHONE]

    otter = UUID(int=0x77)
    moved = await imported(notify, an_entry(otter, MAPLE_PHONE), an_entry(HERON, remove=["phone"]))
    assert [each["problem"] for each in moved] == [None, None]
    assert [(await in_clear(notify, person))[0] for person in (HERON, otter)] == [None, MAPLE_PHONE]

    [elsewhere] = await imported(notify, an_entry(UUID(int=0x78), MAPLE_PHONE, network_id="oc"))
    assert elsewhere["problem"] is None


async def test_a_mexican_mobile_is_one_number_with_and_without_its_1(
    make_notify: Callable[..., Awaitable[Stand]],
) -> None:
    notify = await make_notify(allow_prefixes=("+1", "+52"))
    first = await imported(notify, an_entry(MAPLE, "+5215555550142"))
    other = await imported(notify, an_entry(UUID(int=0x77), "+525555550142"))

    assert (first[0]["problem"], other[0]["problem"]) == (None, "phone: MAPLE's already")
    assert (await in_clear(notify, MAPLE))[0] == "+525555550142"


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


async def test_how_somebody_agreed_is_kept_under_their_key(notify: Stand) -> None:
    somebody, told = uuid4(), "signed at home, call 213-555-0188"
    entry = {**an_entry(somebody, "+12135550166"), "consent": {"how": told, "at": "2026-11-20T18:00:00Z"}}

    await imported(notify, entry)

    (row,) = await notify.rows(
        "SELECT l::text AS whole, how, sealed_how FROM consent_ledger l WHERE person_id = $1", somebody
    )
    assert (row["how"], in_any_form(told, row["whole"])) == ("stated", False)
    assert notify.sealer.open_text(row["sealed_how"], purpose="contact.consent", record=str(somebody)) == told


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
