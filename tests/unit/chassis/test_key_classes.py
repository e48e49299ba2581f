"""A service has the keys of its own classes and no other: none to open with, none to seal with, none to destroy."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
import yaml

from services.chassis.bus_keys import PAIRS
from services.chassis.key_classes import INDEX_OF, KEY_CLASSES
from services.chassis.keyring import main
from services.chassis.sealing import KeyMissing, KeyRefused, Keyring, Sealer, Tampered

TODAY = datetime.now(UTC).date()
SERVICES = ("intake", "dispatch", "notify")
COMPOSE = Path(__file__).parents[3] / "deploy/compose/compose.yaml"


@pytest.fixture
def ring(tmp_path: Path) -> Path:
    Keyring(tmp_path).ensure(TODAY)
    return tmp_path


def refused(service: str, name: str, ring: Path) -> bool:
    try:
        Keyring(ring, service).key(f"{name}/{TODAY}")
    except KeyRefused:
        return True
    return False


def test_who_reads_which_keys_is_this_and_no_more(ring: Path):
    daily = {name for name, kind in KEY_CLASSES.items() if kind.daily}
    readable = {service: {name for name in daily if not refused(service, name, ring)} for service in SERVICES}

    assert readable == {
        "intake": {"contact", "words", "notes", "case", "params"},
        "dispatch": {"words", "replies", "notes", "case", "params"},  # words: of the last release
        "notify": {"contact", "words", "replies", "case", "params"},  # case: of the last release
    }


@pytest.mark.parametrize(
    ("service", "name"),
    [
        ("dispatch", "contact"),
        ("dispatch", "words"),
        ("dispatch", "replies"),
        ("intake", "replies"),
        ("intake", "notes"),
        ("notify", "case"),
        ("notify", "notes"),
        ("notify", "params"),
    ],
)
def test_nobody_seals_what_another_service_says(service: str, name: str, ring: Path):
    with pytest.raises(KeyRefused):
        Sealer(Keyring(ring, service)).seal(name, TODAY, purpose="p", record="r", text="text")


def test_what_is_sealed_for_another_service_does_not_open(ring: Path):
    number = Sealer(Keyring(ring, "intake")).seal("contact", TODAY, purpose="p", record="r", text="+12135550177")
    text = Sealer(Keyring(ring, "notify")).seal("replies", TODAY, purpose="p", record="r", text="on my way")

    assert Sealer(Keyring(ring, "notify")).open(number, purpose="p", record="r") == b"+12135550177"
    assert Sealer(Keyring(ring, "dispatch")).open(text, purpose="p", record="r") == b"on my way"
    for service, blob in (("dispatch", number), ("intake", text)):
        with pytest.raises(Tampered):
            Sealer(Keyring(ring, service)).open(blob, purpose="p", record="r")


@pytest.mark.parametrize("service", SERVICES)
def test_an_index_has_one_service(service: str, ring: Path):
    for purpose, owner in INDEX_OF.items():
        sealer = Sealer(Keyring(ring, service))
        if service == owner:
            assert len(sealer.blind_index(purpose, "+12135550101")) == 16
        else:
            with pytest.raises(KeyRefused):
                sealer.blind_index(purpose, "+12135550101")


def test_a_key_is_made_and_destroyed_by_who_keeps_it(ring: Path):
    person, source = uuid4(), uuid4()
    Keyring(ring, "notify").make_person_key(person)
    Keyring(ring, "intake").make_source_key(source)

    for service, key_id in (
        ("intake", f"person/{person}"),
        ("dispatch", f"person/{person}"),
        ("notify", f"source/{source}"),
        ("notify", f"words/{TODAY}"),
        ("intake", f"contact/{TODAY}"),
    ):
        with pytest.raises(KeyRefused):
            Keyring(ring, service).destroy(key_id)
    with pytest.raises(KeyRefused):
        Keyring(ring, "intake").ensure(TODAY)
    with pytest.raises(KeyRefused):
        Keyring(ring, "intake").make_person_key(uuid4())
    with pytest.raises(KeyRefused):
        Keyring(ring, "notify").make_source_key(uuid4())

    Keyring(ring, "notify").destroy(f"person/{source}")  # a source's id is nobody's here
    assert Keyring(ring, "intake").key(f"source/{source}")


def test_a_sources_key_of_the_last_release_goes_on_and_is_no_persons_any_more(ring: Path):
    adopted, by_the_job, strange = uuid4(), uuid4(), uuid4()
    before = Sealer(Keyring(ring))
    sealed = {}
    for source in (adopted, by_the_job):
        before.keyring.make_person_key(source)
        sealed[source] = before.seal_for_person(source, purpose="source.secret", record="k", text="secret")
    before.keyring.make_person_key(strange)
    number = before.seal_for_person(strange, purpose="contact.phone", record="r", text="+12135550101")

    Keyring(ring, "intake").adopt_source_key(adopted)
    assert main(["adopt", str(ring), str(by_the_job)]) == 0
    Keyring(ring, "notify").destroy(f"person/{adopted}")

    intake = Sealer(Keyring(ring, "intake"))
    for blob in sealed.values():
        assert intake.open(blob, purpose="source.secret", record="k") == b"secret"
    with pytest.raises(KeyMissing):
        intake.open(number, purpose="contact.phone", record="r")


def test_compose_gives_each_service_the_folders_of_its_classes_and_writing_only_where_it_keeps():
    document = yaml.safe_load(COMPOSE.read_text())

    for service in SERVICES:
        mounts = [each for each in document["services"][service]["volumes"] if isinstance(each, dict)]
        given = {each["volume"]["subpath"]: not each.get("read_only", False) for each in mounts}
        readable = {name: service == kind.kept_by for name, kind in KEY_CLASSES.items() if service in kind.read_by}
        indexes = {f"index/{purpose}.key": False for purpose, owner in INDEX_OF.items() if owner == service}
        readable.pop("index", None)
        pairs = {f"bus/{'.'.join(pair)}": False for pair in PAIRS if service in pair}

        assert given == readable | indexes | pairs
        assert all(each["target"] == f"/keyring/{each['volume']['subpath']}" for each in mounts)
        assert all(each["source"] == "keyring" and each["volume"]["nocopy"] for each in mounts)
        assert "keyring:/keyring" not in document["services"][service]["volumes"]
