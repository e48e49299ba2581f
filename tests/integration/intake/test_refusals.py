"""What staff and admins send is refused field by field too, and changes nothing."""

from typing import Any
from uuid import uuid4

import httpx

from tests.support.intake_harness import Stand

A_SOURCE = {"name": "partner", "network_id": "la", "trust": "partner"}
SOURCE_MISFITS: list[tuple[dict[str, Any], list[str]]] = [
    ({"name": ""}, ["/name"]),
    ({"name": "x" * 201}, ["/name"]),
    ({"name": "nul \x00 inside"}, ["/name"]),
    ({"network_id": "LA"}, ["/network_id"]),
    ({"network_id": None}, ["/network_id"]),
    ({"trust": "friend"}, ["/trust"]),
    ({"rate_per_minute": 0}, ["/rate_per_minute"]),
    ({"rate_per_minute": 1_000_000_001}, ["/rate_per_minute"]),
    ({"burst": 0}, ["/burst"]),
    ({"burst": 1_000_000_001}, ["/burst"]),
    ({"rotate": "perhaps"}, ["/rotate"]),
    ({"key": "hl_mine"}, ["/key"]),
]
A_FINDING: dict[str, Any] = {"report_ids": [], "outcome": "unable"}
FINDING_MISFITS: list[tuple[dict[str, Any], list[str]]] = [
    ({"report_ids": ["482193"]}, ["/report_ids/0"]),
    ({"report_ids": [str(uuid4())] * 1001}, ["/report_ids"]),
    ({"outcome": "not_ice"}, ["/outcome"]),
    ({"agency": "x" * 201}, ["/agency"]),
    ({"went": "perhaps"}, ["/went"]),
    ({"seen_at": "2026-11-24T15:02:00"}, ["/seen_at"]),
    ({"place": "x" * 201}, ["/place"]),
    ({"reviewed_by": "LARK"}, ["/reviewed_by"]),
]
ADDRESSES: list[tuple[str, str]] = [
    ("/v1/reports?ref=48219", "query:ref"),
    ("/v1/reports?ref=482193482", "query:ref"),
    ("/v1/reports?ref=48219x", "query:ref"),
    ("/v1/reports", "query:ref"),
    ("/v1/queue?limit=0", "query:limit"),
    ("/v1/queue?limit=501", "query:limit"),
    ("/v1/reports/482193", "path:report_id"),
    ("/v1/reports/482193/content", "path:report_id"),
]


def pointers(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 422, answer.text
    assert answer.json()["type"] == "urn:hotline:problem:invalid"
    return [fault["pointer"] for fault in answer.json()["errors"]]


async def test_a_source_that_does_not_fit_is_not_let_in(stand: Stand) -> None:
    for changes, expected in SOURCE_MISFITS:
        body = {**A_SOURCE, **changes}
        answer = await stand.http.post("/v1/sources", json=body, headers=stand.as_staff("admin"))

        assert pointers(answer) == expected, changes
    assert await stand.count("source") == 1  # the stand's own


async def test_a_finding_that_does_not_fit_is_not_previewed(stand: Stand) -> None:
    for changes, expected in FINDING_MISFITS:
        body = {**A_FINDING, **changes}
        answer = await stand.http.post("/v1/notices/preview", json=body, headers=stand.as_staff("duty_lead"))

        assert pointers(answer) == expected, changes


async def test_an_address_that_does_not_fit_names_its_part(stand: Stand) -> None:
    for url, expected in ADDRESSES:
        answer = await stand.http.get(url, headers=stand.as_staff())

        assert pointers(answer) == [expected], url


async def test_a_stranger_learns_nothing_of_what_does_not_fit(stand: Stand) -> None:
    """Who may not come in is told only that, whatever they sent."""
    operator = stand.as_staff("operator")

    assert (await stand.http.post("/v1/sources", json={"name": 7})).status_code == 401
    assert (await stand.http.post("/v1/sources", json={"name": 7}, headers=operator)).status_code == 403
    assert (await stand.http.get("/v1/queue?limit=0")).status_code == 401


async def test_what_does_not_exist_is_a_404_for_whoever_may_ask(stand: Stand) -> None:
    unknown = f"/v1/reports/{uuid4()}"

    for role, url in (("admin", unknown), ("operator", f"{unknown}/content")):
        answer = await stand.http.get(url, headers=stand.as_staff(role))

        assert (answer.status_code, answer.json()["type"]) == (404, "urn:hotline:problem:not-found"), url
    assert await stand.count("content_read") == 0
