"""Settings of a service: one frozen model from HOTLINE_* variables; a misspelt variable stops the start."""

import os
import socket
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "HOTLINE_"
ELSEWHERE = (
    "HOTLINE_INTAKE_",
    "HOTLINE_DISPATCH_",
    "HOTLINE_NOTIFY_",
    "HOTLINE_SANDBOX_",
    "HOTLINE_CONSOLE_",
    "HOTLINE_ADMIN_",
    "HOTLINE_TEST_",
    "HOTLINE_LOCAL_",
    "HOTLINE_STAFF_KEY",
    "HOTLINE_SOURCE_KEY",
    "HOTLINE_HOME",
    "HOTLINE_LANG",
    "HOTLINE_CACHE",
    "HOTLINE_PORT_BASE",
    "HOTLINE_FAILPOINT",
    "HOTLINE_STANDINS",
)
"""Names that belong to another process of the same deployment, which shares one environment file."""


class UnknownSettings(SystemExit):
    """Variables that nothing reads: most likely misspelt, so the service refuses to start (rule R111)."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(f"unknown settings: {', '.join(names)}. Nothing reads them; check the spelling.")


class KafkaSettings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    bootstrap_servers: str = "127.0.0.1:8492"
    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = "SCRAM-SHA-512"
    username: str | None = None
    password: SecretStr | None = None
    ca_file: Path | None = None
    prefix: str = ""
    """Put before every topic and group, where several deployments (or tests) share a cluster."""
    unsigned_until: AwareDatetime | None = None
    """Events without a MAC are taken until then: for the upgrade from a release that made none (ADR 20)."""

    @model_validator(mode="after")
    def _has_an_account(self) -> Self:
        if self.security_protocol.startswith("SASL") and not (self.username and self.password):
            raise ValueError(f"{self.security_protocol} needs HOTLINE_KAFKA__USERNAME and HOTLINE_KAFKA__PASSWORD")
        return self


class DatabaseSettings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    url: SecretStr
    pool_size: int = 8


class HttpSettings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = "127.0.0.1"
    port: int
    internal_port: int
    """Health and metrics; not to be reachable from outside."""
    internal_host: str | None = None
    """Where they listen: an address, or a name that has one on an inner network alone. None: as `host`."""
    public_url: str | None = None
    """As providers and partners reach us; signatures are checked against it, never against Host headers."""

    @property
    def replica(self) -> str:
        """This replica among those of its service, also after a restart: no two share a machine and a port."""
        return f"{socket.gethostname()}-{self.port}"

    connections: int = Field(512, ge=8)
    """Open at once on the public port; when there are more, the one that waits longest is put out."""
    connections_per_address: int = Field(256, ge=4)
    """Of them, from one address (of IPv6: one /64); not of a trusted proxy."""
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    """Whose X-Forwarded-For is believed. None by default: what a caller says of its own address is worth nothing."""

    @field_validator("trusted_proxies")
    @classmethod
    def _are_named(cls, networks: tuple[IPv4Network | IPv6Network, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
        if any(network.prefixlen == 0 for network in networks):
            raise ValueError("a proxy that is every address is none")
        return networks


class ServiceSettings(BaseSettings):
    """What every service reads. A service's own class adds fields that begin with its name."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", frozen=True, extra="ignore", hide_input_in_errors=True
    )

    mode: Literal["production", "sandbox", "test"] = "sandbox"
    kafka: KafkaSettings = KafkaSettings()
    keyring: Path
    staff_keys: Path | None = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @model_validator(mode="after")
    def _knows_its_kafka(self) -> Self:
        """In production nobody on the way reads along or takes Kafka's place, and we are somebody there (rule R105)."""
        if self.mode == "production" and self.kafka.security_protocol != "SASL_SSL":
            raise ValueError("HOTLINE_KAFKA__SECURITY_PROTOCOL must be SASL_SSL in production")
        return self

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Read and check the environment.

        Raises:
            UnknownSettings: a HOTLINE_* name that no field of this service reads and no other process could.
            pydantic.ValidationError: a value that does not fit; its message does not repeat the value.
        """
        names = os.environ if environment is None else environment
        unknown = sorted(
            name for name in names if name.startswith(PREFIX) and not cls._reads(name) and not cls._elsewhere(name)
        )
        if unknown:
            raise UnknownSettings(unknown)
        return cls()

    @classmethod
    def _reads(cls, name: str) -> bool:
        path = name.removeprefix(PREFIX).lower().split("__")
        fields = cls.model_fields
        for position, part in enumerate(path):
            if part not in fields:
                return False
            inner = fields[part].annotation
            if position + 1 < len(path):
                if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
                    return False
                fields = inner.model_fields
        return True

    @classmethod
    def _elsewhere(cls, name: str) -> bool:
        """Another process's name. This service's own prefixes are never excused."""
        own = {field.split("_")[0].upper() for field in cls.model_fields} - {"KAFKA", "MODE"}
        return any(
            name.startswith(prefix) and prefix.removeprefix(PREFIX).strip("_") not in own for prefix in ELSEWHERE
        )
