"""Which keys end, and that none does while anybody needs it or did not say."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from services.chassis import key_job
from services.chassis.key_classes import KEY_CLASSES
from services.chassis.key_job import KeysEnding, ServiceNeeds, ServiceSilent, ending, expire
from services.chassis.keyring import main
from services.chassis.keys_in_use import answer_of
from services.chassis.sealing import KeyMissing, Keyring, Sealer

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TODAY = NOW.date()
KEPT = {"params": 2, "contact": 7, "words": 14, "replies": 14, "notes": 14, "case": 30}


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_each_class_is_kept_as_long_as_was_promised():
    assert {name: kind.keep_days for name, kind in KEY_CLASSES.items() if kind.daily} == KEPT


@pytest.mark.parametrize(("name", "days"), KEPT.items())
def test_a_key_ends_when_the_days_after_its_own_are_over(name: str, days: int):
    found = ending({name: [ago(days), ago(days + 1)]}, [ServiceNeeds(NOW, frozenset())], NOW)

    assert found == KeysEnding((f"{name}/{ago(days + 1)}",), ())


def test_what_anybody_needs_in_any_round_stays():
    old, older = ago(40), ago(41)
    said = [ServiceNeeds(NOW, frozenset()), ServiceNeeds(NOW, frozenset({("case", old)}))]

    assert ending({"case": [old, older]}, said, NOW) == KeysEnding((f"case/{older}",), (f"case/{old}",))


def test_a_clock_that_is_ahead_ends_nothing():
    ahead = NOW + timedelta(days=5)

    for clocks in ((ahead, ahead, NOW, ahead), (ahead, ahead, ahead, NOW), (NOW, ahead, ahead, ahead)):
        said = [ServiceNeeds(clock, frozenset()) for clock in clocks[:3]]
        assert ending({"params": [ago(2)]}, said, clocks[3]) == KeysEnding((), ())


def test_what_is_destroyed_opens_nowhere_also_where_it_lay_in_memory(tmp_path: Path):
    job = Keyring(tmp_path)
    job.ensure(ago(40))
    running = Sealer(Keyring(tmp_path, "intake"))
    blobs = [running.seal("contact", ago(days), purpose="p", record="r", text="+12135550177") for days in (40, 39)]
    assert running.open(blobs[0], purpose="p", record="r") == b"+12135550177"

    job.destroy(f"contact/{ago(40)}")

    assert running.keyring.forget_destroyed()
    with pytest.raises(KeyMissing):
        running.open(blobs[0], purpose="p", record="r")
    assert running.open(blobs[1], purpose="p", record="r") == b"+12135550177"
    assert not running.keyring.forget_destroyed()


def test_the_bytes_of_a_destroyed_key_are_written_over(tmp_path: Path):
    job = Keyring(tmp_path)
    job.ensure(TODAY)
    path = tmp_path / "words" / f"{TODAY}.key"
    with path.open("rb") as still_open:
        job.destroy(f"words/{TODAY}")

        assert still_open.read() == bytes(32)
    assert not path.exists()


@pytest.mark.parametrize("missing", ["intake", "dispatch", "notify"])
async def test_who_is_not_asked_has_not_answered(tmp_path: Path, missing: str):
    urls = {name: "http://127.0.0.1:1" for name in ("intake", "dispatch", "notify") if name != missing}

    with pytest.raises(ServiceSilent, match=missing):
        await expire(Keyring(tmp_path), urls)


@pytest.mark.parametrize(
    "document",
    [
        {},
        [],
        {"service": "dispatch", "now": NOW.isoformat(), "in_use": []},
        {"service": "intake", "now": "2026-11-24T12:00:00", "in_use": []},
        {"service": "intake", "now": NOW.isoformat(), "in_use": ["contact"]},
        {"service": "intake", "now": NOW.isoformat()},
        {"service": "intake", "now": None, "in_use": []},
        {"service": "intake", "now": NOW.isoformat(), "in_use": {}},
        {"service": "intake", "now": NOW.isoformat(), "in_use": ""},
    ],
)
def test_what_is_no_answer_is_not_taken_for_one(document: object):
    with pytest.raises((ServiceSilent, ValueError, KeyError, TypeError)):
        key_job._read("intake", document)


def test_what_a_service_says_is_read_as_it_was_said():
    in_use = {("case", ago(40)), ("contact", ago(9))}

    assert key_job._read("intake", answer_of("intake", NOW, in_use)) == ServiceNeeds(NOW, frozenset(in_use))


def test_a_file_that_is_no_days_key_is_left_alone_and_hides_no_key(tmp_path: Path):
    job = Keyring(tmp_path)
    job.ensure(TODAY)
    for name in ("copy of 2026-11-24", "20261123", "2026-11-23.old"):
        (tmp_path / "words" / f"{name}.key").write_bytes(bytes(32))

    assert job.days()["words"] == [TODAY + timedelta(days=ahead) for ahead in range(9)]


def test_the_command_says_what_it_could_not_ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    Keyring(tmp_path).ensure(ago(400))

    assert main(["expire", str(tmp_path), "intake=http://127.0.0.1:1"]) == 1
    assert "no key was destroyed: dispatch, notify: not among those who are asked" in capsys.readouterr().err
    assert (tmp_path / "case" / f"{ago(400)}.key").exists()
