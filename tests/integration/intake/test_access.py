"""Who gets in: keys, signatures, rates; and what guessing costs."""

import json
import time
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from schemas.events.message import CallerMessageRequestedV1
from services.chassis.auth import new_key, sign
from tests.support.intake_harness import Stand, a_caller, a_report


def key_id_of(key: str) -> str:
    return key.split("_")[1]


def signed(
    stand: Stand,
    body: bytes,
    *,
    webhook_id: str = "msg_1",
    at: int | None = None,
    method: str = "POST",
    target: str = "/v1/reports",
    secret: str | None = None,
) -> dict[str, str]:
    from base64 import b64decode

    timestamp = at or int(time.time())
    signature = sign(
        b64decode(secret or stand.signing_secret),
        webhook_id=webhook_id,
        timestamp=timestamp,
        method=method,
        target=target,
        body=body,
    )
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": str(timestamp),
        "webhook-key-id": key_id_of(stand.key),
        "webhook-signature": f"v1,{signature}",
        "Idempotency-Key": uuid4().hex,
    }


async def post_raw(stand: Stand, body: bytes, headers: dict[str, str]) -> httpx.Response:
    return await stand.http.post("/v1/reports", content=body, headers=headers)


async def test_a_key_is_shown_once_and_kept_as_a_hash(stand: Stand) -> None:
    again = await stand.add_source(trust="partner", rate_per_minute=30)

    assert again["source_id"] == str(stand.source_id)
    assert (again["key"], again["signing_secret"], again["trust"]) == (None, None, "partner")
    async with stand.database.connection() as connection:
        [stored] = await connection.fetch("SELECT to_json(k)::text AS row FROM source_key k")
    assert stand.key not in stored["row"]
    assert stand.signing_secret not in stored["row"]
    listed = (await stand.http.get("/v1/sources", headers=stand.as_staff())).json()["sources"]
    assert [(s["name"], s["trust"], s["rate_per_minute"], s["live_keys"]) for s in listed] == [
        ("desk", "partner", 30, 1)
    ]


async def test_a_rotated_key_works_beside_the_old_one_for_a_day(stand: Stand) -> None:
    rotated = await stand.add_source(rotate=True)

    assert rotated["key"] != stand.key
    assert (await stand.post(a_report(), key=rotated["key"])).status_code == 202
    assert (await stand.post(a_report())).status_code == 202
    async with stand.database.connection() as connection:
        await connection.execute(
            "UPDATE source_key SET retires_at = app.now() - interval '1 s' WHERE retires_at IS NOT NULL"
        )
    await stand.refresh_sources()
    assert (await stand.post(a_report())).status_code == 401
    assert (await stand.post(a_report(), key=rotated["key"])).status_code == 202


async def test_a_change_of_trust_counts_from_the_next_report_on(stand: Stand) -> None:
    await stand.add_source(trust="public")

    assert (await stand.posted(a_report()))["missing"] == ["trust"]


async def test_a_test_source_marks_its_reports_as_exercise(stand: Stand) -> None:
    drill = await stand.add_source("drill", trust="test")

    await stand.post(a_report(), key=drill["key"])

    [event] = await stand.announced()
    assert event.data.exercise


async def test_only_an_admin_makes_sources(stand: Stand) -> None:
    document = {"name": "x", "network_id": "la", "trust": "operator"}

    for role in ("operator", "duty_lead"):
        answer = await stand.http.post("/v1/sources", json=document, headers=stand.as_staff(role))
        assert answer.status_code == 403


async def test_a_wrong_or_missing_key_is_a_401_and_its_body_is_not_read(stand: Stand) -> None:
    stranger = new_key()[1]
    wrong_secret = f"hl_{key_id_of(stand.key)}_{'x' * 43}"

    for authorization in (f"Bearer {stranger}", f"Bearer {wrong_secret}", "Basic abc", "Bearer ", "hl_x_y"):
        headers = {"Authorization": authorization, "Idempotency-Key": uuid4().hex}
        answer = await post_raw(stand, b"not json", headers)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
    assert (await post_raw(stand, b"{}", {})).status_code == 401


async def test_no_strangers_report_is_read_whether_with_a_key_or_signed(stand: Stand) -> None:
    read: list[bytes] = []

    async def report() -> AsyncIterator[bytes]:
        read.append(b"{}")
        yield b"{}"

    late = signed(stand, b"{}", at=int(time.time()) - 301)
    unknown = {**signed(stand, b"{}"), "webhook-key-id": "nobody"}
    wrong_key = {"Authorization": f"Bearer {new_key()[1]}"}

    for headers in (late, unknown, wrong_key, {}):
        assert (await stand.http.post("/v1/reports", content=report(), headers=headers)).status_code == 401
    assert read == []


