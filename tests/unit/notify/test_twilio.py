"""What goes to the provider and what is read from its list, over httpx's own transport interface."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import httpx
import pytest
from pydantic import SecretStr

from services.notify.model.deliveries import AttemptToken, DeliveryStage
from services.notify.model.evidence import (
    AcceptedByProvider,
    DeferredByProvider,
    ListedText,
    OutcomeUnknown,
    ProviderVerdict,
    RejectedByProvider,
    TextListing,
)
from services.notify.providers.twilio_sms import TwilioSms, verdict_of
from services.notify.settings import SmsSettings

NOW = datetime(2026, 11, 24, 14, 40, tzinfo=UTC)
TOKEN = AttemptToken(UUID(int=7), "sms", 0, 1)
SETTINGS = SmsSettings(
    base_url="https://provider.example/", account_sid="AC1", auth_token=SecretStr("t"), from_number="+12135550142"
)

Answer = Callable[[httpx.Request], httpx.Response]


def a_provider(answer: Answer) -> TwilioSms:
    return TwilioSms(httpx.MockTransport(answer), SETTINGS, status_url="https://notify.example/v1/twilio/status")


async def sent(
    answer: Answer, *, not_after: datetime | None = None, body: str = "K7Q: ¿OK? 100% & más"
) -> ProviderVerdict:
    return await a_provider(answer).send(
        "+12135550101", body, sender="+12135550142", token=TOKEN, now=NOW, not_after=not_after
    )


def form_of(request: httpx.Request) -> dict[str, str]:
    return dict(parse_qsl(request.content.decode("ascii"), keep_blank_values=True))


async def test_the_post_is_what_the_provider_documents() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(201, json={"sid": "SM1", "status": "queued"})

    assert await sent(answer, not_after=NOW + timedelta(seconds=180.9)) == AcceptedByProvider("SM1")
    (request,) = seen
    assert (request.method, str(request.url)) == (
        "POST",
        "https://provider.example/2010-04-01/Accounts/AC1/Messages.json",
    )
    assert request.headers["authorization"] == "Basic QUMxOnQ="
    assert form_of(request) == {
        "From": "+12135550142",
        "To": "+12135550101",
        "Body": "K7Q: ¿OK? 100% & más",
        "StatusCallback": f"https://notify.example/v1/twilio/status?t={TOKEN}#rc=3&rp=all",
        "ValidityPeriod": "180",
    }


@pytest.mark.parametrize(("seconds", "validity"), [(0.2, "1"), (90_000, "36000")])
async def test_the_validity_stays_in_what_the_provider_takes(seconds: float, validity: str) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(201, json={"sid": form_of(request)["ValidityPeriod"]})

    assert await sent(answer, not_after=NOW + timedelta(seconds=seconds)) == AcceptedByProvider(validity)


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (httpx.ConnectError("x"), DeferredByProvider("unreachable:ConnectError", down=True)),
        (httpx.ConnectTimeout("x"), DeferredByProvider("unreachable:ConnectTimeout", down=True)),
        (httpx.WriteError("x"), DeferredByProvider("unreachable:WriteError", down=True)),
        (httpx.ReadError("x"), OutcomeUnknown("no_answer:ReadError")),
        (httpx.ReadTimeout("x"), OutcomeUnknown("no_answer:ReadTimeout")),
        (httpx.RemoteProtocolError("x"), OutcomeUnknown("no_answer:RemoteProtocolError")),
    ],
)
async def test_a_failure_tells_whether_it_can_have_been_accepted(error: Exception, verdict: ProviderVerdict) -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise error

    assert await sent(fail) == verdict


@pytest.mark.parametrize("content", [b"", b"<html>", b"[]", b'{"sid": 7}'])
async def test_a_2xx_without_a_sid_is_accepted_all_the_same(content: bytes) -> None:
    assert await sent(lambda _: httpx.Response(201, content=content)) == AcceptedByProvider(None)


async def test_retry_after_is_read_and_nonsense_is_not() -> None:
    def busy(header: str) -> Answer:
        return lambda _: httpx.Response(429, json={"code": 20429}, headers={"Retry-After": header})

    assert await sent(busy("7")) == DeferredByProvider("provider:20429", 7, down=True)
    assert await sent(busy("Wed, 21 Oct 2026 07:28:00 GMT")) == DeferredByProvider("provider:20429", None, down=True)


def a_listed(sid: str, body: str = "K7Q", status: str = "sent", code: int | None = None) -> dict[str, Any]:
    return {"sid": sid, "body": body, "status": status, "error_code": code}


async def test_the_list_is_read_to_its_end_and_only_the_same_words_count() -> None:
    pages = {
        "0": {
            "messages": [a_listed("SM3"), a_listed("SM2", body="another")],
            "next_page_uri": "/2010-04-01/Accounts/AC1/Messages.json?Page=1",
        },
        "1": {"messages": [a_listed("SM1", status="undelivered", code=30003)], "next_page_uri": None},
    }
    queries: list[dict[str, str]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        queries.append(dict(request.url.params))
        return httpx.Response(200, json=pages[request.url.params.get("Page", "0")])

    listing = await a_provider(answer).find("+12135550101", "K7Q", since=NOW)

    assert listing == TextListing(
        (ListedText("SM1", DeliveryStage.UNDELIVERED, 30003), ListedText("SM3", DeliveryStage.SENT, None)),
        complete=True,
    )
    assert queries[0] == {"To": "+12135550101", "DateSent>": "2026-11-24T14:39:58Z", "PageSize": "200"}


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500),
        httpx.Response(200, json={"messages": None}),
        httpx.Response(200, json={"messages": [], "next_page_uri": "https://evil.example/x"}),
    ],
)
async def test_a_list_that_is_not_whole_proves_no_absence(answer: httpx.Response) -> None:
    assert not (await a_provider(lambda _: answer).find("+12135550101", "K7Q", since=NOW)).complete


async def test_one_text_is_looked_up_by_its_id() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/2010-04-01/Accounts/AC1/Messages/SM1.json"
        return httpx.Response(200, json=a_listed("SM1", status="undelivered", code=30003))

    assert await a_provider(answer).status("SM1") == AcceptedByProvider("SM1", DeliveryStage.UNDELIVERED, 30003)


@pytest.mark.parametrize("answer", [httpx.Response(404, json={"code": 20404}), httpx.Response(200, json={"sid": "X"})])
async def test_a_look_up_without_an_answer_says_nothing(answer: httpx.Response) -> None:
    assert await a_provider(lambda _: answer).status("SM1") is None


def test_a_2xx_is_accepted() -> None:
    assert verdict_of(201, sid="SM1") == AcceptedByProvider("SM1")


@pytest.mark.parametrize("code", [21211, 21614, 30007])
def test_a_number_that_can_never_get_it_is_refused_for_good(code: int) -> None:
    assert verdict_of(400, code=code) == RejectedByProvider(f"provider:{code}")


def test_21610_opts_the_number_out() -> None:
    assert verdict_of(400, code=21610) == RejectedByProvider("opted_out", opted_out=True)


@pytest.mark.parametrize(("status", "code"), [(400, 21602), (401, 20003), (404, 20404), (403, None), (302, None)])
def test_what_was_provably_not_accepted_may_be_tried_again(status: int, code: int | None) -> None:
    assert verdict_of(status, code=code) == DeferredByProvider(f"provider:{code or status}")


def test_too_many_requests_waits_as_long_as_it_was_told() -> None:
    assert verdict_of(429, code=20429, retry_after=7) == DeferredByProvider("provider:20429", 7, down=True)


def test_the_providers_own_503_is_a_refusal_and_anybody_elses_is_not() -> None:
    assert verdict_of(503, code=20503) == DeferredByProvider("provider:20503", None, down=True)
    assert verdict_of(503) == OutcomeUnknown("provider:503")


@pytest.mark.parametrize(("status", "code"), [(500, None), (500, 20500), (502, None), (504, None), (408, None)])
def test_what_may_have_been_accepted_is_unknown(status: int, code: int | None) -> None:
    assert isinstance(verdict_of(status, code=code), OutcomeUnknown)
