"""Where the tests' Kafka is and how to get in, as one string: a session hands it to another by HOTLINE_TEST_KAFKA."""

from urllib.parse import quote, unquote, urlsplit

from pydantic import SecretStr

from services.chassis.settings import KafkaSettings


def kafka_at(address: str, *, prefix: str = "") -> KafkaSettings:
    """Of `sasl://username:password@host:port` (SCRAM-SHA-512), or of `host:port`, which asks nobody who they are."""
    if "://" not in address:
        return KafkaSettings(bootstrap_servers=address, prefix=prefix)
    parts = urlsplit(address)
    return KafkaSettings(
        bootstrap_servers=f"{parts.hostname}:{parts.port}",
        security_protocol="SASL_PLAINTEXT",
        username=unquote(parts.username or ""),
        password=SecretStr(unquote(parts.password or "")),
        prefix=prefix,
    )


def address_of(settings: KafkaSettings) -> str:
    assert settings.username is not None
    assert settings.password is not None
    account = f"{quote(settings.username)}:{quote(settings.password.get_secret_value())}"
    return f"sasl://{account}@{settings.bootstrap_servers}"


def variables_of(settings: KafkaSettings) -> dict[str, str]:
    """As a process reads them from its environment."""
    values = settings.model_dump(exclude_none=True)
    if settings.password is not None:
        values["password"] = settings.password.get_secret_value()
    return {f"HOTLINE_KAFKA__{name.upper()}": str(value) for name, value in values.items()}
