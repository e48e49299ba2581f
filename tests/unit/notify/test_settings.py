"""What notify refuses to start with."""

from typing import Any

import pytest
from pydantic import ValidationError

from services.notify.settings import NotifySettings

GOOD: dict[str, Any] = {
    "mode": "production",
    "keyring": "/keys",
    "kafka": {"security_protocol": "SASL_SSL", "username": "notify", "password": "p"},
    "notify_database": {"url": "postgresql://notify@db/notify"},
    "notify_http": {"port": 8403, "internal_port": 8413, "public_url": "https://notify.example/"},
    "notify_sms": {
        "base_url": "https://api.provider.example",
        "account_sid": "AC1",
        "auth_token": "t",
        "from_number": "+12135550142",
    },
}


def settings(**changes: Any) -> NotifySettings:
    sms = {**GOOD["notify_sms"], **changes.pop("sms", {})}
    return NotifySettings(**{**GOOD, "notify_sms": sms, **changes})


def test_production_with_a_provider_and_a_public_url_starts() -> None:
    assert settings().public_url == "https://notify.example"


@pytest.mark.parametrize(
    "base_url",
    [
        "http://api.provider.example",
        "https://127.0.0.1:8404",
        "https://localhost:8404",
        "https://[::1]:8404",
        "https://sandbox.localhost",
    ],
)
def test_production_never_talks_to_a_pretend_phone_network(base_url: str) -> None:
    with pytest.raises(ValidationError):
        settings(sms={"base_url": base_url})


def test_production_needs_the_url_that_the_provider_signs() -> None:
    with pytest.raises(ValidationError):
        settings(notify_http={"port": 8403, "internal_port": 8413})


def test_the_sandbox_is_fine_elsewhere() -> None:
    assert settings(mode="sandbox", sms={"base_url": "http://127.0.0.1:8404"}).notify_sms.slots == 128


@pytest.mark.parametrize("mode", ["sandbox", "test"])
def test_a_real_provider_is_reached_in_production_alone(mode: str) -> None:
    """Anywhere else exercises are texted, for the phones are pretend ones there (rule R8)."""
    with pytest.raises(ValidationError, match="exercises would reach real phones"):
        settings(mode=mode)


def test_a_misspelt_url_is_no_url() -> None:
    with pytest.raises(ValidationError):
        settings(mode="sandbox", sms={"base_url": "127.0.0.1:8404"})


def test_an_address_without_ports_keeps_the_usual_ones() -> None:
    http = settings(notify_http={"host": "0.0.0.0", "public_url": "https://notify.example"}).notify_http  # noqa: S104  # inside a container
    assert (http.port, http.internal_port) == (8403, 8413)


def test_mail_leaves_this_machine_encrypted_in_production() -> None:
    with pytest.raises(ValidationError, match="starttls"):
        settings(notify_smtp={"host": "mail.example"})

    assert settings(notify_smtp={"host": "mail.example", "starttls": True}).notify_smtp.starttls
    assert settings(notify_smtp={"host": "127.0.0.1"}).notify_smtp.host == "127.0.0.1"


def test_as_shipped_a_provider_of_150_ms_holds_up_none_of_200_reports_a_second() -> None:
    """Two texts about each, a tenth more for whoever is asked instead or answered; 50 ms until it is recorded."""
    assert settings().notify_sms.slots / (0.150 + 0.050) >= 200 * 2 * 1.1
