"""What the environment tells the sandbox; read once, at the start, and never again."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

CALLBACK_CHOICES = {"delivered": ("delivered",), "sent,delivered": ("sent", "delivered")}


class BadSettings(Exception):
    """The sandbox must not start; the message tells a person what to set."""


@dataclass(frozen=True, slots=True)
class SandboxSettings:
    account_sid: str
    auth_token: str
    host: str = "127.0.0.1"
    port: int = 8404
    smtp_port: int = 8425
    inbound_url: str | None = None
    public_inbound_url: str | None = None
    """The URL that is signed, where it differs from the one the sandbox reaches the webhook under."""
    hotline_number: str = "+12135550142"
    """Whom a person texts whose phone has not been texted yet."""
    callbacks: tuple[str, ...] = ("delivered",)
    keep: int = 200_000
    state: Path | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        if environment.get("HOTLINE_MODE") == "production":
            raise BadSettings("HOTLINE_MODE=production: the sandbox phone network never runs in production")
        reader = _Reader(environment)
        state = reader.text("STATE")
        inbound_url = reader.text("INBOUND_URL")
        return cls(
            account_sid=reader.required("ACCOUNT_SID"),
            auth_token=reader.required("AUTH_TOKEN"),
            host=reader.text("HOST") or "127.0.0.1",
            port=reader.number("PORT", 8404),
            smtp_port=reader.number("SMTP_PORT", 8425),
            inbound_url=inbound_url,
            public_inbound_url=reader.text("PUBLIC_INBOUND_URL") or inbound_url,
            hotline_number=reader.text("NUMBER") or "+12135550142",
            callbacks=reader.choice("CALLBACKS", CALLBACK_CHOICES, "delivered"),
            keep=reader.number("KEEP", 200_000, least=1),
            state=Path(state) if state else None,
        )


class _Reader:
    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def text(self, name: str) -> str | None:
        return self._environment.get(f"HOTLINE_SANDBOX_{name}", "").strip() or None

    def required(self, name: str) -> str:
        value = self.text(name)
        if value is None:
            raise BadSettings(f"HOTLINE_SANDBOX_{name} is not set: the sandbox signs and checks with it")
        return value

    def number(self, name: str, default: int, *, least: int = 0) -> int:
        text = self.text(name)
        if text is None:
            return default
        if not text.isascii() or not text.isdigit() or int(text) < least:
            raise BadSettings(f"HOTLINE_SANDBOX_{name} must be a whole number of at least {least}")
        return int(text)

    def choice(self, name: str, choices: Mapping[str, tuple[str, ...]], default: str) -> tuple[str, ...]:
        text = (self.text(name) or default).replace(" ", "")
        if text not in choices:
            raise BadSettings(f"HOTLINE_SANDBOX_{name} must be one of: {' | '.join(choices)}")
        return choices[text]
