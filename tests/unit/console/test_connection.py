"""A service's answer is its model, or one line that says why not, whoever it was that answered."""

import json
from collections.abc import Callable

import httpx
import pytest

from schemas.api.common import ReplayOrder
from schemas.api.dispatch.volunteers import VolunteerEntry
from schemas.api.intake.reports import ReportSubmission
from schemas.values import Channel, Request
from services.console.client.chunks import CHUNK_BYTES, CHUNK_ROWS, chunks
from services.console.client.connection import ServiceConnection, request_of
from services.console.client.intake import IntakeClient
from services.console.errors import CommandRefused, ServiceUnreachable
from services.console.language.refusals import complaint

ADDRESS = "http://intake"
FIGURES = {
    "outbox": 1,
    "outbox_oldest_s": 0.5,
    "awaiting": 2,
    "unacknowledged": 0,
    "parked": 0,
    "dead_letters": 0,
    "deadlines_due": 0,
    "offset_gaps": 0,
}
Answers = Callable[[httpx.Request], httpx.Response]


def http(answers: Answers) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=ADDRESS, transport=httpx.MockTransport(answers))


async def refused_with(answer: httpx.Response) -> CommandRefused:
    connection = ServiceConnection("intake", ADDRESS, http(lambda _: answer))
    with pytest.raises(CommandRefused) as refused:
        await connection.read_operations()
    return refused.value


async def test_what_a_newer_service_added_is_passed_over() -> None:
    answer = httpx.Response(200, json={**FIGURES, "moons": 2})
    figures = await ServiceConnection("intake", ADDRESS, http(lambda _: answer)).read_operations()
    assert (figures.outbox, figures.outbox_oldest_s) == (1, 0.5)


async def test_an_answer_without_a_field_is_named_with_it() -> None:
    refusal = await refused_with(httpx.Response(200, json={k: v for k, v in FIGURES.items() if k != "parked"}))
    assert (refusal.key, refusal.facts) == (
        "answer_unreadable",
        {"service": "intake", "faults": (("/parked", "Field required"),)},
    )


async def test_a_problem_is_told_with_each_of_its_faults() -> None:
    problem = {
        "type": "urn:hotline:problem:invalid",
        "title": "Some fields do not fit.",
        "status": 422,
        "detail": "Two of them.",
        "errors": [{"pointer": "/a", "detail": "too long"}, {"pointer": "", "detail": "not JSON"}],
    }
    refusal = await refused_with(httpx.Response(422, json=problem))
    assert (refusal.facts["status"], refusal.facts["kind"]) == (422, "invalid")
    assert complaint("en", refusal.key, refusal.facts) == (
        "intake refused (422): Some fields do not fit · Two of them · /a: too long · body: not JSON."
    )


@pytest.mark.parametrize("content", [b"<html>Bad Gateway</html>", b"", b"[]", b'{"error": "no"}'])
async def test_whoever_answers_and_is_none_of_ours_is_told_by_the_status(content: bytes) -> None:
    refusal = await refused_with(httpx.Response(502, content=content))
    assert complaint("en", refusal.key, refusal.facts) == "intake refused (502): Bad Gateway."


async def test_who_does_not_answer_is_unreachable() -> None:
    def silent(_: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("too long")

    with pytest.raises(ServiceUnreachable) as unreachable:
        await ServiceConnection("intake", ADDRESS, http(silent)).read_operations()
    assert unreachable.value.facts["variable"] == "HOTLINE_INTAKE_URL"


async def test_what_was_not_said_is_left_out_of_the_request() -> None:
    sent: list[httpx.Request] = []

    def answers(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json={"dry_run": True, "events": []})

    await ServiceConnection("intake", ADDRESS, http(answers)).replay_events(ReplayOrder(subject="s"))

    [request] = sent
    assert json.loads(request.content) == {"subject": "s"}
    assert request.headers["content-type"] == "application/json"


async def test_a_report_whose_answer_got_lost_is_posted_again_with_the_same_key() -> None:
    keys: list[str] = []

    def answers(request: httpx.Request) -> httpx.Response:
        keys.append(request.headers["idempotency-key"])
        if len(keys) == 1:
            raise httpx.ReadTimeout("lost on the way")
        accepted = {
            "report_id": "0192e000-0000-7000-8000-000000000001",
            "ref": "482193",
            "state": "held",
            "missing": [],
            "status_url": "x",
        }
        return httpx.Response(202, json=accepted)

    report = ReportSubmission(request=Request.OBSERVE, channel=Channel.PHONE)
    answer = await IntakeClient("intake", ADDRESS, http(answers)).post_report(
        report, source_key="hl_a_b", idempotency_key="desk-0001"
    )

    assert answer.ref == "482193"
    assert keys == ["desk-0001", "desk-0001"]


def test_what_does_not_fit_is_refused_with_a_pointer() -> None:
    with pytest.raises(CommandRefused) as refused:
        request_of(ReportSubmission, {"request": "observe", "channel": "phone", "place": {"lat": 91}})
    assert refused.value.key == "request_invalid"
    assert refused.value.facts["faults"][0][0] == "/place/lat"


def test_each_fault_is_named() -> None:
    with pytest.raises(CommandRefused) as refused:
        request_of(ReportSubmission, {"request": "tea", "channel": "moon"})
    assert [pointer for pointer, _ in refused.value.facts["faults"]] == ["/request", "/channel"]


def a_volunteer(number: int, *languages: str) -> VolunteerEntry:
    return VolunteerEntry(callsign=f"B-{number}", roles=("coordinator",), languages=list(languages or ("es",)))


def test_rows_go_in_order_in_bodies_of_at_most_so_many_and_so_long() -> None:
    rows = [a_volunteer(number) for number in range(CHUNK_ROWS + 1)]
    assert [len(chunk) for chunk in chunks(rows)] == [CHUNK_ROWS, 1]
    assert [row for chunk in chunks(rows) for row in chunk] == rows

    long = [a_volunteer(number, *[f"zz-{'x' * 8}"] * 20) for number in range(CHUNK_ROWS)]
    found = chunks(long)
    assert len(found) > 1
    assert all(sum(len(row.model_dump_json()) + 2 for row in chunk) <= CHUNK_BYTES for chunk in found)
    assert chunks(list[VolunteerEntry]()) == []
