"""Read and write application/x-www-form-urlencoded bodies, as strict as a provider is."""

from collections.abc import Iterable
from urllib.parse import parse_qsl, quote_plus

FIELDS_LIMIT = 64


class BadForm(Exception):
    """The body is not a form a provider would read."""


def read_form(body: bytes) -> dict[str, str]:
    """The last value of a name wins; blank values are kept; bytes that are not UTF-8 are refused."""
    try:
        text = body.decode("ascii")
        return dict(
            parse_qsl(text, keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=FIELDS_LIMIT)
        )
    except ValueError as reason:  # UnicodeDecodeError is one of these
        raise BadForm("the body is not a form in UTF-8") from reason


def write_form(parameters: Iterable[tuple[str, str]]) -> bytes:
    return "&".join([f"{name}={_quoted(value)}" for name, value in parameters]).encode("ascii")


def _quoted(value: str) -> str:
    """Most values are SIDs and states, which need no quoting; asking is cheaper than quoting."""
    return value if value.isalnum() and value.isascii() else quote_plus(value)
