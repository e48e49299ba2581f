"""The certificate of a Kafka of our own: `python -m services.chassis.bus_certificate ensure BROKER CLIENTS HOST`.

Its key is in the folder BROKER alone, and signed it; who connects to HOST trusts what is in CLIENTS (rule R105).
"""

import ipaddress
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

KEYSTORE: Final = "kafka.pem"
CERTIFICATE: Final = "ca.pem"
VALID: Final = timedelta(days=730)
RENEWED_BEFORE_END: Final = timedelta(days=90)


def ensure(broker: Path, clients: Path, host: str, now: datetime) -> bool:
    """Make key and certificate unless they are there, for this host and for 90 days yet; True when they are new."""
    if (broker / KEYSTORE).is_file() and _is_good(clients / CERTIFICATE, host, now):
        return False
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + VALID)
        .add_extension(x509.SubjectAlternativeName([_named(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    shown = certificate.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    for folder in (broker, clients):
        folder.mkdir(parents=True, exist_ok=True)
    _write(broker / KEYSTORE, secret + shown, 0o640)  # the folder is closed; a broker's own group may be let in
    _write(clients / CERTIFICATE, shown, 0o644)
    return True


def _is_good(file: Path, host: str, now: datetime) -> bool:
    try:
        certificate = x509.load_pem_x509_certificate(file.read_bytes())
    except (OSError, ValueError):
        return False
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return _named(host) in names and certificate.not_valid_after_utc - now > RENEWED_BEFORE_END


def _named(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _write(file: Path, content: bytes, mode: int) -> None:
    scratch = file.with_name(f".{file.name}.new")
    descriptor = os.open(scratch, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        os.fchmod(stream.fileno(), mode)
    scratch.replace(file)


def main(arguments: list[str]) -> int:
    if len(arguments) != 5 or arguments[1] != "ensure":
        print(__doc__, file=sys.stderr)
        return 2
    made = ensure(Path(arguments[2]), Path(arguments[3]), arguments[4], datetime.now(UTC))
    print("a new certificate" if made else "the certificate is good")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv))
