"""A misspelt setting stops the start; another process's settings do not."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from services.chassis.settings import DatabaseSettings, HttpSettings, ServiceSettings, UnknownSettings


class ExampleSettings(ServiceSettings):
    intake_database: DatabaseSettings


GOOD = {"HOTLINE_KEYRING": "/ring", "HOTLINE_INTAKE_DATABASE__URL": "postgresql://x"}


def read(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> ExampleSettings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return ExampleSettings.from_environment(environment)


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, GOOD | {"HOTLINE_KAFKA__BOOTSTRAP_SERVERS": "kafka:1"})

    assert settings.kafka.bootstrap_servers == "kafka:1"
    assert settings.keyring == Path("/ring")


@pytest.mark.parametrize(
    "name",
    ["HOTLINE_KEYRNG", "HOTLINE_KAFKA__BOOTSTRAP", "HOTLINE_INTAKE_DATABSE__URL", "HOTLINE_INTAKE_DATABASE__URI"],
)
def test_a_misspelt_name_is_an_error_that_names_it(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    with pytest.raises(UnknownSettings, match=name):
        read(monkeypatch, GOOD | {name: "x"})


def test_the_settings_of_another_process_are_not_ours_to_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    read(monkeypatch, GOOD | {"HOTLINE_NOTIFY_SMS__AUTH_TOKEN": "x", "HOTLINE_STAFF_KEY": "x"})


@pytest.mark.parametrize("given", [{}, {"HOTLINE_KAFKA__USERNAME": "intake"}, {"HOTLINE_KAFKA__PASSWORD": "x"}])
def test_a_protocol_with_accounts_needs_one(monkeypatch: pytest.MonkeyPatch, given: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="HOTLINE_KAFKA__USERNAME and HOTLINE_KAFKA__PASSWORD"):
        read(monkeypatch, GOOD | given | {"HOTLINE_KAFKA__SECURITY_PROTOCOL": "SASL_SSL"})


@pytest.mark.parametrize("protocol", ["PLAINTEXT", "SSL", "SASL_PLAINTEXT", None])
def test_production_refuses_a_kafka_that_cannot_be_known(monkeypatch: pytest.MonkeyPatch, protocol: str | None) -> None:
    account = {"HOTLINE_KAFKA__USERNAME": "intake", "HOTLINE_KAFKA__PASSWORD": "x"}
    given = {"HOTLINE_KAFKA__SECURITY_PROTOCOL": protocol} if protocol else {}
    with pytest.raises(ValidationError, match="HOTLINE_KAFKA__SECURITY_PROTOCOL must be SASL_SSL"):
        read(monkeypatch, GOOD | account | given | {"HOTLINE_MODE": "production"})


def test_production_starts_with_an_account_and_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"SECURITY_PROTOCOL": "SASL_SSL", "USERNAME": "intake", "PASSWORD": "x", "CA_FILE": "/ca.pem"}
    kafka = {f"HOTLINE_KAFKA__{name}": value for name, value in given.items()}

    assert read(monkeypatch, GOOD | kafka | {"HOTLINE_MODE": "production"}).kafka.ca_file == Path("/ca.pem")


def test_a_bad_value_is_refused_without_repeating_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError) as refusal:
        read(monkeypatch, GOOD | {"HOTLINE_MODE": "very-secret-value"})

    assert "very-secret-value" not in str(refusal.value)


def test_a_proxy_is_an_address_or_a_network_and_never_everybody() -> None:
    http = HttpSettings(port=1, internal_port=2, trusted_proxies=["10.0.0.2", "fd00::/64"])  # type: ignore[arg-type]

    assert [str(network) for network in http.trusted_proxies] == ["10.0.0.2/32", "fd00::/64"]
    for everybody in ("0.0.0.0/0", "::/0", "*"):
        with pytest.raises(ValidationError):
            HttpSettings(port=1, internal_port=2, trusted_proxies=[everybody])  # type: ignore[arg-type]
