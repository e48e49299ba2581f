"""What each process is told: its own, and nothing of the others."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

import pytest

from deploy.local.layout import ADMIN, PRINCIPALS, Layout, Ports
from deploy.local.programs.credentials import Credentials, credentials_of
from deploy.local.programs.environment import (
    instance_environment,
    kafka_environment,
    overrides_from,
    part_environment,
    read_env_file,
    write_env_file,
)
from schemas import access
from services.chassis.bus_certificate import CERTIFICATE


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path, tmp_path / "cache", Ports(8400))


@pytest.fixture
def instance(layout: Layout) -> dict[str, str]:
    return instance_environment(layout, Credentials.random(), "sandbox")


@pytest.mark.parametrize("service", ["intake", "dispatch", "notify"])
def test_a_service_never_sees_another_services_settings(instance: dict[str, str], service: str):
    told = part_environment(instance, service)

    others = {"INTAKE", "DISPATCH", "NOTIFY", "SANDBOX"} - {service.upper()}
    assert f"HOTLINE_{service.upper()}_DATABASE__URL" in told
    assert not [name for name in told if name.startswith(tuple(f"HOTLINE_{other}_" for other in others))]


@pytest.mark.parametrize("part", ["intake", "dispatch", "notify", "sandbox"])
def test_nobody_but_the_command_line_gets_the_operators_key(instance: dict[str, str], part: str):
    told = part_environment(instance, part)

    assert "HOTLINE_STAFF_KEY" not in told
    assert f"HOTLINE_{part.upper()}_URL" not in told


@pytest.mark.parametrize("service", ["intake", "dispatch", "notify"])
def test_a_service_gets_in_at_kafka_as_itself_and_knows_no_other_password(layout: Layout, service: str):
    credentials = Credentials.random()
    told = part_environment(kafka_environment(layout, credentials, "sandbox"), service)

    assert told["HOTLINE_KAFKA__USERNAME"] == service
    assert told["HOTLINE_KAFKA__PASSWORD"] == credentials.kafka_password(service)
    others = {*PRINCIPALS, ADMIN} - {service}
    assert not {credentials.kafka_password(other) for other in others} & set(told.values())
    assert f"HOTLINE_{service.upper()}_KAFKA__PASSWORD" not in told, "under the name that a service reads"


def test_the_sandbox_needs_no_account(layout: Layout):
    told = part_environment(kafka_environment(layout, Credentials.random(), "sandbox"), "sandbox")

    assert not [name for name in told if name.endswith(("USERNAME", "PASSWORD"))]


def test_in_production_kafka_of_this_machine_speaks_tls(layout: Layout):
    told = part_environment(kafka_environment(layout, Credentials.random(), "production"), "intake")

    assert told["HOTLINE_KAFKA__SECURITY_PROTOCOL"] == "SASL_SSL"
    assert told["HOTLINE_KAFKA__CA_FILE"] == str(layout.kafka_trusted / CERTIFICATE)


def test_the_accounts_are_those_of_the_table():
    assert (set(PRINCIPALS), ADMIN) == (set(access.PRINCIPALS), access.ADMIN)


def test_children_take_time_zones_from_the_wheel(instance: dict[str, str]):
    assert part_environment(instance, "dispatch")["PYTHONTZPATH"] == ""


def test_the_sandbox_and_notify_share_the_providers_secret(instance: dict[str, str]):
    assert instance["HOTLINE_SANDBOX_AUTH_TOKEN"] == instance["HOTLINE_NOTIFY_SMS__AUTH_TOKEN"]
    webhook, _, overrides = instance["HOTLINE_SANDBOX_INBOUND_URL"].partition("#")
    assert webhook == "http://127.0.0.1:8403/v1/twilio/inbound"
    assert overrides == "rc=5&rp=all"  # the provider's own words for: try again while notify restarts


def test_the_callers_variables_are_wishes_but_not_those_that_place_the_instance():
    caller = {"HOTLINE_LOG_LEVEL": "debug", "HOTLINE_HOME": "/x", "HOTLINE_TEST_KAFKA": "y", "PATH": "/bin"}

    assert overrides_from(caller) == {"HOTLINE_LOG_LEVEL": "debug"}


def test_the_env_file_gives_back_what_was_written_and_only_to_its_owner(instance: dict[str, str], tmp_path: Path):
    write_env_file(tmp_path / "env", instance)

    assert read_env_file(tmp_path / "env") == instance
    assert (tmp_path / "env").stat().st_mode & 0o777 == 0o600


def test_credentials_are_made_once_and_read_by_their_owner_only(layout: Layout):
    first = credentials_of(layout)

    assert credentials_of(layout) == first
    assert layout.secrets_file.stat().st_mode & 0o777 == 0o600
    assert Credentials.random() != first


def test_an_instance_of_an_older_release_gains_what_is_new_and_keeps_the_rest(layout: Layout):
    new = credentials_of(layout)
    old = {name: value for name, value in asdict(new).items() if not name.startswith("kafka_")}
    layout.secrets_file.write_text(json.dumps(old))

    upgraded = credentials_of(layout)

    assert old.items() <= asdict(upgraded).items()
    assert upgraded.kafka_intake not in ("", new.kafka_intake)
    assert credentials_of(layout) == upgraded, "written down"


def test_the_staff_file_knows_the_operators_key_by_its_hash_only(layout: Layout):
    key = credentials_of(layout).staff_key

    [entry] = json.loads(layout.staff_keys_file.read_text())
    prefix, key_id, secret = key.split("_", 2)
    assert (prefix, len(secret)) == ("hl", 43)
    assert entry == {
        "key_id": key_id,
        "actor": "OPERATOR",
        "role": "admin",
        "networks": "*",
        "sha256": hashlib.sha256(key.encode()).hexdigest(),
    }
    assert secret not in layout.staff_keys_file.read_text()


def test_staff_that_was_added_is_still_there_after_the_next_start(layout: Layout):
    credentials_of(layout)
    added = {"key_id": "cafe0123", "actor": "HERON", "role": "duty_lead", "sha256": "0" * 64}
    staff = json.loads(layout.staff_keys_file.read_text())
    layout.staff_keys_file.write_text(json.dumps([*staff, added]))

    credentials_of(layout)

    assert [entry["actor"] for entry in json.loads(layout.staff_keys_file.read_text())] == ["OPERATOR", "HERON"]
