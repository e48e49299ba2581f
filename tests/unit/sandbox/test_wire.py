"""What the sandbox puts on the wire and reads from it: signatures, forms, webhook URLs, segments, consent words."""

import pytest

from deploy.sandbox.network.consent_words import CarrierConsent, consent_in
from deploy.sandbox.network.segments import TextEncoding, count_segments
from deploy.sandbox.webhooks.client import BadUrl, ConnectionOverrides, Origin, split_url
from deploy.sandbox.webhooks.forms import BadForm, read_form, write_form
from deploy.sandbox.webhooks.signature import sign

CALL = [("CallSid", "CA1234567890ABCDE"), ("Digits", "1234"), ("To", "+18005551212")]
URL = "https://mycompany.com/myapp.php?foo=1&bar=2"


@pytest.mark.parametrize(
    ("parameters", "signature"),
    [
        ([*CALL, ("From", "+14158675309"), ("Caller", "+14158675309")], "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        ([*CALL, ("From", "+12349013030"), ("Caller", "+12349013030")], "0/KCTR6DLpKmkAf8muzZqo1nDgQ="),
        (
            [("Sid", "CA123"), ("SidAccount", "AC123"), ("Digits", "5678"), ("Digits", "1234"), ("Digits", "1234")],
            "IK+Dwps556ElfBT0I3Rgjkr1wJU=",
        ),
    ],
    ids=["from the documentation", "other caller", "repeated names"],
)
def test_the_signature_is_twilios(parameters: list[tuple[str, str]], signature: str) -> None:
    assert sign("12345", URL, parameters) == signature


def test_a_form_is_read_with_blanks_pluses_and_utf_8() -> None:
    form = read_form(b"To=%2B12135550101&Body=%C2%BFs%C3%AD%3F+100%25&Empty=&From=%2B1+2&To=%2B1")

    assert form == {"To": "+1", "Body": "¿sí? 100%", "Empty": "", "From": "+1 2"}


@pytest.mark.parametrize("body", [b"Body=%FF", "Body=sí".encode(), b"&".join([b"a=1"] * 65)])
def test_a_form_no_provider_would_read_is_refused(body: bytes) -> None:
    with pytest.raises(BadForm):
        read_form(body)


def test_a_form_written_is_the_form_read() -> None:
    parameters = [("From", "+12135550101"), ("Body", "SÍ 12 & <b>+&=%</b>\n👍"), ("Empty", "")]

    assert read_form(write_form(parameters)) == dict(parameters)


@pytest.mark.parametrize(
    ("url", "origin", "target"),
    [
        ("http://notify:8403/v1/status?t=a%20b#rc=5", Origin("http", "notify", 8403), "/v1/status?t=a%20b"),
        ("https://hotline.example", Origin("https", "hotline.example", 443), "/"),
        ("http://[::1]?t=1", Origin("http", "::1", 80), "/?t=1"),
    ],
)
def test_a_webhook_url_is_split_without_its_fragment(url: str, origin: Origin, target: str) -> None:
    found, _, found_target = split_url(url)

    assert (found, found_target) == (origin, target)


@pytest.mark.parametrize(
    "url",
    ["", "ftp://a/", "http://", "http://a b/", "http://a/\r\nX: y", "http://a:99999/", "http://u:p@a/", "http://ñ/"],
)
def test_a_url_that_could_break_a_request_is_refused(url: str) -> None:
    with pytest.raises(BadUrl):
        split_url(url)


def test_connection_overrides_are_read_like_twilio_reads_them() -> None:
    assert ConnectionOverrides.from_fragment("") == ConnectionOverrides(retries=1, retry_on=frozenset({"ct"}))
    assert ConnectionOverrides.from_fragment("rc=5&rp=5xx,rt&rt=2000") == ConnectionOverrides(
        retries=5, retry_on=frozenset({"5xx", "rt"}), read_s=2.0
    )
    assert ConnectionOverrides.from_fragment("rp=all").retry_on == {"4xx", "5xx", "ct", "rt"}
    assert ConnectionOverrides.from_fragment("rc=99&ct=5") == ConnectionOverrides()
    assert ConnectionOverrides.from_fragment("rc=²&ct=²&rt=５０００") == ConnectionOverrides()


@pytest.mark.parametrize(
    ("body", "segments", "encoding"),
    [
        ("a" * 160, 1, TextEncoding.GSM_7),
        ("a" * 161, 2, TextEncoding.GSM_7),
        ("a" * 306, 2, TextEncoding.GSM_7),
        ("a" * 307, 3, TextEncoding.GSM_7),
        ("ñ" * 160, 1, TextEncoding.GSM_7),
        ("€" * 80, 1, TextEncoding.GSM_7),
        ("€" * 81, 2, TextEncoding.GSM_7),
        ("a" * 152 + "€" + "a" * 152, 3, TextEncoding.GSM_7),
        ("í" * 70, 1, TextEncoding.UCS_2),
        ("í" * 71, 2, TextEncoding.UCS_2),
        ("👍" * 35, 1, TextEncoding.UCS_2),
        ("í" * 66 + "👍" + "í" * 66, 3, TextEncoding.UCS_2),
        ("", 1, TextEncoding.GSM_7),
    ],
)
def test_segments_are_counted_as_billed(body: str, segments: int, encoding: TextEncoding) -> None:
    assert count_segments(body) == (segments, encoding)


@pytest.mark.parametrize(
    "word", ["STOP", " stop\n", "StopAll", "unsubscribe", "Cancel", "END", "quit", "REVOKE", "optout"]
)
def test_a_carriers_word_alone_opts_out(word: str) -> None:
    assert consent_in(word) is CarrierConsent.REVOKED


@pytest.mark.parametrize("word", ["START", "unstop", "Yes"])
def test_a_carriers_word_alone_opts_in_again(word: str) -> None:
    assert consent_in(word) is CarrierConsent.GIVEN


@pytest.mark.parametrize("text", ["Stop it", "please STOP", "STOP.", "ALTO", "Y 12", ""])
def test_a_carrier_reads_nothing_into_other_texts(text: str) -> None:
    assert consent_in(text) is None
