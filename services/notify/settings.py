"""Settings of notify, checked at the start: no pretend phone network in production, no real one anywhere else."""

import ipaddress
from typing import Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from schemas.values import NetworkId, PhoneE164
from services.chassis.settings import DatabaseSettings, HttpSettings, ServiceSettings


class SmsSettings(BaseModel):
    """The account at the provider, or at the sandbox phone network."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: str = "http://127.0.0.1:8404"
    account_sid: str
    auth_token: SecretStr
    auth_token_secondary: SecretStr | None = None
    """Receipts and texts may be signed with it while the account's token is being changed."""
    from_number: PhoneE164
    numbers: dict[NetworkId, PhoneE164] = {}
    """Networks with a number of their own; all others text from `from_number`."""
    rate_per_s: float = Field(default=1000, gt=0)
    """What the number may send (rule R23): 75 a minute for a low-volume campaign is 1.25."""
    slots: int = Field(default=128, ge=1, le=256)
    """POSTs under way at once; no more are ever claimed. A slot is taken until its outcome is recorded: at a provider
    who answers in 150 ms 128 are some 650 texts a second, and as many are looked up after a crash."""
    connect_seconds: float = Field(default=3, gt=0)
    total_seconds: float = Field(default=10, gt=0, le=10)
    """Of one POST. A claim runs out after 15 s, so it may not take longer."""
    allow_prefixes: tuple[str, ...] = ("+1",)
    """`+1` is the United States and Canada: numbers of +1 elsewhere, and premium ones, only where they are named."""
    callers_a_minute: int = Field(default=300, ge=1)
    """Texts to callers' numbers that all replicas together plan; above it they end as `capped` (rule R27)."""
    callers_a_day: int = Field(default=10_000, ge=1)
    receipt_seconds: float = Field(default=120, gt=0)
    """How long to wait for a receipt before a text counts as unconfirmed."""

    def number_of(self, network_id: str) -> str:
        """From which the network texts."""
        return self.numbers.get(network_id, self.from_number)

    def network_of(self, number: str) -> str | None:
        """Whose number it is; None: everybody's."""
        return next((network for network, own in self.numbers.items() if own == number), None)

    @field_validator("numbers")
    @classmethod
    def _one_network_a_number(cls, numbers: dict[str, str]) -> dict[str, str]:
        if len(set(numbers.values())) < len(numbers):
            raise ValueError("two networks with one number")
        return numbers

    @field_validator("base_url")
    @classmethod
    def _an_address(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("must be an http(s) URL")
        return url


class SmtpSettings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = "127.0.0.1"
    port: int = 8425
    sender: str = "RRN Dispatch <dispatch@hotline.example>"
    username: str | None = None
    password: SecretStr | None = None
    starttls: bool = False


class NotifyHttp(HttpSettings):
    port: int = 8403
    internal_port: int = 8413


class NotifySettings(ServiceSettings):
    notify_database: DatabaseSettings
    notify_http: NotifyHttp = NotifyHttp()
    notify_sms: SmsSettings
    notify_smtp: SmtpSettings = SmtpSettings()
    notify_hotline_opens: str = Field(default="5am", max_length=7)
    """The hours of the phone, as C9 tells a caller who texts HELP."""
    notify_hotline_closes: str = Field(default="9pm", max_length=7)

    @property
    def public_url(self) -> str:
        """As the provider reaches us; its signatures are checked against it."""
        http = self.notify_http
        return (http.public_url or f"http://{http.host}:{http.port}").rstrip("/")

    @model_validator(mode="after")
    def _the_phones_fit_the_mode(self) -> Self:
        if self.mode == "production":
            url = urlsplit(self.notify_sms.base_url)
            if url.scheme != "https":
                raise ValueError("notify_sms.base_url must be https in production")
            if _is_loopback(url.hostname or ""):
                raise ValueError("notify_sms.base_url is this machine: no sandbox in production")
            if not (self.notify_http.public_url or "").startswith("https://"):
                raise ValueError(
                    "notify_http.public_url must be https in production: signatures are checked against it"
                )
            if not self.notify_smtp.starttls and not _is_loopback(self.notify_smtp.host):
                raise ValueError("notify_smtp.starttls must be on in production, but for a mail server on this machine")
        elif urlsplit(self.notify_sms.base_url).scheme == "https":
            raise ValueError(
                "notify_sms.base_url is a real provider's: exercises would reach real phones without mode production"
            )
        return self


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
