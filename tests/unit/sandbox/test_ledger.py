"""The ledger stays bounded and in order, and the journal gives it back after a crash."""

from pathlib import Path

import pytest

from deploy.sandbox.mailbox import Mailbox
from deploy.sandbox.network.faults import DeliveryPlan
from deploy.sandbox.network.journal import FILE_NAME, Journal, JournalInUse
from deploy.sandbox.network.ledger import INBOUND, OUTBOUND, CarrierText, Ledger, StatusCallback
from deploy.sandbox.network.records import (
    RESET,
    callback_record,
    consent_record,
    label_record,
    mail_record,
    restore,
    snapshot,
    status_record,
    text_record,
)
from deploy.sandbox.network.segments import TextEncoding
from deploy.sandbox.settings import BadSettings, SandboxSettings

HOTLINE, HERON, MAPLE = "+12135550142", "+12135550101", "+12135550102"
NOW_US = 1_795_500_000_000_000


def a_text(
    sid: str, phone: str = HERON, *, direction: str = OUTBOUND, body: str = "hola", at_us: int = NOW_US
) -> CarrierText:
    to, sender = (phone, HOTLINE) if direction == OUTBOUND else (HOTLINE, phone)
    return CarrierText(
        sid, direction, to, sender, body, at_us, 1, TextEncoding.GSM_7, "queued", at_us, status_callback="http://a/?t=1"
    )


def test_the_ledger_keeps_the_newest_and_forgets_phones_with_the_rest() -> None:
    ledger = Ledger(keep=2)

    for sid, phone in (("SM1", MAPLE), ("SM2", HERON), ("SM3", HERON)):
        ledger.add(a_text(sid, phone))

    assert [text.sid for text in ledger.oldest_first()] == ["SM2", "SM3"]
    assert ledger.get("SM1") is None
    assert ledger.known_phone(MAPLE) is None
    assert ledger.seen == 3


def test_the_phone_with_the_newest_text_stands_first() -> None:
    ledger = Ledger(keep=10)

    for sid, phone in (("SM1", HERON), ("SM2", MAPLE), ("SM3", HERON)):
        ledger.add(a_text(sid, phone))

    assert [phone.number for phone in ledger.phones_newest_first()] == [HERON, MAPLE]


def test_texts_behind_a_place_are_told_in_order() -> None:
    ledger = Ledger(keep=10)
    for sid in ("SM1", "SM2", "SM3"):
        ledger.add(a_text(sid))

    assert [text.sid for text in ledger.after(1)] == ["SM2", "SM3"]


def test_the_journal_gives_back_what_was_accepted(tmp_path: Path) -> None:
    route = DeliveryPlan("delivered", ("sent", "delivered"))
    text = a_text("SM1", body="¿sí? \ud83d 👍")
    text.status = "delivered"
    mailbox = Mailbox()
    mail = mailbox.put("a@example.org", ("b@example.org",), b"Subject: x\r\n\r\n\xff", NOW_US)
    journal = Journal(tmp_path)
    assert list(journal.open()) == []
    journal.write(text_record(a_text("SM1", body=text.body), route))
    journal.write(status_record(text))
    journal.write(callback_record(text, StatusCallback("sent", NOW_US, 204, 1)))
    journal.write(text_record(a_text("SM2", MAPLE, direction=INBOUND, body="STOP")))
    journal.write(consent_record(MAPLE, HOTLINE, blocked=True))
    journal.write(label_record(HERON, "HERON"))
    journal.write(mail_record(mail))
    journal.close()

    ledger, mailbox, again = Ledger(keep=10), Mailbox(), Journal(tmp_path)
    owed = restore(again.open(), ledger, mailbox)
    again.close()

    found = ledger.get("SM1")
    assert found is not None
    assert (found.body, found.status, found.callbacks) == (
        text.body,
        "delivered",
        [StatusCallback("sent", NOW_US, 204, 1)],
    )
    assert ledger.blocks(MAPLE, HOTLINE)
    assert ledger.phone(HERON).label == "HERON"
    assert [mail.source for mail in mailbox.oldest_first()] == [b"Subject: x\r\n\r\n\xff"]
    assert owed == {"SM1": route}


def test_a_snapshot_gives_the_same_ledger() -> None:
    ledger, mailbox = Ledger(keep=10), Mailbox()
    ledger.seen = 7
    ledger.add(a_text("SM1"))
    ledger.phone(HERON).label = "HERON"
    ledger.phone(MAPLE).blocked.add(HOTLINE)

    again = Ledger(keep=10)
    restore(list(snapshot(ledger, mailbox, {})), again, Mailbox())

    assert list(again.oldest_first()) == list(ledger.oldest_first())
    assert again.seen == 8
    assert [phone.as_json() for phone in again.phones_newest_first()] == [
        phone.as_json() for phone in ledger.phones_newest_first()
    ]


def test_a_reset_forgets_all_but_the_names() -> None:
    ledger = Ledger(keep=10)

    restore([text_record(a_text("SM1")), label_record(HERON, "HERON"), RESET], ledger, Mailbox())

    assert len(ledger) == 0
    assert ledger.phone(HERON).label == "HERON"


def test_a_line_torn_by_a_crash_is_cut_off(tmp_path: Path) -> None:
    whole = '{"what":"label","number":"+12135550101","label":"HERON"}\n'
    (tmp_path / FILE_NAME).write_text(whole + '{"what":"label","nu')
    journal = Journal(tmp_path)

    records = list(journal.open())
    journal.write(label_record(MAPLE, "MAPLE"))
    journal.close()

    assert [record["label"] for record in records] == ["HERON"]
    assert [record["label"] for record in Journal(tmp_path).open()] == ["HERON", "MAPLE"]


def test_a_rewritten_journal_holds_only_the_new_records(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    assert list(journal.open()) == []
    journal.write(label_record(HERON, "old"))

    journal.rewrite([label_record(HERON, "HERON")])
    journal.write(label_record(MAPLE, "MAPLE"))
    journal.close()

    assert [record["label"] for record in Journal(tmp_path).open()] == ["HERON", "MAPLE"]


def test_two_sandboxes_cannot_share_a_folder(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    list(journal.open())

    with pytest.raises(JournalInUse):
        list(Journal(tmp_path).open())
    journal.close()


def test_the_sandbox_refuses_production() -> None:
    environment = {"HOTLINE_MODE": "production", "HOTLINE_SANDBOX_ACCOUNT_SID": "AC", "HOTLINE_SANDBOX_AUTH_TOKEN": "t"}

    with pytest.raises(BadSettings, match="production"):
        SandboxSettings.from_environment(environment)


@pytest.mark.parametrize(
    ("name", "value"),
    [("ACCOUNT_SID", ""), ("AUTH_TOKEN", " "), ("PORT", "-1"), ("KEEP", "0"), ("CALLBACKS", "delivered,sent")],
)
def test_a_setting_that_cannot_be_meant_stops_the_start(name: str, value: str) -> None:
    good = {"HOTLINE_SANDBOX_ACCOUNT_SID": "AC", "HOTLINE_SANDBOX_AUTH_TOKEN": "t"}

    with pytest.raises(BadSettings, match=name):
        SandboxSettings.from_environment({**good, f"HOTLINE_SANDBOX_{name}": value})
