"""Twilio's request signature (rule R91): over the public URL of the settings, never over a Host header. Pure."""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Sequence
from urllib.parse import parse_qsl, urlsplit, urlunsplit

MOST_FIELDS = 300
DEFAULT_PORT = {"http": 80, "https": 443}


def signature(token: str, url: str, form: Iterable[tuple[str, str]]) -> str:
    """base64(HMAC-SHA1(token, url + name + value of each field by name; of a repeated one each distinct value))."""
    fields = sorted(set(form))
    message = url + "".join(name + value for name, value in fields)
    digest = hmac.digest(token.encode(), message.encode(errors="replace"), "sha1")
    return base64.b64encode(digest).decode("ascii")


class SignatureCheck:
    """Knows the public URL and the live tokens; two may be live at once, while the account's token is changed."""

    def __init__(self, public_url: str, tokens: Sequence[str]) -> None:
        self._bases = bases(public_url)
        self._tokens = tuple(tokens)

    def form(
        self, presented: str | None, *, target: str, content_type: str, body: bytes
    ) -> list[tuple[str, str]] | None:
        """The fields of a request that is the provider's; None for any other. `target` is raw path and query."""
        if not presented:
            return None
        if content_type.startswith("application/json"):
            fields: list[tuple[str, str]] = []
            stated = dict(parse_qsl(target.partition("?")[2])).get("bodySHA256", "")
            if not hmac.compare_digest(stated.encode(), hashlib.sha256(body).hexdigest().encode()):
                return None
        else:
            try:
                fields = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
            except ValueError:
                return None
        offered = presented.encode(errors="replace")
        for token in self._tokens:
            for base in self._bases:
                if hmac.compare_digest(signature(token, base + target, fields).encode(), offered):
                    return fields
        return None


def bases(public_url: str) -> tuple[str, ...]:
    """The public URL as it is, and with or without its port: providers sign either (rule R91)."""
    parts = urlsplit(public_url.rstrip("/"))
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    port = parts.port or DEFAULT_PORT.get(parts.scheme, 0)
    netlocs = (parts.netloc, host, f"{host}:{port}")
    return tuple(dict.fromkeys(urlunsplit(parts._replace(netloc=netloc)) for netloc in netlocs))
