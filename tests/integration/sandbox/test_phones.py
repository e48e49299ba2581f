"""The sandbox's phone network as its clients meet it: a real process, over HTTP, with a real webhook receiver."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.support.sandbox_process import ACCOUNT, HERON, HOTLINE, MAPLE, TOKEN, Receiver, Sandbox, sandbox

JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


@pytest.fixture(scope="module")
def running(receiver: Receiver) -> Iterator[Sandbox]:
    with sandbox(INBOUND_URL=f"{receiver.url}/inbound", CALLBACKS="sent,delivered") as process:
        yield process


@pytest.fixture
def phones(running: Sandbox, receiver: Receiver) -> Sandbox:
    """The running network, with nothing in it from the test before."""
    running.client.delete("/sandbox/faults")
    running.client.delete("/sandbox/messages")
    receiver.received.queue.clear()
    receiver.answers.queue.clear()
    return running


def test_a_text_is_accepted_in_twilios_shape(phones: Sandbox) -> None:
    answer = phones.send(HERON, "¿Está cerca? {[€]}", ValidityPeriod="180")

    assert answer.status_code == 201
    message = answer.json()
    assert message["sid"].startswith("SM")
    assert len(message["sid"]) == 34
    assert message["uri"] == f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{message['sid']}.json"
    assert {name: message[name] for name in ("status", "to", "from", "body", "num_segments", "error_code")} == {
        "status": "queued",
        "to": HERON,
        "from": HOTLINE,
        "body": "¿Está cerca? {[€]}",
        "num_segments": "1",
        "error_code": None,
    }
    assert message["date_sent"] is None
    assert phones.client.get(message["uri"], auth=(ACCOUNT, TOKEN)).json()["sid"] == message["sid"]


def test_each_status_is_posted_once_signed_over_the_exact_url(phones: Sandbox, receiver: Receiver) -> None:
    url = f"{receiver.url}/status?t=a%2Fb&x="
    sid = phones.send(StatusCallback=url).json()["sid"]

    sent, delivered = receiver.next(), receiver.next()

    assert [sent.form["MessageStatus"], delivered.form["MessageStatus"]] == ["sent", "delivered"]
    assert sent.url == url
    assert sent.is_signed
    assert delivered.is_signed
    assert delivered.form == {
        "AccountSid": ACCOUNT,
        "ApiVersion": "2010-04-01",
        "From": HOTLINE,
        "To": HERON,
        "MessageSid": sid,
        "SmsSid": sid,
        "MessageStatus": "delivered",
        "SmsStatus": "delivered",
    }
    assert receiver.received.empty()


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"To": ""}, 21604),
        ({"To": "12135550101"}, 21211),
        ({"To": "+1213555010x"}, 21211),
        ({"From": ""}, 21603),
        ({"From": "not!a!sender"}, 21212),
        ({"From": HERON}, 21266),
        ({"MessagingServiceSid": "MGnone"}, 21701),
        ({"Body": ""}, 21602),
        ({"Body": "x" * 1_601}, 21617),
        ({"StatusCallback": "ftp://a/"}, 21609),
        ({"ValidityPeriod": "36001"}, 90007),
    ],
)
def test_a_bad_text_is_refused_in_twilios_words(phones: Sandbox, form: dict[str, str], code: int) -> None:
    answer = phones.send(**{"to": form.get("To", HERON), "body": form.get("Body", "hola"), **form})

    assert answer.status_code == 400
    assert set(answer.json()) == {"code", "message", "more_info", "status"}
    assert answer.json()["code"] == code
    assert phones.ledger() == []


def test_only_the_account_holder_sends(phones: Sandbox) -> None:
    form = {"To": HERON, "From": HOTLINE, "Body": "hola"}
    for auth in (httpx.Auth(), httpx.BasicAuth(ACCOUNT, "wrong"), httpx.BasicAuth("AC" + "0" * 32, TOKEN)):
        answer = phones.client.post(phones.messages_path, data=form, auth=auth)
        assert (answer.status_code, answer.json()["code"]) == (401, 20003)

    assert phones.ledger() == []


def test_texts_are_listed_by_number_and_time_newest_first_in_pages(phones: Sandbox) -> None:
    for body in ("one", "two", "three"):
        phones.send(HERON, body)
    phones.send(MAPLE, "other")

    first = phones.listed(To=HERON, PageSize="2")
    second = phones.client.get(first["next_page_uri"], auth=(ACCOUNT, TOKEN)).json()

    assert [text["body"] for text in first["messages"] + second["messages"]] == ["three", "two", "one"]
    assert second["next_page_uri"] is None
    soon = (datetime.now(UTC) + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    before = (datetime.now(UTC) - timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert len(phones.listed(**{"To": HERON, "DateSent>": before})["messages"]) == 3
    assert phones.listed(**{"To": HERON, "DateSent>": soon})["messages"] == []
    assert phones.listed(**{"To": HERON, "DateSent<": before})["messages"] == []
    assert phones.listed(To="+12135550199")["messages"] == []


def test_a_person_texts_and_the_webhook_hears_it_signed(phones: Sandbox, receiver: Receiver) -> None:
    told = phones.text_from(HERON, "sí 9 & más")

    heard = receiver.next()
    assert (told["webhook_status"], told["attempts"]) == (204, 1)
    assert heard.url == f"{receiver.url}/inbound"
    assert heard.is_signed
    assert {name: heard.form[name] for name in ("From", "To", "Body", "NumMedia", "NumSegments", "MessageSid")} == {
        "From": HERON,
        "To": HOTLINE,
        "Body": "sí 9 & más",
        "NumMedia": "0",
        "NumSegments": "1",
        "MessageSid": told["sid"],
    }


def test_stop_blocks_further_texts_until_start(phones: Sandbox, receiver: Receiver) -> None:
    phones.send(HERON)
    phones.text_from(HERON, " stop ")

    refused = phones.send(HERON)

    assert (refused.status_code, refused.json()["code"]) == (400, 21610)
    assert phones.send(MAPLE).status_code == 201
    phones.text_from(HERON, "UNSTOP")
    assert phones.send(HERON).status_code == 201
    assert [receiver.next().form["Body"] for _ in range(2)] == [" stop ", "UNSTOP"]


def test_a_webhook_that_is_down_is_tried_again_as_its_url_asks(phones: Sandbox, receiver: Receiver) -> None:
    receiver.answers.put(503)
    receiver.answers.put(None)

    phones.send(StatusCallback=f"{receiver.url}/status?t=1#rc=5&rp=all")

    tries = [receiver.next() for _ in range(4)]
    assert [hook.form["MessageStatus"] for hook in tries] == ["sent", "sent", "sent", "delivered"]
    assert len({hook.token for hook in tries[:3]}) == 1
    assert tries[3].token != tries[0].token
    assert all(hook.url.endswith("/status?t=1") and hook.is_signed for hook in tries)


def test_a_webhook_that_answers_503_is_not_tried_again_by_default(phones: Sandbox, receiver: Receiver) -> None:
    receiver.answers.put(503)

    told = phones.text_from(HERON, "Y 12")

    assert (told["webhook_status"], told["attempts"]) == (503, 1)
    assert receiver.received.qsize() == 1


@pytest.mark.parametrize(
    ("kind", "error"),
    [("accept_then_timeout", httpx.ReadTimeout), ("accept_then_reset", (httpx.ReadError, httpx.RemoteProtocolError))],
)
def test_a_text_can_be_accepted_though_the_client_never_learns_it(
    phones: Sandbox, kind: str, error: type[Exception]
) -> None:
    phones.fault(kind, number=HERON, count=1)
    form = {"To": HERON, "From": HOTLINE, "Body": "once"}

    with pytest.raises(error), httpx.Client(base_url=phones.url, timeout=0.3) as client:
        client.post(phones.messages_path, data=form, auth=(ACCOUNT, TOKEN))

    assert [text["body"] for text in phones.ledger()] == ["once"]
    assert len(phones.listed(To=HERON)["messages"]) == 1


@pytest.mark.parametrize(
    ("kind", "status", "code", "accepted"),
    [
        ("accept_then_500", 500, 20500, 1),
        ("too_many_requests", 429, 20429, 0),
        ("outage", 503, 20503, 0),
        ("refuse", 400, 21211, 0),
    ],
)
def test_the_api_fails_as_told_and_recovers(phones: Sandbox, kind: str, status: int, code: int, accepted: int) -> None:
    phones.fault(kind, count=1, retry_after_s=7)

    answer = phones.send()

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers.get("Retry-After") == ("7" if kind == "too_many_requests" else None)
    assert len(phones.ledger()) == accepted
    assert phones.send().status_code == 201


def test_connections_are_refused_for_a_while(phones: Sandbox) -> None:
    phones.fault("connections_refused", seconds=0.3)

    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{phones.url}/healthz")

    transport = httpx.HTTPTransport(retries=5)
    with httpx.Client(transport=transport) as patient:
        assert patient.get(f"{phones.url}/healthz").json() == {"status": "ok"}


def test_a_failed_text_says_why(phones: Sandbox, receiver: Receiver) -> None:
    phones.fault("undelivered", number=HERON, error_code=30007)

    sid = phones.send(StatusCallback=f"{receiver.url}/status").json()["sid"]

    hooks = [receiver.next(), receiver.next()]
    assert [hook.form["MessageStatus"] for hook in hooks] == ["sent", "undelivered"]
    assert hooks[1].form["ErrorCode"] == "30007"
    found = phones.listed(To=HERON)["messages"][0]
    assert (found["sid"], found["status"], found["error_code"]) == (sid, "undelivered", 30007)


def test_callbacks_are_duplicated_reordered_forged_and_lost_as_told(phones: Sandbox, receiver: Receiver) -> None:
    url = f"{receiver.url}/status"
    for kind, more in (
        ("callbacks_duplicated", {"times": 2}),
        ("callbacks_reordered", {}),
        ("callbacks_forged", {}),
    ):
        phones.fault(kind, count=1, **more)
        phones.send(StatusCallback=url, body=kind)
        hooks = [receiver.next() for _ in range(4 if kind == "callbacks_duplicated" else 2)]
        statuses = [hook.form["MessageStatus"] for hook in hooks]
        expected = {
            "callbacks_duplicated": ["sent", "sent", "delivered", "delivered"],
            "callbacks_reordered": ["delivered", "sent"],
            "callbacks_forged": ["sent", "delivered"],
        }
        assert statuses == expected[kind]
        assert all(hook.is_signed for hook in hooks) is (kind != "callbacks_forged")

    phones.fault("callbacks_lost", count=1)
    since = phones.events(wait=0)["next"]
    lost = phones.send(StatusCallback=url).json()["sid"]
    told = phones.send(StatusCallback=url).json()["sid"]
    assert {receiver.next().form["MessageSid"] for _ in range(2)} == {told}
    assert phones.wait_for_status("delivered", since)["sid"] == lost


def test_a_reply_can_be_repeated_with_the_same_sid(phones: Sandbox, receiver: Receiver) -> None:
    phones.fault("inbound_repeated", times=3, count=1)

    phones.text_from(HERON, "Y 12")

    assert len({receiver.next().form["MessageSid"] for _ in range(3)}) == 1


def test_a_lagging_list_hides_a_text_that_was_accepted(phones: Sandbox) -> None:
    phones.fault("hidden_from_list", count=1)

    phones.send()

    assert len(phones.ledger()) == 1
    assert phones.listed(To=HERON)["messages"] == []


def test_whoever_waits_is_told_at_once(phones: Sandbox) -> None:
    since = phones.events(wait=0)["next"]
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(phones.events, since, "text", 10)
        phones.send(MAPLE, "now")
        told = waiting.result()

    assert [(event["kind"], event["data"]["body"]) for event in told["events"]] == [("text", "now")]


def test_the_stream_tells_texts_as_they_come(phones: Sandbox) -> None:
    with phones.client.stream("GET", "/sandbox/events", params={"kinds": "text,inbound"}) as stream:
        lines = stream.iter_lines()
        assert next(lines) == ": here"
        phones.send(HERON, "uno")
        phones.text_from(HERON, "dos")
        kinds = [line for line in (next(lines) for _ in range(9)) if line.startswith("event: ")]

    assert kinds == ["event: text", "event: inbound"]


def test_the_control_api_says_what_is_wrong(phones: Sandbox) -> None:
    client = phones.client
    assert client.post("/sandbox/phones/abc/texts", json={"body": "x"}).status_code == 400
    assert client.post(f"/sandbox/phones/{HERON}/texts", json={"body": ""}).status_code == 400
    assert client.post(f"/sandbox/phones/{HERON}/texts", content=b"{").status_code == 400
    assert client.post("/sandbox/faults", json={"kind": "outage", "cuont": 1}).status_code == 400
    assert client.post(f"/sandbox/phones/{HERON}/texts", content=b"[" * 30_000, headers=JSON).status_code == 400
    assert client.delete(f"/sandbox/faults/{'9' * 5_000}").status_code == 404
    assert client.get(f"/mailbox/{'9' * 5_000}/source").status_code == 404
    assert client.get("/sandbox/nothing").status_code == 404
    assert client.get("/sandbox/messages", headers={"Host": "evil.example"}).status_code == 403
    assert client.get("/sandbox/messages", headers={"Origin": "http://evil.example"}).status_code == 403


def test_oversized_and_malformed_requests_are_refused_without_harm(phones: Sandbox) -> None:
    big = httpx.post(f"{phones.url}{phones.messages_path}", content=b"x" * 1_000_000, auth=(ACCOUNT, TOKEN))
    assert big.status_code == 413

    bad = phones.client.post(phones.messages_path, content=b"To=%FF", auth=(ACCOUNT, TOKEN))
    assert bad.status_code == 400
    assert phones.send().status_code == 201
