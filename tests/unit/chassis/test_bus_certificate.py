"""The certificate of a Kafka of our own: trusted for its host alone, renewed in time, its key the broker's own."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.chassis.bus_certificate import CERTIFICATE, KEYSTORE, ensure

NOW = datetime.now(UTC)


def shake_hands(broker: Path, clients: Path, host: str) -> None:
    """Both ends in memory: what a client does that trusts this certificate alone, and asks for the host."""
    at_broker = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    at_broker.load_cert_chain(broker / KEYSTORE)
    at_client = ssl.create_default_context(cafile=str(clients / CERTIFICATE))
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = at_client.wrap_bio(back, there, server_hostname=host)
    server = at_broker.wrap_bio(there, back, server_side=True)
    for _ in range(2):
        for end in (client, server):
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue


@pytest.mark.parametrize("host", ["127.0.0.1", "kafka"])
def test_a_client_trusts_it_for_its_host_and_for_no_other(tmp_path: Path, host: str) -> None:
    assert ensure(tmp_path / "broker", tmp_path / "clients", host, NOW)

    shake_hands(tmp_path / "broker", tmp_path / "clients", host)
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(tmp_path / "broker", tmp_path / "clients", "elsewhere.example")


def test_another_brokers_certificate_is_not_trusted(tmp_path: Path) -> None:
    ensure(tmp_path / "broker", tmp_path / "clients", "kafka", NOW)
    ensure(tmp_path / "other", tmp_path / "theirs", "kafka", NOW)

    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(tmp_path / "other", tmp_path / "clients", "kafka")


def test_the_key_is_the_brokers_alone(tmp_path: Path) -> None:
    ensure(tmp_path / "broker", tmp_path / "clients", "kafka", NOW)

    assert "PRIVATE" not in (tmp_path / "clients" / CERTIFICATE).read_text()
    assert (tmp_path / "broker" / KEYSTORE).stat().st_mode & 0o007 == 0


def test_it_is_kept_until_it_ends_within_ninety_days_or_is_asked_for_another_host(tmp_path: Path) -> None:
    folders = (tmp_path / "broker", tmp_path / "clients")
    ensure(*folders, "kafka", NOW)

    assert not ensure(*folders, "kafka", NOW + timedelta(days=639))
    assert ensure(*folders, "kafka", NOW + timedelta(days=641))
    assert ensure(*folders, "127.0.0.1", NOW)
    (folders[0] / KEYSTORE).unlink()
    assert ensure(*folders, "127.0.0.1", NOW)
