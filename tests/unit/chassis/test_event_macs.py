"""An event is believed when its topic's producer said it, to us, on that topic, under a key that is not outdated."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from schemas.envelope import encode
from schemas.publishing import golden
from schemas.topics import BY_NAME, TOPICS
from schemas.values import uuid7
from services.chassis.bus_keys import BELIEVED, PAIRS, ROTATED_AFTER, BusKeys
from services.chassis.event_macs import EventMacs, Unauthentic
from services.chassis.keyring import main
from services.chassis.sealing import KeyMissing, KeyRefused
from tests.support.event_macs import macs_of

NOW = datetime.now(UTC)
REPORTS = "hotline.intake.report.v1"
HELD = "hotline.intake.held.v1"
VALUE = encode(golden.FULL[0], event_id=uuid7(), subject="s", at=golden.AT)


@pytest.fixture
def keys(tmp_path: Path) -> BusKeys:
    keys = BusKeys(tmp_path)
    keys.ensure(NOW)
    return keys


def heard(keys: BusKeys, value: bytes | None, *, service: str = "dispatch", topic: str = REPORTS) -> bytes:
    return EventMacs(keys, service).verified(topic, value)


def said(keys: BusKeys, *, topic: str = REPORTS) -> bytes:
    return EventMacs(keys, "intake").signed(topic, VALUE)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_each_reader_of_a_topic_believes_its_producer(topic, keys: BusKeys) -> None:
    value = EventMacs(keys, topic.producer).signed(topic.name, VALUE)

    for reader in topic.consumers:
        assert heard(keys, value, service=reader, topic=topic.name) == VALUE
    for other in {"intake", "dispatch", "notify", "console"} - set(topic.consumers):
        with pytest.raises(Unauthentic, match="no mac for this service"):
            heard(keys, value, service=other, topic=topic.name)


def test_what_has_no_mac_of_ours_is_not_believed(keys: BusKeys) -> None:
    value = said(keys)
    for unsigned in (None, b"", b"}", VALUE, value[:-1], value + b" ", value[:-2] + b',"data":{}}', b"\xff" * 99):
        with pytest.raises(Unauthentic, match="no mac for this service"):
            heard(keys, unsigned)


def test_no_byte_can_be_changed(keys: BusKeys) -> None:
    value = said(keys)
    refused = 0
    for at in range(len(value)):
        changed = bytearray(value)
        changed[at] ^= 1
        try:
            assert heard(keys, bytes(changed)) == VALUE  # only in what is for another reader
            assert at >= value.index(b"console:")
        except Unauthentic:
            refused += 1
    assert refused >= value.index(b",console:")


def test_what_is_put_between_the_event_and_its_mac_is_not_believed(keys: BusKeys) -> None:
    value = said(keys)
    at = value.index(b',"mac":"')

    with pytest.raises(Unauthentic):
        heard(keys, value[:at] + b',"data":{}' + value[at:])
    with pytest.raises(Unauthentic):  # a second MAC, of an earlier record, behind another event
        heard(keys, VALUE.replace(b'"s"', b'"t"')[:-1] + value[at:])


def test_an_event_is_not_believed_on_another_topic_of_the_same_producer(keys: BusKeys) -> None:
    assert BY_NAME[HELD].producer == BY_NAME[REPORTS].producer
    with pytest.raises(Unauthentic, match="does not fit"):
        heard(keys, said(keys, topic=REPORTS), topic=HELD)


def test_a_reader_cannot_speak_to_another_reader(keys: BusKeys, tmp_path: Path) -> None:
    """Console knows the key it shares with intake; with that it makes what dispatch should believe."""
    taken_over = BusKeys(tmp_path / "console")
    taken_over.ensure(NOW)
    for name in ("intake.dispatch", "intake.console"):
        [file] = (tmp_path / "console" / "bus" / name).iterdir()
        file.chmod(0o600)
        file.write_bytes((tmp_path / "bus" / "intake.console" / "1.key").read_bytes())

    with pytest.raises(Unauthentic, match="does not fit"):
        heard(keys, said(taken_over))


def test_the_last_two_generations_are_believed_and_the_newest_signs(keys: BusKeys, tmp_path: Path) -> None:
    reader = EventMacs(keys, "dispatch")
    first, _ = said(keys), keys.rotate()
    second, _ = said(keys), keys.rotate()

    assert (b"dispatch:1." in first, b"dispatch:2." in second, b"dispatch:3." in said(keys)) == (True, True, True)
    assert reader.verified(REPORTS, second) == reader.verified(REPORTS, said(keys)) == VALUE
    with pytest.raises(Unauthentic, match="does not fit"):
        reader.verified(REPORTS, first)
    assert sorted(file.name for file in (tmp_path / "bus" / "intake.dispatch").iterdir()) == ["2.key", "3.key"]


def test_a_running_reader_finds_a_key_that_was_made_since(keys: BusKeys) -> None:
    reader = EventMacs(keys, "dispatch")
    assert reader.verified(REPORTS, said(keys)) == VALUE

    keys.rotate()

    assert reader.verified(REPORTS, said(keys)) == VALUE


def test_a_running_writer_signs_with_a_key_that_was_made_since(keys: BusKeys, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = EventMacs(keys, "intake")
    assert b"dispatch:1." in writer.signed(REPORTS, VALUE)

    keys.rotate()

    assert b"dispatch:1." in writer.signed(REPORTS, VALUE)
    monkeypatch.setattr("services.chassis.event_macs.READ_AGAIN_SECONDS", 0)
    assert b"dispatch:2." in writer.signed(REPORTS, VALUE)


def test_without_a_key_nobody_can_tell(tmp_path: Path, keys: BusKeys) -> None:
    nothing = BusKeys(tmp_path / "nothing")

    with pytest.raises(KeyMissing, match=r"bus/intake\.dispatch"):
        heard(nothing, said(keys))
    with pytest.raises(KeyMissing, match=r"bus/intake\.dispatch"):
        said(nothing)
    with pytest.raises(KeyMissing):
        EventMacs(nothing, "notify").need_keys()
    EventMacs(keys, "notify").need_keys()


def test_a_service_has_no_key_of_two_others(tmp_path: Path, keys: BusKeys) -> None:
    notify = BusKeys(tmp_path, "notify")

    assert notify.of("intake", "notify")
    assert notify.of("notify", "dispatch")
    with pytest.raises(KeyRefused):
        notify.of("intake", "dispatch")
    with pytest.raises(KeyRefused):
        EventMacs(notify, "notify").signed(REPORTS, VALUE)


def test_a_service_needs_the_keys_of_its_own_pairs_alone(keys: BusKeys, tmp_path: Path) -> None:
    for folder in (tmp_path / "bus").iterdir():
        if "intake" not in folder.name.split("."):
            for file in folder.iterdir():
                file.unlink()

    EventMacs(keys, "intake").need_keys()
    with pytest.raises(KeyMissing):
        EventMacs(keys, "dispatch").need_keys()


@pytest.mark.parametrize("key", [b"", b"short", bytes(33)])
def test_a_key_that_is_cut_signs_and_opens_nothing(key: bytes, keys: BusKeys, tmp_path: Path) -> None:
    file = tmp_path / "bus" / "intake.dispatch" / "1.key"
    file.chmod(0o600)
    file.write_bytes(key)

    with pytest.raises(KeyMissing):
        said(keys)


def test_events_without_a_mac_are_taken_for_the_time_of_an_upgrade(keys: BusKeys) -> None:
    upgrading = EventMacs(keys, "dispatch", unsigned_until=datetime.now(UTC) + timedelta(minutes=1))
    upgraded = EventMacs(keys, "dispatch", unsigned_until=datetime.now(UTC) - timedelta(seconds=1))

    assert upgrading.verified(REPORTS, VALUE) == VALUE
    with pytest.raises(Unauthentic, match="does not fit"):
        upgrading.verified(REPORTS, said(keys).replace(b'"s"', b'"t"'))
    with pytest.raises(Unauthentic, match="no mac for this service"):
        upgraded.verified(REPORTS, VALUE)


def test_the_job_makes_the_next_keys_when_they_are_due_or_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys, now = BusKeys(tmp_path), datetime.now(UTC)
    keys.ensure(now)

    assert keys.ensure(now + ROTATED_AFTER - timedelta(minutes=1)) == []
    assert len(keys.ensure(now + ROTATED_AFTER + timedelta(minutes=1))) == len(PAIRS)
    assert main(["rotate-bus", str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"{len(PAIRS)} new keys\n"
    assert {len(list(folder.iterdir())) for folder in (tmp_path / "bus").iterdir()} == {BELIEVED}


def test_a_dead_letters_copy_is_for_people_and_bears_no_mac() -> None:
    assert macs_of("dispatch").signed("hotline.dispatch.main.dlt", VALUE) == VALUE
