"""Posting a report: stored before the answer, once per key, and a stated answer for whatever does not fit."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from schemas.events.message import CallerMessageRequestedV1
from schemas.events.report import ReportHeldV1, ReportReleasedV1
from services.chassis.database import Database
from services.chassis.sealing import Keyring
from services.intake.kept_keys import KeptKeys
from tests.conftest import in_any_form
from tests.support.intake_harness import MIGRATIONS, Stand, a_caller, a_place, a_report, a_stand

MALFORMED_KEYS = ["short", "x" * 65, "has space", 'half"quoted', '"halfquoted', ""]
MISFITS: list[tuple[dict[str, Any], str]] = [
    ({"request": "dispatch"}, "/request"),
    ({"channel": "fax"}, "/channel"),
    ({"evidence": ["rumour"]}, "/evidence/0"),
    ({"people": "4"}, "/people"),
    ({"people": -1}, "/people"),
    ({"people": 10**30}, "/people"),
    ({"vehicles": 2.5}, "/vehicles"),
    ({"exercise": "yes"}, "/exercise"),
    ({"exercise": 1}, "/exercise"),
    ({"languages": "es"}, "/languages"),
    ({"languages": ["Español"]}, "/languages/0"),
    ({"languages": ["es"] * 9}, "/languages"),
    ({"narrative": "x" * 4001}, "/narrative"),
    ({"narrative": "nul \x00 inside"}, "/narrative"),
    ({"narrative": ["list"]}, "/narrative"),
    ({"salute": {"uniform": "a\x00"}}, "/salute/uniform"),
    ({"salute": {"agents": "4"}}, "/salute/agents"),
    ({"place": a_place(lat=90.0001)}, "/place/lat"),
    ({"place": a_place(lon=-180.5)}, "/place/lon"),
    ({"place": a_place(lat="34")}, "/place/lat"),
    ({"place": a_place(lat=None)}, "/place"),
    ({"place": a_place(accuracy="gps")}, "/place/accuracy"),
    ({"place": a_place(unit="4B")}, "/place/unit"),
    ({"place": "Soto & 1st"}, "/place"),
    ({"observed_at": "yesterday"}, "/observed_at"),
    ({"observed_at": "2026-11-24T06:42:00"}, "/observed_at"),
    ({"observed_at": 1764000000}, "/observed_at"),
    ({"observed_at": "0001-01-01T00:00:00+14:00"}, "/observed_at"),
    ({"observed_at": "9999-12-31T23:59:59-14:00"}, "/observed_at"),
    ({"observed_at": (datetime.now(UTC) + timedelta(days=1)).isoformat()}, "/observed_at"),
    ({"caller": a_caller(phone="213-555-0111")}, "/caller/phone"),
    ({"caller": a_caller(safe_to_text="true")}, "/caller/safe_to_text"),
    ({"caller": a_caller(name="Ana")}, "/caller/name"),
    ({"immigration_status": "none"}, "/immigration_status"),
]
HALF_PAIRS = [
    (b'{"request":"observe","channel":"phone","narrative":"half \\ud83d of a pair"}', "/narrative"),
    (b'{"request":"observe","channel":"phone","place":{"text":"\\udc00"}}', "/place/text"),
    (b'{"request":"observe","channel":"phone","narrative":"\xed\xa0\x80"}', "/narrative"),
]
NO_JSON = [
    b"",
    b"{",
    b'{"request":',
    b"not json",
    b"\xff\xfe",
    b"[" * 60_000,
    b'{"a":' * 10_000,
    b"9" * 60_000,
    b'{"request":"observe"} trailing',
]
NO_REPORTS = [
    (b"null", [""]),
    (b"[]", [""]),
    (b'"text"', [""]),
    (b"7", [""]),
    (b"NaN", [""]),
    (b"{}", ["/request", "/channel"]),
    (b'{"request":"observe","channel":"phone","place":{"lat":NaN,"lon":0}}', ["/place/lat"]),
]


async def test_a_trusted_report_is_released_at_once_and_its_caller_gets_a_receipt(stand: Stand) -> None:
    answer = await stand.posted(a_report(caller=a_caller()))

    assert answer["state"] == "released"
    assert answer["missing"] == []
    assert answer["status_url"] == f"/v1/reports/{answer['report_id']}"
    assert len(answer["ref"]) == 6
    [told] = await stand.announced(ReportReleasedV1)
    [text] = await stand.announced(CallerMessageRequestedV1)
    assert str(told.data.report_id) == answer["report_id"]
    assert told.data.ref == answer["ref"]
    assert text.data.params == {"org": "RRN", "ref": answer["ref"], "hotline": "213-555-0142"}


async def test_a_held_report_says_what_it_lacks(stand: Stand) -> None:
    answer = await stand.posted(a_report(request="support", place=None, observed_at=None))

    assert answer["state"] == "held"
    assert answer["missing"] == ["request", "age", "place", "residence"]
    [told] = await stand.announced()
    assert isinstance(told.data, ReportHeldV1)
    assert told.data.missing == ("request", "age", "place", "residence")


async def test_a_place_outside_every_territory_is_taken(stand: Stand) -> None:
    answer = await stand.posted(a_report(place=a_place(lat=-77.85, lon=166.67)))

    assert answer["state"] == "released"


async def test_eight_posts_at_once_with_one_key_are_one_report(stand: Stand) -> None:
    report, key = a_report(), uuid4().hex

    answers = await asyncio.gather(*(stand.post(report, idempotency_key=key) for _ in range(8)))

    assert [answer.status_code for answer in answers] == [202] * 8
    assert len({answer.text for answer in answers}) == 1
    assert await stand.count("report") == 1
    assert await stand.count("outbox") == 1


async def test_a_retry_gets_the_first_answer_even_when_the_report_was_released_since(stand: Stand) -> None:
    report, key = a_report(place=a_place(is_residence=None)), uuid4().hex
    first = await stand.post(report, idempotency_key=key)
    released = await stand.http.post(
        f"/v1/reports/{first.json()['report_id']}/release", json={}, headers=stand.as_staff()
    )
    assert released.json()["released"]

    again = await stand.post(report, idempotency_key=f'"{key}"')

    assert again.status_code == 202
    assert again.json() == first.json()


async def test_a_key_used_with_another_body_is_refused_and_stores_nothing(stand: Stand) -> None:
    key = uuid4().hex
    await stand.post(a_report(), idempotency_key=key)

    answer = await stand.post(a_report(people=5), idempotency_key=key)

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:hotline:problem:idempotency-key-reused"
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["header:Idempotency-Key"]
    assert await stand.count("report") == 1
    assert await stand.count("outbox") == 1


async def test_two_sources_may_use_the_same_key(stand: Stand) -> None:
    other = await stand.add_source("partner", trust="partner")
    key = uuid4().hex

    mine = await stand.post(a_report(), idempotency_key=key)
    theirs = await stand.post(a_report(), idempotency_key=key, key=other["key"])

    assert mine.json()["report_id"] != theirs.json()["report_id"]


async def test_a_key_is_kept_hashed_and_a_retry_of_the_last_releases_report_is_told_its_answer(stand: Stand) -> None:
    mine, before, report = "call-2135550177", "call-2135550178", a_report()
    first = await stand.post(report, idempotency_key=mine)
    old = await stand.post(report, idempotency_key=before)
    keys = KeptKeys(stand.database, stand.sealer)
    async with stand.database.connection() as connection:
        kept = await connection.fetch("SELECT idempotency_key FROM report")
        await connection.execute(
            "UPDATE report SET idempotency_key = $2 WHERE report_id = $1::uuid", old.json()["report_id"], before
        )

    again = [await stand.post(report, idempotency_key=key) for key in (mine, before)]
    other = await stand.post(a_report(people=5), idempotency_key=before)
    await keys.hash_the_rest()
    hashed = await stand.post(report, idempotency_key=before)

    assert not [row[0] for row in kept if "21355501" in row[0]]
    assert [answer.json() for answer in (*again, hashed)] == [first.json(), old.json(), old.json()]
    assert other.status_code == 422
    assert await stand.count("report") == 2
    async with stand.database.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM report WHERE left(idempotency_key, 3) <> 'h1:'") == 0


async def test_a_missing_or_malformed_idempotency_key_is_a_400(stand: Stand) -> None:
    bad: list[dict[str, str]] = [{}, *({"Idempotency-Key": key} for key in MALFORMED_KEYS)]

    for header in bad:
        answer = await stand.http.post("/v1/reports", json=a_report(), headers={**stand.as_source, **header})

        assert answer.status_code == 400, header
        assert answer.json()["errors"][0]["pointer"] == "header:Idempotency-Key"


async def test_what_does_not_fit_is_a_422_that_names_the_field_and_stores_nothing(stand: Stand) -> None:
    for changes, pointer in MISFITS:
        answer = await stand.post(a_report(**changes))

        assert answer.status_code == 422, changes
        assert answer.headers["content-type"] == "application/problem+json"
        assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer], changes
    assert await stand.count("report") == 0


async def test_the_answer_to_a_misfit_never_repeats_what_was_sent(stand: Stand) -> None:
    answer = await stand.post(a_report(caller=a_caller(phone="secret 5550178"), narrative=7))

    assert "5550178" not in answer.text


async def test_half_a_surrogate_pair_is_a_422_that_names_the_field(stand: Stand) -> None:
    for body, pointer in HALF_PAIRS:
        answer = await stand.post(body)

        assert answer.status_code == 422, body
        assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer], body
    assert await stand.count("report") == 0


async def test_what_is_no_json_is_a_400(stand: Stand) -> None:
    for body in NO_JSON:
        answer = await stand.post(body)

        assert answer.status_code == 400, body[:40]
        assert answer.json()["type"] == "urn:hotline:problem:malformed"
    assert await stand.count("report") == 0


async def test_json_that_is_no_report_is_a_422(stand: Stand) -> None:
    for body, pointers in NO_REPORTS:
        answer = await stand.post(body)

        assert answer.status_code == 422, body
        assert [fault["pointer"] for fault in answer.json()["errors"]] == pointers, body
    assert await stand.count("report") == 0


async def test_a_body_over_64_kib_is_a_413(stand: Stand) -> None:
    fitting = json.dumps(a_report()).encode()
    at_most = fitting + b" " * (65_536 - len(fitting))

    assert (await stand.post(at_most)).status_code == 202
    answer = await stand.post(at_most + b" ")

    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert await stand.count("report") == 1


async def test_a_field_that_we_do_not_know_is_named_in_short(stand: Stand) -> None:
    answer = await stand.post(a_report(**{"x" * 500: 1}))

    assert answer.json()["errors"][0]["pointer"] == "/" + "x" * 40


async def test_a_compressed_body_is_a_415(stand: Stand) -> None:
    headers = {**stand.as_source, "Idempotency-Key": uuid4().hex, "Content-Encoding": "gzip"}

    assert (await stand.http.post("/v1/reports", content=b"x", headers=headers)).status_code == 415


async def test_the_largest_words_are_stored_and_read_back(stand: Stand) -> None:
    narrative = "🚨" * 4000

    answer = await stand.posted(a_report(narrative=narrative))

    content = await stand.http.get(f"/v1/reports/{answer['report_id']}/content", headers=stand.as_staff())
    assert content.json()["narrative"] == narrative


async def test_what_may_never_be_stored_is_masked_before_anything_is(stand: Stand) -> None:
    answer = await stand.posted(
        a_report(
            narrative="A123456789, plate 7ABC123",
            salute={"equipment": "van 8XYZ123"},
            place=a_place(text="213-555-0199"),
        )
    )

    content = await stand.http.get(f"/v1/reports/{answer['report_id']}/content", headers=stand.as_staff())
    found = content.json()
    assert found["narrative"] == "[A-number], [plate]"
    assert found["salute"] == {"equipment": "van [plate]"}
    assert found["place"]["text"] == "[phone]"


async def test_nothing_personal_lies_in_clear_in_the_store(stand: Stand) -> None:
    await stand.posted(a_report(narrative="canary-words", caller=a_caller(), salute={"size": "canary-size"}))

    async with stand.database.connection() as connection:
        rows = await connection.fetch("SELECT to_json(report)::text AS row FROM report")
        rows += await connection.fetch("SELECT convert_from(payload, 'UTF8') AS row FROM outbox")
    stored = json.dumps([row["row"] for row in rows])
    for canary in ("canary", "5550111", "Soto St", "34.04"):
        assert not in_any_form(canary, stored)


async def test_a_report_of_another_source_is_not_found(stand: Stand) -> None:
    other = await stand.add_source("partner", trust="partner")
    answer = await stand.posted(a_report())
    url = f"/v1/reports/{answer['report_id']}"

    assert (await stand.http.get(url, headers=stand.as_source)).status_code == 200
    assert (await stand.http.get(url, headers={"Authorization": f"Bearer {other['key']}"})).status_code == 404
    assert (await stand.http.get(url, headers=stand.as_staff("admin"))).status_code == 200
    assert (await stand.http.get(f"/v1/reports/{uuid4()}", headers=stand.as_source)).status_code == 404


async def test_a_ref_finds_reports_for_staff_only(stand: Stand) -> None:
    answer = await stand.posted(a_report())
    url = f"/v1/reports?ref={answer['ref']}"

    found = await stand.http.get(url, headers=stand.as_staff())

    assert [report["report_id"] for report in found.json()["reports"]] == [answer["report_id"]]
    assert (await stand.http.get(url, headers=stand.as_source)).status_code == 401


async def test_the_noop_checks_as_much_and_stores_nothing(stand: Stand) -> None:
    headers = {**stand.as_source, "Idempotency-Key": uuid4().hex}

    good = await stand.http.post("/v1/reports/noop", json=a_report(), headers=headers)
    bad = await stand.http.post("/v1/reports/noop", json=a_report(people="4"), headers=headers)
    stranger = await stand.http.post("/v1/reports/noop", json=a_report(), headers={"Idempotency-Key": "k" * 8})

    assert good.status_code == 202
    assert set(good.json()) == {"report_id", "ref", "state", "missing", "status_url"}
    assert (bad.status_code, stranger.status_code) == (422, 401)
    assert await stand.count("report") == 0


async def test_there_is_no_noop_outside_test_mode(
    make_database: Callable[..., Awaitable[Database]], keyring: Keyring, tmp_path: Path
) -> None:
    async with a_stand(await make_database(MIGRATIONS), keyring, tmp_path, mode="sandbox") as stand:
        answer = await stand.http.post("/v1/reports/noop", json=a_report(), headers=stand.as_source)

    assert answer.status_code == 405


async def test_the_openapi_document_describes_the_body_that_the_route_reads_itself(stand: Stand) -> None:
    document = (await stand.http.get("/openapi.json")).json()

    post = document["paths"]["/v1/reports"]["post"]
    assert post["requestBody"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/ReportSubmission"
    }
    models = document["components"]["schemas"]
    schema = models["ReportSubmission"]
    assert models["Request"]["enum"] == ["observe", "support", "information"]
    named = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document)))
    assert named == named & models.keys()
    example = schema["examples"][0]
    assert (await stand.post({**example, "observed_at": None})).status_code == 202
