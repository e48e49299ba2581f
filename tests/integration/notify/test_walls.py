"""Two networks on one instance: every route of notify, walked by the staff of one past what the other has."""

import json
from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID, uuid4

import httpx
import pytest

from services.chassis.auth import new_key
from tests.support.notify_harness import (
    HERON,
    HERON_PHONE,
    MAPLE,
    MAPLE_PHONE,
    NETWORK,
    Stand,
    a_receipt_for_caller,
    an_offer,
)
from tests.support.walls import Apart, Behind, Doors, Objects, Walk, every_row, routes_of

CONTACT: Final = {"callsign": "HERON", "phone": "+12135550177", "consent": None}
PROVIDERS: Final = Apart("the provider's, by its signature", refused=True)
DOORS: Final[Doors] = {
    "GET /v1/deliveries": Behind(query="?subject_id=<subject>", lists=True),
    "POST /v1/callers/reach": Behind(body={"report_ids": ["<report>"]}, lists=True),
    "POST /v1/messages/preview": Behind(
        body={"texts": [{"template": "V5", "person_id": "<person>", "params": {"code": "K7Q", "zone": "Z"}}]}
    ),
    "POST /v1/messages/test": Behind(body={"person_id": "<person>"}),
    "PUT /v1/contacts": Behind(body={"contacts": [{**CONTACT, "person_id": "<person>", "network_id": "<network>"}]}),
    "DELETE /v1/contacts/{person_id}": Behind({"person_id": "person"}),
    "GET /v1/operations": Apart("counts of the instance, nothing of anybody"),
    "GET /v1/operations/keys": Apart("days of every network", refused=True),
    "POST /v1/operations/discard": Apart(
        "an event of whichever network", refused=True, body={"number": 1, "why": "unreadable", "dry_run": False}
    ),
    "POST /v1/operations/replay": Apart("events of every network", refused=True, body={"dry_run": False}),
    "POST /v1/operations/retention": Apart("rows of every network", refused=True, body={"dry_run": False}),
    "POST /v1/twilio/status": PROVIDERS,
    "POST /v1/twilio/inbound": PROVIDERS,
}
ROLES: Final = ("operator", "duty_lead", "admin")


@pytest.fixture
async def shared(make_notify: Callable[..., Awaitable[Stand]]) -> tuple[Stand, dict[str, str]]:
    """Two networks, nothing that is sent meanwhile, and a key for each role in each: `la admin`, `sb operator` .."""
    notify = await make_notify(loops=False)
    await notify.ask(NETWORK.model_copy(update={"network_id": "sb", "name": "SB"}))
    file = notify.settings.staff_keys
    assert file is not None
    entries, keys = json.loads(file.read_text()), {}
    for network_id in ("la", "sb"):
        for role in ROLES:
            key_id, keys[f"{network_id} {role}"], sha256 = new_key()
            entries.append(
                {"key_id": key_id, "actor": "WREN", "role": role, "networks": [network_id], "sha256": sha256}
            )
    file.write_text(json.dumps(entries))
    return notify, keys


async def behind_the_wall(notify: Stand) -> Objects:
    """A person, a text to them and one to a caller whom no text reaches, of `la`."""
    offer, receipt = an_offer(MAPLE), a_receipt_for_caller(notify.sealer, await notify.database.now())
    await notify.enrol(MAPLE, MAPLE_PHONE)
    await notify.ask(offer, receipt)
    async with notify.database.connection() as connection:
        await connection.execute(
            """
            INSERT INTO suppression (optout_index, since, evidence)
            SELECT caller_index, app.now(), 'test' FROM message WHERE subject_id = $1
            """,
            receipt.subject_id,
        )
    there = {"person": str(MAPLE), "subject": str(offer.subject_id), "report": str(receipt.subject_id), "network": "la"}
    return Objects(there, {**{kind: str(uuid4()) for kind in there}, "network": "nowhere"})


async def test_nobody_of_another_network_sees_or_changes_anything_by_any_route(
    shared: tuple[Stand, dict[str, str]],
) -> None:
    notify, keys = shared
    objects = await behind_the_wall(notify)
    async with httpx.AsyncClient(base_url=notify.url, trust_env=False) as http:
        walk = Walk(
            http,
            DOORS,
            objects,
            strangers=[keys[f"sb {role}"] for role in ROLES],
            own=[keys[f"la {role}"] for role in ROLES],
        )
        assert routes_of(notify.service.app) == set(DOORS), "a route that nobody put into the walk's table"
        before = await every_row(notify.database)

        wrong = await walk.as_strangers()

        assert wrong == []
        assert await every_row(notify.database) == before
        assert await walk.as_their_own() == []


async def test_nobody_is_taken_into_another_network_by_an_import(shared: tuple[Stand, dict[str, str]]) -> None:
    notify, keys = shared
    await notify.enrol(HERON, HERON_PHONE)
    before = await _contact_of(notify, HERON)

    answer = await notify.call(
        "PUT",
        "/v1/contacts",
        json={"contacts": [{**CONTACT, "person_id": str(HERON), "network_id": "sb"}]},
        headers={"Authorization": f"Bearer {keys['sb admin']}"},
    )

    assert [each["problem"] for each in answer.json()["contacts"]] == ["person_id: of another network"]
    assert await _contact_of(notify, HERON) == before


async def _contact_of(notify: Stand, person_id: UUID) -> dict[str, Any]:
    [row] = await notify.rows("SELECT * FROM contact WHERE person_id = $1", person_id)
    return dict(row)
