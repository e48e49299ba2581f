"""Keys are made whole, once, by one job; a key that is cut, missing or destroyed opens nothing."""

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from prometheus_client import REGISTRY

from services.chassis import sealing
from services.chassis.keyring import main
from services.chassis.sealing import KeyMissing, Keyring, Sealer, Tampered

TODAY = datetime.now(UTC).date()


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_the_job_makes_the_keys_and_says_how_many(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["ensure", str(tmp_path / "ring")]) == 0
    assert capsys.readouterr().out == "67 new keys\n"
    assert main(["ensure", str(tmp_path / "ring")]) == 0
    assert capsys.readouterr().out == "0 new keys\n"
    assert len(files(tmp_path / "ring")) == 67
    assert (tmp_path / "ring" / "contact" / f"{TODAY + timedelta(days=8)}.key").exists()
    assert not (tmp_path / "ring" / "contact" / f"{TODAY + timedelta(days=9)}.key").exists()


@pytest.mark.parametrize("arguments", [[], ["ensure"], ["destroy", "x"], ["ensure", "x", "y"]])
def test_the_job_does_nothing_that_it_was_not_asked(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)

    assert main(arguments) == 2
    assert "ensure FOLDER" in capsys.readouterr().err
    assert files(tmp_path) == []


def test_nothing_half_written_is_left_and_folders_are_for_nobody_else(tmp_path: Path):
    ring = tmp_path / "ring"
    keyring = Keyring(ring)
    keyring.ensure(TODAY)
    keyring.make_person_key(uuid4())

    assert [name for name in files(ring) if not name.endswith(".key")] == []
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in ring.iterdir()} == {0o700}


def test_each_key_is_random_and_stays_as_it_is(tmp_path: Path):
    keyring = Keyring(tmp_path)
    keyring.ensure(TODAY)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.key")}

    keyring.ensure(TODAY)

    assert len(set(before.values())) == len(before)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.key")} == before


def test_a_key_that_another_process_made_meanwhile_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "words" / "k.key"
    linked = os.link

    def somebody_else_is_quicker(source: Path, target: Path) -> None:
        path.write_bytes(b"theirs" + bytes(26))
        linked(source, target)

    monkeypatch.setattr("services.chassis.sealing.os.link", somebody_else_is_quicker)

    assert sealing.make_key(path) is False
    assert path.read_bytes() == b"theirs" + bytes(26)
    assert files(tmp_path) == ["words/k.key"]


def test_keys_of_many_people_are_made_at_once(tmp_path: Path):
    people = [uuid4() for _ in range(3)]
    keyring = Keyring(tmp_path)
    keyring.make_person_key(people[0])
    first = keyring.key(f"person/{people[0]}")

    keyring.make_person_keys(people)

    assert Keyring(tmp_path).key(f"person/{people[0]}") == first
    assert len({keyring.key(f"person/{person}") for person in people}) == 3


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_of_another_length_is_none(tmp_path: Path, length: int):
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "2026-11-24.key").write_bytes(bytes(length))

    with pytest.raises(KeyMissing, match="words/2026-11-24"):
        Keyring(tmp_path).key("words/2026-11-24")


def test_a_blind_index_without_its_key_fails(tmp_path: Path):
    with pytest.raises(KeyMissing, match="index/contact"):
        Sealer(Keyring(tmp_path)).blind_index("contact", "+12135550101")


def test_a_blind_index_is_the_hmac_of_the_number_cut_to_sixteen_bytes(tmp_path: Path):
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "contact.key").write_bytes(bytes(32))

    index = Sealer(Keyring(tmp_path)).blind_index("contact", "+12135550101")

    assert index.hex() == "9fbc7d6b30b935fc3e5fa208dfbd77d1"


@pytest.mark.parametrize("key_id", ["../x", "words/../../x", "WORDS/2026-11-24", "words"])
def test_what_is_no_key_id_destroys_nothing(tmp_path: Path, key_id: str):
    (tmp_path / "x.key").write_bytes(bytes(32))

    with pytest.raises(KeyMissing):
        Keyring(tmp_path / "ring").destroy(key_id)

    assert files(tmp_path) == ["x.key"]


def test_to_destroy_a_key_twice_is_no_fault(tmp_path: Path):
    keyring = Keyring(tmp_path)
    keyring.ensure(TODAY)

    keyring.destroy(f"words/{TODAY}")
    keyring.destroy(f"words/{TODAY}")

    assert f"words/{TODAY}.key" not in files(tmp_path)


def test_a_key_is_read_once_and_a_cipher_made_once_for_it(tmp_path: Path):
    keyring = Keyring(tmp_path)
    keyring.ensure(TODAY)
    sealer = Sealer(keyring)
    blob = sealer.seal("words", TODAY, purpose="p", record="r", text="text")

    (tmp_path / "words" / f"{TODAY}.key").unlink()

    assert sealer.open(blob, purpose="p", record="r") == b"text"


def test_a_key_that_came_back_changed_is_used_as_it_is_now(tmp_path: Path):
    keyring = Keyring(tmp_path)
    keyring.ensure(TODAY)
    sealer = Sealer(keyring)
    blob = sealer.seal("words", TODAY, purpose="p", record="r", text="text")

    keyring.destroy(f"words/{TODAY}")
    keyring.ensure(TODAY)

    with pytest.raises(Tampered):
        sealer.open(blob, purpose="p", record="r")
    again = sealer.seal("words", TODAY, purpose="p", record="r", text="text")
    assert Sealer(Keyring(tmp_path)).open(again, purpose="p", record="r") == b"text"


def test_what_machines_open_is_counted_by_purpose_and_what_they_cannot_open_is_not(tmp_path: Path):
    def opened() -> float:
        return REGISTRY.get_sample_value("hotline_sealed_opened_total", {"purpose": "counted"}) or 0.0

    keyring = Keyring(tmp_path)
    keyring.ensure(TODAY)
    sealer = Sealer(keyring)
    blob = sealer.seal("words", TODAY, purpose="counted", record="r", text=b"\x00bytes")
    before = opened()

    assert sealer.open(blob, purpose="counted", record="r") == b"\x00bytes"
    with pytest.raises(Tampered):
        sealer.open(blob, purpose="counted", record="another")

    assert opened() == before + 1


def test_a_blob_names_its_version_and_its_key(tmp_path: Path):
    keyring = Keyring(tmp_path)
    keyring.ensure(TODAY)

    blob = Sealer(keyring).seal("words", TODAY, purpose="p", record="r", text="text")

    key_id = f"words/{TODAY}".encode()
    assert blob.startswith(bytes((1, len(key_id))) + key_id)
    assert len(blob) == 2 + len(key_id) + 12 + len(b"text") + 16


def test_a_blob_of_another_version_is_refused_before_any_key_is_looked_for(tmp_path: Path):
    with pytest.raises(Tampered):
        Sealer(Keyring(tmp_path)).open(b"\x02" + bytes(40), purpose="p", record="r")
