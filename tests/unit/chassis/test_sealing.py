"""Sealing fails closed, cannot be moved between records, and dies with its key."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from services.chassis.key_classes import INDEX_OF
from services.chassis.sealing import CLASSES, KeyMissing, Keyring, Sealer, Tampered, wire

TODAY = datetime.now(UTC).date()


def test_what_was_sealed_opens_for_its_purpose_and_record_only(sealer: Sealer) -> None:
    blob = sealer.seal("words", TODAY, purpose="reply.text", record="r1", text="¿qué pasa? 👍")

    assert sealer.open_text(blob, purpose="reply.text", record="r1") == "¿qué pasa? 👍"
    assert sealer.open_text(wire(blob), purpose="reply.text", record="r1") == "¿qué pasa? 👍"
    for purpose, record in (("reply.text", "r2"), ("report.words", "r1")):
        with pytest.raises(Tampered):
            sealer.open(blob, purpose=purpose, record=record)


@pytest.mark.parametrize("place", [0, 1, 5, 20, 30, -1])
def test_a_changed_byte_is_noticed(sealer: Sealer, place: int) -> None:
    blob = bytearray(sealer.seal("words", TODAY, purpose="p", record="r", text="text"))
    blob[place] ^= 1

    with pytest.raises((Tampered, KeyMissing)):
        sealer.open(bytes(blob), purpose="p", record="r")


@pytest.mark.parametrize("blob", [b"", b"\x01", b"\x01\xff" + b"a" * 40, b"\x02" + b"a" * 60])
def test_what_is_no_blob_is_refused(sealer: Sealer, blob: bytes) -> None:
    with pytest.raises((Tampered, KeyMissing)):
        sealer.open(blob, purpose="p", record="r")


def test_the_same_text_never_gives_the_same_blob(sealer: Sealer) -> None:
    blobs = {sealer.seal("words", TODAY, purpose="p", record="r", text="same") for _ in range(100)}

    assert len(blobs) == 100


def test_destroying_a_day_makes_its_data_unreadable_and_leaves_other_days(keyring: Keyring) -> None:
    sealer = Sealer(keyring)
    today = sealer.seal("words", TODAY, purpose="p", record="r", text="text")
    tomorrow = sealer.seal("words", TODAY + timedelta(days=1), purpose="p", record="r", text="text")

    keyring.destroy(f"words/{TODAY}")

    with pytest.raises(KeyMissing):
        sealer.open(today, purpose="p", record="r")
    assert sealer.open_text(tomorrow, purpose="p", record="r") == "text"


def test_without_a_key_for_the_day_nothing_is_sealed(sealer: Sealer) -> None:
    with pytest.raises(KeyMissing):
        sealer.seal("words", TODAY + timedelta(days=400), purpose="p", record="r", text="text")


def test_a_persons_key_takes_their_contacts_with_it(keyring: Keyring) -> None:
    person, sealer = uuid4(), Sealer(keyring)
    keyring.make_person_key(person)
    keyring.make_person_key(person)  # again changes nothing
    blob = sealer.seal_for_person(person, purpose="contact.phone", record=str(person), text="+12135550101")
    assert sealer.open_text(blob, purpose="contact.phone", record=str(person)) == "+12135550101"

    keyring.destroy(f"person/{person}")

    with pytest.raises(KeyMissing):
        sealer.open(blob, purpose="contact.phone", record=str(person))


def test_keys_are_made_eight_days_ahead_once_and_for_nobody_else_to_read(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path / "ring")

    made = keyring.ensure(TODAY)

    assert len(made) == len(CLASSES) * 9 + len(INDEX_OF)
    assert keyring.ensure(TODAY) == []
    assert len(keyring.ensure(TODAY + timedelta(days=1))) == len(CLASSES)
    assert (tmp_path / "ring").stat().st_mode & 0o777 == 0o700
    for key in (tmp_path / "ring").rglob("*.key"):
        assert key.stat().st_mode & 0o777 == 0o400
        assert len(key.read_bytes()) == 32


@pytest.mark.parametrize("key_id", ["../../etc/passwd", "words/../x", "words/2026-01-01/../..", ""])
def test_a_key_id_is_no_path(keyring: Keyring, key_id: str) -> None:
    with pytest.raises(KeyMissing):
        keyring.key(key_id)


def test_a_blind_index_is_stable_per_purpose_and_differs_between_purposes(sealer: Sealer) -> None:
    number = "+12135550101"

    assert sealer.blind_index("contact", number) == sealer.blind_index("contact", number)
    assert sealer.blind_index("contact", number) != sealer.blind_index("optout", number)
    assert len(sealer.blind_index("contact", number)) == 16