async def test_guessing_ends_in_429_and_a_good_key_does_not_suffer(stand: Stand) -> None:
    answers = [await stand.post(a_report(), key=new_key()[1]) for _ in range(11)]

    assert [answer.status_code for answer in answers] == [401] * 10 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0
    assert (await stand.post(a_report())).status_code == 202
    staff = await stand.http.get("/v1/queue", headers={"Authorization": f"Bearer {new_key()[1]}"})
    assert staff.status_code == 429
    assert (await stand.http.get("/v1/queue", headers=stand.as_staff())).status_code == 200


async def test_a_source_that_posts_more_than_agreed_is_told_when_to_come_back(stand: Stand) -> None:
    slow = await stand.add_source("slow", rate_per_minute=60, burst=2)

    answers = [await stand.post(a_report(), key=slow["key"]) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [202, 202, 429]
    assert answers[-1].headers["retry-after"] == "1"
    assert await stand.count("report") == 2


async def test_a_public_source_may_post_less_where_nothing_else_was_agreed(stand: Stand) -> None:
    await stand.add_source("web", trust="public")
    await stand.add_source("church", trust="partner", rate_per_minute=30)

    listed = (await stand.http.get("/v1/sources", headers=stand.as_staff("admin"))).json()["sources"]

    assert {it["name"]: (it["rate_per_minute"], it["burst"]) for it in listed} == {
        "web": (60, 120),
        "church": (30, 60),
        "desk": (600, 1200),
    }


async def test_a_signed_request_needs_no_key(stand: Stand) -> None:
    body = json.dumps(a_report()).encode()

    answer = await post_raw(stand, body, signed(stand, body))

    assert answer.status_code == 202


async def test_a_replayed_signed_request_is_a_409_whatever_its_key(stand: Stand) -> None:
    body = json.dumps(a_report()).encode()
    headers = signed(stand, body)
    first = await post_raw(stand, body, headers)

    again = await post_raw(stand, body, headers)
    renamed = await post_raw(stand, body, {**headers, "Idempotency-Key": uuid4().hex})
    retried = await post_raw(
        stand, body, {**signed(stand, body, webhook_id="msg_2"), "Idempotency-Key": headers["Idempotency-Key"]}
    )

    assert [first.status_code, again.status_code, renamed.status_code] == [202, 409, 409]
    assert retried.json() == first.json()
    assert await stand.count("report") == 1


async def test_what_was_signed_is_what_must_arrive(stand: Stand) -> None:
    body = json.dumps(a_report()).encode()
    now = int(time.time())
    forged: list[tuple[bytes, dict[str, Any]]] = [
        (body + b" ", {}),
        (body, {"method": "PUT"}),
        (body, {"target": "/v1/reports?x=1"}),
        (body, {"at": now - 301}),
        (body, {"at": now + 302}),
        (body, {"secret": "AAAA"}),
    ]

    for sent, changes in forged:
        answer = await post_raw(stand, sent, signed(stand, body, **changes))
        assert answer.status_code == 401, changes
    without_id = {name: value for name, value in signed(stand, body).items() if name != "webhook-id"}
    assert (await post_raw(stand, body, without_id)).status_code == 401
    assert await stand.count("report") == 0


@pytest.mark.parametrize("timestamp", ["9" * 400, "-1", "1e9", "soon", ""])
async def test_a_time_that_is_none_is_a_401(stand: Stand, timestamp: str) -> None:
    body = json.dumps(a_report()).encode()

    answer = await post_raw(stand, body, {**signed(stand, body), "webhook-timestamp": timestamp})

    assert answer.status_code == 401
    assert await stand.count("report") == 0


async def test_a_status_may_be_read_by_a_signed_request_once(stand: Stand) -> None:
    report = await stand.posted(a_report())
    target = f"/v1/reports/{report['report_id']}"
    headers = signed(stand, b"", method="GET", target=target)

    assert (await stand.http.get(target, headers=headers)).status_code == 200
    assert (await stand.http.get(target, headers=headers)).status_code == 409


async def test_a_key_made_by_another_process_works_at_once(stand: Stand) -> None:
    """It is not in this process's memory, so it is looked up."""
    made = await stand.add_source("other")
    stand.forget_sources()

    assert (await stand.post(a_report(), key=made["key"])).status_code == 202


@pytest.mark.parametrize(("trust", "receipts"), [("operator", 25), ("public", 20)])
async def test_a_source_has_only_so_many_numbers_of_its_choosing_texted(
    stand: Stand, trust: str, receipts: int
) -> None:
    key = (await stand.add_source("Flood", trust=trust, rate_per_minute=6000, burst=6000))["key"]

    for number in range(25):
        answer = await stand.post(a_report(caller=a_caller(phone=f"+1323555{number:04}")), key=key)
        assert answer.status_code == 202

    assert len(await stand.announced(CallerMessageRequestedV1)) == receipts
