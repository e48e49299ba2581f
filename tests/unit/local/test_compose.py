"""What compose.yaml promises of every container: no root, nothing to write but its volumes, and its own networks."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.local.layout import ADMIN, PRINCIPALS, SERVICES

FOLDER = Path(__file__).parents[3] / "deploy/compose"
CONTAINERS: dict[str, dict[str, Any]] = yaml.safe_load((FOLDER / "compose.yaml").read_text())["services"]
PASSWORDS = {f"KAFKA_{name.upper()}_PASSWORD" for name in (*PRINCIPALS, ADMIN)}


@pytest.mark.parametrize("name", CONTAINERS)
def test_no_container_can_write_itself_or_gain_anything(name: str) -> None:
    container = CONTAINERS[name]

    assert container["read_only"] is True
    assert container["cap_drop"] == ["ALL"]
    assert container["security_opt"] == ["no-new-privileges:true"]
    assert "cap_add" not in container
    assert "privileged" not in container


def test_stores_publish_nothing_and_are_reached_by_those_who_use_them() -> None:
    on = {name: set(container.get("networks", ())) for name, container in CONTAINERS.items()}

    assert {name for name in on if "kafka" in on[name]} == {"kafka", "console", *SERVICES}
    assert {name for name in on if "postgres" in on[name]} == {"postgres", *SERVICES}
    assert on["kafka"] == {"kafka"}
    assert on["postgres"] == {"postgres"}
    assert not any("ports" in CONTAINERS[name] for name in ("kafka", "postgres", "topics", "keyring"))
    assert CONTAINERS["topics"]["network_mode"] == "service:kafka"
    assert on["keyring"] == {"keys"}
    assert {name for name in on if "keys" in on[name]} == {"keyring", *SERVICES}
    networks = yaml.safe_load((FOLDER / "compose.yaml").read_text())["networks"]
    assert {name for name, about in networks.items() if about and about.get("internal")} == {
        "kafka",
        "postgres",
        "keys",
    }


@pytest.mark.parametrize("name", SERVICES)
def test_health_and_metrics_listen_on_the_network_of_the_key_job_alone(name: str) -> None:
    container, inner = CONTAINERS[name], f"{name}.keys"
    environment, networks = container["environment"], container["networks"]
    port = environment["PROBED_PORT"]

    assert environment[f"HOTLINE_{name.upper()}_HTTP__INTERNAL_HOST"] == inner
    assert [network for network, about in networks.items() if inner in (about or {}).get("aliases", ())] == ["keys"]
    assert environment["PROBED_HOST"] == inner
    assert "/dev/tcp/$${PROBED_HOST:-127.0.0.1}/$$PROBED_PORT" in container["healthcheck"]["test"][-1]
    assert f"{name}=http://{inner}:{port}" in CONTAINERS["keyring"]["command"][0]
    assert str(port) not in str(container["ports"])


def test_stores_are_bounded_and_nobodys_root() -> None:
    assert {CONTAINERS[name]["user"] for name in ("postgres", "kafka")} == {"postgres", "appuser"}
    assert all(container["pids_limit"] <= 1024 for container in CONTAINERS.values())


def test_each_container_knows_its_own_password_of_kafka_alone() -> None:
    known = {
        name: {password for password in PASSWORDS if password in str(container.get("environment", ""))}
        for name, container in CONTAINERS.items()
    }

    assert known.pop("topics") == PASSWORDS
    assert known.pop("kafka") == {"KAFKA_ADMIN_PASSWORD"}
    assert {name: words for name, words in known.items() if words} == {
        name: {f"KAFKA_{name.upper()}_PASSWORD"} for name in PRINCIPALS
    }


def test_the_key_of_kafkas_certificate_is_mounted_where_it_is_made_and_in_kafka_alone() -> None:
    mounted = {name for name, container in CONTAINERS.items() if "kafka-tls:" in str(container.get("volumes", ""))}

    assert mounted == {"kafka", "keyring"}


def test_secrets_of_an_older_release_are_kept_and_what_is_new_is_added(tmp_path: Path) -> None:
    env = tmp_path / "env"
    env.write_text("POSTGRES_PASSWORD=kept\nKAFKA_INTAKE_PASSWORD=kept too")
    env.chmod(0o600)

    for _ in range(2):
        subprocess.run((sys.executable, str(FOLDER / "new_secrets.py"), str(env)), check=True, capture_output=True)

    lines = dict(line.split("=", 1) for line in env.read_text().splitlines())
    assert lines["POSTGRES_PASSWORD"] == "kept"
    assert lines["KAFKA_INTAKE_PASSWORD"] == "kept too"
    assert lines.keys() == PASSWORDS | {"POSTGRES_PASSWORD"}
    assert len(env.read_text().splitlines()) == 6
    assert env.stat().st_mode & 0o777 == 0o600
