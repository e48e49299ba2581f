"""Two networks on one instance: every route of dispatch, walked by the staff of one past what the other has."""

import json
from typing import Final

import pytest

from schemas.events.incident import ReportUnservedV1
from schemas.events.report import ReportHeldV1
from schemas.values import uuid7
from services.dispatch.matching.geography import cells_over
from services.dispatch.model.roster import RosterRole
from services.dispatch.store.roster import RosterStore
from tests.support.dispatch_harness import Stand, a_network_file, a_volunteer
from tests.support.dispatch_staff import Staffed
from tests.support.walls import Apart, Behind, Doors, Objects, Walk, every_row, routes_of

INCIDENT: Final = {"reference": ("incident", "code")}
SOS: Final = {"reference": ("sos", "sos_code")}
PAGE: Final = {"reference": ("page", "code")}
REPLY: Final = {"reply_id": "reply"}
NETWORK: Final = {"network_id": "network"}
OF_AN_INCIDENT: Final = "/v1/incidents/{reference}"
OF_A_NETWORK: Final = "/v1/networks/{network_id}"
DOORS: Final[Doors] = {
    "GET /v1/incidents": Behind(query="?state=all", lists=True),
    f"GET {OF_AN_INCIDENT}": Behind(INCIDENT),
    f"GET {OF_AN_INCIDENT}/timeline": Behind(INCIDENT),
    f"GET {OF_AN_INCIDENT}/review": Behind(INCIDENT),
    f"POST {OF_AN_INCIDENT}/meeting-point": Behind(
        INCIDENT, {"name": "Mariachi Plaza", "lat": 34.047, "lon": -118.2196}
    ),
    f"POST {OF_AN_INCIDENT}/look-at": Behind(INCIDENT, {"place": "the corner"}),
    f"POST {OF_AN_INCIDENT}/send-on": Behind(INCIDENT, {}),
    f"POST {OF_AN_INCIDENT}/split": Behind(INCIDENT, {"report": "482193"}),
    f"POST {OF_AN_INCIDENT}/review": Behind(INCIDENT, {"decision": "accept"}),
    f"POST {OF_AN_INCIDENT}/tell": Behind(INCIDENT, {"ending": "not_checked"}),
    f"POST {OF_AN_INCIDENT}/out": Behind(INCIDENT, {"callsign": "MAPLE", "why": "called"}),
    f"POST {OF_AN_INCIDENT}/sos-clear": Behind(INCIDENT, {"callsign": "HERON"}),
    f"POST {OF_AN_INCIDENT}/stand-down": Behind(INCIDENT, {"reason": "safety", "tell": "stopped"}),
    f"POST {OF_AN_INCIDENT}/close": Behind(INCIDENT, {"outcome": "unable"}),
    "GET /v1/sos": Behind(query="?state=all", lists=True),
    "GET /v1/sos/{reference}": Behind(SOS),
    "POST /v1/sos/{reference}/notes": Behind(SOS, {"note": "called"}),
    "POST /v1/sos/{reference}/clear": Behind(SOS, {"spoken": True}),
    "GET /v1/pages": Behind(lists=True),
    "POST /v1/pages/{reference}/take": Behind(PAGE, {"sos": True}),
    "POST /v1/reports/{report_id}/beside": Behind({"report_id": "report"}, {"place": {"lat": 34.0437, "lon": -118.21}}),
    "GET /v1/unread": Behind(query="?state=all", lists=True),
    "GET /v1/unread/{reply_id}": Behind(REPLY),
    "POST /v1/unread/{reply_id}/answer": Behind(REPLY, {"text": "Call us"}),
    "POST /v1/unread/{reply_id}/close": Behind(REPLY, {"note": "called"}),
    "GET /v1/networks": Behind(lists=True),
    f"GET {OF_A_NETWORK}": Behind(NETWORK),
    f"PUT {OF_A_NETWORK}": Behind(NETWORK, {**a_network_file("la"), "name": "Taken", "id": "<network>"}),
    f"GET {OF_A_NETWORK}/volunteers": Behind(NETWORK),
    f"POST {OF_A_NETWORK}/volunteers": Behind(NETWORK, {"volunteers": [{"callsign": "HERON", "roles": ["duty_lead"]}]}),
    f"POST {OF_A_NETWORK}/on-call": Behind(NETWORK, {"callsigns": ["HERON"], "on": False}),
    f"POST {OF_A_NETWORK}/duty": Behind(NETWORK, {"callsign": "ROBIN", "on": False, "anyway": True}),
    f"POST {OF_AN_INCIDENT}/hold": Behind(INCIDENT, {"why": "lawsuit"}),
    f"POST {OF_AN_INCIDENT}/unhold": Behind(INCIDENT, {"why": "lawsuit"}),
    "GET /v1/holds": Behind(lists=True),
    f"GET {OF_A_NETWORK}/erasures": Behind(NETWORK),
    f"POST {OF_A_NETWORK}/erasures": Behind(NETWORK, {"callsign": "HERON"}),
    "GET /v1/operations": Apart("counts of the instance, nothing of anybody"),
    "GET /v1/operations/keys": Apart("days of every network", refused=True),
    "POST /v1/operations/discard": Apart(
        "an event of whichever network", refused=True, body={"number": 1, "why": "unreadable", "dry_run": False}
    ),
    "POST /v1/operations/replay": Apart("events of every network", refused=True, body={"dry_run": False}),
    "POST /v1/operations/retention": Apart("rows of every network", refused=True, body={"dry_run": False}),
}


