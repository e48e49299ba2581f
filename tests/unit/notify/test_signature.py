"""Twilio's request signature: its known answers, and everything that must not pass."""

import base64
import hashlib
from urllib.parse import urlencode

import pytest

from services.notify.webhooks.signature import SignatureCheck, bases, signature

TOKEN = "12345"  # all of this is the provider's published example: with other numbers its answer would not be known
URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
CALL = [
    ("CallSid", "CA1234567890ABCDE"),
    ("Caller", "+14158675309"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
    ("To", "+18005551212"),
]
OTHER_CALLER = [(name, "+12349013030" if name in ("From", "Caller") else value) for name, value in CALL]
REPEATED = [("Sid", "CA123"), ("SidAccount", "AC123"), ("Digits", "5678"), ("Digits", "1234"), ("Digits", "1234")]

PUBLIC = "https://notify.example"
TARGET = "/v1/twilio/status?t=abc"
FORM = [("MessageSid", "SM1"), ("MessageStatus", "delivered"), ("Body", "señal & 1=1"), ("ErrorCode", "")]
FORM_TYPE = "application/x-www-form-urlencoded; charset=UTF-8"


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (CALL, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        (REPEATED, "IK+Dwps556ElfBT0I3Rgjkr1wJU="),
        (OTHER_CALLER, "0/KCTR6DLpKmkAf8muzZqo1nDgQ="),
    ],
)
def test_known_answers(form: list[tuple[str, str]], expected: str) -> None:
    assert signature(TOKEN, URL, form) == expected
    assert signature(TOKEN, URL, reversed(form)) == expected


def checked(
    presented: str | None,
    *,
    body: bytes | None = None,
    target: str = TARGET,
    content_type: str = FORM_TYPE,
    tokens: tuple[str, ...] = (TOKEN,),
) -> list[tuple[str, str]] | None:
    content = urlencode(FORM).encode() if body is None else body
    return SignatureCheck(PUBLIC, tokens).form(presented, target=target, content_type=content_type, body=content)


def test_the_providers_own_request_is_read_with_its_blank_fields() -> None:
    assert checked(signature(TOKEN, PUBLIC + TARGET, FORM)) == FORM


@pytest.mark.parametrize("base", ["https://notify.example", "https://notify.example:443"])
def test_with_and_without_the_port(base: str) -> None:
    assert checked(signature(TOKEN, base + TARGET, FORM)) == FORM


def test_a_port_of_our_own_may_be_left_out_by_the_provider() -> None:
    assert bases("http://127.0.0.1:8403/") == ("http://127.0.0.1:8403", "http://127.0.0.1")


def test_the_secondary_token_is_good_while_tokens_change() -> None:
    assert checked(signature("old", PUBLIC + TARGET, FORM), tokens=(TOKEN, "old")) == FORM


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example" + TARGET,
        "http://notify.example" + TARGET,
        PUBLIC + "/v1/twilio/status?t=abd",
        PUBLIC + "/v1/twilio/status",
        PUBLIC + "/v1/twilio/inbound?t=abc",
    ],
)
def test_another_url_does_not_pass(url: str) -> None:
    assert checked(signature(TOKEN, url, FORM)) is None


def test_no_signature_of_one_flipped_bit_passes() -> None:
    good = bytearray(base64.b64decode(signature(TOKEN, PUBLIC + TARGET, FORM)))
    for position in range(len(good) * 8):
        flipped = good.copy()
        flipped[position // 8] ^= 1 << position % 8
        assert checked(base64.b64encode(flipped).decode()) is None


@pytest.mark.parametrize(
    "form",
    [
        [*FORM, ("Extra", "1")],
        FORM[:-1],
        [(name, value + "x") for name, value in FORM],
        [("MessageStatus", "SM1"), ("MessageSid", "delivered"), *FORM[2:]],
    ],
)
def test_another_form_does_not_pass(form: list[tuple[str, str]]) -> None:
    assert checked(signature(TOKEN, PUBLIC + TARGET, FORM), body=urlencode(form).encode()) is None


@pytest.mark.parametrize("presented", [None, "", "é", "x" * 10_000, signature("wrong", PUBLIC + TARGET, FORM)])
def test_no_or_a_wrong_signature_does_not_pass(presented: str | None) -> None:
    assert checked(presented) is None


def test_bytes_that_are_no_form_do_not_pass() -> None:
    assert checked(signature(TOKEN, PUBLIC + TARGET, []), body=b"\xff\xfe") is None
    assert checked(signature(TOKEN, PUBLIC + TARGET, []), body=b"&".join(b"a=1" for _ in range(1000))) is None


def test_json_is_signed_by_its_hash_in_the_url() -> None:
    body = b'{"a": 1}'
    target = f"{TARGET}&bodySHA256={hashlib.sha256(body).hexdigest()}"
    good = signature(TOKEN, PUBLIC + target, [])

    assert checked(good, body=body, target=target, content_type="application/json") == []
    assert checked(good, body=body + b" ", target=target, content_type="application/json") is None
    no_hash = signature(TOKEN, PUBLIC + TARGET, [])
    assert checked(no_hash, body=body, content_type="application/json") is None