async def behind_the_wall(stand: Stand) -> Objects:
    """A mission with a finding, an SOS, pages, a text that waits and a held report, all of `la`."""
    await stand.set_up(
        [a_volunteer(name, roles=(RosterRole.DUTY_LEAD,)) for name in ("CRANE", "EGRET")], name="sb", lead=False
    )
    await stand.set_up([a_volunteer(name) for name in ("HERON", "MAPLE", "OTTER")])
    await stand.take(await stand.report())
    for words in ("Y 5", "HERE", "C 4 2"):
        for callsign in ("HERON", "MAPLE"):
            await stand.say(callsign, words)
    await stand.say("HERON", "SOS")
    await stand.say("OTTER", "the van is white")
    held = (await stand.report(ref="571204")).model_dump(exclude={"released_by", "join", "apart"})
    await stand.hold(ReportHeldV1(**held, priority=2, missing=("residence",)))
    async with stand.database.connection() as connection:
        await connection.execute("UPDATE incident SET held_at = app.now(), held_by = 'OTTER', held_why = 'lawsuit'")
    row = await stand.fetchval(
        """
        SELECT json_build_object(
            'incident', (SELECT incident_id FROM incident), 'code', (SELECT code FROM incident),
            'sos', (SELECT call_id FROM sos_call), 'sos_code', (SELECT code FROM sos_call),
            'page', (SELECT min(page_id::text) FROM page WHERE open),
            'reply', (SELECT min(reply_id::text) FROM unread_text))
        """
    )
    there = {**json.loads(row), "report": str(held["report_id"]), "network": "la"}
    nowhere = {**dict.fromkeys(there, str(uuid7())), "code": "YYY", "sos_code": "YYY", "network": "nowhere"}
    return Objects(there, nowhere)


async def test_a_report_released_by_trust_for_anothers_territory_moves_nobody_there(stand: Stand) -> None:
    """Intake holds it there; what says otherwise on the topic is looked at once more."""
    north = a_network_file("sb")["territory"]["coordinates"][0]
    file = {**a_network_file("sb"), "territory": {"type": "Polygon", "coordinates": [[[x, y + 0.7] for x, y in north]]}}
    await stand.set_up([a_volunteer("CRANE", km=70)], name="sb")
    async with stand.database.unit() as unit:
        await RosterStore(unit.connection).apply_network("sb", file, cells_over(file["territory"]), unit.now)
    await stand.set_up([a_volunteer("HERON")])
    await stand.announced()

    await stand.take(await stand.report(at=(34.7, -118.2)))

    events = await stand.announced()
    assert [event.reason for event in events if isinstance(event, ReportUnservedV1)] == ["outside"]
    assert await stand.fetchval("SELECT count(*) FROM incident") == 0
    assert not {name for name in ("CRANE", "HERON") if stand.texts_in(events).to(name)}


OF_THE_FIRST: Final = """
    SELECT jsonb_build_array(
        (SELECT jsonb_agg(to_jsonb(p) ORDER BY p.page_id) FROM page p WHERE p.network_id = 'la'),
        (SELECT jsonb_agg(to_jsonb(s) ORDER BY s.call_id) FROM sos_call s WHERE s.network_id = 'la'),
        (SELECT jsonb_agg(to_jsonb(d) ORDER BY d.volunteer_id) FROM duty d WHERE d.network_id = 'la'),
        (SELECT jsonb_agg(to_jsonb(i) ORDER BY i.incident_id) FROM incident i),
        (SELECT jsonb_agg(to_jsonb(a) ORDER BY a.assignment_id) FROM assignment a))::text
"""


@pytest.mark.parametrize("words", ["ACK {}", "ACK SOS {}", "OFF {}", "OUT {}", "Y {}", "DUTY {}"])
async def test_a_lead_who_texts_anothers_code_does_nothing_there_and_hears_what_any_code_would(
    stand: Stand, words: str
) -> None:
    objects = await behind_the_wall(stand)
    await stand.announced()
    before = await stand.fetchval(OF_THE_FIRST)

    await stand.say("CRANE", words.format(objects.there["code"]))
    await stand.say("EGRET", words.format("YYY" if objects.there["code"] != "YYY" else "XXX"))

    texts = await stand.texts()
    told = [[template for template in texts.to(name) if template.startswith("V")] for name in ("CRANE", "EGRET")]
    assert await stand.fetchval(OF_THE_FIRST) == before
    assert told[0] == told[1]


async def test_nobody_of_another_network_sees_or_changes_anything_by_any_route(stand: Stand, staffed: Staffed) -> None:
    objects = await behind_the_wall(stand)
    walk = Walk(
        staffed.http,
        DOORS,
        objects,
        strangers=[staffed.keys[name] for name in ("CRANE", "EGRET", "IBIS", "STOAT")],
        own=[staffed.keys[name] for name in ("ROBIN", "WREN", "ADMIN", "OTTER")],
    )
    assert routes_of(staffed.app) == set(DOORS), "a route that nobody put into the walk's table"
    before = await every_row(stand.database)

    wrong = await walk.as_strangers()

    assert wrong == []
    assert await every_row(stand.database) == before
    assert await walk.as_their_own() == []
